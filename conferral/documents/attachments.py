"""Which files prove which completions, and are their contents still what was uploaded?"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.storage import default_storage

from conferral.models import Attachment, Completion
from conferral.rules.refusals import Refusal

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """One file as a page lists it: its name leads to it, by its key."""

    key: UUID
    name: str
    size: int
    is_mine: bool = False


def files_of(completions: Iterable[Completion], *, reader: int | None = None) -> dict[int, tuple[FileShown, ...]]:
    """Return the files of each completion, by its primary key, the earliest first; none for those without.

    What was carried over is proved by the files of its original. `reader` is the account that looks:
    a file that it added `is_mine`. One query, and one more for each time something was carried on.
    """
    origins = _origins(completions)
    found: dict[int, list[FileShown]] = defaultdict(list)
    rows = Attachment.objects.filter(completion__in=set(origins.values())).order_by("pk")
    for row in rows.values_list("completion_id", "key", "name", "size", "added_by_id"):
        found[row[0]].append(_shown(*row[1:], reader=reader))
    return {pk: tuple(found[origin]) for pk, origin in origins.items() if origin in found}


def files_of_form(form: UUID, *, enrollment: int, reader: int | None) -> tuple[FileShown, ...]:
    """Return what the reader uploaded for a form that is not saved yet, the earliest first."""
    rows = Attachment.objects.of_form(form).filter(enrollment=enrollment, added_by=reader).order_by("pk")
    return tuple(_shown(*row, reader=reader) for row in rows.values_list("key", "name", "size", "added_by_id"))


def contents_of(file: Attachment) -> bytes | Refusal:
    """Return the whole contents, or why they are not handed out: gone, or not what was uploaded (`file_damaged`)."""
    try:
        with default_storage.open(file.path) as opened:
            contents = bytes(opened.read())
    except OSError:
        contents = b""
    if hashlib.sha256(contents).hexdigest() == file.sha256:
        return contents
    return Refusal(
        "file_damaged",
        f"File: {file.name} cannot be opened, because its contents are missing or are no longer what was uploaded. "
        "Tell whoever keeps this installation; a backup of its files may have it.",
    )


def stored(path: str) -> tuple[str, int] | None:
    """Return the hash and the size of what is stored under a path; None where nothing can be read."""
    digest, size = hashlib.sha256(), 0
    try:
        with default_storage.open(path) as opened:
            for piece in opened.chunks(CHUNK):
                digest.update(piece)
                size += len(piece)
    except OSError:
        return None
    return digest.hexdigest(), size


def _origins(completions: Iterable[Completion]) -> dict[int, int]:
    """Return for each completion the one it was first recorded as."""
    origins = {one.pk: one.carried_from_id or one.pk for one in completions}
    level: Sequence[int] = [origin for pk, origin in origins.items() if pk != origin]
    while level:
        carried = Completion.objects.filter(pk__in=level).values_list("pk", "carried_from_id")
        further = {pk: origin for pk, origin in carried if origin is not None}
        origins = {pk: further.get(origin, origin) for pk, origin in origins.items()}
        level = list(further.values())
    return origins


def _shown(key: UUID, name: str, size: int, added_by: int | None, *, reader: int | None) -> FileShown:
    return FileShown(key=key, name=name, size=size, is_mine=reader is not None and added_by == reader)
