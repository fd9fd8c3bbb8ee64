"""Are many enrollments cancelled at once as one by one, and is that taken back while nothing has built on it?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import enrollments
from conferral.actions.cancelling import cancel_chunk
from conferral.actions.log import Log
from conferral.actions.opened import Looked
from conferral.models import Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.standing import Status, standing
from tests import make
from tests.actions.bulk_changes import AT, CANCEL, TODAY, asked, became, enrollees, taken_back
from tests.register import disagreements

pytestmark = pytest.mark.django_db
KIND = "enrollments.cancel"


def status(row: Enrollment) -> Status:
    return standing(Enrollment.objects.get(pk=row.pk).facts(), TODAY).status


def test_each_is_cancelled_as_of_today_and_can_be_enrolled_again() -> None:
    rows = enrollees(3)
    assert became(asked(KIND, rows)) == ["cancelled"] * 3
    assert {status(row) for row in rows} == {Status.CANCELLED}
    assert set(Enrollment.objects.values_list("cancelled_on", "revision")) == {(TODAY, 2)}
    enrollments.enroll(contact=rows[0].contact_id, program=rows[0].program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT)
    assert disagreements() == []


def test_one_of_a_bulk_and_one_alone_leave_the_same_in_the_register_and_in_the_log() -> None:
    single, one = enrollees(2)
    enrollments.cancel(enrollment=single.pk, reason=CANCEL["reason"], by=COMMAND_LINE, at=AT)
    asked(KIND, [one])
    shown = ("cancelled_on", "replaced_on", "expires_on", "requirements_met_on", "earned_on", "revision")
    assert len(set(Enrollment.objects.values_list(*shown))) == 1
    entries = Event.objects.filter(kind="enrollment.cancelled")
    assert {entry.reason for entry in entries} == {"The course is not held."}
    assert [entry.after for entry in entries] == [{"cancelled_on": "2026-03-02"}] * 2
    assert entries.filter(batch=None).get().enrollment_id == single.pk


def test_one_refusal_stops_no_other_and_says_why() -> None:
    rows = enrollees(4)
    earned, gone, changed, fine = rows
    make.completion(earned, "EXAM", date(2025, 6, 1))
    enrollments.cancel(enrollment=gone.pk, by=COMMAND_LINE, at=AT)
    for row in (earned, gone):
        row.refresh_from_db()
    Enrollment.objects.filter(pk=changed.pk).update(revision=5)
    (expired,) = enrollees(1, date(2024, 1, 1))
    job = asked(KIND, [*rows, expired])
    assert became(job) == ["not_cancellable", "already_cancelled", "stale", "cancelled", "not_cancellable"]
    assert status(fine) is Status.CANCELLED
    assert status(earned) is Status.EARNED
    (outcome,) = cancel_chunk([Looked(0)], Log(COMMAND_LINE, AT))
    assert outcome.refusal.code == "enrollment_unknown"


@pytest.mark.parametrize(
    ("option", "role", "expected"),
    [
        (False, Role.STAFF, "cancelling_needs_manager"),
        (False, Role.MANAGER, "cancelled"),
        (True, Role.STAFF, "cancelled"),
        (True, Role.NONE, "not_yours"),
    ],
)
def test_the_option_of_the_program_and_the_role_decide(option, role, expected) -> None:
    rows = enrollees(2, enrollees_may_cancel=option)
    assert became(asked(KIND, rows, make.actor(role))) == [expected] * 2


def test_whoever_was_enrolled_before_is_not_enrolled_by_it_again() -> None:
    """The cancelled one stays the last of its line; the one before it stays replaced."""
    (first,) = enrollees(1, date(2024, 1, 1))
    second = make.enrollment(first.contact, first.program, TODAY)
    asked(KIND, [second])
    assert not Enrollment.objects.filter(contact=first.contact).current(on=TODAY).exists()
    assert disagreements() == []


def test_it_takes_as_many_queries_for_forty_as_for_four() -> None:
    def queries(count: int) -> int:
        rows = enrollees(count)
        with CaptureQueriesContext(connection) as ran:
            cancel_chunk([Looked(row.pk, row.revision) for row in rows], Log(COMMAND_LINE, AT))
        return len(ran)

    assert queries(4) == queries(40)


# Taking it back


def test_taken_back_each_stands_where_it_stood_and_the_log_says_so() -> None:
    rows = enrollees(2)
    before = list(Enrollment.objects.order_by("pk").values_list("cancelled_on", "replaced_on", "started_on"))
    job = asked(KIND, rows)
    assert taken_back(job) == ["undone", "undone"]
    assert list(Enrollment.objects.order_by("pk").values_list("cancelled_on", "replaced_on", "started_on")) == before
    assert {status(row) for row in rows} == {Status.GRACE}
    entry = Event.objects.filter(kind="enrollment.cancellation_undone").first()
    assert (entry.before, entry.after) == ({"cancelled_on": "2026-03-02"}, {"cancelled_on": None})
    assert taken_back(job) == ["changed_since"] * 2
    assert disagreements() == []


def test_whoever_was_enrolled_in_the_program_again_stays_cancelled() -> None:
    again, other = enrollees(2)
    job = asked(KIND, [again, other])
    enrollments.enroll(contact=again.contact_id, program=again.program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT)
    enrollments.enroll(contact=other.contact_id, program=make.program(), enrolled_on=TODAY, by=COMMAND_LINE, at=AT)
    assert taken_back(job) == ["built_on", "undone"]
    said = Event.objects.filter(kind="enrollment.cancellation_undone").get()
    assert said.enrollment_id == other.pk
    assert disagreements() == []


@pytest.mark.parametrize(("role", "expected"), [(Role.STAFF, "undo_not_yours"), (Role.MANAGER, "undone")])
def test_its_author_or_a_manager_takes_it_back_the_same_day(role, expected) -> None:
    author, other = make.actor(Role.STAFF), make.actor(role)
    job = asked(KIND, enrollees(1, enrollees_may_cancel=True), author)
    assert taken_back(job, author, today=date(2026, 3, 3)) == ["undo_too_late"]
    assert taken_back(job, other) == [expected]
