"""Which people does the organization know, and what have they been awarded?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.db.models.functions import Lower

from conferral.models.ranges import dates_in_calendar, not_blank


class Contact(models.Model):
    """A person the organization knows: there before any enrollment, there after every purge."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member_number = models.CharField(max_length=64, unique=True)
    first_name = models.CharField(max_length=300, blank=True)
    last_name = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)
    organization = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [Index(Lower("email"), name="contact_email", condition=~Q(email=""))]
        constraints: ClassVar = [
            not_blank("contact", "member_number"),
            CheckConstraint(condition=~Q(first_name="", last_name=""), name="contact_has_a_name"),
        ]

    def __str__(self) -> str:
        """Read as the full name."""
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name, whichever there are."""
        return f"{self.first_name} {self.last_name}".strip()


class Designation(models.Model):
    """Letters a contact may carry, once however often they were earned.

    Derived: there as long as an earned enrollment on a version with that designation is; kept by
    the actions and recomputed by `verify`.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="designations")
    name = models.CharField(max_length=100)
    conferred_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["contact", "name"], name="designation_once"),
            not_blank("designation", "name"),
            dates_in_calendar("designation", "conferred_on"),
        ]

    def __str__(self) -> str:
        """Read as the letters."""
        return self.name
