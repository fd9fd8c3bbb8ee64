"""Does **Attach file** lead there and back with all that was typed, and does a file open for those alone who may?"""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import completions
from conferral.models import Attachment, Completion
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.uploaded import PDF, TODAY, added, uploaded
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db
TYPED = {"completed_on": "2026-13-99", "notes": "Two\r\nlines <b>", "grade": "excellent"}


@pytest.fixture
def enrollment():
    asked = make.definition(make.requirement(scale=make.POINTS), make.requirement("PLEDGE", requires_approval=True))
    return make.enrollment(make.contact("R-1", "Ada", "Byron"), make.program("R", asked), date(2026, 1, 5))


def address(enrollment, code="EXAM") -> str:
    return reverse("staff:record-files", args=[enrollment.key, code])


def pdf(name="Certificate.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def values(answer) -> dict[str, str]:
    """Return what the fields of the page hold."""
    body = answer.content.decode()
    found = dict(re.findall(r'<input type="(?:hidden|text|date)" name="([^"]*)"(?: value="([^"]*)")?', body))
    return found | dict(re.findall(r'<textarea name="([^"]*)"[^>]*>\s*([^<]*)<', body))


def test_file_upload_says_beforehand_what_is_taken_and_carries_what_was_typed(staff, enrollment):
    key = str(uuid4())
    answer = staff.post(address(enrollment), {"key": key, **TYPED})
    assert answer.status_code == 200
    assert "PDF, PNG, JPEG" in said(answer)
    assert "as large as 10 MB" in said(answer)
    held = values(answer)
    assert (held["key"], held["completed_on"], held["grade"]) == (key, "2026-13-99", "excellent")
    assert held["notes"] == "Two\r\nlines &lt;b&gt;"
    back = staff.post(address(enrollment), {"key": key, **TYPED, "back": "1"})
    assert "Record Completion" in said(back)
    assert values(back)["grade"] == "excellent"
    assert "needs another look" not in said(back)


def test_uploading_leads_back_to_the_form_whose_save_attaches(staff, enrollment):
    key = str(uuid4())
    answer = staff.post(address(enrollment), {"key": key, **TYPED, "upload": "1", "files": [pdf()]})
    assert "1 file is attached." in said(answer)
    assert values(answer)["grade"] == "excellent"
    file = Attachment.objects.get()
    assert values(answer)["file"] == str(file.key)
    form = {"key": key, "completed_on": "2026-02-01", "notes": "", "grade": "80", "file": str(file.key)}
    done = staff.post(reverse("staff:record", args=[enrollment.key, "EXAM"]), form, follow=True)
    assert link(done, "Certificate.pdf") == reverse("staff:file", args=[file.key])
    assert Completion.objects.get().attachments.get() == file


def test_nothing_chosen_is_said_and_an_old_page_without_key_still_works(staff, enrollment):
    answer = staff.post(address(enrollment), {**TYPED, "upload": "1"})
    assert answer.status_code == 422
    assert "Choose the files to upload first." in said(answer)
    assert staff.post(address(enrollment), {"key": "nonsense", "upload": "1", "files": [pdf()]}).status_code == 200


def test_removing_leads_back_to_the_form_with_what_was_typed(staff, enrollment):
    key = str(uuid4())
    staff.post(address(enrollment), {"key": key, "upload": "1", "files": [pdf()]})
    file = Attachment.objects.get()
    for _ in range(2):
        answer = staff.post(address(enrollment), {"key": key, **TYPED, "remove": str(file.key)})
        assert answer.status_code == 200
        assert values(answer)["grade"] == "excellent"
    assert not Attachment.objects.exists()
    assert staff.post(address(enrollment), {"key": key, "remove": "nonsense"}).status_code == 200


def test_a_file_that_is_gone_when_the_form_is_saved_is_told_and_nothing_is_recorded(staff, enrollment):
    form = {"key": str(uuid4()), "completed_on": "2026-02-01", "notes": "", "file": str(uuid4())}
    answer = staff.post(reverse("staff:record", args=[enrollment.key, "EXAM"]), form)
    assert answer.status_code == 422
    assert "is not kept any more" in said(answer)
    assert not Completion.objects.exists()


def test_where_nothing_can_be_recorded_file_upload_says_why(staff, enrollment):
    make.completion(enrollment, "PLEDGE", date(2026, 2, 1))
    answer = staff.post(address(enrollment, "PLEDGE"), {"upload": "1", "files": [pdf()]}, follow=True)
    assert "Pledge is Awaiting Approval" in said(answer)
    assert not Attachment.objects.exists()


def test_the_pages_own_script_gets_the_list_alone(staff, enrollment):
    sent = {"key": str(uuid4()), "upload": "1", "files": [pdf()]}
    answer = staff.post(address(enrollment), sent, headers={"HX-Target": "attached"})
    assert answer.content.decode().strip().startswith('<div id="attached">')
    assert "Certificate.pdf" in said(answer)
    assert "is attached." not in said(staff.get(reverse("staff:programs")))


@zeal_ignore()
def test_proof_is_added_to_what_waits_and_to_nothing_else(staff, enrollment):
    completion = make.completion(enrollment, "PLEDGE", date(2026, 2, 1))
    waiting = reverse("staff:completion-files", args=[completion.key])
    page = staff.get(reverse("staff:requirement", args=[enrollment.key, "PLEDGE"]))
    assert link(page, "Attach file") == waiting
    done = staff.post(waiting, {"files": [pdf()]}, follow=True)
    assert "1 file is attached." in said(done)
    file = completion.attachments.get()
    assert staff.post(waiting, {"files": [SimpleUploadedFile("x.svg", b"<svg/>")]}).status_code == 422
    assert "is removed." in said(staff.post(waiting, {"remove": str(file.key)}, follow=True))
    added(completion)
    completions.approve(completion=completion.pk, by=COMMAND_LINE, at=make.noon(TODAY))
    assert staff.get(waiting).status_code == 409
    assert "so its files stay as they are" in said(staff.post(waiting, {"files": [pdf("More.pdf")]}, follow=True))
    page = staff.get(reverse("staff:requirement", args=[enrollment.key, "PLEDGE"]))
    assert "Attach file" not in dict(links(page))
    assert "Certificate.pdf" in dict(links(page))


def test_what_is_not_saved_opens_for_whoever_uploaded_it_alone(enrollment):
    mine, other = signed_in(), signed_in()
    file = uploaded(enrollment, uuid4(), by=mine.account.as_actor(TODAY))
    opened = reverse("staff:file", args=[file.key])
    assert mine.get(opened).status_code == 200
    assert other.get(opened).status_code == 404


def test_a_member_opens_their_own_and_nobody_elses(enrollment):
    file = added(make.completion(enrollment, "PLEDGE", date(2026, 2, 1)))
    opened = reverse("member:file", args=[file.key])
    handed = signed_in(Role.NONE, enrollment.contact).get(opened)
    assert handed.content == PDF
    assert handed["Content-Disposition"] == 'attachment; filename="Certificate.pdf"'
    assert signed_in(Role.NONE, make.contact()).get(opened).status_code == 404


def test_contents_that_are_not_what_was_uploaded_are_never_handed_out(staff, enrollment):
    file = added(make.completion(enrollment, "PLEDGE", date(2026, 2, 1)))
    default_storage.delete(file.path)
    answer = staff.get(reverse("staff:file", args=[file.key]))
    assert answer.status_code == 409
    assert "Certificate.pdf cannot be opened" in said(answer)
    assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize("decision", ["rejection", "correction"])
def test_whoever_decides_about_an_attempt_sees_its_files(staff, enrollment, decision):
    completion = make.completion(enrollment, "PLEDGE", date(2026, 2, 1))
    file = added(completion)
    page = staff.get(reverse(f"staff:completion-{decision}", args=[enrollment.key, "PLEDGE", completion.key]))
    assert link(page, "Certificate.pdf") == reverse("staff:file", args=[file.key])
