"""Does a job move whoever was looked at to the version that was looked at, each once?"""

from __future__ import annotations

import uuid
from datetime import date

import pytest
import time_machine

from conferral.actions import enrollments, jobs
from conferral.actions.moving import How
from conferral.actions.moving_jobs import MOVE, arguments_of
from conferral.models import Contact, Enrollment, Event, Job, JobItem, Program
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.jobs import CHUNK, Item
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.moved import AT, ENROLLED, FIRST, SECOND, TODAY, agreed, of
from tests.working import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(db) -> Program:
    return make.program("P", FIRST)


def asked(contacts: list[int], program: Program, *, by=COMMAND_LINE, key=None, **how) -> Job:
    """Ask for the move of contacts, as **Move** does."""
    return jobs.ask_and_begin(
        kind=MOVE,
        items=[Item(contact) for contact in contacts],
        program=program.pk,
        by=by,
        at=AT,
        arguments=arguments_of(How(**{"keeps_dates": False, "version": 2, **how})),
        key=key,
    )


def became(job: Job) -> dict[str, str]:
    """Return what became of each contact, by member number."""
    numbers = dict(Contact.objects.values_list("pk", "member_number"))
    return {numbers[subject]: code for subject, code in JobItem.objects.filter(job=job).values_list("subject", "code")}


def enrolled(number: str, program: Program) -> int:
    return make.enrollment(make.contact(number, "Ada", "Byron"), program, ENROLLED).contact_id


def test_each_is_moved_or_refused_under_the_key_of_the_job(program) -> None:
    ada, cancelled = enrolled("A", program), enrolled("C", program)
    make.completion(of("A")[0], "COURSE", date(2025, 7, 1))
    enrollments.cancel(enrollment=of("C")[0].pk, by=COMMAND_LINE, at=AT)
    make.publish(program, SECOND)
    job = asked([ada, cancelled, make.contact("N").pk], program, keeps_dates=True)
    assert became(job) == {"A": "moved", "C": "not_enrolled", "N": "not_enrolled"}
    assert (job.is_complete, job.done, job.refused) == (True, 3, 2)
    old, new = of("A")
    assert (old.cancelled_on, new.version.number, new.enrolled_on) == (TODAY, 2, ENROLLED)
    assert new.completions.get().carried_from.enrollment_id == old.pk
    assert Event.objects.get(batch=job.key, kind="enrollment.moved").enrollment_id == new.pk
    agreed()


def test_more_than_a_chunk_is_moved_by_the_worker_chunk_by_chunk(program) -> None:
    everybody = [contact.pk for contact in (make.contact() for _ in range(CHUNK + 1))]
    enrollments.enroll_many(
        contacts=everybody, program=program, enrolled_on=ENROLLED, by=COMMAND_LINE, at=make.noon(ENROLLED)
    )
    make.publish(program, SECOND)
    job = asked(everybody, program)
    assert (job.done, Enrollment.objects.filter(version__number=2).count()) == (0, 0)
    with time_machine.travel(AT, tick=False):
        assert work_off() == 2
    job.refresh_from_db()
    assert (job.done, job.refused, job.is_complete) == (CHUNK + 1, 0, True)
    assert Enrollment.objects.filter(version__number=2, replaced_on=None).count() == CHUNK + 1
    assert Event.objects.filter(batch=job.key, kind="enrollment.moved").count() == CHUNK + 1
    agreed()


def test_a_version_published_before_the_worker_comes_moves_nobody(program) -> None:
    ada = enrolled("A", program)
    for definition in (SECOND, FIRST):
        make.publish(program, definition)
    job = asked([ada], program)
    assert became(job) == {"A": "version_changed"}
    said = "Ada Byron was not moved: version 3 was published meanwhile. Look at the review again."
    assert JobItem.objects.get().message == said
    assert became(asked([ada], program, version=3)) == {"A": "moved"}


def test_asked_twice_under_one_key_it_is_one_move_and_nobody_else_can_ask_under_it(program) -> None:
    ada, key, sam = enrolled("A", program), uuid.uuid4(), make.actor(Role.MANAGER)
    make.publish(program, SECOND)
    first, second = (asked([ada], program, by=sam, key=key) for _ in range(2))
    assert first == second
    assert (Job.objects.count(), Enrollment.objects.count()) == (1, 2)
    with pytest.raises(Refused, match="names another job"):
        asked([ada], program, by=make.actor(Role.MANAGER), key=key)


def test_who_may_not_move_any_more_when_the_worker_comes_moves_nobody(program) -> None:
    ada = enrolled("A", program)
    make.publish(program, SECOND)
    assert became(asked([ada], program, by=make.actor())) == {"A": "cancelling_needs_manager"}
    assert became(asked([ada], program, by=make.actor(Role.NONE))) == {"A": "role_needed"}
