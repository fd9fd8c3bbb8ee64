"""Which contents are stored that no row names?"""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import default_storage

from conferral.models import Attachment, Organization

FILES, LOGOS = "files", "logo"


def strays() -> Iterator[str]:
    """Yield the paths of what is stored and is no file and no logo. One query for each folder of the storage."""
    for paths in _folders(FILES):
        named = set(Attachment.objects.filter(path__in=paths).values_list("path", flat=True))
        yield from sorted(set(paths) - named)
    for paths in _folders(LOGOS):
        yield from sorted(set(paths) - set(Organization.objects.values_list("logo_path", flat=True)))


def _folders(whole: str) -> Iterator[list[str]]:
    """Yield the paths of what is stored, folder by folder."""
    try:
        folders = sorted(default_storage.listdir(whole)[0])
    except FileNotFoundError:
        return  # nothing was ever stored
    for folder in folders:
        inner = f"{whole}/{folder}"
        yield [f"{inner}/{name}" for name in default_storage.listdir(inner)[1]]
