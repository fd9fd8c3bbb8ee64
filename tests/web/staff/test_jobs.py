"""Do the pages of jobs say how far each is and what became of each item, and can a program be tested for completion?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import jobs, workers
from conferral.models import Job, JobItem
from conferral.rules import jobs as rules
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.jobs import CHUNK, Item
from tests import make
from tests.conftest import NOW, TODAY
from tests.web.signed_in import link, links, said, signed_in
from tests.web.staff.crowd import crowd
from tests.working import work_off

pytestmark = pytest.mark.django_db

LIST = "/staff/jobs/"
PROGRAM = "/staff/certification/enrollments/programs/EMT-R/"


def page_of(job: Job) -> str:
    return reverse("staff:job", args=[job.key])


@zeal_ignore()
def asked(count: int = 3, by=COMMAND_LINE, **more) -> Job:
    """Ask for a test of enrollments that are not there."""
    items = [Item(number) for number in range(10**6, 10**6 + count)]
    return jobs.ask(kind="program.test", items=items, by=by, at=more.pop("at", NOW), **more)


def given_up(by=COMMAND_LINE) -> Job:
    job = asked(by=by)
    Job.objects.filter(pk=job.pk).update(
        fault=rules.fault_after(3, by_fault=True, done=0, total=3), ended_at=NOW, attempts=3
    )
    return job


def outcomes(answer) -> list[str]:
    return [words for words, address in links(answer) if "outcome=" in address or words.startswith("All")]


# Test for completion


def test_a_program_is_tested_and_everybody_is_told_apart_by_what_is_missing(staff):
    crowd()
    answer = staff.post(f"{PROGRAM}test/", follow=True)
    text = said(answer)
    assert "Test for completion EMT-R · asked for by staff-0" in text
    assert "Done 5 of 5" in text
    assert outcomes(answer) == ["All 5", "Requirements met 1", "One step away 1", "More is missing 3"]
    assert "Fatoumata Keïta EMT-6 Requirements met Requirements met on 20 January 2026: Awaiting approval." in text
    assert "Dmitri Ångström EMT-4 One step away Exam (EXAM) is not complete: No Status." in text
    assert "Course (COURSE) is not complete: No Status. Exam (EXAM) is not complete: No Status." in text
    assert "Expired since" in text
    assert "Amina" not in text, "what is earned is not tested"


def test_everyone_who_is_one_step_away_is_listed_alone(staff):
    crowd()
    answer = staff.post(f"{PROGRAM}test/", follow=True)
    alone = staff.get(link(answer, "One step away 1"))
    assert [words for words, address in links(alone) if "/enrollments/" in address and "EMT-R" not in address] == [
        "Dmitri Ångström"
    ]


def test_who_was_tested_leads_to_the_enrollment_and_the_test_back_to_the_program(staff):
    crowd()
    answer = staff.post(f"{PROGRAM}test/", follow=True)
    assert staff.get(link(answer, "Dmitri Ångström")).status_code == 200
    assert link(answer, "To the program") == PROGRAM
    assert b"Test again" in answer.content


def test_where_nobody_is_left_to_test_it_is_said_and_there_is_no_job(staff):
    make.program("EMPTY")
    answer = staff.post("/staff/certification/enrollments/programs/EMPTY/test/", follow=True)
    assert "There is nobody to test" in said(answer)
    assert not Job.objects.exists()


def test_more_than_a_chunk_waits_for_a_worker(staff):
    program = crowd()
    make_many(program)
    answer = staff.post(f"{PROGRAM}test/", follow=True)
    assert f"Waiting 0 of {CHUNK + 6}" in said(answer)
    with zeal_ignore():
        work_off()
    assert f"Done {CHUNK + 6} of {CHUNK + 6}" in said(staff.get(answer.request["PATH_INFO"]))


@zeal_ignore()
def make_many(program) -> None:
    from conferral.actions import enrollments

    people = [make.contact().pk for _ in range(CHUNK + 1)]
    enrollments.enroll_many(contacts=people, program=program, enrolled_on=date(2026, 3, 1), by=COMMAND_LINE, at=NOW)


# A job


def test_while_it_runs_it_says_how_far_it_is_asks_again_by_itself_and_has_a_link_for_it(staff):
    job = asked(2 * CHUNK)
    with zeal_ignore():
        work_off(most=1)
    answer = staff.get(page_of(job))
    assert f"Running {CHUNK} of {2 * CHUNK:,} · {CHUNK} refused" in said(answer)
    assert f'<progress max="{2 * CHUNK}" value="{CHUNK}"' in answer.content.decode()
    assert f'hx-get="{page_of(job)}" hx-trigger="every 2s"' in answer.content.decode()
    assert link(answer, "Look again") == page_of(job)
    assert not outcomes(answer)


def test_htmx_gets_the_progress_alone_and_asks_no_more_once_it_has_ended(staff):
    job = asked()
    part = staff.get(page_of(job), headers={"HX-Request": "true", "HX-Target": "progress"}).content.decode()
    assert "<h1>" not in part
    assert "hx-trigger" in part
    jobs.run_here(job.key, at=NOW)
    part = staff.get(page_of(job), headers={"HX-Request": "true", "HX-Target": "progress"}).content.decode()
    assert "hx-trigger" not in part


def test_without_a_worker_it_says_that_it_waits_for_one(staff):
    job = asked()
    assert "No worker gave a sign of life lately." in said(staff.get(page_of(job)))
    workers.seen(name="one", at=NOW - timedelta(seconds=20))
    assert "No worker" not in said(staff.get(page_of(job)))


def test_refusals_are_listed_with_their_sentences(staff):
    answer = staff.get(page_of(jobs.run_here(asked().key, at=NOW)))
    assert outcomes(answer) == ["All 3", "Refused 3"]
    assert "not there any more Refused This enrollment is not there any more." in said(answer)


def test_a_filter_that_is_none_shows_all(staff):
    job = jobs.run_here(asked().key, at=NOW)
    assert "Refused" in said(staff.get(f"{page_of(job)}?outcome=nonsense&after=nonsense"))


def test_what_was_given_up_says_why_and_is_started_again(staff):
    job = given_up(by=staff.account.as_actor(TODAY))
    answer = staff.get(page_of(job))
    assert "Given up 0 of 3" in said(answer)
    assert "It failed 3 times at the same place" in said(answer)
    assert outcomes(answer) == ["All 3", "Not done 3"]
    answer = staff.post(f"{page_of(job)}start/", follow=True)
    assert "Waiting 0 of 3" in said(answer)


def test_another_of_the_staff_is_told_who_may_start_it_again_and_a_manager_may(staff):
    job = given_up(by=make.actor())
    answer = staff.get(page_of(job))
    assert "Only a Certification Manager or a higher level may start another's job again." in said(answer)
    assert "/start/" not in answer.content.decode()
    assert f"{page_of(job)}start/" in signed_in(Role.MANAGER).get(page_of(job)).content.decode()


def test_a_kind_that_is_known_no_more_is_called_by_its_code(staff):
    job = jobs.run_here(asked().key, at=NOW)
    Job.objects.update(kind="of.old")
    JobItem.objects.update(is_refused=False, code="as_told")
    Job.objects.update(refused=0)
    answer = staff.get(page_of(job))
    assert "of.old" in said(answer)
    assert "as_told" in said(answer)


def test_a_job_that_is_not_there_is_not_found(staff):
    assert staff.get("/staff/jobs/6e3f0d3c-7f37-4e51-9c0b-3f5d0e8f4a11/").status_code == 404


# The list


def test_the_latest_jobs_stand_first_with_whose_they_are_and_how_far(staff):
    ada = make.actor(contact=make.contact())
    jobs.run_here(asked(at=NOW - timedelta(days=1)).key, at=NOW)
    asked(by=ada, program=make.program("P").pk)
    text = said(staff.get(LIST))
    assert "Test for completion P Waiting 0 of 3 Ada Lovelace 2 Mar 2026, 09:30" in text
    assert "Test for completion Done 3 of 3 · 3 refused the command line 1 Mar 2026, 09:30" in text
    assert text.index("Waiting") < text.index("Done")


def test_where_there_is_none_the_list_says_what_would_be_one(staff):
    assert "Nothing was done in the background yet." in said(staff.get(LIST))


def test_the_list_goes_on_page_by_page(staff):
    for number in range(51):
        asked(1, at=NOW - timedelta(minutes=number))
    first = staff.get(LIST)
    second = staff.get(link(first, "Next →"))
    rows = [len([1 for words, _ in links(page) if words == "Test for completion"]) for page in (first, second)]
    assert rows == [50, 1]
    assert link(second, "← Previous")


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_takes_as_many_queries_for_many_as_for_few(staff, count, django_assert_num_queries):
    for _ in range(count):
        asked(1, by=COMMAND_LINE)
    with django_assert_num_queries(4):  # session, account, page, what waits
        staff.get(LIST)


@pytest.mark.parametrize("count", [1, 60])
def test_a_job_takes_as_many_queries_for_many_items_as_for_few(staff, count, django_assert_num_queries):
    program = make.program()
    with zeal_ignore():
        items = [Item(make.enrollment(into=program).pk) for _ in range(count)]
        job = jobs.ask(kind="program.test", items=items, by=COMMAND_LINE, at=NOW, program=program.pk)
        jobs.run_here(job.key, at=NOW)
    with django_assert_num_queries(7):  # session, account, job, outcomes, items, their subjects, what waits
        staff.get(page_of(job))
