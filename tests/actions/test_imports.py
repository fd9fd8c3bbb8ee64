"""Is a file brought in row by row, once, and is nothing of it kept for longer than it must?

The two at once are real threads with connections of their own, on both databases.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import enrollments, erasure, imports, jobs, sweeps
from conferral.documents.uploaded_rows import Uploaded, uploaded
from conferral.models import (
    Account,
    Completion,
    Contact,
    Enrollment,
    Event,
    ImportFile,
    ImportRow,
    Job,
    JobItem,
    Message,
)
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.importing import ImportKind
from conferral.rules.jobs import AT_ONCE, CHUNK
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once
from tests.conftest import NOW

HEAD = "member_number,last_name,email\n"
MANY = CHUNK + 50
"""More than one chunk."""

TAKEN_FOR = ("member_number", "last_name", "email")


def kept(by: Actor, rows: str, *, at: datetime = NOW) -> ImportFile:
    read = uploaded(ImportKind.CONTACTS, (HEAD + rows).encode(), "people.csv")
    assert isinstance(read, Uploaded)
    return imports.keep(kind=ImportKind.CONTACTS, name="people.csv", uploaded=read, by=by, at=at)


def begun(upload: ImportFile, by: Actor, *, at: datetime = NOW) -> Job:
    return imports.begin(upload=upload.key, taken_for=TAKEN_FOR, by=by, at=at)


def many(count: int) -> str:
    return "".join(f"N-{number},Last {number},n{number}@example.org\n" for number in range(count))


def outcomes(job: Job) -> list[str]:
    return list(job.items.order_by("place").values_list("code", flat=True))


@pytest.mark.django_db
def test_a_large_file_waits_for_a_worker_and_is_done_in_chunks_that_know_of_each_other() -> None:
    by = make.actor()
    upload = kept(by, many(MANY) + "N-3,Other,\nN-4,Last 4,n4@example.org\n")
    job = begun(upload, by)
    assert job.is_running
    assert not Contact.objects.exists()
    ended = jobs.run_here(job.key, at=NOW)
    assert (ended.done, ended.refused) == (MANY + 2, 2), "both rows of N-3, though they stand in two chunks"
    assert outcomes(ended)[3:5] == ["key_repeated", "created"]
    assert outcomes(ended)[-2:] == ["key_repeated", "unchanged"]
    assert Contact.objects.count() == MANY - 1
    assert Event.objects.filter(kind="contact.added", batch=job.key).count() == MANY - 1
    assert sorted(ImportRow.objects.kept().values_list("line", flat=True)) == [5, MANY + 2]


@pytest.mark.django_db
def test_a_chunk_takes_as_many_queries_for_many_rows_as_for_few() -> None:
    by = make.actor()

    def queries(rows: str) -> int:
        upload = kept(by, rows)
        with CaptureQueriesContext(connection) as asked:
            begun(upload, by)
        return len(asked)

    queries(many(200))
    assert queries(many(2).replace("Last", "Changed")) == queries(many(200).replace("Last", "Again"))


@pytest.mark.django_db
def test_whoever_lost_the_role_meanwhile_brings_nothing_in() -> None:
    by = make.actor()
    job = begun(kept(by, many(AT_ONCE + 1)), by)
    Account.objects.get(pk=by.account).groups.clear()
    ended = jobs.run_here(job.key, at=NOW)
    assert set(outcomes(ended)) == {"role_needed"}
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_what_is_not_there_not_theirs_or_not_of_that_shape_is_refused() -> None:
    by, other = make.actor(), make.actor(Role.SYSADMIN)
    upload = kept(by, many(1))
    for key, who, taken_for, code in (
        (uuid4(), by, TAKEN_FOR, "file_gone"),
        (upload.key, other, TAKEN_FOR, "file_gone"),
        (upload.key, by, TAKEN_FOR[:2], "file_gone"),
        (upload.key, by, ("", *TAKEN_FOR[1:]), "member_number_column_missing"),
    ):
        with pytest.raises(Refused) as no:
            imports.begin(upload=key, taken_for=taken_for, by=who, at=NOW)
        assert no.value.refusal.code == code
    with pytest.raises(Refused, match="whoever is signed in"):
        kept(COMMAND_LINE, many(1))
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_file_nobody_imports_goes_after_a_day_and_refused_rows_a_week_after_their_import() -> None:
    by = make.actor()
    left = kept(by, many(2), at=NOW - timedelta(days=1, seconds=1))
    fresh = kept(by, many(2), at=NOW - timedelta(hours=23))
    old = kept(by, "M-1,Ann,bad\nM-2,Bob,\n", at=NOW - timedelta(days=9))
    job = begun(old, by, at=NOW - timedelta(days=7, seconds=1))
    recent = kept(by, "M-3,Cat,bad\n", at=NOW - timedelta(days=8))
    begun(recent, by, at=NOW - timedelta(days=6))
    assert sweeps.sweep("imports", at=NOW) == 3
    assert set(ImportFile.objects.values_list("pk", flat=True)) == {fresh.pk, old.pk, recent.pk}
    assert not ImportRow.objects.filter(upload=left.pk).exists()
    assert not old.rows.all().kept().exists()
    assert outcomes(job) == ["email_malformed", "created"]
    assert not job.items.exclude(message="").exists(), "a sentence quotes the cell that it is about"
    assert recent.rows.all().kept().count() == 1
    assert sweeps.sweep("imports", at=NOW) == 0


@pytest.mark.django_db
def test_erasing_a_contact_erases_the_rows_about_them_and_nobody_elses() -> None:
    by = make.actor()
    ada = make.contact("M-1", email="ada@example.org")
    waiting = kept(by, "m-1 ,Byron,\nX,Other,ADA@example.org\nM-11,Left,mada@example.org\n")
    ended = begun(kept(by, "M-1,Byron,bad\nM-12,Alone,bad\n"), by)
    named = begun(kept(by, "M-13,Ada,ada@example.org\n"), by)
    erasure.erase(contact=ada.pk, reason="By letter.", by=COMMAND_LINE, at=NOW)
    assert [row.cells[0] for row in waiting.rows.all().kept()] == ["M-11"]
    told = JobItem.objects.filter(job=ended).order_by("place").values_list("message", flat=True)
    assert [bool(message) for message in told] == [False, True]
    assert outcomes(named) == ["created"]
    codes = outcomes(begun(waiting, by))
    assert codes == ["row_gone", "row_gone", "created"]


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_bring_each_contact_in_once() -> None:
    first, second = make.actor(), make.actor()
    rows = many(60)
    other_way = "".join(reversed(rows.splitlines(keepends=True)))
    uploads = ((kept(first, rows), first), (kept(second, other_way), second))
    ended = at_once([lambda upload=upload, by=by: begun(upload, by) for upload, by in uploads])
    assert [job.refused for job in ended] == [0, 0]
    assert Contact.objects.count() == 60
    assert Event.objects.filter(kind="contact.added").count() == 60
    codes = [code for job in ended for code in outcomes(job)]
    assert (codes.count("created"), codes.count("unchanged")) == (60, 60)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_job() -> None:
    by = make.actor()
    upload = kept(by, many(60))
    ended = at_once([lambda: begun(upload, by)] * 2)
    assert len({job.key for job in ended}) == 1
    assert Job.objects.get().done == 60
    assert Event.objects.filter(kind="contact.added").count() == 60


HISTORY = {
    ImportKind.ENROLLMENTS: ("member_number,program,enrolled_on\n", "N-{0},P,2024-03-01\n", "enrollment.enrolled"),
    ImportKind.COMPLETIONS: (
        "member_number,program,enrolled_on,requirement,completed_on\n",
        "N-{0},P,2024-03-01,EXAM,2024-04-01\n",
        "completion.recorded",
    ),
}


def history(kind: ImportKind, numbers: Iterable[int], by: Actor, *more: str) -> Job:
    """Keep a file of history and ask for its import, each column as what it is called."""
    head, row, _ = HISTORY[kind]
    contents = head + "".join(row.format(number) for number in numbers) + "".join(more)
    read = uploaded(kind, contents.encode(), "history.csv")
    assert isinstance(read, Uploaded)
    upload = imports.keep(kind=kind, name="history.csv", uploaded=read, by=by, at=NOW)
    return imports.begin(upload=upload.key, taken_for=read.names, by=by, at=NOW)


def people(count: int, *, enrolled: bool) -> None:
    """Let there be a program, and contacts, enrolled in it or not."""
    program = make.program("P")
    Contact.objects.bulk_create(Contact(member_number=f"N-{n}", last_name=f"Last {n}") for n in range(count))
    if enrolled:
        keys = list(Contact.objects.values_list("pk", flat=True))
        enrollments.enroll_many(
            contacts=keys,
            program=program,
            enrolled_on=date(2024, 3, 1),
            by=COMMAND_LINE,
            at=make.noon(date(2024, 3, 1)),
        )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HISTORY)
def test_history_comes_in_in_chunks_under_the_key_of_its_job_and_tells_nobody(kind) -> None:
    people(MANY, enrolled=kind is ImportKind.COMPLETIONS)
    messages = Message.objects.count()
    _, row, entry = HISTORY[kind]
    job = history(kind, range(MANY), make.actor(Role.SYSADMIN), row.format(3), row.format("ghost"))
    assert job.is_running
    ended = jobs.run_here(job.key, at=NOW)
    assert (ended.done, ended.refused) == (MANY + 2, 1)
    assert outcomes(ended)[-2:] == ["unchanged", "contact_unknown"], "of a row in the chunk before"
    assert Event.objects.filter(kind=entry, batch=job.key).count() == MANY
    assert Message.objects.count() == messages
    assert list(ImportRow.objects.kept().values_list("line", flat=True)) == [MANY + 3]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HISTORY)
def test_who_is_no_sysadmin_any_more_brings_no_history_in(kind) -> None:
    people(AT_ONCE + 1, enrolled=kind is ImportKind.COMPLETIONS)
    by = make.actor(Role.SYSADMIN)
    job = history(kind, range(AT_ONCE + 1), by)
    account = Account.objects.get(pk=by.account)
    account.groups.set([Group.objects.get(name=Role.ADMIN.label)])
    before = Event.objects.count()
    ended = jobs.run_here(job.key, at=NOW)
    assert set(outcomes(ended)) == {"role_needed"}
    assert Event.objects.count() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", HISTORY)
def test_two_imports_of_one_history_at_once_bring_each_row_in_once(kind) -> None:
    people(60, enrolled=kind is ImportKind.COMPLETIONS)
    first, second = make.actor(Role.SYSADMIN), make.actor(Role.SYSADMIN)
    ended = at_once([lambda: history(kind, range(60), first), lambda: history(kind, reversed(range(60)), second)])
    codes = [code for job in ended for code in outcomes(job)]
    assert (codes.count("created"), codes.count("unchanged")) == (60, 60)
    assert Event.objects.filter(kind=HISTORY[kind][2], batch__in=[job.key for job in ended]).count() == 60
    assert Enrollment.objects.count() == 60
    assert Completion.objects.count() == (60 if kind is ImportKind.COMPLETIONS else 0)
