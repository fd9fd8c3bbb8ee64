"""Can members record what they may, prove it by files, and record again what was sent back; and nothing else?"""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import completions
from conferral.models import Attachment, Completion
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from tests import make
from tests.conftest import NOW
from tests.uploaded import PDF, added
from tests.web.signed_in import link, links, said, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def enrollment(ada):
    asked = make.definition(
        make.requirement("PLEDGE", title="Pledge", requires_approval=True, enrollees_may_record=True),
        make.requirement("TEST", title="Test", scale=make.POINTS, enrollees_may_record=True),
        make.requirement("EXAM", title="Exam"),
    )
    return make.enrollment(ada, make.program("R", asked), date(2026, 1, 5))


def at(name: str, enrollment, code: str = "PLEDGE") -> str:
    return reverse(f"member:{name}", args=[enrollment.key, code])


def key(answer) -> str:
    return re.search(r'name="key" value="([^"]*)"', answer.content.decode())[1]


def save(member, enrollment, code: str = "PLEDGE", **typed):
    opened = member.get(at("record", enrollment, code))
    given = {"key": key(opened), "completed_on": "2026-02-01", "notes": "", **typed}
    return member.post(at("record", enrollment, code), given, follow=True)


def pdf(name: str = "Certificate.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def test_what_enrollees_may_record_is_recorded_and_waits_for_its_approval(member, enrollment):
    assert link(member.get(at("requirement", enrollment)), "Record Completion") == at("record", enrollment)
    answer = save(member, enrollment, notes="Signed.")
    assert "The completion is recorded. It is Awaiting Approval now." in said(answer)
    row = Completion.objects.get()
    assert (row.completed_on, row.notes, row.recorded_by.contact) == (date(2026, 2, 1), "Signed.", enrollment.contact)


def test_a_double_click_records_once(member, enrollment):
    given = {"key": key(member.get(at("record", enrollment))), "completed_on": "2026-02-01", "notes": ""}
    for _ in range(2):
        assert member.post(at("record", enrollment), given).status_code == 302
    assert Completion.objects.count() == 1


@pytest.mark.parametrize("role", [Role.NONE, Role.SYSADMIN])
def test_a_grade_is_never_asked_for_and_one_sent_all_the_same_is_not_kept(ada, enrollment, role):
    oneself = signed_in(role, ada)
    page = oneself.get(at("record", enrollment, "TEST"))
    assert 'name="grade"' not in page.content.decode()
    assert "Staff enter the grade: once saved, its Status is Awaiting Grade." in said(page)
    assert "It is Awaiting Grade now." in said(save(oneself, enrollment, "TEST", grade="100"))
    assert Completion.objects.get().grade == ""


def test_what_staff_record_says_so_and_has_no_form(member, enrollment):
    page = member.get(at("requirement", enrollment, "EXAM"))
    assert "Exam is recorded by staff." in said(page)
    assert "Record Completion" not in dict(links(page))
    assert member.get(at("record", enrollment, "EXAM"))["Location"] == at("requirement", enrollment, "EXAM")
    sent = member.post(at("record", enrollment, "EXAM"), {"key": uuid4(), "completed_on": "2026-02-01", "notes": ""})
    assert sent.status_code == 422
    assert "Exam is recorded by staff." in said(sent)
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-01-04", "4 January 2026 is before the enrollment date 5 January 2026; it has to be that day or later."),
        ("2026-03-03", "3 March 2026 lies in the future; it has to be 2 March 2026 or earlier."),
        ("", "Enter a date"),
    ],
)
def test_a_day_that_cannot_be_is_named_and_what_was_typed_stays(member, enrollment, day, sentence):
    answer = save(member, enrollment, completed_on=day, notes="kept as typed")
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "kept as typed" in answer.content.decode()
    assert not Completion.objects.exists()


