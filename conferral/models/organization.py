"""Whose register is this?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q

from conferral.models.ranges import not_blank

THE_ONE = 1


class Organization(models.Model):
    """The organization that keeps this register: one row, written when the register is first opened."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    name = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(id=THE_ONE), name="organization_only_one"),
            not_blank("organization", "name"),
        ]

    def __str__(self) -> str:
        """Read as the name."""
        return self.name
