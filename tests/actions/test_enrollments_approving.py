"""How does a program completion that waits become Earned, and who approves it?"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.actions import completions, enrollments
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.standing import standing
from tests import make
from tests.actions.register import logged, refused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def approve(row: Enrollment, by=COMMAND_LINE, today=TODAY, **more) -> Enrollment:
    return enrollments.approve(enrollment=row.pk, by=by, at=make.noon(today), **more)


def waiting(**said) -> Enrollment:
    """Return an enrollment whose requirements were met on 1 June 2025."""
    row = make.enrollment(None, make.program(None, make.definition(requires_approval=True, designation="EMT", **said)))
    make.completion(row)
    row.refresh_from_db()
    return row


def test_it_waits_without_expiring_and_is_earned_on_the_day_of_the_approval() -> None:
    row, staff = waiting(), make.actor(Role.STAFF)
    assert standing(row.facts(), date(2030, 1, 1)).status.value == "awaiting_approval"
    assert row.contact.designations.count() == 0
    with logged() as entries:
        approve(row, staff)
    row.refresh_from_db()
    assert (row.requirements_met_on, row.approved_on, row.earned_on) == (date(2025, 6, 1), TODAY, TODAY)
    assert (row.approved_by_id, row.revision) == (staff.account, 2)
    assert [(item.name, item.conferred_on) for item in row.contact.designations.all()] == [("EMT", TODAY)]
    said = [(entry.kind, entry.before, entry.after, entry.actor, entry.enrollment_id) for entry in entries]
    assert said == [
        ("enrollment.approved", {"approved_on": None}, {"approved_on": "2026-03-02"}, staff.name, row.pk),
        ("enrollment.earned", {"earned_on": None}, {"earned_on": "2026-03-02"}, staff.name, row.pk),
    ]


@pytest.mark.parametrize("role", Role)
def test_every_level_of_staff_approves_and_no_member(role) -> None:
    row, by = waiting(), make.actor(role, make.contact())
    if role is Role.NONE:
        with refused("role_needed"):
            approve(row, by)
        return
    assert approve(row, by).earned_on == TODAY


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NONE])
def test_nobody_approves_their_own(role) -> None:
    row = waiting()
    herself = make.actor(role, row.contact)
    with refused("own_enrollment"):
        approve(row, herself)


def test_it_is_approved_once() -> None:
    row = waiting()
    approve(row)
    with refused("already_approved"):
        approve(row)


def test_where_no_approval_is_asked_there_is_none_to_give() -> None:
    row = make.enrollment()
    make.completion(row)
    with refused("approval_not_asked"):
        approve(row)


def test_before_the_requirements_are_met_there_is_nothing_to_approve() -> None:
    row = make.enrollment(None, make.program(None, make.definition(requires_approval=True)))
    with refused("not_awaiting_approval"):
        approve(row)


def test_an_approval_outlasts_a_voided_completion_and_holds_for_the_next_one() -> None:
    row = waiting()
    approve(row, today=date(2025, 7, 1))
    completions.void(
        completion=row.completions.get().pk, reason="Not hers.", by=COMMAND_LINE, at=make.noon(date(2025, 8, 1))
    )
    row.refresh_from_db()
    assert (row.requirements_met_on, row.earned_on, row.approved_on) == (None, None, date(2025, 7, 1))
    make.completion(row, completed_on=date(2025, 8, 2))
    row.refresh_from_db()
    assert (row.requirements_met_on, row.earned_on) == (date(2025, 8, 2), date(2025, 8, 2))


def test_what_was_done_in_time_is_approved_on_a_replaced_enrollment_too() -> None:
    who, program = make.contact(), make.program(None, make.definition(make.requirement(requires_approval=True)))
    first = make.enrollment(who, program, date(2024, 1, 1))
    late = make.completion(first, completed_on=date(2024, 6, 1))
    make.enrollment(who, program, TODAY)
    completions.approve(completion=late.pk, by=COMMAND_LINE, at=make.noon(TODAY))
    first.refresh_from_db()
    assert (first.earned_on, first.replaced_on) == (date(2024, 6, 1), TODAY)
