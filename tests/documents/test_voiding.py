"""Does the page say beforehand exactly what voiding will do, here and wherever it was carried?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import completions, enrollments
from conferral.documents.voiding import voiding_preview
from conferral.models import Completion, Designation, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.definition import Category
from conferral.rules.milestones import Milestones
from conferral.rules.standing import standing
from tests import make, register
from tests.moving import move_to_current

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)


def voided(row: Completion) -> tuple:
    """Look at what voiding would undo, void, and hold the one to the other, enrollment by enrollment."""
    preview = voiding_preview(row, on=TODAY)
    held = set(Designation.objects.values_list("name", flat=True))
    with zeal_ignore():
        completions.void(completion=row.pk, reason="Forged.", by=COMMAND_LINE, at=AT)
    afterwards = {after.key: after for after in Enrollment.objects.select_related("contact")}
    for one in preview.enrollments:
        after, said = afterwards[one.key], one.undone
        kept = Milestones(after.started_on, after.requirements_met_on, after.earned_on)
        assert (kept, standing(after.facts(), TODAY)) == (said.after, said.standing)
    assert held - set(Designation.objects.values_list("name", flat=True)) == set(preview.designations)
    assert register.disagreements() == []
    return preview


def test_what_was_earned_is_un_earned_and_its_designation_taken_away() -> None:
    row = make.enrollment(None, make.program(None, make.definition(designation="EMT")))
    preview = voided(make.completion(row))
    assert preview.designations == ("EMT",)
    assert preview.enrollments[0].undone.said == (
        "Exam is not Complete any more: its status is No Status.",
        "The program was earned on 1 June 2025 and is not earned any more; it is Grace period since 2 March 2026 then.",
    )


def test_a_designation_held_by_another_program_too_stays() -> None:
    ada = make.contact()
    for code in ("A", "B"):
        row = make.enrollment(ada, make.program(code, make.definition(designation="EMT")))
        done = make.completion(row)
    assert voided(done).designations == ()


def test_units_categories_and_order_are_told() -> None:
    asked = make.definition(
        make.requirement("COURSE", title="Course", units=Decimal(10), category="N"),
        make.requirement("EXAM", title="Exam", stage=2),
        make.requirement("ORAL", title="Oral", stage=3),
        categories=(Category("N", "National hours", Decimal(5)),),
        units_required=Decimal(10),
        unit_type="CE hours",
        in_order=True,
    )
    row = make.enrollment(None, make.program(None, asked))
    done = make.completion(row, "COURSE", date(2025, 4, 1))
    make.completion(row, "EXAM", date(2025, 5, 1))
    assert voided(done).enrollments[0].undone.said == (
        "Course is not Complete any more: its status is No Status.",
        "0 CE hours count instead of 10; 10 are required.",
        "National hours falls below its least: 0 of 5.",
        "The order closes again what came after it: Oral.",
        "What was done after it stays Complete: Exam.",
    )


def test_another_completion_that_suffices_keeps_it_complete_from_its_own_day_on() -> None:
    asked = make.requirement(is_repeatable=True, units=Decimal(5))
    row = make.enrollment(None, make.program(None, make.definition(asked)))
    first = make.completion(row, completed_on=date(2025, 4, 1), units=Decimal(5))
    with_more = make.enrollment(None, make.program(None, make.definition(asked, make.requirement("REST"))))
    done = make.completion(with_more, completed_on=date(2025, 4, 1), units=Decimal(5))
    make.completion(with_more, completed_on=date(2025, 5, 1), units=Decimal(5))
    assert "Exam stays Complete, but as of 1 May 2025" in voided(done).enrollments[0].undone.said[0]
    assert voided(first).enrollments[0].undone.is_unearned


def test_an_approval_of_the_program_stays_and_it_is_said() -> None:
    row = make.enrollment(None, make.program(None, make.definition(requires_approval=True)))
    done = make.completion(row)
    with zeal_ignore():
        enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(date(2025, 7, 1)))
    said = voided(done).enrollments[0].undone.said
    assert said[-1] == (
        "The program approval of 1 July 2025 stays: once the requirements are met again, it is earned without another one."
    )


def test_copies_go_with_it_and_later_cycles_stay() -> None:
    program = make.program(None, make.definition(make.requirement("A"), make.requirement("B")), is_maintenance=True)
    row = make.enrollment(None, program)
    done = make.completion(row, "A")
    make.publish(program, make.definition(make.requirement("A"), name="Newer"))
    with zeal_ignore():
        move_to_current(contacts=[row.contact_id], program=program, keeps_dates=False, by=COMMAND_LINE, at=AT)
    moved = Enrollment.objects.get(contact=row.contact_id, cancelled_on=None)
    assert moved.earned_on == TODAY
    preview = voided(done)
    assert [(one.is_copy, one.undone.is_unearned) for one in preview.enrollments] == [(False, False), (True, True)]
    assert preview.later == ()


def test_a_later_cycle_and_what_requires_the_program_are_named_as_staying() -> None:
    ada = make.contact()
    program = make.program("BASE", is_maintenance=True)
    first = make.enrollment(ada, program)
    done = make.completion(first)
    later = make.enrollment(ada, program, date(2026, 1, 5))
    needs = make.program("NEXT", make.definition(name="Next", prerequisites=("BASE",)))
    make.enrollment(ada, needs, date(2026, 2, 1))
    preview = voided(done)
    assert [one.key for one in preview.later] == [later.key]
    assert [one.name for one in preview.dependent] == ["Next"]
    assert Enrollment.objects.get(pk=later.pk).replaced_on is None


def test_looking_takes_as_many_queries_for_many_attempts_as_for_few() -> None:
    asked = make.requirement(is_repeatable=True, units=Decimal(50))
    row = make.enrollment(None, make.program(None, make.definition(asked)))
    done = make.completion(row, units=Decimal(1))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked_for:
            voiding_preview(done, on=TODAY)
        counts.append(len(asked_for))
        for day in range(2, 20):
            make.completion(row, completed_on=date(2025, 6, day), units=Decimal(1))
    assert counts[0] == counts[1]
