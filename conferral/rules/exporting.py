"""Which lists of people does staff take along as files, and how does the log say so?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from conferral.rules.quantities import counted


class Listed(StrEnum):
    """Which list it is; the value is what the log keeps."""

    ENROLLEES = "enrollees"
    PREVIEW = "preview"
    INACTIVE = "inactive"
    CONTACTS = "contacts"
    LOG = "log"
    COMPLETIONS = "completions"
    PROGRAM_COMPLETIONS = "program_completions"
    OUTCOME = "outcome"
    USERS = "users"
    NOTICES = "notices"
    ROSTER = "roster"


LABELS: dict[str, str] = {
    Listed.ENROLLEES: "The list of enrollees",
    Listed.PREVIEW: "How enrollees would stand under the draft",
    Listed.INACTIVE: "The inactive enrollments",
    Listed.CONTACTS: "The contacts",
    Listed.LOG: "The log",
    Listed.COMPLETIONS: "The requirement completions that wait",
    Listed.PROGRAM_COMPLETIONS: "The program completions that wait",
    Listed.OUTCOME: "What became of each in a job",
    Listed.USERS: "The users",
    Listed.NOTICES: "The notices",
    Listed.ROSTER: "The roster of an event",
}


def sentence(after: Mapping[str, object]) -> str:
    """Return what the entry of an export says; whom a search had found it does not know."""
    what = LABELS.get(str(after.get("list")), "A list")
    form, count = str(after.get("form", "a file")), after.get("count")
    rows = counted(count, "row") if isinstance(count, int) else "an unknown number of rows"
    return f"Exported as {form.upper()}: {what[0].lower()}{what[1:]}, {rows}."
