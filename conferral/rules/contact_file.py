"""What stands in a row of a file of contacts, and what does it make of whom it names?

Keeps docs/files.md, contacts.csv: a blank cell says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from conferral.rules.contacts import Details, check_details
from conferral.rules.outcomes import Kind
from conferral.rules.refusals import Refusal

KEY = "member_number"
REQUIRED = (KEY, "first_name", "last_name", "email")
OPTIONAL = ("organization",)
FIELDS = REQUIRED + OPTIONAL
"""The columns of contacts.csv."""

OTHER_NAMES = {
    "given_name": "first_name",
    "surname": "last_name",
    "family_name": "last_name",
    "e_mail": "email",
    "email_address": "email",
    "organisation": "organization",
}
"""Names that files give to our columns, as importing.py reads them."""


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