def test_files_come_along_and_open_for_whoever_added_them(member, enrollment):
    name = key(member.get(at("record", enrollment)))
    sent = {"key": name, "notes": "So far.", "upload": "1", "files": [pdf()]}
    back = member.post(at("record-files", enrollment), sent)
    assert "1 file is attached." in said(back)
    assert "So far." in back.content.decode()
    file = Attachment.objects.get()
    assert link(back, "Certificate.pdf") == reverse("member:file", args=[file.key])
    sent = {"key": name, "completed_on": "2026-02-01", "notes": "", "file": file.key}
    done = member.post(at("record", enrollment), sent, follow=True)
    assert link(done, "Certificate.pdf") == reverse("member:file", args=[file.key])
    assert Completion.objects.get().attachments.get() == file
    assert member.get(reverse("member:file", args=[file.key])).content == PDF


@zeal_ignore()
def test_files_are_added_while_it_waits_and_only_ones_own_removed(member, enrollment):
    completion = make.completion(enrollment, "PLEDGE", date(2026, 2, 1))
    theirs = added(completion, "By staff.pdf")
    address = reverse("member:completion-files", args=[completion.key])
    assert link(member.get(at("requirement", enrollment)), "Attach file") == address
    assert "1 file is attached." in said(member.post(address, {"files": [pdf("Mine.pdf")]}, follow=True))
    assert [word for word in said(member.get(address)).split() if word == "Remove"] == ["Remove"]
    assert "it was added by somebody else" in said(member.post(address, {"remove": str(theirs.key)}, follow=True))
    mine = completion.attachments.get(name="Mine.pdf")
    assert "Mine.pdf is removed." in said(member.post(address, {"remove": str(mine.key)}, follow=True))
    completions.approve(completion=completion.pk, by=COMMAND_LINE, at=NOW)
    assert member.get(address).status_code == 409
    assert "Attach file" not in dict(links(member.get(at("requirement", enrollment))))


def test_no_file_is_added_to_what_staff_alone_record(member, enrollment):
    asked = make.definition(make.requirement("OATH", requires_approval=True))
    row = make.enrollment(enrollment.contact, make.program("S", asked), date(2026, 1, 5))
    completion = make.completion(row, "OATH", date(2026, 2, 1))
    assert "Attach file" not in dict(links(member.get(at("requirement", row, "OATH"))))
    assert member.get(reverse("member:completion-files", args=[completion.key])).status_code == 409


def test_what_was_sent_back_is_told_first_with_its_note_and_recorded_again(member, enrollment):
    pledge = make.completion(enrollment, "PLEDGE", date(2026, 2, 1))
    with zeal_ignore():
        completions.reject(
            completion=pledge.pk, form=Rejection.REJECTED, note="Page 3 is missing.", by=COMMAND_LINE, at=NOW
        )
    home = member.get("/my/")
    assert "What to do next Pledge was sent back: Page 3 is missing. Record it again." in said(home)
    assert link(home, "Record Completion") == at("record", enrollment)
    assert "It was sent back: Page 3 is missing. Record it again." in said(member.get(at("requirement", enrollment)))
    answer = save(member, enrollment)
    assert "It is Awaiting Approval now." in said(answer)
    assert "It was sent back: Page 3" not in said(answer)
    assert "What to do next Do Test, and record it here." in said(member.get("/my/"))


def test_nothing_of_anybody_elses_is_there(enrollment, ada):
    other = signed_in(Role.SYSADMIN, make.contact("M-2", "Grace", "Hopper"))
    waits = make.completion(enrollment, "PLEDGE", date(2026, 2, 1))
    addresses = [at("record", enrollment), at("record-files", enrollment)]
    addresses.append(reverse("member:completion-files", args=[waits.key]))
    for address in addresses:
        for answer in (other.get(address), other.post(address, {"upload": "1", "files": [pdf()]})):
            assert answer.status_code == 404
            assert "Byron" not in answer.content.decode()
    assert not Attachment.objects.exists()
