"""What would be undone by voiding a completion: in its enrollment, where it was carried to, and what hangs on it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from conferral.models import Completion, Enrollment
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_of, designations_due
from conferral.rules import succession
from conferral.rules.voiding import Undone, undone


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneIn:
    """One enrollment in which something would be undone; `is_copy` where it is so by what was carried there."""

    key: UUID
    program: str
    name: str
    enrolled_on: date
    is_copy: bool
    undone: Undone


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """An enrollment of the contact that stays as it is, though it follows from what would be undone."""

    key: UUID
    name: str
    enrolled_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidingPreview:
    """Everything that voiding would undo: the enrollment of the completion first, then those with copies."""

    enrollments: tuple[UndoneIn, ...]
    designations: tuple[str, ...]
    later: tuple[Later, ...]
    dependent: tuple[Later, ...]


def voiding_preview(completion: Completion, *, on: date) -> VoidingPreview:
    """Return what voiding a completion as of a day would undo, by the rules that test the programs again.

    `designations` are those the contact would not hold any more; `later` enrollments in these programs and
    `dependent` ones in programs that require them stay as they are. A fixed number of queries, and one for
    each time the completion was carried on.
    """
    gone = _with_copies(completion)
    held = Enrollment.objects.filter(pk__in=set(gone.values())).select_related("contact", "program", "version")
    rows = {row.pk: row for row in held}
    attempts = attempts_of(list(rows))
    definitions = definitions_of({row.version_id for row in rows.values()})
    found = {
        pk: undone(
            definitions[row.version_id],
            attempts[pk],
            gone.keys(),
            facts=row.facts(),
            approved_on=row.approved_on,
            on=on,
        )
        for pk, row in rows.items()
    }
    first = completion.enrollment_id
    ordered = sorted(rows, key=lambda pk: (pk != first, rows[pk].enrolled_on, pk))
    unearned = {pk for pk, one in found.items() if one.is_unearned}
    contact = rows[first].contact_id
    return VoidingPreview(
        enrollments=tuple(
            UndoneIn(
                key=rows[pk].key,
                program=rows[pk].program.code,
                name=rows[pk].version.name,
                enrolled_on=rows[pk].enrolled_on,
                is_copy=pk != first,
                undone=found[pk],
            )
            for pk in ordered
        ),
        designations=_lost(contact, unearned),
        later=_later(rows, contact),
        dependent=_dependent(contact, [rows[pk].program_id for pk in unearned], on),
    )


def _with_copies(completion: Completion) -> dict[int, int]:
    """Return the completion and every standing copy of it, all the way down: each with its enrollment."""
    gone = {completion.pk: completion.enrollment_id}
    level = [completion.pk]
    while level:
        copies = Completion.objects.filter(carried_from__in=level)
        below = list(copies.values_list("pk", "enrollment", "voided_on"))
        gone |= {pk: enrollment for pk, enrollment, voided_on in below if voided_on is None}
        level = [pk for pk, _, _ in below]
    return gone


def _lost(contact: int, unearned: Collection[int]) -> tuple[str, ...]:
    """Return the designations that rest on nothing but the enrollments that would be un-earned."""
    if not unearned:
        return ()
    held = {name for _, name in designations_due([contact])}
    left = {name for _, name in designations_due([contact], without=unearned)}
    return tuple(sorted(held - left))


def _later(rows: dict[int, Enrollment], contact: int) -> tuple[Later, ...]:
    """Return the enrollments that follow one of these in its program and are none of them."""
    line = Enrollment.objects.filter(contact=contact, program__in={row.program_id for row in rows.values()})
    held = {row.pk: row for row in line.select_related("version")}
    later = []
    for program in {row.program_id for row in held.values()}:
        of_program = [row for row in held.values() if row.program_id == program]
        order = [place.key for place in succession.in_order([row.place_in_line() for row in of_program])]
        first = min(order.index(pk) for pk in rows if pk in order)
        later += [held[pk] for pk in order[first + 1 :] if pk not in rows]
    return tuple(Later(key=row.key, name=row.version.name, enrolled_on=row.enrolled_on) for row in later)


def _dependent(contact: int, programs: Collection[int], on: date) -> tuple[Later, ...]:
    """Return the current enrollments in programs that require one of these to be earned."""
    if not programs:
        return ()
    found = Enrollment.objects.filter(contact=contact, version__prerequisites__in=programs).current(on=on)
    return tuple(
        Later(key=row.key, name=row.version.name, enrolled_on=row.enrolled_on)
        for row in found.select_related("version").distinct().order_by("enrolled_on", "pk")
    )
