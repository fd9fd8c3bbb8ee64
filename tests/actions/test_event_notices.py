"""Are people told that they are registered, that it is tomorrow, and that a seat is free, once and only while it is so?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from zeal import zeal_ignore

from conferral.actions import messages, registrations, sweeps, waitlists
from conferral.models import Contact, Message, Offering, Registration
from conferral.models.message import State
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.notices import Dropped, Notice
from tests import make
from tests.actions.registered import AT, check_out, enrolled, event, program, put
from tests.actions.test_waitlists import full, wait
from tests.calendar_read import events

pytestmark = pytest.mark.django_db
EVE = AT + timedelta(days=6)


@zeal_ignore()
def registered(evening: Offering, made=None) -> Registration:
    who = make.contact(None, "Ada", "Byron", email="ada@example.org")
    staff = make.actor()
    order = check_out(put(enrolled(made or program(), who), evening, staff), staff)
    return order.registrations.get()


def told(kind: Notice) -> list[Message]:
    return list(Message.objects.filter(kind=kind.value).order_by("pk"))


def sent(kind: Notice, at=AT) -> list:
    """Send what is due and return the mails of that kind."""
    with messages.connected() as connection:
        while messages.send_next(worker="w", at=at, connection=connection):
            pass
    return [one for one in mail.outbox if any(str(row.key) in one.extra_headers["Message-ID"] for row in told(kind))]


def test_who_is_registered_is_told_with_the_event_for_their_calendar() -> None:
    made = program()
    row = registered(event(), made)
    (letter,) = sent(Notice.REGISTERED)
    assert (letter.subject, letter.to) == ("Registration confirmed: Evening class", ["ada@example.org"])
    assert f"with order {row.order.number}" in letter.body
    assert "It begins on 9 March 2026 at 12:00." in letter.body
    ((name, contents, media_type),) = letter.attachments
    assert (name, media_type) == ("event.ics", "text/calendar")
    found = contents if isinstance(contents, bytes) else contents.encode()
    assert [one["SUMMARY"] for one in events(found.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))] == [
        "Evening class"
    ]
    assert told(Notice.REGISTERED)[0].said["files"] == ["event.ics"]


def test_who_cancels_before_the_mail_goes_is_not_told() -> None:
    made = program()
    row = registered(event(), made)
    registrations.cancel(registration=row.key, by=COMMAND_LINE, at=AT)
    assert sent(Notice.REGISTERED) == []
    (message,) = told(Notice.REGISTERED)
    assert (message.state, message.reason) == (State.DROPPED, Dropped.SEAT_CANCELLED)


def test_on_the_day_before_everybody_registered_is_told_once() -> None:
    made = program()
    row = registered(event(), made)
    registered(event(title="Later", starts_at=AT + timedelta(days=8)), made)
    assert sweeps.sweep("events", at=EVE - timedelta(days=1)) == 0
    assert [sweeps.sweep("events", at=EVE + timedelta(hours=hour)) for hour in (0, 0, 3)] == [1, 0, 0]
    (message,) = told(Notice.EVENT_TOMORROW)
    assert (message.contact, message.about["registration"]) == (row.contact, row.pk)
    (letter,) = sent(Notice.EVENT_TOMORROW, EVE)
    assert letter.subject == "Tomorrow: Evening class"
    assert letter.attachments


def test_an_event_cancelled_or_moved_meanwhile_is_not_announced() -> None:
    made = program()
    cancelled, moved = registered(event(), made), registered(event(title="Moved"), made)
    assert sweeps.sweep("events", at=EVE) == 2
    registrations.cancel(registration=cancelled.key, by=COMMAND_LINE, at=EVE)
    later = moved.offering.starts_at + timedelta(days=1)
    Offering.objects.filter(pk=moved.offering_id).update(starts_at=later, ends_at=later)
    assert sent(Notice.EVENT_TOMORROW, EVE) == []
    reasons = [row.reason for row in told(Notice.EVENT_TOMORROW)]
    assert reasons == [Dropped.SEAT_CANCELLED, Dropped.CHANGED]
    assert sweeps.sweep("events", at=EVE + timedelta(days=1)) == 1


def test_who_registers_today_for_tomorrow_has_just_been_told() -> None:
    made = program()
    registered(event(starts_at=AT + timedelta(days=1)), made)
    assert sweeps.sweep("events", at=AT) == 0


def test_who_is_offered_a_seat_is_told_until_when_unless_it_is_taken_up_already() -> None:
    made = program()
    evening, (seat,) = full(made)
    other, (another,) = full(made)
    Offering.objects.filter(pk=other.pk).update(title="Other class")
    ada = enrolled(made, make.contact(None, "Ada", "Byron", email="ada@example.org"))
    wait(ada, evening)
    place = wait(ada, other)
    for row in (seat, another):
        registrations.cancel(registration=row.key, by=COMMAND_LINE, at=AT)
    waitlists.leave(place=place.key, by=COMMAND_LINE, at=AT)
    (letter,) = sent(Notice.SEAT_OFFERED)
    assert letter.subject == "A seat is free: Evening class"
    assert "held for you until 3 March 2026 at 12:00." in letter.body
    assert [row.reason for row in told(Notice.SEAT_OFFERED)] == ["", Dropped.CHANGED]


def test_without_an_address_nothing_goes() -> None:
    made = program()
    row = registered(event(), made)
    Contact.objects.filter(pk=row.contact_id).update(email="")
    assert sent(Notice.REGISTERED) == []
    assert [message.reason for message in told(Notice.REGISTERED)] == [Dropped.NO_ADDRESS]
