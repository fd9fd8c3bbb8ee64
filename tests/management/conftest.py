"""Which files, which register and which database do the tests of commands share?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from conferral.documents.header import Columns
from conferral.documents.keys import KeyOf
from conferral.rules.outcomes import Kind, Outcome, Row, refused
from conferral.rules.refusals import Refusal
from tests.own_database import Database, own_databases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from conferral.rules.actors import Actor

COLUMNS = Columns(required=("member_number", "last_name"), optional=("email", "notes"))


@dataclass
class CardIndex:
    """A register small enough to see through: it keeps last names by member number in a dict.

    It refuses members without a last name and warns of shared emails, so that an import into it
    can come to every outcome there is.
    """

    columns: Columns = COLUMNS
    cards: dict[str, dict[str, str]] = field(default_factory=dict)
    chunks: list[int] = field(default_factory=list)

    @property
    def key(self) -> KeyOf:
        return KeyOf(("member_number",), self._key)

    @staticmethod
    def _key(cells: Mapping[str, str]) -> tuple[str, ...] | None:
        number = cells["member_number"].upper()
        return (number,) if number else None

    def accept(self, rows: Sequence[Row], *, by: Actor, at: datetime) -> list[Outcome]:
        assert by.is_command_line
        assert at.tzinfo
        self.chunks.append(len(rows))
        return [self._accept(row.cells) for row in rows]

    def _accept(self, cells: Mapping[str, str]) -> Outcome:
        number = cells["member_number"].upper()
        if not number or not cells["last_name"]:
            return refused(Refusal("cell_missing", "last_name: it is blank; a last name is needed."))
        emails = [card["email"] for card in self.cards.values()]
        warnings = ("another contact has this email",) if cells["email"] and cells["email"] in emails else ()
        card = {name: cells[name] for name in ("last_name", "email")}
        before = self.cards.get(number)
        self.cards[number] = card
        if before is None:
            return Outcome(Kind.CREATED, warnings=warnings)
        return Outcome(Kind.UNCHANGED if before == card else Kind.UPDATED)


@pytest.fixture
def card_index() -> CardIndex:
    return CardIndex()


@pytest.fixture
def columns() -> Columns:
    return COLUMNS


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file with these contents; text is written as UTF-8 without BOM."""

    def write(contents: str | bytes, name: str = "contacts.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(contents.encode() if isinstance(contents, str) else contents)
        return path

    return write


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database of its own, for real processes."""
    with own_databases(["worked"], tmp_path) as (one,):
        yield one
