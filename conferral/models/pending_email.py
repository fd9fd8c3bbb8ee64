"""Which addresses has somebody said to be theirs, and not confirmed yet?"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, QuerySet, Value
from django.db.models.functions import Lower

from conferral.models.account import Account
from conferral.models.ranges import not_blank
from conferral.rules.signing_up import LINK_LASTS


class PendingEmailQuerySet(QuerySet["PendingEmail"]):
    """Questions about addresses that are not confirmed."""

    def living(self, at: datetime) -> PendingEmailQuerySet:
        """Only those whose link still works."""
        return self.filter(asked_at__gt=at - LINK_LASTS)

    def of_address(self, email: str) -> PendingEmailQuerySet:
        """Only those of one address, whatever its case."""
        return self.alias(folded=Lower("email")).filter(folded=Lower(Value(email)))


class PendingEmail(models.Model):
    """An address that a link was mailed to: whoever follows it has shown that the address is theirs.

    Of a sign-up, `password` is what was chosen, hashed; of an account that changes its address, `account` is that. Of
    the link only the hash of its secret is kept. A sign-up with an address that has an account is written down like
    any other, so that both take the same time; its link is mailed to nobody.
    """

    token_sha256 = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254)
    password = models.CharField(max_length=128, blank=True)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="pending_emails")
    asked_at = models.DateTimeField(db_index=True)

    objects = PendingEmailQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [Index(Lower("email"), name="pending_email_address")]
        constraints: ClassVar = [
            not_blank("pending_email", "email"),
            CheckConstraint(
                condition=Q(account=None) & ~Q(password="") | Q(account__isnull=False, password=""),
                name="pending_email_of_sign_up_or_account",
            ),
        ]

    def __str__(self) -> str:
        """Read as the address."""
        return self.email
