"""How are completions graded, approved, rejected and voided, and by whom?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from conferral.actions import completions, enrollments, programs
from conferral.models import Completion, Component, Enrollment, Offering
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.recording import Recorded
from tests import make
from tests.actions.register import logged, refused, status

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
LATE = make.noon(date(2027, 1, 1))
STAFF_LEVELS = [role for role in Role if role is not Role.NONE]


def waiting(*, scale=None, approval=True, policies=None, **recorded) -> Completion:
    """Return a completion of EXAM, beside a requirement that stays open."""
    asked = make.requirement(scale=scale, requires_approval=approval)
    defined = make.definition(asked, make.requirement("ETHICS"), designation="EMT")
    return make.completion(make.enrollment(None, make.program(None, defined, **(policies or {}))), **recorded)


DECISIONS = {
    "grade": lambda row, by, at=AT: completions.grade(completion=row.pk, grade="80", by=by, at=at),
    "approve": lambda row, by, at=AT: completions.approve(completion=row.pk, by=by, at=at),
    "reject": lambda row, by, at=AT: completions.reject(
        completion=row.pk, form=Rejection.NOTIFY, note="Sign it.", by=by, at=at
    ),
    "void": lambda row, by, at=AT: completions.void(completion=row.pk, reason="Not hers.", by=by, at=at),
}


def for_decision(verb: str) -> Completion:
    """Return a completion that waits for exactly this decision."""
    if verb == "grade":
        return waiting(scale=make.POINTS, approval=False)
    return waiting(approval=verb != "void")


@pytest.mark.parametrize("verb", DECISIONS)
@pytest.mark.parametrize("role", Role)
def test_who_decides_what(verb, role) -> None:
    row, by = for_decision(verb), make.actor(role, make.contact())
    if role >= (Role.MANAGER if verb == "void" else Role.STAFF):
        assert DECISIONS[verb](row, by).revision == 2
        return
    with refused("role_needed"):
        DECISIONS[verb](row, by)


@pytest.mark.parametrize("verb", DECISIONS)
@pytest.mark.parametrize("role", STAFF_LEVELS)
def test_nobody_decides_about_their_own(verb, role) -> None:
    row = for_decision(verb)
    herself = make.actor(role, row.enrollment.contact)
    with refused("role_needed" if verb == "void" and role < Role.MANAGER else "own_completion"):
        DECISIONS[verb](row, herself)


@pytest.mark.parametrize("verb", DECISIONS)
def test_a_decision_is_made_once(verb) -> None:
    row = for_decision(verb)
    DECISIONS[verb](row, COMMAND_LINE)
    with refused("already_decided"):
        DECISIONS[verb](row, COMMAND_LINE)


@pytest.mark.parametrize(
    ("verb", "other"),
    [(a, b) for a in DECISIONS for b in DECISIONS if {a, b} != {"reject", "approve"} and (a, b) != ("grade", "reject")],
)
def test_what_waits_for_one_decision_waits_for_no_other(verb, other) -> None:
    row = for_decision(verb)
    if verb == other:
        assert DECISIONS[other](row, COMMAND_LINE)
        return
    with refused("already_decided"):
        DECISIONS[other](row, COMMAND_LINE)


@pytest.mark.parametrize("verb", ["grade", "approve", "reject"])
def test_decisions_stay_possible_when_the_enrollment_expired_and_not_when_it_was_cancelled(verb) -> None:
    late = for_decision(verb)
    assert DECISIONS[verb](late, COMMAND_LINE, LATE).revision == 2
    row = for_decision(verb)
    enrollments.cancel(enrollment=row.enrollment_id, by=COMMAND_LINE, at=AT)
    with refused("enrollment_cancelled"):
        DECISIONS[verb](row, COMMAND_LINE)


@pytest.mark.past_the_actions
def test_a_completion_can_be_voided_on_a_cancelled_enrollment_too() -> None:
    row = for_decision("void")
    # A completion that counts and an enrollment that was cancelled all the same, as imports may bring them in.
    Enrollment.objects.filter(pk=row.enrollment_id).update(cancelled_on=LATE.date())
    assert DECISIONS["void"](row, COMMAND_LINE, LATE).voided_on == LATE.date()


def logs(entries, row: Completion) -> list[tuple[object, ...]]:
    assert {(entry.completion_id, entry.enrollment_id, entry.program_id, entry.contact_id) for entry in entries} == {
        (row.pk, row.enrollment_id, row.enrollment.program_id, row.enrollment.contact_id)
    }
    return [(entry.kind, entry.before, entry.after, entry.reason, entry.actor) for entry in entries]


def test_a_grade_that_passes_leads_on_and_one_that_does_not_is_history() -> None:
    staff = make.actor(Role.STAFF)
    passed, failed = (waiting(scale=make.POINTS) for _ in range(2))
    with logged() as entries:
        passed = completions.grade(completion=passed.pk, grade=" 70.0 ", by=staff, at=AT)
    assert (passed.grade, passed.graded_by_id, passed.is_live) == ("70", staff.account, True)
    assert status(passed.enrollment) == "Awaiting Approval"
    assert logs(entries, passed) == [("completion.graded", {"grade": ""}, {"grade": "70"}, "", staff.name)]
    failed = completions.grade(completion=failed.pk, grade="69", by=staff, at=AT)
    assert (failed.is_live, status(failed.enrollment)) == (False, "No Status")
    assert make.completion(failed.enrollment).reference == "2"


@pytest.mark.parametrize(
    ("grade", "code"), [("", "grade_missing"), ("  ", "grade_missing"), ("A", "grade_not_on_scale")]
)
def test_a_grade_is_one_of_the_scale(grade, code) -> None:
    row = waiting(scale=make.POINTS)
    with refused(code):
        completions.grade(completion=row.pk, grade=grade, by=COMMAND_LINE, at=AT)


def test_approved_late_it_counts_by_its_own_date() -> None:
    row, staff = waiting(), make.actor(Role.STAFF)
    with logged() as entries:
        row = completions.approve(completion=row.pk, by=staff, at=LATE)
    assert (row.approved_on, row.approved_by_id, row.is_live) == (date(2027, 1, 1), staff.account, True)
    assert status(row.enrollment) == "Complete"
    row.enrollment.refresh_from_db()
    assert row.enrollment.started_on == row.completed_on == date(2025, 6, 1)
    assert logs(entries, row) == [
        ("completion.approved", {"approved_on": None}, {"approved_on": "2027-01-01"}, "", staff.name)
    ]


@pytest.mark.parametrize(("form", "label"), [(Rejection.NOTIFY, "No Status"), (Rejection.REJECTED, "Rejected")])
def test_either_way_of_rejecting_it_can_be_submitted_again(form, label) -> None:
    row, staff = waiting(), make.actor(Role.STAFF)
    with logged() as entries:
        row = completions.reject(completion=row.pk, form=form, note="Sign it.", by=staff, at=AT)
    assert (row.rejected_on, row.rejected_by_id, row.rejection, row.rejection_note, row.is_live) == (
        TODAY,
        staff.account,
        form.value,
        "Sign it.",
        False,
    )
    assert logs(entries, row) == [
        (
            "completion.rejected",
            {"rejection": ""},
            {"rejection": form.value, "note": "Sign it."},
            "Sign it.",
            staff.name,
        )
    ]
    assert status(row.enrollment) == label
    make.completion(row.enrollment)
    assert status(row.enrollment) == "Awaiting Approval"


@pytest.mark.parametrize("note", ["", " "])
def test_rejecting_and_voiding_need_words(note) -> None:
    row, done = waiting(), waiting(approval=False)
    with refused("note_missing"):
        completions.reject(completion=row.pk, form=Rejection.REJECTED, note=note, by=COMMAND_LINE, at=AT)
    with refused("reason_missing"):
        completions.void(completion=done.pk, reason=note, by=COMMAND_LINE, at=AT)


def test_a_voided_completion_stays_in_place_and_something_else_can_be_recorded() -> None:
    row, manager = waiting(approval=False, notes="Seen."), make.actor(Role.MANAGER)
    with logged() as entries:
        row = completions.void(completion=row.pk, reason="Not hers.", by=manager, at=AT)
    assert (row.voided_on, row.voided_by_id, row.void_reason, row.is_live, row.notes, row.completed_on) == (
        TODAY,
        manager.account,
        "Not hers.",
        False,
        "Seen.",
        date(2025, 6, 1),
    )
    assert logs(entries, row) == [
        ("completion.voided", {"voided_on": None}, {"voided_on": "2026-03-02"}, "Not hers.", manager.name)
    ]
    assert status(row.enrollment) == "No Status"
    assert row.enrollment.completions.count() == 1
    assert make.completion(row.enrollment).is_live


def test_where_duties_are_separated_who_recorded_it_does_not_approve_it() -> None:
    staff, colleague = make.actor(Role.STAFF), make.actor(Role.STAFF)
    row = waiting(policies={"separates_duties": True}, by=staff)
    with refused("duties_separated"):
        completions.approve(completion=row.pk, by=staff, at=AT)
    assert completions.approve(completion=row.pk, by=colleague, at=AT).approved_by_id == colleague.account


def test_separation_of_duties_is_live() -> None:
    staff = make.actor(Role.STAFF)
    row = waiting(by=staff)
    program = row.enrollment.program
    programs.set_policies(program=program, policies=programs.Policies(separates_duties=True), by=COMMAND_LINE, at=AT)
    with refused("duties_separated"):
        completions.approve(completion=row.pk, by=staff, at=AT)
    programs.set_policies(program=program, policies=programs.Policies(), by=COMMAND_LINE, at=AT)
    assert completions.approve(completion=row.pk, by=staff, at=AT).is_live


def test_where_duties_are_separated_who_taught_it_does_not_approve_it() -> None:
    asked = make.definition(make.requirement(requires_approval=True))
    row = make.enrollment(None, make.program(None, asked, separates_duties=True))
    teacher = make.contact()
    offering = Offering.objects.create(
        component=Component.objects.get(code="EXAM"),
        kind="event",
        title="Exam",
        starts_at=datetime(2025, 6, 1, 9, tzinfo=UTC),
        ends_at=datetime(2025, 6, 1, 12, tzinfo=UTC),
        instructor=teacher,
    )
    done = completions.record(
        enrollment=row.pk, requirement="EXAM", recorded=Recorded(completed_on=date(2025, 6, 1)), by=COMMAND_LINE,
        at=AT, offering=offering.pk,
    )  # fmt: skip
    by_teacher, by_colleague = make.actor(Role.STAFF, teacher), make.actor(Role.STAFF, make.contact())
    with refused("duties_separated"):
        completions.approve(completion=done.pk, by=by_teacher, at=AT)
    assert completions.approve(completion=done.pk, by=by_colleague, at=AT).is_live
