"""Who acts, and when? The fixed cast and the fixed days of the rules' tests."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import settings

from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status

TODAY = date(2025, 6, 15)
YESTERDAY, TOMORROW = date(2025, 6, 14), date(2025, 6, 16)

ANNA, BEN = 1, 2
"""Two contacts: Anna is the enrollee of every test, Ben is somebody else."""

ANNA_HERSELF = Actor(name="Anna Albrecht", role=Role.NONE, account=11, contact=ANNA)
BEN_THE_MEMBER = Actor(name="Ben Brandt", role=Role.NONE, account=12, contact=BEN)
NOBODY = Actor(name="anonymous")

OTHERS = {role: Actor(name=f"a {role.label}", role=role, account=20 + role, contact=BEN) for role in Role}
"""Somebody else than Anna, on every level."""

ANNA_AS = {role: Actor(name=f"Anna, {role.label}", role=role, account=11, contact=ANNA) for role in Role}
"""Anna herself, on every level."""

STAFF, MANAGER = OTHERS[Role.STAFF], OTHERS[Role.MANAGER]
STAFF_LEVELS = [role for role in Role if role is not Role.NONE]
EVERYBODY = [*OTHERS.values(), *ANNA_AS.values(), NOBODY, COMMAND_LINE]

SETTLED = settings(derandomize=True, deadline=None, database=None, max_examples=400)
"""Hypothesis, but the same examples in every run."""


def day(text: str) -> date:
    """Read a day of a test."""
    return date.fromisoformat(text)


def after(anchor: date, offset: int | None) -> date | None:
    """Return the day so many days after the anchor; None stays absent."""
    return None if offset is None else anchor + timedelta(days=offset)


def code(refusal: object) -> str:
    """Return a refusal's code; "allowed" when there is none."""
    if refusal is None:
        return "allowed"
    assert isinstance(refusal, Refusal), refusal
    assert refusal.message.endswith((".", ")")), refusal.message
    assert refusal.message[0].isupper() or refusal.message[0].isdigit() or refusal.message.startswith("cancelled_on")
    assert len(refusal.message) < 400, refusal.message
    return refusal.code


def enrollment(**changes: date | None) -> Facts:
    """Return Anna's enrollment of 1 March 2025: one year, 30 days of grace."""
    facts: dict[str, date | None] = {
        "begins_on": day("2025-03-01"),
        "enrolled_on": day("2025-03-01"),
        "grace_begins_on": day("2026-03-02"),
        "expires_on": day("2026-03-31"),
    }
    return Facts(**{**facts, **changes})  # type: ignore[arg-type]


STANDING_TODAY = {
    Status.ENROLLED: enrollment(),
    Status.GRACE: enrollment(grace_begins_on=day("2025-06-01"), expires_on=day("2025-06-30")),
    Status.EXPIRED: enrollment(grace_begins_on=None, expires_on=day("2025-05-31")),
    Status.AWAITING_APPROVAL: enrollment(requirements_met_on=day("2025-06-02")),
    Status.EARNED: enrollment(requirements_met_on=day("2025-06-02"), earned_on=day("2025-06-03")),
    Status.CANCELLED: enrollment(cancelled_on=day("2025-06-10")),
}
"""One enrollment in each status as of TODAY."""
