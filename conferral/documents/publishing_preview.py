"""How would everybody stand if they were under the draft? Computed person by person; nothing is stored or changed.

What is compared is every current enrollment, on whatever version, with what it would be after a move
(rules/carrying.py, rules/foreseeing.py). Reads a thousand at a time and keeps no more than it shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from conferral.models import Enrollment, Program
from conferral.models.definitions import definitions_of
from conferral.models.enrollment import FACTS, EnrollmentQuerySet
from conferral.models.histories import attempts_until
from conferral.models.keyset import Order, sliced, text
from conferral.rules import days, terms
from conferral.rules.attempts import Attempt
from conferral.rules.carrying import Carrying
from conferral.rules.definition import Definition
from conferral.rules.foreseeing import foreseen
from conferral.rules.progress import Progress, progress
from conferral.rules.standing import Facts, Standing, Status, Tracker, standing
from conferral.rules.terms import Dates

CHUNK = 1000
SHOWN = 200
MOST_KEPT = 10_000
BY_NAME = Order("name", "sort_name", text)
ASKED = (
    "pk", "key", "version_id", "version__number", "approved_on", "sort_name", "contact__first_name",
    "contact__last_name", "contact__member_number", *FACTS,
)  # fmt: skip
COMPLETE = (Status.EARNED, Status.AWAITING_APPROVAL)
"""The standings of those who met all requirements."""


class Kind(StrEnum):
    """What would change for a person; the first that holds."""

    NO_LONGER = "no_longer_complete"
    NEWLY = "newly_complete"
    STATUS = "another_status"
    LOSES = "loses_completions"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Far:
    """How far somebody is: requirements complete of how many, and the units that count."""

    complete: int
    requirements: int
    units: Decimal

    def __str__(self) -> str:
        """Read as "2 of 5"."""
        return f"{self.complete} of {self.requirements}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One current enrollee: standing and progress now, and what they would be under the draft."""

    key: UUID
    full_name: str
    member_number: str
    version: int
    now: Standing
    then: Standing
    far_now: Far
    far_then: Far
    kept: int
    lost: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """What would change for this person."""
        is_complete, would_be = self.now.status in COMPLETE, self.then.status in COMPLETE
        if is_complete and not would_be:
            return Kind.NO_LONGER
        if would_be and not is_complete:
            return Kind.NEWLY
        if self.now.status is not self.then.status:
            return Kind.STATUS
        return Kind.LOSES if self.lost else Kind.NOTHING


@dataclass(slots=True, kw_only=True)
class Preview:
    """All counts, and the first people of each kind by name."""

    total: int = 0
    trackers_now: Counter[Tracker] = field(default_factory=Counter)
    trackers_then: Counter[Tracker] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    people: dict[Kind, list[Person]] = field(default_factory=dict)
    complete_now: int = 0
    complete_then: int = 0
    losers: int = 0
    kept: int = 0
    lost: int = 0
    fewer_units: int = 0
    more_units: int = 0

    def add(self, person: Person) -> None:
        """Count one person."""
        self.total += 1
        for counter, standing_ in ((self.trackers_now, person.now), (self.trackers_then, person.then)):
            if standing_.tracker is not None:
                counter[standing_.tracker] += 1
        self.kinds[person.kind] += 1
        self.complete_now += person.now.status in COMPLETE
        self.complete_then += person.then.status in COMPLETE
        self.losers += bool(person.lost)
        self.kept += person.kept
        self.lost += len(person.lost)
        self.fewer_units += person.far_then.units < person.far_now.units
        self.more_units += person.far_then.units > person.far_now.units
        if person.kind is not Kind.NOTHING:
            shown = self.people.setdefault(person.kind, [])
            if len(shown) < SHOWN:
                shown.append(person)


def preview(program: Program, draft: Definition, *, keeps_dates: bool, on: date) -> Preview:
    """Return what would be if everybody enrolled on the day were under the draft, in counts and by name."""
    found = Preview()
    for person in people(program, draft, keeps_dates=keeps_dates, on=on):
        found.add(person)
    return found


def affected(program: Program, *, on: date, wanted: str = "") -> EnrollmentQuerySet:
    """Return the current enrollees; `wanted` finds any part of name, email or member number."""
    return Enrollment.objects.in_program(program).current(on=on).named(wanted)


def people(program: Program, draft: Definition, *, keeps_dates: bool, on: date, wanted: str = "") -> Iterator[Person]:
    """Go through the current enrollees by name, each with what they have and what they would have.

    Dates follow anew from the enrollment date by the draft's periods, or are kept as they are
    (`keeps_dates`). `wanted` finds any part of name, email or member number. Two queries for every
    thousand, and two for each version met for the first time.
    """
    rows = affected(program, on=on, wanted=wanted)
    yield from (person for _key, person in keyed_people(rows, draft, keeps_dates=keeps_dates, on=on))


