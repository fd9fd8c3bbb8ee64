"""What becomes of a completion that was carried over, when the enrollment it came from is purged?"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.actions import completions
from conferral.documents.attachments import files_of
from conferral.documents.purging import planned
from conferral.models import Attachment, Completion, Enrollment, Event, Program
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.actions.moved import AT, ENROLLED, agreed
from tests.actions.purged import purge
from tests.moving import move_to_current
from tests.uploaded import added, kept

pytestmark = pytest.mark.django_db

COURSE = make.requirement("COURSE", requires_approval=True)


@pytest.fixture
def program(db) -> Program:
    return make.program("P", make.definition(COURSE, make.requirement("ORAL")))


@pytest.fixture
def line(program) -> list[Enrollment]:
    """Ada, who did the course with a certificate, and was moved twice: two cancelled enrollments, and hers of today."""
    row = make.enrollment(make.contact("C-1"), program, ENROLLED)
    course = make.completion(row, "COURSE", date(2025, 7, 1), notes="In Oslo.")
    added(course)
    completions.approve(completion=course.pk, by=COMMAND_LINE, at=AT)
    for name in ("Second", "Third"):
        make.publish(program, make.definition(COURSE, make.requirement(name), name=name))
        move_to_current(contacts=[row.contact_id], program=program, keeps_dates=True, by=COMMAND_LINE, at=AT)
    return list(Enrollment.objects.order_by("pk"))


def facts() -> list[dict[str, object]]:
    """Return what the completions say, but from where they were carried."""
    rows = Completion.objects.order_by("pk").values()
    return [{name: value for name, value in row.items() if name != "carried_from_id"} for row in rows]


def origins() -> list[int | None]:
    return list(Completion.objects.order_by("pk").values_list("carried_from", flat=True))


def test_a_copy_keeps_its_facts_and_its_evidence_when_the_original_goes(line) -> None:
    first, second, third = Completion.objects.order_by("pk")
    file, before, stored = Attachment.objects.get(), facts(), kept()
    purge([line[0]])
    assert facts() == before[1:]
    assert origins() == [None, second.pk]
    file.refresh_from_db()
    assert (file.completion, file.enrollment, file.requirement) == (second, line[1], second.requirement)
    assert kept() == stored
    for one in (second, third):
        one.refresh_from_db()
    found = files_of([second, third])
    assert [[shown.key for shown in found[one.pk]] for one in (second, third)] == [[file.key]] * 2
    assert first.pk not in found
    agreed()


def test_a_copy_of_a_copy_is_linked_to_the_original_when_what_lies_between_goes(line) -> None:
    first, _second, third = Completion.objects.order_by("pk")
    purge([line[1]])
    assert origins() == [None, first.pk]
    completions.void(completion=first.pk, reason="Forged.", by=COMMAND_LINE, at=AT)
    third.refresh_from_db()
    assert third.void_reason == "Forged."
    agreed()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_it_ends_the_same_whether_the_line_goes_at_once_or_one_after_the_other(line, order) -> None:
    third, file = Completion.objects.latest("pk"), Attachment.objects.get()
    for place in order:
        purge([line[place]])
    assert origins() == [None]
    file.refresh_from_db()
    assert (file.completion, file.form) == (third, third.key)


def test_the_whole_line_at_once_leaves_the_last_with_the_evidence(line) -> None:
    third, file = Completion.objects.latest("pk"), Attachment.objects.get()
    purge(line[:2])
    assert origins() == [None]
    file.refresh_from_db()
    assert file.completion == third
    entries = Event.objects.filter(kind="enrollment.purged").order_by("enrollment_id")
    assert [entry.after for entry in entries] == [{"completions": 1, "files": 0}] * 2
    agreed()


def test_of_two_copies_of_what_goes_the_first_takes_its_place_and_the_other_is_linked_to_it(line) -> None:
    first, second, third = Completion.objects.order_by("pk")
    Completion.objects.filter(pk=third.pk).update(carried_from=first)
    plan = planned([line[0].pk])
    assert dict(plan.relinked) == {second.pk: None, third.pk: second.pk}
    purge([line[0]])
    assert origins() == [None, second.pk]


def test_a_file_that_proves_nothing_elsewhere_goes(line) -> None:
    Completion.objects.update(carried_from=None)
    plan = planned([line[0].pk])
    assert (len(plan.files), len(plan.inherited), dict(plan.relinked)) == (1, 0, {})
