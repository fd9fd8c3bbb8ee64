"""What does a row of a completions file say, and what does it make of a completion?

Keeps docs/files.md, completions.csv. Rows are history: today's standing, the order of stages and
who may record are not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from conferral.rules import cells, grades, quantities
from conferral.rules.cells import Cells
from conferral.rules.contacts import check_line
from conferral.rules.definition import Requirement
from conferral.rules.recording import check_grade, check_notes, check_units
from conferral.rules.refusals import Refusal

NEEDED = ("member_number", "program", "enrolled_on", "requirement", "completed_on")
KEY = (*NEEDED, "reference")
OPTIONAL = ("reference", "grade", "units", "notes", "approved_on")
LONGEST_REFERENCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one row says; empty or None where its cell is blank. `grade` is as written."""

    member_number: str
    program: str
    enrolled_on: date
    requirement: str
    completed_on: date
    reference: str = ""
    grade: str = ""
    units: Decimal | None = None
    notes: str = ""
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What of a completion a file can say beside its key; `grade` is normalised."""

    grade: str = ""
    units: Decimal | None = None
    notes: str = ""
    approved_on: date | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the values by the names of their columns."""
        return {
            "grade": self.grade,
            "units": None if self.units is None else quantities.written(self.units),
            "notes": self.notes,
            "approved_on": self.approved_on,
        }


@dataclass(frozen=True, slots=True)
class Held:
    """A stored completion: its content, and how it was closed ("voided on 2025-03-01") if it was."""

    content: Content
    closed: str = ""


def key_of(row: Cells) -> tuple[str, ...] | None:
    """Return what identifies a row, or None when that cannot be read."""
    named = cells.key_of(row, NEEDED, ("enrolled_on", "completed_on"))
    return None if named is None else (*named, row["reference"])


def read(row: Cells) -> Given | Refusal:
    """Read the cells of a row (trimmed), or say which is blank or wrong and what would be right."""
    if refusal := cells.first_blank(row, NEEDED):
        return refusal
    found = cells.days_in(row, ("enrolled_on", "completed_on", "approved_on"))
    if isinstance(found, Refusal):
        return found
    enrolled_on, completed_on, approved_on = found.values()
    assert enrolled_on is not None  # noqa: S101 - they are not blank
    assert completed_on is not None  # noqa: S101
    units = quantities.parse("units", row["units"]) if row["units"] else None
    if isinstance(units, Refusal):
        return units
    if refusal := check_notes(row["notes"]) or check_line("reference", row["reference"], LONGEST_REFERENCE):
        return refusal
    return Given(
        member_number=row["member_number"],
        program=row["program"],
        enrolled_on=enrolled_on,
        requirement=row["requirement"],
        completed_on=completed_on,
        reference=row["reference"],
        grade=row["grade"],
        units=units,
        notes=row["notes"],
        approved_on=approved_on,
    )


def content(given: Given, requirement: Requirement, *, held: Held | None, today: date) -> Content | Refusal:
    """Return what the completion holds once the row is in; equal to what is held when nothing changes.

    Blank cells never overwrite. A completion that was rejected or voided does not change any more.
    """
    before = held.content if held else Content()
    if refusal := check_grade(requirement, given.grade):
        return refusal
    grade = before.grade
    if given.grade and requirement.scale:
        grade = str(grades.normalised(requirement.scale, given.grade))
    units = before.units if given.units is None else given.units
    if refusal := check_units(requirement, units):
        return refusal
    wanted = Content(grade, units, given.notes or before.notes, given.approved_on or before.approved_on)
    if wanted == before:
        return wanted
    return _check_approval(given, today) or _check_closed(held) or wanted


def check_dates(given: Given, *, expires_on: date, cancelled_on: date | None, today: date) -> Refusal | None:
    """Refuse a new completion dated in the future, after the expiration or after the cancellation.

    The very day is accepted, and so is any day before the enrollment date.
    """
    completed_on = given.completed_on
    if completed_on > today:
        return Refusal(
            "date_in_future", f"completed_on: {completed_on} lies in the future; it has to be {today} or earlier."
        )
    if completed_on > expires_on:
        return Refusal(
            "date_after_expiration",
            f"completed_on: {completed_on} is after the expiration date {expires_on} of the enrollment; "
            "it has to be that day or earlier.",
        )
    if cancelled_on is not None and completed_on > cancelled_on:
        return Refusal(
            "date_after_cancellation",
            f"completed_on: {completed_on} is after {cancelled_on}, when the enrollment was cancelled; "
            "it has to be that day or earlier.",
        )
    return None


def _check_approval(given: Given, today: date) -> Refusal | None:
    """Refuse an approval that nobody can have given yet; one that is not asked for is kept, as history."""
    if given.approved_on is None or given.approved_on <= today:
        return None
    return Refusal(
        "approved_in_future", f"approved_on: {given.approved_on} lies in the future; it has to be {today} or earlier."
    )


def _check_closed(held: Held | None) -> Refusal | None:
    if held is None or not held.closed:
        return None
    return Refusal(
        "completion_closed",
        f"completed_on, reference: this completion was {held.closed} and stays as it is; "
        "give the row a reference of its own to bring in another of that day.",
    )
