"""Which details may a contact have?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal

LONGEST_NUMBER, LONGEST_NAME, LONGEST_EMAIL = 64, 300, 254

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the register knows of a person; `organization` is where they work, if they said."""

    member_number: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    organization: str = ""


def check_details(details: Details) -> Refusal | None:
    """Refuse details without a member number or a name, too long, on several lines, or with an
    email that is none.
    """  # noqa: D205
    if not details.member_number:
        return Refusal("member_number_missing", "member_number: every contact needs one; it is blank.")
    for field, value, longest in (
        ("member_number", details.member_number, LONGEST_NUMBER),
        ("first_name", details.first_name, LONGEST_NAME),
        ("last_name", details.last_name, LONGEST_NAME),
        ("email", details.email, LONGEST_EMAIL),
        ("organization", details.organization, LONGEST_NAME),
    ):
        if refusal := check_line(field, value, longest):
            return refusal
    if not details.first_name and not details.last_name:
        return Refusal("name_missing", "first_name, last_name: a contact needs at least one of them; both are blank.")
    if details.email and not _EMAIL.fullmatch(details.email):
        return Refusal(
            "email_malformed",
            f"email: {shortened(details.email)} is not an email address like ada@example.org; "
            "correct it or leave it blank.",
        )
    return None


def number_former(number: str, *, name: str, survivor: str) -> Refusal:
    """Say into whom the contact of a number was merged: nobody else gets that number."""
    return Refusal(
        "member_number_former",
        f"member_number: {number} was merged into {name}, {survivor}; "
        "write that number for this person, or a new one for somebody else.",
    )


def contact_erased(number: str) -> Refusal:
    """Say that a contact was erased: what was taken away does not come back under its number."""
    return Refusal(
        "contact_erased",
        f"member_number: {number} is the number of a contact that was erased; it stays empty. "
        "Whoever comes back gets a new number.",
    )


def check_line(field: str, value: str, longest: int) -> Refusal | None:
    """Refuse a text that is too long for its field or has a control character, a line break above all."""
    if len(value) > longest:
        return Refusal(
            f"{field}_too_long", f"{field}: at most {longest} characters, not {len(value)} ({shortened(value)})."
        )
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in value):
        return Refusal(
            f"{field}_control_character",
            f"{field}: {shortened(value)} has a line break or another control character; write it on one line.",
        )
    return None
