"""What is due by the clock, again and again, and who does it? Each occasion one worker, by taking its slot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from conferral.actions import (
    attachments,
    digesting,
    exports,
    given_answers,
    imports,
    ledger,
    pending_emails,
    reminding,
    sealing,
    sessions,
    stray_files,
    waitlists,
)
from conferral.models import Slot, Worker
from conferral.rules.exporting import KEPT_FOR
from conferral.rules.sweeps import slot


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something that is due once in each span of time: told the instant, it returns how much it did.

    It can be done at any time and twice. One that breaks off is done at the next occasion.
    """

    every: timedelta
    what: str
    work: Callable[[datetime], int]


def sweep(name: str, *, at: datetime) -> int:
    """Do the sweep of that name now, whether it is due or not; return how much it did."""
    return SWEEPS[name].work(at)


def sweep_if_due(name: str, *, at: datetime) -> int | None:
    """Do the sweep of that name unless a worker took this occasion already; None if so."""
    if not _take(name, slot(SWEEPS[name].every, at), at):
        return None
    return sweep(name, at=at)


def _take(name: str, occasion: str, at: datetime) -> bool:
    """Take the occasion; of several who try at once, one gets it."""
    if Slot.objects.filter(name=name, slot=occasion).exists():
        return False
    try:
        with transaction.atomic():
            Slot.objects.create(name=name, slot=occasion, taken_at=at)
    except IntegrityError:
        return False
    return True


def _prune_tasks(at: datetime) -> int:
    """Remove the tasks of chunks done a week ago, and what is known of failed ones after a month."""
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=at - timedelta(days=7))
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=at - timedelta(days=30))
    return int(done.delete()[0]) + int(failed.delete()[0])


def _prune_slots(at: datetime) -> int:
    """Remove the slots taken a month ago: no clock is that far behind."""
    return Slot.objects.filter(taken_at__lt=at - timedelta(days=30)).delete()[0]


def _prune_workers(at: datetime) -> int:
    """Remove the workers not seen for a day."""
    return Worker.objects.filter(seen_at__lt=at - timedelta(days=1)).delete()[0]


def _forget_uploads(at: datetime) -> int:
    """Forget what was uploaded more than a day ago for a form that was never saved."""
    return attachments.forget_unsaved(before=at - timedelta(days=1))


def _forget_imports(at: datetime) -> int:
    """Forget files that nobody imported for a day, and rows refused in an import that ended a week ago."""
    return imports.forget(unused_before=at - timedelta(days=1), ended_before=at - timedelta(days=7))


def _forget_exports(at: datetime) -> int:
    """Remove the files of exports that ended a day ago."""
    return exports.forget(ended_before=at - KEPT_FOR, at=at)


def _compact_ledger(_at: datetime) -> int:
    """Add up what the actions appended to the ledger of the trackers; return how many rows fewer there are."""
    return ledger.compact()


def _remind(at: datetime) -> int:
    """Write the notices that came due because days passed; return how many."""
    return reminding.remind(at=at)


def _digest(at: datetime) -> int:
    """Write today's digest to staff, where anything waits; return to how many."""
    return digesting.digest(at=at)


def _remove_strays(at: datetime) -> int:
    """Remove what was stored more than a day ago and no file names any more."""
    return stray_files.remove_strays(before=at - timedelta(days=1))


def _forget_emails(at: datetime) -> int:
    """Forget addresses that nobody confirmed while their link worked."""
    return pending_emails.forget(at=at)


def _forget_sessions(at: datetime) -> int:
    """Forget the sessions that are over."""
    return sessions.forget(at=at)


def _forget_answers(at: datetime) -> int:
    """Forget what programs were answered under a key of their own a day ago."""
    return given_answers.forget(at=at)


def _remind_of_events(at: datetime) -> int:
    """Write the notices of events that are tomorrow; return how many."""
    return reminding.remind_of_events(at=at)


def _serve_waitlists(at: datetime) -> int:
    """Offer seats that came free as time passed to whoever waits; return how many."""
    return waitlists.serve(at=at)


def _seal(at: datetime) -> int:
    """Seal the entries of the log that are not; return how many."""
    return sealing.seal(at=at)


AT_ONCE, OFTEN, HOURLY, DAILY = timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
SWEEPS = {
    "seal": Sweep(AT_ONCE, "seals the newest entries of the log", _seal),
    "uploads": Sweep(HOURLY, "forgets files uploaded a day ago for forms that were never saved", _forget_uploads),
    "imports": Sweep(
        HOURLY, "forgets files of contacts after a day, and refused rows of them after a week", _forget_imports
    ),
    "exports": Sweep(HOURLY, "removes the files of exports a day after they were written", _forget_exports),
    "ledger": Sweep(HOURLY, "adds up the changes of a program and day in the ledger of the trackers", _compact_ledger),
    "notices": Sweep(HOURLY, "writes the notices of deadlines, grace periods and expiry that came due", _remind),
    "events": Sweep(HOURLY, "writes to whoever is registered for an event of tomorrow", _remind_of_events),
    "waitlists": Sweep(OFTEN, "offers seats that came free to whoever waits for one", _serve_waitlists),
    "digest": Sweep(HOURLY, "writes to staff what waits, once a day and account", _digest),
    "emails": Sweep(HOURLY, "forgets addresses that were not confirmed in three days", _forget_emails),
    "sessions": Sweep(DAILY, "forgets the sessions that are over", _forget_sessions),
    "answers": Sweep(HOURLY, "forgets what the API answered under an Idempotency-Key a day ago", _forget_answers),
    "files": Sweep(DAILY, "removes stored contents that no file names any more, after a day", _remove_strays),
    "tasks": Sweep(DAILY, "forgets tasks that ended a week ago, failed ones after a month", _prune_tasks),
    "slots": Sweep(DAILY, "forgets which worker did what was due a month ago", _prune_slots),
    "workers": Sweep(HOURLY, "forgets workers that were not seen for a day", _prune_workers),
}
