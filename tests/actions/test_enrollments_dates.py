"""How do staff change the three dates of an enrollment, and what follows from it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from conferral.actions import enrollments
from conferral.models import Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.standing import standing
from conferral.rules.terms import Dates
from tests import make
from tests.actions.register import logged, refused, untouched

pytestmark = pytest.mark.django_db

ENROLLED, GRACE, EXPIRES = date(2025, 3, 1), date(2026, 3, 2), date(2026, 3, 31)
TODAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)


def change(row: Enrollment, *, by=COMMAND_LINE, reason="A long illness.", today=TODAY, **dates) -> Enrollment:
    row.refresh_from_db()
    return enrollments.change_dates(
        enrollment=row.pk, to=replace(row.dates(), **dates), reason=reason, by=by, at=make.noon(today)
    )


def status(row: Enrollment, on: date) -> str:
    row.refresh_from_db()
    return standing(row.facts(), on).status.value


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("enrolled_on", date(2025, 4, 1)),
        ("enrolled_on", date(2024, 4, 1)),
        ("enrolled_on", GRACE - ONE_DAY),
        ("grace_begins_on", ENROLLED + ONE_DAY),
        ("grace_begins_on", EXPIRES),
        ("grace_begins_on", None),
        ("expires_on", date(2026, 6, 30)),
        ("expires_on", GRACE),
    ],
)
def test_editing_one_date_never_moves_another_and_is_logged_with_its_reason(field, day) -> None:
    row, staff = make.enrollment(), make.actor(Role.STAFF)
    before = {"enrolled_on": ENROLLED, "grace_begins_on": GRACE, "expires_on": EXPIRES}
    with logged() as entries:
        changed = change(row, by=staff, **{field: day})
    row.refresh_from_db()
    assert row.dates() == Dates(**{**before, field: day}) == changed.dates()
    assert row.revision == 2
    (entry,) = entries
    assert (entry.kind, entry.enrollment_id, entry.contact_id, entry.program_id) == (
        "enrollment.dates_changed",
        row.pk,
        row.contact_id,
        row.program_id,
    )
    assert (entry.actor, entry.account_id, entry.reason) == (staff.name, staff.account, "A long illness.")
    assert entry.before == {field: before[field].isoformat()}
    assert entry.after == {field: day and day.isoformat()}


def test_extending_the_expiration_date_of_an_expired_enrollment_makes_it_grace_again() -> None:
    row = make.enrollment()
    assert status(row, date(2026, 4, 1)) == "expired"
    change(row, expires_on=date(2026, 6, 30), today=date(2026, 4, 1))
    assert status(row, date(2026, 4, 1)) == "grace"
    assert row.dates().completion_deadline(date(2026, 4, 1)) == date(2026, 6, 30)


@pytest.mark.parametrize("role", Role)
def test_every_level_of_staff_changes_dates_and_no_enrollee_does(role) -> None:
    row = make.enrollment()
    by = make.actor(role, row.contact if role is Role.NONE else None)
    if role is Role.NONE:
        with refused("role_needed"):
            change(row, by=by, expires_on=date(2026, 6, 30))
        return
    assert change(row, by=by, expires_on=date(2026, 6, 30)).expires_on == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"enrolled_on": EXPIRES + ONE_DAY, "grace_begins_on": None}, "expires_before_enrolled"),
        ({"enrolled_on": GRACE}, "grace_not_after_enrolled"),
        ({"grace_begins_on": ENROLLED}, "grace_not_after_enrolled"),
        ({"grace_begins_on": EXPIRES + ONE_DAY}, "grace_after_expires"),
        ({"expires_on": GRACE - ONE_DAY}, "grace_after_expires"),
        ({"expires_on": date(2200, 1, 1)}, "date_out_of_range"),
        ({"enrolled_on": date(1899, 12, 31)}, "date_out_of_range"),
    ],
)
def test_dates_out_of_order_are_refused(dates, code) -> None:
    row = make.enrollment()
    with refused(code):
        change(row, **dates)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_change_asks_for_a_reason(reason) -> None:
    row = make.enrollment()
    with refused("reason_missing"):
        change(row, reason=reason, expires_on=date(2026, 6, 30))


def test_changing_nothing_writes_nothing() -> None:
    row = make.enrollment()
    with untouched():
        assert change(row).revision == 1


def test_a_cancelled_enrollment_keeps_its_dates() -> None:
    row = make.enrollment()
    enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(TODAY))
    with refused("enrollment_cancelled"):
        change(row, expires_on=date(2026, 6, 30))


def test_a_replaced_enrollment_cannot_be_extended_and_may_be_shortened() -> None:
    who, program = make.contact(), make.program()
    first = make.enrollment(who, program, date(2024, 1, 1))
    make.enrollment(who, program, TODAY)
    with refused("enrollment_replaced"):
        change(first, expires_on=date(2025, 2, 1))
    assert change(first, expires_on=date(2025, 1, 30)).expires_on == date(2025, 1, 30)


def test_two_enrollments_of_a_contact_in_a_program_never_start_on_one_day() -> None:
    who, program = make.contact(), make.program()
    first = make.enrollment(who, program, date(2024, 1, 1))
    second = make.enrollment(who, program, TODAY)
    with refused("enrollment_date_taken"):
        change(second, enrolled_on=date(2024, 1, 1))
    enrollments.cancel(enrollment=second.pk, by=COMMAND_LINE, at=make.noon(TODAY))
    third = make.enrollment(who, program, TODAY + ONE_DAY, today=TODAY)
    assert change(third, enrolled_on=TODAY).enrolled_on == TODAY
    assert first.pk != third.pk


def test_nothing_counts_before_the_enrollment_date_so_earning_moves_along_with_it() -> None:
    program = make.program(None, make.definition(designation="EMT"))
    row = make.enrollment(None, program)
    make.completion(row, completed_on=date(2025, 6, 1))
    with logged() as entries:
        change(row, enrolled_on=date(2025, 7, 1))
    row.refresh_from_db()
    assert (row.started_on, row.requirements_met_on, row.earned_on) == (
        date(2025, 6, 1),
        date(2025, 7, 1),
        date(2025, 7, 1),
    )
    assert row.contact.designations.get().conferred_on == date(2025, 7, 1)
    earned = [entry for entry in entries if entry.kind == "enrollment.earned"]
    assert [(entry.before, entry.after) for entry in earned] == [
        ({"earned_on": "2025-06-01"}, {"earned_on": "2025-07-01"})
    ]
    change(row, enrolled_on=ENROLLED)
    row.refresh_from_db()
    assert (row.requirements_met_on, row.earned_on) == (date(2025, 6, 1), date(2025, 6, 1))
    assert row.contact.designations.get().conferred_on == date(2025, 6, 1)


def test_an_approval_on_an_earlier_day_does_not_hold_earning_back() -> None:
    row = make.enrollment(None, make.program(None, make.definition(requires_approval=True)))
    make.completion(row, completed_on=date(2025, 6, 1))
    enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(date(2025, 6, 10)))
    change(row, enrolled_on=date(2025, 7, 1))
    row.refresh_from_db()
    assert (row.requirements_met_on, row.earned_on) == (date(2025, 7, 1), date(2025, 7, 1))
    change(row, enrolled_on=date(2025, 6, 5))
    row.refresh_from_db()
    assert (row.requirements_met_on, row.earned_on) == (date(2025, 6, 5), date(2025, 6, 10))


def test_shortening_the_dates_leaves_what_was_completed_in_time() -> None:
    row = make.enrollment()
    make.completion(row, completed_on=date(2025, 12, 1))
    change(row, grace_begins_on=None, expires_on=date(2025, 11, 1))
    row.refresh_from_db()
    assert row.earned_on == date(2025, 12, 1)


def test_one_registered_today_from_next_monday_moves_to_an_earlier_day() -> None:
    row = make.enrollment(None, None, TODAY + 7 * ONE_DAY, today=TODAY)
    change(row, enrolled_on=TODAY - ONE_DAY)
    row.refresh_from_db()
    assert row.begins_on == TODAY - ONE_DAY
    assert Event.objects.filter(kind="enrollment.dates_changed").count() == 1
