"""Which lists of people does staff take along as files, which as a job, who may, and how does the log say so?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum

from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.log_reading import hidden_areas
from conferral.rules.quantities import counted
from conferral.rules.refusals import Refusal

AT_ONCE = 5_000
"""A list of no more rows than that is handed out while its asker waits; a longer one is a job."""

KEPT_FOR = timedelta(days=1)
"""So long the file of a job can be downloaded after the job has ended."""


SEES_LESS = Refusal(
    "log_sees_less",
    "The level that asked for this saw entries of the log that yours does not see now; export the log again.",
)


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


def is_large(count: int) -> bool:
    """Whether a list of so many rows is written by a worker, as CSV as much as as XLSX."""
    return count > AT_ONCE


def may_take(actor: Actor, what: Listed, *, without: Collection[str] = ()) -> Refusal | None:
    """Any staff take lists along, and that of the users whoever may look at it; asked again as a job writes it.

    Of the log there is left out (`without`) what the actor does not see: a file that holds more is not theirs.
    """
    if refusal := permits.may_export(actor):
        return refusal
    if what is Listed.USERS:
        return permits.may_manage_users(actor)
    return SEES_LESS if what is Listed.LOG and not set(hidden_areas(actor)) <= set(without) else None


def sentence(after: Mapping[str, object]) -> str:
    """Return what the entry of an export says; whom a search had found it does not know."""
    what = LABELS.get(str(after.get("list")), "A list")
    form, count = str(after.get("form", "a file")), after.get("count")
    rows = counted(count, "row") if isinstance(count, int) else "an unknown number of rows"
    return f"Exported as {form.upper()}: {what[0].lower()}{what[1:]}, {rows}."
