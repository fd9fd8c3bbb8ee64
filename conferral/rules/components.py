"""What may a component say of itself, and how long may it be?"""

from __future__ import annotations

from dataclasses import dataclass

from conferral.rules.contacts import check_line
from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal

LONGEST_CODE, LONGEST_TITLE, LONGEST_DESCRIPTION = 64, 300, 10_000
LONGEST_NAME = 100
"""Of a unit type and of a grade scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a component says of itself."""

    code: str
    title: str
    description: str = ""


def check_details(details: Details) -> Refusal | None:
    """Refuse a component without code or title, or with texts that do not fit.

    Codes: `code_missing`, `code_has_blanks`, `code_...`, `title_missing`, `title_...`, `description_too_long`,
    `description_with_nul`.
    """
    return (
        _check_code(details.code)
        or _missing("title", details.title, "every component needs one")
        or check_line("title", details.title, LONGEST_TITLE)
        or _check_description(details.description)
    )


def check_name(name: str) -> Refusal | None:
    """Refuse a unit type without a name or with one that does not fit; codes `name_missing`, `name_...`."""
    return (
        _missing("name", name, "every unit type needs one")
        or _has_blanks("name", name)
        or check_line("name", name, LONGEST_NAME)
    )


def check_optional_name(name: str) -> Refusal | None:
    """Refuse a grade scale's name that does not fit; blank is accepted."""
    return _has_blanks("name", name) or check_line("name", name, LONGEST_NAME)


def _check_code(code: str) -> Refusal | None:
    return (
        _missing("code", code, "every component needs one")
        or _has_blanks("code", code)
        or check_line("code", code, LONGEST_CODE)
    )


def _missing(field: str, text: str, why: str) -> Refusal | None:
    return None if text.strip() else Refusal(f"{field}_missing", f"{field}: {why}; it is blank.")


def _has_blanks(field: str, text: str) -> Refusal | None:
    if text == text.strip():
        return None
    return Refusal(f"{field}_has_blanks", f"{field}: {shortened(text)} begins or ends with a blank; take it away.")


def _check_description(description: str) -> Refusal | None:
    if "\0" in description:
        return Refusal("description_with_nul", "description: there is a NUL character in it; take it out.")
    if len(description) > LONGEST_DESCRIPTION:
        return Refusal(
            "description_too_long", f"description: at most {LONGEST_DESCRIPTION} characters, not {len(description)}."
        )
    return None
