"""Which contents are stored that no row names, and when do they leave?

A process that dies after the row of a file is gone, or before it is there, leaves the contents behind. No row is ever
without contents, so what lies there unnamed for a day is nobody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.core.files.storage import default_storage

from conferral.actions.attachments import FOLDER
from conferral.actions.exporting_jobs import FOLDER as EXPORTS
from conferral.actions.logo import FOLDER as LOGOS
from conferral.models import Attachment, Export, ExportPart, Organization


def remove_strays(*, before: datetime) -> int:
    """Remove stored contents, written before an instant, that are no file, logo or export; return how many those were.

    One or two queries for each folder of the storage. What is being uploaded meanwhile is younger than that.
    """
    removed = 0
    for paths in _folders(FOLDER):
        named = set(Attachment.objects.filter(path__in=paths).values_list("path", flat=True))
        removed += _remove(set(paths) - named, before)
    for paths in _folders(LOGOS):
        removed += _remove(set(paths) - set(Organization.objects.values_list("logo_path", flat=True)), before)
    for paths in _folders(EXPORTS):
        named = {
            path
            for rows in (Export, ExportPart)
            for path in rows.objects.filter(path__in=paths).values_list("path", flat=True)
        }
        removed += _remove(set(paths) - named, before)
    return removed


def _remove(paths: Collection[str], before: datetime) -> int:
    old = [path for path in sorted(paths) if default_storage.get_modified_time(path) < before]
    for path in old:
        default_storage.delete(path)
    return len(old)


def _folders(whole: str) -> Iterator[list[str]]:
    """Yield the paths of what is stored, folder by folder."""
    try:
        folders = sorted(default_storage.listdir(whole)[0])
    except FileNotFoundError:
        return  # nothing was ever stored
    for folder in folders:
        inner = f"{whole}/{folder}"
        yield [f"{inner}/{name}" for name in default_storage.listdir(inner)[1]]
