"""May this person take back what was done in bulk?

Keeps the rule of undo: its author or a Certification Manager, the same day, while nothing has built on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.days import in_words
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was done in bulk: the account that asked for it (None for the command line), and the day."""

    by: int | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision of it: whose completion it was about, whether it holds as it was made, and what was done since.

    `since` is blank or says what has built on it: "the enrollment was cancelled".
    """

    contact: int
    holds: bool
    since: str = ""


def may_undo(actor: Actor, *, made: Made, on: date) -> Refusal | None:
    """Its author or a Certification Manager take a bulk back, on the day it was made."""
    if refusal := permits.needs(actor, Role.STAFF, "undo what was done in bulk"):
        return refusal
    if not actor.is_account(made.by) and not actor.at_least(Role.MANAGER):
        return Refusal(
            "undo_not_yours", "Only who asked for this, or Certification Manager and the levels above it, may undo it."
        )
    if made.on != on:
        return Refusal(
            "undo_too_late",
            f"This can be undone only on the day it was done, which was {in_words(made.on)}.",
        )
    return None


def may_undo_one(actor: Actor, *, decided: Decided) -> Refusal | None:
    """Take back one decision of the bulk: never about one's own, and while nothing has built on it."""
    if actor.is_contact(decided.contact):
        return Refusal("own_completion", "Nobody may undo a decision about their own completion; ask a colleague.")
    if not decided.holds:
        return Refusal("decision_changed", "There is nothing to undo: it was decided otherwise or undone meanwhile.")
    if decided.since:
        return Refusal("built_on", f"This was not undone, because something has built on it since: {decided.since}.")
    return None


def may_undo_change(*, name: str, holds: bool, since: str = "") -> Refusal | None:
    """Take back one thing a bulk did to the enrollment of somebody (by full name), while nothing has built on it.

    `holds` is whether it is still as the bulk made it; `since` is blank or says what was done: "the enrollment was
    cancelled".
    """
    if not holds:
        return Refusal("changed_since", f"{name}: there is nothing to undo; it was changed or undone meanwhile.")
    if since:
        return Refusal("built_on", f"{name}: not undone, because something has built on it since: {since}.")
    return None
