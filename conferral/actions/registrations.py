"""How is a registration for an event cancelled, so that the seat is anybody's again?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions.locks import MERGED
from conferral.actions.log import Log
from conferral.actions.offering_seats import locked_offerings, offer_seats
from conferral.models import Completion, Contact, Hold, Order, Registration
from conferral.rules.actors import Actor
from conferral.rules.attending import Attendance, of_two
from conferral.rules.permits import check_reason
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.registering import may_cancel

CANCELLED = "registration.cancelled"


@transaction.atomic
def cancel(*, registration: UUID, reason: str = "", by: Actor, at: datetime) -> Registration:
    """Cancel a registration; it stays with its order as history, and the seat is anybody's.

    Raises Refused: `registration_unknown`, `contact_gone`, those of `may_cancel` and `check_reason`.
    """
    row = Registration.objects.filter(key=registration).first()
    if row is None:
        raise Refused(Refusal("registration_unknown", "There is no such registration."))
    contact = _locked(row.contact_id)
    event = locked_offerings([row.offering_id])[row.offering_id]
    row = Registration.objects.select_for_update(of=("self",)).select_related("offering", "order").get(pk=row.pk)
    refusal = may_cancel(
        by,
        event.as_occasion(),
        contact=contact.pk,
        is_cancelled=row.cancelled_at is not None,
        is_marked=bool(row.attendance),
        at=at,
    ) or check_reason(reason)
    if refusal:
        raise Refused(refusal)
    log = Log(by, at, reason=reason)
    _cancelled(row, log)
    offer_seats([event], log)
    log.write()
    return row


def _locked(contact: int) -> Contact:
    """Lock a contact, so that a notice to it can be written by whoever holds the event meanwhile."""
    row = Contact.objects.select_for_update(no_key=True).filter(pk=contact).first()
    if row is None:
        raise Refused(MERGED)
    return row


def move_seats(stays: Contact, goes: Contact, log: Log) -> None:
    """Give the orders and seats of a contact that is merged away to the one that stays; of two in one event one goes.

    Called within the merging, in its transaction and with both contacts locked.
    """
    Order.objects.filter(billed_to=goes).update(billed_to=stays)
    twice = Registration.objects.standing().filter(contact=stays).values("offering")
    doubled = Registration.objects.standing().filter(contact=goes, offering__in=twice)
    for row in doubled.select_related("offering", "order"):
        _hand_over(row, Registration.objects.standing().get(contact=stays, offering=row.offering_id))
        _cancelled(row, log, merged=True)
    Registration.objects.filter(contact=goes).update(contact=stays)
    held = Hold.objects.filter(contact=stays)
    for line in Hold.objects.filter(contact=goes):
        if held.filter(cart=line.cart_id, offering=line.offering_id).exists():
            line.delete()
    Hold.objects.filter(contact=goes).update(contact=stays)


def free_seats(contact: Contact, log: Log) -> None:
    """Take out of carts what is there for somebody who is being erased, and cancel their seats in events to come.

    Called within the erasing, in its transaction and with the contact locked.
    """
    Hold.objects.filter(contact=contact).delete()
    unmarked = Registration.objects.to_come(log.at).filter(contact=contact, attendance="")
    for row in unmarked.select_related("offering", "order"):
        _cancelled(row, log)
    log.write()


def _hand_over(goes: Registration, stays: Registration) -> None:
    """Let the seat that stays say that they came where either did, and hold what was recorded by it."""
    Completion.objects.filter(registration=goes).update(registration=stays)
    stays.attendance = of_two(Attendance(stays.attendance), Attendance(goes.attendance)).value
    stays.save(update_fields=["attendance"])
    goes.attendance = ""


def _cancelled(row: Registration, log: Log, *, merged: bool = False) -> None:
    """Write one as cancelled, and say so in the log."""
    row.cancelled_at = log.at
    row.save(update_fields=["cancelled_at", "attendance"])
    after = {"merged": True} if merged else {}
    before = {"order": row.order.number}
    log.add(CANCELLED, contact=row.contact_id, subject=row.offering.key, before=before, after=after)
