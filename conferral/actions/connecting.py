"""How does an account come to belong to a contact: by its address, by staff, or by an invitation?"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from conferral.actions import revisions
from conferral.actions.accounts import GONE, named_after
from conferral.actions.locks import locked_contact
from conferral.actions.log import Log
from conferral.models import Account, Contact
from conferral.rules.actors import Actor
from conferral.rules.connecting import CONTACT_HAS_ACCOUNT, may_connect, may_invite
from conferral.rules.refusals import Refused
from conferral.rules.signing_up import Whose, whose


@transaction.atomic
def invite(*, contact: int, by: Actor, at: datetime) -> Account:
    """Add an account for a contact, under the contact's email, that lets them see what is their own.

    Nobody knows its password: they choose one by the link of a mail. Raises Refused: `contact_gone`, `email_taken`,
    those of `rules.connecting.may_invite` and `check_account`.
    """
    row = locked_contact(contact)
    has_account = Account.objects.filter(contact=row).exists()
    if refusal := may_invite(by, email=row.email, is_erased=row.erased_at is not None, has_account=has_account):
        raise Refused(refusal)
    account = named_after(Account.objects.normalize_email(row.email), row.pk)
    log = Log(by, at)
    log.add("account.invited", contact=row.pk, subject=account.key, after=said(account) | {"email": account.email})
    log.write()
    return account


@transaction.atomic
def connect(
    *, account: int, contact: int, reason: str, by: Actor, at: datetime, revision: int | None = None
) -> Account:
    """Let an account that is nobody's belong to a contact.

    Raises Refused: `account_unknown`, `contact_gone`, `stale`, those of `rules.connecting.may_connect`.
    """
    person = locked_contact(contact)
    if not Account.objects.select_for_update(of=("self",)).filter(pk=account).exists():
        raise Refused(GONE)
    row: Account = Account.objects.with_level().get(pk=account)
    refusal = may_connect(
        by,
        row.held(),
        reason=reason,
        has_contact=row.contact_id is not None,
        is_erased=person.erased_at is not None,
        is_taken=Account.objects.filter(contact=person).exists(),
    )
    if refusal:
        raise Refused(refusal)
    revisions.check(row, revision)
    connect_to(row, person)
    log = Log(by, at, reason=reason)
    log.add("account.connected", contact=person.pk, subject=row.key, after=said(row))
    log.write()
    return row


def holders(email: str) -> list[tuple[Contact, bool]]:
    """Return the contacts with an address, locked, and of each whether they have an account; none has a blank one."""
    rows = list(Contact.objects.with_email(email).select_for_update().order_by("pk"))
    having = set(Account.objects.filter(contact__in=rows).values_list("contact", flat=True))
    return [(row, row.pk in having) for row in rows]


def claim(account: Account) -> Contact | None:
    """Let an account belong to the one contact that has its address, which is confirmed; None where it is not clear."""
    found = holders(account.email)
    if account.contact_id is not None or whose([has_account for _, has_account in found]) is not Whose.ONE:
        return None
    contact, _ = found[0]
    connect_to(account, contact)
    return contact


def connect_to(account: Account, contact: Contact) -> None:
    """Save whose an account is, as a step of what was allowed. Raises Refused: `contact_has_account`."""
    account.contact = contact
    account.revision += 1
    try:
        with transaction.atomic():
            account.save(update_fields=["contact", "revision"])
    except IntegrityError as taken:
        raise Refused(CONTACT_HAS_ACCOUNT) from taken


def said(account: Account) -> dict[str, object]:
    """Return how the log names an account."""
    return {"account": account.pk, "username": account.username}
