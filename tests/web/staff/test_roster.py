"""Can staff see who is registered, mark who came over several pages, close, and take the roster along?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from zeal import zeal_ignore

from conferral.models import Completion, Event, Offering, Registration
from tests import make
from tests.actions.registered import enrolled, event, program, put
from tests.conftest import NOW
from tests.documents.test_roster import registered
from tests.web.signed_in import button, link, said

pytestmark = pytest.mark.django_db
START = NOW + timedelta(days=7)


@pytest.fixture
@zeal_ignore()
def evening(db) -> Offering:
    program()
    return event(seats=100, starts_at=START)


@pytest.fixture
def underway(evening):
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        yield evening


def page(evening: Offering, part: str = "") -> str:
    return f"/staff/certification/offerings/{evening.key}/{part}"


def hidden(answer, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())[1]


def ticks(answer) -> list[str]:
    return re.findall(r'name="pick" value="([0-9a-f]{32}\.0)"', answer.content.decode())


def test_the_page_shows_who_is_registered_who_holds_a_seat_and_that_it_has_not_begun(staff, evening):
    with zeal_ignore():
        registered(evening, "Ada")
        put(enrolled(program()), evening, make.actor(), NOW)
    shown = said(staff.get(page(evening)))
    assert "Seats 100 Registered 1 In carts 1 Left 98" in shown
    assert "Ada Lovelace in a cart, held until 09:50" in shown
    assert "1 registration" in shown
    assert "who comes is marked from its start on" in shown
    assert "Roster" not in said(staff.get(page(evening, "details/")))


def test_ticks_survive_searching_and_paging_and_mark_exactly_those(staff, underway):
    rows = registered(underway, *(f"Nora{number:02}" for number in range(52)))
    first = staff.get(page(underway))
    assert len(ticks(first)) == 50
    later = staff.post(page(underway), {"pick": ticks(first)[0], "after": hidden_value(first, "after")}, follow=True)
    assert "1 more is ticked on other pages." in said(later)
    picks = [*ticks(later)[:1], *ticks(later)[-1:]]
    found = staff.post(
        page(underway, "roster/attendance/"), {"pick": picks, "mark": "no_show", "key": hidden(first, "key")}
    )
    assert set(Registration.objects.filter(attendance="no_show")) == {rows[0], rows[51]}
    shown = staff.get(found["Location"])
    assert "Mark attendance" in said(shown)
    assert link(shown, "To the roster") == page(underway)


def hidden_value(answer, name: str) -> str:
    return re.search(rf'<button name="{name}" value="([^"]*)"', answer.content.decode())[1].replace("&quot;", '"')


def test_a_double_click_marks_once_and_all_found_are_marked_at_once(staff, underway):
    registered(underway, "Ada", "Bob")
    form = staff.get(page(underway))
    said_twice = {"all": "1", "key": hidden(form, "key"), "q": "ada"}
    answers = [staff.post(page(underway, "roster/attendance/"), said_twice) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert list(Registration.objects.filter(attendance="attended").values_list("contact__first_name", flat=True)) == [
        "Ada"
    ]
    assert "No current enrollment of Ada Moss asks for Class." in said(staff.get(answers[0]["Location"]))
    assert Event.objects.filter(kind="registration.attended").count() == 1


def test_nothing_ticked_is_said_and_leads_back(staff, underway):
    registered(underway, "Ada")
    answer = staff.post(page(underway, "roster/attendance/"), {"mark": "attended"}, follow=True)
    assert "Nothing is ticked. Tick at least one." in said(answer)


def test_taking_back_asks_for_a_reason_where_a_completion_goes(staff, underway):
    with zeal_ignore():
        held = enrolled(program())
        (row,) = registered(underway, "Ada")
        Registration.objects.update(contact=held.contact)
    tick = {"pick": f"{row.key.hex}.0"}
    staff.post(page(underway, "roster/attendance/"), {**tick, "mark": "attended"})
    assert Completion.objects.get().registration == row
    answer = staff.post(page(underway, "roster/attendance/"), {**tick, "mark": "", "reason": "Gone"}, follow=True)
    assert "Only a Certification Manager" in said(answer)
    assert "Attended 1 completion" in said(staff.get(page(underway)))


def test_closing_and_opening_again(staff, evening):
    registered(evening, "Ada")
    with time_machine.travel(START + timedelta(days=1), tick=False):
        form = staff.get(page(evening))
        answer = staff.post(page(evening, "roster/closing/"), {"revision": hidden(form, "revision")}, follow=True)
        assert "The roster is closed: who was not marked did not come." in said(answer)
        assert "No-show" in said(answer)
        stale = staff.post(
            page(evening, "roster/closing/"), {"revision": hidden(form, "revision"), "back": "1"}, follow=True
        )
        assert "since you opened it" in said(stale)
        again = {"revision": hidden(answer, "revision"), "back": "1"}
        assert "The roster is open again." in said(staff.post(page(evening, "roster/closing/"), again, follow=True))


def test_the_roster_is_taken_along_as_found_and_the_log_says_so(staff, underway):
    registered(underway, "Ada", "Bob")
    answer = staff.post(button(staff.get(page(underway)), "Export CSV"), {"q": "ada"})
    head, row = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert head == "Member number,Full Name,Email,Order,Registered,Attendance,Completions"
    assert row.split(",")[1:3] == ["Ada Moss", "ada@example.org"]
    assert row.endswith(",Not marked,0")
    assert Event.objects.get(kind="list.exported").after["list"] == "roster"
