"""Does the address of a list keep what was asked, whatever it says, and is every text on a list only a text?"""

from __future__ import annotations

import html
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from conferral.documents.enrollees import Sort
from conferral.rules.actors import Role
from conferral.web.lists import Asked, column
from tests import make
from tests.conftest import NOW, TODAY
from tests.web.signed_in import links, said, signed_in

PROGRAM = "/staff/certification/enrollments/programs/EMT-R/"
WORDS = some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def asked(address: str = PROGRAM, **given: str) -> Asked:
    return Asked(RequestFactory().get(address, given), TODAY)


# What an address says


def test_a_link_keeps_what_was_asked_and_changes_what_it_is_for():
    of = asked(q="am & b=c", sort="name", down="1", tracker="earned", after="xyz", other="kept")
    parts = urlsplit(of.link(tracker="", sort="status"))
    assert parts.path == PROGRAM
    assert dict(parse_qsl(parts.query)) == {"q": "am & b=c", "sort": "status", "down": "1", "other": "kept"}


@given(some.dictionaries(WORDS, WORDS, max_size=5), some.dictionaries(some.sampled_from(("q", "sort", "on")), WORDS))
def test_a_link_loses_nothing_and_leads_to_the_same_page(given_before, changes):
    parts = urlsplit(asked(**given_before).link(**changes))
    kept = {name: value for name, value in given_before.items() if name not in {"after", "before"}}
    assert parts.path == PROGRAM
    assert dict(parse_qsl(parts.query)) == {**kept, **changes}


@pytest.mark.parametrize("code", ["a b?c#d", "50%", "%2F", "A/B", "..", "Ünï", "a&b=c", '"><b>', "a;b", "~s", "a\\b"])
def test_a_link_never_leads_to_another_page(code):
    here = reverse("staff:program", args=[code])
    of = asked(here)
    for link in (of.link(), of.link(q="x"), of.place("after", ["name", "x", 1])):
        parts = urlsplit(link)
        assert (parts.scheme, parts.netloc, parts.fragment) == ("", "", "")
        assert unquote(parts.path) == unquote(here)
        assert set(dict(parse_qsl(parts.query))) <= {"q", "after"}


def test_a_place_is_of_one_page_only():
    of = asked(q="am", after="xyz", before="abc")
    assert "after" not in of.link(q="b")
    assert of.place("after", None) == ""
    assert dict(parse_qsl(urlsplit(of.place("before", ["name", "x", 1])).query)).keys() == {"q", "before"}


@pytest.mark.parametrize(
    ("day", "read"),
    [
        ("", TODAY),
        (" 2026-01-31 ", date(2026, 1, 31)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
    ],
)
def test_a_day_within_the_calendar_is_read(day, read):
    of = asked(on=day)
    assert (of.on(), of.complaints) == (read, [])


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01", "2026-02-29", "20260301", "\0", "٢٠٢٦-٠٣-٠٢", "x" * 5000])
def test_a_day_that_is_none_is_today_and_said_once(day):
    of = asked(on=day)
    assert [of.on(), of.on()] == [TODAY, TODAY]
    assert len(of.complaints) == 1
    assert len(of.complaints[0]) < 200


def test_a_search_is_trimmed_cut_and_rid_of_what_no_database_takes():
    assert asked(q=" \0 a\0da ").text == "ada"
    assert len(asked(q="x" * 5000).text) == 300


def test_a_column_sorts_by_itself_and_a_second_click_turns_it():
    first = column(asked(), "Name", "name", chosen="status", descending=False)
    assert (first.link, first.direction, first.arrow) == (f"{PROGRAM}?sort=name", "none", "")
    up = column(asked(sort="name"), "Name", "name", chosen="name", descending=False)
    assert (up.link, up.direction, up.arrow) == (f"{PROGRAM}?sort=name&down=1", "ascending", "↑")
    down = column(asked(sort="name", down="1"), "Name", "name", chosen="name", descending=True)
    assert (down.link, down.direction, down.arrow) == (f"{PROGRAM}?sort=name", "descending", "↓")


def test_a_word_that_is_not_known_is_said_and_left_out():
    of = asked(sort="<b>")
    assert of.word("sort", Sort) is None
    assert of.complaints == ["sort cannot be “<b>”; it is left out."]


# What stands on a page

NAMES = {
    "a tag": "<script>alert(1)</script>",
    "quotes": "\"O'Brien\" & 'Sons' {{ 7*7 }} %s",
    "right to left": "عائشة \u202eevil",
    "emoji": "👩‍🚀 Ripley 🏳️‍🌈",
    "300 characters": "Wolfeschlegelstein" * 16 + "berger dorff",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_a_text_on_every_page(name):
    with time_machine.travel(NOW, tick=False):
        hours = make.requirement(title=name[:200], units=Decimal(5), is_repeatable=True)
        asked_for = make.definition(hours, name=name[:200])
        program = make.program("T", asked_for)
        contact = make.contact("T/1?#", name, name, organization=name)
        enrollment = make.enrollment(contact, program, date(2026, 1, 5))
        make.completion(enrollment, "EXAM", date(2026, 2, 1), notes=name, units=Decimal(1))
        staff = signed_in(Role.STAFF, contact)
        addresses = [
            reverse("staff:programs"),
            reverse("staff:program", args=["T"]),
            reverse("staff:definition", args=["T"]),
            reverse("staff:enroll", args=["T"]),
            reverse("staff:enrollees"),
            reverse("staff:enrollee", args=[contact.member_number]),
            reverse("staff:enrollment", args=[enrollment.key]),
            reverse("staff:requirement", args=[enrollment.key, "EXAM"]),
            reverse("staff:record", args=[enrollment.key, "EXAM"]),
            "/my/",
            reverse("member:enrollment", args=[enrollment.key]),
            reverse("member:requirement", args=[enrollment.key, "EXAM"]),
        ]
        for address in addresses:
            answer = staff.get(address)
            body = answer.content.decode()
            assert answer.status_code == 200, address
            assert name[:200] in html.unescape(body), address
            assert "<script>alert" not in body, address
            assert html.escape(name) == name or name[:200] not in body, address


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_ends_of_the_calendar_can_be_looked_at(day):
    with time_machine.travel(NOW, tick=False):
        staff = signed_in()
        program = make.program("EMT-R")
        enrollment = make.enrollment(make.contact("M-1"), program, date(2026, 1, 5))
        begun = day > "2026"
        for address, status in (
            (reverse("staff:programs"), 200),
            (PROGRAM, 200),
            (reverse("staff:enrollee", args=["M-1"]), 200),
            (reverse("staff:enrollment", args=[enrollment.key]), 200 if begun else 404),
            (reverse("staff:requirement", args=[enrollment.key, "EXAM"]), 200 if begun else 404),
        ):
            assert staff.get(address, {"on": day}).status_code == status, address
        assert ("1 enrollee" in said(staff.get(PROGRAM, {"on": day}))) is begun


@pytest.mark.django_db
def test_every_link_of_a_program_with_an_odd_code_leads_to_its_own_page():
    with time_machine.travel(NOW, tick=False):
        staff = signed_in()
        program = make.program("50% a?b#c")
        make.enrollment(make.contact("M-1"), program, date(2026, 1, 5))
        here = reverse("staff:program", args=[program.code])
        sorting = [where for text, where in links(staff.get(here)) if "sort=" in where or "tracker=" in where]
        assert len(sorting) > 5
        for where in sorting:
            assert urlsplit(where).path == here
            assert staff.get(where).status_code == 200
