"""Is every request answered in the time zone of the organization, and the next one in its own?

At the same instant it is 3 March in Kiritimati, 2 March in UTC and 1 March in Pago Pago.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from zeal import zeal_ignore

from conferral.actions import organization
from conferral.models import Account, Enrollment, Event, Organization
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.web import time_zone
from conferral.web.access import anyone
from tests import make
from tests.conftest import TODAY
from tests.web.signed_in import said, signed_in

pytestmark = pytest.mark.django_db
INSTANT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
DAYS = {EAST: date(2026, 3, 3), "": date(2026, 3, 2), WEST: date(2026, 3, 1)}
WALL = {EAST: "3 Mar 2026, 00:30", "": "2 Mar 2026, 10:30", WEST: "1 Mar 2026, 23:30"}


@pytest.fixture(autouse=True)
def _at_the_instant():
    with time_machine.travel(INSTANT, tick=False):
        yield


@zeal_ignore()
def moved_to(zone: str, name: str = "Society") -> None:
    organization.change(name=name, time_zone=zone, by=COMMAND_LINE, at=INSTANT)


@pytest.mark.parametrize("zone", DAYS)
def test_what_staff_asks_without_a_day_is_asked_as_of_the_day_it_is_there(zone) -> None:
    moved_to(zone)
    make.program("EMT")
    answer = signed_in().post("/staff/certification/enrollments/programs/EMT/export/", {"format": "csv"})
    assert f"enrollees {DAYS[zone]}.csv" in answer["Content-Disposition"]


@pytest.mark.parametrize("zone", DAYS)
def test_an_instant_is_shown_by_the_clock_there(zone) -> None:
    moved_to(zone)
    assert WALL[zone] in said(signed_in(Role.ADMIN).get("/staff/log/"))


def test_what_is_streamed_after_the_answer_is_written_there_too_and_leaves_nothing_behind() -> None:
    before = timezone.get_current_timezone_name()

    def answer(_request) -> StreamingHttpResponse:
        time_zone.told(EAST)
        return StreamingHttpResponse(timezone.get_current_timezone_name() for _ in range(2))

    streamed = iter(time_zone.TimeZone(answer)(HttpRequest()))
    assert [next(streamed), timezone.get_current_timezone_name()] == [EAST.encode(), before]
    assert [*streamed, timezone.get_current_timezone_name()] == [EAST.encode(), before]


@pytest.mark.parametrize("zone", DAYS)
def test_the_log_is_searched_by_the_days_there(zone) -> None:
    moved_to(zone)
    admin = signed_in(Role.ADMIN)
    found = {day: said(admin.get(f"/staff/log/?since={day}&until={day}")) for day in DAYS.values()}
    assert [day for day, words in found.items() if WALL[zone] in words] == [DAYS[zone]]


@pytest.mark.parametrize("zone", DAYS)
def test_a_member_is_enrolled_on_the_day_it_is_there(zone) -> None:
    moved_to(zone)
    ada = make.contact("M-1")
    make.program("EMT", make.definition(unit_type="CE hours"))
    member = signed_in(Role.NONE, ada)
    shown = member.get("/my/programs/EMT/").content.decode()
    member.post("/my/programs/EMT/", dict(re.findall(r'name="(key|version)" value="([^"]*)"', shown)))
    row = Enrollment.objects.get()
    assert (row.enrolled_on, row.registered_on, row.registered_at) == (DAYS[zone], DAYS[zone], INSTANT)


@pytest.mark.parametrize(("zone", "is_over"), [(EAST, True), ("", False), (WEST, False)])
def test_a_level_counts_to_the_end_of_its_last_day_there(zone, is_over) -> None:
    moved_to(zone)
    staff = signed_in()
    Account.objects.filter(pk=staff.account.pk).update(level_ends_on=TODAY)
    assert (staff.get("/staff/contacts/").status_code == 404) is is_over
    assert staff.get("/")["Location"] == "/staff/" if not is_over else True


@zeal_ignore()
def test_a_request_leaves_no_time_zone_behind_whatever_becomes_of_it() -> None:
    before = timezone.get_current_timezone()
    moved_to(EAST)
    staff = signed_in(Role.ADMIN)
    for address in ("/staff/log/", "/staff/nowhere/", "/programs/", "/staff/contacts/nobody/"):
        staff.get(address)
        assert timezone.get_current_timezone() == before
    moved_to("")
    assert WALL[""] in said(staff.get("/staff/log/"))


def test_one_who_is_signed_out_is_answered_there_too() -> None:
    moved_to(EAST)
    found = []

    def view(request) -> HttpResponse:
        found.append((timezone.get_current_timezone_name(), request.organization.name))
        return HttpResponse()

    time_zone.TimeZone(anyone(view))(HttpRequest())
    assert found == [(EAST, "Society")]


def test_it_comes_with_the_account_and_costs_no_query() -> None:
    staff, counted = signed_in(), []
    for zone in ("", EAST, WEST):
        moved_to(zone)
        with CaptureQueriesContext(connection) as asked:
            staff.get("/staff/components/")
        counted.append([query["sql"].split()[0] for query in asked.captured_queries])
    assert counted[0] == counted[1] == counted[2]


def test_it_is_chosen_in_settings_and_holds_from_the_next_request_on_and_stands_in_the_log() -> None:
    admin = signed_in(Role.ADMIN)
    moved_to("")
    page = admin.get("/staff/settings/")
    assert "Days already recorded stay as they are" in said(page)
    assert '<option value="" selected>As this register is installed: UTC</option>' in page.content.decode()
    form = {"revision": "1", "name": "Society", "currency": "", "time_zone": EAST}
    answer = admin.post("/staff/settings/", form, follow=True)
    assert f'<option value="{EAST}" selected>' in answer.content.decode()
    assert WALL[EAST] in said(admin.get("/staff/log/"))
    entry = Event.objects.get(kind="organization.settings_changed")
    assert (entry.before, entry.after) == ({"time_zone": ""}, {"time_zone": EAST})


@zeal_ignore()
def test_what_is_recorded_stays_on_its_day() -> None:
    row = make.enrollment(make.contact(), make.program("EMT"), TODAY)
    before = Enrollment.objects.filter(pk=row.pk).values().get()
    for zone in (EAST, WEST):
        moved_to(zone)
        assert Enrollment.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc", "x" * 200])
def test_a_name_that_is_no_time_zone_is_refused_with_a_sentence_and_nothing_is_saved(zone) -> None:
    moved_to("")
    form = {"revision": "1", "name": "Other", "currency": "", "time_zone": zone}
    answer = signed_in(Role.ADMIN).post("/staff/settings/", form)
    assert (answer.status_code, "is no time zone; choose one of the list." in said(answer)) == (422, True)
    assert list(Organization.objects.values_list("name", "time_zone")) == [("Society", "")]
