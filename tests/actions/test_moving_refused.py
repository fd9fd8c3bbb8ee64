"""Who is not moved and why, and what does a move of many leave alone?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import enrollments, programs
from conferral.models import Completion, Enrollment, Event, LedgerChange, Program
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.actions.moved import AT, ENROLLED, FIRST, SECOND, TODAY, agreed, codes, move, of
from tests.actions.register import contents
from tests.moving import move_to_current

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(db) -> Program:
    return make.program("P", FIRST)


@pytest.fixture
def ada(program) -> Enrollment:
    """Ada, who did the course on 1 July 2025."""
    row = make.enrollment(make.contact("C-1"), program, ENROLLED)
    make.completion(row, "COURSE", date(2025, 7, 1), notes="In Oslo.")
    return row


# Who is not moved


def test_each_refusal_is_by_name_and_stops_nobody_else(program, ada) -> None:
    others = {}
    for number, how in enumerate(("earned", "expired", "cancelled", "new"), start=2):
        others[how] = make.contact(f"C-{number}", how.title(), "Person")
    earned = make.enrollment(others["earned"], program, ENROLLED)
    make.completion(earned, "COURSE", date(2025, 7, 1))
    make.completion(earned, "EXAM", date(2025, 7, 1), grade="90")
    make.completion(earned, "ORAL", date(2025, 7, 1))
    make.enrollment(others["expired"], program, date(2024, 1, 1))
    gone = make.enrollment(others["cancelled"], program, ENROLLED)
    enrollments.cancel(enrollment=gone.pk, by=COMMAND_LINE, at=AT)
    make.publish(program, SECOND)
    make.enrollment(others["new"], program, TODAY)
    never = make.contact("C-9", "Never", "Enrolled")
    wanted = [ada.contact_id, *(who.pk for who in others.values()), never.pk, 10**9]
    outcomes = move_to_current(contacts=wanted, program=program, keeps_dates=False, by=COMMAND_LINE, at=AT)
    assert [outcome.contact for outcome in outcomes] == wanted
    assert codes(outcomes) == [
        "moved",
        "enrollment_earned",
        "enrollment_expired",
        "not_enrolled",
        "already_on_current",
        "not_enrolled",
        "contact_unknown",
    ]
    names = ["Earned Person", "Expired Person", "Cancelled Person", "New Person", "Never Enrolled"]
    assert [outcome.refusal.message.startswith(name) for name, outcome in zip(names, outcomes[1:], strict=False)]
    agreed()


def test_staff_below_a_manager_move_only_where_enrollees_may_cancel(program, ada) -> None:
    make.publish(program, SECOND)
    before = contents()
    assert codes(move(ada, by=make.actor(Role.NONE))) == ["role_needed"]
    assert codes(move(ada, by=(sam := make.actor()))) == ["cancelling_needs_manager"]
    assert {name: rows for name, rows in contents().items() if name != "Account"} == {
        name: rows for name, rows in before.items() if name != "Account"
    }
    policies = programs.Policies(enrollees_may_cancel=True)
    programs.set_policies(program=program, policies=policies, by=COMMAND_LINE, at=AT)
    assert codes(move(ada, by=sam)) == ["moved"]


def test_an_inactive_program_and_a_missing_prerequisite_keep_people_where_they_are(program, ada) -> None:
    make.program("BLS")
    make.publish(program, make.definition(make.requirement("COURSE"), prerequisites=("BLS",)))
    before = contents()
    assert codes(move(ada)) == ["prerequisite_missing"]
    Program.objects.filter(pk=program.pk).update(is_active=False)
    assert codes(move(ada)) == ["program_inactive"]
    Program.objects.filter(pk=program.pk).update(is_active=True)
    assert contents() == before


def test_dates_beyond_the_calendar_are_refused_by_name(program, ada) -> None:
    make.publish(program, make.definition(make.requirement("COURSE"), terms=Terms(Period(300, Unit.YEARS))))
    (outcome,) = move(ada)
    assert outcome.refusal.code == "date_out_of_range"
    assert outcome.refusal.message.startswith("Ada Lovelace: ")
    assert codes(move(ada, keeps_dates=True)) == ["moved"]


def test_a_version_published_since_the_review_moves_nobody(program, ada) -> None:
    make.publish(program, SECOND)
    make.publish(program, make.definition(make.requirement("COURSE"), name="Third"))
    before = contents()
    (outcome,) = move(ada, version=2)
    assert outcome.refusal.code == "version_changed"
    assert "version 3 was published meanwhile" in outcome.refusal.message
    assert contents() == before
    assert codes(move(ada, version=3)) == ["moved"]


def test_a_draft_moves_nobody_to_it(program, ada) -> None:
    programs.save_draft(program=program, definition=SECOND, by=COMMAND_LINE, at=AT)
    assert codes(move(ada)) == ["already_on_current"]


# Many, everyone else


def crowd(program: Program, count: int) -> list[Enrollment]:
    contacts = [make.contact().pk for _ in range(count)]
    outcomes = enrollments.enroll_many(
        contacts=contacts, program=program, enrolled_on=ENROLLED, by=COMMAND_LINE, at=make.noon(ENROLLED)
    )
    return [outcome.enrollment for outcome in outcomes]


def test_a_move_takes_as_many_queries_for_many_as_for_few(program) -> None:
    rows = crowd(program, 42)
    for row in rows:
        make.completion(row, "COURSE", date(2025, 7, 1))
    make.publish(program, SECOND)
    with CaptureQueriesContext(connection) as few:
        assert codes(move(*rows[:2])) == ["moved"] * 2
    with CaptureQueriesContext(connection) as many:
        assert codes(move(*rows[2:])) == ["moved"] * 40
    assert len(many) == len(few) <= 30
    agreed()


def test_a_move_leaves_everyone_else_byte_for_byte_alone(program, ada) -> None:
    others = crowd(program, 30)
    elsewhere = make.enrollment(ada.contact, make.program("Q", FIRST), ENROLLED)
    for row in (*others[:15], elsewhere):
        make.completion(row, "COURSE", date(2025, 7, 1))
    make.publish(program, SECOND)

    def of_others() -> dict[str, list[dict[str, object]]]:
        held = contents()
        mine = {row.pk for row in of("C-1") if row.program_id == program.pk}
        held["Enrollment"] = [row for row in held["Enrollment"] if row["id"] not in mine]
        held["Completion"] = [row for row in held["Completion"] if row["enrollment_id"] not in mine]
        held["Message"] = [row for row in held["Message"] if row["enrollment_id"] not in mine]
        held["Event"] = held["Event"][:entries]
        held["LedgerChange"] = held["LedgerChange"][:changes]  # one more row tells what the move changed
        return held

    entries, changes = Event.objects.count(), LedgerChange.objects.count()
    before = of_others()
    assert codes(move(ada)) == ["moved"]
    assert of_others() == before
    mine = of("C-1")[0].pk
    assert Completion.objects.filter(enrollment=mine).values("is_live", "revision").get() == {
        "is_live": True,
        "revision": 1,
    }
