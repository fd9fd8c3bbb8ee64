"""How do contacts come into the register and change?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from conferral.actions import revisions
from conferral.actions.locks import locked_contact
from conferral.actions.log import Log, changes
from conferral.models import Contact
from conferral.models.former_number import survivors
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.contacts import Details, check_details, contact_erased, number_former
from conferral.rules.names import derived
from conferral.rules.refusals import Refusal, Refused


@transaction.atomic
def add(*, details: Details, by: Actor, at: datetime) -> Contact:
    """Add a contact record: "If a participant does not already have a contact record, add their
    contact information."

    Raises Refused: `role_needed`, those of `check_details`, `member_number_taken`, `member_number_former`.
    """  # noqa: D205
    _allow(by, details)
    log = Log(by, at)
    contact = enter(details, log)
    log.write()
    return contact


@transaction.atomic
def change(
    *,
    contact: int,
    details: Details,
    is_member: bool | None = None,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> Contact:
    """Change a contact's details, and whether it is a member where that is said.

    Raises Refused: `contact_gone`, `contact_erased`, `stale`, those of `add`.
    """
    _allow(by, details)
    row = locked_contact(contact)
    if row.erased_at is not None:
        raise Refused(contact_erased(row.member_number))
    revisions.check(row, revision)
    log = Log(by, at)
    put(row, details, log, is_member=is_member)
    log.write()
    return row


def enter(details: Details, log: Log) -> Contact:
    """Add a contact, as a step of what was allowed; raises Refused: `member_number_taken`, `member_number_former`."""
    contact = Contact(**asdict(details), **derived(details))
    _save(contact)
    log.add("contact.added", contact=contact.pk, after=asdict(details))
    return contact


def put(row: Contact, details: Details, log: Log, *, is_member: bool | None = None) -> None:
    """Give a contact that is locked these details, as a step of what was allowed; nothing where they are the same.

    `is_member` is whether it is a member from now on, None for as it was.
    """
    membership = row.is_member if is_member is None else is_member
    before, after = changes(
        {**asdict(details_of(row)), "is_member": row.is_member}, {**asdict(details), "is_member": membership}
    )
    if not after:
        return
    for name, value in (after | derived(details)).items():
        setattr(row, name, value)
    row.revision += 1
    _save(row)
    log.add("contact.changed", contact=row.pk, before=before, after=after)


def details_of(contact: Contact) -> Details:
    """Return the details of a contact as rules know them."""
    return contact.details()


def _save(contact: Contact) -> None:
    """Save a contact; its number is the one thing that can be another's, and the database decides whose it is."""
    _refuse_former(contact.member_number)
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as taken:
        raise Refused(
            Refusal("member_number_taken", f"Member number {contact.member_number} belongs to another contact.")
        ) from taken
    # Asked again now that the row is in: whoever merged that number away at the same moment has ended by then.
    _refuse_former(contact.member_number)


def _refuse_former(number: str) -> None:
    if survivor := survivors([number]).get(number):
        raise Refused(number_former(number, name=survivor.full_name, survivor=survivor.member_number))


def _allow(by: Actor, details: Details) -> None:
    if refusal := permits.may_keep_contacts(by) or check_details(details):
        raise Refused(refusal)
