"""What can be done to an enrollment in the demo, and who does it?

Every deed goes through an action. Members who have an account record their own, the staff record
for the others, and the manager decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from conferral.actions import completions, enrollments
from conferral.management.demo.association import Office
from conferral.management.demo.certifications import EMT, REQUIREMENTS
from conferral.management.demo.occasions import Occasions
from conferral.models import Enrollment
from conferral.rules.attempts import Rejection
from conferral.rules.recording import Recorded


@dataclass(slots=True)
class Case:
    """An enrollment under way; `done` holds the last completion of each requirement."""

    enrollment: int
    contact: int
    program: str
    enrolled_on: date
    done: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """Who acts and what is offered."""

    office: Office
    occasions: Occasions


Deed = Callable[[World, Case, datetime], None]
Story = tuple[tuple[int, Deed], ...]
"""What happens to an enrollee: deeds, each so many days after the enrollment."""


def record(requirement: str, *, grade: str = "", units: str = "", notes: str = "") -> Deed:
    """Record a completion: by the member where there is an account and the requirement allows it."""

    def deed(world: World, case: Case, at: datetime) -> None:
        asked = REQUIREMENTS[case.program, requirement]
        member = world.office.member(case.contact) if asked.enrollees_may_record else None
        offering, completed_on = world.occasions.attended(asked.component, at.date(), not_before=case.enrolled_on)
        completion = completions.record(
            enrollment=case.enrollment,
            requirement=requirement,
            recorded=Recorded(
                completed_on=completed_on, grade=grade, units=Decimal(units) if units else None, notes=notes
            ),
            by=member or world.office.staff,
            at=at,
            offering=offering,
        )
        case.done[requirement] = completion.pk

    return deed


def grade(requirement: str, grade: str) -> Deed:
    """Enter the grade the last completion waits for."""

    def deed(world: World, case: Case, at: datetime) -> None:
        completions.grade(completion=case.done[requirement], grade=grade, by=world.office.manager, at=at)

    return deed


def approve(requirement: str) -> Deed:
    """Approve the last completion."""

    def deed(world: World, case: Case, at: datetime) -> None:
        completions.approve(completion=case.done[requirement], by=world.office.manager, at=at)

    return deed


def send_back(requirement: str, note: str) -> Deed:
    """Reject the last completion with a note to the contact."""
    return _reject(requirement, Rejection.NOTIFY, note)


def reject(requirement: str, note: str) -> Deed:
    """Reject the last completion for good."""
    return _reject(requirement, Rejection.REJECTED, note)


def _reject(requirement: str, form: Rejection, note: str) -> Deed:
    def deed(world: World, case: Case, at: datetime) -> None:
        completions.reject(completion=case.done[requirement], form=form, note=note, by=world.office.manager, at=at)

    return deed


def void(requirement: str, reason: str) -> Deed:
    """Void the last completion."""

    def deed(world: World, case: Case, at: datetime) -> None:
        completions.void(completion=case.done[requirement], reason=reason, by=world.office.manager, at=at)

    return deed


def confirm() -> Deed:
    """Approve the program completion."""

    def deed(world: World, case: Case, at: datetime) -> None:
        enrollments.approve(enrollment=case.enrollment, by=world.office.manager, at=at)

    return deed


def cancel(reason: str) -> Deed:
    """Cancel the enrollment: in EMT recertification the member's own choice, elsewhere the manager's."""

    def deed(world: World, case: Case, at: datetime) -> None:
        member = world.office.member(case.contact) if case.program == EMT else None
        enrollments.cancel(enrollment=case.enrollment, by=member or world.office.manager, at=at, reason=reason)

    return deed


def extend(days: int, reason: str) -> Deed:
    """Move the expiration date later by so many days."""

    def deed(world: World, case: Case, at: datetime) -> None:
        dates = Enrollment.objects.get(pk=case.enrollment).dates()
        later = replace(dates, expires_on=dates.expires_on + timedelta(days=days))
        enrollments.change_dates(enrollment=case.enrollment, to=later, reason=reason, by=world.office.staff, at=at)

    return deed
