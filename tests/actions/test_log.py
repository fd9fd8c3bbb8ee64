"""Is what was done written down with it, or not at all?"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from conferral.actions import enrollments
from conferral.actions.log import Log, changes, day_of
from conferral.models import Event
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.refusals import Refusal, Refused
from tests import make
from tests.actions.register import untouched

pytestmark = pytest.mark.django_db


def test_an_entry_tells_who_did_what_when_why_and_to_what(now) -> None:
    batch, by = uuid4(), Actor(name="anna", role=Role.STAFF, account=7)
    log = Log(by, now, reason="Because.", batch=batch)
    log.add("a.kind", program=1, contact=2, enrollment=3, completion=4, before={"x": None}, after={"x": now.date()})
    log.write()
    entry = Event.objects.get()
    assert (entry.actor, entry.account_id, entry.at, entry.kind) == ("anna", 7, now, "a.kind")
    assert (entry.program_id, entry.contact_id, entry.enrollment_id, entry.completion_id) == (1, 2, 3, 4)
    assert (entry.before, entry.after) == ({"x": None}, {"x": "2026-03-02"})
    assert (entry.reason, entry.batch) == ("Because.", batch)


def test_entries_keep_the_order_in_which_they_were_added_and_are_written_once(now) -> None:
    log = Log(COMMAND_LINE, now)
    for number in range(1_203):
        log.add(f"kind {number}")
    log.write()
    log.write()
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == [f"kind {n}" for n in range(1_203)]
    assert len(set(Event.objects.values_list("key", flat=True))) == 1_203


def test_an_entry_nobody_wrote_is_not_there(now) -> None:
    Log(COMMAND_LINE, now).add("a.kind")
    assert not Event.objects.exists()


def test_the_log_of_nothing_is_nothing(now) -> None:
    with untouched():
        Log(COMMAND_LINE, now).write()


def test_the_command_line_is_named_and_has_no_account(now) -> None:
    make.enrollment()
    assert set(Event.objects.values_list("actor", "account_id")) == {("command-line", None)}


def test_only_what_differs_is_written_down() -> None:
    assert changes({"a": 1, "b": 2, "c": None}, {"a": 1, "b": 3, "c": ""}) == ({"b": 2, "c": None}, {"b": 3, "c": ""})
    assert changes({"a": 1}, {"a": 1}) == ({}, {})


def test_when_the_change_does_not_happen_neither_does_its_entry(today, now) -> None:
    who, program = make.contact(), make.program()

    def enroll_and_fail() -> None:
        with transaction.atomic():
            enrollments.enroll(contact=who.pk, program=program, enrolled_on=today, by=COMMAND_LINE, at=now)
            raise Refused(Refusal("changed_my_mind", "Something after it went wrong."))

    with untouched(), pytest.raises(Refused):
        enroll_and_fail()


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "2026-03-02"), ("Pacific/Auckland", "2026-03-03"), ("America/New_York", "2026-03-02")]
)
def test_the_day_of_an_instant_is_the_organizations(zone, day) -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    with override_settings(TIME_ZONE=zone), timezone.override(zone):
        assert day_of(late).isoformat() == day


def test_the_day_of_the_registration_is_the_organizations_too() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    with timezone.override("Pacific/Auckland"):
        row = enrollments.enroll(
            contact=make.contact().pk, program=make.program(), enrolled_on=late.date(), by=COMMAND_LINE, at=late
        )
    assert (row.registered_on.isoformat(), row.registered_at) == ("2026-03-03", late)
