"""Is whatever anybody does to a sealed log found, and nothing that is lawful? Every change, place and pair is tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from uuid import UUID

import pytest

from conferral.rules.erasing import ACTOR
from conferral.rules.refusals import Refusal
from conferral.rules.sealing import (
    BEGINNING,
    Entry,
    Head,
    Link,
    actor_of,
    contents_of,
    fault_of_end,
    fault_of_given,
    faults_of,
    given_head,
    sealed,
)

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LENGTH = 4
OTHER = {
    "key": UUID(int=99), "at": AT + timedelta(microseconds=1), "kind": "enrollment.purged", "account": 99,
    "batch": UUID(int=98), "program": 99, "contact": 99, "enrollment": 99, "completion": 99, "subject": UUID(int=97),
    "actor": "zoe", "actor_salt": UUID(int=96), "before": {"a": 99}, "after": {"b": [1]}, "reason": "Other.",
    "salt": UUID(int=95),
}  # fmt: skip
FIXED = ("key", "at", "kind", "account", "batch", "program", "contact", "enrollment", "completion", "subject")


def entry(number: int, **said: object) -> Entry:
    """Return an entry of which nothing is like in another."""
    return Entry(
        **{
            "key": UUID(int=number), "at": AT + timedelta(seconds=number), "kind": "enrollment.enrolled",
            "account": number, "batch": None, "program": number, "contact": number, "enrollment": number,
            "completion": None, "subject": None, "actor": f"anna-{number}", "actor_salt": UUID(int=number + 10),
            "before": {"a": number}, "after": {"b": number, "a": None}, "reason": f"Because {number}.",
            "salt": UUID(int=number + 20), **said,
        }
    )  # fmt: skip


@dataclass(frozen=True)
class Log:
    """A log: the entries by key of what they were sealed as, the seals, the head that is kept."""

    entries: dict[UUID, Entry]
    links: Sequence[Link]
    head: Head | None = field(default=None)

    def faults(self) -> list[str]:
        return list(self._faults())

    def _faults(self) -> Iterator[str]:
        head = BEGINNING
        for link in sorted(self.links, key=lambda one: one.number):
            yield from faults_of(head, link, self.entries.get(link.key))
            head = link.head
        if said := fault_of_end(self.head, head):
            yield said


def log(*entries: Entry) -> Log:
    """Seal entries."""
    links = list(sealed(BEGINNING, entries))
    return Log({one.key: one for one in entries}, links, links[-1].head if links else None)


def whole() -> Log:
    return log(*(entry(number) for number in range(1, LENGTH + 1)))


def with_entry(of: Log, key: UUID, other: Entry | None) -> Log:
    left = {name: one for name, one in of.entries.items() if name != key}
    return replace(of, entries=left if other is None else {**left, key: other})


PLACES = range(1, LENGTH + 1)


def test_a_log_as_it_was_sealed_has_no_fault_however_long_it_is() -> None:
    for length in range(LENGTH + 1):
        assert log(*(entry(number) for number in range(1, length + 1))).faults() == []


def test_sealing_in_pieces_is_sealing_at_once() -> None:
    entries = [entry(number) for number in PLACES]
    for cut in range(LENGTH + 1):
        first = list(sealed(BEGINNING, entries[:cut]))
        rest = list(sealed(first[-1].head if first else BEGINNING, entries[cut:]))
        assert [*first, *rest] == whole().links


@pytest.mark.parametrize("number", PLACES)
@pytest.mark.parametrize("name", OTHER)
def test_whatever_is_changed_in_whichever_entry_is_found_at_that_entry_alone(name: str, number: int) -> None:
    of = whole()
    key = UUID(int=number)
    changed = with_entry(of, key, of.entries[key]._replace(**{name: OTHER[name]}))
    found = changed.faults()
    assert len(found) == (2 if name == "key" else 1)
    if name in FIXED:
        assert found[-1].startswith("when, what and about what it was")
    elif name in ("actor", "actor_salt"):
        assert found == ["the name of whoever did it was changed"]
    else:
        assert found == ["what was before or after, or the reason, was changed"]


@pytest.mark.parametrize("number", PLACES)
@pytest.mark.parametrize("name", ["account", "program", "contact", "enrollment"])
def test_what_an_entry_was_about_taken_away_is_found(name: str, number: int) -> None:
    of, key = whole(), UUID(int=number)
    assert len(with_entry(of, key, of.entries[key]._replace(**{name: None})).faults()) == 1


@pytest.mark.parametrize("number", PLACES)
def test_whichever_entry_is_removed_is_missed(number: int) -> None:
    assert with_entry(whole(), UUID(int=number), None).faults() == ["the entry was removed"]


def test_entries_in_any_other_order_than_sealed_are_found() -> None:
    of = whole()
    for order in permutations(PLACES):
        moved = {UUID(int=number): of.entries[UUID(int=at)] for number, at in zip(PLACES, order, strict=True)}
        wrong = sum(number != at for number, at in zip(PLACES, order, strict=True))
        found = replace(of, entries=moved).faults()
        assert sum("was put in its place" in said for said in found) == wrong
        assert bool(found) == bool(wrong)


def test_entries_that_swapped_all_but_their_keys_are_found() -> None:
    of = whole()
    for one, other in permutations(PLACES, 2):
        first, second = of.entries[UUID(int=one)], of.entries[UUID(int=other)]
        swapped = {**of.entries, first.key: second._replace(key=first.key), second.key: first._replace(key=second.key)}
        assert replace(of, entries=swapped).faults()


def test_seals_in_any_other_order_are_found() -> None:
    of = whole()
    for order in permutations(of.links):
        numbered = [link._replace(number=number) for number, link in enumerate(order, 1)]
        assert bool(replace(of, links=numbered).faults()) == (list(order) != list(of.links))


@pytest.mark.parametrize("number", PLACES)
@pytest.mark.parametrize(
    "other", [{"hash": bytes(32)}, {"contents": bytes(32)}, {"actor": bytes(32)}, {"key": UUID(int=9)}]
)
def test_whatever_is_changed_in_whichever_seal_is_found(number: int, other: dict[str, object]) -> None:
    of = whole()
    links = [link._replace(**other) if link.number == number else link for link in of.links]
    assert replace(of, links=links).faults()


def test_seals_removed_anywhere_are_missed_with_their_entries_or_without() -> None:
    of = whole()
    for first in PLACES:
        for last in range(first, LENGTH + 1):
            gone = range(first, last + 1)
            links = [link for link in of.links if link.number not in gone]
            left = {key: one for key, one in of.entries.items() if key.int not in gone}
            for entries in (of.entries, left):
                found = replace(of, links=links, entries=entries).faults()
                if last == LENGTH:
                    assert found == [f"it was cut off: it was sealed up to no. {LENGTH}, and ends with no. {first - 1}"]
                else:
                    assert found == [f"the seals from no. {first} to no. {last} were removed"]


def test_a_head_that_is_gone_set_back_or_of_another_log_is_found() -> None:
    of = whole()
    assert replace(of, head=None).faults() == ["the head was removed, though the log is sealed up to no. 4"]
    assert replace(of, head=of.links[1].head).faults() == [
        "the head was set back to no. 2, though the log is sealed up to no. 4"
    ]
    assert replace(of, head=Head(4, bytes(32))).faults() == ["the head has another hash than its last seal, no. 4"]
    assert Log({}, [], BEGINNING).faults() == []


def test_a_log_sealed_anew_from_any_entry_on_is_found_by_a_head_handed_out_from_there_on() -> None:
    of = whole()
    for number in PLACES:
        entries = [entry(place, reason="Forged.") if place == number else entry(place) for place in PLACES]
        forged = log(*entries)
        assert forged.faults() == []
        for given in of.links:
            held = next(link.hash for link in forged.links if link.number == given.number)
            said = fault_of_given(given.head, held)
            assert bool(said) == (given.number >= number)
    assert fault_of_given(Head(5, bytes(32)), None)


@pytest.mark.parametrize("number", PLACES)
def test_an_erased_entry_has_no_fault_until_it_says_something_again(number: int) -> None:
    of, key = whole(), UUID(int=number)
    emptied = of.entries[key]._replace(before={}, after={}, reason="", salt=None)
    assert with_entry(of, key, emptied).faults() == []
    assert with_entry(of, key, emptied._replace(actor=ACTOR, actor_salt=None)).faults() == []
    for name in ("before", "after", "reason"):
        found = with_entry(of, key, emptied._replace(**{name: OTHER[name]})).faults()
        assert found == ["it says something, though it was erased"]
    found = with_entry(of, key, emptied._replace(actor="zoe", actor_salt=None)).faults()
    assert found == ["it names somebody, though the name was erased"]
    for name in FIXED:
        assert with_entry(of, key, emptied._replace(**{name: OTHER[name]})).faults()


def test_an_entry_erased_before_it_was_sealed_is_held_to_being_empty_as_well() -> None:
    emptied = entry(1, before={}, after={}, reason="", salt=None, actor=ACTOR, actor_salt=None)
    assert log(emptied).faults() == []
    assert with_entry(log(emptied), emptied.key, emptied._replace(reason="Something.")).faults()


def test_a_digest_depends_on_its_salt_and_on_all_that_is_said() -> None:
    one = entry(1)
    digests = {contents_of(one._replace(**{name: OTHER[name]})) for name in ("before", "after", "reason", "salt")}
    assert len(digests | {contents_of(one)}) == 5
    assert len({actor_of(one), actor_of(one._replace(actor="zoe")), actor_of(one._replace(actor_salt=one.salt))}) == 3
    assert contents_of(one._replace(before={}, after={"a": 1})) != contents_of(one._replace(before={"a": 1}, after={}))
    swapped = one._replace(after=dict(reversed(one.after.items())))
    assert contents_of(swapped) == contents_of(one)  # whatever order a database gives names in


def test_the_instant_is_sealed_and_not_the_zone_it_is_read_in() -> None:
    elsewhere = entry(1, at=(AT + timedelta(seconds=1)).astimezone(timezone(timedelta(hours=9))))
    assert list(sealed(BEGINNING, [elsewhere])) == list(sealed(BEGINNING, [entry(1)]))


def test_a_head_is_read_as_it_is_written_and_cut_short() -> None:
    head = whole().links[-1].head
    assert given_head(f" {head}\n".upper()) == head
    short = given_head(str(head)[:19])
    assert isinstance(short, Head)
    assert (short.number, fault_of_given(short, head.hash)) == (4, None)
    assert fault_of_given(short, bytes(32))
    assert len(short.hash) == 8


@pytest.mark.parametrize(
    "text", ["", "4", "4:", "4:8f3a", "0:" + "a" * 64, "4:" + "g" * 64, "x:" + "a" * 64, "4:" + "a" * 65]
)
def test_what_is_no_head_is_refused_with_what_would_be_one(text: str) -> None:
    refusal = given_head(text)
    assert isinstance(refusal, Refusal)
    assert refusal.message.startswith(f"--head: {text} is no head of the log.")
