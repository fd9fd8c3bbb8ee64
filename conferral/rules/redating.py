"""What becomes of an enrollment when its three dates are changed? What is shown before it is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from conferral.rules.attempts import Attempt
from conferral.rules.changed import FIELDS
from conferral.rules.days import in_words
from conferral.rules.quantities import counted
from conferral.rules.standing import Facts, Standing, standing
from conferral.rules.terms import Dates

Shown = date | str | None
EDITED = ("enrolled_on", "grace_begins_on", "expires_on")
FOLLOWING = ("requirements_met_on", "earned_on", "replaced_on")
LABELS = {**FIELDS, "replaced_on": "Replaced by a later enrollment"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that is shown of an enrollment, as it is and as it would be."""

    label: str
    before: Shown
    after: Shown

    @property
    def is_changed(self) -> bool:
        """Whether it would be another."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of dates would do on a day: in a sentence or two, and thing by thing."""

    said: str
    compared: tuple[Compared, ...]


def effect(before: Facts, after: Facts, on: date) -> Effect:
    """Return what would be another on a day with the facts `after`; what follows of itself stands below the dates.

    Status and Completion deadline are always told, because they are what people ask about.
    """
    was, now = standing(before, on), standing(after, on)
    compared = [Compared(LABELS[name], getattr(before, name), getattr(after, name)) for name in EDITED]
    compared += [
        Compared("Enrollment Status", _status(was), _status(now)),
        Compared("Completion deadline", _deadline(before, was), _deadline(after, now)),
    ]
    others = [
        Compared("Progress tracker", _tracker(was), _tracker(now)),
        Compared("What comes next", _next(was), _next(now)),
        *(Compared(LABELS[name], getattr(before, name), getattr(after, name)) for name in FOLLOWING),
    ]
    return Effect(" ".join(_sentences(*compared[-2:])), (*compared, *(one for one in others if one.is_changed)))


def cautions(attempts: Collection[Attempt], before: Dates, to: Dates) -> tuple[str, ...]:
    """Say which completions would lie outside the new dates and did not before; they keep counting."""
    kept = [one.completed_on for one in attempts if not one.is_voided]
    late = sum(1 for day in kept if to.expires_on < day <= before.expires_on)
    early = sum(1 for day in kept if before.enrolled_on <= day < to.enrolled_on)
    return tuple(
        f"{counted(count, 'completion')} would be dated {where}; what was recorded keeps counting."
        for count, where in (
            (late, f"after the new expiration date {in_words(to.expires_on)}"),
            (early, f"before the new enrollment date {in_words(to.enrolled_on)}"),
        )
        if count
    )


def _sentences(status: Compared, deadline: Compared) -> Iterator[str]:
    yield f"It becomes {status.after}." if status.is_changed else f"It stays {status.after}."
    if not deadline.is_changed or not isinstance(deadline.after, date):
        return
    instead = f" instead of {in_words(deadline.before)}" if isinstance(deadline.before, date) else ""
    yield f"The Completion deadline shown becomes {in_words(deadline.after)}{instead}."


def _status(found: Standing | None) -> str:
    return found.status.label if found else "not begun"


def _deadline(facts: Facts, found: Standing | None) -> date | None:
    if found is None or not found.has_deadline:
        return None
    return Dates(facts.enrolled_on, facts.grace_begins_on, facts.expires_on).completion_deadline(found.on)


def _tracker(found: Standing | None) -> str:
    tracker = found.tracker if found else None
    return tracker.label if tracker else "none"


def _next(found: Standing | None) -> str:
    if found is None or found.next_status is None or found.next_on is None:
        return "nothing"
    return f"{found.next_status.label} on {in_words(found.next_on)}"
