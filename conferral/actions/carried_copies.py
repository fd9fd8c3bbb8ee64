"""How do completions come along to another enrollment, and how does voiding one reach its copies?"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from conferral.actions.log import Log
from conferral.actions.set_based import insert_rows
from conferral.models import Completion, Enrollment, Requirement
from conferral.rules.carrying import Carried, Kept

INSERTED = (
    "key", "enrollment_id", "requirement_id", "offering_id", "completed_on", "reference", "notes", "grade", "units",
    "is_live", "awaits", "carried_from_id", "recorded_at", "recorded_by_id", "graded_on", "graded_by_id", "approved_on",
    "approved_by_id", "rejection", "rejection_note", "void_reason", "revision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carry:
    """What is carried to a new enrollment (by primary key)."""

    enrollment: int
    carried: Carried


def copy_completions(carries: Sequence[Carry], originals: Mapping[int, Completion], version: int) -> None:
    """Insert the linked copies, in one statement per thousand of them; the caller settles what follows.

    A copy keeps date, notes, offering and approval, who recorded, graded and approved it, and when
    it was recorded; grade and units are as the new version has them.
    """
    requirements = dict(Requirement.objects.filter(version=version).values_list("code", "pk"))
    rows = [
        _values(carry.enrollment, requirements[kept.copy.requirement], kept, originals[kept.original.key])
        for carry in carries
        for kept in carry.carried.kept
    ]
    insert_rows(Completion, INSERTED, rows)


def as_logged(carried: Carried) -> dict[str, object]:
    """Return what was carried and lost as the log keeps it; the keys of completions are not for people."""
    return {
        "carried": [
            {"completion": one.original.key, "requirement": one.copy.requirement, "said": one.said}
            for one in carried.kept
        ],
        "lost": [{"completion": one.original.key, "said": one.said} for one in carried.lost],
    }


def void_copies(of: Completion, *, on: date, reason: str, log: Log) -> set[int]:
    """Void every copy of a completion, and theirs, all the way down; return the enrollments they belong to.

    The caller has locked the contact and has the enrollments tested again. Two queries for each
    time it was carried on, and two for the whole.
    """
    copies = _copies_below([of.pk])
    enrollments = {copy.enrollment_id for copy in copies}
    if not copies:
        return enrollments
    rows = Enrollment.objects.select_for_update(of=("self",)).filter(pk__in=enrollments).order_by("pk")
    locked = {row.pk: row for row in rows}
    standing = [copy for copy in copies if copy.voided_on is None]
    Completion.objects.filter(pk__in=[copy.pk for copy in standing]).update(
        voided_on=on, void_reason=reason, voided_by=log.by.account, is_live=False, awaits="", revision=F("revision") + 1
    )
    for copy in standing:
        log.add_of(
            locked[copy.enrollment_id],
            "completion.voided",
            {"voided_on": None},
            {"voided_on": on, "carried_from": copy.carried_from_id},
            completion=copy.pk,
        )
    return enrollments


def _copies_below(originals: Collection[int]) -> list[Completion]:
    found: list[Completion] = []
    level = list(originals)
    while level:
        copies = list(Completion.objects.filter(carried_from__in=level).order_by("pk"))
        found += copies
        level = [copy.pk for copy in copies]
    return found


def _values(enrollment: int, requirement: int, kept: Kept, original: Completion) -> tuple[object, ...]:
    copy = kept.copy
    return (
        uuid.uuid4(),
        enrollment,
        requirement,
        original.offering_id,
        copy.completed_on,
        copy.reference,
        original.notes,
        copy.grade,
        copy.units,
        False,  # settle_milestones finds which attempts are live, and what they wait for
        "",
        original.pk,
        original.recorded_at,
        original.recorded_by_id,
        original.graded_on if copy.grade else None,
        original.graded_by_id if copy.grade else None,
        original.approved_on,
        original.approved_by_id,
        "",
        "",
        "",
        1,
    )
