"""Whose register is this?"""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import CheckConstraint, Q

from conferral.models.ranges import not_blank

THE_ONE = 1


class Organization(models.Model):
    """The organization that keeps this register: one row, written when the register is first opened.

    `time_zone` decides what day it is; blank is that of the installation. `currency` is what prices are in unless
    an offering says otherwise. The contents of the logo lie under `logo_path`; what is not blank of it tells of one.
    `last_number_given` counts the member numbers given to people who signed up by themselves, so that none is given
    twice, not even that of somebody erased.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    staff_need_second_factor = models.BooleanField(default=False)
    sign_up_is_open = models.BooleanField(default=False)
    last_number_given = models.PositiveIntegerField(default=0)
    logo_path = models.CharField(max_length=100, blank=True)
    logo_media_type = models.CharField(max_length=100, blank=True)
    logo_sha256 = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(id=THE_ONE), name="organization_only_one"),
            not_blank("organization", "name"),
            CheckConstraint(
                condition=Q(logo_path="", logo_media_type="", logo_sha256="")
                | ~(Q(logo_path="") | Q(logo_media_type="") | Q(logo_sha256="")),
                name="organization_logo_whole",
            ),
        ]

    def __str__(self) -> str:
        """Read as the name."""
        return self.name


def sign_up_is_open() -> bool:
    """Whether anybody may sign up; not until an organization says so."""
    return Organization.objects.filter(sign_up_is_open=True).exists()


def zone_of(name: str | None) -> ZoneInfo | None:
    """Return the time zone of that name; None, that of the installation, for none."""
    return ZoneInfo(name) if name else None


def zone_now() -> ZoneInfo | None:
    """Return the time zone the organization is in now; None for that of the installation. One query."""
    return zone_of(Organization.objects.values_list("time_zone", flat=True).first())
