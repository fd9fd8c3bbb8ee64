"""What happened to an enrollment, and where do the facts of its standing come from?"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import completions, enrollments, jobs
from conferral.documents.standing import standing_of
from conferral.documents.timeline import rests_on, timeline
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.jobs import Item
from conferral.rules.terms import Dates
from tests import make
from tests.conftest import NOW, TODAY
from tests.moving import move_to_current

pytestmark = pytest.mark.django_db

ENROLLED, GRACE, EXPIRES = date(2025, 3, 1), date(2026, 3, 2), date(2026, 3, 31)


@zeal_ignore()
def extended(by=COMMAND_LINE) -> Enrollment:
    row = make.enrollment(make.contact("C-1", "Ada", "Byron"), make.program("P"), ENROLLED)
    to = Dates(ENROLLED, GRACE, date(2026, 6, 30))
    enrollments.change_dates(enrollment=row.pk, to=to, reason="A long illness.", by=by, at=make.noon(date(2026, 2, 1)))
    make.completion(row, "EXAM", date(2026, 2, 20))
    row.refresh_from_db()
    return row


@zeal_ignore()
def told(row: Enrollment, on: date = TODAY):
    return timeline(row, on=on)


def test_the_latest_comes_first_with_who_what_and_why() -> None:
    grace = make.contact("S-1", "Grace", "Hopper")
    found = told(extended(make.actor(Role.STAFF, grace)))
    assert [(one.at.date(), one.who, one.said, one.reason) for one in found] == [
        (date(2026, 2, 20), "command-line", "Earned on 20 February 2026.", ""),
        (date(2026, 2, 20), "command-line", "A completion of Exam dated 20 February 2026 was recorded.", ""),
        (
            date(2026, 2, 1),
            "Grace Hopper",
            "The dates were changed. Expiration date: 31 March 2026 became 30 June 2026.",
            "A long illness.",
        ),
        (
            ENROLLED,
            "command-line",
            (
                "Enrolled on version 1: Enrollment date 1 March 2025; Grace period begins 2 March 2026; "
                "Expiration date 31 March 2026."
            ),
            "",
        ),
    ]


def test_what_happened_after_the_day_is_left_out() -> None:
    row = extended()
    assert len(told(row, date(2026, 2, 20))) == 4
    assert len(told(row, date(2026, 2, 19))) == 2
    assert len(told(row, date(2026, 1, 31))) == 1
    assert told(row, date(2025, 2, 28)) == ()
    assert len(told(row, date(2199, 12, 31))) == 4


def test_each_date_names_the_entry_that_set_it_as_it_is() -> None:
    sets = {one.said.split()[0]: one.sets for one in told(extended())}
    assert sets == {
        "Earned": ("earned_on",),
        "A": (),
        "The": ("expires_on",),
        "Enrolled": ("enrolled_on", "grace_begins_on"),
    }


def test_a_standing_rests_on_its_dates_and_on_what_is_complete() -> None:
    row = extended()
    assert [(one.label, one.on, one.name, one.requirement) for one in rests_on(standing_of(row.key, on=TODAY))] == [
        ("Requirements met", date(2026, 2, 20), "", ""),
        ("Earned", date(2026, 2, 20), "earned_on", ""),
        ("Exam", date(2026, 2, 20), "", "EXAM"),
    ]
    before = rests_on(standing_of(row.key, on=date(2026, 2, 19)))
    assert [one.name for one in before] == ["enrolled_on", "grace_begins_on", "expires_on"]
    with zeal_ignore():
        cancelled = make.enrollment(enrolled_on=date(2026, 1, 5))
        enrollments.cancel(enrollment=cancelled.pk, by=COMMAND_LINE, at=NOW)
    assert [one.name for one in rests_on(standing_of(cancelled.key, on=TODAY))] == ["cancelled_on"]


def test_a_replaced_one_rests_on_that_too() -> None:
    with zeal_ignore():
        first = make.enrollment(enrolled_on=date(2024, 1, 1))
        make.enrollment(first.contact, first.program, date(2026, 2, 1))
    rests = rests_on(standing_of(first.key, on=TODAY))
    assert [(one.label, one.on) for one in rests] == [
        ("Expiration date", date(2025, 1, 31)),
        ("Replaced by a later enrollment", date(2026, 2, 1)),
    ]


def test_a_move_leads_from_the_old_one_to_the_new_and_back() -> None:
    with zeal_ignore():
        program = make.program("M")
        old = make.enrollment(make.contact(), program, date(2025, 6, 1))
        make.publish(program, make.definition(make.requirement("EXAM", requires_approval=True)))
        (outcome,) = move_to_current(
            contacts=[old.contact_id], program=program, keeps_dates=True, by=COMMAND_LINE, at=NOW, batch=uuid.uuid4()
        )
    new = outcome.enrollment
    moved, enrolled = told(new)
    assert moved.said == "Moved from version 1 to version 2, keeping its dates."
    assert (moved.enrollment, enrolled.enrollment) == (old.key, None)
    cancelled = told(old)[0]
    assert cancelled.said == "Cancelled as of 2 March 2026. It was moved to another version."
    assert cancelled.enrollment == new.key


def test_what_was_done_in_a_bulk_leads_to_its_job() -> None:
    with zeal_ignore():
        asked = make.definition(make.requirement("EXAM", requires_approval=True))
        row = make.enrollment(into=make.program(None, asked), enrolled_on=date(2026, 1, 5))
        done = make.completion(row, "EXAM", date(2026, 2, 1))
        by = make.actor(Role.MANAGER)
        job = jobs.ask(kind="completions.approve", items=[Item(done.pk, done.revision)], by=by, at=NOW)
        jobs.run_here(job.key, at=NOW)
    found = told(row)
    approved = next(one for one in found if one.said == "The completion of Exam was approved.")
    assert (approved.job, approved.requirement) == (job.key, "EXAM")
    assert found[-1].job is None  # the batch of a single enrolment is no job


def test_however_much_happened_it_takes_as_many_queries() -> None:
    asked = make.definition(make.requirement("L", units=Decimal(60), is_repeatable=True))
    with zeal_ignore():
        row = make.enrollment(into=make.program(None, asked), enrolled_on=date(2026, 1, 5))
    counts = []
    for days in (range(6, 8), range(8, 28)):
        with zeal_ignore():
            for number in days:
                done = make.completion(row, "L", date(2026, 1, number), units=Decimal(1))
                by = make.actor(Role.MANAGER)
                completions.void(completion=done.pk, reason="No", by=by, at=make.noon(date(2026, 2, number)))
        with CaptureQueriesContext(connection) as asked_for:
            timeline(row, on=TODAY)
        counts.append(len(asked_for))
    assert counts[0] == counts[1] <= 5
