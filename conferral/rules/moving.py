"""May this enrollee be moved to the program's current version: cancelled and enrolled again in one?

Keeps the rules of programs and versions: "cancel and re-enroll, offered as one staff action". A move does nothing
that its two halves, one after the other, would not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.days import in_words
from conferral.rules.enrolling import Candidate, Offered, may_enroll
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A contact to be moved, as a candidate for the enrolment, and the version of the enrollment they have.

    `current` is the place in the candidate's line of the enrollment that is current today, None
    where there is none; `is_on_current` whether that one is on the current version.
    """

    candidate: Candidate
    current: int | None = None
    is_on_current: bool = False


def current_place(line: Sequence[Facts], today: date) -> int | None:
    """Return the place of the enrollment that is current on the day; None where none is."""
    for place, facts in enumerate(line):
        now = standing(facts, today)
        if now is not None and now.is_current:
            return place
    return None


def may_move(
    actor: Actor, *, mover: Mover, program: Offered, enrollees_may_cancel: bool, enrolled_on: date, today: date
) -> Refusal | None:
    """Refuse, by name of the contact, what could not be cancelled today and enrolled again.

    Codes: `role_needed`, `not_enrolled`, `already_on_current`, `enrollment_expired`,
    `enrollment_earned`, those of `may_cancel`, those of `may_enroll`.
    """
    if refusal := permits.needs(actor, Role.STAFF, "move enrollees to another version"):
        return refusal
    candidate = mover.candidate
    if mover.current is None:
        return Refusal(
            "not_enrolled",
            f"{candidate.name} is not enrolled in {program.code} now, so there is nothing to move; "
            "enroll the contact instead.",
        )
    facts = candidate.line[mover.current]
    if mover.is_on_current:
        return Refusal("already_on_current", f"{candidate.name} is on the current version of {program.code} already.")
    refusal = _done_with(candidate.name, facts, today) or permits.may_cancel(
        actor, contact=candidate.key, facts=facts, enrollees_may_cancel=enrollees_may_cancel, on=today
    )
    if refusal and refusal.code not in _SAID:
        refusal = Refusal(refusal.code, f"{candidate.name} cannot be moved. {refusal.message}")
    return refusal or may_enroll(
        actor,
        candidate=replace(candidate, line=_once_cancelled(candidate.line, mover.current, today)),
        program=program,
        enrolled_on=enrolled_on,
        today=today,
    )


_SAID = frozenset({"enrollment_expired", "enrollment_earned"})


def _done_with(name: str, facts: Facts, today: date) -> Refusal | None:
    """Refuse what no cancelling could end, and say what can be done instead."""
    now = standing(facts, today)
    if now is not None and now.status is Status.EXPIRED:
        return Refusal(
            "enrollment_expired",
            f"{name} cannot be moved: Expired since {in_words(now.since)}; enroll the contact again instead.",
        )
    if now is not None and now.status is Status.EARNED:
        return Refusal(
            "enrollment_earned",
            f"{name} cannot be moved: Earned since {in_words(now.since)}, and what is earned stays as it is.",
        )
    return None


def _once_cancelled(line: Sequence[Facts], place: int, today: date) -> list[Facts]:
    """Return the line as it will be when the current one is cancelled; its place may only move forward."""
    return [replace(facts, cancelled_on=today) if number == place else facts for number, facts in enumerate(line)]
