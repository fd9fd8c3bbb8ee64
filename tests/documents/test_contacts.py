"""Does Enroll a Contact find whom it should, and say of each what the action would say?"""

from __future__ import annotations

from datetime import date

import pytest
from zeal import zeal_ignore

from conferral.actions import enrollments
from conferral.documents.contacts import found
from conferral.models import Contact, Program
from conferral.rules.actors import COMMAND_LINE
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
ASKED = {"enrolled_on": DAY, "by": COMMAND_LINE, "today": DAY}


@pytest.fixture
@zeal_ignore()
def program() -> Program:
    """Ada is enrolled, Bob has expired, Cleo has the prerequisite but is enrolled later, Dan and Eve lack it."""
    basic = make.program("BASIC")
    program = make.program("EMT", make.definition(make.requirement("EXAM"), prerequisites=("BASIC",)))
    for number, name in enumerate(("Ada", "Bob", "Cleo", "Dan", "Eve")):
        who = make.contact(f"E-{number}", name, "Lovelace" if number % 2 else "Moss", email=f"{name}@example.org")
        if name in {"Ada", "Bob", "Cleo"}:
            make.completion(make.enrollment(who, basic, date(2019, 1, 1)), "EXAM", date(2019, 2, 1))
        if name in {"Ada", "Bob"}:
            make.enrollment(who, program, date(2026, 1, 1) if name == "Ada" else date(2020, 1, 1))
    return program


def test_each_contact_has_the_refusal_that_the_action_gives(program: Program):
    page = found("", program=program, **ASKED)
    said = {row.full_name.split()[0]: row.refusal for row in page.rows}
    assert {name: refusal and refusal.code for name, refusal in said.items()} == {
        "Ada": "already_enrolled",
        "Bob": None,
        "Cleo": None,
        "Dan": "prerequisite_missing",
        "Eve": "prerequisite_missing",
    }
    outcomes = enrollments.enroll_many(
        contacts=[row.number for row in page.rows], program=program, enrolled_on=DAY, by=COMMAND_LINE, at=make.noon(DAY)
    )
    assert [outcome.refusal for outcome in outcomes] == [row.refusal for row in page.rows]


@pytest.mark.parametrize("enrolled_on", [date(2199, 12, 31), date(2200, 1, 1), date(2019, 12, 31)])
def test_a_date_nobody_can_have_is_refused_to_each_as_by_the_action(program: Program, enrolled_on: date):
    page = found("bob", program=program, enrolled_on=enrolled_on, by=COMMAND_LINE, today=DAY)
    (outcome,) = enrollments.enroll_many(
        contacts=[page.rows[0].number], program=program, enrolled_on=enrolled_on, by=COMMAND_LINE, at=make.noon(DAY)
    )
    assert page.rows[0].refusal == outcome.refusal
    assert outcome.refusal is not None


def test_without_a_program_nobody_is_refused(program: Program):
    assert [row.refusal for row in found("", **ASKED).rows] == [None] * 5


def test_a_search_narrows_and_counts(program: Program):
    page = found("lovelace", program=program, size=1, **ASKED)
    assert (page.found, [row.full_name for row in page.rows], bool(page.next)) == (2, ["Bob Lovelace"], True)
    assert (page.rows[0].member_number, page.rows[0].email) == ("E-1", "Bob@example.org")
    assert found("nobody", program=program, **ASKED).rows == ()


def test_paging_shows_everybody_once_there_and_back(program: Program):
    whole = [row.key for row in found("", **ASKED).rows]
    assert whole == list(Contact.objects.order_by("sort_name", "pk").values_list("key", flat=True))
    first = found("", size=2, **ASKED)
    second = found("", size=2, after=first.next, **ASKED)
    third = found("", size=2, after=second.next, **ASKED)
    assert [row.key for page in (first, second, third) for row in page.rows] == whole
    assert (bool(first.previous), bool(third.next), bool(third.previous)) == (False, False, True)
    assert found("", size=2, before=third.previous, **ASKED).rows == second.rows


def test_an_unpublished_and_an_inactive_program_refuse_everybody(program: Program):
    Program.objects.filter(pk=program.pk).update(is_active=False)
    program.refresh_from_db()
    assert {row.refusal.code for row in found("", program=program, **ASKED).rows} == {"program_inactive"}


def test_the_number_of_queries_does_not_grow_with_the_contacts(program: Program, django_assert_num_queries):
    with django_assert_num_queries(6):
        found("", program=program, **ASKED)
    with zeal_ignore():
        for _ in range(40):
            make.contact()
    with django_assert_num_queries(6):
        assert found("", program=program, **ASKED).found == 45
