"""Is nothing that somebody uploads ever shown by the browser, and does what is taken come back byte for byte?"""

from __future__ import annotations

import html
import re
from datetime import date
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from zeal import zeal_ignore

from conferral.models import Attachment
from conferral.rules.files import MOST_BYTES
from tests import make
from tests.hostile_files import HTML, REFUSED, TAKEN
from tests.uploaded import PDF
from tests.web.signed_in import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment():
    program = make.program("R", make.definition(make.requirement(requires_approval=True)))
    return make.enrollment(make.contact("R-1", "Ada", "Byron"), program, date(2026, 1, 5))


@zeal_ignore()  # each file is taken in a transaction of its own, and a request has twenty at most
def upload(staff, enrollment, *files, form=None):
    address = reverse("staff:record-files", args=[enrollment.key, "EXAM"])
    typed = {"key": str(form or uuid4()), "completed_on": "2026-02-01", "notes": "Typed before.", "upload": "1"}
    return staff.post(address, {**typed, "files": list(files)})


def sent(name: str, contents: bytes, claimed: str = "text/html") -> SimpleUploadedFile:
    """Return a file as a browser sends it that says of everything that it is a page."""
    made = SimpleUploadedFile("x", contents, content_type=claimed)
    made._name = name
    return made


def test_there_are_at_least_sixty():
    assert len(REFUSED) >= 60
    assert len(TAKEN) >= 30


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_taken_is_refused_with_a_sentence_and_the_form_is_kept(staff, enrollment, what):
    name, contents, _ = REFUSED[what]
    answer = upload(staff, enrollment, sent(name, contents))
    assert answer.status_code == 422
    words = said(answer)
    assert "One file is not attached:" in words
    assert "Typed before." in words
    assert "\u202e" not in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_taken_comes_back_byte_for_byte_and_never_to_be_shown(staff, enrollment, what):
    name, contents, kept, media_type = TAKEN[what]
    answer = upload(staff, enrollment, sent(name, contents))
    assert answer.status_code == 200, said(answer)
    file = Attachment.objects.get()
    assert (file.name, file.media_type) == (kept, media_type)
    page = answer.content.decode()
    assert f"<bdi>{html.escape(kept).replace('&#x27;', '&#39;').replace('&quot;', '&#34;')}</bdi>" in page
    handed = staff.get(reverse("staff:file", args=[file.key]))
    assert handed.status_code == 200
    assert handed.content == contents
    assert handed["Content-Type"] == media_type
    assert handed["X-Content-Type-Options"] == "nosniff"
    assert handed["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in handed["Cache-Control"]
    disposition = handed["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert not re.search(r"[\r\n\0]", disposition)
    encoded = re.fullmatch(r"attachment; filename\*=utf-8''(.*)", disposition)
    plain = re.fullmatch(r'attachment; filename="(.*)"', disposition)
    assert (unquote(encoded[1]) if encoded else plain[1].replace('\\"', '"')) == kept


def test_a_name_that_breaks_the_request_breaks_no_page(staff, enrollment):
    for name in ('a"; filename="b.html', "a\r\nContent-Type: text/html\r\n\r\n<script>.txt", "a\0b.txt", "..", "", "/"):
        answer = upload(staff, enrollment, sent(name, b"text of it"))
        assert answer.status_code in {200, 422}, name
        assert b"<script>.txt" not in answer.content
    assert all(re.fullmatch(r"[^\r\n\0/\\]+\.txt", file.name) for file in Attachment.objects.all())


def test_what_the_browser_says_of_a_file_is_not_believed(staff, enrollment):
    upload(staff, enrollment, sent("Certificate.pdf", PDF, "text/html"))
    assert Attachment.objects.get().media_type == "application/pdf"
    assert upload(staff, enrollment, sent("page.pdf", HTML, "application/pdf")).status_code == 422


def test_one_refused_stops_no_other(staff, enrollment):
    answer = upload(staff, enrollment, sent("one.pdf", PDF), sent("page.pdf", HTML), sent("two.txt", b"two"))
    assert answer.status_code == 422
    assert "page.pdf holds" in said(answer)
    assert "2 files are attached." in said(answer)
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["one.pdf", "two.txt"]


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(staff, enrollment):
    assert upload(staff, enrollment, sent("Exactly.txt", b"x" * MOST_BYTES)).status_code == 200
    refused = upload(staff, enrollment, sent("More.txt", b"y" * (MOST_BYTES + 1)))
    assert "More.txt is larger than 10 MB" in said(refused)
    far_more = upload(staff, enrollment, sent("Far more.txt", b"z" * (3 * MOST_BYTES)), sent("Small.txt", b"small"))
    assert "Far more.txt is larger than 10 MB" in said(far_more)
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["Exactly.txt", "Small.txt"]


def test_too_many_files_at_once_are_told_on_a_page(staff, enrollment):
    answer = upload(staff, enrollment, *(sent(f"{number}.txt", b"%d" % number) for number in range(21)))
    assert answer.status_code == 413
    assert "Too much at once" in said(answer)
    assert not Attachment.objects.exists()


def test_a_request_that_says_it_is_enormous_is_not_read(staff, enrollment):
    address = reverse("staff:record-files", args=[enrollment.key, "EXAM"])
    answer = staff.generic("POST", address, b"--x--", "multipart/form-data; boundary=x", CONTENT_LENGTH="900000000")
    assert answer.status_code == 413
