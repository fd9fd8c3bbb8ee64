"""Does a seat get into the cart, out of it, into an order, and back, as the rules say and once?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from conferral.actions import carts, checking_out, completions, enrollments, erasure, merging, offerings, registrations
from conferral.models import Cart, Event, Hold, Order, Registration
from conferral.models.registration import taken
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.offerings import Details, Kind
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.registered import AT, DAY, check_out, enrolled, event, member, program, put

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


def refused(act) -> str:
    with pytest.raises(Refused) as no:
        act()
    return no.value.refusal.code


def test_register_now_and_check_out_register_the_contact_for_the_event_and_the_log_says_so() -> None:
    ada = enrolled(program())
    staff, evening = make.actor(), event()
    line = put(ada, evening, staff)
    assert line.held_until == AT + 20 * MINUTES
    assert taken([evening.pk], at=AT)[evening.pk] == 1
    order = check_out(line, staff)
    (row,) = Registration.objects.all()
    assert (row.order, row.contact, row.offering, row.price, row.cancelled_at) == (order, ada.contact, evening, 0, None)
    assert (order.total, order.currency, order.payment, order.billed_to) == (0, "", "free", ada.contact)
    assert order.number == f"{order.pk:06d}"
    assert not Hold.objects.exists()
    assert taken([evening.pk], at=AT)[evening.pk] == 1
    entries = Event.objects.filter(kind__in=("order.placed", "registration.made")).order_by("pk")
    assert [(entry.kind, entry.contact_id, entry.account_id) for entry in entries] == [
        ("order.placed", ada.contact_id, staff.account),
        ("registration.made", ada.contact_id, staff.account),
    ]
    assert entries[1].subject == evening.key


def test_a_cart_takes_several_people_and_events_and_is_billed_to_one_of_them() -> None:
    made = program()
    ada, bob = enrolled(made), enrolled(made)
    staff = make.actor()
    one, two = event(price=4500), event(title="Exam day", price=1050, of="EXAM")
    put(ada, one, staff)
    put(ada, two, staff, requirement="EXAM")
    line = put(bob, one, staff)
    assert Cart.objects.count() == 1
    order = check_out(line, staff, billed_to=bob.contact_id)
    assert (order.total, order.currency, order.payment, order.billed_to) == (10050, "EUR", "invoice", bob.contact)
    assert Registration.objects.filter(order=order).count() == 3
    stranger = make.contact()
    line = put(enrolled(made), one, staff)
    assert refused(lambda: check_out(line, staff, billed_to=stranger.pk)) == "billed_to_unknown"


def test_the_same_again_changes_nothing_whether_put_there_or_checked_out() -> None:
    ada, evening, staff = enrolled(program()), event(seats=1), make.actor()
    line = put(ada, evening, staff)
    again = put(ada, evening, staff, AT + MINUTES)
    assert (again.pk, again.held_until) == (line.pk, line.held_until)
    order = check_out(line, staff)
    assert check_out(line, staff) == order
    assert Registration.objects.count() == Order.objects.count() == 1
    assert Event.objects.filter(kind="order.placed").count() == 1
    assert refused(lambda: put(ada, evening, staff)) == "already_registered"


def test_a_held_seat_comes_back_after_twenty_minutes_and_the_line_stays() -> None:
    made = program()
    ada, bob = enrolled(made), enrolled(made)
    evening = event(seats=1)
    first, second = member(ada), member(bob)
    line = put(ada, evening, first)
    assert refused(lambda: put(bob, evening, second, AT + 19 * MINUTES)) == "no_seat_left"
    late = AT + 20 * MINUTES
    theirs = put(bob, evening, second, late)
    assert refused(lambda: check_out(line, first, late)) == "no_seat_left"
    assert Hold.objects.filter(pk=line.pk).exists()
    carts.remove(line=theirs.key, by=second, at=AT)
    assert check_out(line, first, late + MINUTES).registrations.count() == 1


def test_a_line_whose_time_is_over_is_held_anew_when_it_is_put_there_again() -> None:
    ada, evening = enrolled(program()), event(seats=1)
    by = member(ada)
    line = put(ada, evening, by)
    later = AT + 30 * MINUTES
    again = put(ada, evening, by, later)
    assert (again.pk, again.held_until) == (line.pk, later + 20 * MINUTES)


def test_nothing_is_ordered_where_one_of_the_lines_cannot_be_had() -> None:
    made = program()
    ada = enrolled(made)
    staff, full, free = make.actor(), event(seats=1), event(title="Exam day", of="EXAM")
    line = put(ada, full, staff)
    put(ada, free, staff, requirement="EXAM")
    late = AT + 21 * MINUTES
    other = make.actor()
    check_out(put(enrolled(made), full, other, late), other, late)
    assert refused(lambda: check_out(line, staff, late)) == "no_seat_left"
    assert Hold.objects.count() == 2
    assert Registration.objects.count() == 1
    carts.remove(line=line.key, by=staff, at=AT)
    assert check_out(line, staff, late).registrations.count() == 1


def test_several_reasons_are_told_together() -> None:
    made = program()
    ada = enrolled(made)
    staff = make.actor()
    one, two = event(), event(title="Exam day", of="EXAM")
    line = put(ada, one, staff)
    put(ada, two, staff, requirement="EXAM")
    for gone in (one, two):
        offerings.retire(offering=gone.pk, by=COMMAND_LINE, at=AT)
    with pytest.raises(Refused) as no:
        check_out(line, staff)
    assert no.value.refusal.code == "not_registered"
    assert "Evening class is offered no more" in no.value.refusal.message
    assert "Exam day is offered no more" in no.value.refusal.message


def test_what_costs_something_else_than_was_seen_is_not_ordered() -> None:
    ada, staff = enrolled(program()), make.actor()
    line = put(ada, event(price=4500), staff)
    assert refused(lambda: check_out(line, staff, total=4400)) == "total_changed"
    assert check_out(line, staff, total=4500).total == 4500


def test_one_cart_is_paid_in_one_currency() -> None:
    ada, staff = enrolled(program()), make.actor()
    put(ada, event(price=100, currency="EUR"), staff)
    assert refused(lambda: put(ada, event(price=100, currency="USD"), staff)) == "currency_differs"
    put(ada, event(price=0), staff)


def test_a_cart_is_its_owners_and_one_that_is_empty_or_not_there_is_refused() -> None:
    ada, evening = enrolled(program()), event()
    owner, other = make.actor(), make.actor()
    line = put(ada, evening, owner)
    assert refused(lambda: check_out(line, other)) == "cart_unknown"
    carts.remove(line=line.key, by=other, at=AT)
    assert Hold.objects.filter(pk=line.pk).exists()
    carts.remove(line=line.key, by=owner, at=AT)
    carts.remove(line=line.key, by=owner, at=AT)
    assert refused(lambda: check_out(line, owner)) == "cart_empty"
    assert refused(lambda: checking_out.check_out(cart=uuid4(), by=owner, at=AT)) == "cart_unknown"
    assert refused(lambda: put(ada, evening, COMMAND_LINE)) == "no_account"


def test_who_is_refused_at_register_now() -> None:
    made = program()
    ada, staff = enrolled(made), make.actor()
    evening, other = event(), event(of="EXAM")
    assert refused(lambda: put(ada, evening, member(enrolled(made)))) == "not_yours"
    assert refused(lambda: put(ada, other, staff)) == "offering_unknown"
    assert refused(lambda: put(ada, evening, staff, requirement="NONE")) == "requirement_unknown"
    resource = Details(kind=Kind.RESOURCE, title="Video")
    held = offerings.add(component=evening.component_id, details=resource, by=COMMAND_LINE, at=AT)
    assert refused(lambda: put(ada, held, staff)) == "not_an_event"
    done = Recorded(completed_on=DAY)
    completions.record(enrollment=ada.pk, requirement="CLASS", recorded=done, offering=held.pk, by=COMMAND_LINE, at=AT)
    assert refused(lambda: put(ada, evening, staff)) == "already_recorded"
    enrollments.cancel(enrollment=ada.pk, by=COMMAND_LINE, at=AT)
    assert refused(lambda: put(ada, other, staff, requirement="EXAM")) == "enrollment_closed"


def test_a_cancelled_registration_frees_the_seat_stays_as_history_and_can_be_made_again() -> None:
    ada, evening = enrolled(program()), event(seats=1)
    by = member(ada)
    check_out(put(ada, evening, by), by)
    (row,) = Registration.objects.all()
    assert (
        refused(lambda: registrations.cancel(registration=row.key, by=member(enrolled(program())), at=AT))
        == "not_yours"
    )
    done = registrations.cancel(registration=row.key, reason="Ill", by=by, at=AT)
    assert done.cancelled_at == AT
    assert taken([evening.pk], at=AT)[evening.pk] == 0
    entry = Event.objects.get(kind="registration.cancelled")
    assert (entry.contact_id, entry.subject, entry.reason) == (ada.contact_id, evening.key, "Ill")
    assert refused(lambda: registrations.cancel(registration=row.key, by=by, at=AT)) == "registration_cancelled"
    assert refused(lambda: registrations.cancel(registration=uuid4(), by=by, at=AT)) == "registration_unknown"
    check_out(put(ada, evening, by), by)
    assert Registration.objects.count() == 2


def test_seats_that_are_taken_cannot_be_taken_away_and_the_event_cannot_go() -> None:
    made = program()
    staff, evening = make.actor(), event(seats=5)
    check_out(put(enrolled(made), evening, staff), staff)
    put(enrolled(made), evening, staff)
    details = offerings.details_of(evening)
    component = evening.component_id

    def change(**said):
        changed = {name: getattr(details, name) for name in details.__slots__} | said
        return offerings.change(
            offering=evening.pk, component=component, details=type(details)(**changed), by=COMMAND_LINE, at=AT
        )

    assert refused(lambda: change(seats=1)) == "seats_below_taken"
    resource = {"kind": Kind.RESOURCE, "starts_at": None, "ends_at": None, "seats": None}
    assert refused(lambda: change(**resource)) == "seats_taken"
    assert change(seats=2).seats == 2
    assert refused(lambda: offerings.remove(offering=evening.pk, by=COMMAND_LINE, at=AT)) == "in_use"


def test_merged_contacts_keep_one_seat_in_each_event_and_all_orders() -> None:
    made, staff = program(), make.actor()
    ada, bob = enrolled(made), enrolled(program())
    both, his, held = event(), event(title="Exam day", of="EXAM"), event(title="Third")
    for one in (ada, bob):
        check_out(put(one, both, staff), staff)
    check_out(put(bob, his, staff, requirement="EXAM"), staff)
    for one in (ada, bob):
        put(one, held, staff)
    stays, goes = ada.contact, bob.contact
    merging.merge(survivor=stays.pk, duplicate=goes.pk, reason="One person", by=COMMAND_LINE, at=AT)
    standing = Registration.objects.standing()
    assert sorted(standing.values_list("offering__title", "contact")) == [
        ("Evening class", stays.pk),
        ("Exam day", stays.pk),
    ]
    assert Registration.objects.filter(contact=stays).count() == 3
    assert set(Order.objects.values_list("billed_to", flat=True)) == {stays.pk}
    assert list(Hold.objects.values_list("contact", flat=True)) == [stays.pk]
    assert Event.objects.get(kind="registration.cancelled").after == {"merged": True}


def test_erasing_frees_seats_to_come_and_keeps_what_was() -> None:
    ada, staff = enrolled(program()), make.actor(Role.MANAGER)
    past, coming, held = event(starts_at=AT + MINUTES), event(title="To come"), event(title="Held")
    for one in (past, coming):
        check_out(put(ada, one, staff), staff)
    put(ada, held, staff, AT)
    erasure.erase(contact=ada.contact_id, reason="Asked for", by=staff, at=AT + timedelta(hours=3))
    assert list(Registration.objects.standing().values_list("offering", flat=True)) == [past.pk]
    assert not Hold.objects.exists()
    assert Order.objects.count() == 2
