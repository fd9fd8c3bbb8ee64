"""Does the standing of a contact say what the records say, for any day?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from conferral.actions import enrollments
from conferral.documents.standing import standing_of, standings_of
from conferral.rules.actors import COMMAND_LINE
from tests import make

pytestmark = pytest.mark.django_db


def _program_of_two(code: str = "EMT"):
    exam = make.requirement("EXAM", scale=make.POINTS, stage=2)
    return make.program(code, make.definition(make.requirement("COURSE"), exam, in_order=True))


def test_the_worked_example_is_handed_out_with_its_reason_and_what_comes_next():
    ada = make.contact("M-1")
    enrolled = make.enrollment(ada, _program_of_two(), date(2025, 3, 1))
    make.completion(enrolled, "COURSE", date(2025, 6, 1))
    (handed,) = standings_of(ada, on=date(2026, 3, 2))
    assert handed.as_json() == {
        "program": "EMT",
        "version": 1,
        "enrolled_on": date(2025, 3, 1),
        "grace_begins_on": date(2026, 3, 2),
        "expires_on": date(2026, 3, 31),
        "status": "grace",
        "current": True,
        "completion_deadline": date(2026, 3, 31),
        "why": "Grace period since 2 March 2026: the deadline passed on 1 March with 1 of 2 requirements complete. "
        "Expires after 31 March unless the expiration date is extended.",
        "next": {"status": "expired", "on": date(2026, 4, 1)},
        "requirements": [
            {"requirement": "COURSE", "status": "complete"},
            {"requirement": "EXAM", "status": "no_status"},
        ],
    }


def test_a_past_day_is_answered_by_what_had_happened_by_then():
    ada = make.contact("M-1")
    enrolled = make.enrollment(ada, _program_of_two(), date(2025, 3, 1))
    make.completion(enrolled, "COURSE", date(2025, 6, 1))
    (before,) = standings_of(ada, on=date(2025, 5, 31))
    assert before.as_json()["requirements"][0] == {"requirement": "COURSE", "status": "no_status"}
    assert before.as_json()["status"] == "enrolled"
    assert before.completion_deadline == date(2026, 3, 1)


def test_what_has_not_begun_by_the_day_is_not_there_yet():
    ada = make.contact("M-1")
    make.enrollment(ada, _program_of_two(), date(2025, 3, 1))
    assert standings_of(ada, on=date(2025, 2, 28)) == []


def test_an_earned_enrollment_has_nothing_next():
    ada = make.contact("M-1")
    enrolled = make.enrollment(ada, make.program("ONE"), date(2025, 3, 1))
    make.completion(enrolled, "EXAM", date(2025, 6, 1))
    (handed,) = standings_of(ada, on=date(2025, 6, 1))
    assert (handed.as_json()["status"], handed.as_json()["next"]) == ("earned", None)


def test_history_comes_in_its_order_and_only_the_last_is_current():
    ada = make.contact("M-1")
    program = _program_of_two()
    first = make.enrollment(ada, program, date(2025, 3, 1))
    enrollments.cancel(enrollment=first.pk, by=COMMAND_LINE, at=make.noon(date(2025, 3, 1)))
    make.enrollment(ada, program, date(2025, 3, 1))
    handed = [item.as_json() for item in standings_of(ada, on=date(2025, 3, 1))]
    assert [(item["status"], item["current"]) for item in handed] == [("cancelled", False), ("enrolled", True)]


def test_one_program_can_be_asked_for_and_nobody_else_is_handed_out():
    ada, bob = make.contact("M-1"), make.contact("M-2", "Bob", "Moss")
    one, other = _program_of_two("ONE"), _program_of_two("TWO")
    for who in (ada, bob):
        make.enrollment(who, one)
        make.enrollment(who, other)
    handed = standings_of(ada, on=date(2025, 4, 1), program="TWO")
    assert [(item.program, item.enrollment.contact_id) for item in handed] == [("TWO", ada.pk)]


def test_the_number_of_queries_does_not_grow_with_the_enrollments(django_assert_num_queries):
    ada, bob = make.contact("M-1"), make.contact("M-2", "Bob", "Moss")
    make.completion(make.enrollment(ada, _program_of_two("P0")), "COURSE")
    for number in range(1, 8):
        make.completion(make.enrollment(bob, _program_of_two(f"P{number}")), "COURSE")
    with django_assert_num_queries(4):
        standings_of(ada, on=date(2025, 7, 1))
    with django_assert_num_queries(4):
        assert len(standings_of(bob, on=date(2025, 7, 1))) == 7


def test_one_enrollment_is_handed_out_as_in_the_list_of_its_contact(django_assert_num_queries):
    ada = make.contact("M-1")
    exam = make.requirement("EXAM", stage=2)
    staged = make.definition(make.requirement("COURSE"), exam, in_order=True, stages=((1, "Theory"), (2, "Practice")))
    first = make.enrollment(ada, make.program("ONE", staged))
    make.completion(first, "COURSE")
    make.completion(make.enrollment(ada, _program_of_two("TWO")), "COURSE")
    with django_assert_num_queries(4):
        handed = standing_of(first.key, on=date(2025, 7, 1))
        assert handed.enrollment.contact.full_name == "Ada Lovelace"
    assert handed == standings_of(ada, on=date(2025, 7, 1), program="ONE")[0]
    assert handed.progress.definition.stages == ((1, "Theory"), (2, "Practice"))
    assert handed.progress.complete == 1


def test_an_enrollment_unknown_or_not_yet_begun_is_none():
    later = make.enrollment(make.contact("M-1"), _program_of_two(), date(2025, 3, 1))
    assert standing_of(later.key, on=date(2025, 2, 28)) is None
    assert standing_of(uuid4(), on=date(2025, 3, 1)) is None
