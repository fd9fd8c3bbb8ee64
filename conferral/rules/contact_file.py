"""What is each column of a file of contacts taken for, and what does a row of it make of whom it names?

Keeps docs/files.md, contacts.csv: a blank cell says nothing, and a column left out is blank in every row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from conferral.rules.contacts import Details, check_details
from conferral.rules.files import MEGABYTE
from conferral.rules.outcomes import Kind
from conferral.rules.refusals import Refusal

KEY = "member_number"
REQUIRED = (KEY, "first_name", "last_name", "email")
OPTIONAL = ("organization",)
FIELDS = REQUIRED + OPTIONAL
"""The columns of contacts.csv."""

MOST_ROWS = 20_000
MOST_BYTES = 5 * MEGABYTE
"""What is read of a file that somebody uploads; a larger one is split, or brought in by the command."""

LEFT_OUT = ""
OTHER_NAMES = {
    "member_no": KEY,
    "member_id": KEY,
    "given_name": "first_name",
    "surname": "last_name",
    "family_name": "last_name",
    "e_mail": "email",
    "email_address": "email",
    "organisation": "organization",
}
"""Names that files give to our columns, as `_plain` reads them."""

_BETWEEN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Why columns cannot be taken for what was chosen: at which one, counted from nought, and the sentence."""

    place: int
    refusal: Refusal


def guessed(names: Sequence[str]) -> tuple[str, ...]:
    """Return for each column name the field it is taken for; each field once, and unknown ones are left out."""
    taken: list[str] = []
    for name in names:
        plain = _plain(name)
        field = plain if plain in FIELDS else OTHER_NAMES.get(plain, LEFT_OUT)
        taken.append(LEFT_OUT if field in taken else field)
    return tuple(taken)


def check_columns(taken_for: Sequence[str]) -> Misplaced | None:
    """Refuse a field that two columns are taken for, and a choice with no member number or with nothing beside it."""
    for place, field in enumerate(taken_for):
        if field and field in taken_for[:place]:
            first = taken_for.index(field) + 1
            return Misplaced(
                place,
                Refusal(
                    "column_twice",
                    f"Column {first} is taken for the same already. Choose something else, or leave one of them out.",
                ),
            )
    free = next((place for place, field in enumerate(taken_for) if not field), 0)
    if KEY not in taken_for:
        sentence = (
            "No column is taken for the member number, by which contacts are told apart. Choose it at the column that "
            "holds it. If there is none, put one into the file: member_number."
        )
        return Misplaced(free, Refusal("member_number_column_missing", sentence))
    if not any(field != KEY for field in taken_for if field):
        sentence = "Only the member number is taken over, so nothing would change. Choose what the other columns are."
        return Misplaced(free, Refusal("columns_missing", sentence))
    return None


def brought(cells: Mapping[str, str], held: Details | None) -> Details | Refusal:
    """Return the details that somebody has after a row, or why they may not be; `held` is None of somebody new."""
    details = replace(held or Details(member_number=cells[KEY]), **{name: cell for name, cell in cells.items() if cell})
    return check_details(details) or details


def kind_of(held: Details | None, details: Details) -> Kind:
    """Return what becomes of a contact that gets these details."""
    if held is None:
        return Kind.CREATED
    return Kind.UNCHANGED if held == details else Kind.UPDATED


def changed(held: Details, details: Details) -> tuple[tuple[str, str, str], ...]:
    """Return the fields that change, each with what stood there and what will."""
    before, after = asdict(held), asdict(details)
    return tuple((name, before[name], after[name]) for name in FIELDS if before[name] != after[name])


def field_of(refusal: Refusal) -> tuple[tuple[str, ...], str]:
    """Return which fields the sentence of a refusal names first, and the rest of it; none where it names none."""
    named, colon, rest = refusal.message.partition(": ")
    fields = tuple(named.split(", "))
    if not colon or not set(fields) <= set(FIELDS):
        return (), refusal.message
    # A sentence begins with a capital; an email that it begins with stays as it is.
    begins_with_a_word = rest.partition(" ")[0].isalpha()
    return fields, rest[:1].upper() + rest[1:] if begins_with_a_word else rest


def _plain(name: str) -> str:
    return _BETWEEN.sub("_", name.casefold()).strip("_")
