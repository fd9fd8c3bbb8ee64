"""How are program completions approved, many at once, and how is one sent back?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import completions, enrollments
from conferral.actions.opened import Looked
from conferral.actions.program_approvals import approve_programs, send_back
from conferral.models import Completion, Component, Designation, Offering
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.recording import Recorded
from conferral.rules.standing import standing
from tests import make
from tests.actions.queue import AT, TODAY, codes, looked, met
from tests.actions.register import logged, refused, status
from tests.register import disagreements

pytestmark = pytest.mark.django_db


def test_each_is_earned_from_today_on_and_a_refusal_does_not_stop_the_others() -> None:
    staff = make.actor(Role.STAFF)
    first, second, earned = met(3)
    enrollments.approve(enrollment=earned.pk, by=COMMAND_LINE, at=AT)
    not_yet = make.enrollment(None, first.program)
    asked = [*looked([second, earned, not_yet, first]), Looked(10**9)]
    batch = uuid4()
    with logged() as entries:
        outcomes = approve_programs(enrollments=asked, by=staff, at=AT, batch=batch)
    assert codes(outcomes) == ["done", "already_approved", "not_awaiting_approval", "done", "enrollment_unknown"]
    assert {(entry.kind, entry.batch) for entry in entries} == {
        ("enrollment.approved", batch),
        ("enrollment.earned", batch),
    }
    for row in (first, second):
        row.refresh_from_db()
        assert (row.approved_on, row.approved_by_id, row.earned_on, row.revision) == (TODAY, staff.account, TODAY, 2)
    assert Designation.objects.count() == 3
    assert disagreements() == []


def test_what_was_changed_since_it_was_looked_at_is_refused_with_the_difference() -> None:
    (row,) = met(1)
    asked = looked([row])
    to = type(row.dates())(row.enrolled_on, row.grace_begins_on, date(2026, 6, 30))
    enrollments.change_dates(enrollment=row.pk, to=to, reason="Illness.", by=COMMAND_LINE, at=AT)
    (outcome,) = approve_programs(enrollments=asked, by=COMMAND_LINE, at=AT)
    assert outcome.refusal.code == "stale"
    assert "Expiration date: 31 March 2026 became 30 June 2026" in outcome.refusal.message


def test_the_queries_of_a_chunk_do_not_grow_with_it() -> None:
    rows = met(20, separates_duties=True)
    counted = []
    for some in (rows[:4], rows[4:]):
        asked = looked(some)
        with CaptureQueriesContext(connection) as ran:
            assert set(codes(approve_programs(enrollments=asked, by=COMMAND_LINE, at=AT))) == {"done"}
        counted.append(len(ran.captured_queries))
    assert counted[0] == counted[1] <= 24


def test_where_duties_are_separated_who_recorded_what_counts_does_not_approve_the_program() -> None:
    staff, colleague = make.actor(Role.STAFF), make.actor(Role.STAFF)
    into = make.program(None, make.definition(requires_approval=True), separates_duties=True)
    row = make.enrollment(None, into)
    make.completion(row, by=staff)
    with refused("duties_separated"):
        enrollments.approve(enrollment=row.pk, by=staff, at=AT)
    assert enrollments.approve(enrollment=row.pk, by=colleague, at=AT).earned_on == TODAY


def test_what_was_rejected_or_voided_does_not_count_so_who_recorded_it_may_approve() -> None:
    staff = make.actor(Role.STAFF)
    into = make.program(None, make.definition(requires_approval=True), separates_duties=True)
    row = make.enrollment(None, into)
    voided = make.completion(row, by=staff)
    completions.void(completion=voided.pk, reason="Not hers.", by=COMMAND_LINE, at=AT)
    make.completion(row)
    assert enrollments.approve(enrollment=row.pk, by=staff, at=AT).earned_on == TODAY


def test_where_duties_are_separated_who_taught_what_counts_does_not_approve_the_program() -> None:
    into = make.program(None, make.definition(requires_approval=True), separates_duties=True)
    row, teacher = make.enrollment(None, into), make.contact()
    offering = Offering.objects.create(
        component=Component.objects.get(code="EXAM"), kind="event", title="Exam", instructor=teacher,
        starts_at=datetime(2025, 6, 1, 9, tzinfo=UTC), ends_at=datetime(2025, 6, 1, 12, tzinfo=UTC),
    )  # fmt: skip
    completions.record(
        enrollment=row.pk, requirement="EXAM", recorded=Recorded(completed_on=date(2025, 6, 1)), by=COMMAND_LINE,
        at=AT, offering=offering.pk,
    )  # fmt: skip
    taught = make.actor(Role.ADMIN, teacher)
    with refused("duties_separated"):
        enrollments.approve(enrollment=row.pk, by=taught, at=AT)
    assert enrollments.approve(enrollment=row.pk, by=make.actor(Role.STAFF, make.contact()), at=AT).earned_on == TODAY


def sent_back(row, named, *, by=COMMAND_LINE, note="Do it again.", today=TODAY, form=Rejection.NOTIFY, **more):
    return send_back(
        enrollment=row.pk, completions=looked(named), form=form, note=note, by=by, at=make.noon(today), **more
    )


def test_sent_back_the_named_completions_are_rejected_and_the_others_stay() -> None:
    asked = [make.requirement(code, requires_approval=code == "A") for code in ("A", "B")]
    row = make.enrollment(None, make.program(None, make.definition(*asked, requires_approval=True)))
    named, kept = (make.completion(row, code) for code in ("A", "B"))
    completions.approve(completion=named.pk, by=COMMAND_LINE, at=AT)
    staff = make.actor(Role.STAFF)
    with logged() as entries:
        row = sent_back(row, [named], by=staff, revision=1)
    assert (row.requirements_met_on, row.approved_on) == (None, None)
    assert (status(row, "A"), status(row, "B")) == ("No Status", "Complete")
    named.refresh_from_db()
    assert (named.rejected_by_id, named.rejection_note, named.approved_on, named.revision) == (
        staff.account,
        "Do it again.",
        None,
        3,
    )
    assert [(entry.kind, entry.completion_id, entry.before["approved_on"], entry.reason) for entry in entries] == [
        ("completion.rejected", named.pk, "2026-03-02", "Do it again.")
    ]
    assert disagreements() == []
    make.completion(row, "A", today=TODAY)
    assert status(row, "A") == "Awaiting Approval"
    assert kept.pk


@pytest.mark.parametrize(
    ("today", "becomes"), [(TODAY, "Grace period"), (date(2026, 4, 1), "Expired"), (date(2026, 3, 31), "Grace period")]
)
def test_sent_back_it_stands_where_its_dates_put_it(today, becomes) -> None:
    (row,) = met(1)
    row = sent_back(row, row.completions.all(), today=today)
    assert standing(row.facts(), today).status.label == becomes


def test_what_is_not_to_be_sent_back_is_refused() -> None:
    row, other = met(2)
    mine = row.completions.all()
    herself, member = make.actor(Role.SYSADMIN, row.contact), make.actor(Role.NONE)
    with refused("nothing_named"):
        sent_back(row, [])
    with refused("completion_unknown"):
        sent_back(row, other.completions.all())
    with refused("note_missing"):
        sent_back(row, mine, note="")
    with refused("own_enrollment"):
        sent_back(row, mine, by=herself)
    with refused("role_needed"):
        sent_back(row, mine, by=member)
    with refused("stale"):
        sent_back(row, mine, revision=7)
    enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=AT)
    with refused("already_approved"):
        sent_back(row, mine)
    assert Completion.objects.filter(rejected_on=None).count() == 2


def test_a_completion_that_changed_since_it_was_looked_at_is_not_sent_back() -> None:
    asked = make.requirement(requires_approval=True)
    row = make.enrollment(None, make.program(None, make.definition(asked, requires_approval=True)))
    named = make.completion(row)
    seen = looked([named])
    completions.approve(completion=named.pk, by=make.actor(Role.STAFF), at=AT)
    with refused("stale"):
        send_back(
            enrollment=row.pk, completions=seen, form=Rejection.NOTIFY, note="Do it again.", by=COMMAND_LINE, at=AT
        )
    assert sent_back(row, [named]).requirements_met_on is None


def test_only_what_is_complete_is_sent_back() -> None:
    (row,) = met(1)
    done = row.completions.get()
    completions.void(completion=done.pk, reason="Not hers.", by=COMMAND_LINE, at=AT)
    make.completion(row)
    with refused("already_decided"):
        sent_back(row, [done])
