"""Which rows has the list of a program's page as a file? All of its pages, or a selection, with the columns chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from conferral.documents.enrollees import Column
from conferral.documents.spreadsheet import Cell
from conferral.models import Enrollment, Program
from conferral.models.definitions import kept_definitions
from conferral.models.enrollment import EnrollmentQuerySet
from conferral.models.histories import attempts_until
from conferral.rules.progress import progress
from conferral.rules.standing import Status

CHUNK = 1000
FOR_PROGRESS = ("pk", "version_id", "version__published_at")
Row = tuple[Cell, ...]
READ = {
    Column.NUMBER: "contact__member_number",
    Column.EMAIL: "contact__email",
    Column.ORGANIZATION: "contact__organization",
    Column.STATUS: "status",
    Column.ENROLLED: "enrolled_on",
    Column.GRACE: "grace_begins_on",
    Column.EXPIRES: "expires_on",
    Column.DEADLINE: "deadline_on",
    Column.VERSION: "version__number",
}
LABELS = {status.value: status.label for status in Status}
OVER = {Status.EARNED.value, Status.CANCELLED.value}


def exported(rows: EnrollmentQuerySet, columns: Collection[Column], program: Program, *, on: date) -> Iterator[Row]:
    """Yield the rows by name: first and last name, then the columns in their order; Progress and Units take two each.

    Read and handed on by the thousand, so memory does not grow with the list. One query; where progress is asked for,
    one more for every thousand, and two for definitions not yet kept.
    """
    yield from (cells for _key, cells in _keyed(rows, columns, program, on))


def exported_again(keys: Sequence[int], columns: Collection[Column], program: Program, *, on: date) -> dict[int, Row]:
    """Return the rows of at most a thousand enrollments by their keys, as they stand now; none of what is gone."""
    return dict(_keyed(Enrollment.objects.filter(pk__among=keys), columns, program, on))


def _keyed(
    rows: EnrollmentQuerySet, columns: Collection[Column], program: Program, on: date
) -> Iterator[tuple[int, Row]]:
    read = [READ[column] for column in columns if column in READ]
    is_progress = Column.PROGRESS in columns or Column.UNITS in columns
    names = ("contact__first_name", "contact__last_name", "pk", *read, "status", *(FOR_PROGRESS if is_progress else ()))
    found = rows.with_standing(on=on).with_place("deadline_on", on=on).order_by("sort_name", "pk")
    left = found.values_list(*dict.fromkeys(names)).iterator(chunk_size=CHUNK)
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    while some := list(islice(left, CHUNK)):
        yield from _rows(some, places, columns, program, on, is_progress=is_progress)


def _rows(
    some: list[tuple[Any, ...]],
    places: dict[str, int],
    columns: Collection[Column],
    program: Program,
    on: date,
    *,
    is_progress: bool,
) -> Iterator[tuple[int, Row]]:
    far = _far(some, places, program, on) if is_progress else {}
    for row in some:
        status = row[places["status"]]
        cells: list[Cell] = [row[0], row[1]]
        for column in columns:
            if column is Column.PROGRESS:
                done = far[row[places["pk"]]]
                cells += (done.complete, len(done.requirements))
            elif column is Column.UNITS:
                done = far[row[places["pk"]]]
                cells += (done.units, done.definition.units_required)
            elif column is Column.STATUS:
                cells.append(LABELS[status])
            elif column is Column.DEADLINE and status in OVER:
                cells.append(None)
            else:
                cells.append(row[places[READ[column]]])
        yield row[places["pk"]], tuple(cells)


def _far(some: list[tuple[Any, ...]], places: dict[str, int], program: Program, on: date) -> dict[int, Any]:
    """Return how far each is."""
    pk, version, published = (places[name] for name in FOR_PROGRESS)
    definitions = kept_definitions({(program.key, row[version], row[published]) for row in some})
    attempts = attempts_until([row[pk] for row in some], on=on)
    blank = {number: progress(definition, (), on) for number, definition in definitions.items()}
    return {
        row[pk]: progress(definitions[row[version]], attempts[row[pk]], on)
        if attempts.get(row[pk])
        else blank[row[version]]
        for row in some
    }
