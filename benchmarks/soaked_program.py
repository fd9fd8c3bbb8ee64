"""In which program can very much be recorded? One with a requirement that is repeated, and people to record for."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.auth.models import Group

from conferral import clock
from conferral.actions import api_keys, enrollments, programs
from conferral.models import Account, Contact, Program
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.definition import Definition, Requirement
from conferral.rules.terms import Period, Terms, Unit

CODE, REPEATED = "SOAK", "HOURS"


def soaked_program(*, people: int) -> Program:
    """Define the program and enroll people in it today."""
    at, on = clock.now(), clock.today()
    program = programs.define(code=CODE, policies=programs.Policies(), by=COMMAND_LINE, at=at)
    hours = Requirement(
        code=REPEATED, title="Hours", component=REPEATED, stage=1, units=Decimal(900_000), is_repeatable=True
    )
    defined = Definition(
        name="Continuing education", terms=Terms(Period(1, Unit.YEARS), None), requirements=(hours,), unit_type="Hours"
    )
    programs.publish_definition(program=program, definition=defined, by=COMMAND_LINE, at=at)
    chosen = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:people])
    enrollments.enroll_many(contacts=chosen, program=program, enrolled_on=on, by=COMMAND_LINE, at=at)
    return program


def staff_keys(count: int) -> list[str]:
    """Return a key of the API for each of so many of the staff."""
    found = []
    for number in range(count):
        account = Account.objects.create(username=f"soaking-{number}")
        account.groups.add(Group.objects.get(name=Role.STAFF.label))
        actor = Account.objects.get(pk=account.pk).as_actor(clock.today())
        found.append(api_keys.make(account=account.pk, label="soak", by=actor, at=clock.now()).token)
    return found
