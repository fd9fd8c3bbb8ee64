"""How are many completions approved or rejected at once?"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import completions, enrollments
from conferral.actions.approvals import approve_many, reject_many
from conferral.actions.opened import Looked
from conferral.models import Completion, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from tests import make
from tests.actions.queue import AT, TODAY, codes, looked, program, waiting
from tests.actions.register import logged, status, untouched
from tests.register import disagreements

pytestmark = pytest.mark.django_db


def reject(rows, note="Sign it.", form=Rejection.NOTIFY, by=COMMAND_LINE, **more):
    return reject_many(completions=rows, form=form, note=note, by=by, at=AT, **more)


def test_each_has_an_outcome_and_a_refusal_does_not_stop_the_others() -> None:
    staff = make.actor(Role.STAFF, make.contact())
    ours = program()
    mine = make.completion(make.enrollment(make.contact("ME"), ours))
    herself = replace(staff, contact=mine.enrollment.contact_id)
    first, second, decided = waiting(3, ours)
    completions.approve(completion=decided.pk, by=COMMAND_LINE, at=AT)
    asked = [*looked([first, mine, decided, second]), Looked(10**9)]
    batch = uuid4()
    with logged() as entries:
        outcomes = approve_many(completions=asked, by=herself, at=AT, batch=batch)
    assert [outcome.subject for outcome in outcomes] == [one.subject for one in asked]
    assert codes(outcomes) == ["done", "own_completion", "already_decided", "done", "completion_unknown"]
    said = [(entry.kind, entry.completion_id, entry.batch) for entry in entries]
    assert said[:2] == [("completion.approved", first.pk, batch), ("completion.approved", second.pk, batch)]
    assert {entry.kind for entry in entries[2:]} == {"enrollment.earned"}
    for row in (first, second):
        row.refresh_from_db()
        assert (row.approved_on, row.approved_by_id, row.revision, row.awaits) == (TODAY, staff.account, 2, "")
        assert row.enrollment.earned_on is None or status(row.enrollment) == "Complete"
    assert disagreements() == []


def test_all_are_rejected_with_one_note_and_can_be_submitted_again() -> None:
    scale_waits, approval_waits = waiting(1, program(scale=make.POINTS))[0], waiting(1)[0]
    assert (scale_waits.awaits, approval_waits.awaits) == ("grade", "approval")
    batch = uuid4()
    with logged() as entries:
        outcomes = reject(looked([scale_waits, approval_waits]), form=Rejection.REJECTED, batch=batch)
    assert codes(outcomes) == ["done", "done"]
    assert [(entry.kind, entry.reason, entry.batch) for entry in entries] == [
        ("completion.rejected", "Sign it.", batch)
    ] * 2
    for row in (scale_waits, approval_waits):
        row.refresh_from_db()
        assert (row.rejected_on, row.rejection, row.rejection_note, row.is_live) == (
            TODAY,
            "rejected",
            "Sign it.",
            False,
        )
        assert status(row.enrollment) == "Rejected"
        assert make.completion(row.enrollment).is_live


def test_a_rejection_says_who_rejected_and_who_looked_before_it_decides_nothing() -> None:
    staff = make.actor(Role.STAFF)
    (row,) = waiting(1)
    seen = looked([row])
    assert codes(reject(seen, by=staff)) == ["done"]
    row.refresh_from_db()
    assert (row.rejected_by_id, row.revision) == (staff.account, 2)
    assert codes(reject(seen)) == ["stale"]


def test_a_note_that_says_nothing_refuses_each() -> None:
    rows = looked(waiting(2))
    with untouched():
        assert codes(reject(rows, note=" ")) == ["note_missing"] * 2


def test_what_was_changed_since_it_was_looked_at_is_refused_with_the_difference() -> None:
    ours = program(scale=make.POINTS)
    changed, same = waiting(2, ours)
    completions.grade(completion=same.pk, grade="90", by=COMMAND_LINE, at=AT)
    asked = looked([changed, same])
    completions.grade(completion=changed.pk, grade="80", by=make.actor(Role.STAFF), at=AT)
    outcomes = approve_many(completions=asked, by=COMMAND_LINE, at=AT)
    assert codes(outcomes) == ["stale", "done"]
    assert "Grade: blank became “80”" in outcomes[0].refusal.message
    assert codes(reject(asked)) == ["stale", "stale"]
    changed.refresh_from_db()
    assert changed.approved_on is None


def test_of_a_cancelled_enrollment_nothing_is_decided() -> None:
    (row,) = waiting(1)
    enrollments.cancel(enrollment=row.enrollment_id, by=COMMAND_LINE, at=AT)
    assert codes(approve_many(completions=[Looked(row.pk)], by=COMMAND_LINE, at=AT)) == ["enrollment_cancelled"]


def test_where_duties_are_separated_only_what_others_recorded_is_approved() -> None:
    staff = make.actor(Role.STAFF)
    ours = program(separates_duties=True)
    mine, others = waiting(1, ours, by=staff) + waiting(1, ours)
    assert codes(approve_many(completions=looked([mine, others]), by=staff, at=AT)) == ["duties_separated", "done"]
    assert codes(reject(looked([mine]), by=staff)) == ["done"]


def test_two_completions_of_one_enrollment_are_decided_together() -> None:
    asked = [make.requirement(code, requires_approval=True) for code in ("A", "B")]
    row = make.enrollment(None, make.program(None, make.definition(*asked)))
    both = [make.completion(row, code) for code in ("A", "B")]
    assert codes(approve_many(completions=looked(both), by=COMMAND_LINE, at=AT)) == ["done", "done"]
    row.refresh_from_db()
    assert row.earned_on == both[0].completed_on
    assert disagreements() == []


@pytest.mark.parametrize("decide", ["approve", "reject"])
def test_the_queries_of_a_chunk_do_not_grow_with_it(decide) -> None:
    ours = program()
    rows = waiting(24, ours)

    def act(some) -> None:
        asked = looked(some)
        with CaptureQueriesContext(connection) as ran:
            outcomes = approve_many(completions=asked, by=COMMAND_LINE, at=AT) if decide == "approve" else reject(asked)
        assert codes(outcomes) == ["done"] * len(some)
        counted.append(len(ran.captured_queries))

    counted: list[int] = []
    act(rows[:4])
    act(rows[4:])
    assert counted[0] == counted[1] <= 24


def test_more_than_a_chunk_is_decided_chunk_by_chunk(monkeypatch) -> None:
    monkeypatch.setattr("conferral.actions.approvals.CHUNK", 3)
    rows = waiting(7)
    assert codes(approve_many(completions=looked(rows), by=COMMAND_LINE, at=AT)) == ["done"] * 7
    assert Completion.objects.filter(approved_on=TODAY).count() == 7
    assert Event.objects.filter(kind="completion.approved").count() == 7
    assert Enrollment.objects.filter(earned_on=None).count() == 0
