"""What waits in the browser tests of the queues? A program of two stages, and people in every way of waiting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zeal import zeal_ignore

from conferral.actions import completions
from conferral.models import Program
from conferral.rules.actors import COMMAND_LINE
from tests import make

RECORDED = date(2026, 2, 20)


@zeal_ignore()
def queue() -> Program:
    """Ada and Grace wait with a pledge, Mary with an exam to grade, Ruth met everything."""
    asked = make.definition(
        make.requirement("PLEDGE", title="Pledge", units=Decimal(5), requires_approval=True),
        make.requirement("EXAM", title="Exam", units=Decimal(15), scale=make.POINTS, requires_approval=True, stage=2),
        name="Emergency care",
        in_order=True,
        requires_approval=True,
        unit_type="CE hours",
        units_required=Decimal(20),
    )
    program = make.program("EMT", asked, separates_duties=True)
    for number, (first, last) in enumerate(
        (("Ada", "Byron"), ("Grace", "Hopper"), ("Mary", "Ross"), ("Ruth", "Teitelbaum")), start=1
    ):
        row = make.enrollment(make.contact(f"Q-{number}", first, last), program, date(2026, 1, 5))
        pledge = make.completion(row, "PLEDGE", RECORDED, notes="Signed on paper." if number == 1 else "")
        if first in {"Mary", "Ruth"}:
            completions.approve(completion=pledge.pk, by=COMMAND_LINE, at=make.noon(RECORDED))
            exam = make.completion(row, "EXAM", RECORDED)
        if first == "Ruth":
            completions.grade(completion=exam.pk, grade="90", by=COMMAND_LINE, at=make.noon(RECORDED))
            completions.approve(completion=exam.pk, by=COMMAND_LINE, at=make.noon(RECORDED))
    return program
