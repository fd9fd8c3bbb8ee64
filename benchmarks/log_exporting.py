"""What does the log cost as a file that a job writes, beside the same file handed out at once, and in memory? As JSON.

    .venv/bin/python -m benchmarks.log_export 200000    # on a new database of either kind

Whoever asks is of the staff: what the log tells of accounts is left out, and looked at nevertheless.
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402 - Django is to be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import override_settings  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from benchmarks.program_page import STORAGES  # noqa: E402
from conferral import clock  # noqa: E402
from conferral.actions import exports, jobs  # noqa: E402
from conferral.documents.log import so_far  # noqa: E402
from conferral.documents.log_file import HEADS, lines, slices_of  # noqa: E402
from conferral.documents.log_meant import entries_of, said  # noqa: E402
from conferral.documents.log_search import Search  # noqa: E402
from conferral.documents.spreadsheet import Format, csv_of, xlsx_of  # noqa: E402
from conferral.models import Account, Contact, Event, ExportPart, Job  # noqa: E402
from conferral.rules.actors import Actor, Role  # noqa: E402
from conferral.rules.exporting import Listed  # noqa: E402

DISK = "django.core.files.storage.FileSystemStorage"
MEGABYTE = 1024 * 1024
PEOPLE = 5_000
KINDS = (*("enrollment.enrolled", "completion.recorded", "contact.added") * 33, "account.invited")


def main(entries: int) -> list[dict[str, Any]]:
    """Return what each step took: seconds, and megabytes of Python's at most where it was gone through again."""
    call_command("migrate", verbosity=0)
    fill(entries)
    sam = Account.objects.create(username="sam")
    sam.groups.add(Group.objects.get(name=Role.STAFF.label))
    by = sam.as_actor(clock.today())
    with tempfile.TemporaryDirectory(prefix="conferral-bench-") as folder:
        disk = {**STORAGES, "default": {"BACKEND": DISK, "OPTIONS": {"location": folder}}}
        with override_settings(STORAGES=disk):
            return [row for form in Format for row in measured(form, by)]


def fill(entries: int) -> None:
    """Write so many entries about some thousands of people, one a second, and take statistics."""
    Contact.objects.bulk_create(
        Contact(member_number=f"M-{number}", first_name="Ada", last_name=f"L{number}", sort_name=f"l{number} ada")
        for number in range(PEOPLE)
    )
    contacts = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
    now = clock.now()
    rows = (
        Event(
            at=now - timedelta(seconds=number), actor="x", kind=KINDS[number % len(KINDS)], batch=uuid4(),
            contact_id=contacts[number % PEOPLE], reason="As the letter of last week asked for.",
            after={"enrolled_on": "2026-03-02", "expires_on": "2027-03-02", "note": "Kept as it was written."},
        )
        for number in range(entries)
    )  # fmt: skip
    while some := [row for row, _ in zip(rows, range(5_000), strict=False)]:
        Event.objects.bulk_create(some)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measured(form: Format, by: Actor) -> Iterator[dict[str, Any]]:
    """Yield what it takes to hand the log out at once, to ask for it as a job, and to write it."""
    yield _row(f"{form}: at once", lambda: at_once(form, by))
    yield _row(f"{form}: asked for", lambda: asked(form, by))
    job = Job.objects.latest("pk")
    began = time.perf_counter()
    one = jobs.run_here(job.key, at=clock.now())
    rows = {"items": one.total, "refused": one.refused, "parts_left": ExportPart.objects.count()}
    yield {"what": f"{form}: written", "seconds": time.perf_counter() - began, **rows}
    again = asked(form, by)
    tracemalloc.start()
    jobs.run_here(again.key, at=clock.now())
    yield {"what": f"{form}: written, in memory", "megabytes": tracemalloc.get_traced_memory()[1] / MEGABYTE}
    tracemalloc.stop()


def at_once(form: Format, by: Actor) -> int:
    """Make the file as the page would, and count its bytes."""
    rows = lines(entries_of(so_far(Search(), by=by)))
    if form is Format.CSV:
        return sum(len(part) for part in csv_of(HEADS, rows))
    with xlsx_of(HEADS, rows) as file:
        return len(file.read())


def asked(form: Format, by: Actor) -> Job:
    """Ask for the log as the page does."""
    meant = so_far(Search(), by=by)
    entries = entries_of(meant)
    sheet = exports.Sheet("log", HEADS, form)
    job = exports.ask(
        what=Listed.LOG, sheet=sheet, on=clock.today(), keys=slices_of(entries), chosen=said(meant), by=by,
        at=clock.now(), count=entries.count(),
    )  # fmt: skip
    DBTaskResult.objects.all().delete()
    return job


def _row(what: str, work: Callable[[], object]) -> dict[str, Any]:
    began = time.perf_counter()
    work()
    return {"what": what, "seconds": time.perf_counter() - began}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
