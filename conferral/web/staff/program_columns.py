"""Which columns does the list of a program's page show, and what are they called?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conferral.documents.enrollees import Column, Sort
from conferral.web.lists import Asked, column

NAME = "name"
"""Always shown; named in an address so that nothing beside it can be asked for."""

USUAL = (
    Column.NUMBER, Column.STATUS, Column.ENROLLED, Column.DEADLINE, Column.PROGRESS, Column.UNITS, Column.VERSION,
)  # fmt: skip

WITHIN = {Column.NUMBER: NAME, Column.UNITS: Column.PROGRESS}
"""What stands on a second line of another column, where that is shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that can be shown or not."""

    value: str
    label: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; `link` is blank where the list cannot be sorted by it."""

    name: str
    label: str
    link: str = ""
    direction: str = "none"
    arrow: str = ""


def labels() -> dict[Column, str]:
    """Return what each column is called, in the order in which they stand."""
    return {
        Column.NUMBER: _("Member number"),
        Column.EMAIL: _("Email"),
        Column.ORGANIZATION: _("Organization"),
        Column.STATUS: _("Status"),
        Column.ENROLLED: _("Enrollment date"),
        Column.GRACE: _("Grace period begins"),
        Column.EXPIRES: _("Expiration date"),
        Column.DEADLINE: _("Completion deadline"),
        Column.PROGRESS: _("Progress"),
        Column.UNITS: _("Units"),
        Column.VERSION: _("Version"),
    }


def columns_in(asked: Asked) -> tuple[Column, ...]:
    """Read the columns that an address chooses, in the order in which they stand; the usual ones when it names none."""
    given = asked.given.getlist("column")
    return tuple(one for one in Column if one in given) if given else USUAL


def choices(shown: Sequence[Column]) -> list[Choice]:
    """Return all columns, each shown or not."""
    return [Choice(one.value, label, one in shown) for one, label in labels().items()]


def heads(asked: Asked, shown: Sequence[Column], *, sort: Sort, descending: bool) -> list[Head]:
    """Return the heads of the table: the name and each column of its own; what stands within another has none."""
    named = labels()
    own = [one for one in shown if one not in WITHIN or (one is Column.UNITS and Column.PROGRESS not in shown)]
    every = [(NAME, _("Full Name")), *((one.value, named[one]) for one in own)]
    found = []
    for name, label in every:
        if name not in list(Sort):
            found.append(Head(name, label))
            continue
        sortable = column(asked, label, name, chosen=sort, descending=descending)
        found.append(Head(name, label, sortable.link, sortable.direction, sortable.arrow))
    return found


def head_of_file(columns: Sequence[Column]) -> list[str]:
    """Return the first line of the list as a file (documents/enrollees_exported.py)."""
    named = labels()
    two = {
        Column.PROGRESS: [_("Requirements complete"), _("Requirements in all")],
        Column.UNITS: [_("Units"), _("Units required")],
    }
    return [_("First name"), _("Last name"), *(label for one in columns for label in two.get(one, [named[one]]))]
