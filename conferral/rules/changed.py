"""How is it said what of a thing was changed? In the words of the page it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from conferral.rules import days, files
from conferral.rules.attempts import Rejection
from conferral.rules.days import shortened

FIELDS = {
    "is_active": "Active",
    "is_maintenance": "Maintenance program",
    "enrollees_may_cancel": "Allow enrollees to cancel enrollment",
    "separates_duties": "Separation of duties",
    "retention_years": "Years of retention",
    "enrolled_on": "Enrollment date",
    "grace_begins_on": "Grace period begins",
    "expires_on": "Expiration date",
    "cancelled_on": "Cancelled",
    "started_on": "Started",
    "requirements_met_on": "Requirements met",
    "earned_on": "Earned",
    "completed_on": "Date",
    "units": "Units",
    "grade": "Grade",
    "notes": "Notes",
    "approved_on": "Approved",
    "rejection": "Rejected",
    "note": "Note",
    "voided_on": "Voided",
    "requirement": "Requirement",
    "member_number": "Member number",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "Email",
    "organization": "Organization",
    "is_member": "Member",
    "merged": "Merged with",
    "currency": "Currency",
    "time_zone": "Time zone",
    "staff_need_second_factor": "Staff need a second factor",
    "sign_up_is_open": "Anybody may sign up",
    "logo": "Logo",
    "username": "User name",
    "role": "Level",
    "level_ends_on": "Last day of the level",
}
"""What the fields are called on the pages where somebody reads that they were changed."""

ORDER = {name: place for place, name in enumerate(FIELDS)}
FORMS = {Rejection.NOTIFY.value: "Notify contact", Rejection.REJECTED.value: "Set to rejected status"}


def in_words(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """Return every change as the log keeps it, in a row: "Date: 1 June 2025 became 1 May 2025; Notes: ...".

    What is as it was before is left out: it was changed and changed back. In an order of their own: a database may
    keep the names in another one than they were written in.
    """
    changed = [name for name, value in after.items() if (value or "") != (before.get(name) or "")]
    return "; ".join(
        files.changes(before.get(name), after[name])
        if name == "files"
        else f"{FIELDS.get(name, name)}: {_said(name, before.get(name))} became {_said(name, after[name])}"
        for name in sorted(changed, key=lambda name: (ORDER.get(name, len(ORDER)), name))
    )


def _said(name: str, value: object) -> str:
    """Write what a field was or is: days in words, lists in a row, texts in quotes."""
    if value in (None, "", []):
        return "blank"
    if name in FIELDS and isinstance(value, bool):
        return "on" if value else "off"
    if name == "rejection" and value in FORMS:
        return FORMS[str(value)]
    if isinstance(value, Mapping):
        return shortened(str(value.get("member_number", "")))
    if isinstance(value, list):
        return shortened(", ".join(map(str, value)))
    day = days.parse(name, str(value)) if name.endswith("_on") else None
    return days.in_words(day) if isinstance(day, date) else shortened(str(value))
