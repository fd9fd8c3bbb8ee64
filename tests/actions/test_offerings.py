"""How does a component get an offering, who adds it, and what is kept of it?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from conferral.actions import offerings
from conferral.models import Component, Event, Offering
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.offerings import Details, Kind
from conferral.rules.refusals import Refused
from tests import make

pytestmark = pytest.mark.django_db

START = datetime(2025, 6, 15, 9, tzinfo=UTC)
AT = make.noon(date(2025, 3, 1))
EXAM = Details(
    kind=Kind.EVENT,
    title="Spring sitting",
    starts_at=START,
    ends_at=START + timedelta(hours=3),
    place="Hall 2",
    seats=12,
    price=4500,
    currency="EUR",
)


@pytest.fixture
def component() -> Component:
    make.program()
    return Component.objects.get(code="EXAM")


def refused(**said: object) -> str:
    with pytest.raises(Refused) as no:
        offerings.add(**{"details": EXAM, "by": COMMAND_LINE, "at": AT, **said})
    assert Offering.objects.count() == 0
    assert not Event.objects.filter(kind="offering.added").exists()
    return no.value.refusal.code


def test_the_kinds_of_the_rule_are_those_of_the_table():
    assert [kind.value for kind in Kind] == Offering.Kind.values


def test_an_event_is_kept_as_it_was_said_with_who_teaches_it(component):
    teacher, staff = make.contact(), make.actor(Role.STAFF)
    details = Details(**{**{name: getattr(EXAM, name) for name in EXAM.__slots__}, "instructor": teacher.pk})
    made = offerings.add(component=component.pk, details=details, by=staff, at=AT)
    row = Offering.objects.get()
    assert (row, row.component, row.instructor) == (made, component, teacher)
    assert (row.kind, row.title, row.starts_at, row.ends_at) == ("event", "Spring sitting", START, EXAM.ends_at)
    assert (row.place, row.seats, row.price, row.currency) == ("Hall 2", 12, 4500, "EUR")
    entry = Event.objects.get(kind="offering.added")
    assert (entry.at, entry.actor, entry.account_id) == (AT, staff.name, staff.account)
    assert {
        "offering": row.pk,
        "component": "EXAM",
        "title": "Spring sitting",
        "price": 4500,
    }.items() <= entry.after.items()


def test_a_resource_is_kept_without_times(component):
    made = offerings.add(
        component=component.pk, details=Details(kind=Kind.RESOURCE, title="Online"), by=COMMAND_LINE, at=AT
    )
    made.refresh_from_db()
    assert (made.kind, made.starts_at, made.seats, made.price) == ("resource", None, None, 0)


def test_an_offering_helps_who_is_enrolled_already(component):
    row = make.enrollment()
    exam = row.version.requirements.get(code="EXAM").component
    added = offerings.add(
        component=exam.pk, details=Details(kind=Kind.RESOURCE, title="Online"), by=COMMAND_LINE, at=AT
    )
    with pytest.raises(Refused, match="say which offering"):
        make.completion(row)
    assert exam.offerings.get() == added


def test_only_staff_add_offerings(component):
    assert refused(component=component.pk, by=make.actor(Role.NONE, make.contact())) == "role_needed"


def test_what_the_rule_refuses_is_not_kept(component):
    assert refused(component=component.pk, details=Details(kind=Kind.EVENT, title="Exam")) == "times_missing"


def test_a_component_or_an_instructor_that_is_not_there_is_refused(component):
    details = Details(kind=Kind.RESOURCE, title="Online", instructor=987_654)
    assert refused(component=component.pk, details=details) == "instructor_unknown"
    assert refused(component=987_654) == "component_unknown"
    Component.objects.update(is_retired=True)
    assert refused(component=component.pk) == "component_retired"
