"""Is every list a job from one row more on than is handed out at once, and is its file the same one, for whoever may?"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import exporting_jobs
from conferral.actions.erasure import erase
from conferral.documents.rows_by_key import rows_by_key
from conferral.models import Account, Export, ExportPart, Job
from conferral.rules import exporting
from conferral.rules.actors import Role
from conferral.rules.exporting import Listed
from tests import make
from tests.conftest import NOW, TODAY
from tests.uploaded import kept
from tests.web.signed_in import said, signed_in
from tests.web.staff.every_list import Asked, as_a_job, cells, downloaded, export_of, lines_of, taken, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_chunks")]
VERSIONS = {Listed.ENROLLEES, Listed.PREVIEW, Listed.PROGRAM_COMPLETIONS}
EVERY = pytest.mark.parametrize("what", list(Listed))


def test_every_list_is_there_to_be_taken_along(lists) -> None:
    assert set(lists) == set(Listed)


@EVERY
def test_at_the_limit_it_is_handed_out_at_once_and_beyond_by_a_job_as_the_same_file(
    what, lists, admin, committed, monkeypatch
) -> None:
    asked = lists[what]
    at_once = {form: taken(admin, asked, form) for form in ("csv", "xlsx")}
    rows = lines_of(at_once["csv"])
    assert rows > 2, "a list of one chunk shows nothing"
    monkeypatch.setattr(exporting, "AT_ONCE", rows)
    assert taken(admin, asked) == at_once["csv"]
    assert not Export.objects.exists()

    monkeypatch.setattr(exporting, "AT_ONCE", rows - 1)
    for form in ("csv", "xlsx"):
        answer = admin.post(asked.address, {**asked.sent, "format": form})
        found = export_of(what)
        assert answer["Location"] == reverse("staff:job", args=[found.job.key])
        assert committed() > 1
        file = downloaded(admin, found)
        if form == "csv":
            assert file == at_once[form]
        else:
            assert cells(file) == cells(at_once[form])
        found.job.refresh_from_db()
        assert (found.job.refused, found.job.is_complete) == (0, True)
        assert found.job.total == (-(-rows // 3) if what is Listed.LOG else rows)
        found.delete()
    assert told_of(what) == 5
    assert not ExportPart.objects.exists()


@EVERY
def test_whoever_lost_the_role_before_the_job_gets_nothing_and_nothing_is_kept(
    what, lists, admin, committed, monkeypatch
) -> None:
    found = as_a_job(admin, what, lists[what], monkeypatch)
    Account.objects.get(pk=admin.account.pk).groups.clear()
    committed()
    job = Job.objects.get(pk=found.job_id)
    assert (job.refused, job.done, job.is_complete) == (job.total, job.total, True)
    assert set(job.items.values_list("code", flat=True)) == {"role_needed"}
    assert (export_of(what).path, kept()) == ("", set())


@EVERY
def test_after_a_worker_was_killed_within_a_chunk_the_next_one_makes_the_same_file(
    what, lists, admin, committed, monkeypatch
) -> None:
    at_once = taken(admin, lists[what])
    found = as_a_job(admin, what, lists[what], monkeypatch)
    committed(most=1)
    job = Job.objects.get(pk=found.job_id)
    by = Account.objects.get(pk=admin.account.pk).as_actor(TODAY)
    with zeal_ignore():
        exporting_jobs.prepare(job, by)  # and here it dies: what it kept is there, its chunk is not done
    assert ExportPart.objects.count() == 2
    committed()
    assert downloaded(admin, found) == at_once
    assert kept() == {export_of(what).path}


@EVERY
def test_where_anybody_is_erased_meanwhile_there_is_no_file(
    what, lists, admin, committed, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    found = as_a_job(admin, what, lists[what], monkeypatch)
    committed(most=1)
    with zeal_ignore(), django_capture_on_commit_callbacks(execute=True):
        erase(contact=make.contact().pk, reason="By letter.", by=make.actor(Role.MANAGER), at=NOW)
    committed()
    job = Job.objects.get(pk=found.job_id)
    assert (job.is_complete, job.refused > 0) == (True, True)
    assert (export_of(what).path, kept()) == ("", set())
    assert admin.get(reverse("staff:job-download", args=[job.key])).status_code == 404


@EVERY
def test_rows_are_read_in_as_many_queries_however_many_there_are(what, lists, admin, monkeypatch) -> None:
    job = as_a_job(admin, what, lists[what], monkeypatch).job
    of = exporting_jobs.listed(job, Account.objects.get(pk=admin.account.pk).as_actor(TODAY))
    keys = list(job.items.order_by("place").values_list("subject", flat=True))

    def asked(some: list[int]) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert len(list(rows_by_key(of, some).rows)) > 1
        return len(counted)

    few, many = asked(keys[-3:] if what is Listed.LOG else keys[:2]), asked(keys)
    # Two more for each version of which a definition is not kept, twelve at most for what entries are about.
    assert many <= few + (6 if what in VERSIONS else 9 if what is Listed.LOG else 0)


def test_what_of_the_log_a_level_does_not_see_is_not_in_its_file(lists, admin, committed, monkeypatch) -> None:
    asked = Asked(lists[Listed.LOG].address)
    staff = signed_in(Role.STAFF)
    files = []
    for browser in (staff, admin):
        Export.objects.all().delete()
        found = as_a_job(browser, Listed.LOG, asked, monkeypatch)
        committed()
        files.append(downloaded(browser, found))
    assert [file.count(b"account.invited") > 0 for file in files] == [False, True]
    assert all(file.count(b"enrollment.enrolled") > 0 for file in files)


def demoted(browser, role: Role) -> None:
    account = Account.objects.get(pk=browser.account.pk)
    account.groups.set([Group.objects.get_or_create(name=role.label)[0]])


def test_whoever_sees_less_of_the_log_by_now_gets_no_file_that_holds_more(lists, admin, committed, monkeypatch) -> None:
    found = as_a_job(admin, Listed.LOG, lists[Listed.LOG], monkeypatch)
    committed(most=1)
    demoted(admin, Role.STAFF)
    committed()
    job = Job.objects.get(pk=found.job_id)
    assert set(job.items.filter(is_refused=True).values_list("code", flat=True)) == {"log_sees_less"}
    assert (job.is_complete, export_of(Listed.LOG).path) == (True, "")


def test_nor_does_who_lost_the_level_once_the_file_was_written(lists, admin, committed, monkeypatch) -> None:
    found = as_a_job(admin, Listed.LOG, lists[Listed.LOG], monkeypatch)
    committed()
    assert lines_of(downloaded(admin, found)) > 0
    demoted(admin, Role.STAFF)
    assert admin.get(reverse("staff:job-download", args=[found.job.key])).status_code == 404
    assert "The file is there for whoever asked for it" in said(admin.get(reverse("staff:job", args=[found.job.key])))


def test_a_higher_level_meanwhile_adds_nothing_to_the_file(lists, admin, committed, monkeypatch) -> None:
    staff = signed_in(Role.STAFF)
    asked = Asked(lists[Listed.LOG].address)
    before = taken(staff, asked)
    assert b"account.invited" in taken(admin, asked)
    found = as_a_job(staff, Listed.LOG, asked, monkeypatch)
    demoted(staff, Role.ADMIN)
    committed()
    file = downloaded(staff, found)
    assert b"account.invited" not in file
    assert set(before.splitlines()) < set(file.splitlines()), "besides, what was exported meanwhile is told"
