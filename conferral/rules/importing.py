"""Which kinds of files are uploaded to be imported, who may, and what is each column of one taken for?

A blank cell says nothing, and a column left out is blank in every row (docs/files.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from conferral.rules import completion_file, contact_file, enrollment_file, permits
from conferral.rules.actors import Actor, Role
from conferral.rules.refusals import Refusal

MOST_ROWS = 100_000
"""So many rows are read of a file that somebody uploads, and as many bytes as one that is attached may have
(files.py); a larger one is split, or brought in by the command."""

LOOKED_AT_ONCE = 5_000
"""So many rows are looked at while somebody waits; of more the look is a job."""
LOOKED_IN_A_STEP = 1_000
"""So many rows one item of such a job stands for."""

LEFT_OUT = ""
NUMBER = "member_number"
OTHER_NAMES = {"member_no": NUMBER, "member_id": NUMBER}
"""Names that files of every kind give to our columns, as `_plain` reads them."""

_BETWEEN = re.compile(r"[^a-z0-9]+")


class ImportKind(StrEnum):
    """What the rows of a file are about."""

    CONTACTS = "contacts"
    ENROLLMENTS = "enrollments"
    COMPLETIONS = "completions"


LOOKS: Mapping[str, ImportKind] = {f"{kind}.look": kind for kind in ImportKind}
"""What the rows of a file are about that a job looks at, by its own kind."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What a row of one kind may say, in the order of its file.

    `needed` has to be taken from some column; what is not needed may be left out, but not all of it where that would
    say nothing (`says_more`).
    """

    all: tuple[str, ...]
    needed: tuple[str, ...]
    says_more: bool = False
    other_names: Mapping[str, str] = field(default_factory=dict)


OF: Mapping[ImportKind, Fields] = {
    ImportKind.CONTACTS: Fields(
        contact_file.FIELDS, (contact_file.KEY,), says_more=True, other_names=contact_file.OTHER_NAMES
    ),
    ImportKind.ENROLLMENTS: Fields(enrollment_file.KEY + enrollment_file.OPTIONAL, enrollment_file.KEY),
    ImportKind.COMPLETIONS: Fields(completion_file.NEEDED + completion_file.OPTIONAL, completion_file.NEEDED),
}


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Why columns cannot be taken for what was chosen: at which one, counted from nought, and the sentence."""

    place: int
    refusal: Refusal


def may_import(actor: Actor, kind: ImportKind) -> Refusal | None:
    """Any staff add and change contacts; history past the rules of enrolling and recording needs a SysAdmin."""
    if kind is ImportKind.CONTACTS:
        return permits.may_keep_contacts(actor)
    return permits.needs(actor, Role.SYSADMIN, f"import {kind}")


def guessed(kind: ImportKind, names: Sequence[str]) -> tuple[str, ...]:
    """Return for each column name the field it is taken for; each field once, and unknown ones are left out."""
    fields = OF[kind]
    others = {**OTHER_NAMES, **fields.other_names}
    taken: list[str] = []
    for name in names:
        plain = _plain(name)
        found = plain if plain in fields.all else others.get(plain, LEFT_OUT)
        taken.append(LEFT_OUT if found in taken else found)
    return tuple(taken)


def check_columns(kind: ImportKind, taken_for: Sequence[str]) -> Misplaced | None:
    """Refuse a field that two columns are taken for, one that is needed but absent, and a choice that says nothing."""
    fields = OF[kind]
    for place, one in enumerate(taken_for):
        if one and one in taken_for[:place]:
            first = taken_for.index(one) + 1
            return Misplaced(
                place,
                Refusal(
                    "column_twice",
                    f"Column {first} is taken for the same already. Choose something else, or leave one of them out.",
                ),
            )
    free = next((place for place, one in enumerate(taken_for) if not one), 0)
    if absent := [one for one in fields.needed if one not in taken_for]:
        return Misplaced(free, _column_missing(absent))
    if fields.says_more and not any(one not in fields.needed for one in taken_for if one):
        sentence = "Only the member number is taken over, so nothing would change. Choose what the other columns are."
        return Misplaced(free, Refusal("columns_missing", sentence))
    return None


def field_of(kind: ImportKind, refusal: Refusal) -> tuple[tuple[str, ...], str]:
    """Return which fields the sentence of a refusal names first, and the rest of it; none where it names none."""
    named, colon, rest = refusal.message.partition(": ")
    fields = tuple(named.split(", "))
    if not colon or not set(fields) <= set(OF[kind].all):
        return (), refusal.message
    # A sentence begins with a capital; an email that it begins with stays as it is.
    begins_with_a_word = rest.partition(" ")[0].isalpha()
    return fields, rest[:1].upper() + rest[1:] if begins_with_a_word else rest


def _column_missing(absent: Sequence[str]) -> Refusal:
    if absent == [NUMBER]:
        sentence = (
            "No column is taken for the member number, by which contacts are told apart. Choose it at the column that "
            "holds it. If there is none, put one into the file: member_number."
        )
        return Refusal("member_number_column_missing", sentence)
    names = ", ".join(absent)
    return Refusal(
        "column_missing",
        f"No column is taken for {names}, which every row needs. Choose it at the column that holds it. "
        f"If there is none, put one into the file: {names}.",
    )


def _plain(name: str) -> str:
    return _BETWEEN.sub("_", name.casefold()).strip("_")
