"""Does anybody read of another what is not theirs? Everybody has words of their own, and everything there is, is read.

Each person's names, email, notes, reasons, file names and secrets hold a word that stands nowhere else. As everybody in
turn all links and searches are followed from the start pages on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.cache import cache
from zeal import zeal_ignore

from conferral.actions import completions, enrollments, jobs
from conferral.models import Account, Contact
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.jobs import Item
from conferral.rules.terms import Dates
from tests import make
from tests.conftest import NOW
from tests.uploaded import added
from tests.web.at_the_entrance import Browser, second_factor
from tests.web.signed_in import BACKEND

pytestmark = pytest.mark.django_db
PEOPLE = ("avocet", "bittern", "curlew")
STARTS = ("/", "/my/", "/staff/", "/programs/P/", "/programs/")
MOST_PAGES = 600
LEVELS = [Role.STAFF, Role.SYSADMIN]


@pytest.fixture(autouse=True)
def _association() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        with zeal_ignore():
            _made()
        yield


def _made() -> None:
    asked = make.definition(
        make.requirement("COURSE", title="Course"),
        make.requirement("ESSAY", title="Essay", requires_approval=True, enrollees_may_record=True),
        unit_type="hours",
    )
    program = make.program("P", asked)
    for who in PEOPLE:
        contact = make.contact(
            f"{who}number", f"{who}first", f"{who}last", email=f"{who}mail@example.org", organization=f"{who}works"
        )
        account = Account.objects.create(username=f"{who}user", email=f"{who}account@example.org", contact=contact)
        account.set_password(f"{who}secret")
        account.save()
        second_factor(account, recovery=True)
        row = make.enrollment(contact, program, date(2026, 1, 5))
        dates = Dates(row.enrolled_on, row.grace_begins_on, date(2027, 12, 31))
        enrollments.change_dates(enrollment=row.pk, to=dates, reason=f"{who}reason", by=COMMAND_LINE, at=NOW)
        make.completion(row, "COURSE", date(2026, 2, 1), notes=f"{who}notes")
        essay = make.completion(row, "ESSAY", date(2026, 2, 1), notes=f"{who}essay")
        added(essay, f"{who}file.pdf")
        completions.reject(completion=essay.pk, form=Rejection.NOTIFY, note=f"{who}note", by=COMMAND_LINE, at=NOW)
        added(make.completion(row, "ESSAY", date(2026, 2, 2), notes=f"{who}again"), f"{who}proof.pdf")
    items = [Item(contact.enrollments.get().pk) for contact in Contact.objects.order_by("pk")]
    job = jobs.ask(kind="program.test", items=items, program=program.pk, by=COMMAND_LINE, at=NOW)
    jobs.run_here(job.key, at=NOW)


@zeal_ignore()
def signed_in(account: Account) -> Browser:
    browser = Browser()
    browser.force_login(account, backend=BACKEND)
    return browser


class _Ways(HTMLParser):
    """Where a page leads: its links, and its searches as they stand there."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._form: tuple[str, list[tuple[str, str]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if "hx-get" in said:
            self.links.append(f"{said['hx-get']}?q=last")
        if tag == "form" and said.get("method", "get") == "get":
            self._form = (said.get("action", ""), [])
        if tag == "input" and self._form and said.get("name") and said.get("type") not in {"checkbox", "radio"}:
            self._form[1].append((said["name"], said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            action, fields = self._form
            self.links.append(f"{action}?{urlencode(fields)}")
            wider = [(name, value or ("last" if name == "q" else "")) for name, value in fields]
            self.links.append(f"{action}?{urlencode(wider)}")
            self._form = None


def read(browser: Browser, starts: tuple[str, ...] = STARTS) -> dict[str, str]:
    """Follow everything from the start pages on; return what each page said, by its address.

    Of pages that differ only in what is searched for, sorted or which place is shown one stands for all.
    """
    pages: dict[str, str] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        asked = urlsplit(address)
        kind = (asked.path, tuple(sorted(name for name, values in parse_qs(asked.query).items() if values)))
        if asked.netloc or not asked.path.startswith("/") or kind in seen:
            continue
        seen.add(kind)
        answer = browser.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        said = f"{body.decode(errors='replace')}\n{dict(answer.headers)}"
        pages[address] = said
        if answer.status_code in {301, 302}:
            waiting.append(answer["Location"])
        elif "text/html" in answer.get("Content-Type", ""):
            ways = _Ways()
            ways.feed(said)
            waiting += [urljoin(address, unescape(link)) for link in ways.links]
        assert len(pages) < MOST_PAGES, "the pages never end"
    return pages


def words_of(who: str, pages: dict[str, str]) -> list[str]:
    """Name the pages that hold a word of somebody."""
    return [address for address, said in pages.items() if re.search(who, said, re.IGNORECASE)]


@pytest.mark.parametrize("who", PEOPLE)
def test_a_member_reads_their_own_words_and_nobody_elses(who):
    pages = read(signed_in(Account.objects.get(username=f"{who}user")))
    for other in PEOPLE:
        assert bool(words_of(other, pages)) is (other == who), words_of(other, pages)
    for what in ("first", "last", "notes", "note", "file", "proof"):
        assert words_of(f"{who}{what}", pages), what


def test_signed_out_nobodys_words_are_read():
    pages = read(Browser())
    assert len(pages) >= len(STARTS)
    assert [words_of(who, pages) for who in PEOPLE] == [[], [], []]


@pytest.mark.parametrize("role", LEVELS)
def test_staff_read_everybodys_words_and_no_secret_of_an_account(role):
    with zeal_ignore():
        reader = Account.objects.create(username="reader")
        reader.groups.add(Group.objects.get_or_create(name=role.label)[0])
    pages = read(signed_in(reader))
    for who in PEOPLE:
        for what in ("first", "mail", "notes", "reason", "file"):
            assert words_of(f"{who}{what}", pages), (who, what)
        assert words_of(f"{who}secret", pages) == []
        # Where users are managed stands what they sign in with; nowhere else, and nobody else gets there.
        signs_in = words_of(f"{who}account", pages)
        assert all(address.startswith("/staff/users/") for address in signs_in)
        assert bool(signs_in) is (role >= Role.ADMIN)
    for secret in secrets():
        assert words_of(re.escape(secret), pages) == []


def secrets() -> list[str]:
    """Return what nobody may ever read: how passwords are kept, and keys of second factors."""
    found = []
    for account in Account.objects.exclude(password="").prefetch_related("authenticator_set"):
        found.append(account.password)
        found += [
            value for one in account.authenticator_set.all() for value in one.data.values() if isinstance(value, str)
        ]
    assert len(found) > len(PEOPLE)
    return found


@pytest.mark.parametrize(
    "planted",
    [lambda other: f"<p>{other}notes</p>", lambda other: f'<a href="/my/?{other}=1">', lambda other: other.upper()],
)
def test_a_word_of_another_on_a_page_is_found(planted: Callable[[str], str]):
    pages = read(signed_in(Account.objects.get(username="avocetuser")))
    address = next(iter(pages))
    pages[address] += planted("bittern")
    assert words_of("bittern", pages) == [address]