def keyed_people(
    rows: EnrollmentQuerySet, draft: Definition, *, keeps_dates: bool, on: date
) -> Iterator[tuple[int, Person]]:
    """Go through current enrollees by name, each with the key of the enrollment; as `people`."""
    seer = _Seer(draft, keeps_dates=keeps_dates, on=on)
    after: Sequence[object] | None = None
    while True:
        part = sliced(rows, BY_NAME, values=lambda found: found.values(*ASKED), size=CHUNK, after=after)
        yield from zip((row["pk"] for row in part.rows), seer.seen(part.rows), strict=True)
        if part.next is None:
            return
        after = part.next


@dataclass(frozen=True, slots=True)
class _Seen:
    """What follows from a history and its dates alone, whoever's it is."""

    then: Standing
    far_now: Far
    far_then: Far
    kept: int
    lost: tuple[str, ...]


class _Seer:
    """Looks ahead, and at each history once: many enrollees have done the same, most of them nothing."""

    def __init__(self, draft: Definition, *, keeps_dates: bool, on: date) -> None:
        self._draft, self._keeps_dates, self._on = draft, keeps_dates, on
        self._definitions: dict[int, Definition] = {}
        self._ways: dict[int, Carrying] = {}
        self._known: dict[tuple[object, ...], _Seen] = {}

    def seen(self, rows: Sequence[dict[str, Any]]) -> Iterator[Person]:
        new = {row["version_id"] for row in rows} - set(self._definitions)
        for version, definition in definitions_of(new).items():
            self._definitions[version] = definition
            self._ways[version] = Carrying(definition, self._draft)
        attempts = attempts_until([row["pk"] for row in rows], on=days.LATEST)
        for row in rows:
            yield self._person(row, attempts.get(row["pk"], []))

    def _person(self, row: dict[str, Any], attempts: list[Attempt]) -> Person:
        facts = Facts(**{name: row[name] for name in FACTS})
        now = standing(facts, self._on)
        if now is None:
            raise LookupError(f"The SQL twin lists enrollment {row['key']} on {self._on}, before it begins.")
        # A program approval holds where it made somebody Earned; a move takes none along.
        approved_on = row["approved_on"] if now.status is Status.EARNED else None
        history = (row["version_id"], self._dates(facts), facts.begins_on, approved_on, tuple(map(_done, attempts)))
        seen = self._known.get(history)
        if seen is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            seen = self._known[history] = self._look(row["version_id"], facts, approved_on, attempts)
        return Person(
            key=row["key"],
            full_name=f"{row['contact__first_name']} {row['contact__last_name']}".strip(),
            member_number=row["contact__member_number"],
            version=row["version__number"],
            now=now,
            then=seen.then,
            far_now=seen.far_now,
            far_then=seen.far_then,
            kept=seen.kept,
            lost=seen.lost,
        )

    def _look(self, version: int, facts: Facts, approved_on: date | None, attempts: list[Attempt]) -> _Seen:
        ahead = foreseen(
            self._ways[version],
            self._draft,
            attempts,
            dates=self._dates(facts),
            begins_on=facts.begins_on,
            approved_on=approved_on,
        )
        then = standing(ahead.facts, self._on)
        if then is None:
            raise LookupError(f"An enrollment begins on {facts.begins_on} now, and later under the draft.")
        return _Seen(
            then=then,
            far_now=_far(progress(self._definitions[version], attempts, self._on)),
            far_then=_far(progress(self._draft, ahead.carried.attempts(), self._on)),
            kept=len(ahead.carried.kept),
            lost=tuple(one.said for one in ahead.carried.lost),
        )

    def _dates(self, facts: Facts) -> Dates:
        """Return the dates under the draft; where the calendar ends before them, those there are."""
        held = Dates(facts.enrolled_on, facts.grace_begins_on, facts.expires_on)
        if self._keeps_dates:
            return held
        anew = terms.dates_at_enrollment(facts.enrolled_on, self._draft.terms)
        return anew if isinstance(anew, Dates) else held


def _far(of: Progress) -> Far:
    return Far(of.complete, len(of.requirements), of.units)


def _done(attempt: Attempt) -> tuple[object, ...]:
    """Return what of an attempt decides anything: not which one it is, nor whose."""
    return (
        attempt.requirement,
        attempt.completed_on,
        attempt.reference,
        attempt.grade,
        attempt.units,
        attempt.is_approved,
        attempt.rejection,
        attempt.is_voided,
    )
