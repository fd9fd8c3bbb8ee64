"""Do files come to the completion they prove, stay what they were, and leave when they should?"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core.files.storage import InMemoryStorage, default_storage
from django.db import transaction

from conferral.actions import attachments, completions, enrollments
from conferral.documents.attachments import contents_of, files_of
from conferral.models import Attachment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.files import MOST_BYTES, MOST_FILES
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.register import logged, refused, untouched
from tests.uploaded import PDF, TODAY, added, kept, uploaded

pytestmark = pytest.mark.django_db
AT = make.noon(TODAY)
FORM = uuid4()


@pytest.fixture(autouse=True)
def _empty_storage(monkeypatch):
    monkeypatch.setattr(default_storage, "_wrapped", InMemoryStorage())


@pytest.fixture
def ada():
    return make.contact("M-1")


@pytest.fixture
def enrolled(ada):
    asked = make.definition(
        make.requirement("EXAM", requires_approval=True, enrollees_may_record=True),
        make.requirement("ESSAY", scale=make.POINTS),
        make.requirement("PLEDGE"),
    )
    return make.enrollment(ada, make.program("P", asked), date(2026, 1, 5))


def saved(enrollment, requirement="EXAM", form=FORM, by=COMMAND_LINE, **more):
    return completions.record(
        enrollment=enrollment.pk,
        requirement=requirement,
        recorded=Recorded(completed_on=date(2026, 2, 1)),
        by=by,
        at=AT,
        key=form,
        **more,
    )


def names(completion) -> list[str]:
    return [file.name for file in files_of([completion]).get(completion.pk, ())]


def test_what_was_uploaded_for_a_form_proves_the_completion_it_records(enrolled):
    first = uploaded(enrolled, FORM, "Certificate.pdf")
    uploaded(enrolled, FORM, "Notes.txt", b"seen")
    assert first.completion is None
    assert (first.size, first.media_type) == (len(PDF), "application/pdf")
    with logged() as entries:
        completion = saved(enrolled)
    assert names(completion) == ["Certificate.pdf", "Notes.txt"]
    digest = hashlib.sha256(PDF).hexdigest()
    assert entries[0].after["files"][0] == {"name": "Certificate.pdf", "sha256": digest}
    first.refresh_from_db()
    assert contents_of(first) == PDF
    assert completion.revision == 1


def test_a_form_sent_twice_has_its_files_once(enrolled):
    uploaded(enrolled, FORM)
    assert saved(enrolled) == saved(enrolled)
    assert Attachment.objects.count() == 1


def test_the_same_contents_under_the_same_name_are_kept_once(enrolled):
    first = uploaded(enrolled, FORM)
    assert uploaded(enrolled, FORM) == first
    uploaded(enrolled, FORM, "Another.pdf")
    assert kept() == set(Attachment.objects.values_list("path", flat=True))
    assert len(kept()) == 2


def test_the_same_file_is_kept_for_each_who_uploads_it_and_for_each_enrollment(enrolled):
    mine, theirs = make.actor(), make.actor()
    other = make.enrollment(make.contact(), enrolled.program, date(2026, 1, 5))
    kept_files = [
        uploaded(of, FORM, by=by) for of, by in ((enrolled, mine), (enrolled, theirs), (other, mine), (other, theirs))
    ]
    assert [(file.enrollment_id, file.added_by_id) for file in kept_files] == [
        (of.pk, by.account) for of in (enrolled, other) for by in (mine, theirs)
    ]


def test_files_of_another_form_requirement_or_person_stay_where_they_are(enrolled):
    staff = make.actor()
    uploaded(enrolled, uuid4(), "Other form.pdf")
    uploaded(enrolled, FORM, "Other requirement.pdf", requirement="PLEDGE")
    uploaded(enrolled, FORM, "Other person.pdf", by=staff)
    uploaded(make.enrollment(make.contact(), enrolled.program, date(2026, 1, 5)), FORM, "Other enrollment.pdf")
    assert names(saved(enrolled)) == []
    assert Attachment.objects.filter(completion=None).count() == 4


def test_a_path_says_nothing_of_the_name(enrolled):
    file = uploaded(enrolled, FORM, "../../secret name.pdf")
    assert file.name == "secret name.pdf"
    assert "secret" not in file.path
    assert ".." not in file.path


@pytest.mark.parametrize(
    ("name", "contents", "code"),
    [
        ("Empty.pdf", b"", "file_empty"),
        ("Large.pdf", PDF + bytes(MOST_BYTES), "file_too_large"),
        ("Page.pdf", b"<!doctype html><script>alert(1)</script>", "file_not_taken"),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(enrolled, name, contents, code):
    with refused(code):
        uploaded(enrolled, FORM, name, contents)
    assert kept() == set()


def test_ten_megabytes_are_taken(enrolled):
    assert uploaded(enrolled, FORM, "Large.txt", b"x" * MOST_BYTES).size == MOST_BYTES


def test_a_completion_has_at_most_ten_files(enrolled):
    for number in range(MOST_FILES):
        uploaded(enrolled, FORM, f"{number}.txt", b"%d" % number)
    with refused("too_many_files"):
        uploaded(enrolled, FORM, "One more.txt", b"one more")
    assert len(kept()) == MOST_FILES
    completion = saved(enrolled)
    with refused("too_many_files"):
        added(completion)


def test_nothing_is_uploaded_where_nothing_can_be_recorded(enrolled, ada):
    saved(enrolled, "PLEDGE", uuid4())
    with refused("already_recorded"):
        uploaded(enrolled, FORM, requirement="PLEDGE")
    make.program("Q", make.definition(make.requirement("OTHER")))
    for code in ("NOTHING", "OTHER"):
        with refused("requirement_unknown"):
            uploaded(enrolled, FORM, requirement=code)
    stranger = make.actor(Role.NONE, make.contact())
    with refused("not_yours"):
        uploaded(enrolled, FORM, by=stranger)
    me = make.actor(Role.NONE, ada)
    with refused("recorded_by_staff"):
        uploaded(enrolled, FORM, requirement="ESSAY", by=me)
    assert uploaded(enrolled, FORM, by=me).added_by_id == me.account
    assert len(kept()) == 1


def test_a_form_that_was_saved_takes_no_more_files(enrolled):
    saved(enrolled)
    with refused("form_saved"):
        uploaded(enrolled, FORM)


def test_a_file_that_the_form_listed_and_is_gone_is_missed(enrolled):
    here, gone = uploaded(enrolled, FORM, "Here.pdf"), uploaded(enrolled, FORM, "Gone.pdf")
    attachments.forget_unsaved(before=AT + timedelta(seconds=1))
    with refused("file_gone"):
        saved(enrolled, files=[here.key, gone.key])
    here = uploaded(enrolled, FORM, "Here.pdf")
    assert names(saved(enrolled, files=[here.key])) == ["Here.pdf"]


@pytest.mark.parametrize("code", ["EXAM", "ESSAY"])
def test_a_file_is_added_to_what_still_waits_and_whoever_approves_is_told(enrolled, code):
    completion = saved(enrolled, code)
    before = completion.revision
    with logged() as entries:
        added(completion, by=make.actor())
    assert [entry.kind for entry in entries] == ["completion.file_added"]
    assert entries[0].before == {"files": []}
    assert [one["name"] for one in entries[0].after["files"]] == ["Certificate.pdf"]
    decide = completions.approve if code == "EXAM" else partial(completions.grade, grade="80")
    with pytest.raises(Refused) as caught:
        decide(completion=completion.pk, by=COMMAND_LINE, at=AT, revision=before)
    assert caught.value.refusal.code == "stale"
    assert "Files: added “Certificate.pdf”" in str(caught.value)
    again = make.actor()
    with untouched():
        added(completion, by=again)


def test_a_file_exchanged_under_its_name_is_told_as_removed_and_added(enrolled):
    staff = make.actor()
    uploaded(enrolled, FORM, by=staff)
    completion = saved(enrolled, by=staff)
    seen = completion.revision
    attachments.remove(file=completion.attachments.get().pk, by=staff, at=AT)
    added(completion, contents=PDF + b"%", by=staff)
    with pytest.raises(Refused) as caught:
        completions.approve(completion=completion.pk, by=COMMAND_LINE, at=AT, revision=seen)
    assert "Files: added “Certificate.pdf”, removed “Certificate.pdf”" in str(caught.value)


def test_what_is_decided_keeps_its_files_as_they_are(enrolled):
    uploaded(enrolled, FORM)
    approved = saved(enrolled)
    completions.approve(completion=approved.pk, by=COMMAND_LINE, at=AT)
    rejected = saved(enrolled, "ESSAY", uuid4())
    completions.grade(completion=rejected.pk, grade="30", by=COMMAND_LINE, at=AT)
    complete = saved(enrolled, "PLEDGE", uuid4())
    for row in (approved, rejected, complete):
        with refused("already_decided") as caught:
            added(row)
        assert "stay as they are" in str(caught.value)
    with refused("already_decided"):
        attachments.remove(file=approved.attachments.get().pk, by=COMMAND_LINE, at=AT)
    completions.void(completion=approved.pk, reason="Not hers.", by=COMMAND_LINE, at=AT)
    with refused("already_decided"):
        added(approved)
    assert len(kept()) == 1


def test_what_was_sent_back_takes_no_files_and_of_a_cancelled_enrollment_nothing_does(enrolled):
    back = saved(enrolled)
    completions.reject(completion=back.pk, form=Rejection.NOTIFY, note="Incomplete", by=COMMAND_LINE, at=AT)
    with refused("already_decided"):
        added(back)
    waiting = saved(enrolled, "ESSAY", uuid4())
    enrollments.cancel(enrollment=enrolled.pk, by=COMMAND_LINE, at=AT)
    with refused("enrollment_cancelled"):
        added(waiting)


def test_who_may_add_and_remove_what_waits(enrolled, ada):
    me, staff, other = make.actor(Role.NONE, ada), make.actor(), make.actor()
    completion, stranger = saved(enrolled, by=me), make.actor(Role.NONE, make.contact())
    mine, theirs = added(completion, "Mine.pdf", by=me), added(completion, "Theirs.pdf", by=staff)
    with refused("not_yours"):
        added(completion, by=stranger)
    with refused("not_your_file"):
        attachments.remove(file=theirs.pk, by=me, at=AT)
    attachments.remove(file=mine.pk, by=me, at=AT)
    attachments.remove(file=theirs.pk, by=other, at=AT)
    assert names(completion) == []
    assert list(Event.objects.filter(kind="completion.file_removed").values_list("after", flat=True))[-1] == {
        "files": []
    }
    attachments.remove(file=theirs.pk, by=other, at=AT)


def test_what_is_not_saved_is_removed_by_whoever_uploaded_it_alone(enrolled):
    mine, other = make.actor(), make.actor(Role.SYSADMIN)
    file = uploaded(enrolled, FORM, by=mine)
    with refused("not_your_file"):
        attachments.remove(file=file.pk, by=other, at=AT)
    attachments.remove(file=file.pk, by=mine, at=AT)
    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_contents_leave_only_once_that_is_committed(enrolled):
    file = uploaded(enrolled, FORM)
    with transaction.atomic():
        attachments.remove(file=file.pk, by=COMMAND_LINE, at=AT)
        assert kept() == {file.path}
        transaction.set_rollback(True)
    assert kept() == {file.path}
    attachments.remove(file=file.pk, by=COMMAND_LINE, at=AT)
    assert kept() == set()


@pytest.mark.django_db(transaction=True)
def test_what_was_never_saved_is_forgotten_after_a_while(enrolled):
    old = uploaded(enrolled, FORM, at=make.noon(date(2026, 2, 28)))
    young, of_one = uploaded(enrolled, FORM, "Young.pdf"), uuid4()
    uploaded(enrolled, of_one, "Saved.pdf", requirement="PLEDGE", at=make.noon(date(2026, 2, 28)))
    completion = saved(enrolled, "PLEDGE", of_one)
    assert attachments.forget_unsaved(before=AT - timedelta(days=1)) == 1
    assert kept() == {young.path, completion.attachments.get().path}
    assert not Attachment.objects.filter(pk=old.pk).exists()
    assert attachments.forget_unsaved(before=AT - timedelta(days=1)) == 0


def test_however_much_was_never_saved_all_of_it_is_forgotten_and_nothing_younger(enrolled, monkeypatch):
    monkeypatch.setattr("conferral.actions.attachments.AT_ONCE", 2)
    for number in range(5):
        uploaded(enrolled, FORM, f"{number}.txt", b"%d" % number, at=make.noon(date(2026, 2, 28)))
    assert attachments.forget_unsaved(before=make.noon(date(2026, 2, 28))) == 0
    assert attachments.forget_unsaved(before=AT) == 5
    assert not Attachment.objects.exists()
