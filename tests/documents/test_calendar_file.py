"""Does the calendar file of an order hold its events, in UTC, each under a name that stays?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings
from zeal import zeal_ignore

from conferral.documents.calendar_file import calendar_file
from conferral.documents.registrations import lines_of
from conferral.models import Offering
from tests import make
from tests.actions.registered import AT, check_out, enrolled, event, program, put
from tests.calendar_read import events, instant, unescaped

pytestmark = pytest.mark.django_db


@zeal_ignore()
def ordered():
    made, staff = program(), make.actor()
    ada = enrolled(made)
    put(ada, event(title="Wunden, Nähte; Gips\\Schienen " + "und mehr " * 10), staff)
    return check_out(put(ada, event(title="Exam day", of="EXAM"), staff, requirement="EXAM"), staff)


@override_settings(SITE_URL="https://register.example.org:8443")
def test_the_file_has_an_entry_for_each_registration_that_stands() -> None:
    order = ordered()
    rows = lines_of(order)
    file = calendar_file(rows, at=AT)
    first, second = events(file.contents)
    assert (file.name, file.media_type) == ("event.ics", "text/calendar")
    assert first["UID"] == f"{rows[0].key}@register.example.org"
    assert (instant(first["DTSTAMP"]), instant(first["DTSTART"]), instant(first["DTEND"])) == (
        AT,
        rows[0].offering.starts_at,
        rows[0].offering.ends_at,
    )
    assert unescaped(first["SUMMARY"]) == rows[0].offering.title
    assert unescaped(first["LOCATION"]) == "Oslo"
    assert f"with order {order.number}" in unescaped(first["DESCRIPTION"])
    assert first["URL"] == "https://register.example.org:8443/my/"
    assert second["SUMMARY"] == "Exam day"
    rows[0].cancelled_at = AT
    assert [one["SUMMARY"] for one in events(calendar_file(rows, at=AT).contents)] == ["Exam day"]
    rows[1].cancelled_at = AT
    with pytest.raises(ValueError, match="at least one"):
        calendar_file(rows, at=AT)


def test_an_event_that_ends_as_it_begins_has_no_end_and_without_a_place_none() -> None:
    order = ordered()
    Offering.objects.update(place="", ends_at=AT + timedelta(days=7))
    for one in events(calendar_file(lines_of(order), at=AT).contents):
        assert {"DTEND", "LOCATION"} & one.keys() == set()
