"""How is the log sealed, so that whoever changes, removes, moves or cuts off an entry afterwards is found out?

Entries are sealed one after the other, and each seal has the hash of the one before in its own. What may have to be
erased one day, the contents and the name of whoever acted, goes in as a digest under a salt that lies beside the
entry. Without its salt a digest tells nothing of what was there, and the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from conferral.rules.erasing import ACTOR
from conferral.rules.refusals import Refusal

FEWEST_DIGITS = 16
"""So many digits of a hash at least tell which head is meant."""
HEAD_GIVEN = re.compile(rf"([1-9][0-9]{{0,17}}):([0-9a-f]{{{FEWEST_DIGITS},64}})")


class Entry(NamedTuple):
    """An entry of the log. A salt is None once what it was for is erased."""

    key: UUID
    at: datetime
    kind: str
    account: int | None
    batch: UUID | None
    program: int | None
    contact: int | None
    enrollment: int | None
    completion: int | None
    subject: UUID | None
    actor: str
    actor_salt: UUID | None
    before: Mapping[str, object]
    after: Mapping[str, object]
    reason: str
    salt: UUID | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of the contents."""
        return not (self.before or self.after or self.reason)


class Head(NamedTuple):
    """Up to where the log is sealed: the number of the last seal, and its hash. Written like "12:8f3a…"."""

    number: int
    hash: bytes

    def __str__(self) -> str:
        """Read as one word that can be given to `verify --head`."""
        return f"{self.number}:{self.hash.hex()}"


class Link(NamedTuple):
    """The seal of the entry of that key: its number, the digests of what may be erased, the hash over all of it."""

    number: int
    key: UUID
    contents: bytes
    actor: bytes
    hash: bytes

    @property
    def head(self) -> Head:
        """The head of the log as long as this is the last seal."""
        return Head(self.number, self.hash)


BEGINNING = Head(0, bytes(32))
"""The head of a log in which nothing is sealed."""


def sealed(head: Head, entries: Iterable[Entry]) -> Iterator[Link]:
    """Yield the seals of entries, in their order, after a head."""
    for entry in entries:
        link = _linked(head, entry, contents_of(entry), actor_of(entry))
        yield link
        head = link.head


def contents_of(entry: Entry) -> bytes:
    """Return the digest of what an entry says was before and after, and why."""
    return _digest(entry.salt, [entry.before, entry.after, entry.reason])


def actor_of(entry: Entry) -> bytes:
    """Return the digest of the name of whoever acted."""
    return _digest(entry.actor_salt, entry.actor)


def faults_of(head: Head, link: Link, entry: Entry | None) -> Iterator[str]:
    """Say what is wrong with a seal, the head of the one before, and the entry it is for; None where that is gone.

    What stands in the seal is believed for those after it, so that one fault is not told of all of them.
    """
    if link.number != head.number + 1:
        yield f"the seals from no. {head.number + 1} to no. {link.number - 1} were removed"
    if entry is None:
        yield "the entry was removed"
        return
    if entry.key != link.key:
        yield f"entry {entry.key} was put in its place"
    yield from _changed(link, entry)
    is_linked = link.number == head.number + 1
    if is_linked and _linked(head, entry, link.contents, link.actor).hash != link.hash:
        yield "when, what and about what it was, its seal, or its place among the entries was changed"


def fault_of_end(head: Head | None, last: Head) -> str | None:
    """Say what is wrong with the head that was kept, given the last seal that is there; None where nothing is."""
    if head == last or (head is None and last == BEGINNING):
        return None
    if head is None:
        return f"the head was removed, though the log is sealed up to no. {last.number}"
    if last.number < head.number:
        return f"it was cut off: it was sealed up to no. {head.number}, and ends with no. {last.number}"
    if last.number > head.number:
        return f"the head was set back to no. {head.number}, though the log is sealed up to no. {last.number}"
    return f"the head has another hash than its last seal, no. {last.number}"


def given_head(text: str) -> Head | Refusal:
    """Read a head as it was handed out: the number, a colon, and the hash or what it begins with."""
    found = HEAD_GIVEN.fullmatch(text.strip().lower())
    if found is None:
        return Refusal(
            "head_unreadable",
            f"--head: {text} is no head of the log. Write it as on a transcript: the number, a colon, and at least "
            f"{FEWEST_DIGITS} digits of the hash, as in 1234:8f3a92c071de4b65.",
        )
    digits = found[2][: len(found[2]) // 2 * 2]
    return Head(int(found[1]), bytes.fromhex(digits))


def fault_of_given(given: Head, held: bytes | None) -> str | None:
    """Say what is wrong, where a head that was handed out is not the hash held under its number; None held: no seal."""
    if held is None:
        return f"no. {given.number} was sealed when the head {given} was handed out, and is not there"
    if not held.startswith(given.hash):
        return f"no. {given.number} has another hash than when the head {given} was handed out"
    return None


def _changed(link: Link, entry: Entry) -> Iterator[str]:
    if entry.salt is None:
        if not entry.is_empty:
            yield "it says something, though it was erased"
    elif contents_of(entry) != link.contents:
        yield "what was before or after, or the reason, was changed"
    if entry.actor_salt is None:
        if entry.actor != ACTOR:
            yield "it names somebody, though the name was erased"
    elif actor_of(entry) != link.actor:
        yield "the name of whoever did it was changed"


def _linked(head: Head, entry: Entry, contents: bytes, actor: bytes) -> Link:
    number = head.number + 1
    fixed = [
        number,
        entry.key.hex,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.kind,
        entry.account,
        entry.batch and entry.batch.hex,
        entry.program,
        entry.contact,
        entry.enrollment,
        entry.completion,
        entry.subject and entry.subject.hex,
        contents.hex(),
        actor.hex(),
    ]
    return Link(number, entry.key, contents, actor, hashlib.sha256(head.hash + _canonical(fixed)).digest())


def _digest(salt: UUID | None, said: object) -> bytes:
    return hashlib.sha256((salt.bytes if salt else b"") + _canonical(said)).digest()


def _canonical(said: object) -> bytes:
    """Spell a value in one way only: as JSON in ASCII, names in order, nothing between the parts."""
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")
