"""When was an enrollment started, met and earned, and which designations does its contact carry?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from conferral.actions import completions, enrollments
from conferral.actions.log import Log
from conferral.actions.milestones import settle_milestones
from conferral.documents.verification import disagreements
from conferral.models import Completion, Contact, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.definition import Category
from tests import make
from tests.actions.register import logged

pytestmark = pytest.mark.django_db

ENROLLED = date(2025, 3, 1)
TODAY = date(2026, 3, 2)
MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)
ONE_DAY = timedelta(days=1)


def enrolled(*requirements, who: Contact | None = None, **said) -> Enrollment:
    return make.enrollment(who, make.program(None, make.definition(*requirements, **said)), ENROLLED)


def days(row: Enrollment) -> tuple[date | None, date | None, date | None]:
    row.refresh_from_db()
    return row.started_on, row.requirements_met_on, row.earned_on


def letters(who: Contact) -> list[tuple[str, date]]:
    return list(who.designations.order_by("name").values_list("name", "conferred_on"))


def void(done: Completion, today: date = TODAY) -> None:
    completions.void(completion=done.pk, reason="Not hers.", by=COMMAND_LINE, at=make.noon(today))


def test_each_is_the_day_of_the_completions_and_not_the_day_they_were_entered() -> None:
    row = enrolled(make.requirement("A"), make.requirement("B"))
    make.completion(row, "B", JULY, today=TODAY)
    assert days(row) == (JULY, None, None)
    make.completion(row, "A", MAY, today=TODAY)
    assert days(row) == (MAY, JULY, JULY)


def test_what_waits_counts_for_nothing_until_it_is_decided_and_then_by_its_own_date() -> None:
    row = enrolled(make.requirement("A", scale=make.POINTS, requires_approval=True))
    done = make.completion(row, "A", MAY)
    completions.grade(completion=done.pk, grade="90", by=COMMAND_LINE, at=make.noon(JUNE))
    assert days(row) == (None, None, None)
    completions.approve(completion=done.pk, by=COMMAND_LINE, at=make.noon(JULY))
    assert days(row) == (MAY, MAY, MAY)


def test_done_before_the_enrollment_date_it_is_met_on_that_date() -> None:
    row = enrolled()
    make.completion(row, completed_on=date(2024, 12, 1), today=TODAY)
    assert days(row) == (date(2024, 12, 1), ENROLLED, ENROLLED)


def test_the_program_approval_makes_the_later_day_of_the_two() -> None:
    row = enrolled(requires_approval=True)
    done = make.completion(row, completed_on=MAY)
    assert days(row) == (MAY, MAY, None)
    enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(JUNE))
    assert days(row) == (MAY, MAY, JUNE)
    void(done)
    make.completion(row, completed_on=JULY)
    assert days(row) == (JULY, JULY, JULY)


def test_units_categories_and_electives_decide_together() -> None:
    row = enrolled(
        make.requirement("HOURS", is_repeatable=True, is_required=False, units=Decimal(10), category="NAT"),
        make.requirement("TALK", is_required=False, units=Decimal(1), category="LOC"),
        make.requirement("EXAM"),
        units_required=Decimal("3.5"),
        categories=(
            Category("NAT", "National", None, Decimal("2.5")),
            Category("LOC", "Local", Decimal(1), None),
        ),
    )
    make.completion(row, "HOURS", MAY, units=Decimal(9))
    make.completion(row, "EXAM", MAY + ONE_DAY)
    assert days(row) == (MAY + ONE_DAY, None, None)
    make.completion(row, "TALK", JUNE)
    assert days(row) == (MAY + ONE_DAY, JUNE, JUNE)


def test_what_counts_of_a_category_within_another_meets_the_outer_minimum_on_its_day() -> None:
    row = enrolled(
        make.requirement("WORK", is_repeatable=True, is_required=False, units=Decimal(1), category="WORK"),
        make.requirement("TEACH", is_repeatable=True, is_required=False, units=Decimal(1), category="GIVE"),
        units_required=Decimal(10),
        categories=(
            Category("WORK", "Working", None, Decimal(8), "GIVE"),
            Category("GIVE", "Giving back", Decimal(10), Decimal(25)),
        ),
    )
    make.completion(row, "WORK", MAY, units=Decimal(20))
    make.completion(row, "TEACH", JUNE, units=Decimal("1.5"))
    assert days(row) == (MAY, None, None)
    make.completion(row, "TEACH", JULY, units=Decimal("0.5"))
    assert days(row) == (MAY, JULY, JULY)
    assert list(disagreements()) == []


def test_a_repeatable_requirement_is_complete_on_the_day_its_units_suffice() -> None:
    row = enrolled(make.requirement("HOURS", is_repeatable=True, units=Decimal(3)))
    first = make.completion(row, "HOURS", MAY, units=Decimal(2))
    assert days(row) == (None, None, None)
    make.completion(row, "HOURS", JULY, units=Decimal(1))
    assert days(row) == (JULY, JULY, JULY)
    void(first)
    assert days(row) == (None, None, None)
    make.completion(row, "HOURS", JUNE, today=TODAY, units=Decimal("2.5"))
    assert days(row) == (JULY, JULY, JULY)


def test_voiding_takes_back_what_followed_and_is_logged() -> None:
    row = enrolled(designation="EMT")
    done = make.completion(row)
    with logged() as entries:
        void(done)
    assert days(row) == (None, None, None)
    assert letters(row.contact) == []
    assert [(entry.kind, entry.before, entry.after) for entry in entries] == [
        ("completion.voided", {"voided_on": None}, {"voided_on": "2026-03-02"}),
        ("enrollment.earning_lost", {"earned_on": "2025-06-01"}, {"earned_on": None}),
    ]


def test_a_later_cycle_stays_as_it_is_when_an_earlier_one_is_lost() -> None:
    who = make.contact()
    program = make.program(None, make.definition(designation="EMT"), is_maintenance=True)
    first = make.enrollment(who, program, ENROLLED)
    done = make.completion(first, completed_on=MAY)
    second = make.enrollment(who, program, JUNE)
    make.completion(second, completed_on=JULY)
    void(done)
    assert days(first) == (None, None, None)
    assert days(second) == (JULY, JULY, JULY)
    assert letters(who) == [("EMT", JULY)]


def test_a_designation_is_there_once_from_the_first_day_it_was_earned() -> None:
    who = make.contact()
    first = enrolled(who=who, designation="EMT")
    second = enrolled(who=who, designation="EMT")
    later = make.completion(second, completed_on=JULY)
    assert letters(who) == [("EMT", JULY)]
    earlier = make.completion(first, completed_on=MAY)
    assert letters(who) == [("EMT", MAY)]
    void(earlier)
    assert letters(who) == [("EMT", JULY)]
    void(later)
    assert letters(who) == []


def test_a_designation_is_that_of_the_version_enrolled_on_and_nobody_elses() -> None:
    program = make.program(None, make.definition(designation="EMT-B"))
    first = make.enrollment(None, program, ENROLLED)
    make.publish(program, make.definition(designation="EMT-R"))
    second = make.enrollment(None, program, ENROLLED)
    third = make.enrollment(None, make.program(), ENROLLED)
    for row in (first, second, third):
        make.completion(row)
    assert letters(first.contact) == [("EMT-B", JUNE)]
    assert letters(second.contact) == [("EMT-R", JUNE)]
    assert letters(third.contact) == []


def test_losing_one_designation_leaves_the_others() -> None:
    who = make.contact()
    lost = make.completion(enrolled(who=who, designation="EMT"))
    make.completion(enrolled(who=who, designation="RN"))
    make.completion(enrolled(designation="EMT"))
    void(lost)
    assert letters(who) == [("RN", JUNE)]


def test_a_rejected_completion_is_not_live_and_the_next_one_is() -> None:
    row = enrolled(make.requirement(requires_approval=True))
    first = make.completion(row)
    completions.reject(completion=first.pk, form=Rejection.REJECTED, note="No.", by=COMMAND_LINE, at=make.noon(JULY))
    second = make.completion(row, completed_on=JULY)
    assert list(Completion.objects.order_by("pk").values_list("pk", "is_live")) == [
        (first.pk, False),
        (second.pk, True),
    ]


def test_when_an_import_brings_an_earlier_one_that_counts_it_takes_over_and_gives_back(now) -> None:
    row = enrolled()
    later = make.completion(row, completed_on=JUNE)
    earlier = Completion.objects.create(
        enrollment=row, requirement=later.requirement, completed_on=MAY, is_live=False, recorded_at=now
    )
    log = Log(COMMAND_LINE, now)
    settle_milestones([row.pk], log)
    assert live() == {earlier.pk}
    assert days(row) == (MAY, MAY, MAY)
    Completion.objects.filter(pk=earlier.pk).update(completed_on=JULY)
    settle_milestones([row.pk], log)
    assert live() == {later.pk}
    void(later)
    assert live() == {earlier.pk}
    assert days(row) == (JULY, JULY, JULY)


def live() -> set[int]:
    return set(Completion.objects.filter(is_live=True).values_list("pk", flat=True))


def test_nothing_is_earned_by_what_falls_short() -> None:
    row = enrolled(make.requirement("A"), make.requirement("B"), make.requirement("C", is_required=False))
    make.completion(row, "C", MAY)
    make.completion(row, "A", JUNE)
    assert days(row) == (MAY, None, None)


def test_completing_without_earning_logs_the_completion_alone() -> None:
    row = enrolled(make.requirement("A"), make.requirement("B"))
    with logged() as entries:
        make.completion(row, "A")
    assert [entry.kind for entry in entries] == ["completion.recorded"]
