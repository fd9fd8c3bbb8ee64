"""Why does an enrollment stand where it stands, and what would change it?

Keeps the rules of standing: the facts used, in sentences, and what would change it next, and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from conferral.rules import days
from conferral.rules.days import in_words
from conferral.rules.quantities import counted
from conferral.rules.standing import Facts, Standing, Status, standing


@dataclass(frozen=True, slots=True)
class Completed:
    """On which days requirements became Complete, and how many requirements there are."""

    on: Sequence[date]
    total: int

    def said(self, by: date) -> str:
        """Say how many were complete by a day: "2 of 5 requirements complete"."""
        count = sum(1 for day in self.on if day <= by)
        return f"{count} of {counted(self.total, 'requirement')} complete"

    def changed_between(self, earlier: date, later: date) -> bool:
        """Whether another requirement became Complete after `earlier`, by `later`."""
        return any(earlier < day <= later for day in self.on)


def why(facts: Facts, completed: Completed, on: date) -> str:
    """Return the sentences that explain the standing on a day; empty before the enrollment begins."""
    now = standing(facts, on)
    if now is None:
        return ""
    sentences = _SENTENCES[now.status](facts, completed, now)
    if now.next_on is not None and now.next_status is not None and not now.comes_by_itself:
        sentences += (f"As the records stand it is {now.next_status.label} from {in_words(now.next_on)} on.",)
    if facts.replaced_on is not None and facts.replaced_on <= on:
        sentences += (
            f"A later enrollment in this program took its place on {in_words(facts.replaced_on)}, so it is history.",
        )
    return " ".join(sentences)


def _enrolled(facts: Facts, completed: Completed, now: Standing) -> tuple[str, ...]:
    if now.on < facts.enrolled_on:
        first = (
            f"Enrolled ahead: it starts on {in_words(facts.enrolled_on)} "
            f"and is listed since {in_words(facts.begins_on)}; {completed.said(now.on)}."
        )
    else:
        first = f"Enrolled since {in_words(facts.enrolled_on)}: {completed.said(now.on)}."
    grace = facts.grace_begins_on
    deadline_on = facts.expires_on if grace is None else days.day_before(grace)
    deadline = f"The completion deadline is {in_words(deadline_on)}."
    if now.next_status not in (Status.GRACE, Status.EXPIRED, None):
        return (first, deadline)
    if grace is None:
        return (first, f"{deadline} {_expires(facts)}")
    then = f"Unless the requirements are met by then, the grace period begins on {in_words(grace)}."
    return (first, deadline, then)


def _grace(facts: Facts, completed: Completed, now: Standing) -> tuple[str, ...]:
    deadline_on = days.day_before(now.since)
    passed = f"the deadline passed on {in_words(deadline_on, beside=now.since)} with {completed.said(deadline_on)}"
    return (
        f"Grace period since {in_words(now.since)}: {passed}.",
        *_since_then(completed, deadline_on, now.on),
        *([_expires(facts, beside=now.since)] if now.next_status in (Status.EXPIRED, None) else []),
    )


def _expired(facts: Facts, completed: Completed, now: Standing) -> tuple[str, ...]:
    last = f"the expiration date {in_words(facts.expires_on, beside=now.since)} passed"
    first = f"Expired since {in_words(now.since)}: {last} with {completed.said(facts.expires_on)}."
    if facts.replaced_on is not None and facts.replaced_on <= now.on:
        return (first,)
    again = "the contact can also be enrolled again where the program allows it"
    return (first, f"Extending the expiration date would reopen it; {again}.")


def _awaiting_approval(_facts: Facts, _completed: Completed, now: Standing) -> tuple[str, ...]:
    met = "all requirements were met that day and the program requires approval"
    return (
        f"Awaiting approval since {in_words(now.since)}: {met}.",
        "It does not expire while it waits; the approval makes it Earned.",
    )


def _earned(facts: Facts, _completed: Completed, now: Standing) -> tuple[str, ...]:
    met_on = facts.requirements_met_on or now.since
    if met_on == now.since:
        first = f"Earned on {in_words(now.since)}: all requirements were met that day."
    else:
        first = (
            f"Earned on {in_words(now.since)}: all requirements were met on "
            f"{in_words(met_on, beside=now.since)} and the program was approved on {in_words(now.since)}."
        )
    return (first, "Earned is final: it never expires here.")


def _cancelled(_facts: Facts, _completed: Completed, now: Standing) -> tuple[str, ...]:
    return (
        f"Cancelled on {in_words(now.since)}.",
        "It stays as history with its completions; the contact can be enrolled again where the program allows it.",
    )


def _expires(facts: Facts, beside: date | None = None) -> str:
    return f"Expires after {in_words(facts.expires_on, beside=beside)} unless the expiration date is extended."


def _since_then(completed: Completed, earlier: date, later: date) -> tuple[str, ...]:
    return (f"By now: {completed.said(later)}.",) if completed.changed_between(earlier, later) else ()


_SENTENCES = {
    Status.ENROLLED: _enrolled,
    Status.GRACE: _grace,
    Status.EXPIRED: _expired,
    Status.AWAITING_APPROVAL: _awaiting_approval,
    Status.EARNED: _earned,
    Status.CANCELLED: _cancelled,
}
