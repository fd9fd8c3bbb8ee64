"""May what was recorded be corrected: its Date, Notes and Units, while it still waits?

Keeps "Complete is read-only": what has been decided stays as it is. Where duties are separated, who corrects is who may
not approve, so that nobody approves what they wrote themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from conferral.rules import deciding, permits, recording
from conferral.rules.actors import Actor, Role
from conferral.rules.attempts import AttemptState, state_of
from conferral.rules.days import in_words
from conferral.rules.deciding import Case
from conferral.rules.refusals import Refusal

WAITING = (AttemptState.AWAITING_GRADE, AttemptState.AWAITING_APPROVAL)
CARRIED = Refusal(
    "carried_over",
    "This completion was carried over from an earlier enrollment and stays as it was recorded there; "
    "reject it and record another one instead.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What a waiting completion is to say: its fields as they should have been recorded."""

    completed_on: date
    units: Decimal | None = None
    notes: str = ""


def may_offer(actor: Actor, *, case: Case, is_carried: bool, on: date) -> Refusal | None:
    """Refuse to correct before anything is entered: the page asks this to offer it or say why not."""
    return (
        permits.needs(actor, Role.STAFF, "correct completions")
        or permits.takes_no_more(case.facts)
        or deciding.check_cancelled(case, on)
        or _waits(case)
        or (CARRIED if is_carried else None)
        or _separated(actor, case)
    )


def may_correct(
    actor: Actor,
    *,
    case: Case,
    to: Corrected,
    is_carried: bool,
    offering_begins_on: date | None,
    on: date,
) -> Refusal | None:
    """Refuse what could not have been recorded that way, and what is not to be corrected any more.

    A Date that stays was in time when it was recorded; that the expiration date was moved before it since keeps
    nobody from correcting the Notes or the Units.
    Codes: `role_needed`, `contact_erased`, `enrollment_cancelled`, `read_only`, `carried_over`, `duties_separated`,
    and those of dates, units and notes that recording gives.
    """
    stays = to.completed_on == case.attempt.completed_on
    return (
        may_offer(actor, case=case, is_carried=is_carried, on=on)
        or (None if stays else recording.check_date(actor, case.facts, to.completed_on, on))
        or recording.check_begun(offering_begins_on, to.completed_on)
        or recording.check_units(case.requirement, to.units)
        or recording.check_notes(to.notes)
    )


def _waits(case: Case) -> Refusal | None:
    state = state_of(case.requirement, case.attempt)
    if state in WAITING:
        return None
    instead = (
        "a Certification Manager can void it" if state is AttemptState.COMPLETE else "what was decided stays as it is"
    )
    return Refusal(
        "read_only",
        f"The completion of {in_words(case.attempt.completed_on)} is {state.label} and read-only; {instead}.",
    )


def _separated(actor: Actor, case: Case) -> Refusal | None:
    if not case.separates_duties or actor.is_command_line or deciding.had_a_part(actor, case):
        return None
    return Refusal(
        "duties_separated",
        "This program separates duties: only who recorded or taught a completion corrects it, because whoever corrects "
        "it may not approve it; reject it with a note instead.",
    )
