"""How is a completion recorded, by whom, for which day, and what becomes of it?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import completions, enrollments
from conferral.models import Component, Offering, Requirement
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.recording import Recorded
from tests import make
from tests.actions.register import logged, refused, status

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
ENROLLED = date(2025, 3, 1)
ONE_DAY = timedelta(days=1)
LETTERS = grades.letters(("A", "B", "C", "F"), "C")


def enrolled(*requirements, **said):
    return make.enrollment(None, make.program(None, make.definition(*requirements, **said)))


@pytest.mark.parametrize(
    ("said", "recorded", "label"),
    [
        ({}, {}, "Complete"),
        ({"requires_approval": True}, {}, "Awaiting Approval"),
        ({"scale": make.POINTS}, {}, "Awaiting Grade"),
        ({"scale": make.POINTS}, {"grade": "70"}, "Complete"),
        ({"scale": make.POINTS}, {"grade": "69.999"}, "No Status"),
        ({"scale": make.POINTS, "requires_approval": True}, {}, "Awaiting Grade"),
        ({"scale": make.POINTS, "requires_approval": True}, {"grade": "70"}, "Awaiting Approval"),
        ({"scale": make.POINTS, "requires_approval": True}, {"grade": "0"}, "No Status"),
        ({"scale": grades.pass_fail()}, {"grade": "Pass"}, "Complete"),
        ({"scale": LETTERS}, {"grade": "c"}, "Complete"),
        ({"scale": LETTERS}, {"grade": "F"}, "No Status"),
        ({"is_repeatable": True, "units": Decimal(3)}, {"units": Decimal("2.999")}, "No Status"),
        ({"is_repeatable": True, "units": Decimal(3)}, {"units": Decimal(3)}, "Complete"),
    ],
)
def test_the_status_follows_from_grade_approval_and_units(said, recorded, label) -> None:
    row = enrolled(make.requirement(**said))
    done = make.completion(row, **recorded)
    assert status(row) == label
    assert done.is_live == (label != "No Status" or "units" in recorded)
    told = (done.is_live, done.awaits, done.grade, done.units, done.reference)
    done.refresh_from_db()
    assert (done.is_live, done.awaits, done.grade, done.units, done.reference) == told


def test_what_was_recorded_is_kept_to_the_letter_and_logged() -> None:
    row, staff = enrolled(make.requirement(scale=make.POINTS)), make.actor(Role.STAFF)
    with logged() as entries:
        done = make.completion(row, by=staff, today=TODAY, grade=" 78.0 ", notes="Well “done” 👏\nindeed")
    done.refresh_from_db()
    assert (done.completed_on, done.grade, done.notes, done.units) == (
        date(2025, 6, 1),
        "78",
        "Well “done” 👏\nindeed",
        None,
    )
    assert (done.recorded_at, done.recorded_by_id, done.graded_by_id) == (
        make.noon(TODAY),
        staff.account,
        staff.account,
    )
    assert (done.approved_on, done.revision, done.reference) == (None, 1, "")
    assert [(entry.kind, entry.actor, entry.account_id, entry.at) for entry in entries] == [
        ("completion.recorded", staff.name, staff.account, make.noon(TODAY)),
        ("enrollment.earned", staff.name, staff.account, make.noon(TODAY)),
    ]
    first = entries[0]
    assert (first.program_id, first.contact_id, first.enrollment_id, first.completion_id) == (
        row.program_id,
        row.contact_id,
        row.pk,
        done.pk,
    )
    assert first.before == {}
    assert first.after == {
        "requirement": "EXAM",
        "completed_on": "2025-06-01",
        "grade": "78",
        "notes": "Well “done” 👏\nindeed",
    }


def test_units_claimed_are_logged_too() -> None:
    row = enrolled(make.requirement("HOURS", is_repeatable=True, units=Decimal(20)))
    with logged() as entries:
        done = make.completion(row, "HOURS", units=Decimal("1.250"))
    done.refresh_from_db()
    assert (done.units, done.is_live) == (Decimal("1.25"), True)
    assert entries[0].after["units"] in {"1.25", "1.250"}


@pytest.mark.parametrize("role", Role)
def test_every_level_of_staff_records_for_anybody_and_a_member_for_nobody_else(role) -> None:
    row = enrolled(make.requirement(enrollees_may_record=True))
    by = make.actor(role, make.contact())
    if role is Role.NONE:
        with refused("not_yours"):
            make.completion(row, by=by)
        return
    assert make.completion(row, by=by).recorded_by_id == by.account


def test_an_enrollee_records_only_where_the_requirement_says_so_and_never_a_grade() -> None:
    row = enrolled(make.requirement("OWN", enrollees_may_record=True, scale=make.POINTS), make.requirement("THEIRS"))
    herself = make.actor(Role.NONE, row.contact)
    with refused("recorded_by_staff"):
        make.completion(row, "THEIRS", by=herself)
    with refused("graded_by_staff"):
        make.completion(row, "OWN", by=herself, grade="100")
    assert status(row, "OWN") == "No Status"
    make.completion(row, "OWN", by=herself)
    assert status(row, "OWN") == "Awaiting Grade"


def test_staff_record_their_own_and_somebody_else_grades_it() -> None:
    row = enrolled(make.requirement(scale=make.POINTS))
    herself = make.actor(Role.SYSADMIN, row.contact)
    with refused("own_completion"):
        make.completion(row, by=herself, grade="100")
    make.completion(row, by=herself)
    assert status(row) == "Awaiting Grade"


@pytest.mark.parametrize(
    ("completed_on", "today", "code"),
    [
        (TODAY, TODAY, None),
        (TODAY + ONE_DAY, TODAY, "date_in_future"),
        (ENROLLED, TODAY, None),
        (ENROLLED - ONE_DAY, TODAY, None),
        (date(1899, 12, 31), TODAY, "date_out_of_range"),
        (date(2026, 3, 31), date(2026, 3, 31), None),
        (date(2026, 3, 31), date(2026, 4, 1), "enrollment_closed"),
    ],
)
def test_staff_record_for_any_day_up_to_today(completed_on, today, code) -> None:
    row = enrolled()
    if code is None:
        assert make.completion(row, completed_on=completed_on, today=today).completed_on == completed_on
        return
    with refused(code):
        make.completion(row, completed_on=completed_on, today=today)


@pytest.mark.parametrize(("completed_on", "allowed"), [(ENROLLED, True), (ENROLLED - ONE_DAY, False)])
def test_an_enrollee_records_nothing_for_a_day_before_the_enrollment_date(completed_on, allowed) -> None:
    row = enrolled(make.requirement(enrollees_may_record=True))
    herself = make.actor(Role.NONE, row.contact)
    if allowed:
        assert make.completion(row, completed_on=completed_on, today=TODAY, by=herself).completed_on == completed_on
        return
    with refused("date_before_enrollment"):
        make.completion(row, completed_on=completed_on, today=TODAY, by=herself)


def test_while_approval_is_awaited_nothing_after_the_expiration_date_is_recorded() -> None:
    optional = make.requirement("TALK", is_required=False)
    row = enrolled(make.requirement(), optional, requires_approval=True)
    make.completion(row)
    with refused("date_after_expiration"):
        make.completion(row, "TALK", completed_on=date(2026, 4, 1))
    assert make.completion(row, "TALK", completed_on=date(2026, 3, 31), today=date(2026, 4, 1)).is_live


def test_nothing_is_recorded_on_what_is_earned_or_replaced_or_not_begun() -> None:
    row = enrolled(make.requirement(), make.requirement("TALK", is_required=False))
    make.completion(row)
    with refused("enrollment_closed"):
        make.completion(row, "TALK")
    who, program = make.contact(), make.program()
    first = make.enrollment(who, program, date(2024, 1, 1))
    make.enrollment(who, program, TODAY)
    with refused("enrollment_replaced"):
        make.completion(first, completed_on=date(2024, 2, 1), today=TODAY)
    next_week = make.enrollment(None, program, TODAY)
    with refused("not_begun"):
        make.completion(next_week, completed_on=date(2025, 1, 1))


def test_an_extended_expiration_date_opens_it_again() -> None:
    row = enrolled()
    later = date(2026, 6, 1)
    with refused("enrollment_closed"):
        make.completion(row, completed_on=later)
    dates = row.dates().__class__(row.enrolled_on, row.grace_begins_on, later)
    enrollments.change_dates(enrollment=row.pk, to=dates, reason="Illness.", by=COMMAND_LINE, at=make.noon(later))
    assert make.completion(row, completed_on=later).is_live


def test_one_attempt_is_live_and_earlier_ones_stay() -> None:
    row = enrolled(make.requirement(scale=make.POINTS), make.requirement("ETHICS"))
    failed = make.completion(row, grade="10")
    waiting = make.completion(row)
    assert (failed.is_live, waiting.is_live) == (False, True)
    assert (failed.reference, waiting.reference) == ("", "2")
    with refused("already_recorded"):
        make.completion(row, completed_on=date(2025, 6, 2))
    assert make.completion(row, "ETHICS").reference == ""


def test_any_number_of_completions_of_a_repeatable_requirement_each_claim_their_own_units() -> None:
    row = enrolled(make.requirement("HOURS", is_repeatable=True, units=Decimal(4)), make.requirement("EXAM"))
    for number in range(3):
        done = make.completion(row, "HOURS", units=Decimal("1.5"))
        assert (done.is_live, done.reference) == (True, str(number + 1) if number else "")
    assert status(row, "HOURS") == "Complete"
    with refused("units_missing"):
        make.completion(row, "HOURS")
    with refused("units_not_asked"):
        make.completion(row, "EXAM", units=Decimal(1))
    for units in (Decimal(0), Decimal(-1), Decimal(1_000_000)):
        with refused("units_out_of_range"):
            make.completion(row, "HOURS", units=units)


@pytest.mark.parametrize(
    ("said", "recorded", "code"),
    [
        ({}, {"grade": "A"}, "grade_not_asked"),
        ({"scale": make.POINTS}, {"grade": "100.001"}, "grade_not_on_scale"),
        ({"scale": make.POINTS}, {"grade": "good"}, "grade_not_on_scale"),
        ({"scale": LETTERS}, {"grade": "D"}, "grade_not_on_scale"),
        ({}, {"notes": "x" * 10_001}, "notes_too_long"),
    ],
)
def test_what_does_not_fit_the_requirement_is_refused(said, recorded, code) -> None:
    row = enrolled(make.requirement(**said))
    with refused(code):
        make.completion(row, **recorded)


def test_a_requirement_belongs_to_the_version_enrolled_on() -> None:
    program = make.program()
    row = make.enrollment(None, program)
    make.publish(program, make.definition(make.requirement("NEW")))
    with refused("requirement_unknown") as caught:
        make.completion(row, "NEW")
    assert "NEW" in str(caught.value)


def test_in_order_a_stage_opens_when_every_required_one_before_is_complete() -> None:
    row = enrolled(
        make.requirement("A", stage=1, requires_approval=True),
        make.requirement("B", stage=1),
        make.requirement("OPTIONAL", stage=1, is_required=False),
        make.requirement("C", stage=5),
        in_order=True,
    )
    make.completion(row, "B")
    waiting = make.completion(row, "A")
    with refused("requirement_blocked") as caught:
        make.completion(row, "C")
    assert str(caught.value) == "C opens when these are Complete: A."
    completions.approve(completion=waiting.pk, by=COMMAND_LINE, at=make.noon(TODAY))
    assert make.completion(row, "C", today=TODAY).is_live


def test_where_there_are_offerings_one_of_them_is_named() -> None:
    row = enrolled()
    component = Component.objects.get(code="EXAM")
    own = Offering.objects.create(component=component, kind="resource", title="Exam at home")
    other = Offering.objects.create(
        component=Component.objects.create(code="X", title="X"), kind="resource", title="Something else"
    )

    def record(offering: int | None):
        return completions.record(
            enrollment=row.pk, requirement="EXAM", recorded=Recorded(completed_on=TODAY), by=COMMAND_LINE,
            at=make.noon(TODAY), offering=offering,
        )  # fmt: skip

    with refused("offering_missing"):
        record(None)
    with refused("offering_unknown"):
        record(other.pk)
    with refused("offering_unknown"):
        record(987_654_321)
    assert record(own.pk).offering == own


def test_a_retired_offering_is_not_asked_for() -> None:
    row = enrolled()
    component = Requirement.objects.get(version=row.version).component
    Offering.objects.create(component=component, kind="resource", title="Exam at home", is_retired=True)
    assert make.completion(row).offering is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("code", "before", "times"), [("HOURS", 0, 8), ("HOURS", 9, 8), ("COURSE", 0, 10)])
def test_recording_asks_the_database_a_fixed_number_of_times(code, before, times) -> None:
    asked_for = make.requirement("HOURS", is_repeatable=True, units=Decimal(90)), make.requirement("COURSE")
    row = make.enrollment(None, make.program(None, make.definition(*asked_for)), date(2026, 1, 5))
    make.completion(make.enrollment(None, row.program), "COURSE")  # the definition is kept from here on
    units = {"units": Decimal(1)} if code == "HOURS" else {}
    for number in range(before):
        make.completion(row, "HOURS", completed_on=TODAY - number * ONE_DAY, **units)
    with CaptureQueriesContext(connection) as asked:
        make.completion(row, code, completed_on=TODAY, **units)
    said = [query["sql"] for query in asked if query["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    # Contact, enrollment, requirement, attempts; the completion and that it is live; entry and notice. What is Complete
    # begins the program, which changes the enrollment and the trackers.
    assert len(said) == times, "\n".join(said)
