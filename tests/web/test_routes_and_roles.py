"""Does every address answer every role as the table says, and does nobody read what is another member's?

One row for each route, one column for each role. A route without a row fails, and so does a row
without a route. Objects stand in two ways: one's own (or, where one has none, another's) and another's.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from zeal import zeal_ignore

from conferral.actions import completions, enrollments, grade_scales, jobs, moving, offerings, unit_types
from conferral.models import Account, Attachment, Component, Contact, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.definition import Category
from conferral.rules.jobs import Item
from conferral.rules.offerings import Details, Kind
from conferral.web import health
from tests import make
from tests.conftest import NOW
from tests.uploaded import added
from tests.web.at_the_entrance import Browser
from tests.web.route_table import HAVE_CONTACT, LEVELS, ROLES, ROWS
from tests.web.signed_in import BACKEND

pytestmark = pytest.mark.django_db


def routes(
    patterns: Iterable[URLPattern | URLResolver], spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, set[str]]]:
    """Go through the URLconf down to each view: its full name and what its address asks for."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from routes(pattern.url_patterns, inner)
        else:
            named = pattern.name or f"{pattern.pattern} has no name"
            yield ":".join((*spaces, named)), {*pattern.pattern.converters, *pattern.pattern.regex.groupindex}


ROUTES = dict(routes(get_resolver(settings.ROOT_URLCONF).url_patterns))


def without_a_row(found: Iterable[str]) -> set[str]:
    return set(found) - ROWS.keys()


@dataclass(frozen=True)
class Cast:
    """Everyone who asks, each with an enrollment where there is a contact, and the member who must stay unseen."""

    accounts: dict[str, Account]
    enrollments: dict[str, Enrollment]
    canary: Enrollment
    batch: uuid.UUID
    job: uuid.UUID
    parts: tuple[uuid.UUID, ...]
    completions: dict[int, uuid.UUID]
    canaries: tuple[str, ...] = field(default=())

    @zeal_ignore()
    def browser(self, role: str) -> Browser:
        made = Browser()
        if role in self.accounts:
            made.force_login(self.accounts[role], backend=BACKEND)
        return made

    def address(self, name: str, whose: str, role: str = "") -> str:
        """Write a route's address for one's own objects or for the canary's."""
        of = self.enrollments.get(role, self.canary) if whose == "own" else self.canary
        given = {
            "code": "COURSE"
            if name.endswith((":requirement", ":record", ":record-files")) or ":completion-" in name
            else "P",
            "key": self.key(name, of),
            "completion": self.completions[of.pk],
            "member_number": of.contact.member_number,
            "batch": self.batch,
            "job": self.job,
            "place": 1,
            "uidb36": "1",
            "requirement": "COURSE",
            "category": "HOURS",
            "component": "COURSE",
            "offering": self.parts[0],
            "unit_type": self.parts[1],
            "grade_scale": self.parts[2],
        }
        if name == "account_reset_password_from_key":
            given["key"] = "no-such-key"
        return reverse(name, kwargs={each: given[each] for each in ROUTES[name]})

    @zeal_ignore()
    def key(self, name: str, of: Enrollment) -> uuid.UUID:
        """Return the key that an address asks for: of the enrollment, of what waits in it, or of a file of that."""
        if name.endswith(":file"):
            return of.attachments.get().key
        return of.completions.get(awaits="approval").key if name == "staff:completion-files" else of.key


@pytest.fixture
def cast(db) -> Iterator[Cast]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield _made()


@zeal_ignore()
def _made() -> Cast:
    asked = make.definition(
        make.requirement("COURSE", title="Course", is_repeatable=True, units=Decimal(20)),
        make.requirement("ESSAY", title="Essay", requires_approval=True),
        categories=(Category("HOURS", "Hours"),),
        unit_type="CE hours",
    )
    nothing_done = {
        "name": "Nothing done",
        "enrolled_on": "2026-01-05",
        "on": "2026-01-05",
        "expect": {"status": "enrolled"},
    }
    program = make.program("P", asked, examples=[nothing_done])
    only_hers = make.program("CANARY-P", make.definition(name="Canary program"))
    hidden = make.contact(
        "CANARY-1", "Canaryfirst", "Canarylast", email="canary@example.org", organization="Canary Works"
    )
    Account.objects.create(username="canary-user", email="canary@example.org", contact=hidden)
    batch = uuid.uuid4()
    moved = make.contact("CANARY-2", "Canarymoved", "Canarylast")
    make.enrollment(moved, program, date(2026, 1, 5))
    make.publish(program, asked)
    moving.move_to_current(contacts=[moved.pk], program=program, keeps_dates=True, by=COMMAND_LINE, at=NOW, batch=batch)
    outcomes = enrollments.enroll_many(
        contacts=[hidden.pk], program=program, enrolled_on=date(2026, 1, 5), by=COMMAND_LINE, at=NOW, batch=batch
    )
    canary = Enrollment.objects.select_related("contact").get(pk=outcomes[0].enrollment.pk)
    another = make.enrollment(hidden, only_hers, date(2026, 1, 5))
    courses = {
        canary.pk: make.completion(canary, "COURSE", date(2026, 2, 1), notes="canary notes", units=Decimal(1)).key
    }
    essay = make.completion(canary, "ESSAY", date(2026, 2, 1), notes="canary essay")
    completions.reject(completion=essay.pk, form=Rejection.REJECTED, note="canary rejection", by=COMMAND_LINE, at=NOW)
    job = jobs.ask(kind="program.test", items=[Item(canary.pk)], program=program.pk, by=COMMAND_LINE, at=NOW)
    jobs.run_here(job.key, at=NOW)
    _proved(canary)
    accounts, own = {}, {}
    for number, role in enumerate(ROLES[1:]):
        contact = make.contact(f"M-{number}", "Mia", f"Number {number}") if role in HAVE_CONTACT else None
        made = accounts[role] = Account.objects.create(username=f"user-{number}", contact=contact)
        made.set_password("a password to change")
        made.save()
        if role in LEVELS:
            made.groups.add(Group.objects.get_or_create(name=LEVELS[role].label)[0])
        if contact:
            own[role] = make.enrollment(contact, program, date(2026, 1, 5))
            courses[own[role].pk] = make.completion(own[role], "COURSE", date(2026, 2, 1), units=Decimal(1)).key
            _proved(own[role])
    keys = tuple(str(key) for key in (canary.key, another.key, hidden.key))
    return Cast(accounts, own, canary, batch, job.key, _parts(), courses, ("canary", *keys))


