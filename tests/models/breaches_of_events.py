"""How is each constraint of carts, orders, registrations and notices broken, and what next to it is just lawful?"""

from __future__ import annotations

from conferral.models import Account, Cart, Contact, Hold, Message, Offering, Order, Registration, ToldThrough
from tests.models.breach import Breach, not_blank
from tests.models.rows import AT, DAY, saved

SENT, FAILED = {"state": "sent", "ended_at": AT}, {"state": "failed", "ended_at": AT, "reason": "It was refused."}

EVENT = {"kind": "event", "starts_at": AT, "ends_at": AT}

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
        ({"payment": "free", "total": 0}, {"payment": "invoice", "total": 1, "currency": "EUR"}),
        (
            {"payment": "free", "total": 1, "currency": "EUR"},
            {"payment": "invoice", "total": 0},
            {"payment": "shells", "total": 0},
        ),
    ),
    "order_total_has_currency": Breach(
        Order, ({"payment": "invoice", "total": 1, "currency": "EUR"},), ({"payment": "invoice", "total": 1},)
    ),
    "offering_closed_event": Breach(Offering, ({**EVENT, "closed_at": AT}, {}), ({"closed_at": AT},)),
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
