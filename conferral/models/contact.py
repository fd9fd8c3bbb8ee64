"""Which people does the organization know, and what have they been awarded?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, QuerySet, UniqueConstraint, Value
from django.db.models.functions import Lower

from conferral.models.contact_search import words_occur
from conferral.models.ranges import dates_in_calendar, not_blank
from conferral.models.sorted_text import SortedTextField
from conferral.rules import names
from conferral.rules.contacts import Details


class ContactQuerySet(QuerySet["Contact"]):
    """Questions about contacts."""

    def named(self, text: str) -> ContactQuerySet:
        """Only contacts in whose name, email or member number every word of the text occurs; never an erased one."""
        return self.filter(words_occur(text), erased_at=None)

    def with_email(self, email: str) -> ContactQuerySet:
        """Only contacts with exactly this email, whatever its case; nobody has a blank one."""
        mailed = self.exclude(email="").alias(mailed=Lower("email"))
        return mailed.filter(mailed=Lower(Value(email)), erased_at=None)


class Contact(models.Model):
    """A person the organization knows: there before any enrollment, there after every purge.

    `sort_name` and `search_text` are derived: kept by the actions, recomputed by `verify`. Of an erased contact
    only the number and the certification facts are left; it is found by no search.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member_number = models.CharField(max_length=64, unique=True)
    first_name = models.CharField(max_length=300, blank=True)
    last_name = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)
    organization = models.CharField(max_length=300, blank=True)
    is_member = models.BooleanField(default=True, db_default=True, help_text="Whether the price for members applies.")
    sort_name = SortedTextField(max_length=names.LONGEST_SORT_KEY, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(Lower("email"), name="contact_email", condition=~Q(email="")),
            Index(fields=["sort_name", "id"], name="contact_sort_name"),
        ]
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

    def details(self) -> Details:
        """Return the details as rules know them."""
        return Details(
            member_number=self.member_number,
            first_name=self.first_name,
            last_name=self.last_name,
            email=self.email,
            organization=self.organization,
        )


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
