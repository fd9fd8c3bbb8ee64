"""Which file puts the events that somebody is registered for into their calendar? One entry for each registration.

Its name is that of the registration, so that a calendar that gets it twice holds it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from conferral.documents.letterhead import organization, site_address
from conferral.documents.letters import File
from conferral.models import Registration
from conferral.rules import calendar_lines as lines

MEDIA_TYPE = "text/calendar"
NAME = "event.ics"


def calendar_file(registrations: Sequence[Registration], *, at: datetime) -> File:
    """Return the file of registrations that are not cancelled; their offerings and contacts have to come along.

    `at` is when it is made. At least one has to be among them: a calendar without an entry is none.
    """
    named = organization()
    entries = "".join(_entry(row, named, at) for row in registrations if row.cancelled_at is None)
    if not entries:
        message = "a calendar file holds at least one event"
        raise ValueError(message)
    whole = (
        lines.plain("BEGIN", "VCALENDAR"),
        lines.plain("VERSION", "2.0"),
        lines.text("PRODID", "-//Conferral//Registrations//EN"),
        lines.plain("CALSCALE", "GREGORIAN"),
        lines.plain("METHOD", "PUBLISH"),
        entries,
        lines.plain("END", "VCALENDAR"),
    )
    return File(NAME, "".join(whole).encode(), MEDIA_TYPE)


def _entry(row: Registration, named: str, at: datetime) -> str:
    event = row.offering
    if event.starts_at is None or event.ends_at is None:
        return ""
    who = _("For %(name)s (%(number)s), with order %(order)s of %(organization)s.") % {
        "name": row.contact.full_name,
        "number": row.contact.member_number,
        "order": row.order.number,
        "organization": named,
    }
    domain = settings.SITE_URL.partition("//")[2].partition("/")[0].partition(":")[0] or "localhost"
    said = [
        lines.plain("BEGIN", "VEVENT"),
        lines.plain("UID", f"{row.key}@{domain}"),
        lines.instant("DTSTAMP", at),
        lines.instant("DTSTART", event.starts_at),
        lines.instant("DTEND", event.ends_at) if event.ends_at > event.starts_at else "",
        lines.text("SUMMARY", event.title),
        lines.text("LOCATION", event.place) if event.place else "",
        lines.text("DESCRIPTION", who),
        lines.plain("URL", site_address("member:home")),
        lines.plain("STATUS", "CONFIRMED"),
        lines.plain("END", "VEVENT"),
    ]
    return "".join(said)
