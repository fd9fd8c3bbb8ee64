"""How does a test get the rows it needs? Through the actions, with everything it does not say filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count

from django.contrib.auth.models import Group
from zeal import zeal_ignore

from conferral.actions import completions, contacts, enrollments, programs
from conferral.models import Account, Completion, Contact, Enrollment, Program
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.contacts import Details
from conferral.rules.definition import Definition, Requirement
from conferral.rules.recording import Recorded
from conferral.rules.terms import Period, Terms, Unit

_numbers = count(1)

YEAR_AND_GRACE = Terms(Period(1, Unit.YEARS), Period(30, Unit.DAYS))
POINTS = grades.points(Decimal(100), Decimal(70))


def noon(day: date) -> datetime:
    """Return noon of a day (UTC, the tests' zone)."""
    return datetime.combine(day, time(12), tzinfo=UTC)


@zeal_ignore()
def contact(number: str | None = None, first_name: str = "Ada", last_name: str = "Lovelace", **details: str) -> Contact:
    """Add a contact."""
    number = number or f"M-{next(_numbers)}"
    return contacts.add(
        details=Details(member_number=number, first_name=first_name, last_name=last_name, **details),
        by=COMMAND_LINE,
        at=noon(date(2020, 1, 1)),
    )


@zeal_ignore()
def actor(role: Role = Role.STAFF, contact: Contact | None = None) -> Actor:
    """Let somebody sign in: an account of that level, and the contact behind it if there is one."""
    account = Account.objects.create(username=f"{role.name.lower()}-{next(_numbers)}", contact=contact)
    if role is not Role.NONE:
        # A test of concurrency empties every table afterwards, the groups of migration 0002 too.
        account.groups.add(Group.objects.get_or_create(name=role.label)[0])
    return account.as_actor(date(2020, 1, 1))


def requirement(code: str = "EXAM", **said: object) -> Requirement:
    """Return a requirement: required, stage 1, no units, no grade, no approval, unless said otherwise."""
    fields = {"code": code, "title": code.title(), "component": code}
    return Requirement(**{**fields, **said})  # type: ignore[arg-type]


def definition(*requirements: Requirement, **said: object) -> Definition:
    """Return a definition with a deadline of one year and 30 days of grace, unless said otherwise."""
    fields = {"name": "Emergency care", "terms": YEAR_AND_GRACE, "requirements": requirements or (requirement(),)}
    return Definition(**{**fields, **said})  # type: ignore[arg-type]


@zeal_ignore()
def program(code: str | None = None, defined: Definition | None = None, **policies: object) -> Program:
    """Define a program and publish its first version."""
    made = programs.define(
        code=code or f"P-{next(_numbers)}",
        policies=programs.Policies(**policies),  # type: ignore[arg-type]
        by=COMMAND_LINE,
        at=noon(date(2020, 1, 1)),
    )
    publish(made, defined or definition())
    return made


@zeal_ignore()
def publish(made: Program, defined: Definition) -> None:
    """Publish a definition as the next version of a program."""
    programs.publish_definition(program=made, definition=defined, by=COMMAND_LINE, at=noon(date(2020, 1, 1)))


@zeal_ignore()
def enrollment(
    who: Contact | None = None,
    into: Program | None = None,
    enrolled_on: date = date(2025, 3, 1),
    *,
    by: Actor = COMMAND_LINE,
    today: date | None = None,
) -> Enrollment:
    """Enroll a contact, registered on the enrollment date unless `today` says otherwise."""
    return enrollments.enroll(
        contact=(who or contact()).pk,
        program=into or program(),
        enrolled_on=enrolled_on,
        by=by,
        at=noon(today or enrolled_on),
    )


@zeal_ignore()
def completion(
    of: Enrollment,
    requirement: str = "EXAM",
    completed_on: date = date(2025, 6, 1),
    *,
    by: Actor = COMMAND_LINE,
    today: date | None = None,
    **recorded: object,
) -> Completion:
    """Record a completion, on the day it is dated unless `today` says otherwise."""
    return completions.record(
        enrollment=of.pk,
        requirement=requirement,
        recorded=Recorded(completed_on=completed_on, **recorded),  # type: ignore[arg-type]
        by=by,
        at=noon(today or completed_on),
    )
