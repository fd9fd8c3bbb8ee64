"""May this person grade, approve, reject or void that attempt?

Keeps the rules of "Approve / reject" and of who may do what: staff, never one's own, and where the
program separates duties not by whoever recorded it or taught it.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.attempts import Attempt, AttemptState, state_of
from conferral.rules.days import in_words
from conferral.rules.definition import Requirement
from conferral.rules.recording import check_grade
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts

WAITING = {AttemptState.AWAITING_APPROVAL, AttemptState.AWAITING_GRADE}
"""The states in which an attempt waits for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a decision is about: the attempt, whose it is, and who had a part in it.

    `contact` is the enrollee; `recorded_by` is an account and `taught_by` a contact, None where
    unknown or the command line.
    """

    contact: int
    facts: Facts
    requirement: Requirement
    attempt: Attempt
    separates_duties: bool = False
    recorded_by: int | None = None
    taught_by: int | None = None


def may_grade(actor: Actor, *, case: Case, grade: str, on: date) -> Refusal | None:
    """Staff enter the grade an attempt waits for; never their own."""
    if refusal := _decides(actor, case, "grade", on) or _in_state(case, {AttemptState.AWAITING_GRADE}, "a grade"):
        return refusal
    if not grade.strip():
        return Refusal("grade_missing", f"Grade: {case.requirement.title} asks for a grade; enter one.")
    return check_grade(case.requirement, grade)


def may_approve(actor: Actor, *, case: Case, on: date) -> Refusal | None:
    """Staff approve an attempt that waits for approval; never their own."""
    return (
        _decides(actor, case, "approve", on)
        or _in_state(case, {AttemptState.AWAITING_APPROVAL}, "approval")
        or _separated(actor, case)
    )


def may_reject(actor: Actor, *, case: Case, note: str, on: date) -> Refusal | None:
    """Staff reject an attempt that waits, for approval or still for its grade, with a note; never their own."""
    return may_reject_at_all(actor, case=case, on=on) or check_note(note)


def may_reject_at_all(actor: Actor, *, case: Case, on: date) -> Refusal | None:
    """Refuse to reject an attempt whatever the note will say: the queue asks this before one is written."""
    return _decides(actor, case, "reject", on) or _in_state(case, WAITING, "a decision")


def check_note(note: str) -> Refusal | None:
    """Refuse a note that tells the enrollee nothing, or that no log could keep."""
    return permits.check_reason(
        note, missing=Refusal("note_missing", "Note: say what is missing; the enrollee reads it.")
    )


def may_void(actor: Actor, *, case: Case, reason: str) -> Refusal | None:
    """A Certification Manager voids a Complete attempt with a reason, wherever it stands; never their own."""
    if refusal := permits.needs(actor, Role.MANAGER, "void a completion"):
        return refusal
    if refusal := _not_own(actor, case, "void") or _in_state(case, {AttemptState.COMPLETE}, "voiding"):
        return refusal
    missing = Refusal("reason_missing", "Reason: say why the completion is voided; it is kept in the log.")
    return permits.check_reason(reason, missing=missing)


def _decides(actor: Actor, case: Case, verb: str, on: date) -> Refusal | None:
    if refusal := permits.needs(actor, Role.STAFF, f"{verb} completions"):
        return refusal
    if refusal := _not_own(actor, case, verb):
        return refusal
    return check_cancelled(case, on)


def check_cancelled(case: Case, on: date) -> Refusal | None:
    """Refuse to decide anything on an enrollment that is cancelled."""
    cancelled_on = case.facts.cancelled_on
    if cancelled_on is not None and cancelled_on <= on:
        return Refusal(
            "enrollment_cancelled",
            f"The enrollment was cancelled on {in_words(cancelled_on)}; its completions are not decided any more.",
        )
    return None


def had_a_part(actor: Actor, case: Case) -> bool:
    """Whether the actor recorded or taught the attempt."""
    return actor.is_account(case.recorded_by) or actor.is_contact(case.taught_by)


def _not_own(actor: Actor, case: Case, verb: str) -> Refusal | None:
    if actor.is_contact(case.contact):
        return Refusal("own_completion", f"Nobody may {verb} their own completion; ask a colleague.")
    return None


def _in_state(case: Case, states: AbstractSet[AttemptState], what: str) -> Refusal | None:
    is_in = state_of(case.requirement, case.attempt)
    if is_in in states:
        return None
    return Refusal(
        "already_decided", f"This completion of {case.requirement.title} does not wait for {what}: it is {is_in.label}."
    )


def _separated(actor: Actor, case: Case) -> Refusal | None:
    if case.separates_duties and had_a_part(actor, case):
        return Refusal(
            "duties_separated",
            "This program separates duties: who recorded or taught a completion may not approve it; ask a colleague.",
        )
    return None
