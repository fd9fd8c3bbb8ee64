"""Are those counted whom a policy reaches, exactly?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import completions, enrollments, programs
from conferral.documents.policy_effects import policy_effects
from conferral.models import Contact, Enrollment, Program
from conferral.models.candidates import Asked, refusals
from conferral.rules import permits
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.enrolling import Named
from tests import make
from tests.conftest import TODAY
from tests.web.staff.crowd import crowd

pytestmark = pytest.mark.django_db
AT = make.noon(TODAY)


@zeal_ignore()
def switch(program: Program, **policies) -> Program:
    return programs.set_policies(program=program, policies=programs.Policies(**policies), by=COMMAND_LINE, at=AT)


@zeal_ignore()
def renewed(program: Program, how: str) -> None:
    """Somebody who has earned it and went on: renewed it, cancelled the renewal, or renews from next week on."""
    who = make.contact(last_name=how.title())
    first = make.enrollment(who, program, date(2025, 9, 1))
    make.completion(first, "COURSE", date(2025, 10, 1))
    make.completion(first, "EXAM", date(2025, 10, 2), grade="90")
    enrollments.approve(enrollment=first.pk, by=COMMAND_LINE, at=make.noon(date(2025, 10, 3)))
    switch(program, is_maintenance=True)
    begins = date(2026, 3, 9) if how == "next week" else date(2026, 1, 5)
    again = make.enrollment(who, program, begins, today=min(begins, TODAY))
    if how == "cancelled":
        enrollments.cancel(enrollment=again.pk, by=COMMAND_LINE, at=make.noon(date(2026, 1, 6)))
    switch(program)


@pytest.fixture
def program(db) -> Program:
    """A program with somebody in every standing, and with three who went on after they earned it."""
    made = crowd()
    for how in ("renewed", "cancelled", "next week"):
        renewed(made, how)
    make.enrollment(Contact.objects.get(member_number="EMT-1"), make.program("OTHER"))
    return Program.objects.get(pk=made.pk)


def test_maintenance_reaches_exactly_those_whom_the_rule_refuses_because_they_have_earned_it(program):
    names = dict(Contact.objects.values_list("pk", "last_name"))
    found = refusals(
        {key: Named(name) for key, name in names.items()},
        program,
        Asked(by=COMMAND_LINE, enrolled_on=TODAY, today=TODAY),
    )
    barred = [names[key] for key, refusal in found.items() if refusal and refusal.code == "already_earned"]
    assert sorted(barred) == ["Cancelled", "Okafor"]
    assert policy_effects(program, on=TODAY).earned == len(barred)


def test_cancelling_reaches_exactly_those_whose_enrollment_the_rule_lets_them_cancel(program):
    manager = make.actor(Role.MANAGER)
    may = [
        row.pk
        for row in Enrollment.objects.filter(program=program).select_related("contact")
        if permits.may_cancel(manager, contact=row.contact_id, facts=row.facts(), enrollees_may_cancel=True, on=TODAY)
        is None
    ]
    assert policy_effects(program, on=TODAY).cancellable == len(may) == 6
    assert policy_effects(program, on=TODAY).unfinished == 6


@pytest.mark.parametrize(
    ("years", "held", "until", "purgeable"),
    [
        (0, 0, None, 3),
        (1, 2, date(2027, 1, 29), 1),
        (2, 3, date(2028, 1, 29), 0),
        (200, 3, date(2199, 12, 31), 0),
    ],
)
@pytest.mark.past_the_actions
def test_inactive_enrollments_are_held_for_the_years_of_retention(program, years, held, until, purgeable):
    """One expired after 1 February 2025; two were cancelled, on 6 and on 30 January 2026."""
    Enrollment.objects.filter(expires_on__lt=TODAY).update(expires_on=date(2025, 2, 1), grace_begins_on=None)
    switch(program, retention_years=years)
    program.refresh_from_db()
    effects = policy_effects(program, on=TODAY)
    assert (effects.held, effects.held_until, effects.purgeable) == (held, until, purgeable)


@zeal_ignore()
def inactive(role_at: date) -> Program:
    made = crowd("OLD")
    programs.set_policies(
        program=made,
        policies=programs.Policies(is_active=False, retention_years=1),
        by=COMMAND_LINE,
        at=make.noon(role_at),
    )
    return Program.objects.get(pk=made.pk)


def test_what_is_not_earned_in_an_inactive_program_is_inactive_from_the_day_it_was_switched(db):
    """Two enrolled and one in grace; who awaits approval and who has earned it stay out.

    A year later one may go: the others were enrolled, or did something, after it was switched.
    """
    program = inactive(date(2025, 3, 3))
    assert (policy_effects(program, on=TODAY).held, policy_effects(program, on=TODAY).purgeable) == (5, 0)
    after = policy_effects(program, on=date(2026, 3, 3))
    assert (after.held, after.held_until, after.purgeable) == (4, date(2027, 1, 29), 1)


def waiting(requirement, **recorded) -> Program:
    program = make.program(None, make.definition(requirement, make.requirement("ETHICS")))
    row = make.enrollment(into=program, enrolled_on=date(2025, 1, 6))
    make.completion(row, "EXAM", date(2025, 2, 1), **recorded)
    return program


def test_what_waits_for_a_decision_is_not_inactive_and_is_counted_for_whoever_may_approve_it():
    approval = waiting(make.requirement(requires_approval=True))
    grade = waiting(make.requirement(scale=make.POINTS, requires_approval=True))
    graded = waiting(make.requirement(scale=make.POINTS, requires_approval=True), grade="90")
    failed = waiting(make.requirement(scale=make.POINTS, requires_approval=True), grade="9")
    on = date(2026, 6, 1)
    found = [policy_effects(program, on=on) for program in (approval, grade, graded, failed)]
    assert [(one.awaiting, one.purgeable) for one in found] == [(1, 0), (0, 0), (1, 0), (0, 1)]
    row = Enrollment.objects.get(program=approval).completions.get()
    completions.approve(completion=row.pk, by=COMMAND_LINE, at=make.noon(date(2025, 3, 1)))
    done = policy_effects(approval, on=on)
    assert (done.awaiting, done.purgeable) == (0, 1)


def test_a_cancelled_enrollment_waits_for_nothing():
    program = waiting(make.requirement(requires_approval=True))
    row = Enrollment.objects.get(program=program)
    enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(date(2025, 3, 1)))
    effects = policy_effects(program, on=TODAY)
    assert (effects.awaiting, effects.purgeable) == (0, 1)


@pytest.mark.parametrize("count", [1, 4])
def test_the_effects_take_the_same_number_of_queries_however_many_people_there_are(count):
    program = make.program()
    for _ in range(count):
        make.enrollment(into=program, enrolled_on=date(2024, 1, 1))
    with CaptureQueriesContext(connection) as counted:
        policy_effects(program, on=TODAY)
    assert len(counted) == 4
    program.is_active = False
    with CaptureQueriesContext(connection) as counted:
        policy_effects(program, on=TODAY)
    assert len(counted) == 5
