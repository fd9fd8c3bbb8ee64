"""Who asks in the tests of who may what, each with objects of their own, and who must stay unseen?"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from zeal import zeal_ignore

from conferral.actions import completions, components, grade_scales, jobs, moving, moving_jobs, offerings, unit_types
from conferral.actions.enrolling import How
from conferral.actions.enrolling_jobs import ENROLL, arguments_of
from conferral.models import (
    Account,
    Component,
    Enrollment,
    Event,
    ImportFile,
    ImportRow,
    Message,
    Order,
    Registration,
    Session,
)
from conferral.models.import_file import written
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.components import Details as Part
from conferral.rules.definition import Category
from conferral.rules.jobs import Item
from conferral.rules.offerings import Details, Kind
from conferral.web.sessions import SessionStore
from tests import make
from tests.conftest import NOW
from tests.uploaded import added
from tests.web.at_the_entrance import Browser
from tests.web.route_table import HAVE_CONTACT, LEVELS, ROLES
from tests.web.signed_in import BACKEND


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


@dataclass(frozen=True)
class Cast:
    """Everyone who asks, each with an enrollment where there is a contact, and the member who must stay unseen."""

    accounts: dict[str, Account]
    sessions: dict[str, Session]
    enrollments: dict[str, Enrollment]
    canary: Enrollment
    batch: uuid.UUID
    move: uuid.UUID
    job: uuid.UUID
    upload: uuid.UUID
    parts: tuple[uuid.UUID, ...]
    completions: dict[int, uuid.UUID]
    canaries: tuple[str, ...] = field(default=())

    @zeal_ignore()
    def browser(self, role: str) -> Browser:
        """Return a browser of its own, signed in with a session of its own that begins as the role's first did."""
        made = Browser()
        if role in self.accounts:
            session = copy.copy(self.sessions[role])
            session.session_key = SessionStore()._get_new_session_key()
            session.save(force_insert=True)
            made.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return made

    def address(self, name: str, whose: str, role: str = "") -> str:
        """Write a route's address for one's own objects or for the canary's."""
        return self.address_of(name, self.object_of(role, whose))

    def object_of(self, role: str, whose: str) -> Enrollment:
        """Return one's own enrollment (or, where one has none, the canary's) or the canary's."""
        return self.enrollments.get(role, self.canary) if whose == "own" else self.canary

    def address_of(self, name: str, of: Enrollment, **instead: object) -> str:
        """Write a route's address for an enrollment and what hangs on it; `instead` says what else is meant."""
        given = {
            "code": "COURSE"
            if name.endswith((":requirement", ":record", ":record-files", ":registration", ":waitlist"))
            or ":completion-" in name
            else "P",
            "key": self.key(name, of),
            "completion": self.completions[of.pk],
            "member_number": of.contact.member_number,
            "batch": self.move if name == "staff:moved" else self.batch,
            "job": self.job,
            "upload": self.upload,
            "place": 1,
            "face": "json",
            "uidb36": "1",
            "requirement": "COURSE",
            "category": "HOURS",
            "component": "COURSE",
            "offering": self.parts[0],
            "unit_type": self.parts[1],
            "grade_scale": self.parts[2],
            "entry": self.entry(),
            "line": uuid.UUID(int=1),
            "waiting": uuid.UUID(int=1),
            "cart": uuid.UUID(int=1),
            "sha256": "a" * 64,
            "pk": 1,
            "account": self.accounts["member"].key,
            "message": self.message(),
            "token": "no-such-link",
            "kind": "rejected",
            "api_key": uuid.UUID(int=1),
            "enrollment": of.key,
        }
        if name == "account_reset_password_from_key":
            given["key"] = "no-such-key"
        given |= instead
        return reverse(name, kwargs={each: given[each] for each in ROUTES[name]})

    @zeal_ignore()
    def entry(self) -> uuid.UUID:
        """Return the key of an entry of the log about whoever must stay unseen."""
        return Event.objects.filter(contact_id=self.canary.contact_id).order_by("pk")[0].key

    @zeal_ignore()
    def message(self) -> uuid.UUID:
        """Return the key of a notice to whoever must stay unseen."""
        return Message.objects.filter(contact=self.canary.contact_id).order_by("pk")[0].key

    @zeal_ignore()
    def key(self, name: str, of: Enrollment) -> uuid.UUID:
        """Return the key that an address asks for: of the enrollment, of what waits in it, or of a file of that."""
        if name.endswith(":file"):
            return of.attachments.get().key
        if name.endswith((":order", ":order-calendar")):
            return Order.objects.get(billed_to=of.contact_id).key
        if name.endswith((":registration-cancellation", ":registration-calendar")):
            return Registration.objects.get(contact=of.contact_id).key
        return of.completions.get(awaits="approval").key if name.endswith(":completion-files") else of.key


