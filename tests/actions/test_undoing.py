"""How are decisions taken back, by whom, and until when?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import completions, enrollments
from conferral.actions.approvals import approve_many, reject_many
from conferral.actions.bulk import Bulk
from conferral.actions.program_approvals import approve_programs
from conferral.actions.undoing import undo_completions, undo_programs
from conferral.models import Designation
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from tests import make
from tests.actions.queue import AT, TODAY, codes, looked, met, program, waiting
from tests.actions.register import logged, untouched
from tests.register import disagreements

pytestmark = pytest.mark.django_db


def approved(rows, by=COMMAND_LINE) -> Bulk:
    batch = uuid4()
    assert set(codes(approve_many(completions=looked(rows), by=by, at=AT, batch=batch))) == {"done"}
    return Bulk(batch, by.account, AT)


def undone(bulk, rows, by=COMMAND_LINE, today=TODAY) -> list[str]:
    keys = [row.pk for row in rows]
    return codes(undo_completions(completions=keys, bulk=bulk, by=by, at=make.noon(today), batch=uuid4()))


def test_whoever_was_quicker_is_called_by_their_name() -> None:
    (row,) = waiting(1)
    asked = looked([row])
    henrik = make.actor(Role.STAFF, make.contact(None, "Henrik", "Moss"))
    completions.approve(completion=row.pk, by=henrik, at=AT)
    (outcome,) = approve_many(completions=asked, by=COMMAND_LINE, at=AT)
    assert outcome.refusal.message.startswith("This was changed by Henrik Moss on 2 March 2026 at 12:00 since")


def test_who_looked_before_something_was_decided_and_taken_back_is_told_so() -> None:
    (row,) = waiting(1)
    asked = looked([row])
    assert undone(approved([row]), [row]) == ["done"]
    (outcome,) = approve_many(completions=asked, by=COMMAND_LINE, at=AT)
    assert outcome.refusal.message == (
        "This was changed by command-line on 2 March 2026 at 12:00 since you opened it, and changed back. "
        "Look at it again; nothing of yours was saved."
    )


def test_taken_back_they_wait_again_and_nothing_is_earned_by_them() -> None:
    staff, rows = make.actor(Role.STAFF), waiting(2)
    bulk = approved(rows, staff)
    assert Designation.objects.count() == 2
    with logged() as entries:
        assert undone(bulk, rows, staff) == ["done", "done"]
    assert [entry.kind for entry in entries] == ["completion.approval_undone"] * 2 + ["enrollment.earning_lost"] * 2
    assert (entries[0].before, entries[0].after) == ({"approved_on": "2026-03-02"}, {"approved_on": None})
    for row in rows:
        row.refresh_from_db()
        assert (row.awaits, row.approved_on, row.approved_by_id, row.revision) == ("approval", None, None, 3)
        assert row.enrollment.earned_on is None
    assert Designation.objects.count() == 0
    assert disagreements() == []
    assert approved(rows)


def test_a_rejection_is_taken_back_the_same_way() -> None:
    rows, batch = waiting(2), uuid4()
    reject_many(completions=looked(rows), form=Rejection.REJECTED, note="No.", by=COMMAND_LINE, at=AT, batch=batch)
    assert undone(Bulk(batch, None, AT), rows) == ["done", "done"]
    for row in rows:
        row.refresh_from_db()
        assert (row.awaits, row.is_live, row.rejected_on, row.rejection, row.rejection_note) == (
            "approval",
            True,
            None,
            "",
            "",
        )
    assert disagreements() == []


def test_the_approval_of_programs_is_taken_back_the_same_way() -> None:
    rows, batch = met(2), uuid4()
    approve_programs(enrollments=looked(rows), by=COMMAND_LINE, at=AT, batch=batch)
    keys = [row.pk for row in rows]
    bulk = Bulk(batch, None, AT)
    with logged() as entries:
        assert codes(undo_programs(enrollments=keys, bulk=bulk, by=COMMAND_LINE, at=AT, batch=uuid4())) == ["done"] * 2
    assert entries[0].kind == "enrollment.approval_undone"
    assert (entries[0].before, entries[0].after) == ({"approved_on": "2026-03-02"}, {"approved_on": None})
    for row in rows:
        row.refresh_from_db()
        assert (row.approved_on, row.earned_on, row.revision) == (None, None, 3)
    assert disagreements() == []
    again = undo_programs(enrollments=[*keys, 10**9], bulk=bulk, by=COMMAND_LINE, at=AT, batch=uuid4())
    assert codes(again) == ["decision_changed", "decision_changed", "enrollment_unknown"]


@pytest.mark.parametrize("role", list(Role))
def test_its_author_or_a_certification_manager_takes_it_back_the_same_day(role) -> None:
    author, rows = make.actor(Role.STAFF), waiting(2)
    bulk = approved(rows, author)
    somebody = make.actor(role, make.contact())
    expected = "done" if role >= Role.MANAGER else "undo_not_yours" if role is Role.STAFF else "role_needed"
    assert undone(bulk, rows[:1], somebody) == [expected]
    assert undone(bulk, rows[1:], author, date(2026, 3, 3)) == ["undo_too_late"]
    assert undone(bulk, rows[1:], author) == ["done"]


def test_nobody_takes_back_a_decision_about_their_own() -> None:
    rows = waiting(1)
    bulk = approved(rows)
    herself = make.actor(Role.MANAGER, rows[0].enrollment.contact)
    assert undone(bulk, rows, herself) == ["own_completion"]


def test_what_was_decided_otherwise_meanwhile_is_not_taken_back() -> None:
    rows = waiting(3)
    bulk = approved(rows[:2])
    completions.void(completion=rows[0].pk, reason="Not hers.", by=COMMAND_LINE, at=AT)
    with untouched():
        assert undone(bulk, [rows[0], rows[2]]) == ["decision_changed", "decision_changed"]
    assert undone(bulk, rows[1:2]) == ["done"]
    assert undone(bulk, rows[1:2]) == ["decision_changed"]
    approved(rows[1:2])
    assert undone(bulk, rows[1:2]) == ["decision_changed"]


def two_requirements(**said):
    asked = [make.requirement(code, requires_approval=True) for code in ("A", "B")]
    row = make.enrollment(None, make.program(None, make.definition(*asked, **said)))
    return row, make.completion(row, "A")


def test_what_something_was_recorded_upon_is_not_taken_back() -> None:
    row, done = two_requirements(in_order=True)
    bulk = approved([done])
    make.completion(row, "B")
    with untouched():
        assert undone(bulk, [done]) == ["built_on"]


def test_another_approval_in_the_enrollment_builds_nothing_until_the_program_is_earned() -> None:
    row, done = two_requirements(requires_approval=True)
    other = make.completion(row, "B")
    bulk = approved([done])
    approved([other])
    assert undone(bulk, [done]) == ["done"]
    bulk = approved([done])
    enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=AT)
    assert undone(bulk, [done]) == ["built_on"]


def test_what_was_earned_by_a_later_approval_is_built_on_the_earlier_one() -> None:
    row, done = two_requirements()
    other = make.completion(row, "B")
    first, second = approved([done]), approved([other])
    assert undone(first, [done]) == ["built_on"]
    assert undone(second, [other]) == ["done"]


def test_what_happened_before_a_later_chunk_of_the_bulk_decided_is_no_obstacle_to_it() -> None:
    (first,), (row, second) = waiting(1), two_requirements(in_order=False)
    bulk = approved([first])
    make.completion(row, "B")
    approve_many(completions=looked([second]), by=COMMAND_LINE, at=AT, batch=bulk.key)
    assert undone(bulk, [first, second]) == ["done", "done"]


def test_what_was_recorded_in_one_program_leaves_what_was_decided_in_another_alone() -> None:
    row, done = two_requirements()
    other = make.completion(make.enrollment(row.contact, program()))
    bulk = approved([done, other])
    make.completion(row, "B")
    assert undone(bulk, [done, other]) == ["built_on", "done"]


def test_once_the_enrollment_was_cancelled_nothing_in_it_is_taken_back() -> None:
    row, done = two_requirements()
    bulk = approved([done])
    enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=AT)
    with untouched():
        assert undone(bulk, [done]) == ["built_on"]


def test_who_was_enrolled_elsewhere_since_may_have_needed_it() -> None:
    rows = waiting(2)
    bulk = approved(rows)
    make.enrollment(rows[0].enrollment.contact, None, TODAY)
    assert undone(bulk, rows) == ["built_on", "done"]


def test_the_queries_do_not_grow_with_what_is_taken_back() -> None:
    rows = waiting(16)
    bulk = approved(rows)
    counted = []
    for some in (rows[:3], rows[3:]):
        with CaptureQueriesContext(connection) as ran:
            assert set(undone(bulk, some)) == {"done"}
        counted.append(len(ran.captured_queries))
    assert counted[0] == counted[1] <= 24
