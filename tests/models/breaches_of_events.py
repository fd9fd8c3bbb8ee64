"""How is each constraint of carts, orders, registrations and notices broken, and what next to it is just lawful?"""

from __future__ import annotations

from datetime import timedelta

from conferral.models import Account, Cart, Contact, Hold, Message, Offering, Order, Place, Registration, ToldThrough
from tests.models.breach import Breach, Fields, not_blank
from tests.models.rows import AT, DAY, saved

SENT, FAILED = {"state": "sent", "ended_at": AT}, {"state": "failed", "ended_at": AT, "reason": "It was refused."}

EVENT = {"kind": "event", "starts_at": AT, "ends_at": AT}
PRICED = {"price": 5, "currency": "EUR"}


def deadline(field: str, seconds: int) -> tuple[Fields, ...]:
    """Name an instant so many seconds after an event starts; a resource has none, whatever it is."""
    late = ({field: AT},) if seconds else ()
    return ({**EVENT, field: AT + timedelta(seconds=seconds)}, *late)


BREACHES = {
    "cart_open_once": Breach(Cart, ({"ordered_at": AT},), ({},), beside={}, same=("account",)),
    "hold_once": Breach(
        Hold,
        ({"offering": lambda: saved(Offering)}, {"contact": lambda: saved(Contact)}),
        ({},),
        beside={},
        same=("cart", "offering", "contact"),
    ),
    "order_paid": Breach(
        Order,
        ({"payment": "free", "total": 0}, {"payment": "shells", "total": 1, "currency": "EUR"}),
        (
            {"payment": "free", "total": 1, "currency": "EUR"},
            {"payment": "invoice", "total": 0},
            {"payment": "shells", "total": 0},
            {"payment": "", "total": 1, "currency": "EUR"},
        ),
    ),
    "order_total_has_currency": Breach(
        Order, ({"payment": "invoice", "total": 1, "currency": "EUR"},), ({"payment": "invoice", "total": 1},)
    ),
    "offering_cancels_before_start": Breach(Offering, deadline("cancels_until", 0), deadline("cancels_until", 1)),
    "offering_closed_event": Breach(Offering, ({**EVENT, "closed_at": AT}, {}), ({"closed_at": AT},)),
    "offering_members_pay_no_more": Breach(
        Offering,
        ({**PRICED, "price_for_members": 5}, {**PRICED, "price_for_members": 0}, PRICED),
        ({**PRICED, "price_for_members": 6},),
    ),
    "offering_registers_before_start": Breach(Offering, deadline("registers_until", 0), deadline("registers_until", 1)),
    "place_ends_after_joining": Breach(Place, ({"ended_at": AT}, {}), ({"ended_at": AT - timedelta(seconds=1)},)),
    "place_once": Breach(Place, ({"ended_at": AT},), ({},), beside={}, same=("offering", "contact")),
    "registration_attendance_known": Breach(
        Registration, ({"attendance": "attended"}, {"attendance": "no_show"}, {}), ({"attendance": "late"},)
    ),
    "registration_cancelled_unmarked": Breach(
        Registration, ({"cancelled_at": AT},), ({"cancelled_at": AT, "attendance": "attended"},)
    ),
    "registration_once": Breach(Registration, ({"cancelled_at": AT},), ({},), beside={}, same=("offering", "contact")),
    "message_kind_not_blank": not_blank(Message, "kind"),
    "message_to_one": Breach(Message, ({},), ({"contact": None}, {"account": lambda: saved(Account)})),
    "message_ended_or_waiting": Breach(
        Message,
        ({}, SENT, FAILED, {**FAILED, "state": "dropped"}),
        (
            {"ended_at": AT},
            {"state": "sent"},
            {**SENT, "claimed_by": "worker"},
            {"state": "lost", "ended_at": AT},
        ),
    ),
    "message_says_why": Breach(
        Message, (SENT, FAILED), ({**FAILED, "reason": ""}, {**FAILED, "state": "dropped", "reason": ""})
    ),
    "told_through_only_one": Breach(ToldThrough, ({"day": DAY},), ({"id": 2}, {"id": 0})),
}
