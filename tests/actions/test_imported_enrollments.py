"""Do the rows of an enrollments file come in as promised to other programs?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conferral.actions import enrollments as staff
from conferral.actions import imported_enrollments, programs
from conferral.models import Designation, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.refusals import Refused
from conferral.rules.terms import Dates
from tests import imports, make, register
from tests.imports import TODAY, words

pytestmark = pytest.mark.django_db

NOTHING_ASKED = make.requirement(is_required=False)


@pytest.fixture
def ada():
    return make.contact("M-1")


@pytest.fixture
def emt():
    return make.program("EMT", make.definition(requires_approval=True))


def row(**said: object) -> dict[str, object]:
    return {"member_number": "M-1", "program": "EMT", "enrolled_on": "2025-03-01", **said}


def bring(*rows: dict[str, object], today: date = TODAY) -> list[str]:
    said = words(imports.enrollments(*rows, today=today))
    assert register.disagreements() == []
    return said


def stored(**where: object) -> Enrollment:
    return Enrollment.objects.get(**where)


def test_a_new_row_becomes_an_enrollment_with_the_dates_of_the_current_version(ada, emt) -> None:
    assert bring(row()) == ["created"]

    made = stored()
    assert (made.contact, made.program, made.version.number) == (ada, emt, 1)
    assert made.dates() == Dates(date(2025, 3, 1), date(2026, 3, 2), date(2026, 3, 31))
    assert (made.approved_on, made.cancelled_on, made.replaced_on, made.revision) == (None, None, None, 1)


def test_a_new_row_is_logged_as_an_enrolment_by_the_command_line(ada, emt) -> None:
    bring(row(cancelled_on="2025-04-01"))

    entry = Event.objects.get(kind="enrollment.enrolled")
    assert (entry.actor, entry.contact_id, entry.program_id) == ("command-line", ada.pk, emt.pk)
    assert entry.enrollment_id == stored().pk
    assert entry.after == {
        "version": 1,
        "enrolled_on": "2025-03-01",
        "grace_begins_on": "2026-03-02",
        "expires_on": "2026-03-31",
        "cancelled_on": "2025-04-01",
    }


def test_the_same_rows_again_write_nothing_at_all(ada, emt) -> None:
    rows = [
        row(),
        row(enrolled_on="2024-01-01", cancelled_on="2024-02-01", approved_on="2024-01-05", version=1),
        row(enrolled_on="2023-01-01", grace_begins_on="2023-05-01", expires_on="2023-06-01"),
        row(enrolled_on="2022-01-01", expires_on="2022-06-01"),
    ]
    assert bring(*rows) == ["created"] * 4
    before = register.everything()

    with CaptureQueriesContext(connection) as asked:
        assert bring(*rows, today=date(2025, 9, 1)) == ["unchanged"] * 4

    assert register.everything() == before
    assert not [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_filled_cells_update_what_is_there_and_are_logged(ada, emt) -> None:
    bring(row())
    assert bring(row(expires_on="2026-06-30", approved_on="2025-05-01")) == ["updated"]

    made = stored()
    assert made.dates() == Dates(date(2025, 3, 1), date(2026, 3, 2), date(2026, 6, 30))
    assert (made.approved_on, made.revision) == (date(2025, 5, 1), 2)
    entry = Event.objects.get(kind="enrollment.imported_change")
    assert entry.before == {"expires_on": "2026-03-31", "approved_on": None}
    assert entry.after == {"expires_on": "2026-06-30", "approved_on": "2025-05-01"}
    assert entry.enrollment_id == made.pk


def test_the_day_a_row_was_first_imported_stays_its_registration_day(ada, emt) -> None:
    bring(row(enrolled_on="2025-12-01"))
    assert bring(row(enrolled_on="2025-12-01", expires_on="2027-01-31"), today=date(2025, 8, 1)) == ["updated"]

    made = stored()
    assert made.registered_on == made.begins_on == TODAY
    assert made.registered_at == datetime(2025, 6, 15, tzinfo=UTC)


def test_registration_is_midnight_where_the_organization_is(ada, emt) -> None:
    with timezone.override("Pacific/Auckland"):
        imported_enrollments.accept(
            imports.as_rows(imports.ENROLLMENTS, [row()]),
            by=COMMAND_LINE,
            at=datetime(2025, 6, 14, 22, 30, tzinfo=UTC),
        )

    made = stored()
    assert made.registered_on == date(2025, 6, 15)
    assert made.registered_at == datetime(2025, 6, 14, 12, tzinfo=UTC)


def test_what_names_nothing_is_refused_with_a_sentence_that_names_it(ada, emt) -> None:
    programs.define(code="DRAFT", policies=programs.Policies(), by=COMMAND_LINE, at=make.noon(TODAY))
    outcomes = imports.enrollments(
        row(member_number="M-9"), row(program="NONE"), row(program="DRAFT"), row(version=2), row(version="two")
    )

    assert words(outcomes) == [
        "contact_unknown",
        "program_unknown",
        "program_not_published",
        "version_unknown",
        "version_not_a_number",
    ]
    assert [outcome.refusal.message for outcome in outcomes if outcome.refusal] == [
        "member_number: there is no contact with the number “M-9”; correct it or import the contact first.",
        "program: there is no program with the code “NONE”; correct it or import the program first.",
        "program: DRAFT has no published version yet; publish one first.",
        "version: EMT has no version 2; its versions are 1 to 1, and blank means the last.",
        "version: “two” is not the number of a version; write it like 1 or 2, or leave the cell blank.",
    ]
    assert not Enrollment.objects.exists()
    assert not Event.objects.filter(kind__startswith="enrollment.").exists()


def test_a_version_is_taken_for_a_new_row_and_compared_for_a_known_one(ada, emt) -> None:
    make.publish(emt, make.definition(requires_approval=False))

    assert bring(row(version=1), row(enrolled_on="2025-04-01")) == ["created", "created"]
    assert [made.version.number for made in Enrollment.objects.order_by("enrolled_on")] == [1, 2]
    assert bring(row(), row(version=1), row(enrolled_on="2025-04-01", version=2)) == ["unchanged"] * 3
    (outcome,) = imports.enrollments(row(version=2))
    assert outcome.refusal.message == (
        "version: this enrollment is on version 1, not 2, and stays on it; write 1 or leave the cell blank."
    )
    assert words([outcome]) == ["version_differs"]


def test_an_approval_that_the_version_does_not_ask_for_is_kept_and_decides_nothing(ada, emt) -> None:
    make.publish(emt, make.definition(requires_approval=False))
    bring(row())

    assert bring(row(approved_on="2025-05-01")) == ["updated"]
    assert bring(row(approved_on="2025-05-01")) == ["unchanged"]
    (kept,) = Enrollment.objects.all()
    assert (kept.approved_on, kept.requirements_met_on, kept.earned_on) == (date(2025, 5, 1), None, None)


def test_history_is_not_asked_for_status_eligibility_or_maintenance(ada, emt) -> None:
    make.program("INACTIVE", make.definition(prerequisites=("EMT",)), is_active=False)

    assert (
        bring(row(program="INACTIVE"), row(), row(enrolled_on="2020-01-01"), row(enrolled_on="2020-01-02"))
        == ["created"] * 4
    )


def test_two_new_rows_of_one_contact_and_program_stand_in_order_whatever_theirs(ada, emt) -> None:
    days = ["2025-03-01", "2021-03-01", "2023-03-01"]

    assert bring(*(row(enrolled_on=on) for on in days)) == ["created"] * 3

    replaced = dict(Enrollment.objects.values_list("enrolled_on", "replaced_on"))
    assert replaced == {
        date(2021, 3, 1): date(2023, 3, 1),
        date(2023, 3, 1): date(2025, 3, 1),
        date(2025, 3, 1): None,
    }


def test_an_older_row_goes_in_before_what_staff_enrolled(ada, emt) -> None:
    make.enrollment(ada, emt, date(2025, 5, 1))

    assert bring(row()) == ["created"]
    assert stored(enrolled_on=date(2025, 3, 1)).replaced_on == date(2025, 5, 1)
    assert bring(row(enrolled_on="2025-06-01")) == ["created"]
    assert stored(enrolled_on=date(2025, 5, 1)).replaced_on == date(2025, 6, 1)


def test_a_cancellation_moves_the_row_in_its_line(ada, emt) -> None:
    bring(row(), row(enrolled_on="2025-12-01"))
    assert stored(enrolled_on=date(2025, 3, 1)).replaced_on == TODAY

    assert bring(row(enrolled_on="2025-12-01", cancelled_on="2025-06-15")) == ["updated"]
    assert stored(enrolled_on=date(2025, 3, 1)).replaced_on == TODAY


def test_a_cancellation_may_be_of_the_same_day_or_take_effect_in_the_future(ada, emt) -> None:
    assert bring(row(cancelled_on="2025-03-01"), row(enrolled_on="2025-04-01", cancelled_on="2025-12-01")) == [
        "created",
        "created",
    ]
    assert bring(row(enrolled_on="2025-05-01", cancelled_on="2025-04-30")) == ["cancelled_before_begin"]


def test_a_row_means_the_enrollment_with_exactly_its_cancellation_else_the_uncancelled_one(ada, emt) -> None:
    first = make.enrollment(ada, emt)
    staff.cancel(enrollment=first.pk, by=COMMAND_LINE, at=make.noon(date(2025, 3, 1)))
    second = make.enrollment(ada, emt)

    assert bring(row(cancelled_on="2025-03-01")) == ["unchanged"]
    assert bring(row(expires_on="2026-06-30")) == ["updated"]
    assert stored(pk=second.pk).expires_on == date(2026, 6, 30)
    assert bring(row(cancelled_on="2025-04-01")) == ["updated"]
    assert stored(pk=second.pk).cancelled_on == date(2025, 4, 1)
    assert stored(pk=first.pk).cancelled_on == date(2025, 3, 1)


def test_with_all_of_that_date_cancelled_the_one_registered_last_is_meant(ada, emt) -> None:
    for _ in range(2):
        made = make.enrollment(ada, emt)
        staff.cancel(enrollment=made.pk, by=COMMAND_LINE, at=make.noon(date(2025, 3, 1)))

    assert bring(row()) == ["unchanged"]
    assert bring(row(cancelled_on="2025-04-01")) == ["updated"]
    assert stored(cancelled_on=date(2025, 4, 1)).pk == made.pk
    assert Enrollment.objects.count() == 2


def test_an_approval_counts_once_the_requirements_are_met(ada, emt) -> None:
    bring(row(approved_on="2025-05-01"))
    assert stored().earned_on is None

    imports.completions({**row(), "requirement": "EXAM", "completed_on": "2025-04-01"})
    assert (stored().requirements_met_on, stored().earned_on) == (date(2025, 4, 1), date(2025, 5, 1))
    assert bring(row(approved_on="2025-05-02")) == ["updated"]
    assert stored().earned_on == date(2025, 5, 2)


def test_a_program_that_asks_for_nothing_is_earned_at_once(ada) -> None:
    make.program("OPEN", make.definition(NOTHING_ASKED, designation="OP"))
    make.program("SEEN", make.definition(NOTHING_ASKED, designation="SN", requires_approval=True))

    bring(row(program="OPEN"), row(program="SEEN"))
    assert stored(program__code="OPEN").earned_on == date(2025, 3, 1)
    assert stored(program__code="SEEN").earned_on is None
    bring(row(program="SEEN", approved_on="2025-05-01"))
    assert stored(program__code="SEEN").earned_on == date(2025, 5, 1)
    assert dict(Designation.objects.values_list("name", "conferred_on")) == {
        "OP": date(2025, 3, 1),
        "SN": date(2025, 5, 1),
    }


def test_the_expiration_may_become_earlier_than_what_was_completed(ada, emt) -> None:
    bring(row())
    imports.completions({**row(), "requirement": "EXAM", "completed_on": "2025-06-01"})

    assert bring(row(grace_begins_on="2025-04-01", expires_on="2025-05-01")) == ["updated"]


def test_a_refused_row_never_stops_the_others(ada, emt) -> None:
    assert bring(row(enrolled_on="31/06/2012"), row(), row(member_number=""), row(enrolled_on="2024-02-29")) == [
        "date_not_iso",
        "created",
        "member_number_missing",
        "created",
    ]


def test_only_who_may_do_everything_imports(ada, emt) -> None:
    with pytest.raises(Refused, match="import enrollments"):
        imported_enrollments.accept(
            imports.as_rows(imports.ENROLLMENTS, [row()]),
            by=Actor("a Manager", Role.MANAGER),
            at=make.noon(TODAY),
        )
    assert not Enrollment.objects.exists()


def test_the_dates_of_four_hundred_years_come_in_or_are_refused(ada, emt) -> None:
    edges = [date(1900, 1, 1), date(2199, 12, 31), date(2199, 12, 31) - timedelta(days=500)]

    assert bring(*(row(enrolled_on=on) for on in edges)) == ["created", "date_out_of_range", "created"]
    assert bring(row(enrolled_on="2199-12-31", expires_on="2199-12-31")) == ["created"]