def _proved(enrollment: Enrollment) -> None:
    """Record an essay that waits for approval, with a file."""
    added(make.completion(enrollment, "ESSAY", date(2026, 2, 2)), f"Proof of {enrollment.contact.last_name}.pdf")


def _parts() -> tuple[uuid.UUID, ...]:
    """Make an offering, a unit type and a grade scale; return their keys."""
    offered = offerings.add(
        component=Component.objects.get(code="ESSAY").pk,
        details=Details(kind=Kind.RESOURCE, title="At home"),
        by=COMMAND_LINE,
        at=NOW,
    )
    unit_type = unit_types.add(name="Points of merit", by=COMMAND_LINE, at=NOW)
    scale = grade_scales.add(scale=make.POINTS, by=COMMAND_LINE, at=NOW)
    return offered.key, unit_type.key, scale.key


def answer_of(answer) -> str:
    """Say in a word what was answered: a status, or the path that a redirect leads to, with KEY for each key."""
    if answer.status_code in {301, 302, 303}:
        return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "KEY", urlsplit(answer["Location"]).path)
    return str(answer.status_code)


# The table


def test_every_route_has_a_row_and_every_row_a_route():
    assert without_a_row(ROUTES) == set()
    assert ROWS.keys() - ROUTES.keys() == set()


def test_every_row_tells_own_from_foreign_exactly_where_an_object_is_somebodys():
    somebodys = {name for name, asked in ROUTES.items() if asked & {"key", "member_number", "completion"}}
    somebodys -= {"account_reset_password_from_key"}
    assert {name for name, ways in ROWS.items() if ways.keys() == {"own", "foreign"}} == somebodys


@pytest.mark.parametrize(("name", "whose"), [(name, whose) for name, ways in ROWS.items() for whose in ways])
def test_a_route_answers_each_role_as_the_table_says(cast, name, whose):
    counted = _rows()
    for ask, expected in zip(("get", "post"), ROWS[name][whose], strict=True):
        found = tuple(answer_of(getattr(cast.browser(role), ask)(cast.address(name, whose, role))) for role in ROLES)
        assert found == expected, ask
    assert _rows() == counted


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_method_changes_nothing_on_any_route(cast, method):
    counted = _rows()
    for name, ways in ROWS.items():
        for whose in ways:
            answer = getattr(cast.browser("sysadmin"), method)(cast.address(name, whose, "sysadmin"))
            assert answer.status_code in {200, 302, 404, 405}, name
    assert _rows() == counted


def _rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Account, Attachment, Contact, Enrollment, Event))


# Another member's


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


@pytest.mark.parametrize("role", ROLES)
def test_whatever_links_lead_to_is_there_and_holds_nothing_of_another_member(cast, role):
    browser = cast.browser(role)
    seen, waiting, read = set(), ["/", "/my/", "/staff/"], ""
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = browser.get(address)
        read += answer.getvalue().decode()
        assert answer.status_code in {200, 302} or address in {"/my/", "/staff/"}, address
        if role not in LEVELS:
            assert leaked(cast, answer, address) == [], address
        waiting += led_to(answer)
    assert len(seen) > (3 if role == "nobody" else 6), seen
    if role in LEVELS:
        assert all(canary in read.lower() for canary in (*cast.canaries[:2], "canary notes", "canary@example.org"))


def leaked(cast, answer, address: str) -> list[str]:
    """Name each canary an answer holds; what the address itself says was known before."""
    said = (answer.content.decode() + str(dict(answer.headers))).lower().replace(address.lower(), "")
    said = said.replace(cast.address("staff:enrollee", "foreign").lower(), "")
    return [canary for canary in cast.canaries if canary in said]


def led_to(answer) -> list[str]:
    """Return each page of ours that a page or a redirect leads to, one sorting and one day standing for all."""
    if answer.status_code == 302:
        return [answer["Location"]]
    if answer.streaming:
        return []  # a file, read already
    found = re.findall(r'<a\b[^>]*?href="([^"#][^"]*)"', answer.content.decode())
    return [address for address in map(unescape, found) if address.startswith("/") and "sort=" not in address]


# Teeth


def test_a_route_without_a_row_is_found():
    planted = [*get_resolver(settings.ROOT_URLCONF).url_patterns, path("planted", health.alive, name="planted")]
    assert without_a_row(dict(routes(planted))) == {"planted"}
    assert without_a_row(dict(routes([path("x", health.alive)]))) == {"x has no name"}


def test_a_canary_on_a_page_is_found(cast):
    answer = cast.browser("staff").get(cast.address("staff:enrollment", "foreign"))
    assert leaked(cast, answer, "") != []
