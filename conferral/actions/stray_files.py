"""When do contents leave that are stored and that no row names?

A process that dies after the row of a file is gone, or before it is there, leaves the contents behind. No row is ever
without contents, so what lies there unnamed for a day is nobody's.
"""

from __future__ import annotations

from datetime import datetime

from django.core.files.storage import default_storage

from conferral.documents.stray_files import strays


def remove_strays(*, before: datetime) -> int:
    """Remove stored contents, written before an instant, that are no file, logo or export; return how many.

    One or two queries for each folder of the storage. What is being uploaded meanwhile is younger than that.
    """
    removed = 0
    for path in strays():
        if default_storage.get_modified_time(path) < before:
            default_storage.delete(path)
            removed += 1
    return removed
