"""How is something asked for that is done item by item, and how is it done so that each item is done once?

A job is done in chunks. A chunk locks the job, does the next items that are not done, marks them and counts them, and
asks for the next chunk, all in one transaction: a process that dies in the middle leaves each item done or not. Each
chunk is a task of its own, so a worker can stop between two of them and no long job keeps a short one waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django_tasks import TaskContext, task

from conferral.actions.job_kinds import PREPARING, WORK
from conferral.actions.log import day_of
from conferral.actions.set_based import insert_found, insert_rows, update_rows
from conferral.models import Job, JobItem
from conferral.rules import jobs as rules
from conferral.rules.actors import COMMAND_LINE, Actor
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refusal, Refused

OUTCOME = ("is_done", "is_refused", "code", "message")
ITEM = ("job", "place", "subject", "revision", *OUTCOME)
ASKER = "asked_by"


def ask(
    *,
    kind: str,
    items: Iterable[Item] | QuerySet[Any, Any],
    by: Actor,
    at: datetime,
    program: int | None = None,
    arguments: Mapping[str, object] | None = None,
    key: UUID | None = None,
    waits: bool = False,
) -> Job:
    """Ask for a job of a kind (job_kinds.py) over items, each subject once; a worker takes it up once committed.

    Items may be a query too, of a `subject` and a `place` each: then the database makes them, and none is read here.

    Whoever waits for it calls `begin` once it is committed: of a small one no worker is asked. A job over nothing has
    ended at once.
    Asked the same a second time under a `key` (a double click), the first job is returned; a key that names another
    job is refused (`key_taken`).
    """
    if key is not None and (held := _asked_before(key, kind, by)) is not None:
        return held
    job = Job(key=key or uuid4(), kind=kind, program_id=program, asked_at=at, asked_by_id=by.account)
    job.arguments = {**(arguments or {}), **({ASKER: COMMAND_LINE.name} if by.is_command_line else {})}
    wanted = items if isinstance(items, QuerySet) else list({item.subject: item for item in items}.values())
    try:
        with transaction.atomic():
            return _inserted(job, wanted, waits=waits)
    except IntegrityError:
        # The other click was under way at the same time.
        held = _asked_before(key, kind, by) if key is not None else None
        if held is None:
            raise
        return held


def ask_and_begin(
    *,
    kind: str,
    items: Sequence[Item],
    by: Actor,
    at: datetime,
    program: int | None = None,
    arguments: Mapping[str, object] | None = None,
    key: UUID | None = None,
) -> Job:
    """Ask for a job; one of few items is done at once, here, while its asker waits; otherwise as `ask`."""
    job = ask(kind=kind, items=items, by=by, at=at, program=program, arguments=arguments, key=key, waits=True)
    return begin(job, at=at)


def begin(job: Job, *, at: datetime) -> Job:
    """Do a small job here, while its asker waits; any other is a worker's, and returned as it is."""
    return run_here(job.key, at=at) if rules.is_small(job.total) else job


def run_here(key: UUID, *, at: datetime) -> Job:
    """Do all that is left of a job in this process, chunk by chunk, and return it as it is then."""
    while True:
        prepared = _prepare(key, at)
        with transaction.atomic():
            job = _locked(key)
            if prepared in (None, job.done):
                _work(job, at)
        if not job.is_running:
            return job


@task(takes_context=True)
def run(context: TaskContext, key: str, done: int) -> None:
    """Do the next chunk of a job of which `done` items are done, and ask for the one after it.

    If another worker got further meanwhile, there is nothing to do: that one has asked for the next chunk.
    """
    at = context.task_result.started_at or context.task_result.enqueued_at
    if at is None:
        message = "a task that runs was enqueued and started at some instant"
        raise ValueError(message)
    _prepare(UUID(key), at)
    with transaction.atomic():
        job = _locked(UUID(key))
        if job.done != done:
            return
        _work(job, at)
        if job.is_running:
            run.enqueue(key, job.done)


@transaction.atomic
def start_again(*, job: int, by: Actor) -> Job:
    """Take up again what was given up, with the items that are left. Raises Refused: those of `may_start_again`."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=job)
    refusal = rules.may_start_again(by, asked_by=row.asked_by_id, is_given_up=bool(row.fault))
    if refusal:
        raise Refused(refusal)
    row.fault, row.ended_at, row.attempts = "", None, 0
    row.save(update_fields=["fault", "ended_at", "attempts"])
    run.enqueue(str(row.key), row.done)
    return row


def _asked_before(key: UUID, kind: str, by: Actor) -> Job | None:
    """Return what this actor asked for under the key; refuse a key that names something else."""
    held = Job.objects.filter(key=key).first()
    if held is not None and (held.kind, held.asked_by_id) != (kind, by.account):
        raise Refused(Refusal("key_taken", "This key names another job; look at the page again."))
    return held


def _inserted(job: Job, items: Sequence[Item] | QuerySet[Any, Any], *, waits: bool) -> Job:
    job.total = items.count() if isinstance(items, QuerySet) else len(items)
    job.ended_at = None if job.total else job.asked_at
    job.save(force_insert=True)
    if isinstance(items, QuerySet):
        said = {"job": job.pk, "is_done": False, "is_refused": False, "code": "", "message": ""}
        insert_found(JobItem, said, ("place", "subject"), items)
    else:
        insert_rows(JobItem, ITEM, [
            (job.pk, place, item.subject, item.revision, False, False, "", "")
            for place, item in enumerate(items, start=1)
        ])  # fmt: skip
    if job.is_running and not (waits and rules.is_small(job.total)):
        run.enqueue(str(job.key), 0)
    return job


def _locked(key: UUID) -> Job:
    return Job.objects.select_for_update(of=("self",)).select_related("asked_by__contact").get(key=key)


def _prepare(key: UUID, at: datetime) -> int | None:
    """Make ready what the next chunk of a job needs, where its kind needs anything; no row is locked meanwhile.

    Returns after how many items that chunk comes: another worker may do it before the job is locked.
    """
    rows = Job.objects.unfinished().filter(key=key, kind__in=PREPARING).select_related("asked_by__contact", "program")
    if (job := rows.first()) is None:
        return None
    PREPARING[job.kind](job, _asker(job, at))
    return job.done


def _work(job: Job, at: datetime) -> None:
    """Do the next chunk of a job that is locked, unless it has ended."""
    if not job.is_running:
        return
    items = list(job.items.filter(is_done=False).order_by("place")[: rules.chunk_of(job.kind)])
    outcomes = WORK[job.kind](job, items, _asker(job, at), at)
    rows = [
        (item.pk, True, done.is_refused, done.code, done.message) for item, done in zip(items, outcomes, strict=True)
    ]
    update_rows(JobItem, OUTCOME, rows)
    job.done += len(rows)
    job.refused += sum(done.is_refused for done in outcomes)
    job.attempts = 0
    job.began_at = job.began_at or at
    job.ended_at = at if job.done == job.total else None
    job.save(update_fields=["done", "refused", "attempts", "began_at", "ended_at"])


def _asker(job: Job, at: datetime) -> Actor:
    """Return who asked, with the role they have now: the rules refuse whoever lost it, or is gone."""
    if job.asked_by is not None:
        return job.asked_by.as_actor(day_of(at))
    return COMMAND_LINE if job.arguments.get(ASKER) == COMMAND_LINE.name else Actor(name="nobody")
