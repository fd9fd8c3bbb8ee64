"""What do the tests of moving begin with, and how do they ask for a move?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from conferral.actions import enrollments
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.terms import Period, Terms, Unit
from tests import make, register
from tests.moving import move_to_current

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
ENROLLED = date(2025, 6, 1)
TWO_YEARS = Terms(Period(2, Unit.YEARS))
FIRST = make.definition(
    make.requirement("COURSE", units=Decimal(10)),
    make.requirement("EXAM", scale=make.POINTS),
    make.requirement("ORAL"),
    designation="EMT",
)
SECOND = make.definition(
    make.requirement("LECTURE", component="COURSE", units=Decimal(10), requires_approval=True),
    make.requirement("PLEDGE"),
    terms=TWO_YEARS,
    designation="EMT",
)


def move(*rows: Enrollment, keeps_dates: bool = False, by=COMMAND_LINE, **more) -> list[enrollments.Outcome]:
    return move_to_current(
        contacts=[row.contact_id for row in rows],
        program=rows[0].program,
        keeps_dates=keeps_dates,
        by=by,
        at=AT,
        **more,
    )


def codes(outcomes) -> list[str]:
    return [one.refusal.code if one.refusal else "moved" for one in outcomes]


def of(number: str) -> list[Enrollment]:
    return list(Enrollment.objects.filter(contact__member_number=number).order_by("pk"))


def agreed() -> None:
    assert register.disagreements() == []
