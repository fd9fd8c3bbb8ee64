"""Whose could an account be that belongs to nobody, and what may its owner do about it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from conferral.models import Account, Contact
from conferral.models.organization import sign_up_is_open
from conferral.rules import signing_up
from conferral.rules.refusals import Refusal

MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact with the address of an account, and whether they have an account already."""

    member_number: str
    full_name: str
    has_account: bool


def candidates(email: str) -> list[Candidate]:
    """Return the contacts with an address, the first of them where there are many; one query."""
    having = Account.objects.filter(contact=OuterRef("pk"))
    rows = Contact.objects.with_email(email).annotate(has_account=Exists(having)).order_by("sort_name", "pk")
    return [Candidate(row.member_number, row.full_name, row.has_account) for row in rows[:MOST]]


def may_enter_oneself(account: Account, *, on: date) -> Refusal | None:
    """Say whether the owner of an account may add themselves to the register; two queries."""
    return signing_up.may_enter_oneself(
        account.as_actor(on),
        is_open=sign_up_is_open(),
        is_confirmed=account.email_confirmed_at is not None,
        of=signing_up.whose([one.has_account for one in candidates(account.email)]),
    )
