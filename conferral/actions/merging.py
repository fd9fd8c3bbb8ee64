"""How do two contacts that are one person become one, with both histories?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F

from conferral.actions import revisions
from conferral.actions.ledger import kept_ledger
from conferral.actions.locks import locked_accounts
from conferral.actions.log import Log, changes, day_of
from conferral.actions.milestones import settle_designations
from conferral.actions.registrations import move_seats
from conferral.actions.succession import settle_lines
from conferral.actions.waitlists import move_places
from conferral.models import Account, Contact, Designation, Enrollment, FormerNumber, Message, Offering
from conferral.models.merging import sides
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.contacts import Details, check_details
from conferral.rules.merging import may_merge, merged
from conferral.rules.names import derived
from conferral.rules.refusals import Refusal, Refused

NO_REASON = Refusal("reason_missing", "Reason: say how it is known that both are one person.")
MERGED = "contact.merged"


@transaction.atomic
def merge(
    *,
    survivor: int,
    duplicate: int,
    taken: Collection[str] = (),
    reason: str,
    by: Actor,
    at: datetime,
    looked_at: tuple[int | None, int | None] = (None, None),
) -> Contact:
    """Merge a contact into another: all that is the duplicate's becomes the survivor's, and the duplicate is gone.

    `taken` names the details that are kept as the duplicate has them. Enrollments with their completions and files
    move, and follow each other by their dates; so do the offerings taught, the seats in events and the
    orders, and the account, unless the survivor has one: then that stays, and the duplicate's is closed. The
    duplicate's member number leads to the survivor. The log keeps both histories as they are. `looked_at` are the
    revisions of survivor and duplicate. Raises Refused:
    `contact_gone`, `stale`, those of `may_merge`, `check_details` and `check_reason`.
    """
    found = {
        row.pk: row for row in Contact.objects.select_for_update().filter(pk__in={survivor, duplicate}).order_by("pk")
    }
    if survivor not in found or duplicate not in found:
        raise Refused(Refusal("contact_gone", "One of the two was merged meanwhile; look for them again."))
    stays, goes = found[survivor], found[duplicate]
    locked_accounts(Account.objects.filter(contact=goes).values_list("pk", flat=True))
    known = sides(list(found.values()), on=day_of(at))
    refusal = may_merge(by, survivor=known[survivor], duplicate=known[duplicate]) or permits.check_reason(
        reason, missing=NO_REASON
    )
    if refusal:
        raise Refused(refusal)
    for row, revision in zip((stays, goes), looked_at, strict=True):
        revisions.check(row, revision)
    log = Log(by, at, reason=reason)
    theirs = goes.details()
    with kept_ledger(contacts=[stays.pk, goes.pk]):
        moved = _move_enrollments(stays, goes)
    Offering.objects.filter(instructor=goes).update(instructor=stays)
    move_seats(stays, goes, log)
    move_places(stays, goes, at)
    Message.objects.filter(contact=goes).update(contact=stays)
    _keep_one_account(stays, goes, log)
    _number_leads_on(stays, goes, at)
    before, after = _keep_details(stays, merged(stays.details(), theirs, taken))
    said = {"merged": {"contact": duplicate, **asdict(theirs), "enrollments": moved}}
    log.add(MERGED, contact=stays.pk, before=before, after={**after, **said})
    settle_designations([stays.pk])
    log.write()
    return stays


def _move_enrollments(stays: Contact, goes: Contact) -> list[int]:
    """Give the enrollments to the survivor and settle who replaced whom; return their keys.

    Written as replaced at first, because the database holds at most one last row of a contact and program.
    """
    rows = list(Enrollment.objects.select_for_update(of=("self",)).filter(contact__in=[stays, goes]).order_by("pk"))
    moved = [row.pk for row in rows if row.contact_id == goes.pk]
    Enrollment.objects.filter(pk__in=moved).update(contact=stays, replaced_on=F("enrolled_on"))
    settle_lines([(stays.pk, row.program_id) for row in rows if row.contact_id == goes.pk])
    return moved


def _keep_one_account(stays: Contact, goes: Contact, log: Log) -> None:
    """Let the person sign in as before: with the survivor's account where there is one, which closes the other."""
    account = Account.objects.select_for_update().filter(contact=goes).first()
    if account is None:
        return
    if Account.objects.filter(contact=stays).exists():
        account.contact, account.is_active = None, False
        account.closings += 1
        log.add("account.closed", contact=stays.pk, after={"account": account.pk, "username": account.username})
    else:
        account.contact = stays
        log.add("account.moved", contact=stays.pk, after={"account": account.pk, "username": account.username})
    account.save(update_fields=["contact", "is_active", "closings"])


def _number_leads_on(stays: Contact, goes: Contact, at: datetime) -> None:
    number, former = goes.member_number, goes.pk
    FormerNumber.objects.filter(contact=goes).update(contact=stays)
    Designation.objects.filter(contact=goes).delete()
    goes.delete()
    FormerNumber.objects.create(member_number=number, contact=stays, former=former, merged_at=at)


def _keep_details(stays: Contact, details: Details) -> tuple[dict[str, object], dict[str, object]]:
    """Write the details that are kept, and return what of them changed."""
    if refusal := check_details(details):
        raise Refused(refusal)
    before, after = changes(asdict(stays.details()), asdict(details))
    for name, value in (after | derived(details)).items():
        setattr(stays, name, value)
    stays.revision += 1
    stays.save()
    return before, after
