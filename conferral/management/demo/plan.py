"""Who of the demo is enrolled in what, and when? Chance decides for most, always in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from conferral.management.demo import stories
from conferral.management.demo.cast import Entry, certain
from conferral.management.demo.certifications import EMT, INSTRUCTOR, RENEWAL, REVISED_AGO

HISTORY = 730
"""How many days of history there are."""
PEOPLE = 400
FORTNIGHT = 14

_RENEWING = range(24)
_INSTRUCTORS = range(24, 104)
_RENEWALS = range(104, 156)
_EMTS = range(130, 290)
_CERTAIN = 300
"""The places of people who are enrolled; between and after them there are people who never were."""


def plan(chance: Random) -> list[Entry]:
    """Return every enrollment there will be, the earliest first."""
    entries = [*certain(_CERTAIN), *_renewing(chance), *_instructors(chance), *_renewals(chance), *_emts(chance)]
    return sorted(entries, key=lambda entry: -entry.ago)


def _renewing(chance: Random) -> Iterator[Entry]:
    """Become an instructor early on and renew under the second version, for which one has to be one."""
    for who in _RENEWING:
        ago = _intake(chance, 434)
        yield Entry(who, INSTRUCTOR, ago, stories.instructor(chance))
        again = chance.randrange(FORTNIGHT, min(REVISED_AGO - 6, ago - 310), FORTNIGHT)
        telling = chance.choice(
            (stories.revised_renewal, stories.revised_renewal, stories.renewal_by_half, stories.nothing)
        )
        yield Entry(who, RENEWAL, again, telling(chance))


def _instructors(chance: Random) -> Iterator[Entry]:
    for who in _INSTRUCTORS:
        yield Entry(who, INSTRUCTOR, _intake(chance), stories.telling_of(INSTRUCTOR, chance)(chance))


def _renewals(chance: Random) -> Iterator[Entry]:
    """Renew under the first version, which was open to everybody."""
    for who in _RENEWALS:
        yield Entry(who, RENEWAL, _intake(chance, 308), stories.telling_of(RENEWAL, chance)(chance))


def _emts(chance: Random) -> Iterator[Entry]:
    for who in _EMTS:
        ago = _intake(chance)
        telling = stories.telling_of(EMT, chance)
        yield Entry(who, EMT, ago, telling(chance))
        again = ago - _back_after(telling, chance)
        if again > 0 and chance.random() < 0.4:  # noqa: PLR2004 - two in five come back
            yield Entry(who, EMT, again, stories.telling_of(EMT, chance)(chance))


def _back_after(telling: stories.Telling, chance: Random) -> int:
    """Return after how many days an EMT may be back: earned, cancelled or expired by then."""
    if telling is stories.recertified:
        return FORTNIGHT * chance.randint(17, 24)
    if telling is stories.given_up:
        return FORTNIGHT * chance.randint(15, 20)
    if telling is stories.nothing:
        return FORTNIGHT * chance.randint(30, 34)
    return HISTORY


def _intake(chance: Random, earliest: int = FORTNIGHT) -> int:
    """Return an intake day, so many days ago; people are enrolled together, once a fortnight."""
    return chance.randrange(earliest, HISTORY - 4, FORTNIGHT)
