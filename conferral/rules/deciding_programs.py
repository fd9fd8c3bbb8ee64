"""May this person approve or send back that program completion, the requirements of which are met?

Keeps the rules of program completions: staff, never one's own, and where the program separates
duties not by whoever recorded or taught a completion that counts for it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.attempts import AttemptState
from conferral.rules.days import in_words
from conferral.rules.deciding import check_note
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Standing, Status, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramCase:
    """What a decision about a program completion is about, and who had a part in what counts for it.

    `contact` is the enrollee; `recorded_by` are accounts and `taught_by` contacts.
    """

    contact: int
    facts: Facts
    approved_on: date | None
    requires_approval: bool
    separates_duties: bool = False
    recorded_by: Collection[int] = ()
    taught_by: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A completion named to be sent back: the title of its requirement, and what it is now."""

    title: str
    state: AttemptState


def may_approve_program(actor: Actor, *, case: ProgramCase, on: date) -> Refusal | None:
    """Staff approve a program completion that waits for it; never one's own, nor where duties are separated
    one that rests on a completion they recorded or taught.
    """  # noqa: D205
    return _decides(actor, case, "approve", on) or _separated(actor, case)


def may_send_back(
    actor: Actor, *, case: ProgramCase, named: Sequence[Named | None], note: str, on: date
) -> Refusal | None:
    """Staff send back a program completion that waits, by rejecting completions of it that are Complete.

    None stands among `named` for a completion that is not of this enrollment.
    """
    if refusal := may_send_back_at_all(actor, case=case, on=on):
        return refusal
    if not named:
        return Refusal("nothing_named", "Tick at least one completion: it is what has to be done again.")
    for one in named:
        if one is None:
            return Refusal("completion_unknown", "A completion that is ticked does not belong to this enrollment.")
        if one.state is not AttemptState.COMPLETE:
            return Refusal(
                "already_decided", f"This completion of {one.title} cannot be sent back: it is {one.state.label}."
            )
    return check_note(note)


def may_send_back_at_all(actor: Actor, *, case: ProgramCase, on: date) -> Refusal | None:
    """Refuse to send back whatever will be named: the list asks this to offer it or say why not."""
    return _decides(actor, case, "send back", on)


def standing_once_sent_back(facts: Facts, on: date) -> Standing | None:
    """Return where the enrollment stands by its dates when its requirements are not met any more."""
    return standing(replace(facts, requirements_met_on=None, earned_on=None), on)


def _decides(actor: Actor, case: ProgramCase, verb: str, on: date) -> Refusal | None:
    if refusal := permits.needs(actor, Role.STAFF, f"{verb} program completions"):
        return refusal
    if actor.is_contact(case.contact):
        whose = "approves" if verb == "approve" else "sends back"
        return Refusal("own_enrollment", f"Nobody {whose} their own program completion; ask a colleague.")
    if not case.requires_approval:
        return Refusal("approval_not_asked", "This program version does not ask for an approval.")
    if case.approved_on is not None:
        return Refusal("already_approved", f"This program completion was approved on {in_words(case.approved_on)}.")
    now = standing(case.facts, on)
    if now is None or now.status is not Status.AWAITING_APPROVAL:
        label = now.status.label if now else "not begun"
        return Refusal("not_awaiting_approval", f"There is nothing to {verb}: this enrollment is {label}.")
    return None


def _separated(actor: Actor, case: ProgramCase) -> Refusal | None:
    if not case.separates_duties:
        return None
    if actor.account in case.recorded_by or actor.contact in case.taught_by:
        return Refusal(
            "duties_separated",
            "This program separates duties: who recorded or taught a completion that counts for it "
            "may not approve the program completion; ask a colleague.",
        )
    return None
