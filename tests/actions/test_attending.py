"""Does attendance record by the normal path what the enrollments ask for, and take back exactly that?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from zeal import zeal_ignore

from conferral.actions import attending, completions, enrollments, erasure, jobs, merging, offerings, registrations
from conferral.actions.log import Log
from conferral.models import Completion, Event, Offering, Program, Registration
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.attending import Attendance
from conferral.rules.jobs import Item
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.registered import AT, check_out, enrolled, event, program, put

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=7, hours=1)
OVER = AT + timedelta(days=8)
CAME, MISSED, UNMARKED = Attendance.ATTENDED, Attendance.NO_SHOW, Attendance.UNMARKED


@pytest.fixture(autouse=True)
@zeal_ignore()
def _asked_for(db) -> None:
    """Let some program ask for the class, so that it can be offered."""
    program()


@zeal_ignore()
def seated(made: Program, evening: Offering, number: int = 1) -> list[Registration]:
    """Register that many new enrollees."""
    staff = make.actor()
    for _ in range(number):
        line = put(enrolled(made), evening, staff)
    check_out(line, staff)
    return list(Registration.objects.filter(offering=evening).order_by("pk"))


def marked(rows, to=CAME, *, by: Actor | None = None, at=LATER, reason: str = "") -> list[str]:
    found = attending.mark_chunk([row.pk for row in rows], to, Log(by or make.actor(), at, reason=reason))
    return [found[row.pk].code for row in rows]


def attendance(*rows: Registration) -> list[str]:
    return [Registration.objects.get(pk=row.pk).attendance for row in rows]


def test_who_came_gets_a_completion_of_the_day_it_ended_by_whoever_marked_it() -> None:
    evening, staff = event(), make.actor()
    came, missed = seated(program(), evening, 2)
    assert marked([came], by=staff) == ["recorded"]
    assert marked([missed], MISSED) == ["marked"]
    (row,) = Completion.objects.all()
    assert (row.registration, row.offering, row.enrollment.contact) == (came, evening, came.contact)
    assert (row.completed_on, row.recorded_by_id, row.is_live) == (evening.ends_at.date(), staff.account, True)
    kinds = ("registration.attended", "registration.no_show", "completion.recorded")
    entries = Event.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", "contact_id")
    assert sorted(entries) == [
        ("completion.recorded", came.contact_id),
        ("registration.attended", came.contact_id),
        ("registration.no_show", missed.contact_id),
    ]


def test_the_same_again_changes_nothing_and_records_nothing_twice() -> None:
    (row,) = seated(program(), event())
    assert marked([row]) == ["recorded"]
    before = Event.objects.count()
    assert marked([row]) == ["unchanged"]
    assert (Completion.objects.count(), Event.objects.count()) == (1, before)


def test_each_current_enrollment_that_asks_for_it_gets_one() -> None:
    one, two = program(), program()
    evening = event()
    (row,) = seated(one, evening)
    enrolled(two, row.contact)
    assert marked([row]) == ["recorded"]
    assert set(Completion.objects.values_list("enrollment__program", flat=True)) == {one.pk, two.pk}


def test_with_the_switch_off_attendance_records_nothing() -> None:
    evening = event()
    (row,) = seated(program(), evening)
    details = replace(offerings.details_of(evening), records_completions=False)
    offerings.change(offering=evening.pk, component=evening.component_id, details=details, by=COMMAND_LINE, at=AT)
    assert (marked([row]), marked([row])) == (["marked"], ["unchanged"])
    assert not Completion.objects.exists()
    assert marked([row], UNMARKED) == ["marked"]


def test_what_cannot_be_recorded_says_why_and_is_recorded_once_it_can_be() -> None:
    made, evening = program(), event()
    first, second = seated(made, evening, 2)
    held = second.contact.enrollments.get().pk
    recorded = Recorded(completed_on=AT.date())
    past = event(starts_at=AT - timedelta(days=1), title="Before")
    done = completions.record(
        enrollment=held, requirement="CLASS", recorded=recorded, offering=past.pk, by=COMMAND_LINE, at=AT
    )
    found = attending.mark_chunk([first.pk, second.pk], CAME, Log(make.actor(), LATER))
    assert (found[first.pk].code, found[second.pk].code) == ("recorded", "not_recorded")
    assert "Class is Complete with the completion of 2 March 2026" in found[second.pk].message
    assert attendance(first, second) == ["attended", "attended"]
    completions.void(completion=done.pk, reason="Wrong", by=COMMAND_LINE, at=LATER)
    assert marked([second]) == ["recorded"]


def test_who_is_enrolled_no_more_is_marked_and_told() -> None:
    (row,) = seated(program(), event())
    enrollments.cancel(enrollment=row.contact.enrollments.get().pk, by=COMMAND_LINE, at=AT)
    found = attending.mark_chunk([row.pk], CAME, Log(make.actor(), LATER))[row.pk]
    assert (found.code, found.message) == ("not_recorded", f"No current enrollment of {row.contact} asks for Class.")
    assert attendance(row) == ["attended"]


def test_what_may_be_met_again_claims_the_units_of_the_requirement() -> None:
    asked = make.requirement("CLASS", is_repeatable=True, units=Decimal(3))
    made = make.program(None, make.definition(asked, unit_type="hours"))
    (row,) = seated(made, event())
    assert marked([row]) == ["recorded"]
    assert Completion.objects.get().units == 3


def test_before_it_begins_nobody_is_marked_and_on_an_earlier_day_nothing_is_recorded_yet() -> None:
    (row,) = seated(program(), event())
    assert marked([row], at=LATER - timedelta(days=1)) == ["event_not_begun"]
    long = event(title="Two days")
    details = replace(offerings.details_of(long), ends_at=long.ends_at + timedelta(days=1))
    offerings.change(offering=long.pk, component=long.component_id, details=details, by=COMMAND_LINE, at=AT)
    (other,) = seated(program(), long)
    assert marked([other]) == ["not_recorded"]
    assert marked([other], at=LATER + timedelta(days=1)) == ["recorded"]


def test_taking_it_back_voids_exactly_what_it_recorded_and_no_other() -> None:
    made = program()
    evening, other = event(), event(title="Another")
    (row,) = seated(made, evening)
    (kept,) = seated(program(), other)
    manager = make.actor(Role.MANAGER)
    marked([row, kept])
    assert marked([row], UNMARKED, by=manager) == ["reason_missing"]
    assert marked([row], UNMARKED, reason="Another came") == ["role_needed"]
    assert attendance(row) == ["attended"]
    assert marked([row], UNMARKED, by=manager, reason="Another came") == ["marked"]
    assert attendance(row, kept) == ["", "attended"]
    voided, left = (Completion.objects.get(registration=one) for one in (row, kept))
    assert (voided.void_reason, left.voided_on) == ("Another came", None)
    assert marked([row]) == ["recorded"]
    assert marked([row], MISSED, by=manager, reason="No") == ["marked"]
    assert Completion.objects.filter(registration=row, voided_on=None).count() == 0


def test_what_waits_is_rejected_by_whoever_may_reject_it() -> None:
    made = make.program(None, make.definition(make.requirement("CLASS", requires_approval=True)))
    (row,) = seated(made, event())
    marked([row])
    assert marked([row], UNMARKED) == ["note_missing"]
    assert marked([row], UNMARKED, reason="Did not come") == ["marked"]
    assert (Completion.objects.get().rejection_note, attendance(row)) == ("Did not come", [""])


def test_of_two_completions_none_is_taken_back_where_one_cannot_be() -> None:
    one = program()
    waits = make.program(None, make.definition(make.requirement("CLASS", requires_approval=True)))
    (row,) = seated(one, event())
    enrolled(waits, row.contact)
    marked([row])
    assert marked([row], UNMARKED, reason="Did not come") == ["role_needed"]
    assert Completion.objects.filter(is_live=True).count() == 2


def test_closing_counts_who_is_not_marked_as_no_show_and_opening_lets_mark_again() -> None:
    evening = event()
    came, missed = seated(program(), evening, 2)
    marked([came])
    staff = make.actor()
    with pytest.raises(Refused) as no:
        attending.close(offering=evening.pk, by=staff, at=LATER)
    assert no.value.refusal.code == "event_not_over"
    attending.close(offering=evening.pk, by=staff, at=OVER)
    assert attendance(came, missed) == ["attended", "no_show"]
    assert marked([missed], at=OVER) == ["roster_closed"]
    attending.open_again(offering=evening.pk, by=staff, at=OVER)
    assert marked([missed], at=OVER) == ["recorded"]
    kinds = Event.objects.filter(kind__startswith="offering.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["offering.added", "offering.closed", "offering.opened_again"]


def test_who_is_marked_cannot_be_cancelled_and_cancelled_ones_are_not_marked() -> None:
    made, evening = program(), event()
    row, gone = seated(made, evening, 2)
    registrations.cancel(registration=gone.key, by=COMMAND_LINE, at=AT)
    assert marked([row, gone]) == ["recorded", "registration_cancelled"]
    with pytest.raises(Refused) as no:
        registrations.cancel(registration=row.key, by=make.actor(), at=LATER)
    assert no.value.refusal.code == "attendance_marked"


def test_merging_keeps_that_either_came_and_what_was_recorded_by_it() -> None:
    evening = event()
    (stays,) = seated(program(), evening)
    _, goes = seated(program(), evening)
    marked([goes])
    merging.merge(survivor=stays.contact_id, duplicate=goes.contact_id, reason="One person", by=COMMAND_LINE, at=LATER)
    assert attendance(stays, goes) == ["attended", ""]
    assert Completion.objects.get().registration == stays


def test_a_job_marks_many_and_says_of_each_what_became_of_it() -> None:
    evening = event()
    rows = seated(program(), evening, 3)
    items = [Item(row.pk) for row in rows] + [Item(987654)]
    said = {"attendance": "attended", "reason": "", "offering": str(evening.key)}
    job = jobs.ask_and_begin(kind=attending.KIND, items=items, by=make.actor(), at=LATER, arguments=said)
    assert (job.done, job.refused) == (4, 1)
    assert set(Completion.objects.values_list("registration", flat=True)) == {row.pk for row in rows}
    assert set(Event.objects.filter(kind="registration.attended").values_list("batch", flat=True)) == {job.key}


def test_erasing_somebody_takes_what_the_job_told_of_them() -> None:
    evening = event()
    (row,) = seated(program(), evening)
    enrollments.cancel(enrollment=row.contact.enrollments.get().pk, by=COMMAND_LINE, at=AT)
    said = {"attendance": "attended", "reason": "Ada told us", "offering": str(evening.key)}
    job = jobs.ask_and_begin(kind=attending.KIND, items=[Item(row.pk)], by=make.actor(), at=LATER, arguments=said)
    assert str(row.contact) in job.items.get().message
    manager = make.actor(Role.MANAGER)
    erasure.erase(contact=row.contact_id, reason="Asked for", by=manager, at=OVER)
    job.refresh_from_db()
    assert (job.items.get().message, "Ada" in job.arguments["reason"]) == ("", False)
    assert attendance(row) == ["attended"]
