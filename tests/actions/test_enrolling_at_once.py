"""What happens when two staff enroll the same people at once? Each is enrolled once, and every loser is told.

Real threads with connections of their own, on both databases; CROWD in the environment says how many people, and
TIMES how often.
"""

from __future__ import annotations

import os
from datetime import date
from uuid import uuid4

import pytest

from conferral.actions import jobs
from conferral.actions.bulk import bulk_of
from conferral.actions.enrolling import How
from conferral.actions.enrolling_jobs import ENROLL, arguments_of
from conferral.actions.undoing_enrolment import undo_enrolment
from conferral.models import Contact, Enrollment, Event, Job, JobItem
from conferral.rules.jobs import Item
from tests import make, register
from tests.actions.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
CROWD, TIMES = int(os.environ.get("CROWD", "60")), int(os.environ.get("TIMES", "3"))


def registered(contacts, program, by, key=None) -> Job:
    """Do what **Register** does, all of it here."""
    job = jobs.ask(
        kind=ENROLL,
        items=[Item(contact) for contact in contacts],
        program=program.pk,
        by=by,
        at=AT,
        arguments=arguments_of(How(TODAY, version=1)),
        key=key,
        waits=True,
    )
    return jobs.run_here(job.key, at=AT)


def people() -> list[int]:
    rows = [Contact(member_number=str(uuid4()), first_name="Nora", last_name="Nth") for _ in range(CROWD)]
    return [row.pk for row in Contact.objects.bulk_create(rows)]


@pytest.mark.parametrize("_time", range(TIMES))
def test_two_enroll_the_same_people_at_once_and_each_is_enrolled_once_and_the_losers_are_told(_time) -> None:
    program, everybody, two = make.program(), people(), [make.actor(), make.actor()]
    orders = [everybody, [*everybody[CROWD // 2 :], *everybody[: CROWD // 2]]]
    found = at_once(
        [lambda by=by, order=order: registered(order, program, by) for by, order in zip(two, orders, strict=True)]
    )
    assert all(job.is_complete for job in found)
    assert sorted(Enrollment.objects.values_list("contact", flat=True)) == everybody
    items = JobItem.objects.filter(job__in=found)
    assert sorted(items.filter(code="enrolled").values_list("subject", flat=True)) == everybody
    assert sorted(items.filter(code="already_enrolled").values_list("subject", flat=True)) == everybody
    assert not items.filter(code="already_enrolled", message="").exists()
    for job in found:
        logged = Event.objects.filter(batch=job.key, kind="enrollment.enrolled").values_list("contact_id", flat=True)
        assert sorted(logged) == sorted(items.filter(job=job, code="enrolled").values_list("subject", flat=True))
    assert register.disagreements() == []


@pytest.mark.parametrize("_time", range(TIMES))
def test_register_sent_twice_at_once_is_one_job(_time) -> None:
    program, everybody, by, key = make.program(), people(), make.actor(), uuid4()
    first, second = at_once([lambda: registered(everybody, program, by, key)] * 2)
    assert first == second
    assert (Job.objects.get().refused, Enrollment.objects.count()) == (0, CROWD)


@pytest.mark.parametrize("_time", range(TIMES))
def test_undone_twice_at_once_and_enrolled_again_nobody_is_enrolled_twice(_time) -> None:
    program, everybody, by = make.program(), people(), make.actor()
    bulk = bulk_of(registered(everybody, program, by))

    def undo() -> list[str]:
        found = undo_enrolment(contacts=everybody, bulk=bulk, by=by, at=AT, batch=uuid4())
        return [refusal.code if refusal else "undone" for refusal in found.values()]

    undone, again, job = at_once([undo, undo, lambda: registered(everybody, program, make.actor())])
    pairs = [sorted(pair) for pair in zip(undone, again, strict=True)]
    assert pairs == [["changed_since", "undone"]] * CROWD
    assert Enrollment.objects.count() == job.done - job.refused
    assert register.disagreements() == []
