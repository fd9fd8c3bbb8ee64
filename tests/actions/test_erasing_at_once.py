"""What happens when a contact is erased while something is recorded of it? It is recorded and erased, or refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from conferral.actions import attachments, completions, enrollments, erasure
from conferral.documents.verification import disagreements
from conferral.models import Attachment, Completion, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.recording import Recorded
from conferral.rules.terms import Dates
from tests import make
from tests.actions.register import refused
from tests.actions.test_concurrency import AT, TODAY, at_once, codes
from tests.uploaded import PDF, added, kept

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "Zebulon was ill."
BY = {"by": COMMAND_LINE, "at": AT}


@pytest.fixture(autouse=True)
def on_disk(monkeypatch, tmp_path) -> Path:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    return tmp_path


def erase(row: Enrollment) -> object:
    return erasure.erase(contact=row.contact_id, reason="Asked by letter.", **BY)


def record(row: Enrollment) -> object:
    recorded = Recorded(completed_on=TODAY, notes=CANARY)
    return completions.record(enrollment=row.pk, requirement="TALK", recorded=recorded, **BY)


def upload(row: Enrollment) -> object:
    asked = {"form": uuid4(), "enrollment": row.pk, "requirement": "TALK"}
    return attachments.upload(name="Zebulon.pdf", contents=PDF, **asked, **BY)


def attach(row: Enrollment) -> object:
    return added(Completion.objects.get(enrollment=row, requirement__code="EXAM"), "Zebulon.pdf")


def extend(row: Enrollment) -> object:
    to = Dates(row.enrolled_on, row.grace_begins_on, date(2027, 6, 30))
    return enrollments.change_dates(enrollment=row.pk, to=to, reason=CANARY, **BY)


ACTS = (record, upload, attach, extend)


def rows(count: int) -> list[Enrollment]:
    """Enroll so many, each with a completion that waits."""
    asked = make.definition(make.requirement("EXAM", requires_approval=True), make.requirement("TALK"))
    program = make.program(None, asked)
    found = [make.enrollment(None, program, TODAY) for _ in range(count)]
    for row in found:
        make.completion(row, "EXAM", TODAY)
    return found


def assert_nothing_is_left() -> None:
    assert not Attachment.objects.exists()
    assert kept() == set()
    assert set(Completion.objects.values_list("notes", flat=True)) == {""}
    assert not Event.objects.filter(enrollment_id__isnull=False).exclude(before={}, after={}, reason="").exists()
    assert list(disagreements()) == []


def test_whatever_comes_while_a_contact_is_erased_is_erased_with_it_or_refused() -> None:
    for act, row in zip(ACTS * 2, rows(len(ACTS) * 2), strict=True):
        found = at_once([lambda act=act, row=row: act(row), lambda row=row: erase(row)])
        assert codes(found) in (["done", "done"], ["contact_erased", "done"]), act
    assert_nothing_is_left()


def test_in_either_order_one_after_the_other_it_is_the_same() -> None:
    befores, afters = rows(len(ACTS)), rows(len(ACTS))
    for act, before, after in zip(ACTS, befores, afters, strict=True):
        act(before)
        erase(before)
        erase(after)
        with refused("contact_erased"):
            act(after)
    assert_nothing_is_left()
