"""What may an offering say: when, where, for how many, at which price and with whom?

An event starts and ends, a resource is there all the time and has no seats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conferral.rules import days, prices
from conferral.rules.contacts import check_line
from conferral.rules.quantities import counted
from conferral.rules.refusals import Refusal

LONGEST_TITLE = LONGEST_PLACE = 300
MOST_SEATS = 1_000_000
HIGHEST_PRICE = 2_000_000_000


class Kind(StrEnum):
    """The two kinds of offering."""

    EVENT = "event"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What an offering says of itself.

    `price` is in minor units of `currency` (an ISO 4217 code), 0 where it is free; `price_for_members` what members
    pay instead, None where they pay the same. `registers_until` and `cancels_until` are when that ends for members,
    None where it is the start. `seats` is None
    where there is no limit; `instructor` is a contact's primary key; `records_completions` whether attendance does.
    """

    kind: Kind
    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    seats: int | None = None
    price: int = 0
    price_for_members: int | None = None
    currency: str = ""
    registers_until: datetime | None = None
    cancels_until: datetime | None = None
    instructor: int | None = None
    records_completions: bool = True


def check_details(details: Details) -> Refusal | None:
    """Refuse an offering without a title, an event without its times, a resource with them, a price in no currency.

    Codes: `title_missing`, `title_...`, `place_...`, `times_missing`, `ends_before_start`, `date_out_of_range`,
    `resource_has_times`, `deadline_after_start`, `resource_has_seats`, `seats_out_of_range`, `price_out_of_range`,
    `members_pay_more`,
    `currency_missing`, `currency_malformed`.
    """
    if not details.title.strip():
        return Refusal("title_missing", "title: every offering needs one; it is blank.")
    return (
        check_line("title", details.title, LONGEST_TITLE)
        or check_line("place", details.place, LONGEST_PLACE)
        or _check_times(details)
        or _check_seats(details)
        or _check_price(details)
    )


def check_seats_stay(title: str, details: Details, *, taken: int) -> Refusal | None:
    """Refuse to take away seats that are registered or held, by number or because an event becomes a resource.

    Codes: `seats_taken`, `seats_below_taken`.
    """
    if not taken:
        return None
    if details.kind is Kind.RESOURCE:
        return Refusal("seats_taken", f"kind: {title} has {counted(taken, 'seat')} taken, so it has to stay an event.")
    if details.seats is not None and details.seats < taken:
        return Refusal(
            "seats_below_taken",
            f"seats: {counted(taken, 'seat')} of {title} {'is' if taken == 1 else 'are'} taken, so it needs as many or "
            f"more, not {details.seats}; blank where there is no limit.",
        )
    return None


def _check_times(details: Details) -> Refusal | None:
    starts_at, ends_at = details.starts_at, details.ends_at
    if details.kind is Kind.RESOURCE:
        if not any((starts_at, ends_at, details.registers_until, details.cancels_until)):
            return None
        return Refusal("resource_has_times", "starts_at, ends_at: a resource is there all the time; leave them blank.")
    if starts_at is None or ends_at is None:
        return Refusal("times_missing", "starts_at, ends_at: an event needs both; say when it starts and when it ends.")
    if ends_at < starts_at:
        return Refusal("ends_before_start", "ends_at: the event ends before it starts; it has to end then or later.")
    return (
        days.out_of_range("starts_at", starts_at.date())
        or days.out_of_range("ends_at", ends_at.date())
        or _check_deadline("registers_until", details.registers_until, starts_at)
        or _check_deadline("cancels_until", details.cancels_until, starts_at)
    )


def _check_deadline(field: str, until: datetime | None, starts_at: datetime) -> Refusal | None:
    if until is None:
        return None
    if until > starts_at:
        return Refusal(
            "deadline_after_start",
            f"{field}: that is after the event starts; name an instant before, or leave it blank for the start.",
        )
    return days.out_of_range(field, until.date())


def _check_seats(details: Details) -> Refusal | None:
    if details.seats is None:
        return None
    if details.kind is Kind.RESOURCE:
        return Refusal("resource_has_seats", "seats: a resource has no seats; leave them blank.")
    if 1 <= details.seats <= MOST_SEATS:
        return None
    return Refusal(
        "seats_out_of_range",
        f"seats: a whole number from 1 to {MOST_SEATS}, not {details.seats}; blank where there is no limit.",
    )


def _check_price(details: Details) -> Refusal | None:
    if not 0 <= details.price <= HIGHEST_PRICE:
        return Refusal("price_out_of_range", f"price: from 0 to {HIGHEST_PRICE} in minor units, not {details.price}.")
    members = details.price_for_members
    if members is not None and not 0 <= members <= details.price:
        return Refusal(
            "members_pay_more",
            "price_for_members: members pay less than everybody else, or leave it blank where they pay the same.",
        )
    if refusal := prices.check_currency("currency", details.currency):
        return refusal
    if details.price and not details.currency:
        return Refusal("currency_missing", "currency: a price needs its currency, for example EUR.")
    return None
