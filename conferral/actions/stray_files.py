"""Which contents are stored that no row names, and when do they leave?

A process that dies after the row of a file is gone, or before it is there, leaves the contents behind. No row is ever
without contents, so what lies there unnamed for a day is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage

from conferral.actions.attachments import FOLDER
from conferral.models import Attachment


def remove_strays(*, before: datetime) -> int:
    """Remove stored contents that were written before an instant and belong to no file; return how many those were.

    One query for each folder of the storage. What is being uploaded meanwhile is younger than that.
    """
    removed = 0
    for paths in _folders():
        named = set(Attachment.objects.filter(path__in=paths).values_list("path", flat=True))
        for path in paths:
            if path not in named and default_storage.get_modified_time(path) < before:
                default_storage.delete(path)
                removed += 1
    return removed


def _folders() -> Iterator[list[str]]:
    """Yield the paths of what is stored, folder by folder."""
    try:
        folders = sorted(default_storage.listdir(FOLDER)[0])
    except FileNotFoundError:
        return  # nothing was ever stored
    for folder in folders:
        inner = f"{FOLDER}/{folder}"
        yield [f"{inner}/{name}" for name in default_storage.listdir(inner)[1]]
