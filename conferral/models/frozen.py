"""What can no longer be changed? A published version and everything it is made of.

The database refuses it too (migration 0009), whoever asks; here a line of Python learns it early.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import QuerySet

Row = TypeVar("Row", bound=models.Model)


class FrozenError(Exception):
    """Raised when something would change a published version; no action ever asks for that."""


class FrozenQuerySet(QuerySet[Row]):
    """Rows of which those that belong to a published version are only read."""

    def update(self, **values: Any) -> int:
        """Change rows, if none of them is published."""
        _refuse(self)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Take rows away, if none of them is published."""
        _refuse(self)
        return super().delete()


class FrozenOncePublished(models.Model):
    """A row of a version, or the version itself; `published` is the look-up of the instant it was published."""

    published: ClassVar[str] = "version__published_at"

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row, if it is not published as it stands in the database."""
        self._refuse_published()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Take the row away, if it is not published."""
        self._refuse_published()
        return super().delete(*args, **kwargs)

    def _refuse_published(self) -> None:
        if self.pk is not None and not self._state.adding:
            _refuse(type(self)._base_manager.filter(pk=self.pk))  # noqa: SLF001 - Django's documented name for it


def _refuse(rows: QuerySet[Any]) -> None:
    published = rows.model.published
    if rows.filter(**{f"{published}__isnull": False}).exists():
        raise FrozenError(f"{rows.model.__name__}: a published version never changes.")
