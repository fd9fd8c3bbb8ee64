"""Does every address answer every role as the table says, and does nobody read what is another member's?

One row for each route, one column for each role. A route without a row fails, and so does a row
without a route. Objects stand in two ways: one's own (or, where one has none, another's) and another's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.urls import get_resolver, path

from conferral.models import Account, Attachment, Contact, Enrollment, Event
from conferral.web import health
from tests.web.matrix_cast import ROUTES, routes
from tests.web.route_table import LEVELS, LOGGED, ROLES, ROWS

pytestmark = pytest.mark.django_db
once = pytest.mark.once


def without_a_row(found: Iterable[str]) -> set[str]:
    return set(found) - ROWS.keys()


def answer_of(answer) -> str:
    """Say in a word what was answered: a status, or the path that a redirect leads to, with KEY for each key."""
    if answer.streaming:
        answer.getvalue()  # a file that nobody reads to its end stays open
    if answer.status_code in {301, 302, 303}:
        return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "KEY", urlsplit(answer["Location"]).path)
    return str(answer.status_code)


# The table


def test_every_route_has_a_row_and_every_row_a_route():
    assert without_a_row(ROUTES) == set()
    assert ROWS.keys() - ROUTES.keys() == set()


def test_every_row_tells_own_from_foreign_exactly_where_an_object_is_somebodys():
    somebodys = {name for name, asked in ROUTES.items() if asked & {"key", "member_number", "completion", "waiting"}}
    somebodys -= {"account_reset_password_from_key"}
    assert {name for name, ways in ROWS.items() if ways.keys() == {"own", "foreign"}} == somebodys


@once
@pytest.mark.parametrize(("name", "whose"), [(name, whose) for name, ways in ROWS.items() for whose in ways])
def test_a_route_answers_each_role_as_the_table_says(cast, name, whose):
    counted, last = _rows(), Event.objects.order_by("-pk")[0].pk
    for ask, expected in zip(("get", "post"), ROWS[name][whose], strict=True):
        found = tuple(answer_of(getattr(cast.browser(role), ask)(cast.address(name, whose, role))) for role in ROLES)
        assert found == expected, ask
    written = Event.objects.filter(pk__gt=last).values_list("kind", flat=True)
    assert set(written) == ({LOGGED[name]} if name in LOGGED else set())
    assert _rows() == (*counted[:-1], counted[-1] + len(written))


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_method_changes_nothing_on_any_route(cast, method):
    counted = _rows()
    for name, ways in ROWS.items():
        for whose in ways:
            answer = getattr(cast.browser("sysadmin"), method)(cast.address(name, whose, "sysadmin"))
            assert answer.status_code in {200, 302, 401, 404, 405}, name
    assert _rows() == counted


def _rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Account, Attachment, Contact, Enrollment, Event))


# Another member's


@once
@pytest.mark.parametrize("role", ["nobody", "member", "account without contact"])
def test_no_answer_of_any_route_holds_anything_of_another_member(cast, role):
    browser = cast.browser(role)
    for name, ways in ROWS.items():
        for whose in ways:
            address = cast.address(name, whose, role)
            for ask in ("get", "post"):
                for headers in ({}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "register"}):
                    answer = getattr(browser, ask)(address, **headers)
                    assert leaked(cast, answer, address) == [], (ask, address)
            if role in cast.accounts and name == "account_logout":
                browser = cast.browser(role)


ENOUGH = 3
"""How often one page is asked the same question about another day or filter."""


@pytest.mark.parametrize("role", [pytest.param(role, marks=[] if role == "sysadmin" else once) for role in ROLES])
def test_whatever_links_lead_to_is_there_and_holds_nothing_of_another_member(cast, role):
    browser = cast.browser(role)
    seen, asked, waiting, read = set(), Counter(), ["/", "/my/", "/staff/"], ""
    while waiting:
        address = waiting.pop()
        if address in seen or asked[question(address)] == ENOUGH:
            continue
        seen.add(address)
        asked[question(address)] += 1
        answer = browser.get(address)
        read += said_by(answer)
        assert answer.status_code in {200, 302} or address in {"/my/", "/staff/"}, address
        if role not in LEVELS:
            assert leaked(cast, answer, address) == [], address
        waiting += led_to(answer)
    assert len(seen) > (3 if role == "nobody" else 6), seen
    if role in LEVELS:
        assert all(canary in read.lower() for canary in (*cast.canaries[:2], "canary notes", "canary@example.org"))


def said_by(answer) -> str:
    """Return what an answer says, once it is all there: a file is handed out piece by piece."""
    if not hasattr(answer, "whole"):
        answer.whole = answer.getvalue()
    return answer.whole.decode(errors="replace")


def leaked(cast, answer, address: str) -> list[str]:
    """Name each canary an answer holds; what the address itself says was known before."""
    said = (said_by(answer) + str(dict(answer.headers))).lower().replace(address.lower(), "")
    said = said.replace(cast.address("staff:enrollee", "foreign").lower(), "")
    return [canary for canary in cast.canaries if canary in said]


def question(address: str) -> tuple[str, ...]:
    """Return what an address asks a page for, whatever it wants to know it of: a page has a link for every day and filter."""
    parts = urlsplit(address)
    return parts.path, *sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))


def led_to(answer) -> list[str]:
    """Return each page of ours that a page or a redirect leads to, one sorting and one day standing for all."""
    if answer.status_code == 302:
        return [answer["Location"]]
    found = re.findall(r'<a\b[^>]*?href="([^"#][^"]*)"', said_by(answer))
    return [address for address in map(unescape, found) if address.startswith("/") and "sort=" not in address]


# Teeth


def test_a_route_without_a_row_is_found():
    planted = [*get_resolver(settings.ROOT_URLCONF).url_patterns, path("planted", health.alive, name="planted")]
    assert without_a_row(dict(routes(planted))) == {"planted"}
    assert without_a_row(dict(routes([path("x", health.alive)]))) == {"x has no name"}


def test_a_canary_on_a_page_is_found(cast):
    answer = cast.browser("staff").get(cast.address("staff:enrollment", "foreign"))
    assert leaked(cast, answer, "") != []
