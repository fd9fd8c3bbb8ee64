"""What becomes of completions that several decide about at the same moment?"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from conferral.actions import enrollments, jobs
from conferral.actions.approvals import approve_many, reject_many
from conferral.actions.bulk import Bulk
from conferral.actions.opened import Looked
from conferral.actions.program_approvals import approve_programs, send_back
from conferral.actions.undoing import undo_completions
from conferral.models import Completion, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.jobs import Item
from tests.actions.queue import AT, codes, looked, met, program, waiting
from tests.actions.test_concurrency import at_once
from tests.register import disagreements

pytestmark = pytest.mark.django_db(transaction=True)


def approve(rows) -> list[str]:
    return codes(approve_many(completions=rows, by=COMMAND_LINE, at=AT))


def reject(rows) -> list[str]:
    return codes(reject_many(completions=rows, form=Rejection.NOTIFY, note="No.", by=COMMAND_LINE, at=AT))


def test_of_eight_who_approve_and_reject_the_same_fifty_each_is_decided_once() -> None:
    rows = looked(waiting(50))
    orders = [rows, list(reversed(rows)), rows[25:] + rows[:25], rows[10:] + rows[:10]]
    found = at_once(
        [lambda order=order: approve(order) for order in orders]
        + [lambda order=order: reject(order) for order in orders]
    )
    for place, one in enumerate(rows):
        outcomes = [outcome[order.index(one)] for outcome, order in zip(found, [*orders, *orders], strict=True)]
        assert sorted(outcomes) == ["done"] + ["stale"] * 7, place
    assert Completion.objects.filter(approved_on=None, rejected_on=None).count() == 0
    assert Completion.objects.filter(revision=2).count() == 50
    assert Event.objects.filter(kind__in=("completion.approved", "completion.rejected")).count() == 50
    assert disagreements() == []


def test_approved_by_many_rejected_one_by_one_and_cancelled_all_ends_lawfully() -> None:
    rows = waiting(20, program(approval=True))
    picked = looked(rows)

    def cancel() -> list[str]:
        for row in rows[::3]:
            enrollments.cancel(enrollment=row.enrollment_id, by=COMMAND_LINE, at=AT)
        return ["done"]

    def refuse() -> list[str]:
        return [reject([Looked(row.pk)])[0] for row in rows[::2]]

    approved, refused, _ = at_once([lambda: approve(picked), refuse, cancel])
    assert set(approved) <= {"done", "stale", "enrollment_cancelled"}
    assert set(refused) <= {"done", "already_decided", "enrollment_cancelled"}
    for row in Completion.objects.all():
        assert row.approved_on is None or row.rejected_on is None
    assert disagreements() == []


def test_an_approval_and_a_change_of_dates_of_the_same_people_do_not_wait_for_each_other() -> None:
    rows = met(12)

    def extend() -> list[str]:
        for row in reversed(rows):
            to = replace(row.dates(), expires_on=row.expires_on.replace(year=2027))
            enrollments.change_dates(enrollment=row.pk, to=to, reason="Illness.", by=COMMAND_LINE, at=AT)
        return ["done"]

    seen = looked(rows)
    approved, _ = at_once([lambda: codes(approve_programs(enrollments=seen, by=COMMAND_LINE, at=AT)), extend])
    assert set(approved) <= {"done", "stale"}
    assert Enrollment.objects.exclude(earned_on=None).count() == approved.count("done")
    assert disagreements() == []


def test_approved_and_sent_back_at_once_it_is_one_of_the_two() -> None:
    for row in met(4):
        done = looked(row.completions.all())

        def back(row=row, done=done):
            return send_back(
                enrollment=row.pk, completions=done, form=Rejection.NOTIFY, note="No.", by=COMMAND_LINE, at=AT
            )

        approved, returned = at_once(
            [lambda row=row: codes(approve_programs(enrollments=looked([row]), by=COMMAND_LINE, at=AT)), back]
        )
        assert (approved == ["done"]) is (returned == "already_approved")
        assert approved[0] in {"done", "not_awaiting_approval"}
    assert disagreements() == []


def test_undone_by_two_at_once_it_is_taken_back_once() -> None:
    rows, batch = waiting(20), uuid4()
    approve_many(completions=looked(rows), by=COMMAND_LINE, at=AT, batch=batch)
    bulk, keys = Bulk(batch, None, AT), [row.pk for row in rows]
    found = at_once(
        [lambda: codes(undo_completions(completions=keys, bulk=bulk, by=COMMAND_LINE, at=AT, batch=uuid4()))] * 3
    )
    assert sorted(found) == [["decision_changed"] * 20] * 2 + [["done"] * 20]
    assert Event.objects.filter(kind="completion.approval_undone").count() == 20
    assert disagreements() == []


def test_a_double_click_on_approve_selected_decides_once() -> None:
    rows, key = waiting(10), uuid4()

    def ask() -> str:
        items = [Item(row.pk, 1) for row in rows]
        job = jobs.ask(kind="completions.approve", items=items, by=COMMAND_LINE, at=AT, key=key, waits=True)
        return str(jobs.run_here(job.key, at=AT).refused)

    assert at_once([ask] * 4) == ["0"] * 4
    assert Event.objects.filter(kind="completion.approved", batch=key).count() == 10
