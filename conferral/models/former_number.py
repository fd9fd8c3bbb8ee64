"""Whose number was it? The member numbers of contacts that were merged into another."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.db.models import Q, UniqueConstraint

from conferral.models.account import Account, AccountQuerySet
from conferral.models.contact import Contact
from conferral.models.event import Event
from conferral.models.ranges import not_blank


class FormerNumber(models.Model):
    """The member number of a contact that is there no more, and the contact it was merged into.

    Whoever asks by the number is led there; nobody else gets it. `former` is the primary key that the contact had:
    older entries of the log name it.
    """

    member_number = models.CharField(max_length=64, unique=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="former_numbers")
    former = models.BigIntegerField()
    merged_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            not_blank("former_number", "member_number"),
            UniqueConstraint(fields=["former"], name="former_number_of_one"),
        ]

    def __str__(self) -> str:
        """Read as the number."""
        return self.member_number


def survivors(numbers: Collection[str]) -> dict[str, Contact]:
    """Return, of these member numbers, each that is a former one, and the contact whose it is now. One query."""
    rows = FormerNumber.objects.filter(member_number__in=list(numbers)).select_related("contact")
    return {row.member_number: row.contact for row in rows}


def numbered(number: str) -> Contact | None:
    """Return the contact of a member number, also of one that was merged away; None where it is nobody's. One query."""
    now = Contact.objects.filter(member_number=number).values("pk")
    before = FormerNumber.objects.filter(member_number=number).values("contact")
    return Contact.objects.filter(pk__in=now.union(before)).first()


def keys_of(*contacts: int) -> list[int]:
    """Return the primary keys under which the log knows contacts: their own, and those of whoever was merged into them.

    One query.
    """
    formers = FormerNumber.objects.filter(contact__in=contacts).order_by("pk")
    return [*contacts, *formers.values_list("former", flat=True)]


def known_by(keys: Collection[int]) -> dict[int, Contact]:
    """Return by any key under which the log knows a contact that contact. One query, and one more for former keys."""
    found = Contact.objects.in_bulk(keys)
    if gone := set(keys) - found.keys():
        rows = FormerNumber.objects.filter(former__in=gone).select_related("contact")
        found |= {row.former: row.contact for row in rows}
    return found


def accounts_of(contact: int) -> AccountQuerySet:
    """Return what somebody signs in with or once did: their account, and those closed by merging, as the log has it."""
    entries = Event.objects.filter(contact_id__in=keys_of(contact), kind="account.closed")
    closed = [after["account"] for after in entries.values_list("after", flat=True) if after]
    accounts: AccountQuerySet = Account.objects.filter(Q(contact=contact) | Q(pk__in=closed, contact=None))
    return accounts
