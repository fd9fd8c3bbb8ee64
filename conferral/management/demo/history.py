"""How did the demo register come about? Day by day over two years, through the same actions as everything else."""

from __future__ import annotations

import gc
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from conferral.actions import contacts, enrollments, messages, programs
from conferral.management.demo import association, people
from conferral.management.demo.cast import Entry, Who
from conferral.management.demo.certifications import (
    DRAFTED,
    EMT,
    FIRST,
    INSTRUCTOR,
    POLICIES,
    RENEWAL,
    REVISED,
    REVISED_AGO,
)
from conferral.management.demo.deeds import Case, Deed, World
from conferral.management.demo.occasions import ANNOUNCED, Occasions, Series, programme
from conferral.management.demo.plan import HISTORY, PEOPLE, plan
from conferral.management.demo.refused import refuse_one
from conferral.management.demo.seats import fill_seats
from conferral.models import Program
from conferral.rules.contacts import Details
from conferral.rules.refusals import Refusal, Refused

SEED = 1972
TOLD = timedelta(days=3)
"""So much of the history waits to be told by whichever worker begins; of two years it would be thousands of mails."""
TEACHERS = range(PEOPLE - 3, PEOPLE)
"""The places of those who teach; they came first and are enrolled in nothing."""


@dataclass(slots=True)
class WorkingDay:
    """The business hours of a day: every thing done is done a little later than the one before."""

    on: date
    _minutes: int = 8 * 60 + 30

    def now(self) -> datetime:
        """Return the next moment of the day; after 18:30 everything is done at 18:30."""
        at = datetime.combine(self.on, time(self._minutes // 60, self._minutes % 60), timezone.get_current_timezone())
        self._minutes = min(self._minutes + 7, 18 * 60 + 30)
        return at


@dataclass(slots=True)
class History:
    """What is still to happen, by day, and who is known by now."""

    world: World
    offered: dict[str, Program]
    known: dict[Who, int]
    newcomers: dict[date, list[tuple[Who, Details]]]
    announced: dict[date, list[tuple[Series, int, date]]]
    entries: dict[date, list[Entry]]
    revised_on: date
    due: dict[date, list[tuple[Case, Deed]]] = field(default_factory=lambda: defaultdict(list))

    def live(self, day: WorkingDay) -> None:
        """Let a day pass: contacts, versions, offerings, enrollments, and what was due."""
        for who, details in self.newcomers.get(day.on, ()):
            self.known[who] = contacts.add(details=details, by=self.world.office.staff, at=day.now()).pk
        if day.on == self.revised_on:
            programs.publish_definition(
                program=self.offered[RENEWAL], definition=REVISED, by=self.world.office.admin, at=day.now()
            )
        for series, number, on in self.announced.get(day.on, ()):
            self.world.occasions.announce(series, number, on, self.world.office.staff, day.now())
        self._enroll(day)
        for case, deed in self.due.pop(day.on, []):
            deed(self.world, case, day.now())

    def _enroll(self, day: WorkingDay) -> None:
        """Enroll everybody of the day, those of one program and date together."""
        together: dict[tuple[str, int], list[Entry]] = defaultdict(list)
        for entry in self.entries.get(day.on, ()):
            together[entry.program, entry.ahead].append(entry)
        for (program, ahead), some in together.items():
            enrolled_on = day.on + timedelta(days=ahead)
            outcomes = enrollments.enroll_many(
                contacts=[self.known[entry.who] for entry in some],
                program=self.offered[program],
                enrolled_on=enrolled_on,
                by=self.world.office.staff,
                at=day.now(),
            )
            for entry, outcome in zip(some, outcomes, strict=True):
                if outcome.enrollment is None:
                    raise Refused(outcome.refusal or Refusal("not_enrolled", "The contact was not enrolled."))
                case = Case(outcome.enrollment.pk, outcome.contact, program, enrolled_on)
                for after, deed in entry.story:
                    self.due[day.on + timedelta(days=after)].append((case, deed))


@transaction.atomic
def fill(today: date, *, show_progress: bool = False) -> None:
    """Fill an empty register with two years of the demo association, up to the day before `today`.

    One transaction: it is all there or nothing is. Raises Refused: `register_not_empty`,
    `faker_missing`.
    """
    if not association.is_empty():
        raise Refused(
            Refusal(
                "register_not_empty",
                "The demo fills an empty register only, and somebody or something is in this one already; "
                "name another database in DATABASE_URL.",
            )
        )
    chance = Random(SEED)  # noqa: S311 - an invented history, no secret
    first = today - timedelta(days=HISTORY)
    opening = WorkingDay(first)
    history = _begun(first, today, chance, opening)
    # What is loaded by now stays; looking through it again and again for what may go costs a fifth of the time.
    gc.freeze()
    for number in tqdm(range(HISTORY), desc="Two years", unit=" days", leave=False, disable=not show_progress):
        history.live(opening if number == 0 else WorkingDay(first + timedelta(days=number)))
    gc.unfreeze()
    evening = WorkingDay(today - timedelta(days=1)).now() + timedelta(hours=10)
    programs.save_draft(program=history.offered[EMT], definition=DRAFTED, by=history.world.office.staff, at=evening)
    fill_seats(history.world.office.staff, evening)
    messages.drop_history(before=evening - TOLD)
    messages.drop_unaddressed(at=evening)
    refuse_one(evening)


def _begun(first: date, today: date, chance: Random, opening: WorkingDay) -> History:
    """Found the association, publish its programs, and lay out what will happen."""
    newcomers, entries = _newcomers(first, today, chance)
    office = association.found(opening.now())
    occasions = Occasions(timezone.get_current_timezone())
    history = History(
        world=World(office, occasions),
        offered={},
        known={name: actor.contact for name, actor in office.actors.items() if actor.contact is not None},
        newcomers=newcomers,
        announced=_announced(first, today),
        entries=entries,
        revised_on=today - timedelta(days=REVISED_AGO),
    )
    for code in (INSTRUCTOR, RENEWAL, EMT):
        program = programs.define(code=code, policies=POLICIES[code], by=office.admin, at=opening.now())
        programs.publish_definition(program=program, definition=FIRST[code], by=office.admin, at=opening.now())
        history.offered[code] = program
    occasions.open(office.staff, opening.now())
    for who, details in newcomers.pop(first):
        known = contacts.add(details=details, by=office.staff, at=opening.now()).pk
        history.known[who] = known
        if who in TEACHERS:
            occasions.instructors.append(known)
    return history


def _newcomers(
    first: date, today: date, chance: Random
) -> tuple[dict[date, list[tuple[Who, Details]]], dict[date, list[Entry]]]:
    """Lay out who is enrolled when, and let everybody come in before that; numbers are given as people come."""
    entries: dict[date, list[Entry]] = defaultdict(list)
    came: dict[int, int] = {}
    for entry in plan(chance):
        entries[today - timedelta(days=entry.ago)].append(entry)
        if isinstance(entry.who, int):
            came.setdefault(entry.who, min(entry.ago + chance.randint(0, 9), HISTORY))
    for who in range(PEOPLE):
        came.setdefault(who, HISTORY if who in TEACHERS else chance.randint(1, HISTORY))
    order = sorted(came, key=lambda who: (-came[who], who))
    newcomers: dict[date, list[tuple[Who, Details]]] = defaultdict(list)
    newcomers[first] = []
    for who, details in zip(order, people.people(PEOPLE, SEED), strict=True):
        newcomers[today - timedelta(days=came[who])].append((who, details))
    return newcomers, entries


def _announced(first: date, today: date) -> dict[date, list[tuple[Series, int, date]]]:
    """Lay out which events are announced when; what is announced from today on is not yet."""
    announced: dict[date, list[tuple[Series, int, date]]] = defaultdict(list)
    for said_on, series, number, on in programme(first, today + ANNOUNCED):
        announced[said_on].append((series, number, on))
    return announced
