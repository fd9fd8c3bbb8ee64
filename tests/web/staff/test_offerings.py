"""Can staff list, add, change, retire and delete offerings, and does what they typed survive a no?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.test import override_settings
from zeal import zeal_ignore

from conferral.actions import components, offerings
from conferral.models import Component, Event, Offering
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.components import Details as ComponentDetails
from conferral.rules.offerings import Details, Kind
from conferral.web import paging
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db

LIST = "/staff/certification/offerings/"
NEW = "/staff/certification/new/offering/"
START = datetime(2026, 6, 15, 9, tzinfo=UTC)
TYPED = {
    "component": "EXAM", "title": "Spring sitting", "kind": "event", "starts_at": "2026-06-15T09:00",
    "ends_at": "2026-06-15T12:00", "place": "Hall 2", "seats": "12", "price": "45", "currency": "eur", "instructor": "",
    "records_completions": "on",
}  # fmt: skip
_titles = count(1)


@pytest.fixture(autouse=True)
@zeal_ignore()
def exam(db) -> Component:
    """A program with one component, EXAM."""
    make.program("P")
    return Component.objects.get(code="EXAM")


@zeal_ignore()
def offered(title: str = "", starts_at: datetime | None = None, *, code: str = "EXAM", **more) -> Offering:
    ends_at = more.pop("ends_at", starts_at and starts_at + timedelta(hours=3))
    details = Details(
        kind=Kind.EVENT if starts_at else Kind.RESOURCE, title=title or f"Class {next(_titles)}",
        starts_at=starts_at, ends_at=ends_at, **more,
    )  # fmt: skip
    return offerings.add(component=Component.objects.get(code=code).pk, details=details, by=COMMAND_LINE, at=NOW)


def titles(answer) -> list[str]:
    return [words for words, address in links(answer) if address.startswith(LIST) and address.count("/") == 5]


def details_at(offering: Offering) -> str:
    return f"{LIST}{offering.key}/details/"


# The list


def test_filters_leave_what_they_say(staff):
    past, now = offered("Past", NOW - timedelta(days=9)), offered("Now", NOW - timedelta(hours=1))
    offered("Next", START)
    offered("Home")
    offerings.retire(offering=offered("Gone").pk, by=COMMAND_LINE, at=NOW)
    assert titles(staff.get(LIST)) == ["Next", "Now", "Past", "Home"]
    assert titles(staff.get(LIST, {"show": "upcoming"})) == ["Now", "Next"]
    assert titles(staff.get(LIST, {"show": "past"})) == ["Past"]
    assert titles(staff.get(LIST, {"show": "retired"})) == ["Gone"]
    assert titles(staff.get(LIST, {"kind": "event", "sort": "date"})) == ["Past", "Now", "Next"]
    assert titles(staff.get(LIST, {"kind": "resource"})) == ["Home"]
    assert titles(staff.get(LIST, {"sort": "title"})) == ["Home", "Next", "Now", "Past"]
    assert (past.starts_at, now.starts_at) < (START, START)


def test_a_search_finds_title_place_and_component(staff):
    offered("Autumn", START, place="Oslo")
    offered("Winter", START, place="Bergen")
    assert titles(staff.get(LIST, {"q": "oslo"})) == ["Autumn"]
    assert titles(staff.get(LIST, {"q": "exam winter"})) == ["Winter"]
    assert "No offering matches." in said(staff.get(LIST, {"q": "nowhere"}))


def test_an_empty_register_says_what_to_do(staff):
    assert "There is no offering yet." in said(staff.get(LIST))


@pytest.mark.parametrize("query", [{}, {"sort": "date"}, {"sort": "title", "down": "1"}, {"kind": "event"}])
def test_page_after_page_shows_each_once(staff, query):
    for number in range(60):
        offered(f"Class {number % 5}", START + timedelta(days=number % 3))
        offered(f"Home {number % 5}")
    answer, seen = staff.get(LIST, query), []
    while True:
        seen += [address for _, address in links(answer) if address.startswith(LIST) and address.count("/") == 5]
        onward = [address for words, address in links(answer) if words == "Next →"]
        if not onward:
            break
        answer = staff.get(onward[0])
    assert len(seen) == len(set(seen)) == (60 if "kind" in query else 120)


@pytest.mark.parametrize("place", ["nonsense", "2026-06-15T09:00:00", 5, None])
def test_a_place_in_the_list_that_makes_no_sense_is_its_beginning(staff, place):
    offered("Class", START)
    for name in ("after", "before"):
        assert titles(staff.get(LIST, {name: paging.written(["date", place, 1])})) == ["Class"]


def test_the_list_takes_as_many_queries_for_many_as_for_few(staff, django_assert_num_queries):
    teacher = make.contact()
    for few in (2, 40):
        for _ in range(few):
            offered("", START, instructor=teacher.pk)
        with django_assert_num_queries(6):  # session, account, page, completions, count, what waits
            staff.get(LIST)


# Adding


def test_an_event_is_added_as_it_was_typed(staff):
    teacher = make.contact("M-7", "Grace", "Hopper")
    answer = staff.post(NEW, {**TYPED, "instructor": "hopper"}, follow=True)
    assert "Spring sitting is offered: everybody enrolled sees it." in said(answer)
    row = Offering.objects.get()
    assert (row.component.code, row.kind, row.starts_at, row.ends_at) == (
        "EXAM",
        "event",
        START,
        START + timedelta(hours=3),
    )
    assert (row.place, row.seats, row.price, row.currency, row.instructor) == ("Hall 2", 12, 4500, "EUR", teacher)
    assert "45.00 EUR" in said(answer)
    assert ("Grace Hopper", "/staff/certification/enrollments/contacts/M-7/") in links(answer)
    assert Event.objects.get(kind="offering.added").subject == row.key


@pytest.mark.parametrize(
    ("price", "currency", "minor", "shown"),
    [
        ("45.5", "EUR", 4550, "45.50 EUR"),
        ("4500", "JPY", 4500, "4500 JPY"),
        ("1.5", "KWD", 1500, "1.500 KWD"),
        ("", "", 0, "free"),
    ],
)
def test_a_price_is_kept_in_the_minor_units_of_its_currency(staff, price, currency, minor, shown):
    answer = staff.post(NEW, {**TYPED, "price": price, "currency": currency}, follow=True)
    assert shown in said(answer)
    assert Offering.objects.get().price == minor
    form = staff.get(details_at(Offering.objects.get())).content.decode()
    assert (f'value="{shown.split()[0]}"' in form) is bool(minor)


def test_what_only_events_have_is_left_alone_for_a_resource(staff):
    typed = {**TYPED, "kind": "resource", "starts_at": "nonsense", "seats": "many", "title": ""}
    again = staff.post(NEW, typed)
    assert again.status_code == 422
    assert all(text in again.content.decode() for text in ("nonsense", "many", "2026-06-15T12:00"))
    staff.post(NEW, {**typed, "title": "At home"})
    row = Offering.objects.get()
    assert (row.kind, row.starts_at, row.ends_at, row.seats, row.place) == ("resource", None, None, None, "Hall 2")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"component": "NONE"}, "Nothing matches “NONE”."),
        ({"title": ""}, "This field is required."),
        ({"kind": ""}, "This field is required."),
        ({"starts_at": ""}, "an event needs both; say when it starts and when it ends"),
        ({"starts_at": "15.6.2026"}, "“15.6.2026” is not a day and a time; write them like 2026-03-02 09:30."),
        ({"starts_at": "2026-02-30T09:00"}, "2026-02-30 is not a day of the calendar."),
        ({"ends_at": "2026-06-15T08:00"}, "The event ends before it starts; it has to end then or later."),
        ({"seats": "0"}, "A whole number from 1 to 1000000, not 0; blank where there is no limit."),
        ({"seats": "many"}, "Write a whole number such as 20, or leave it blank."),
        ({"price": "45,50"}, "“45,50” is not an amount in EUR; write it like 45.00, thousands without a sign."),
        ({"price": "4.5", "currency": "JPY"}, "“4.5” is not an amount in JPY; write it like 45"),
        ({"currency": ""}, "A price needs its currency, for example EUR."),
        ({"currency": "euro"}, "“EURO” is not a code of three capital letters like EUR."),
        ({"instructor": "nobody"}, "Nothing matches “nobody”."),
    ],
)
def test_what_is_refused_is_said_beside_its_field_and_nothing_typed_is_lost(staff, typed, sentence):
    answer = staff.post(NEW, {**TYPED, "place": "Kept hall", **typed})
    assert answer.status_code == 422
    assert sentence in said(answer)
    body = answer.content.decode()
    assert 'value="Kept hall"' in body
    assert all(f'value="{value}"' in body for value in typed.values() if value)
    assert Offering.objects.count() == 0


def test_where_several_match_one_is_chosen_and_stays_chosen(staff):
    for number in ("M-1", "M-2"):
        make.contact(number, "Grace", f"Hopper {number[-1]}")
    asked = {**TYPED, "instructor": "grace"}
    answer = staff.post(NEW, asked)
    assert "Several match “grace”: choose one of them." in said(answer)
    assert "Grace Hopper 1 (M-1) Grace Hopper 2 (M-2)" in said(answer)
    again = staff.post(NEW, {**asked, "instructor_for": "grace", "instructor_is": "M-2", "title": ""})
    assert again.status_code == 422
    assert "Grace Hopper 2 (M-2)" in said(again)
    assert 'name="instructor_is" value="M-2"' in again.content.decode()
    staff.post(NEW, {**asked, "instructor_for": "grace", "instructor_is": "M-2"})
    assert Offering.objects.get().instructor.member_number == "M-2"
    other = staff.post(NEW, {**asked, "instructor": "hopper", "instructor_for": "grace", "instructor_is": "M-2"})
    assert "Several match “hopper”: choose one of them." in said(other)


def test_a_choice_that_is_nobody_is_asked_for_again(staff):
    asked = {**TYPED, "instructor": "grace", "instructor_for": "grace"}
    for nobody in ("M-9", "\0"):
        assert staff.post(NEW, {**asked, "instructor_is": nobody}).status_code == 422
    assert Offering.objects.count() == 0


def test_a_code_is_that_component_even_where_others_begin_alike(staff):
    for code in ("EXAM-2", "EXAM-3"):
        components.add(details=ComponentDetails(code=code, title=code), by=COMMAND_LINE, at=NOW)
    staff.post(NEW, TYPED)
    assert Offering.objects.get().component.code == "EXAM"
    answer = staff.post(NEW, {**TYPED, "component": "exam-"})
    assert "EXAM-2 (EXAM-2) EXAM-3 (EXAM-3)" in said(answer)


def test_nothing_new_is_offered_for_a_retired_component(staff, exam):
    components.retire(component=exam.pk, by=COMMAND_LINE, at=NOW)
    answer = staff.post(NEW, TYPED)
    assert answer.status_code == 422
    assert "Exam is retired; nothing new is offered for it." in said(answer)
    assert "Nothing matches" in said(staff.post(NEW, {**TYPED, "component": "exa"}))


def test_from_a_component_its_code_stands_there_already(staff):
    answer = staff.get(NEW, {"component": "EXAM"})
    assert 'value="EXAM"' in answer.content.decode()
    assert link(answer, "Back without saving") == "/staff/certification/components/EXAM/"


def test_an_offering_added_stands_on_the_requirement_of_who_is_enrolled_at_once(staff):
    row = make.enrollment(None, None, date(2026, 1, 5))
    at = f"/staff/certification/enrollments/{row.key}/requirements/EXAM/"
    assert "Spring sitting" not in said(staff.get(at))
    staff.post(NEW, TYPED)
    assert "Spring sitting 15 Jun 2026, 09:00 · Hall 2 · 12 seats · 45.00 EUR" in said(staff.get(at))


# Clocks


@override_settings(TIME_ZONE="Europe/Oslo")
def test_times_are_of_the_organization_and_the_form_says_so(staff):
    assert "Times are those of Europe/Oslo." in said(staff.get(NEW))
    staff.post(NEW, TYPED)
    row = Offering.objects.get()
    assert row.starts_at == datetime(2026, 6, 15, 7, tzinfo=UTC)
    assert 'value="2026-06-15T09:00"' in staff.get(details_at(row)).content.decode()


@override_settings(TIME_ZONE="Europe/Oslo")
@pytest.mark.parametrize(
    ("time", "sentence"),
    [
        (
            "2026-03-29T02:30",
            "On 29 March 2026 the clocks are put forward over 02:30 in Europe/Oslo, so there is no such time; it would be 03:30.",
        ),
        (
            "2026-10-25T02:30",
            "On 25 October 2026 the clocks are put back in Europe/Oslo and show 02:30 twice; take a time that comes once, 03:00 for example.",
        ),
    ],
)
def test_a_time_that_comes_never_or_twice_is_refused_with_the_reason(staff, time, sentence):
    answer = staff.post(NEW, {**TYPED, "starts_at": time, "ends_at": "2026-12-01T12:00"})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert f'value="{time}"' in answer.content.decode()


@override_settings(TIME_ZONE="Europe/Oslo")
def test_a_time_left_as_it_is_shown_stays_even_where_it_comes_twice(staff):
    second = datetime(2026, 10, 25, 1, 30, 15, tzinfo=UTC)
    row = offered("Night", second, ends_at=second + timedelta(hours=3))
    typed = {
        **TYPED,
        "title": "Night exam",
        "starts_at": "2026-10-25T02:30",
        "ends_at": "2026-10-25T05:30",
        "revision": "1",
    }
    assert "Saved." in said(staff.post(details_at(row), typed, follow=True))
    row.refresh_from_db()
    assert (row.title, row.starts_at) == ("Night exam", second)


# Changing, retiring, deleting


def test_an_offering_is_changed_and_who_comes_second_is_told(staff):
    row = offered("Spring", START, price=4500, currency="EUR", seats=12)
    typed = {**TYPED, "title": "Autumn", "revision": "1"}
    assert "Saved." in said(staff.post(details_at(row), typed, follow=True))
    assert Event.objects.get(kind="offering.changed").after == {"title": "Autumn", "place": "Hall 2"}
    answer = staff.post(details_at(row), {**typed, "title": "Winter"})
    assert answer.status_code == 422
    assert "title: “Spring” became “Autumn”" in said(answer)
    assert 'name="revision" value="2"' in answer.content.decode()
    staff.post(details_at(row), {**typed, "title": "Winter", "revision": "2"})
    row.refresh_from_db()
    assert (row.title, row.revision) == ("Winter", 3)


def test_what_was_completed_stays_with_its_component_and_begins_no_later(staff):
    components.add(details=ComponentDetails(code="ORAL", title="Oral"), by=COMMAND_LINE, at=NOW)
    row = offered("Class", datetime(2026, 1, 10, 9, tzinfo=UTC))
    enrolled = make.enrollment(None, None, date(2026, 1, 5))
    staff.post(
        f"/staff/certification/enrollments/{enrolled.key}/requirements/EXAM/completions/",
        {"key": "6e3f0d3c-7f37-4e51-9c0b-3f5d0e8f4a11", "offering": str(row.key), "completed_on": "2026-01-10"},
    )
    typed = {**TYPED, "title": "Class", "starts_at": "2026-01-10T09:00", "ends_at": "2026-07-01T09:00", "revision": "1"}
    moved = said(staff.post(details_at(row), {**typed, "component": "ORAL"}))
    assert "Class was completed for Exam, so it stays with it; add another offering instead." in moved
    later = said(staff.post(details_at(row), {**typed, "starts_at": "2026-01-11T09:00"}))
    assert "Class was completed on 10 January 2026, so it cannot begin on 11 January 2026" in later
    page = said(staff.get(f"{LIST}{row.key}/removal/"))
    assert "Class is used by 1 completion, so it cannot be deleted; retire it instead." in page
    assert "Saved." in said(staff.post(details_at(row), typed, follow=True))


def test_an_offering_is_retired_brought_back_and_deleted(staff):
    row = offered("At home")
    at = f"{LIST}{row.key}/"
    assert "At home is retired" in said(staff.post(f"{at}retirement/", {"revision": "1"}, follow=True))
    assert "Retired" in said(staff.get(at))
    assert "At home is brought back." in said(
        staff.post(f"{at}retirement/", {"revision": "2", "back": "1"}, follow=True)
    )
    assert "At home is deleted." in said(staff.post(f"{at}removal/", {"revision": "3"}, follow=True))
    assert Offering.objects.count() == 0
    assert staff.get(at).status_code == 404


def test_a_button_without_what_was_looked_at_changes_nothing(staff):
    row = offered("At home")
    for verb in ("retirement", "removal"):
        staff.post(f"{LIST}{row.key}/{verb}/", {})
    row.refresh_from_db()
    assert (row.is_retired, row.revision) == (False, 1)


def test_members_know_nothing_of_it(db):
    row = offered("At home")
    member = signed_in(Role.NONE, make.contact())
    for address in (LIST, NEW, f"{LIST}{row.key}/", details_at(row), f"{LIST}{row.key}/removal/"):
        assert member.get(address).status_code == 404


# Prices and deadlines


def test_a_price_for_members_and_deadlines_are_typed_shown_and_refused_beside_their_fields(staff):
    typed = {
        **TYPED, "price_for_members": "30.5", "registers_until": "2026-06-10T18:00", "cancels_until": "2026-06-12T18:00",
    }  # fmt: skip
    answer = staff.post(NEW, typed, follow=True)
    row = Offering.objects.get()
    assert (row.price, row.price_for_members, row.records_completions) == (4500, 3050, True)
    shown = said(answer)
    assert "Members register until 10 Jun 2026, 18:00" in shown
    assert "Members cancel until 12 Jun 2026, 18:00" in shown
    assert "members: 30.50 EUR" in shown
    free = staff.post(details_at(row), {**typed, "price_for_members": "0", "revision": "1"}, follow=True)
    assert "members: free" in said(free)
    wrong = {**typed, "price_for_members": "46", "registers_until": "2026-06-15T09:01", "revision": "2"}
    refused = staff.post(details_at(row), wrong)
    assert (refused.status_code, "after the event starts" in said(refused)) == (422, True)
    refused = staff.post(details_at(row), {**wrong, "registers_until": ""})
    assert (refused.status_code, "embers pay less than everybody else" in said(refused)) == (422, True)
    same = staff.post(details_at(row), {**typed, "price_for_members": "", "revision": "2"}, follow=True)
    assert "members:" not in said(same)
