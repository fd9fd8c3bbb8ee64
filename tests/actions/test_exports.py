"""Is the file of a long list whole and once, whatever happens to the worker, and does it leave when it should?"""

from __future__ import annotations

import csv
import io
import os
from datetime import UTC, date, datetime, timedelta
from tracemalloc import get_traced_memory, start, stop

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from python_calamine import CalamineWorkbook

from conferral.actions import exporting_jobs, exports, jobs, sweeps
from conferral.actions.erasure import erase
from conferral.actions.exports import Sheet
from conferral.actions.stray_files import remove_strays
from conferral.documents import contact_list
from conferral.documents.spreadsheet import csv_of
from conferral.models import Account, Contact, Event, Export, ExportPart, Job, JobItem
from conferral.rules.actors import Actor, Role
from conferral.rules.exporting import Listed
from conferral.rules.jobs import CHUNK
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once
from tests.uploaded import kept
from tests.working import work_off

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
HEAD = contact_list.EXPORTED
MANY = 2 * CHUNK + 10
ROWS = int(os.environ.get("EXPORTED", "4000"))
"""What is allowed of memory is enough for 20,000 too, whose rows alone would take four times that."""


@pytest.fixture(autouse=True)
def _on_a_disk(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Let a worker work, and do what is due once that is committed."""

    def work(most: int = 100) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return work_off(most)

    return work


def people(count: int = MANY) -> None:
    """Add contacts, the first of them with a formula for a name."""
    Contact.objects.bulk_create(
        Contact(
            member_number=f"N-{number}",
            first_name="=1+1" if number == 0 else "Zoë",
            last_name=f"Name {number}",
            email=f"n{number}@example.org",
            sort_name=f"name {number:06}",
        )
        for number in range(count)
    )


def asked(by: Actor | None = None, form: str = "csv", **said: object) -> Job:
    given = {"what": Listed.CONTACTS, "keys": contact_list.keys_exported(), "chosen": {}} | said
    return exports.ask(sheet=Sheet("List", HEAD, form), on=TODAY, by=by or make.actor(), at=AT, **given)  # type: ignore[arg-type]


def contents(job: Job) -> bytes:
    with default_storage.open(Export.objects.get(job=job).path) as file:
        return bytes(file.read())


def cells(file: io.BytesIO) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


def test_chunk_by_chunk_it_becomes_the_file_that_is_handed_out_at_once_byte_for_byte(committed) -> None:
    people()
    job = asked()
    assert committed() == 3
    job.refresh_from_db()
    assert (job.done, job.refused, job.is_complete) == (MANY, 0, True)
    assert contents(job) == b"".join(csv_of(HEAD, contact_list.exported()))
    assert b"'=1+1" in contents(job)
    assert kept() == {Export.objects.get().path}
    assert not ExportPart.objects.exists()


def test_the_log_says_once_that_it_is_taken_along_when_it_is_asked_for() -> None:
    people(3)
    job = asked(form="xlsx")
    work_off()
    entry = Event.objects.get(kind="list.exported")
    assert (entry.at, entry.account_id) == (AT, job.asked_by_id)
    assert entry.after == {"list": "contacts", "count": 3, "columns": list(HEAD), "form": "xlsx"}


def test_without_the_role_nothing_is_asked_for() -> None:
    people(3)
    with pytest.raises(Refused) as no:
        asked(make.actor(Role.NONE))
    assert no.value.refusal.code == "role_needed"
    assert not Job.objects.exists()


@pytest.mark.parametrize("place", [0, CHUNK, 2 * CHUNK])
def test_a_worker_killed_before_any_chunk_leaves_what_the_next_goes_on_with(place, committed) -> None:
    people()
    job = asked()
    committed(most=place // CHUNK)
    job.refresh_from_db()
    exporting_jobs.prepare(job, make.actor())  # and here it dies: what it kept is there, its chunk is not done
    Contact.objects.filter(member_number="N-1").update(first_name="Changed since")
    committed()
    job.refresh_from_db()
    rows = list(csv.DictReader(io.StringIO(contents(job).decode("utf-8-sig"))))
    assert [row["member_number"] for row in rows] == [f"N-{number}" for number in range(MANY)]
    assert rows[1]["first_name"] == "Zoë", "what was kept is not read a second time"
    assert (job.done, job.is_complete, kept()) == (MANY, True, {Export.objects.get().path})


def test_a_worker_that_was_only_slow_adds_nothing(django_capture_on_commit_callbacks) -> None:
    people(CHUNK + 1)
    job = asked()
    slow = Job.objects.get(pk=job.pk)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.run_here(job.key, at=AT)
    one, there = contents(job), kept()
    exporting_jobs.prepare(slow, make.actor())
    assert work_off() == 1
    assert (contents(job), kept()) == (one, there)


@pytest.mark.django_db(transaction=True)
def test_of_four_workers_at_once_there_is_one_file_and_nothing_else() -> None:
    people(CHUNK + 3)
    job = asked()
    at_once([lambda: jobs.run_here(job.key, at=AT)] * 4)
    job.refresh_from_db()
    assert (job.done, job.is_complete) == (CHUNK + 3, True)
    assert contents(job) == b"".join(csv_of(HEAD, contact_list.exported()))
    assert kept() == {Export.objects.get().path}


def test_who_is_gone_meanwhile_is_left_out_and_told_of() -> None:
    people(CHUNK + 3)
    job = asked()
    work_off(most=1)
    Contact.objects.filter(member_number=f"N-{CHUNK + 1}").delete()
    work_off()
    job.refresh_from_db()
    assert (job.done, job.refused) == (CHUNK + 3, 1)
    assert job.items.get(is_refused=True).code == "row_gone"
    assert contents(job).count(b"\r\n") == CHUNK + 3
    assert f"N-{CHUNK + 1},".encode() not in contents(job)


def test_whoever_loses_the_role_meanwhile_gets_no_file(committed) -> None:
    people(CHUNK + 3)
    sam = make.actor()
    job = asked(sam)
    committed(most=1)
    Account.objects.get(pk=sam.account).groups.clear()
    committed()
    job.refresh_from_db()
    assert (job.done, job.refused, job.is_complete) == (CHUNK + 3, 3, True)
    assert Export.objects.get().path == ""
    assert kept() == set()


@pytest.mark.parametrize("is_done", [True, False], ids=["done", "under way"])
def test_where_somebody_is_erased_no_file_is_left_that_may_hold_them(is_done, committed) -> None:
    people(CHUNK + 3)
    job = asked()
    committed(most=2 if is_done else 1)
    assert kept() != set()
    erase(contact=Contact.objects.get(member_number="N-1").pk, reason="By letter.", by=make.actor(Role.MANAGER), at=AT)
    committed()
    job.refresh_from_db()
    assert (job.is_complete, job.refused) == (True, 0 if is_done else 3)
    assert Export.objects.get().path == ""


def test_a_day_after_it_was_written_it_leaves_with_its_items_and_no_other_does() -> None:
    people(3)
    old, new = asked(), asked()
    for job, days in ((old, 1), (new, 0)):
        jobs.run_here(job.key, at=AT - timedelta(days=days, seconds=1))
    assert sweeps.sweep("exports", at=AT) == 1
    assert sweeps.sweep("exports", at=AT) == 0
    assert Export.objects.get(job=old).forgotten_at == AT
    assert set(JobItem.objects.values_list("job", flat=True)) == {new.pk}
    old.refresh_from_db()
    assert (old.done, old.total) == (3, 3)


def test_what_was_given_up_and_forgotten_ends_by_refusing_what_is_left() -> None:
    people(CHUNK + 3)
    sam = make.actor()
    job = asked(sam)
    work_off(most=1)
    Job.objects.filter(pk=job.pk).update(fault="It failed.", ended_at=AT - timedelta(days=2))
    sweeps.sweep("exports", at=AT)
    jobs.start_again(job=job.pk, by=sam)
    work_off()
    job.refresh_from_db()
    assert (job.done, job.refused, job.is_complete) == (CHUNK + 3, 3, True)
    assert set(job.items.filter(is_refused=True).values_list("code", flat=True)) == {"export_gone"}


def test_no_sweep_of_strays_takes_a_part_or_a_file_but_what_a_killed_worker_left(
    django_capture_on_commit_callbacks,
) -> None:
    people(CHUNK + 3)
    done, under_way = asked(), asked()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.run_here(done.key, at=AT)
    exporting_jobs.prepare(under_way, make.actor())
    stray = default_storage.save("exports/zz/left", ContentFile(b"Seen."))
    ours = kept()
    for path in ours:
        os.utime(default_storage.path(path), (0, 0))
    assert remove_strays(before=datetime.now(UTC)) == 1
    assert kept() == ours - {stray}


@pytest.mark.parametrize("count", [3, 40])
def test_a_chunk_takes_as_many_queries_however_many_rows_it_has(count, django_assert_num_queries) -> None:
    people(count)
    job = asked()
    with django_assert_num_queries(29):
        jobs.run_here(job.key, at=AT)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_memory_it_takes_does_not_grow_with_the_rows(form) -> None:
    people(ROWS)
    job = asked(form=form)
    start()
    try:
        before = get_traced_memory()[0]
        jobs.run_here(job.key, at=AT)
        assert get_traced_memory()[1] - before < 4 * 2**20
    finally:
        stop()
