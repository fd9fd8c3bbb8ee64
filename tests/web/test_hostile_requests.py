"""Does any address break over what is sent to it, however odd? Each is answered, and never with a fault of ours."""

from __future__ import annotations

import base64
import json
from functools import partial
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.urls import resolve

from conferral.web.access import Audience, audience
from tests.web.matrix_cast import Cast
from tests.web.route_table import ROWS

pytestmark = pytest.mark.django_db
FIELDS = (
    "q", "on", "sort", "down", "tracker", "status", "not_started", "after", "before", "inactive", "version",
    "program", "pick", "all", "enrolled_on", "offering", "next", "code", "login", "password", "email", "batch", "key",
    "completed_on", "units", "grade", "notes", "member_number", "first_name", "last_name", "organization",
    "oldpassword", "password1", "password2", "example", "was", "revision",
)  # fmt: skip
SHORTEST_TYPES = (
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain; charset=no",
)


def place(*cursor: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode().rstrip("=")


ODD = {
    "NUL": "a\0b",
    "a huge number": "9" * 400,
    "one below all": "-1",
    "no number": "1e999",
    "a tag, SQL and right to left": "\"><script>x</script>' OR 1=1 -- %_\\ \u202eevil 👩‍🚀",
    "the first day": "1900-01-01",
    "the last day": "2199-12-31",
    "half a surrogate in a place": place("name", "\ud800", 1),
    "a place beyond every number": place("version", 2**62, 2**63 - 1),
    "a day that is none in a place": place("deadline", "0001-01-01", 1),
    "many words": " ".join(chr(97 + one % 26) for one in range(150)),
}


ANY_DATABASE = ("no number", "one below all", "a tag, SQL and right to left", "the first day", "many words")
"""Text as other text to either database: that it breaks no page is seen on one of them."""

once = pytest.mark.once
VALUES = [pytest.param(odd, id=name, marks=[once] if name in ANY_DATABASE else []) for name, odd in ODD.items()]
ROLES = [pytest.param("nobody", marks=once), pytest.param("member", marks=once), "sysadmin"]
"""Who may less reaches less of the database."""
TURNED_AWAY = {
    "nobody": {Audience.SIGNED_IN, Audience.MEMBERS, Audience.STAFF},
    "member": {Audience.STAFF},
    "sysadmin": set(),
}
"""Whom the one gate of all sites keeps out before a view reads anything of what is sent."""


def answers(browser, address: str, value: str):
    yield browser.get(address, dict.fromkeys(FIELDS, value))
    yield browser.post(address, dict.fromkeys(FIELDS, value))


def addresses(cast: Cast, role: str, turn: int, turns: int) -> list[str]:
    """Return every address, of those at whose gate all that is sent meets the same end one in so many turns."""
    found = [cast.address(name, whose, role) for name, ways in ROWS.items() for whose in ways if "logout" not in name]
    return [
        address
        for number, address in enumerate(found)
        if number % turns == turn or audience(resolve(address).func) not in TURNED_AWAY[role]
    ]


def is_still_who_it_was(browser, role: str) -> bool:
    """Whether nothing that was sent has signed somebody out or in."""
    return ("_auth_user_id" in browser.session) == (role != "nobody")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("role", ROLES)
def test_an_odd_value_in_every_field_of_every_route_breaks_nothing(cast, role, value):
    browser = cast.browser(role)
    for address in addresses(cast, role, list(ODD.values()).index(value), len(ODD)):
        cache.clear()  # what is sent too often is not looked at
        for answer in answers(browser, address, value):
            assert answer.status_code < 500, address
            assert "<script>x" not in answer.getvalue().decode(errors="replace"), address
    assert is_still_who_it_was(browser, role)


def odd_bodies(browser):
    """Return each way of asking that no browser has."""
    garbage = b"{\xff garbage"
    mixed = {name: ["1", "2026-01-01", "\0"] for name in FIELDS}
    surrogates = "&".join(f"{name}=%ED%A0%80" for name in FIELDS)
    odd_headers = {"HTTP_REFERER": "http://[bad", "HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "register"}
    return [
        *(partial(browser.generic, "POST", data=garbage, content_type=kind) for kind in SHORTEST_TYPES),
        partial(browser.post, data=mixed),
        lambda path: browser.get(f"{path}?{surrogates}"),
        partial(browser.get, **odd_headers),
    ]


@pytest.mark.parametrize("role", [ROLES[0], ROLES[-1]])
def test_no_route_breaks_over_an_odd_body(cast, role):
    browser = cast.browser(role)
    asked = odd_bodies(browser)
    for number, ask in enumerate(asked):
        for address in addresses(cast, role, number, len(asked)):
            answer = ask(path=address)
            assert answer.status_code < 500, (number, address)
            if answer.streaming:
                answer.getvalue()  # a file that nobody reads to its end stays open
    assert is_still_who_it_was(browser, role)


@pytest.mark.parametrize("role", ["nobody", "member"])
def test_every_address_has_its_turn_and_one_that_answers_has_every_turn(cast, role):
    whole = {cast.address(name, whose, role) for name, ways in ROWS.items() for whose in ways if "logout" not in name}
    turns = [set(addresses(cast, role, turn, 7)) for turn in range(7)]
    assert set.union(*turns) == whole
    browser = cast.browser(role)
    answered = {address for address in whole if browser.get(address).status_code == 200}
    assert answered
    assert answered <= set.intersection(*turns)


@pytest.mark.parametrize("name", ["staff:enroll-review", "staff:enroll-register", "staff:record", "account_login"])
def test_ten_thousand_fields_are_taken_or_refused(cast, name):
    address = cast.address(name, "own", "sysadmin")
    many = urlencode({"pick": [f"N-{one}" for one in range(10_000)], "enrolled_on": "2026-03-02"}, doseq=True)
    too_many = urlencode({f"field-{one}": "x" for one in range(21_001)})
    form = {"content_type": "application/x-www-form-urlencoded"}
    browser = cast.browser("sysadmin" if name != "account_login" else "nobody")
    assert browser.post(address, many, **form).status_code < 500
    assert browser.post(address, too_many, **form).status_code == 413


def test_a_name_longer_than_any_is_refused_at_the_sign_in_page(cast):
    answer = cast.browser("nobody").post("/sign-in/", {"login": "x" * 60_000, "password": "x"})
    assert answer.status_code == 200
    assert "at most 254 characters" in answer.content.decode()


def test_a_program_that_cannot_be_is_none_while_a_contact_is_added(cast):
    assert cast.browser("staff").get("/staff/contacts/new/?program=%00").status_code == 200
