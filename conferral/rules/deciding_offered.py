"""What may this person do about an attempt now, and why not the rest?

The page offers that and only that; the actions ask the same rules again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conferral.rules import correcting, deciding
from conferral.rules.actors import Actor
from conferral.rules.attempts import AttemptState, state_of
from conferral.rules.deciding import Case
from conferral.rules.refusals import Refusal


class Deed(StrEnum):
    """What can be done about an attempt."""

    GRADE = "grade"
    APPROVE = "approve"
    REJECT = "reject"
    CORRECT = "correct"
    VOID = "void"


IN = {
    AttemptState.AWAITING_GRADE: (Deed.GRADE, Deed.REJECT, Deed.CORRECT),
    AttemptState.AWAITING_APPROVAL: (Deed.APPROVE, Deed.REJECT, Deed.CORRECT),
    AttemptState.COMPLETE: (Deed.VOID,),
}
"""What comes into question in which state; in the others the attempt is history."""

UNSAID = {"already_decided", "read_only", "carried_over"}
"""Refusals that the status of the attempt says already."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered, and in sentences why what comes into question is not."""

    deeds: frozenset[Deed] = frozenset()
    reasons: tuple[str, ...] = ()

    def __contains__(self, deed: str) -> bool:
        """Whether a deed is offered: a page asks by its name."""
        return deed in self.deeds


NOTHING = Offered()


def offered(actor: Actor, *, case: Case, is_carried: bool, is_live: bool, on: date) -> Offered:
    """Return what the actor may do about an attempt on a day.

    What waits is decided only while it is the live attempt: of several that wait, the others are history.
    """
    state = state_of(case.requirement, case.attempt)
    if not is_live and state is not AttemptState.COMPLETE:
        return NOTHING
    said: dict[str, str] = {}
    deeds = set()
    for deed in IN.get(state, ()):
        refusal = _refusal(deed, actor, case, is_carried=is_carried, on=on)
        if refusal is None:
            deeds.add(deed)
        elif refusal.code not in UNSAID:
            said.setdefault(refusal.code, refusal.message)
    return Offered(frozenset(deeds), tuple(said.values()))


def _refusal(deed: Deed, actor: Actor, case: Case, *, is_carried: bool, on: date) -> Refusal | None:
    """Ask for a deed with whatever a person will still enter."""
    if deed is Deed.GRADE:
        refusal = deciding.may_grade(actor, case=case, grade="", on=on)
        return None if refusal and refusal.code == "grade_missing" else refusal
    if deed is Deed.APPROVE:
        return deciding.may_approve(actor, case=case, on=on)
    if deed is Deed.REJECT:
        return deciding.may_reject(actor, case=case, note="Incomplete", on=on)
    if deed is Deed.CORRECT:
        return correcting.may_offer(actor, case=case, is_carried=is_carried, on=on)
    return deciding.may_void(actor, case=case, reason="Given on the page.")
