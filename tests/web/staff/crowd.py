"""Who is enrolled where in the tests of the lists? A program with somebody in every standing on 2 March 2026."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zeal import zeal_ignore

from conferral.actions import enrollments
from conferral.models import Program
from conferral.rules.actors import COMMAND_LINE
from tests import make

FIRST = ("Amina", "Bao", "Chiara", "Dmitri", "Esperanza", "Fatoumata", "Georg")
LAST = ("Okafor", "Trần", "D’Alessandro", "Ångström", "Ruiz", "Keïta", "Müller")
STANDINGS = ("earned", "not_started", "grace", "started", "expired", "awaiting_approval", "cancelled")
ENROLLED_ON = {
    "earned": date(2025, 9, 1),
    "not_started": date(2025, 10, 1),
    "grace": date(2025, 2, 20),
    "started": date(2025, 11, 1),
    "expired": date(2024, 6, 1),
    "awaiting_approval": date(2025, 12, 1),
    "cancelled": date(2025, 12, 15),
}


@zeal_ignore()
def crowd(code: str = "EMT-R") -> Program:
    """Make a program of two requirements that asks for approval, and one enrollee in every standing."""
    asked = make.definition(
        make.requirement("COURSE", title="Course", units=Decimal(20)),
        make.requirement("EXAM", title="Exam", stage=2, scale=make.POINTS),
        name="Emergency care",
        in_order=True,
        requires_approval=True,
        units_required=Decimal(20),
        stages=((1, "Learning"), (2, "Proof")),
    )
    program = make.program(code, asked)
    for number, how in enumerate(STANDINGS):
        contact = make.contact(
            f"EMT-{number + 1}", FIRST[number], LAST[number], email=f"{FIRST[number].lower()}@example.org"
        )
        _bring(program, contact, how)
    return program


def _bring(program, contact, how):
    on = ENROLLED_ON[how]
    enrollment = make.enrollment(contact, program, on)
    if how in ("started", "earned", "awaiting_approval"):
        make.completion(enrollment, "COURSE", date(2026, 1, 10))
    if how in ("earned", "awaiting_approval"):
        make.completion(enrollment, "EXAM", date(2026, 1, 20), grade="90")
    if how == "earned":
        enrollments.approve(enrollment=enrollment.pk, by=COMMAND_LINE, at=make.noon(date(2026, 1, 25)))
    if how == "cancelled":
        enrollments.cancel(enrollment=enrollment.pk, by=COMMAND_LINE, at=make.noon(date(2026, 1, 30)))