@pytest.fixture(scope="module")
def cast_of_the_file(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """Make everyone once for all tests of a file, within a transaction around those of its tests."""
    block = transaction.atomic()
    block._from_testcase = True  # what has to be the outermost block may be within this one, as within a test's
    with django_db_blocker.unblock(), block:
        with time_machine.travel(NOW, tick=False):
            made = _made()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def cast(cast_of_the_file, db) -> Iterator[Cast]:
    """Return everyone as they were made; what a test does to them is taken back after it."""
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield copy.deepcopy(cast_of_the_file)


@zeal_ignore()
def _made() -> Cast:
    asked = make.definition(
        make.requirement("COURSE", title="Course", is_repeatable=True, units=Decimal(20), enrollees_may_record=True),
        make.requirement("ESSAY", title="Essay", requires_approval=True, enrollees_may_record=True),
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
    account = Account.objects.create(username="canary-user", email="canary@example.org", contact=hidden)
    batch = uuid.uuid4()
    moved = make.contact("CANARY-2", "Canarymoved", "Canarylast")
    make.enrollment(moved, program, date(2026, 1, 5))
    make.publish(program, asked)
    move = jobs.ask_and_begin(
        kind=moving_jobs.MOVE,
        items=[Item(moved.pk)],
        program=program.pk,
        by=COMMAND_LINE,
        at=NOW,
        arguments=moving_jobs.arguments_of(moving.How(keeps_dates=True)),
    )
    jobs.ask_and_begin(
        kind=ENROLL,
        items=[Item(hidden.pk)],
        program=program.pk,
        by=COMMAND_LINE,
        at=NOW,
        arguments=arguments_of(How(date(2026, 1, 5))),
        key=batch,
    )
    canary = Enrollment.objects.select_related("contact").get(contact=hidden, program=program)
    another = make.enrollment(hidden, only_hers, date(2026, 1, 5))
    courses = {
        canary.pk: make.completion(canary, "COURSE", date(2026, 2, 1), notes="canary notes", units=Decimal(1)).key
    }
    essay = make.completion(canary, "ESSAY", date(2026, 2, 1), notes="canary essay")
    completions.reject(completion=essay.pk, form=Rejection.REJECTED, note="canary rejection", by=COMMAND_LINE, at=NOW)
    job = jobs.ask(kind="program.test", items=[Item(canary.pk)], program=program.pk, by=COMMAND_LINE, at=NOW)
    jobs.run_here(job.key, at=NOW)
    _proved(canary)
    accounts, sessions, own = {}, {}, {}
    for number, role in enumerate(ROLES[1:]):
        contact = make.contact(f"M-{number}", "Mia", f"Number {number}") if role in HAVE_CONTACT else None
        made = accounts[role] = Account.objects.create(username=f"user-{number}", contact=contact)
        made.set_password("a password to change")
        made.save()
        if role in LEVELS:
            made.groups.add(Group.objects.get_or_create(name=LEVELS[role].label)[0])
        sessions[role] = _session(made)
        if contact:
            own[role] = make.enrollment(contact, program, date(2026, 1, 5))
            courses[own[role].pk] = make.completion(own[role], "COURSE", date(2026, 2, 1), units=Decimal(1)).key
            _proved(own[role])
    _registered(canary, *own.values())
    keys = tuple(str(key) for key in (canary.key, another.key, hidden.key))
    return Cast(
        accounts,
        sessions,
        own,
        canary,
        batch,
        move.key,
        job.key,
        _uploaded(account),
        _parts(),
        courses,
        ("canary", *keys),
    )


def _registered(*enrolled: Enrollment) -> None:
    """Give each a seat in an event, by an order of their own."""
    meets = components.add(details=Part(code="EVENING", title="Evening"), by=COMMAND_LINE, at=NOW)
    times = {"starts_at": NOW + timedelta(days=7), "ends_at": NOW + timedelta(days=7, hours=2)}
    evening = offerings.add(
        component=meets.pk, details=Details(kind=Kind.EVENT, title="An evening", **times), by=COMMAND_LINE, at=NOW
    )
    for one in enrolled:
        order = Order.objects.create(billed_to=one.contact, placed_at=NOW, total=0, payment="free")
        Registration.objects.create(order=order, offering=evening, contact=one.contact, price=0)


def _session(account: Account) -> Session:
    browser = Browser()
    browser.force_login(account, backend=BACKEND)
    return Session.objects.get(pk=browser.session.session_key)


def _uploaded(account: Account) -> uuid.UUID:
    """Keep a file of contacts that is for the one who uploaded it alone."""
    file = ImportFile.objects.create(
        kind="contacts",
        uploaded_by=account,
        uploaded_at=NOW,
        name="canary.csv",
        columns=["member_number", "email"],
        is_workbook=False,
    )
    ImportRow.objects.create(upload=file, line=2, given=written(["CANARY-3", "canary3@example.org"]))
    return file.key


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
