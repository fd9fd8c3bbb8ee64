"""Does a job that looks ahead at a file find what a look at once finds, whatever happens to the worker?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import erasure, import_jobs, import_looks, imports, jobs, settling_keys, sweeps
from conferral.documents import imports as documents
from conferral.documents.import_looks import found
from conferral.documents.imports import DryRun
from conferral.documents.uploaded_rows import Uploaded, uploaded
from conferral.models import Account, Completion, Contact, Enrollment, Event, ImportFile, ImportRow, Job, Message
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.importing import ImportKind
from conferral.rules.outcomes import Kind
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once
from tests.conftest import NOW
from tests.working import work_off

pytestmark = pytest.mark.django_db
HEAD = "member_number,last_name,email\n"
TAKEN_FOR = ("member_number", "last_name", "email")
TODAY = date(2026, 3, 2)
STEP = 7


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch) -> None:
    monkeypatch.setattr(import_looks, "LOOKED_IN_A_STEP", STEP)


def kept(by: Actor, contents: str, kind: ImportKind = ImportKind.CONTACTS) -> ImportFile:
    read = uploaded(kind, contents.encode(), "rows.csv")
    assert isinstance(read, Uploaded)
    return imports.keep(kind=kind, name="rows.csv", uploaded=read, by=by, at=NOW)


def asked(upload: ImportFile, by: Actor, taken_for: tuple[str, ...] = TAKEN_FOR) -> Job:
    return import_looks.ask(upload=upload.key, taken_for=taken_for, by=by, at=NOW)


def looked(upload: ImportFile, by: Actor, taken_for: tuple[str, ...] = TAKEN_FOR) -> DryRun:
    """Let a job look at a file to its end, and say what was found."""
    job = jobs.run_here(asked(upload, by, taken_for).key, at=NOW)
    assert (job.done, job.refused) == (job.total, 0)
    upload.refresh_from_db()
    return found(upload, TODAY)


def people(count: int) -> str:
    return "".join(f"N-{number},Last {number},n{number}@example.org\n" for number in range(count))


def mixed() -> str:
    """Return rows of every outcome, whose keys and emails meet across the steps."""
    make.contact("C-1", "Ada", "Byron", email="ada.byron@example.org")
    make.contact("C-2", "Grace", "Hopper", email="grace@example.org")
    make.contact("C-3", "Mary", "Ross", email="mary@example.org")
    return (
        HEAD
        + "C-1,Lovelace,new@example.org\nT-1,Same,t1@example.org\nT-2,One,\nF-1,Ross,family@example.org\n"
        + people(2 * STEP)
        + "C-2,Hopper,\nX-1,Bad,nobody\nX-2,few\n,None,\n"
        + "T-1,Same,t1@example.org\nT-2,Two,\nF-2,Ross,FAMILY@example.org\n"
        + "W-1,Free again,ada.byron@example.org\nW-2,Taken,new@example.org\nW-3,Known,mary@example.org\n"
        + "F-3,Ross,family@example.org\n"
    )


def test_a_look_in_steps_finds_what_a_look_at_once_finds() -> None:
    by = make.actor()
    upload = kept(by, mixed())
    at_once_found = documents.dry_run(upload, TAKEN_FOR, TODAY)
    assert {str(kind): count for kind, count in at_once_found.counts.items()} == {
        "created": 2 * STEP + 7, "updated": 1, "unchanged": 2, "refused": 5
    }  # fmt: skip
    assert at_once_found.warned == 4
    before = Event.objects.count(), Contact.objects.count()
    assert looked(upload, by) == at_once_found
    assert (Event.objects.count(), Contact.objects.count()) == before


HISTORY = {
    ImportKind.ENROLLMENTS: (
        ("member_number", "program", "enrolled_on", "expires_on"),
        ["C-1,P,2025-03-01,2030-01-01", "C-1,P,2020-01-01,", "ghost,P,2025-03-01,", "C-2,NOPE,2025-03-01,"],
    ),
    ImportKind.COMPLETIONS: (
        ("member_number", "program", "enrolled_on", "requirement", "completed_on"),
        ["C-1,P,2025-03-01,EXAM,2025-04-01", "C-1,P,2025-03-01,NOPE,2025-04-01", "ghost,P,2025-03-01,EXAM,2025-04-01"],
    ),
}


@pytest.mark.parametrize("kind", HISTORY)
def test_so_it_does_of_history(kind) -> None:
    contact = make.contact("C-1", "Ada", "Byron")
    make.enrollment(contact, make.program("P"), date(2025, 3, 1))
    by = make.actor(Role.SYSADMIN)
    names, rows = HISTORY[kind]
    more = [row.replace("C-1", f"G-{number}") for number in range(2 * STEP) for row in rows[:1]]
    upload = kept(by, "\n".join([",".join(names), *rows, *more, rows[0], rows[0].replace("2025-04", "2025-05")]), kind)
    expected = documents.dry_run(upload, names, TODAY)
    assert len({count for count in expected.counts.values() if count}) > 1
    assert looked(upload, by, names) == expected
    assert (Enrollment.objects.count(), Completion.objects.count(), Message.objects.count()) == (1, 0, 1)


def test_what_is_kept_of_a_look_is_figures_and_lines_alone() -> None:
    by = make.actor()
    upload = kept(by, mixed())
    looked(upload, by)
    assert set(upload.looked) == {"taken_for", "counts", "warned", "lines"}
    assert {type(line) for lines in upload.looked["lines"].values() for line in lines} == {int}
    assert {type(count) for count in upload.looked["counts"].values()} == {int}


def test_whoever_is_erased_is_not_told_any_more_and_leaves_no_mark() -> None:
    by = make.actor()
    upload = kept(by, mixed())
    before = looked(upload, by)
    assert "Byron" in str(before) or "Lovelace" in str(before)
    erasure.erase(contact=Contact.objects.get(member_number="C-1").pk, reason="By letter.", by=COMMAND_LINE, at=NOW)
    upload.refresh_from_db()
    after = found(upload, TODAY)
    assert "Lovelace" not in str(after)
    assert "ada.byron@example.org" not in str(after)
    assert after.counts == before.counts, "the figures are of when it was looked at"
    gone = ImportRow.objects.filter(given="")
    assert gone.count() == 2
    assert not gone.exclude(email_mark=None).exists()


def test_another_choice_of_columns_is_another_look_and_the_first_keeps_nothing_more() -> None:
    by = make.actor()
    upload = kept(by, HEAD + people(2 * STEP))
    first = asked(upload, by)
    assert asked(upload, by).key == first.key, "asked twice it is one"
    second = asked(upload, by, ("member_number", "last_name", ""))
    assert second.key != first.key
    assert jobs.run_here(first.key, at=NOW).refused == 2
    upload.refresh_from_db()
    assert sum(upload.looked["counts"].values()) == 0
    assert jobs.run_here(second.key, at=NOW).refused == 0
    upload.refresh_from_db()
    assert found(upload, TODAY).counts[Kind.CREATED] == 2 * STEP
    assert asked(upload, by, ("member_number", "last_name", "")).key != second.key, "at its end it is asked anew"


def test_an_import_ends_the_look_and_settles_by_its_own_columns() -> None:
    by = make.actor()
    upload = kept(by, HEAD + "A-1,One,x@example.org\nA-1,One,y@example.org\n")
    looked(upload, by)
    assert list(upload.rows.values_list("code", flat=True)) == ["key_repeated"] * 2
    waiting = asked(upload, by)
    job = imports.begin(upload=upload.key, taken_for=("member_number", "last_name", ""), by=by, at=NOW)
    assert list(job.items.order_by("place").values_list("code", flat=True)) == ["created", "unchanged"]
    assert jobs.run_here(waiting.key, at=NOW).refused == 1
    with pytest.raises(Refused, match="not kept any more"):
        asked(upload, by)


def test_who_may_not_import_any_more_sees_nothing() -> None:
    by = make.actor()
    upload = kept(by, HEAD + people(STEP + 1))
    job = asked(upload, by)
    Account.objects.get(pk=by.account).groups.clear()
    ended = jobs.run_here(job.key, at=NOW)
    assert set(ended.items.values_list("code", flat=True)) == {"role_needed"}
    upload.refresh_from_db()
    assert sum(upload.looked["counts"].values()) == 0


def test_what_is_not_there_not_theirs_or_not_of_that_shape_is_refused() -> None:
    by, other = make.actor(), make.actor(Role.SYSADMIN)
    upload = kept(by, HEAD + people(1))
    for key, who, taken_for, code in (
        (uuid4(), by, TAKEN_FOR, "file_gone"),
        (upload.key, other, TAKEN_FOR, "file_gone"),
        (upload.key, by, TAKEN_FOR[:2], "file_gone"),
        (upload.key, by, ("", *TAKEN_FOR[1:]), "member_number_column_missing"),
    ):
        with pytest.raises(Refused) as no:
            import_looks.ask(upload=key, taken_for=taken_for, by=who, at=NOW)
        assert no.value.refusal.code == code
    assert not Job.objects.exists()


def test_what_was_found_is_forgotten_with_the_file() -> None:
    by = make.actor()
    upload = kept(by, HEAD + people(STEP + 1))
    waiting = asked(upload, by)
    ImportFile.objects.update(uploaded_at=NOW - timedelta(days=2))
    assert sweeps.sweep("imports", at=NOW) == STEP + 1
    assert not ImportFile.objects.exists()
    assert jobs.run_here(waiting.key, at=NOW).refused == 2


@pytest.mark.parametrize("at", ["begin", "look"])
def test_a_worker_that_dies_while_keys_are_settled_is_followed_by_one_that_settles_all(at, monkeypatch) -> None:
    """It dies after some slices were written; the next writes what is missing, and what is there stays as it is."""
    by = make.actor()
    rows = people(2_500)
    upload = kept(by, HEAD + rows + rows)
    written = settling_keys._written
    slices: list[int] = []

    def dying(rows: list[tuple[int, str, str]], is_still_asked: Callable[[], bool]) -> bool:
        if len(slices) == 1:
            raise SystemExit
        slices.append(len(rows))
        return written(rows, is_still_asked)

    job = asked(upload, by) if at == "look" else imports.begin(upload=upload.key, taken_for=TAKEN_FOR, by=by, at=NOW)
    monkeypatch.setattr(settling_keys, "_written", dying)
    with pytest.raises(SystemExit):
        jobs.run_here(job.key, at=NOW)
    half = ImportRow.objects.filter(code="repeated").count()
    assert 0 < half < 2_500
    monkeypatch.setattr(settling_keys, "_written", written)
    assert work_off(most=1) == 1
    assert ImportRow.objects.filter(code="repeated").count() == 2_500
    job.refresh_from_db()
    assert job.done > 0


def test_whoever_settles_too_late_settles_nothing() -> None:
    """A second worker had the file in hand, and read rows of which some had come in meanwhile."""
    by = make.actor()
    upload = kept(by, HEAD + people(600) + people(600))
    imports.begin(upload=upload.key, taken_for=TAKEN_FOR, by=by, at=NOW)
    # As it was read before the first chunk.
    late = Job.objects.select_related("asked_by").get()
    assert work_off(most=1) == 1
    assert late.done == 0
    import_jobs.prepare(late, by)
    assert ImportRow.objects.filter(code="repeated").count() == 600


def test_a_step_takes_as_many_queries_for_many_rows_as_for_few(monkeypatch) -> None:
    by = make.actor()

    def queries(count: int) -> int:
        monkeypatch.setattr(import_looks, "LOOKED_IN_A_STEP", 1000)
        upload = kept(by, HEAD + people(count))
        with CaptureQueriesContext(connection) as asked_for:
            looked(upload, by)
        return len(asked_for)

    queries(2)
    assert queries(3) == queries(900)


def test_asking_takes_as_many_queries_for_many_rows_as_for_few() -> None:
    by = make.actor()

    def queries(count: int) -> int:
        upload = kept(by, HEAD + people(count))
        with CaptureQueriesContext(connection) as asked_for:
            job = imports.begin(upload=upload.key, taken_for=TAKEN_FOR, by=by, at=NOW)
        assert job.total == count
        assert list(job.items.order_by("place").values_list("subject", flat=True)) == list(
            upload.rows.order_by("line").values_list("pk", flat=True)
        )
        return len(asked_for)

    assert queries(300) == queries(3_000)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_look() -> None:
    by = make.actor()
    upload = kept(by, HEAD + people(STEP * 3))
    ended = at_once([lambda: asked(upload, by)] * 2)
    assert len({job.key for job in ended}) == 1
    assert Job.objects.get().total == 3
