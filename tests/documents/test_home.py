"""Does Home say what needs a person today: exactly that, the most pressing first, and in few queries?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from zeal import zeal_ignore

from conferral.actions import components, enrollments, offerings
from conferral.documents.home import Home, home
from conferral.documents.offerings import Show
from conferral.documents.offerings import offerings as listed
from conferral.documents.programs import programs
from conferral.models import Component, Contact, Enrollment, Message
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.coming import Coming, enters_on
from conferral.rules.components import Details as Evening
from conferral.rules.offerings import Details, Kind
from tests import make
from tests.actions.queue import met, program, waiting

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)
AT = make.noon(ON)


def now() -> Home:
    return home(by=COMMAND_LINE, on=ON)


@zeal_ignore()
def event(title: str, starts_at: datetime, hours: int = 3) -> None:
    evening = Component.objects.filter(code="EVENING").first() or components.add(
        details=Evening(code="EVENING", title="Evening"), by=COMMAND_LINE, at=AT
    )
    details = Details(
        kind=Kind.EVENT, title=title, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), seats=12
    )
    offerings.add(component=evening.pk, details=details, by=COMMAND_LINE, at=AT)


@zeal_ignore()
def population() -> None:
    """One enrollment for each of many enrollment dates, in two programs, some cancelled, some met, some replaced."""
    every = (make.program("ONE"), make.program("TWO", is_active=True))
    for number in range(0, 80, 2):
        who = make.contact(f"C-{number}", "Ada", f"Number {number}")
        row = make.enrollment(who, every[number % 4 // 2], ON - timedelta(days=330 + number))
        if number % 10 == 4 and number < 60:
            make.completion(row, completed_on=ON - timedelta(days=5))
        if number % 10 == 8 and number < 60:
            enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=AT)


def test_nothing_needs_anybody_in_an_empty_register(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = now()
    assert found.waits == (0, 0)
    assert not any((found.completions, found.programs, found.grace, found.expiring, found.events, found.failed))
    assert set(found.coming.values()) == {0}


def test_what_comes_is_what_the_rule_says_of_each_enrollment_and_what_the_list_by_program_counts():
    population()
    rows = list(Enrollment.objects.select_related("contact"))
    found = now()
    for what in Coming:
        days = {
            row.key: on
            for row in rows
            if (on := enters_on(row.facts(), what.status, after=ON, through=what.through(ON)))
        }
        assert found.coming[what] == len(days) > 0
        assert set(Enrollment.objects.coming(what, on=ON).values_list("key", flat=True)) == set(days)
        assert sum(one.coming for one in programs(on=ON, coming=what)) == len(days)
    grace = [(row.day, row.enrollment) for row in found.grace]
    assert [day for day, _ in grace] == sorted(day for day, _ in grace)
    assert len(grace) == 5
    assert found.expiring[0].day == min(
        row.expires_on
        for row in rows
        if enters_on(row.facts(), Coming.EXPIRED_7.status, after=ON, through=Coming.EXPIRED_30.through(ON))
    )


def test_an_inactive_program_is_listed_where_something_comes_in_it():
    ours = make.program("OLD")
    make.enrollment(None, ours, ON - timedelta(days=364))
    ours.is_active = False
    ours.save(update_fields=["is_active"])
    assert programs(on=ON) == []
    assert [(row.code, row.coming) for row in programs(on=ON, coming=Coming.GRACE_7)] == [("OLD", 1)]
    assert programs(on=ON, coming=Coming.EXPIRED_7) == []


def test_the_oldest_that_waits_comes_first():
    into = program(scale=make.POINTS)
    for number in (2, 1, 3):
        row = make.enrollment(make.contact(f"W-{number}", "Ada", f"W{number}"), into)
        make.completion(row, today=ON - timedelta(days=number), grade="90" if number == 3 else "")
    met(2)
    found = now()
    assert [(row.full_name, row.awaits.value) for row in found.completions] == [
        ("Ada W3", "approval"), ("Ada W2", "grade"), ("Ada W1", "grade"),
    ]  # fmt: skip
    assert [row.waits_since for row in found.completions] == [ON - timedelta(days=number) for number in (3, 2, 1)]
    assert (found.waits, len(found.programs)) == ((3, 2), 2)


def test_nobody_is_told_to_decide_what_is_their_own():
    (own, _), (met_own, _) = waiting(2), met(2)
    people = Contact.objects.in_bulk()
    for row, part in ((own.enrollment, "completions"), (met_own, "programs")):
        actor = make.actor(Role.STAFF, people[row.contact_id])
        refusals = [one.refusal.code if one.refusal else "" for one in getattr(home(by=actor, on=ON), part)]
        assert sorted(refusals) == ["", "own_completion" if part == "completions" else "own_enrollment"]


def test_the_events_of_the_week_are_those_of_seven_days_from_today():
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    event("Over at midnight", midnight - timedelta(hours=3))
    event("Over since this morning", midnight + timedelta(hours=1))
    event("Since last week", midnight - timedelta(days=3), hours=24 * 4)
    event("Last evening", midnight + timedelta(days=6, hours=20))
    event("Next week", midnight + timedelta(days=7))
    found = now()
    names = ["Since last week", "Over since this morning", "Last evening"]
    assert [row.title for row in found.events] == names
    assert (found.events_in_all, {row.registered for row in found.events}) == (3, {0})
    assert [row.title for row in listed(at=AT, show=Show.WEEK, descending=False).rows] == names


def test_the_notices_that_failed_are_there_the_latest_first():
    for number in range(3):
        make.enrollment(make.contact(f"F-{number}", "Ada", f"F{number}"), None, ON)
    Message.objects.filter(contact__last_name__in=["F0", "F2"]).update(state="failed", ended_at=AT, reason="Refused.")
    found = now()
    assert ([row.name for row in found.failed], found.failed_in_all) == (["Ada F2", "Ada F0"], 2)


def test_eight_queries_however_much_there_is(django_assert_max_num_queries):
    for size in (1, 8):
        waiting(size)
        met(size, separates_duties=True)
        population() if size == 1 else None
        for number in range(size):
            event(f"Event {number}", AT + timedelta(hours=number))
        Message.objects.update(state="failed", ended_at=AT, reason="Refused.")
        with django_assert_max_num_queries(8):
            found = now()
    assert len(found.completions) == len(found.programs) == len(found.events) == len(found.failed) == 5
