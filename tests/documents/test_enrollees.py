"""Does the list of a program's page show exactly its current enrollees, page by page, as the records say?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from zeal import zeal_ignore

from conferral.actions import enrollments
from conferral.documents.enrollees import Enrollee, EnrolleePage, Sort, enrollees
from conferral.documents.standing import standings_of
from conferral.models import Contact, Enrollment, Program
from conferral.models.enrollment_standing import IN_A_LIST
from conferral.models.tally import tallies
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.standing import Status, Tracker
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
NAMES = ["Ångström", "Zoë", "佐藤", "O'Brien", "Lovelace"]


@pytest.fixture
def program() -> Program:
    """Sixteen current enrollees of every status, many alike; one cancelled, one replaced, one still to begin."""
    exam = make.requirement("EXAM", scale=make.POINTS, units=Decimal(2))
    defined = make.definition(make.requirement("COURSE", units=Decimal("1.5")), exam, requires_approval=True)
    program = make.program("EMT", defined)
    for number in range(18):
        _enrolled(program, number)
    make.publish(program, make.definition(make.requirement("NEW"), unit_type="CE hours"))
    for number in (18, 19):
        _enrolled(program, number)
    make.enrollment(make.contact("F-1", "Future", "Person"), program, date(2026, 5, 1), today=date(2026, 3, 10))
    make.enrollment(make.contact("S-1", "Soon", "Person"), program, date(2026, 5, 1), today=date(2026, 3, 1))
    other = make.program("OTHER")
    make.enrollment(Contact.objects.get(member_number="M-0"), other)
    return program


@zeal_ignore()
def _enrolled(program: Program, number: int) -> Enrollment:
    who = make.contact(f"M-{number}", f"Person{number % 4}", NAMES[number % len(NAMES)])
    since = [date(2025, 12, 1), date(2025, 2, 20), date(2024, 1, 1)][number % 3]
    row = make.enrollment(who, program, since)
    if number in (3, 4, 6, 9):
        make.completion(row, "COURSE", since)
    if number in (3, 4):
        make.completion(row, "EXAM", since, grade="90")
    if number == 3:
        enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(since))
    if number == 7:
        enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(since))
    if number == 8:
        make.enrollment(who, program, date(2026, 1, 1))
    return row


def keys(rows: EnrolleePage) -> list[object]:
    return [row.key for row in rows.rows]


def forwards(program: Program, size: int, **asked: object) -> Iterator[EnrolleePage]:
    page = enrollees(program, on=DAY, size=size, **asked)
    yield page
    while bool(page.next):
        page = enrollees(program, on=DAY, size=size, after=json.loads(json.dumps(page.next)), **asked)
        yield page


PLACE = {
    Sort.STATUS: lambda row: IN_A_LIST.index(row.standing.status),
    Sort.ENROLLED: lambda row: row.enrolled_on,
    Sort.DEADLINE: lambda row: row.completion_deadline,
    Sort.VERSION: lambda row: row.version,
}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", Sort)
def test_paging_shows_everybody_once_in_order_there_and_back(program: Program, sort: Sort, descending: bool):
    asked = {"sort": sort, "descending": descending}
    whole = enrollees(program, on=DAY, size=100, **asked)
    assert whole.next is None
    assert whole.previous is None
    current = Enrollment.objects.filter(program=program).current(on=DAY)
    assert sorted(keys(whole)) == sorted(current.values_list("key", flat=True))
    names = dict(Contact.objects.values_list("member_number", "sort_name"))
    place = PLACE.get(sort) or (lambda row: names[row.member_number])
    numbered = dict(current.values_list("key", "pk"))
    order = [(place(row), numbered[row.key]) for row in whole.rows]
    assert order == sorted(order, reverse=descending)
    for size in (1, 3, 7):
        pages = list(forwards(program, size, **asked))
        assert [key for page in pages for key in keys(page)] == keys(whole)
        assert [bool(page.previous) for page in pages] == [False] + [True] * (len(pages) - 1)
        back = pages[-1]
        for page in reversed(pages[:-1]):
            back = enrollees(program, on=DAY, size=size, before=back.previous, **asked)
            assert (keys(back), bool(back.next)) == (keys(page), True)
        assert back.previous is None


def test_the_list_has_ties_to_break(program: Program):
    rows = enrollees(program, on=DAY).rows
    for place in PLACE.values():
        assert len({place(row) for row in rows}) < len(rows)
    assert {row.standing.status for row in rows} == set(Status) - {Status.CANCELLED}


@pytest.mark.parametrize(
    "cursor",
    [
        [], ["name"], ["name", "x", 1, 2], ["enrolled", "2025-01-01", 1], ["name", 1, 1], ["name", "x", "1"],
        ["name", "x\0", 1], ["name", "x" * 301, 1], ["name", "\ud800", 1], ["name", "x", -1], ["name", "x", 2**63],
        ["name", "x", True], ["name", None, 1], "name", [["name"], {}, []],
    ],
)  # fmt: skip
def test_a_malformed_cursor_gives_the_first_page(program: Program, cursor: list[object]):
    first = enrollees(program, on=DAY, size=3)
    assert enrollees(program, on=DAY, size=3, after=cursor) == first
    assert enrollees(program, on=DAY, size=3, before=cursor) == first


@pytest.mark.parametrize(
    ("sort", "value"), [("enrolled", "soon"), ("enrolled", 3), ("status", "x"), ("version", 2**63)]
)
def test_a_cursor_with_no_place_of_its_order_gives_the_first_page(program: Program, sort: str, value: object):
    first = enrollees(program, on=DAY, size=3, sort=Sort(sort))
    assert enrollees(program, on=DAY, size=3, sort=Sort(sort), after=[sort, value, 1]) == first


def test_a_page_behind_which_nothing_is_left_is_the_first(program: Program):
    first = enrollees(program, on=DAY, size=3)
    assert enrollees(program, on=DAY, size=3, after=["name", "\U0010ffff", 1]) == first
    assert enrollees(program, on=DAY, size=3, before=["name", "", 1]) == first


@pytest.mark.parametrize("on", [DAY, date(2026, 2, 21), date(2025, 2, 20), date(2027, 1, 1)])
def test_every_filter_lists_exactly_whom_the_figure_counted(program: Program, on: date):
    (tally,) = tallies([program], on=on)

    def listed(**asked: object) -> int:
        return len(enrollees(program, on=on, size=100, **asked).rows)

    assert listed() == tally.total
    assert {tracker: listed(tracker=tracker) for tracker in Tracker} == {
        Tracker.EARNED: tally.earned,
        Tracker.ENROLLED: tally.enrolled,
        Tracker.GRACE: tally.grace,
        Tracker.EXPIRED: tally.expired,
    }
    assert listed(is_not_started=True) == tally.not_started
    assert listed(tracker=Tracker.ENROLLED, is_not_started=True) == tally.not_started
    assert listed(status=Status.AWAITING_APPROVAL) == tally.awaiting_approval
    assert listed(tracker=Tracker.ENROLLED, status=Status.AWAITING_APPROVAL) == tally.awaiting_approval
    assert listed(tracker=Tracker.EARNED, status=Status.EXPIRED) == 0


def test_a_row_says_what_the_standing_says(program: Program):
    seen = set()
    people = {who.member_number: who for who in Contact.objects.all()}
    for row in enrollees(program, on=DAY, size=100).rows:
        contact = people[row.member_number]
        with zeal_ignore():
            said = next(item for item in standings_of(contact, on=DAY) if item.enrollment.key == row.key)
        assert row == Enrollee(
            key=said.enrollment.key,
            revision=said.enrollment.revision,
            email=contact.email,
            organization=contact.organization,
            grace_begins_on=said.enrollment.grace_begins_on,
            expires_on=said.enrollment.expires_on,
            full_name=contact.full_name,
            member_number=contact.member_number,
            standing=said.standing,
            enrolled_on=said.enrollment.enrolled_on,
            starts_on=date(2026, 5, 1) if contact.member_number == "S-1" else None,
            completion_deadline=said.completion_deadline,
            complete=said.progress.complete,
            requirements=len(said.progress.requirements),
            units=said.progress.units,
            units_required=said.progress.definition.units_required,
            unit_type=said.progress.definition.unit_type,
            is_met=said.progress.is_met,
            version=said.version,
        )
        seen.add((row.complete, row.requirements, row.units, row.version, row.unit_type))
    assert seen >= {
        (0, 2, 0, 1, ""),
        (1, 2, Decimal("1.5"), 1, ""),
        (2, 2, Decimal("3.5"), 1, ""),
        (0, 1, 0, 2, "CE hours"),
    }


def test_progress_is_of_the_day_asked_about(program: Program):
    later = make.enrollment(make.contact("L-1", "Late"), program, date(2026, 1, 1))
    make.completion(later, "NEW", date(2026, 2, 1))
    assert [
        enrollees(program, on=day, text="L-1").rows[0].complete for day in (date(2026, 1, 31), date(2026, 2, 1))
    ] == [0, 1]


def test_a_search_counts_what_it_found_and_a_list_does_not(program: Program):
    page = enrollees(program, on=DAY, text="angstrom", size=2)
    assert (page.found, len(page.rows), bool(page.next)) == (4, 2, True)
    assert {row.full_name.split()[-1] for row in page.rows} == {"Ångström"}
    assert enrollees(program, on=DAY, text="nobody").found == 0
    assert enrollees(program, on=DAY, text=" ").found is None
    assert enrollees(program, on=DAY, text="person", tracker=Tracker.GRACE).found == len(
        enrollees(program, on=DAY, tracker=Tracker.GRACE, size=100).rows
    )


def test_a_program_without_enrollees_has_an_empty_page():
    page = enrollees(make.program("EMPTY"), on=DAY, text="x")
    assert (page.rows, bool(page.next), bool(page.previous), page.found) == ((), False, False, 0)
