"""What happens to files when several people act at once, and where do their contents lie on a real disk?"""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from conferral.actions import attachments, completions
from conferral.documents.attachments import contents_of
from conferral.documents.verification import disagreements
from conferral.models import Attachment, Completion
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.files import MOST_FILES
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refusal
from tests import make
from tests.actions.test_concurrency import at_once, codes
from tests.uploaded import PDF, TODAY, added, kept, uploaded

pytestmark = pytest.mark.django_db(transaction=True)
AT = make.noon(TODAY)
ROUNDS = range(6)


@pytest.fixture(autouse=True)
def on_disk(monkeypatch, tmp_path) -> Path:
    storage = FileSystemStorage(tmp_path / "media", file_permissions_mode=0o600, directory_permissions_mode=0o700)
    monkeypatch.setattr(default_storage, "_wrapped", storage)
    return tmp_path / "media"


@pytest.fixture
def enrolled():
    return another()


def another():
    return make.enrollment(None, make.program(None, make.definition(make.requirement(requires_approval=True))))


def saved(enrollment, form):
    return completions.record(
        enrollment=enrollment.pk,
        requirement="EXAM",
        recorded=Recorded(completed_on=date(2025, 6, 1)),
        by=COMMAND_LINE,
        at=make.noon(date(2025, 6, 2)),
        key=form,
    )


def sooner(enrollment, form, name="Certificate.pdf", contents=PDF):
    return uploaded(enrollment, form, name, contents, at=make.noon(date(2025, 6, 1)))


def test_two_saves_of_one_form_at_once_have_its_files_once() -> None:
    for _ in ROUNDS:
        enrollment = another()
        form = uuid4()
        sooner(enrollment, form)
        sooner(enrollment, form, "Notes.txt", b"notes")
        found = at_once([lambda enrollment=enrollment, form=form: saved(enrollment, form)] * 4)
        assert codes(found) == ["done"] * 4
        completion = Completion.objects.get(enrollment=enrollment)
        assert sorted(completion.attachments.values_list("name", flat=True)) == ["Certificate.pdf", "Notes.txt"]
    assert not Attachment.objects.filter(completion=None).exists()


def test_a_file_uploaded_while_the_form_is_saved_is_attached_or_refused_never_lost() -> None:
    for _ in ROUNDS:
        enrollment = another()
        form = uuid4()
        found = at_once(
            [
                lambda enrollment=enrollment, form=form: saved(enrollment, form),
                lambda enrollment=enrollment, form=form: sooner(enrollment, form),
            ]
        )
        assert codes(found) in (["done", "done"], ["done", "form_saved"])
        assert Completion.objects.get(enrollment=enrollment).attachments.count() == codes(found).count("done") - 1
    assert kept() == set(Attachment.objects.values_list("path", flat=True))


def test_whoever_approves_what_they_saw_and_whoever_adds_a_file_meet_once() -> None:
    for _ in ROUNDS:
        enrollment = another()
        completion = saved(enrollment, uuid4())
        found = at_once(
            [
                lambda row=completion: completions.approve(completion=row.pk, by=COMMAND_LINE, at=AT, revision=1),
                lambda row=completion: added(row),
            ]
        )
        completion.refresh_from_db()
        if completion.approved_on:
            assert codes(found) == ["already_decided", "done"]
            assert not completion.attachments.exists()
        else:
            assert codes(found) == ["done", "stale"]
            assert completion.attachments.count() == 1
    assert kept() == set(Attachment.objects.values_list("path", flat=True))


def test_many_who_add_at_once_add_no_more_than_there_may_be(enrolled) -> None:
    completion = saved(enrolled, uuid4())
    for number in range(MOST_FILES - 2):
        added(completion, f"{number}.txt", b"%d" % number)
    found = at_once(
        [lambda number=number: added(completion, f"More {number}.txt", b"more %d" % number) for number in range(6)]
    )
    assert codes(found) == ["done"] * 2 + ["too_many_files"] * 4
    assert completion.attachments.count() == MOST_FILES == len(kept())


def test_a_form_saved_while_old_uploads_are_forgotten_keeps_its_files_or_does_without() -> None:
    for _ in ROUNDS:
        enrollment = another()
        form = uuid4()
        sooner(enrollment, form)
        at_once(
            [
                lambda enrollment=enrollment, form=form: saved(enrollment, form),
                lambda: attachments.forget_unsaved(before=AT),
            ]
        )
        assert kept() == set(Attachment.objects.values_list("path", flat=True))
    assert not Attachment.objects.filter(completion=None).exists()


def test_on_a_disk_contents_are_its_owners_alone_and_leave_after_the_commit(enrolled, on_disk) -> None:
    file = sooner(enrolled, uuid4())
    held = on_disk / file.path
    assert held.read_bytes() == PDF
    assert stat.S_IMODE(held.stat().st_mode) == 0o600
    assert stat.S_IMODE(held.parent.stat().st_mode) == 0o700
    with transaction.atomic():
        attachments.remove(file=file.pk, by=COMMAND_LINE, at=AT)
        assert held.exists()
    assert not held.exists()


def test_what_was_changed_or_lost_on_the_disk_is_never_handed_out_and_verify_tells(enrolled, on_disk) -> None:
    form = uuid4()
    whole, changed, lost = (sooner(enrolled, form, f"{name}.pdf", PDF + name.encode()) for name in "abc")
    assert list(disagreements()) == []
    (on_disk / changed.path).write_bytes(PDF + b"?")
    (on_disk / lost.path).unlink()
    assert contents_of(whole) == PDF + b"a"
    for file in (changed, lost):
        refusal = contents_of(file)
        assert isinstance(refusal, Refusal)
        assert refusal.code == "file_damaged"
    told = [str(line) for line in disagreements()]
    assert len(told) == 2
    assert f"file {changed.key}: sha256 is " in told[0]
    assert told[1] == f"file {lost.key}: contents is none, should be {len(PDF) + 1} bytes"
