"""How do uploaded contents reach the storage? Before the row that tells of them is committed, and never without it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage


@contextmanager
def contents_kept(contents: bytes | File[bytes], folder: str, is_named: Callable[[str], bool]) -> Iterator[str]:
    """Write contents under a path that says nothing of them, and remove them again if no row names it in the end."""
    name = uuid4().hex
    file = ContentFile(contents) if isinstance(contents, bytes) else contents
    path = default_storage.save(f"{folder}/{name[:2]}/{name}", file)
    try:
        _reach_the_disk(path)
        yield path
    finally:
        if not is_named(path):
            default_storage.delete(path)


def _reach_the_disk(path: str) -> None:
    """Have the disk confirm what was written, as the database does; a storage elsewhere does so itself."""
    if not isinstance(default_storage, FileSystemStorage):
        return
    place = Path(default_storage.path(path))
    for one in (place, place.parent):
        number = os.open(one, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
