"""What do the notices about events say: a registration is confirmed, an event is tomorrow, a seat is offered?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from conferral.documents.calendar_file import MEDIA_TYPE, NAME, calendar_file
from conferral.documents.day_begun import begin_of
from conferral.documents.letterhead import organization, site_address
from conferral.documents.letters import File, Letter
from conferral.models import Message, Place, Registration
from conferral.rules.days import in_words
from conferral.rules.notices import Dropped, Notice, dropped_about_seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What a notice about a seat is about; `until` is until when it is held, for a seat that is offered."""

    name: str
    event: str
    starts_at: datetime
    place: str = ""
    order: str = ""
    until: datetime | None = None
    files: tuple[File, ...] = ()


def letter_about_event(message: Message, on: date) -> Letter | Dropped:
    """Return what the message says on a day, or why it does not go; its contact has to come along."""
    notice = Notice(message.kind)
    return _of_place(message, notice) if notice is Notice.SEAT_OFFERED else _of_registration(message, notice, on)


def written(notice: Notice, seat: Seat) -> Letter:
    """Write the notice of that kind."""
    subject, paragraphs, act = KINDS[notice](seat)
    return Letter(
        subject=subject,
        greeting=_("Dear %(name)s,") % {"name": seat.name},
        paragraphs=paragraphs,
        act=act,
        address=site_address("member:home"),
        closing=_("%(organization)s sends this because you registered for an event or wait for a seat.")
        % {"organization": organization()},
        files=seat.files,
    )


def sample(notice: Notice, on: date) -> Letter:
    """Return a notice of that kind as it would read on a day to somebody who is made up."""
    starts_at = begin_of(on + timedelta(days=1)) + timedelta(hours=18)
    is_offer = notice is Notice.SEAT_OFFERED
    seat = Seat(
        name=_("Ada Lovelace"),
        event=_("Evening class"),
        starts_at=starts_at,
        place=_("Hall 2"),
        order="000123",
        until=starts_at - timedelta(hours=4) if is_offer else None,
        files=() if is_offer else (File(NAME, b"", MEDIA_TYPE),),
    )
    return written(notice, seat)


def _of_registration(message: Message, notice: Notice, on: date) -> Letter | Dropped:
    rows = Registration.objects.select_related("offering", "contact", "order")
    row = rows.filter(pk=message.about.get("registration")).first()
    starts_at = row.offering.starts_at if row else None
    starts_on = timezone.localdate(starts_at) if starts_at else None
    is_so = row is not None and row.cancelled_at is None and starts_on is not None and on <= starts_on
    if notice is Notice.EVENT_TOMORROW:
        is_so = is_so and starts_on is not None and starts_on.isoformat() == message.about.get("day")
    refusal = dropped_about_seat(
        is_there=row is not None,
        is_erased=row is not None and row.contact.erased_at is not None,
        is_cancelled=row is not None and row.cancelled_at is not None,
        is_so=is_so,
        has_address=bool(row and row.contact.email),
    )
    if refusal or row is None or starts_at is None:
        return refusal or Dropped.GONE
    seat = Seat(
        name=row.contact.full_name,
        event=row.offering.title,
        starts_at=starts_at,
        place=row.offering.place,
        order=row.order.number,
        files=(calendar_file([row], at=row.order.placed_at),),
    )
    return written(notice, seat)


def _of_place(message: Message, notice: Notice) -> Letter | Dropped:
    row = Place.objects.select_related("offering", "contact").filter(pk=message.about.get("place")).first()
    refusal = dropped_about_seat(
        is_there=row is not None,
        is_erased=row is not None and row.contact.erased_at is not None,
        is_cancelled=False,
        is_so=row is not None and row.ended_at is None and row.offered_until is not None,
        has_address=bool(row and row.contact.email),
    )
    if refusal or row is None or row.offering.starts_at is None:
        return refusal or Dropped.GONE
    seat = Seat(
        name=row.contact.full_name,
        event=row.offering.title,
        starts_at=row.offering.starts_at,
        place=row.offering.place,
        until=row.offered_until,
    )
    return written(notice, seat)


Words = tuple[str, tuple[str, ...], str]


def _registered(seat: Seat) -> Words:
    said = _said(seat)
    return (
        _("Registration confirmed: %(event)s") % said,
        (_("You are registered for %(event)s with order %(order)s.") % said, *_when(seat), _in_calendar()),
        _("See your registrations"),
    )


def _tomorrow(seat: Seat) -> Words:
    said = _said(seat)
    return (
        _("Tomorrow: %(event)s") % said,
        (_("You are registered for %(event)s.") % said, *_when(seat), _in_calendar()),
        _("See your registrations"),
    )


def _offered(seat: Seat) -> Words:
    said = _said(seat) | {"until": _moment(seat.until) if seat.until else ""}
    return (
        _("A seat is free: %(event)s") % said,
        (
            _("A seat in %(event)s, for which you wait, is free. It is held for you until %(until)s.") % said,
            *_when(seat),
            _("After that it is offered to the next."),
        ),
        _("Register for it"),
    )


def _in_calendar() -> str:
    return _("The file that comes along puts it into your calendar.")


def _when(seat: Seat) -> tuple[str, ...]:
    where = (_("Place: %(place)s.") % {"place": seat.place},) if seat.place else ()
    return (_("It begins on %(when)s.") % {"when": _moment(seat.starts_at)}, *where)


def _said(seat: Seat) -> dict[str, str]:
    return {"event": seat.event, "order": seat.order}


def _moment(instant: datetime) -> str:
    """Write an instant as the clocks of the organization show it."""
    local = timezone.localtime(instant)
    return _("%(day)s at %(time)s") % {"day": in_words(local.date()), "time": f"{local:%H:%M}"}


KINDS: dict[Notice, Callable[[Seat], Words]] = {
    Notice.REGISTERED: _registered,
    Notice.EVENT_TOMORROW: _tomorrow,
    Notice.SEAT_OFFERED: _offered,
}
