"""With which keys do programs act for somebody, and which of their answers may have to be given again?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CheckConstraint, Q, QuerySet, UniqueConstraint

from conferral.models.account import Account
from conferral.models.ranges import not_blank
from conferral.rules.api_keys import LONGEST_IDEMPOTENCY_KEY, LONGEST_LABEL


class ApiKeyQuerySet(QuerySet["ApiKey"]):
    """Questions about keys."""

    def working(self) -> ApiKeyQuerySet:
        """Only those that nobody revoked, of accounts that are open."""
        return self.filter(revoked_at=None, account__is_active=True)


class ApiKey(models.Model):
    """A key with which a program acts as the owner of an account, for as long as nobody revokes it.

    Of the key itself only the hash is kept, and its beginning, by which people tell keys apart. What it may do is what
    its owner may at the moment, so it has no level of its own. `last_used_at` is right to a minute.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_keys")
    label = models.CharField(max_length=LONGEST_LABEL)
    prefix = models.CharField(max_length=20)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [not_blank("api_key", "label"), not_blank("api_key", "prefix")]

    def __str__(self) -> str:
        """Read as its beginning, which opens nothing."""
        return self.prefix


class GivenAnswer(models.Model):
    """What was answered to a request that named an `Idempotency-Key`, so that asking again does nothing twice.

    `fingerprint` is a hash of what was asked. It is written in the transaction of what it answers, and forgotten after
    a day. `body` says what the answer said, so it goes when a contact it names is erased: `is_erased` says so.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    idempotency_key = models.CharField(max_length=LONGEST_IDEMPOTENCY_KEY)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)
    is_erased = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["account", "idempotency_key"], name="given_answer_once"),
            not_blank("given_answer", "idempotency_key"),
            CheckConstraint(condition=Q(is_erased=False) | Q(body=""), name="given_answer_erased_is_empty"),
        ]

    def __str__(self) -> str:
        """Read as the key that the request named."""
        return self.idempotency_key
