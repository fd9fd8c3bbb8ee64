"""Does My certifications say the one next thing in each program, and how far each is?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.models import Order, Registration
from tests import make
from tests.actions.registered import event
from tests.conftest import NOW
from tests.web.signed_in import link, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ENROLLED_ON = date(2026, 1, 5)


def enrolled(ada, *requirements, code="P", **said_of):
    return make.enrollment(ada, make.program(code, make.definition(*requirements, **said_of)), ENROLLED_ON)


@zeal_ignore()
def seat(contact, offering) -> None:
    order = Order.objects.create(billed_to=contact, placed_at=NOW, total=0, payment="free")
    Registration.objects.create(order=order, offering=offering, contact=contact, price=0)


def test_an_event_with_a_seat_is_to_be_registered_for_and_then_to_be_come_to(member, ada):
    row = enrolled(ada, make.requirement("CLASS", title="Class"))
    seat(make.contact("M-2"), event(seats=1, title="Full class", of="CLASS", starts_at=NOW + timedelta(days=3)))
    free = event(seats=1, title="Evening class", of="CLASS", starts_at=NOW + timedelta(days=7))
    answer = member.get("/my/")
    assert "What to do next Register for Evening class: 9 Mar 2026, 09:30 · Oslo" in said(answer)
    assert link(answer, "Events of Class") == reverse("member:requirement", args=[row.key, "CLASS"])
    seat(ada, free)
    assert "Come to Evening class, where you have a seat: 9 Mar 2026" in said(member.get("/my/"))
    seat(make.contact("M-3"), free)
    assert "Come to Evening class" in said(member.get(reverse("member:enrollment", args=[row.key])))


def test_with_every_event_full_the_staff_are_asked(member, ada):
    enrolled(ada, make.requirement("CLASS", title="Class"))
    seat(make.contact("M-2"), event(seats=1, of="CLASS", starts_at=NOW + timedelta(days=3)))
    assert "What to do next Do Class. Staff record it once it is done." in said(member.get("/my/"))


def test_an_event_held_since_the_enrollment_can_be_recorded_by_whoever_may(member, ada):
    enrolled(ada, make.requirement("CLASS", title="Class", enrollees_may_record=True))
    event(of="CLASS", starts_at=NOW - timedelta(days=10))
    assert "Do Class, and record it here." in said(member.get("/my/"))


def test_what_waits_what_is_earned_and_what_is_too_late_leave_nothing_to_press(member, ada):
    waits = enrolled(ada, make.requirement("ESSAY", requires_approval=True), code="W", name="Waiting")
    make.completion(waits, "ESSAY", date(2026, 2, 1))
    make.completion(enrolled(ada, code="E", name="Earned"), "EXAM", date(2026, 2, 1))
    make.enrollment(ada, make.program("L", make.definition(name="Late")), date(2024, 6, 1))
    words = said(member.get("/my/"))
    assert words.count("What to do next") == 2
    assert "Nothing for you to do now: what is recorded waits for the staff." in words
    assert "As the records and the offerings stand, it can no longer be completed in time." in words
    assert "1 of 1 requirement Earned" in words


def test_units_are_shown_and_gathered(member, ada):
    gives = make.requirement("TALK", title="Talk", units=Decimal(5), is_required=False)
    enrolled(ada, gives, units_required=Decimal(5), unit_type="PDUs")
    words = said(member.get("/my/"))
    assert "PDUs 0 of 5" in words
    assert "What to do next Still needed by" in words


def test_it_takes_as_many_queries_for_many_programs_as_for_one(member, ada, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    enrolled(ada, make.requirement("CLASS"))
    event(of="CLASS", starts_at=NOW + timedelta(days=7))
    member.get("/my/")
    with CaptureQueriesContext(connection) as asked:
        member.get("/my/")
    few = len(asked)  # counted now: the next request begins to count anew
    for number in range(5):
        enrolled(ada, make.requirement(f"C-{number}"), make.requirement("CLASS"), code=f"P-{number}")
        event(of=f"C-{number}", starts_at=NOW + timedelta(days=number + 1))
    member.get("/my/")
    with django_assert_num_queries(few):
        member.get("/my/")
