"""Do the slices of the log hold each of its entries once, whatever comes in between, and does what is meant stay so?"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from conferral.documents import log_file
from conferral.documents.log import so_far
from conferral.documents.log_file import lines, lines_between, slices_of
from conferral.documents.log_meant import Meant, entries_of, read, said
from conferral.documents.log_search import Search
from conferral.models import Event
from conferral.rules.actors import Actor, Role
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
STAFF = Actor(name="sam", role=Role.STAFF)
FIRST = 1_000_000


def written(places: Sequence[int], minutes: Sequence[int], kind: str = "contact.added") -> None:
    """Write entries of these numbers, each so many minutes ago."""
    Event.objects.bulk_create(
        Event(pk=FIRST + place, at=NOW - timedelta(minutes=ago), actor="x", kind=kind, account_id=place % 3 or None)
        for place, ago in zip(places, minutes, strict=True)
    )


def whole(keys: Sequence[int], entries, at_once: int = 1) -> list[str]:
    """Return the keys of the entries that slices hold, so many slices gone through at once."""
    ends = [*list(keys)[::at_once], None]
    return [line[-1] for first, end in pairwise(ends) for line in lines_between(entries, first, end)]


MANY = {
    "one after the other": list(range(23)),
    "all at one instant": [0] * 23,
    "each later one earlier": list(range(23, 0, -1)),
    "by threes at one instant": [number // 3 for number in range(23)],
}


@pytest.mark.parametrize("size", [1, 2, 3, 22, 23, 24])
@pytest.mark.parametrize("minutes", MANY.values(), ids=MANY)
def test_slices_hold_every_entry_once_in_the_order_of_the_list(minutes, size, monkeypatch) -> None:
    monkeypatch.setattr(log_file, "SLICE", size)
    written(range(23), minutes)
    entries = Event.objects.filter(pk__gte=FIRST)
    keys = list(slices_of(entries))
    assert len(keys) == -(-23 // size)
    every = [line[-1] for line in lines(entries)]
    assert len(every) == 23
    for at_once in (1, 2, 5):
        assert whole(keys, entries, at_once) == every


def test_of_no_entries_there_are_no_slices() -> None:
    assert list(slices_of(Event.objects.none())) == []


@pytest.mark.parametrize("ago", [0, 4, 5, 9])
def test_an_entry_that_was_under_way_when_they_were_asked_for_is_in_one_of_them_and_moves_none_out(
    ago, monkeypatch
) -> None:
    monkeypatch.setattr(log_file, "SLICE", 3)
    written(range(0, 20, 2), range(10))
    entries = entries_of(Meant(upto=FIRST + 18))
    keys = list(slices_of(entries))
    before = whole(keys, entries)
    written([7], [ago])
    late = str(Event.objects.get(pk=FIRST + 7).key)
    now = whole(keys, entries)
    if ago:
        assert sorted(now) == sorted([*before, late])
    assert [key for key in now if key != late] == before


SOME = Meant(
    without=("account",),
    kind="contact.added",
    batch=uuid.UUID(int=7),
    since=NOW - timedelta(days=3),
    before=NOW,
    contacts=(3, 4),
    program=5,
    accounts=(6,),
    upto=8,
)
FIELDS = {
    "nothing": Meant(),
    "all of it": SOME,
    **{name: replace(Meant(), **{name: getattr(SOME, name)}) for name in Meant.__dataclass_fields__},
    "nobody's": Meant(accounts=()),
    "an area": Meant(kind="contact"),
}


@pytest.mark.parametrize("meant", FIELDS.values(), ids=FIELDS)
def test_what_is_meant_is_read_as_it_was_said_and_finds_the_same(meant) -> None:
    again = read(said(meant))
    assert again == meant
    assert str(entries_of(again).query) == str(entries_of(meant).query)
    assert all(isinstance(value, str) for values in said(meant).values() for value in values)


def test_an_instant_of_a_zone_of_summer_time_is_the_same_instant() -> None:
    since = datetime.fromisoformat("2025-10-26T02:30:00+02:00")
    assert read(said(Meant(since=since))).since == since


def test_what_cannot_be_understood_means_nothing() -> None:
    written(range(3), range(3))
    assert entries_of(so_far(Search(), by=STAFF)).count() == Event.objects.count()
    assert entries_of(so_far(Search(person="Nobody at all"), by=STAFF)).count() == 0
    assert entries_of(so_far(Search(program="NONE"), by=STAFF)).count() == 0


def test_what_whoever_asks_does_not_see_is_left_out_and_what_comes_later_too() -> None:
    written([1], [5])
    written([2, 3], [4, 3], kind="account.invited")
    for by, found in ((STAFF, 1), (Actor(name="a", role=Role.ADMIN), 3)):
        meant = so_far(Search(), by=by)
        written([9 + found], [1])
        assert entries_of(meant).filter(pk__gte=FIRST, pk__lt=FIRST + 9).count() == found
        assert not entries_of(meant).filter(pk=FIRST + 9 + found).exists()
