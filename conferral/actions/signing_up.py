"""How does somebody get an account, and into the register, without being let in by anybody?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Length

from conferral.actions import contacts, pending_emails
from conferral.actions.accounts import check_strength, named_after
from conferral.actions.connecting import claim, connect_to, holders, said
from conferral.actions.log import Log, day_of
from conferral.actions.pending_emails import Asked
from conferral.models import Account, Contact, FormerNumber, Organization, PendingEmail
from conferral.models.organization import sign_up_is_open
from conferral.rules.contacts import Details, check_details
from conferral.rules.refusals import Refused
from conferral.rules.signing_up import (
    CLOSED,
    GIVEN,
    OURS,
    PASSWORD_WRONG,
    check_address,
    may_enter_oneself,
    may_sign_up,
    number,
    whose,
)


def check(*, email: str, password: str) -> None:
    """Refuse what no account is made with, the same of every address.

    Raises Refused: `sign_up_closed`, those of `check_address` and `check_strength`.
    """
    if refusal := may_sign_up(is_open=sign_up_is_open()) or check_address(email):
        raise Refused(refusal)
    check_strength(password, Account(username=email.partition("@")[0], email=email))


def ask(*, email: str, password: str, at: datetime) -> Asked:
    """Write down that somebody wants an account with an address, until they show that it is theirs.

    It does the same, and takes as long, whether the address has an account or not: the answer must not tell.
    Raises Refused: those of `check`.
    """
    email = Account.objects.normalize_email(email)
    check(email=email, password=password)
    hashed = make_password(password)  # before anything is locked: it is slow on purpose
    with transaction.atomic():
        return pending_emails.keep(email, at=at, password=hashed)


def address(*, token: str, at: datetime) -> str:
    """Return which address a link confirms. Raises Refused: `link_dead`."""
    return pending_emails.of_link(token, at=at).email


def confirm(*, token: str, password: str, at: datetime) -> Account:
    """Make the account of whoever followed the link and knows the password that was chosen with it.

    Without the password somebody could sign up with the address of another, who would confirm an account that is not
    theirs. The account is linked to the one contact that has the address. Raises Refused: `sign_up_closed`,
    `link_dead`, `password_wrong`, `email_taken`.
    """
    if refusal := may_sign_up(is_open=sign_up_is_open()):
        raise Refused(refusal)
    row = pending_emails.of_link(token, at=at)
    if not check_password(password, row.password):
        raise Refused(PASSWORD_WRONG)
    return _made(row, at)


@transaction.atomic
def _made(row: PendingEmail, at: datetime) -> Account:
    holders(row.email)  # contacts are locked before all else
    pending_emails.take(row)
    account = named_after(row.email, None, password=row.password)
    account.email_confirmed_at = at
    account.save(update_fields=["email_confirmed_at"])
    log = Log(account.as_actor(day_of(at)), at)
    claimed = claim(account)
    after = {"account": account.pk, "username": account.username, "email": account.email}
    log.add("account.signed_up", contact=claimed.pk if claimed else None, subject=account.key, after=after)
    log.write()
    return account


@transaction.atomic
def enter_oneself(*, account: int, first_name: str, last_name: str, at: datetime) -> Contact:
    """Add whoever signed up to the register under the next free number, or connect them with whom they are there.

    Asked for twice, it happens once. Raises Refused: those of `may_enter_oneself` and `check_details`.
    """
    organization = Organization.objects.select_for_update().first()
    holders(Account.objects.values_list("email", flat=True).get(pk=account))  # contacts are locked before accounts
    row = Account.objects.select_for_update(of=("self",)).select_related("contact").get(pk=account)
    held: Contact | None = row.contact
    if held is not None:
        return held
    log = Log(row.as_actor(day_of(at)), at)
    of = whose([has_account for _, has_account in holders(row.email)])
    refusal = may_enter_oneself(
        log.by,
        is_open=organization is not None and organization.sign_up_is_open,
        is_confirmed=row.email_confirmed_at is not None,
        of=of,
    )
    if refusal or organization is None:
        raise Refused(refusal or CLOSED)
    details = Details(member_number=number(0), first_name=first_name, last_name=last_name, email=row.email)
    if refusal := check_details(details):
        raise Refused(refusal)
    contact = claim(row)
    if contact is None:
        contact = contacts.enter(replace(details, member_number=_next(organization)), log)
        connect_to(row, contact)
    log.add("account.connected", contact=contact.pk, subject=row.key, after=said(row))
    log.write()
    return contact


def _next(organization: Organization) -> str:
    """Take the next free member number; the organization is locked."""
    brought = max(_highest(Contact.objects.all()), _highest(FormerNumber.objects.all()))
    count = max(organization.last_number_given, brought) + 1
    organization.last_number_given = count
    organization.save(update_fields=["last_number_given"])
    return number(count)


def _highest(rows: QuerySet[Contact] | QuerySet[FormerNumber]) -> int:
    """Return the highest number of ours among those that contacts have or had: files may have brought them in."""
    ours = rows.filter(member_number__startswith=GIVEN, member_number__regex=OURS)
    found = ours.order_by(Length("member_number").desc(), "-member_number").values_list("member_number", flat=True)
    return max((int(one.removeprefix(GIVEN)) for one in found[:1]), default=0)
