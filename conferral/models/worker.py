"""Which workers are alive, and which of the things that are due by the clock have been done?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from conferral.models.ranges import not_blank


class Worker(models.Model):
    """A process that runs jobs; it says every few seconds that it is alive (`seen_at`)."""

    name = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [not_blank("worker", "name")]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name


class Slot(models.Model):
    """One occasion at which something was due, taken by the worker that does it: `name` and `slot` only once."""

    name = models.CharField(max_length=40)
    slot = models.CharField(max_length=40)
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["name", "slot"], name="slot_taken_once")]

    def __str__(self) -> str:
        """Read as what was due and when."""
        return f"{self.name} {self.slot}"
