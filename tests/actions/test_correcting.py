"""Is what was recorded corrected while it waits, and kept as it is afterwards?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from conferral.actions import completions, correcting, enrollments
from conferral.models import Completion, Component, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.correcting import Corrected
from conferral.rules.terms import Dates
from tests import make, register
from tests.actions.register import logged, refused, status, untouched

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
EARLIER = date(2025, 5, 1)


def waiting(requirement=None, policies=None, **recorded) -> Completion:
    asked = requirement or make.requirement(requires_approval=True)
    defined = make.definition(asked, make.requirement("ETHICS"))
    return make.completion(make.enrollment(None, make.program(None, defined, **(policies or {}))), **recorded)


def correct(row: Completion, *, by=COMMAND_LINE, revision=None, **to) -> Completion:
    said = {"completed_on": row.completed_on, "units": row.units, "notes": row.notes, **to}
    return correcting.correct(completion=row.pk, to=Corrected(**said), by=by, at=AT, revision=revision)


def test_what_is_corrected_is_what_is_approved() -> None:
    row = waiting(notes="In Oslo")
    staff = make.actor(Role.STAFF)
    with logged() as entries:
        row = correct(row, by=staff, completed_on=EARLIER, notes="In Bergen", revision=1)
    assert (row.completed_on, row.notes, row.revision, row.awaits) == (EARLIER, "In Bergen", 2, "approval")
    assert [(entry.kind, entry.before, entry.after, entry.account_id) for entry in entries] == [
        (
            "completion.corrected",
            {"completed_on": "2025-06-01", "notes": "In Oslo"},
            {"completed_on": "2025-05-01", "notes": "In Bergen"},
            staff.account,
        )
    ]
    completions.approve(completion=row.pk, by=COMMAND_LINE, at=AT, revision=2)
    assert Enrollment.objects.get(pk=row.enrollment_id).started_on == EARLIER
    assert register.disagreements() == []


def test_units_are_corrected_exactly() -> None:
    asked = make.requirement(is_repeatable=True, units=Decimal(5), requires_approval=True)
    row = waiting(asked, units=Decimal("1.250"))
    with untouched():
        correct(row, units=Decimal("1.25"))
    with logged() as entries:
        row = correct(row, units=Decimal("2.5"))
    assert (row.units, entries[0].before, entries[0].after) == (Decimal("2.5"), {"units": "1.25"}, {"units": "2.5"})


def test_a_second_click_changes_nothing() -> None:
    row = waiting()
    correct(row, completed_on=EARLIER, revision=1)
    with untouched():
        assert correct(row, completed_on=EARLIER, revision=1).revision == 2


def test_once_complete_it_is_read_only() -> None:
    row = waiting()
    completions.approve(completion=row.pk, by=COMMAND_LINE, at=AT)
    with refused("read_only"):
        correct(row, notes="Later")
    assert status(row.enrollment) == "Complete"


def test_who_looked_before_it_was_corrected_approves_nothing_and_reads_what_changed() -> None:
    row = waiting(notes="Here")
    anna = make.actor(Role.STAFF)
    correct(row, by=anna, completed_on=EARLIER, notes="There")
    with refused("stale") as caught:
        completions.approve(completion=row.pk, by=COMMAND_LINE, at=AT, revision=1)
    assert f"changed by {anna.name} on 2 March 2026 at 12:00" in str(caught.value)
    assert "(Date: 1 June 2025 became 1 May 2025; Notes: “Here” became “There”)" in str(caught.value)
    with refused("stale"):
        correct(row, notes="Elsewhere", revision=1)


def test_two_of_one_day_are_told_apart_when_one_is_corrected_onto_the_other() -> None:
    asked = make.requirement(is_repeatable=True, units=Decimal(5), requires_approval=True)
    first = waiting(asked, units=Decimal(1))
    enrollment = Enrollment.objects.get(pk=first.enrollment_id)
    second = make.completion(enrollment, "EXAM", EARLIER, units=Decimal(1))
    assert correct(first, completed_on=EARLIER).reference == "2"
    assert correct(second, notes="x").reference == ""
    assert correct(first, completed_on=date(2025, 5, 2)).reference == "2"


def test_the_offering_it_was_recorded_for_still_has_to_have_begun() -> None:
    from conferral.actions import offerings
    from conferral.rules.offerings import Details, Kind

    row = waiting()
    held = {"starts_at": make.noon(date(2025, 5, 30)), "ends_at": make.noon(date(2025, 5, 31))}
    offering = offerings.add(
        component=Component.objects.get(code="EXAM").pk,
        details=Details(kind=Kind.EVENT, title="Sitting", **held),
        by=COMMAND_LINE,
        at=AT,
    )
    Completion.objects.filter(pk=row.pk).update(offering=offering)
    with refused("date_before_offering"):
        correct(row, completed_on=date(2025, 5, 29))
    assert correct(row, completed_on=date(2025, 5, 30)).completed_on == date(2025, 5, 30)


def test_a_day_that_the_expiration_date_was_moved_before_stays_and_all_else_is_decided_as_ever() -> None:
    row, manager = waiting(notes="In Oslo"), make.actor(Role.MANAGER)
    shortened = Dates(row.enrollment.enrolled_on, None, date(2025, 5, 15))
    enrollments.change_dates(enrollment=row.enrollment_id, to=shortened, reason="A wrong day.", by=COMMAND_LINE, at=AT)
    with refused("date_after_expiration"):
        correct(row, completed_on=date(2025, 6, 2))
    row = correct(row, notes="In Bergen")
    assert (row.completed_on, row.notes, row.awaits) == (date(2025, 6, 1), "In Bergen", "approval")
    completions.approve(completion=row.pk, by=COMMAND_LINE, at=AT)
    assert status(row.enrollment) == "Complete"
    assert Enrollment.objects.get(pk=row.enrollment_id).started_on == date(2025, 6, 1)
    with refused("read_only"):
        correct(row, notes="In Oslo")
    completions.void(completion=row.pk, reason="Forged.", by=manager, at=AT)
    assert status(row.enrollment) == "No Status"
    with refused("enrollment_closed"):
        make.completion(row.enrollment, today=TODAY)
    assert register.disagreements() == []


def test_a_copy_stays_as_the_original_was_recorded() -> None:
    row, original = waiting(), waiting()
    Completion.objects.filter(pk=row.pk).update(carried_from=original)
    with refused("carried_over"):
        correct(row, notes="x")


def test_where_duties_are_separated_nobody_approves_what_they_corrected() -> None:
    recorder, approver = make.actor(Role.STAFF), make.actor(Role.STAFF)
    row = waiting(policies={"separates_duties": True}, by=recorder)
    with refused("duties_separated"):
        correct(row, by=approver, notes="x")
    correct(row, by=recorder, notes="x")
    with refused("duties_separated"):
        completions.approve(completion=row.pk, by=recorder, at=AT)
    assert completions.approve(completion=row.pk, by=approver, at=AT).approved_by_id == approver.account


def test_members_correct_nothing() -> None:
    row = waiting()
    herself = make.actor(Role.NONE, row.enrollment.contact)
    with refused("role_needed"):
        correct(row, by=herself, notes="x")
    assert not Event.objects.filter(kind="completion.corrected").exists()
