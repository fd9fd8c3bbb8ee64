"""Which contents are stored that no row names?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from conferral.models import Attachment, Export, ExportPart, Organization

FILES, LOGOS, EXPORTS = "files", "logo", "exports"


def strays() -> Iterator[str]:
    """Yield the paths of what is stored and is no file, logo or export. One or two queries for each folder."""
    for paths in _folders(FILES):
        named = set(Attachment.objects.filter(path__in=paths).values_list("path", flat=True))
        yield from sorted(set(paths) - named)
    for paths in _folders(LOGOS):
        yield from sorted(set(paths) - set(Organization.objects.values_list("logo_path", flat=True)))
    for paths in _folders(EXPORTS):
        named = {path for rows in (Export, ExportPart) for path in _among(rows.objects.all(), paths)}
        yield from sorted(set(paths) - named)


def _among(rows: QuerySet[Any], paths: Sequence[str]) -> Iterator[str]:
    yield from rows.filter(path__in=paths).values_list("path", flat=True)


def _folders(whole: str) -> Iterator[list[str]]:
    """Yield the paths of what is stored, folder by folder."""
    try:
        folders = sorted(default_storage.listdir(whole)[0])
    except FileNotFoundError:
        return  # nothing was ever stored
    for folder in folders:
        inner = f"{whole}/{folder}"
        yield [f"{inner}/{name}" for name in default_storage.listdir(inner)[1]]
