"""How does somebody get an account to sign in with?"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, Value
from django.db.models.functions import Lower

from conferral.actions.log import Log
from conferral.models import Account, Contact
from conferral.rules.accounts import (
    check_account,
    check_invitation,
    check_password,
    may_grant,
    may_invite_again,
    names_for,
)
from conferral.rules.actors import Actor, Role
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.signing_up import HAS_ACCOUNT

GONE = Refusal("account_unknown", "There is no such account any more.")


@transaction.atomic
def add(
    *, username: str, email: str, password: str, role: Role, contact: int | None, by: Actor, at: datetime
) -> Account:
    """Add an account on a level (`Role.NONE` is a member), for a contact where it is somebody's own.

    "Logon credentials, user type and security groups can be assigned." User names and emails are
    taken whatever their case. Raises Refused: `role_needed`, `role_above_own`, those of
    `check_account` and `check_password`, `contact_unknown`, `password_weak`, `username_taken`,
    `email_taken`, `contact_has_account`.
    """
    username = Account.normalize_username(username)
    email = Account.objects.normalize_email(email)
    if refusal := may_grant(by, role) or check_account(username=username, email=email):
        raise Refused(refusal)
    _check_contact(contact)
    account = Account(username=username, email=email, contact_id=contact)
    _set_password(account, password)
    _save(account)
    put_on_level(account, role)
    log = Log(by, at)
    log.add("account.added", contact=contact, subject=account.key, after=_said(account, role))
    log.write()
    return account


@transaction.atomic
def invite(*, email: str, role: Role, contact: int | None, reason: str, by: Actor, at: datetime) -> Account:
    """Add an account of which nobody knows a password: whoever gets the mail with the link chooses one.

    The user name is made from the email. Raises Refused: `role_needed`, `role_above_own`, `email_missing`, those of
    `check_reason` and `check_account`, `contact_unknown`, `email_taken`, `contact_has_account`.
    """
    email = Account.objects.normalize_email(email)
    if refusal := may_grant(by, role) or check_invitation(email=email, reason=reason):
        raise Refused(refusal)
    _check_contact(contact)
    account = named_after(email, contact)
    put_on_level(account, role)
    log = Log(by, at, reason=reason)
    log.add("account.invited", contact=contact, subject=account.key, after=_said(account, role))
    log.write()
    return account


@transaction.atomic
def invite_again(*, account: int, by: Actor, at: datetime) -> Account:
    """Say in the log that somebody who has not chosen a password yet gets a new link.

    Raises Refused: `account_unknown`, those of `may_invite_again`.
    """
    row: Account | None = Account.objects.select_for_update(of=("self",)).filter(pk=account).first()
    if row is None:
        raise Refused(GONE)
    if refusal := may_invite_again(by, has_chosen=row.has_usable_password(), is_active=row.is_active):
        raise Refused(refusal)
    log = Log(by, at)
    after = {"account": row.pk, "username": row.username, "email": row.email}
    log.add("account.invited_again", contact=row.contact_id, subject=row.key, after=after)
    log.write()
    return row


def put_on_level(account: Account, role: Role) -> None:
    """Give an account that has no level one; `Role.NONE` is none."""
    if role is not Role.NONE:
        # The groups are there since the tables are; only a test that empties every table loses them.
        account.groups.add(Group.objects.get_or_create(name=role.label)[0])


def _said(account: Account, role: Role) -> dict[str, object]:
    return {"account": account.pk, "username": account.username, "email": account.email, "role": role.label}


def _check_contact(contact: int | None) -> None:
    if contact is not None and not Contact.objects.filter(pk=contact, erased_at=None).exists():
        raise Refused(Refusal("contact_unknown", "There is no such contact; add the contact first."))


def named_after(email: str, contact: int | None, *, password: str = "") -> Account:
    """Add the account under the first user name made from the email that is free.

    `password` is hashed already; without one nobody knows any. Raises Refused: those of `check_account`,
    `email_taken`, `contact_has_account`.
    """
    for username in names_for(email):
        account = Account(username=Account.normalize_username(username), email=email, contact_id=contact)
        account.password = password or make_password(None)
        if refusal := check_account(username=account.username, email=email):
            raise Refused(refusal)
        try:
            _save(account)
        except Refused as taken:
            if taken.refusal.code != "username_taken":
                raise
        else:
            return account
    raise AssertionError("names never end")


def saved_email(account: Account) -> None:
    """Save another email of an account. Raises Refused: `email_taken`."""
    try:
        with transaction.atomic():
            account.save(update_fields=["email", "email_confirmed_at", "revision"])
    except IntegrityError as taken:
        raise Refused(HAS_ACCOUNT) from taken


def check_strength(password: str, account: Account) -> None:
    """Refuse a password that is weak, or that nobody types. Raises Refused: `password_too_long`, `password_weak`."""
    if refusal := check_password(password):
        raise Refused(refusal)
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refused(Refusal("password_weak", f"password: {' '.join(weak.messages)}")) from weak


def _set_password(account: Account, password: str) -> None:
    check_strength(password, account)
    account.set_password(password)


def _save(account: Account) -> None:
    """Save a new account; the database decides whose a user name, an email and a contact are."""
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as taken:
        if refusal := _whose(account):
            raise Refused(refusal) from taken
        raise


def _whose(account: Account) -> Refusal | None:
    """Return which of the account's details is another's already."""
    others = Account.objects.alias(named=Lower("username"), mailed=Lower("email"))
    if others.filter(Q(named=Lower(Value(account.username))) | Q(username=account.username)).exists():
        return Refusal("username_taken", f"The user name {account.username} belongs to another account.")
    if account.email and others.filter(mailed=Lower(Value(account.email))).exists():
        return Refusal("email_taken", f"The email {account.email} belongs to another account.")
    if account.contact_id is not None and others.filter(contact=account.contact_id).exists():
        return Refusal("contact_has_account", "This contact has an account already; there is one for each.")
    return None
