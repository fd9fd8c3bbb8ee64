"""Who can sign in, and which level of staff do they have?"""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Case, IntegerField, Max, Q, QuerySet, Subquery, UniqueConstraint, Value, When
from django.db.models.functions import Coalesce, Lower

from conferral.models.organization import Organization
from conferral.rules.actors import Actor, Role

ROLE_OF_GROUP = {role.label: role for role in Role if role is not Role.NONE}


class AccountQuerySet(QuerySet["Account"]):
    """Questions about accounts."""

    def signed_in(self) -> AccountQuerySet:
        """Fetch along what every request asks: the contact, the `level` and the `organization`'s name."""
        levels = [When(groups__name=name, then=Value(int(role))) for name, role in ROLE_OF_GROUP.items()]
        level = Max(Case(*levels, default=Value(0), output_field=IntegerField()))
        return self.select_related("contact").annotate(
            level=Coalesce(level, 0), organization=Subquery(Organization.objects.values("name")[:1])
        )


def full_names(accounts: Collection[int | None]) -> dict[int | None, str]:
    """Return the names of the people behind accounts, by key; those that are there no more are left out. One query."""
    rows = Account.objects.select_related("contact").filter(pk__in=[key for key in accounts if key is not None])
    return {row.pk: row.full_name() for row in rows}


class AccountManager(UserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """Django's ways to look an account up, and our questions."""

    use_in_migrations = False


class Account(AbstractUser):
    """A sign-in account; roles are groups of the manual's names, levels are cumulative.

    A person's name stands on the contact, so an account has none of its own.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    contact = models.OneToOneField("Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="account")

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(Lower("email"), name="account_email_once", condition=~Q(email="")),
            UniqueConstraint(Lower("username"), name="account_username_once"),
        ]

    def role(self) -> Role:
        """Return the highest level the account has; an inactive account has none."""
        if not self.is_active:
            return Role.NONE
        if self.is_superuser:
            return Role.SYSADMIN
        if hasattr(self, "level"):
            return Role(self.level)
        names = self.groups.values_list("name", flat=True)
        return max((ROLE_OF_GROUP[name] for name in names if name in ROLE_OF_GROUP), default=Role.NONE)

    def full_name(self) -> str:
        """Return the person's name where a contact is known, otherwise the user name."""
        return self.contact.full_name if self.contact else self.username

    def mail_address(self) -> str:
        """Return where mail to the account goes: its own address, otherwise that of its contact; empty for neither."""
        return self.email or (self.contact.email if self.contact else "")

    def as_actor(self) -> Actor:
        """Return the account as the actor that rules and actions ask about."""
        return Actor(name=self.username, role=self.role(), account=self.pk, contact=self.contact_id)
