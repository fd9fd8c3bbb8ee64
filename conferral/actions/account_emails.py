"""How does somebody change the email they sign in with? The new one counts once it is confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from conferral.actions import contacts, pending_emails
from conferral.actions.accounts import saved_email
from conferral.actions.connecting import claim, holders
from conferral.actions.locks import locked_contact
from conferral.actions.log import Log, day_of
from conferral.actions.pending_emails import Asked
from conferral.models import Account
from conferral.rules.refusals import Refused
from conferral.rules.signing_up import SAME_EMAIL, check_address


@transaction.atomic
def ask(*, account: Account, email: str, at: datetime) -> Asked:
    """Write down which email somebody wants to sign in with, until they show that it is theirs.

    Whether it has another account is told to its owner alone, in a mail. Raises Refused: `email_same`, those of
    `check_address`.
    """
    email = Account.objects.normalize_email(email)
    if refusal := check_address(email):
        raise Refused(refusal)
    if email.lower() == account.email.lower():
        raise Refused(SAME_EMAIL)
    return pending_emails.keep(email, at=at, account=account)


def address(*, account: int, token: str, at: datetime) -> str:
    """Return which email a link gives an account. Raises Refused: `link_dead`."""
    return pending_emails.of_link(token, at=at, account=account).email


@transaction.atomic
def confirm(*, account: int, token: str, at: datetime) -> str:
    """Let the email of a link count, for the account and for the contact it belongs to; return the one before.

    An account that is nobody's is linked to the one contact with that email. Raises Refused: `link_dead`,
    `email_taken`.
    """
    pending = pending_emails.of_link(token, at=at, account=account)
    held = Account.objects.filter(pk=account).values_list("contact", flat=True).first()
    person = None if held is None else locked_contact(held)
    holders(pending.email)  # contacts are locked before accounts
    row = Account.objects.select_for_update(of=("self",)).get(pk=account)
    pending_emails.take(pending)
    before: str = row.email
    row.email = pending.email
    row.email_confirmed_at = at
    row.revision += 1
    saved_email(row)
    log = Log(row.as_actor(day_of(at)), at)
    if person is not None:
        contacts.put(person, replace(person.details(), email=row.email), log)
    else:
        person = claim(row)
    named = {"account": row.pk, "username": row.username}
    log.add(
        "account.email_changed",
        contact=person.pk if person else None,
        subject=row.key,
        before=named | {"email": before},
        after=named | {"email": row.email},
    )
    log.write()
    return before
