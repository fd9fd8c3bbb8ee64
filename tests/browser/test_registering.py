"""Can somebody be registered for an event as the manual tells: Register Now, the cart, Check out?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from zeal import zeal_ignore

from conferral.models import Enrollment, Hold, Order, Registration
from conferral.rules.actors import Role
from tests import make
from tests.actions.registered import event
from tests.browser.hands import in_every_way_on_both, member, staff, with_and_without_javascript
from tests.conftest import NOW
from tests.web.staff.crowd import crowd


@pytest.fixture
@zeal_ignore()
def bao(site) -> Enrollment:
    """Somebody without any completion, and an evening class with two seats to register for."""
    program = crowd()
    event(seats=2, title="Evening class", price=4500, of="COURSE", starts_at=NOW + timedelta(days=7))
    return program.enrollments.select_related("contact").get(contact__first_name="Bao")


@in_every_way_on_both
def test_staff_register_the_enrollee_from_a_requirement_without_a_status(page, signed_in, bao, axe, way):
    """S4, S38, S72-S74: Find, Full Name, View progress, the requirement, Register Now, Check out."""
    hands = staff(page, signed_in, way)
    hands.goto(f"/staff/certification/enrollments/{bao.key}/requirements/COURSE/")
    hands.arrives("Course")
    hands.reads("No Status", "Offerings", "2 seats left", "45.00 EUR")
    hands.press(hands.button("Register Now for Evening class"))
    hands.arrives("Cart")
    hands.reads("Evening class", "Bao Trần", "Held until", "45.00 EUR", "To be paid on invoice.")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.button("Check out"))
    hands.reads("Registration confirmed.", "Order number", "To be paid on invoice.", "Bao Trần", "Confirmed")
    row = Registration.objects.get()
    hands.arrives(f"Order {row.order.number}")
    if way.javascript:
        axe(hands.page)
    assert (row.contact, row.price, row.cancelled_at) == (bao.contact, 4500, None)


@in_every_way_on_both
def test_a_member_registers_checks_out_and_cancels(page, signed_in, bao, axe, way):
    """S73, S74: one's own, from My certifications to the order and back."""
    hands = member(page, signed_in, bao.contact, way)
    hands.goto("/")
    hands.press(hands.link("View progress in Emergency care"))
    hands.press(hands.link("Course"))
    hands.press(hands.button("Register Now for Evening class"))
    hands.arrives("Cart")
    hands.press(hands.button("Check out"))
    hands.reads("Registration confirmed.", "Order number", "45.00 EUR")
    hands.press(hands.link("My certifications").first)
    hands.arrives("My certifications")
    hands.reads("Registrations for events", "Evening class")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.link("Cancel the registration for Evening class"))
    hands.arrives("Cancel registration")
    hands.reads("The order stays as it was placed, with this price on it.")
    hands.press(hands.link("Close"))
    assert Registration.objects.standing().count() == 1
    hands.press(hands.link("Cancel the registration for Evening class"))
    hands.arrives("Cancel registration")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.button("OK"))
    hands.reads("The registration is cancelled, and the seat is free again.")
    assert not Registration.objects.standing().exists()


@with_and_without_javascript
def test_a_cart_takes_two_people_lets_one_go_and_bills_the_other(page, signed_in, bao, way):
    hands = staff(page, signed_in, way)
    people = [bao, bao.program.enrollments.get(contact__first_name="Chiara")]
    for one in people:
        hands.goto(f"/staff/certification/enrollments/{one.key}/requirements/COURSE/")
        hands.press(hands.button("Register Now for Evening class"))
        hands.arrives("Cart")
    hands.choose(hands.field("Bill to"), "Chiara D’Alessandro (EMT-3)")
    hands.press(hands.button("Take Evening class for Bao Trần out"))
    expect(hands.page.get_by_role("main")).not_to_contain_text("Bao")
    hands.press(hands.button("Check out"))
    hands.reads("Registration confirmed.", "Chiara D’Alessandro")
    assert Order.objects.get().billed_to == people[1].contact


@with_and_without_javascript
def test_a_seat_that_somebody_else_took_meanwhile_is_told_and_the_cart_stays(page, signed_in, bao, way):
    hands = member(page, signed_in, bao.contact, way)
    hands.goto(f"/my/certifications/{bao.key}/requirements/COURSE/")
    hands.press(hands.button("Register Now for Evening class"))
    hands.arrives("Cart")
    with zeal_ignore():
        Hold.objects.update(held_until=NOW - timedelta(minutes=1))
        taken = Hold.objects.get().offering
        for _ in range(2):
            order = Order.objects.create(billed_to=make.contact(), placed_at=NOW, total=0, payment="free")
            Registration.objects.create(order=order, offering=taken, contact=order.billed_to, price=0)
    hands.press(hands.button("Check out"))
    hands.reads("Evening class is full", "Nothing was ordered, and nothing is lost", "Not to be had")
    assert Hold.objects.count() == 1
    hands.goto(f"/my/certifications/{bao.key}/requirements/COURSE/")
    hands.reads("Full")


@with_and_without_javascript
def test_the_warning_before_cancelling_an_enrollment_names_the_seats_in_events(page, signed_in, bao, way):
    """S65: seats stay, and each can be cancelled."""
    hands = staff(page, signed_in, way, role=Role.MANAGER)
    hands.goto(f"/staff/certification/enrollments/{bao.key}/requirements/COURSE/")
    hands.press(hands.button("Register Now for Evening class"))
    hands.press(hands.button("Check out"))
    hands.reads("Registration confirmed.")
    hands.goto(f"/staff/certification/enrollments/{bao.key}/cancellation/")
    hands.reads("The seats in events to come stay registered", "Evening class")
