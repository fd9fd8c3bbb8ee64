"""What follows from a changed completion? Keeps `is_live`, `awaits`, the milestones and the designations.

Keeps the rules of progress and completions: the requirements are tested after every change; earning adds the
designation to the contact once, and losing it again takes it away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from conferral.actions.log import Log
from conferral.actions.set_based import insert_rows, update_rows
from conferral.models import Completion, Designation, Enrollment
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_and_live, designations_due
from conferral.rules.attempts import Attempt, Awaits, live_keys
from conferral.rules.definition import Definition
from conferral.rules.milestones import Milestones, milestones
from conferral.rules.stages import opened

KEPT = ("started_on", "requirements_met_on", "earned_on")


class Read(NamedTuple):
    """What milestones follow from: enrollments, the definition by version, the attempts by enrollment.

    And which completions are stored as live, with what each waits for.
    """

    rows: Collection[Enrollment]
    definitions: Mapping[int, Definition]
    attempts: Mapping[int, Sequence[Attempt]]
    live: Mapping[int, Awaits]


def settle_milestones(enrollments: Iterable[int], log: Log, *, known: Mapping[int, Definition] | None = None) -> None:
    """Recompute what is derived for the enrollments named, and log what was earned or lost.

    The caller holds the locks, and hands on the definitions it has read (`known`, by version). A
    fixed number of queries however many enrollments there are.
    """
    rows = list(Enrollment.objects.filter(pk__in=set(enrollments)).order_by("pk"))
    read = known or {}
    definitions = {**read, **definitions_of({row.version_id for row in rows} - set(read))}
    settle(Read(rows, definitions, *attempts_and_live([row.pk for row in rows])), log)


def settle(read: Read, log: Log) -> dict[int, Awaits]:
    """Do the same with what has been read; the rows are left as they are stored then.

    Return the keys of the completions that are live now, with what each waits for.
    """
    due = _live(read)
    completed = _settle_live(due, read.live)
    changed, earning_changed = [], []
    for row in read.rows:
        definition, attempts = read.definitions[row.version_id], read.attempts[row.pk]
        for stage in opened(definition, attempts, newly=completed):
            log.tell_of_stage(row, stage)
        now = milestones(
            definition,
            attempts,
            enrolled_on=row.enrolled_on,
            approved_on=row.approved_on,
            cancelled_on=row.cancelled_on,
        )
        before, after = _kept(row), _kept(now)
        if before == after:
            continue
        changed.append((row.pk, *after))
        if row.earned_on != now.earned_on:
            earning_changed.append(row)
            log_earning(row, row.earned_on, now.earned_on, log)
        for name, value in zip(KEPT, after, strict=True):
            setattr(row, name, value)
    update_rows(Enrollment, KEPT, changed)
    settle_designations({row.contact_id for row in earning_changed})
    return due


def log_earning(row: Enrollment, before: date | None, after: date | None, log: Log) -> None:
    """Log that an enrollment was earned, on another day than before, or is not earned any more."""
    kind = "enrollment.earned" if after else "enrollment.earning_lost"
    log.add_of(row, kind, {"earned_on": before}, {"earned_on": after})


def settle_designations(contacts: Collection[int]) -> None:
    """Give each contact the designations its earned enrollments carry, once each, and no others."""
    if not contacts:
        return
    due = designations_due(contacts)
    held = {(item.contact_id, item.name): item for item in Designation.objects.filter(contact__in=contacts)}
    gone = [item.pk for pair, item in held.items() if pair not in due]
    if gone:
        Designation.objects.filter(pk__in=gone).delete()
    moved = [(item.pk, due[pair]) for pair, item in held.items() if pair in due and item.conferred_on != due[pair]]
    update_rows(Designation, ["conferred_on"], moved)
    new = [(contact, name, on) for (contact, name), on in sorted(due.items()) if (contact, name) not in held]
    insert_rows(Designation, ["contact", "name", "conferred_on"], new)


def _kept(of: Enrollment | Milestones) -> tuple[date | None, ...]:
    return tuple(getattr(of, name) for name in KEPT)


def _live(read: Read) -> dict[int, Awaits]:
    due: dict[int, Awaits] = {}
    for row in read.rows:
        due |= live_keys(read.definitions[row.version_id], read.attempts[row.pk])
    return due


def _settle_live(due: Mapping[int, Awaits], stored: Mapping[int, Awaits]) -> set[int]:
    """Write `is_live` and `awaits` where they changed: first those that no longer are, then those that are now.

    Return the keys of those that are Complete now and were not.
    """
    gone = stored.keys() - due.keys()
    if gone:
        Completion.objects.filter(pk__in=gone).update(is_live=False, awaits="")
    changed = sorted(key for key, awaits in due.items() if stored.get(key) is not awaits)
    update_rows(Completion, ["is_live", "awaits"], [(key, True, due[key].value) for key in changed])
    return {key for key in changed if due[key] is Awaits.NOTHING}
