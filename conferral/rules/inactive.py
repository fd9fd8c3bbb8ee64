"""Which enrollments are inactive on a day, why and since when, and which of them may be purged?

Keeps the rules of inactive enrollments: Cancelled, Expired, or not earned in a program that is
Inactive. Earned never is; nor is what waits for a decision, until it is decided. That a later
enrollment has replaced it changes nothing: a replaced one that expired is as inactive as any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conferral.rules.days import in_words
from conferral.rules.refusals import Refusal
from conferral.rules.retention import is_free, kept_until
from conferral.rules.standing import Facts, Standing, Status, standing


class Reason(StrEnum):
    """Why an enrollment is inactive, the first that holds; the value is what interfaces write."""

    CANCELLED = "cancelled"
    EXPIRED = "expired"
    PROGRAM_INACTIVE = "program_inactive"

    @property
    def label(self) -> str:
        """The words people see."""
        return _LABELS[self]


_LABELS = {
    Reason.CANCELLED: "Cancelled",
    Reason.EXPIRED: "Expired",
    Reason.PROGRAM_INACTIVE: "Program Inactive",
}

DECIDED_FIRST = "what waits is decided before an enrollment is purged."


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What of an enrollment and its program decides whether it is inactive, and whether it is kept.

    `program_inactive_since` is None while the program is Active. `is_undecided` says that a completion waits for a
    grade or an approval. `last_done_on` is the last day that a completion of it is dated or was graded, approved,
    rejected or voided on; None without any.
    """

    facts: Facts
    program_inactive_since: date | None = None
    is_undecided: bool = False
    last_done_on: date | None = None
    retention_years: int = 0


@dataclass(frozen=True, slots=True)
class Inactive:
    """Why an enrollment is inactive, and the first day of it."""

    reason: Reason
    since: date


def inactive(case: Case, on: date) -> Inactive | None:
    """Return why and since when an enrollment is inactive on a day; None where it is not.

    Completions of a cancelled enrollment are not decided any more, so they keep it from nothing.
    """
    now = standing(case.facts, on)
    if now is None or now.status in (Status.EARNED, Status.AWAITING_APPROVAL):
        return None
    if now.status is Status.CANCELLED:
        return Inactive(Reason.CANCELLED, now.since)
    if case.is_undecided:
        return None
    if now.status is Status.EXPIRED:
        return Inactive(Reason.EXPIRED, now.since)
    if case.program_inactive_since is None or case.program_inactive_since > on:
        return None
    return Inactive(Reason.PROGRAM_INACTIVE, max(case.program_inactive_since, case.facts.begins_on))


def last_activity(case: Case, found: Inactive) -> date:
    """Return the day from which the years of retention count: it became inactive, or something was done in it later."""
    return max(found.since, case.last_done_on or found.since)


def held_until(case: Case, found: Inactive, on: date) -> date | None:
    """Return the last day to which the retention of its program keeps an inactive enrollment; None where it may go."""
    since = last_activity(case, found)
    return None if is_free(since, case.retention_years, on) else kept_until(since, case.retention_years)


def may_purge_one(case: Case, on: date) -> Refusal | None:
    """Refuse to purge what is not inactive, waits for a decision, or is still kept."""
    found = inactive(case, on)
    if found is None:
        return _not_inactive(case, standing(case.facts, on), on)
    until = held_until(case, found, on)
    if until is None:
        return None
    years = "1 year" if case.retention_years == 1 else f"{case.retention_years} years"
    return Refusal(
        "kept",
        f"This enrollment is kept until {in_words(until)}: its program keeps inactive enrollments for {years} after "
        f"the last activity, which was on {in_words(last_activity(case, found))}.",
    )


def _not_inactive(case: Case, now: Standing | None, on: date) -> Refusal:
    if now is None:
        return Refusal("not_begun", f"This enrollment begins on {in_words(case.facts.begins_on)}.")
    if now.status is Status.EARNED:
        return Refusal("earned_stays", f"This was earned on {in_words(now.since)}; what was earned is never purged.")
    if now.status is Status.AWAITING_APPROVAL:
        return Refusal(
            "undecided", f"The approval of the program is pending since {in_words(now.since)}; {DECIDED_FIRST}"
        )
    if case.is_undecided:
        return Refusal("undecided", f"A completion in it waits for a grade or an approval; {DECIDED_FIRST}")
    return Refusal(
        "not_inactive",
        f"This enrollment is {now.status.label} since {in_words(now.since)} and its program is Active, "
        f"so it is not inactive on {in_words(on)}.",
    )
