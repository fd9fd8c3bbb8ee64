"""What does a row of an enrollments file say, and what does it make of an enrollment?

Keeps docs/files.md, enrollments.csv. Rows are history: whether the contact may enroll is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from conferral.rules import cells, days, terms
from conferral.rules.cells import Cells, in_column
from conferral.rules.permits import check_cancellation
from conferral.rules.refusals import Refusal
from conferral.rules.succession import Row
from conferral.rules.terms import Dates, Terms

KEY = ("member_number", "program", "enrolled_on")
OPTIONAL = ("version", "grace_begins_on", "expires_on", "approved_on", "cancelled_on")
DATES = ("enrolled_on", "grace_begins_on", "expires_on", "approved_on", "cancelled_on")

_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_COLUMN_OF = {"expires_before_enrolled": "expires_on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one row says; None where its cell is blank."""

    member_number: str
    program: str
    enrolled_on: date
    version: int | None = None
    grace_begins_on: date | None = None
    expires_on: date | None = None
    approved_on: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What of an enrollment a file can say: its dates, the program approval, the cancellation."""

    dates: Dates
    approved_on: date | None
    cancelled_on: date | None

    def as_dict(self) -> dict[str, object]:
        """Return the five days by the names of their columns."""
        return {
            "enrolled_on": self.dates.enrolled_on,
            "grace_begins_on": self.dates.grace_begins_on,
            "expires_on": self.dates.expires_on,
            "approved_on": self.approved_on,
            "cancelled_on": self.cancelled_on,
        }


def key_of(row: Cells) -> tuple[str, ...] | None:
    """Return what identifies a row, or None when that cannot be read."""
    return cells.key_of(row, KEY, ("enrolled_on",))


def read(row: Cells) -> Given | Refusal:
    """Read the cells of a row (trimmed), or say which is blank or wrong and what would be right."""
    if refusal := cells.first_blank(row, KEY):
        return refusal
    number = row["version"]
    if number and not _NUMBER.fullmatch(number):
        return Refusal(
            "version_not_a_number",
            f"version: {days.shortened(number)} is not the number of a version; "
            "write it like 1 or 2, or leave the cell blank.",
        )
    found = cells.days_in(row, DATES)
    if isinstance(found, Refusal):
        return found
    enrolled_on = found.pop("enrolled_on")
    assert enrolled_on is not None  # noqa: S101 - it is not blank
    if found["grace_begins_on"] and not found["expires_on"]:
        return Refusal(
            "grace_without_expiration",
            f"grace_begins_on: {found['grace_begins_on']} stands without expires_on; fill in both, "
            "or leave both blank to have them computed from the version's periods.",
        )
    return Given(
        member_number=row["member_number"],
        program=row["program"],
        enrolled_on=enrolled_on,
        version=int(number) if number else None,
        **found,
    )


def meant(rows: Iterable[Row], cancelled_on: date | None = None) -> Row | None:
    """Return which of the stored enrollments of one contact, program and enrollment date is meant.

    The one with exactly that cancellation date when it is given; else the uncancelled one; else
    the one registered last. None when there are no rows.
    """
    newest_first = sorted(rows, key=lambda row: (row.registered_at, row.number), reverse=True)
    for wanted in (cancelled_on, None):
        for row in newest_first:
            if row.cancelled_on == wanted:
                return row
    return newest_first[0] if newest_first else None


def content(
    given: Given,
    *,
    held: Content | None,
    periods: Terms,
    registered_on: date,
    today: date,
) -> Content | Refusal:
    """Return what the enrollment holds once the row is in; equal to `held` when nothing changes.

    `held` is None for a new row: its absent dates follow from the version's periods, or it has no
    grace when only its expiration date is given. Otherwise blank cells never overwrite. An approval
    that the version does not ask for is kept, as history, and decides nothing.
    """
    dates = _new_dates(given, periods) if held is None else _kept_dates(given, held.dates)
    if isinstance(dates, Refusal):
        return in_column("enrolled_on", dates)
    wanted = Content(
        dates,
        given.approved_on or (held.approved_on if held else None),
        given.cancelled_on or (held.cancelled_on if held else None),
    )
    if wanted == held:
        return wanted
    return _check_kept_grace(given, wanted.dates) or _check(wanted, registered_on, today) or wanted


def _new_dates(given: Given, periods: Terms) -> Dates | Refusal:
    if given.expires_on is None:
        return terms.dates_at_enrollment(given.enrolled_on, periods)
    return Dates(given.enrolled_on, given.grace_begins_on, given.expires_on)


def _kept_dates(given: Given, held: Dates) -> Dates:
    return Dates(held.enrolled_on, given.grace_begins_on or held.grace_begins_on, given.expires_on or held.expires_on)


def _check_kept_grace(given: Given, dates: Dates) -> Refusal | None:
    """Refuse an expiration before a grace period that the row leaves as it is, in words of the row."""
    if given.grace_begins_on or not dates.grace_begins_on or dates.grace_begins_on <= dates.expires_on:
        return None
    if dates.expires_on < dates.enrolled_on:
        return None
    return Refusal(
        "grace_after_expires",
        f"expires_on: {dates.expires_on} is before {dates.grace_begins_on}, when the grace period of this enrollment "
        "begins; give grace_begins_on too.",
    )


def _check(wanted: Content, registered_on: date, today: date) -> Refusal | None:
    if refusal := terms.check_dates(wanted.dates):
        return in_column(_COLUMN_OF.get(refusal.code, "grace_begins_on"), refusal)
    approved_on, cancelled_on = wanted.approved_on, wanted.cancelled_on
    if approved_on and approved_on > today:
        return Refusal(
            "approved_in_future", f"approved_on: {approved_on} lies in the future; it has to be {today} or earlier."
        )
    if cancelled_on is None:
        return None
    begins_on = min(wanted.dates.enrolled_on, registered_on)
    return check_cancellation(begins_on=begins_on, cancelled_on=cancelled_on)
