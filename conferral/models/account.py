"""Who can sign in, and which level of staff do they have?"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import (
    Case,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UniqueConstraint,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from conferral.models.organization import Organization
from conferral.models.ranges import dates_in_calendar
from conferral.rules.actors import Actor, Role
from conferral.rules.levels import Held

ROLE_OF_GROUP = {role.label: role for role in Role if role is not Role.NONE}
SECOND_FACTORS = ("totp", "webauthn")
"""What counts as a second factor; recovery codes stand in for one that is there."""


class AccountQuerySet(QuerySet["Account"]):
    """Questions about accounts."""

    def signed_in(self) -> AccountQuerySet:
        """Fetch along what every request asks: the contact, `level`, second factor and the organization."""
        return (
            self.with_level()
            .with_second_factor()
            .annotate(
                organization=Subquery(Organization.objects.values("name")[:1]),
                time_zone=Subquery(Organization.objects.values("time_zone")[:1]),
                logo=Subquery(Organization.objects.values("logo_sha256")[:1]),
                staff_need_second_factor=Subquery(Organization.objects.values("staff_need_second_factor")[:1]),
            )
        )

    def with_level(self) -> AccountQuerySet:
        """Fetch along the contact and the `level` that was given; whether it counts on a day is asked of `role`."""
        levels = [When(groups__name=name, then=Value(int(role))) for name, role in ROLE_OF_GROUP.items()]
        level = Max(Case(*levels, default=Value(0), output_field=IntegerField()))
        return self.select_related("contact").annotate(level=Coalesce(level, 0))

    def with_second_factor(self) -> AccountQuerySet:
        """Fetch along whether signing in asks for more than the password, as `has_second_factor`."""
        protected = Account.objects.filter(pk=OuterRef("pk"), authenticator__type__in=SECOND_FACTORS)
        return self.annotate(has_second_factor=Exists(protected))

    def sysadmins(self) -> AccountQuerySet:
        """Only those that were given the highest level, whether it counts any more or not."""
        given = Account.objects.filter(groups__name=Role.SYSADMIN.label)
        return self.filter(Q(is_superuser=True) | Q(pk__in=given.values("pk")))


def full_names(accounts: Collection[int | None]) -> dict[int | None, str]:
    """Return the names of the people behind accounts, by key; those that are there no more are left out. One query."""
    rows = Account.objects.select_related("contact").filter(pk__in=[key for key in accounts if key is not None])
    return {row.pk: row.full_name() for row in rows}


class AccountManager(UserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """Django's ways to look an account up, and our questions."""

    use_in_migrations = False


class Account(AbstractUser):
    """A sign-in account; roles are groups of the manual's names, levels are cumulative.

    A person's name stands on the contact, so an account has none of its own. A level counts up to `level_ends_on`, its
    last day, or always. `closings` is how often the account was closed: whoever was signed in before is not any more.
    `email_confirmed_at` is when its owner showed that the email is theirs, by signing up or changing it.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.OneToOneField("Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="account")
    level_ends_on = models.DateField(null=True, blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    closings = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(Lower("email"), name="account_email_once", condition=~Q(email="")),
            UniqueConstraint(Lower("username"), name="account_username_once"),
            dates_in_calendar("account", "level_ends_on"),
        ]

    def held(self) -> Held:
        """Return what the account was given, as the rules know it."""
        return Held(account=self.pk, role=self._given(), ends_on=self.level_ends_on, is_active=self.is_active)

    def role(self, on: date) -> Role:
        """Return the highest level that counts on a day; an inactive account has none."""
        return self.held().on(on)

    def _given(self) -> Role:
        if self.is_superuser:
            return Role.SYSADMIN
        if hasattr(self, "level"):
            return Role(self.level)
        names = self.groups.values_list("name", flat=True)
        return max((ROLE_OF_GROUP[name] for name in names if name in ROLE_OF_GROUP), default=Role.NONE)

    def lacks_second_factor(self) -> bool:
        """Whether the organization asks staff for a second factor, and this account is theirs and has none.

        Of accounts that are `signed_in` alone. Whether its level still counts is asked elsewhere.
        """
        is_asked = bool(self.staff_need_second_factor) and self._given() is not Role.NONE  # type: ignore[attr-defined]
        return is_asked and not self.has_second_factor  # type: ignore[attr-defined]

    def full_name(self) -> str:
        """Return the person's name where a contact is known, otherwise the user name."""
        return self.contact.full_name if self.contact else self.username

    def as_actor(self, on: date) -> Actor:
        """Return the account, with the level that counts on a day, as the actor that rules and actions ask about."""
        return Actor(name=self.username, role=self.role(on), account=self.pk, contact=self.contact_id)

    def get_session_auth_hash(self) -> str:
        """Return what a session has to hold to go on: another one after each closing, as after a new password."""
        own = super().get_session_auth_hash()
        return f"{own}{self.closings}" if self.closings else own

    def mail_address(self) -> str:
        """Return where mail to the account goes: its own address, otherwise that of its contact; empty for neither."""
        return self.email or (self.contact.email if self.contact else "")
