"""Has an enrollee completed the program, and if not, what is still missing?

Keeps "You can test for an individual student's completion of the program": the answer in words, as of a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conferral.rules.days import in_words
from conferral.rules.progress import Progress
from conferral.rules.standing import Facts, Status, standing


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test for completion found: one sentence and, where the requirements are not met, what is missing.

    `steps` is how many things are missing; who is one step away has one.
    """

    is_met: bool
    said: str
    missing: tuple[str, ...] = ()

    @property
    def steps(self) -> int:
        """How many things are still missing."""
        return len(self.missing)


def finding(facts: Facts, progress: Progress, on: date) -> Finding:
    """Return what the test finds on a day; `progress` is the progress as of that day, `facts` follow from it."""
    missing = progress.missing()
    now = standing(facts, on)
    if missing:
        count = f"{len(missing)} {'thing is' if len(missing) == 1 else 'things are'} still missing"
        closed = now is not None and now.status in (Status.CANCELLED, Status.EXPIRED)
        how = f", and it is {now.status.label} since {in_words(now.since)}" if now is not None and closed else ""
        return Finding(is_met=False, said=f"Not completed: {count}{how}.", missing=missing)
    met_on = facts.requirements_met_on
    if met_on is None or met_on > on:
        # Everything was done before the enrollment takes effect.
        return Finding(
            is_met=True,
            said=f"All requirements are met; it counts from the enrollment date {in_words(facts.enrolled_on)}.",
        )
    since = f"All requirements are met since {in_words(met_on)}"
    if now is not None and now.status is Status.EARNED:
        return Finding(is_met=True, said=f"Completed. {since}; earned on {in_words(now.since)}.")
    if now is not None and now.status is Status.CANCELLED:
        return Finding(is_met=True, said=f"{since}, but the enrollment was cancelled on {in_words(now.since)}.")
    return Finding(is_met=True, said=f"{since}. It waits for the approval of the program completion.")
