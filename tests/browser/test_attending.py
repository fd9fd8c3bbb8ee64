"""Can staff write down who came, and can a member wait for a seat, by mouse, by keyboard, on a phone, plainly?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from zeal import zeal_ignore

from conferral.models import Completion, Enrollment, Order, Place, Registration
from tests import make
from tests.actions.registered import event
from tests.browser.hands import in_every_way, member, staff, with_and_without_javascript
from tests.conftest import NOW
from tests.web.staff.crowd import crowd


@pytest.fixture
@zeal_ignore()
def bao(site) -> Enrollment:
    """Somebody without any completion."""
    return crowd().enrollments.select_related("contact").get(contact__first_name="Bao")


@zeal_ignore()
def seated(evening, *contacts) -> None:
    for contact in contacts:
        order = Order.objects.create(billed_to=contact, placed_at=NOW, total=0, payment="free")
        Registration.objects.create(order=order, offering=evening, contact=contact, price=0)


@in_every_way
def test_staff_mark_who_came_and_the_completion_is_recorded(page, signed_in, bao, axe, way):
    evening = event(title="Evening class", of="COURSE", starts_at=NOW - timedelta(hours=1))
    seated(evening, bao.contact, make.contact("X-1", "Xenia", "Xylander"))
    hands = staff(page, signed_in, way)
    hands.goto(f"/staff/certification/offerings/{evening.key}/")
    hands.arrives("Evening class")
    hands.reads("2 registrations", "Not marked")
    hands.tick(hands.page.get_by_role("checkbox", name="Bao Trần"))
    hands.press(hands.page.get_by_role("button", name="Attended", exact=True))
    hands.arrives("Mark attendance")
    hands.reads("Attended, and recorded", "Bao Trần")
    hands.press(hands.link("To the roster"))
    hands.reads("1 completion")
    if way.javascript:
        axe(hands.page)
    assert Completion.objects.get(registration__isnull=False).enrollment == bao


@with_and_without_javascript
def test_a_member_waits_for_a_seat_sees_the_place_and_leaves(page, signed_in, bao, axe, way):
    evening = event(seats=1, title="Evening class", of="COURSE", starts_at=NOW + timedelta(days=7))
    seated(evening, make.contact("X-1", "Xenia", "Xylander"))
    hands = member(page, signed_in, bao.contact, way)
    hands.goto(f"/my/certifications/{bao.key}/requirements/COURSE/")
    hands.press(hands.button("Join the waitlist of Evening class"))
    hands.reads("A mail tells when a seat of Evening class is free.", "Number 1 on the waitlist")
    hands.goto("/my/")
    hands.reads("Waitlists", "Evening class", "Number 1 on the waitlist")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.button("Leave the waitlist: Evening class"))
    hands.reads("is off the waitlist of Evening class.")
    assert not Place.objects.filter(ended_at=None).exists()
