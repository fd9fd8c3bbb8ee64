"""Which rows have the two queues of what waits as files? What waits still when they are read, the oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conferral.documents import pending_completions, pending_programs
from conferral.documents.kept_rows import Row
from conferral.documents.pending_completions import Filter, PendingRow
from conferral.documents.pending_programs import WaitingProgram
from conferral.models import Completion, Enrollment
from conferral.models.slices import slices
from conferral.rules.actors import Actor
from conferral.rules.attempts import Awaits


def completion_keys(wanted: Filter, *, on: date) -> QuerySet[Completion, int]:
    """Return the keys of the completions that the filter leaves, the oldest first."""
    found = pending_completions.narrowed(wanted, on=on).order_by("recorded_at", "pk")
    return found.values_list("pk", flat=True)


def completions(wanted: Filter, *, by: Actor, on: date) -> Iterator[Row]:
    """Yield a row for each completion that the filter leaves, the oldest first, a thousand at a time."""
    for keys in slices(list(completion_keys(wanted, on=on))):
        yield from completions_again(keys, by=by, on=on).values()


def completions_again(keys: Sequence[int], *, by: Actor, on: date) -> dict[int, Row]:
    """Return the rows of completions by their keys, as they stand now; none of what does not wait any more."""
    return {key: _completion(row) for key, row in pending_completions.keyed_rows(keys, by=by, today=on)}


def program_keys(wanted: str, program: str, *, on: date) -> QuerySet[Enrollment, int]:
    """Return the keys of the enrollments that wait for the approval of the program, the oldest first."""
    found = pending_programs.narrowed(wanted, program, on=on).order_by("requirements_met_on", "pk")
    return found.values_list("pk", flat=True)


def program_completions(wanted: str, program: str, *, by: Actor, on: date) -> Iterator[Row]:
    """Yield a row for each program completion that the filter leaves, the oldest first, a thousand at a time."""
    for keys in slices(list(program_keys(wanted, program, on=on))):
        yield from program_completions_again(keys, by=by, on=on).values()


def program_completions_again(keys: Sequence[int], *, by: Actor, on: date) -> dict[int, Row]:
    """Return the rows of enrollments by their keys, as they stand now; none of what does not wait any more."""
    return {key: _program_completion(row) for key, row in pending_programs.keyed_rows(keys, by=by, today=on)}


def _completion(row: PendingRow) -> Row:
    awaits = {Awaits.GRADE: _("a grade"), Awaits.APPROVAL: _("approval")}
    return (
        row.full_name, row.member_number, row.program, row.program_name, row.requirement_title, awaits[row.awaits],
        row.grade, row.completed_on, row.location, row.offering, row.units, len(row.files), row.notes, row.waits_since,
    )  # fmt: skip


def _program_completion(row: WaitingProgram) -> Row:
    return (
        row.full_name, row.member_number, row.program, row.program_name, row.requirements_met_on, row.deadline_on,
        row.units, row.units_required,
    )  # fmt: skip
