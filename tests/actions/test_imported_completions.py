"""Do the rows of a completions file come in as promised to other programs?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import enrollments, imported_completions
from conferral.models import Completion, Designation, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.refusals import Refused
from tests import imports, make, register
from tests.actions.emt import ENROLLED, bring, enrollment, row, stored
from tests.imports import TODAY, words

pytestmark = pytest.mark.django_db


def test_a_new_row_becomes_a_live_completion(enrolled) -> None:
    assert bring(row("CE", units="7.50", notes="in\nperson", reference="a")) == ["created"]

    made = stored()
    assert (made.enrollment_id, made.requirement.code, made.completed_on) == (enrolled.pk, "CE", date(2025, 4, 1))
    assert (made.units, made.notes, made.reference) == (Decimal("7.5"), "in\nperson", "a")
    assert (made.is_live, made.revision, made.offering) == (True, 1, None)
    assert enrollment().started_on is None


def test_a_new_row_is_logged_as_recorded_by_the_command_line(enrolled) -> None:
    bring(row("CE", units="7.50", notes="in person"))

    entry = Event.objects.get(kind="completion.recorded")
    assert (entry.actor, entry.completion_id, entry.enrollment_id) == ("command-line", stored().pk, enrolled.pk)
    assert entry.after == {
        "requirement": "CE",
        "completed_on": "2025-04-01",
        "grade": "",
        "units": "7.5",
        "notes": "in person",
    }


def test_the_same_rows_again_write_nothing_at_all(enrolled) -> None:
    rows = [
        row(notes="signed"),
        row("EXAM", grade="60.50"),
        row("EXAM", "2025-04-02", grade="78.0"),
        row("EXAM", "2025-04-03", grade="80"),
        row("COURSE", approved_on="2025-05-01"),
        row("CE", units="7.50"),
        row("CE", units="7.50", reference="afternoon"),
    ]
    assert bring(*rows) == ["created"] * 7
    before = register.everything()

    with CaptureQueriesContext(connection) as asked:
        assert bring(*rows, today=date(2025, 9, 1)) == ["unchanged"] * 7

    assert register.everything() == before
    assert not [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_filled_cells_update_what_is_there_and_are_logged(enrolled) -> None:
    bring(row("EXAM", notes="first try"), row())
    assert enrollment().earned_on is None

    assert bring(row("EXAM", grade="78.0")) == ["updated"]
    assert (stored(requirement__code="EXAM").grade, stored(requirement__code="EXAM").notes) == ("78", "first try")
    assert stored(requirement__code="EXAM").revision == 2
    entry = Event.objects.get(kind="completion.imported_change")
    assert (entry.before, entry.after) == ({"grade": ""}, {"grade": "78"})
    assert enrollment().earned_on == date(2025, 4, 1)
    assert bring(row("EXAM", grade="50")) == ["updated"]
    assert (stored(requirement__code="EXAM").is_live, enrollment().earned_on) == (False, None)


def test_units_notes_and_approval_update_too(enrolled) -> None:
    bring(row("CE", units="19"), row("COURSE"))
    assert bring(row("CE", units="20", notes="counted again"), row("COURSE", approved_on="2025-05-01")) == [
        "updated",
        "updated",
    ]
    assert stored(requirement__code="CE").units == 20
    assert stored(requirement__code="COURSE").approved_on == date(2025, 5, 1)
    assert enrollment().started_on == date(2025, 4, 1)


def test_what_names_nothing_is_refused_with_a_sentence_that_names_it(enrolled) -> None:
    outcomes = imports.completions(
        row(member_number="M-9"), row(program="NONE"), row(enrolled_on="2025-03-02"), row("ESSAY")
    )

    assert [outcome.refusal.message for outcome in outcomes if outcome.refusal] == [
        "member_number: there is no contact with the number “M-9”; correct it or import the contact first.",
        "program: there is no program with the code “NONE”; correct it or import the program first.",
        (
            "enrolled_on: “M-1” has no enrollment in EMT as of 2025-03-02; "
            "correct the date or import the enrollment first."
        ),
        (
            "requirement: “ESSAY” is no requirement of the version of EMT that this enrollment is on; "
            "it has “PLEDGE, EXAM, COURSE, CE”."
        ),
    ]
    assert words(outcomes) == ["contact_unknown", "program_unknown", "enrollment_unknown", "requirement_unknown"]
    assert not Completion.objects.exists()
    assert not Event.objects.filter(kind="completion.recorded").exists()


def test_the_requirement_is_one_of_the_enrollments_own_version(enrolled, emt) -> None:
    make.publish(emt, make.definition(make.requirement("ESSAY")))

    assert bring(row("ESSAY"), row("PLEDGE")) == ["requirement_unknown", "created"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row("PLEDGE", "2025-06-16"), "date_in_future"),
        (row("COURSE", approved_on="2025-06-16"), "approved_in_future"),
        (row("PLEDGE", grade="78"), "grade_not_asked"),
        (row("EXAM", grade="101"), "grade_not_on_scale"),
        (row("EXAM", grade="good"), "grade_not_on_scale"),
        (row("PLEDGE", units="1"), "units_not_asked"),
        (row("CE"), "units_missing"),
        (row("CE", units="0"), "units_out_of_range"),
        (row("CE", units="a lot"), "units_not_a_number"),
        (row(notes="n" * 10_001), "notes_too_long"),
        (row(reference="r" * 101), "reference_too_long"),
        (row("PLEDGE", "29.02.2025"), "date_not_iso"),
        (row("PLEDGE", "2025-02-29"), "date_impossible"),
    ],
)
def test_a_bad_row_is_refused_and_never_stops_the_others(enrolled, bad, code) -> None:
    assert bring(row("EXAM", "2025-05-05"), bad, row("EXAM", "2025-05-06", grade="1")) == ["created", code, "created"]


def test_the_last_day_of_an_enrollment_counts_and_the_day_after_does_not(ada, emt) -> None:
    imports.enrollments(row(expires_on="2025-04-30"), row(enrolled_on="2024-03-01", cancelled_on="2024-04-30"))

    assert bring(row("PLEDGE", "2025-04-30"), row("EXAM", "2025-05-01")) == ["created", "date_after_expiration"]
    assert bring(
        row("PLEDGE", "2024-04-30", enrolled_on="2024-03-01"), row("EXAM", "2024-05-01", enrolled_on="2024-03-01")
    ) == ["created", "date_after_cancellation"]


def test_days_before_the_enrollment_and_any_order_of_stages_are_accepted(enrolled) -> None:
    assert bring(row("CE", "2019-04-01", units="20"), row("EXAM", "2020-01-01", grade="78")) == ["created"] * 2


def test_history_goes_onto_earned_expired_replaced_and_cancelled_enrollments(ada, emt) -> None:
    imports.enrollments(
        row(enrolled_on="2018-01-01", expires_on="2018-12-31"),
        row(enrolled_on="2019-01-01", cancelled_on="2019-12-31"),
        row(enrolled_on="2020-01-01"),
    )
    for year in ("2018", "2019", "2020"):
        on = {"enrolled_on": f"{year}-01-01"}
        assert (
            bring(row("PLEDGE", f"{year}-02-01", **on), row("EXAM", f"{year}-03-01", grade="78", **on))
            == ["created"] * 2
        )
        assert bring(row("COURSE", f"{year}-02-15", approved_on="2024-01-01", **on)) == ["created"]
    assert Enrollment.objects.filter(earned_on__isnull=False).count() == 3
    assert Designation.objects.get().conferred_on == date(2018, 3, 1)


def test_a_grade_below_the_pass_mark_is_an_attempt_that_did_not_pass(enrolled) -> None:
    assert bring(row("EXAM", grade="69.999")) == ["created"]

    assert (stored().grade, stored().is_live) == ("69.999", False)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("at_once", [False, True])
def test_of_several_passing_completions_the_earliest_is_live_whatever_the_order(enrolled, backwards, at_once) -> None:
    rows = [
        row("EXAM", "2025-03-05", grade="50"),
        row("EXAM", "2025-04-02", grade="71", reference="b"),
        row("EXAM", "2025-04-02", grade="99", reference="a"),
        row("EXAM", "2025-04-03", grade="100"),
        row("EXAM", "2025-03-20"),
    ]
    rows.sort(key=lambda one: str(one["completed_on"]), reverse=backwards)

    if at_once:
        assert bring(*rows) == ["created"] * 5
    else:
        assert [bring(one) for one in rows] == [["created"]] * 5
    assert stored(is_live=True).reference == "a"


def test_every_completion_of_a_repeatable_requirement_counts(enrolled) -> None:
    bring(row("CE", units="10"), row("CE", units="9.5", reference="b"), row("CE", "2025-05-01", units="0.5"))

    assert Completion.objects.filter(is_live=True).count() == 3
    assert enrollment().started_on == date(2025, 5, 1)


def test_the_uncancelled_enrollment_of_that_date_is_meant_else_the_one_registered_last(ada, emt) -> None:
    for _ in range(2):
        first = make.enrollment(ada, emt, ENROLLED)
        enrollments.cancel(enrollment=first.pk, by=COMMAND_LINE, at=make.noon(ENROLLED))
    assert bring(row("PLEDGE", "2025-03-01")) == ["created"]
    assert stored().enrollment_id == first.pk

    second = make.enrollment(ada, emt, ENROLLED)
    assert bring(row("EXAM", "2025-03-01")) == ["created"]
    assert stored(requirement__code="EXAM").enrollment_id == second.pk


def test_only_who_may_do_everything_imports(enrolled) -> None:
    with pytest.raises(Refused, match="import completions"):
        imported_completions.accept(
            imports.as_rows(imports.COMPLETIONS, [row()]), by=Actor("a Manager", Role.MANAGER), at=make.noon(TODAY)
        )
    assert not Completion.objects.exists()
