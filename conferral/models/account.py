"""Who can sign in, and which level of staff do they have?"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Lower

from conferral.rules.actors import Actor, Role

ROLE_OF_GROUP = {role.label: role for role in Role if role is not Role.NONE}


class Account(AbstractUser):
    """A sign-in account; roles are groups of the manual's names, levels are cumulative.

    A person's name stands on the contact, so an account has none of its own.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    contact = models.OneToOneField("Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="account")

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
        names = self.groups.values_list("name", flat=True)
        return max((ROLE_OF_GROUP[name] for name in names if name in ROLE_OF_GROUP), default=Role.NONE)

    def as_actor(self) -> Actor:
        """Return the account as the actor that rules and actions ask about."""
        return Actor(name=self.username, role=self.role(), account=self.pk, contact=self.contact_id)
