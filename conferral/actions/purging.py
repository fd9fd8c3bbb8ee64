"""How are inactive enrollments purged, many at once, with their completions and files, and nothing else?

Contacts, offerings and the other enrollments stay. Of each enrollment the log keeps one entry of
numbers and counts; what its earlier entries held is erased. There is no undo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from conferral.actions import revisions
from conferral.actions.erasing import erase_contents, erase_outcomes
from conferral.actions.ledger import kept_ledger
from conferral.actions.locks import locked_rows
from conferral.actions.log import NOTHING, Log, day_of
from conferral.actions.opened import NOBODY, Looked, Outcome
from conferral.actions.set_based import delete_rows, update_rows
from conferral.actions.succession import settle_lines
from conferral.documents.purging import Purge, planned
from conferral.models import Attachment, Completion, Enrollment, Event, Job, JobItem, Message, Program
from conferral.models.inactive import inactive_cases
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.days import in_words
from conferral.rules.inactive import may_purge_one
from conferral.rules.jobs import Done
from conferral.rules.refusals import Refusal

KIND = "enrollments.purge"
PURGED = "enrollment.purged"
DONE = "purged"
CHUNK = 500
READ = (
    "contact__erased_at", "program", "registered_on", "revision", "enrolled_on", "grace_begins_on", "expires_on",
    "started_on", "requirements_met_on", "earned_on", "cancelled_on", "replaced_on",
)  # fmt: skip
"""What of an enrollment says whether it may be purged."""


def purge_many(
    *,
    enrollments: Sequence[Looked],
    by: Actor,
    at: datetime,
    position: int | None = None,
    batch: UUID | None = None,
) -> list[Outcome]:
    """Purge enrollments that are inactive and not kept: they, their completions and files. One outcome each, in order.

    Set-based: a fixed number of queries per chunk of 500, each chunk one transaction. `position` is the place of the
    log up to which whoever asked had seen everything: in what anything was done since is refused. Codes: `role_needed`,
    `enrollment_unknown`, `stale`, and those of `may_purge_one`.
    """
    outcomes: list[Outcome] = []
    for start in range(0, len(enrollments), CHUNK):
        outcomes += purge_chunk(enrollments[start : start + CHUNK], Log(by, at, batch=batch), position=position)
    return outcomes


def purge(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Purge the next chunk of what a job was asked for."""
    looked = [Looked(item.subject, item.revision) for item in items]
    outcomes = purge_chunk(looked, Log(by, at, batch=job.key), position=job.arguments.get("position"))
    return [Done.refused(one.refusal) if one.refusal else Done(DONE) for one in outcomes]


@transaction.atomic
def purge_chunk(enrollments: Sequence[Looked], log: Log, *, position: int | None = None) -> list[Outcome]:
    """Purge at most 500 in one transaction."""
    looked_at = {one.subject: one.revision for one in enrollments}
    found = _locked(looked_at)
    refusals = _refusals(found, looked_at, position, log)
    going = [row for key, row in found.items() if refusals[key] is None]
    if going:
        with kept_ledger(contacts={row.contact_id for row in going}):
            _purge(going, log)
    return [Outcome(one.subject, refusals.get(one.subject, NOBODY)) for one in enrollments]


def _locked(keys: Collection[int]) -> dict[int, Enrollment]:
    """Return the enrollments, locked, with no more of each than the rules ask, and with their programs."""
    found = {row.pk: row for row in locked_rows(keys).select_related("contact").only(*READ)}
    programs = Program.objects.in_bulk({row.program_id for row in found.values()})
    for row in found.values():
        row.program = programs[row.program_id]
    return found


def _refusals(
    found: Mapping[int, Enrollment], looked_at: Mapping[int, int | None], position: int | None, log: Log
) -> dict[int, Refusal | None]:
    """Ask the rules of each: the role, what it is, and whether it still is what was looked at."""
    if refused := permits.may_purge(log.by):
        return dict.fromkeys(found, refused)
    on = day_of(log.at)
    cases = inactive_cases(found.values(), on=on)
    stale = revisions.stale([(row, looked_at[key]) for key, row in found.items()])
    touched = {} if position is None else _touched(found, position)
    kept = {case: may_purge_one(case, on) for case in set(cases.values())}  # very many were enrolled on the same day
    return {key: kept[cases[key]] or stale.get(key) or touched.get(key) for key in found}


def _touched(found: Collection[int], position: int) -> dict[int, Refusal]:
    """Refuse those in which something was done since a place of the log: more would go than was looked at."""
    since = Event.objects.filter(pk__gt=position, enrollment_id__in=list(found))
    refusals: dict[int, Refusal] = {}
    for key, at in since.exclude(kind__in=revisions.FOLLOWING).order_by("pk").values_list("enrollment_id", "at"):
        if key is None:
            continue
        when = timezone.localtime(at)
        refusals[key] = Refusal(
            "stale",
            f"Something was done in this enrollment on {in_words(when.date())} at {when:%H:%M}, since you looked at "
            "it. Look at it again; it was not purged.",
        )
    return refusals


def _purge(going: Sequence[Enrollment], log: Log) -> None:
    keys = [row.pk for row in going]
    plan = planned(keys)
    _hand_on(plan)
    erase_contents(Event.objects.filter(enrollment_id__among=keys), at=log.at)
    erase_outcomes(keys)
    _record(going, plan, log)
    delete_rows(Attachment, "id", list(plan.files))
    _forget_notices(going)
    delete_rows(Completion, "enrollment", keys)
    delete_rows(Enrollment, "id", keys)
    settle_lines((row.contact_id, row.program_id) for row in going)
    for file in plan.files.values():
        transaction.on_commit(partial(default_storage.delete, file.path), robust=True)


def _forget_notices(going: Sequence[Enrollment]) -> None:
    """Delete what was written to the outbox about these enrollments.

    Asked for both at once, PostgreSQL would look each contact up with each enrollment.
    """
    keys = {row.pk for row in going}
    told = Message.objects.filter(contact__among=[row.contact_id for row in going]).order_by()
    of_each = told.values_list("pk", "enrollment_id")
    delete_rows(Message, "id", [message for message, enrollment in of_each if enrollment in keys])


def _hand_on(plan: Purge) -> None:
    """Leave what was carried over from here without us: with its facts, and with the files that prove it."""
    update_rows(Completion, ["carried_from"], list(plan.relinked.items()))
    heirs = Completion.objects.only("key", "enrollment_id", "requirement_id").in_bulk(set(plan.inherited.values()))
    rows = [
        (file, heir, heirs[heir].enrollment_id, heirs[heir].requirement_id, heirs[heir].key)
        for file, heir in plan.inherited.items()
    ]
    update_rows(Attachment, ["completion", "enrollment", "requirement", "form"], rows)


def _record(going: Sequence[Enrollment], plan: Purge, log: Log) -> None:
    """Write the one entry of each: numbers and counts, and nothing of a person."""
    files = Counter(file.enrollment for file in plan.files.values())
    written: dict[tuple[int, int], Mapping[str, object]] = {}
    for row in going:
        counts = plan.completions.get(row.pk, 0), files[row.pk]
        after = written.setdefault(counts, dict(zip(("completions", "files"), counts, strict=True)))
        log.add_of(row, PURGED, NOTHING, after)
    log.write()
