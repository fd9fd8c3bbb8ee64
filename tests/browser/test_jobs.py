"""Can staff test a whole program for completion, leave a job that runs, come back to it and start it again?"""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from conferral.actions import enrollments, jobs
from conferral.models import Account, Enrollment, Job
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import CHUNK, Item, fault_after
from tests import make
from tests.browser.hands import in_every_way, staff, with_and_without_javascript
from tests.conftest import NOW, TODAY
from tests.web.staff.crowd import crowd
from tests.working import work_off

PROGRAM = "/staff/certification/enrollments/programs/EMT-R/"


@in_every_way
def test_for_completion_of_a_whole_program(page, signed_in, site, axe, way):
    """Of everybody in a program: who met the requirements, who is one step away, what the others are missing."""
    crowd()
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("By program")
    hands.press(hands.link("Emergency care"))
    hands.press(hands.button("Test for completion"))

    hands.arrives("Test for completion")
    hands.reads("5 of 5", "Requirements met on 20 January 2026: Awaiting approval.")
    hands.press(hands.link("One step away 1"))
    expect(hands.page.locator("tbody tr")).to_have_count(1)
    hands.reads("Exam (EXAM) is not complete: No Status.")
    hands.press(hands.link("More is missing 3"))
    expect(hands.page.locator("tbody tr")).to_have_count(3)
    if way.javascript:
        axe(hands.page)
    hands.back()
    expect(hands.page.locator("tbody tr")).to_have_count(1)
    hands.press(hands.link("Dmitri Ångström"))
    hands.arrives("Dmitri Ångström")


@with_and_without_javascript
def test_a_job_that_runs_can_be_left_and_come_back_to(page, signed_in, site, way):
    program = crowd()
    people = [make.contact().pk for _ in range(CHUNK + 1)]
    enrollments.enroll_many(contacts=people, program=program, enrolled_on=date(2026, 3, 1), by=COMMAND_LINE, at=NOW)
    hands = staff(page, signed_in, way)
    hands.goto(PROGRAM)
    hands.press(hands.button("Test for completion"))
    hands.arrives("Test for completion")
    hands.reads("Waiting", f"0 of {CHUNK + 6}")

    work_off(most=1)
    if not way.javascript:
        hands.press(hands.link("Look again"))
    hands.reads("Running", f"{CHUNK} of {CHUNK + 6}")
    expect(hands.page.get_by_role("progressbar")).to_have_attribute("value", str(CHUNK))

    hands.menu("By program")
    hands.arrives("By program")
    hands.menu("Jobs")
    hands.arrives("Jobs")
    hands.reads("Running", f"{CHUNK} of {CHUNK + 6}")
    hands.press(hands.link("Test for completion"))
    hands.arrives("Test for completion")
    work_off()
    if not way.javascript:
        hands.press(hands.link("Look again"))
    hands.reads("Done", f"{CHUNK + 6} of {CHUNK + 6}", "More is missing")
    expect(hands.link("Look again")).to_have_count(0)
    hands.press(hands.link("Next →"))
    expect(hands.link("← Previous")).to_be_visible()


@in_every_way
def test_to_start_again_a_job_that_was_given_up(page, signed_in, site, way):
    program = crowd()
    hands = staff(page, signed_in, way)
    hands.goto(PROGRAM)
    asker = Account.objects.latest("pk")
    items = [Item(pk) for pk in Enrollment.objects.filter(program=program, earned_on=None).values_list("pk", flat=True)]
    job = jobs.ask(kind="program.test", items=items, program=program.pk, by=asker.as_actor(TODAY), at=NOW)
    Job.objects.filter(pk=job.pk).update(fault=fault_after(3, by_fault=True, done=0, total=len(items)), ended_at=NOW)
    hands.goto("/staff/jobs/")
    hands.reads("Given up")
    hands.press(hands.link("Test for completion"))
    hands.reads("It failed 3 times at the same place, after 0 of 6, and was given up.")
    hands.press(hands.button("Start again"))
    hands.arrives("Test for completion")
    hands.reads("Waiting", "0 of 6")
    assert Job.objects.get().is_running
