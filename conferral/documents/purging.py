"""What exactly goes when enrollments are purged, and what of it stays because something else rests on it?

The page that asks and the action that purges read the same plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count

from conferral.models import Attachment, Completion


@dataclass(frozen=True, slots=True)
class Going:
    """A file that goes: of which enrollment, and where its contents lie."""

    enrollment: int
    path: str


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge of some enrollments does, by primary keys.

    `completions` counts those that go of each enrollment; `files` go too. A completion elsewhere that was carried over
    from one that goes stays with all its facts: `relinked` says from which it counts as carried over then, None where
    it takes the place of the original itself. `inherited` are the files that go to such a one, as its evidence.
    """

    completions: Mapping[int, int]
    files: Mapping[int, Going]
    relinked: Mapping[int, int | None]
    inherited: Mapping[int, int]


def planned(enrollments: Collection[int]) -> Purge:
    """Return what purging these enrollments does, in three queries, and one more where something was carried over."""
    rows = Completion.objects.filter(enrollment__among=enrollments).order_by()
    counts = dict(rows.values_list("enrollment_id").annotate(count=Count("pk")))
    carried = Completion.objects.filter(carried_from__enrollment__among=enrollments).exclude(
        enrollment__among=enrollments
    )
    copies = list(carried.order_by("pk").values_list("pk", "carried_from_id"))
    origins = dict(rows.values_list("pk", "carried_from_id")) if copies else {}
    relinked, heirs = _inheritance(copies, origins)
    files, inherited = {}, {}
    held = Attachment.objects.filter(enrollment__among=enrollments).order_by("pk")
    for pk, enrollment, completion, path in held.values_list("pk", "enrollment_id", "completion_id", "path"):
        if completion in heirs:
            inherited[pk] = heirs[completion]
        else:
            files[pk] = Going(enrollment, path)
    return Purge(counts, files, relinked, inherited)


def _inheritance(
    copies: Collection[tuple[int, int | None]], origins: Mapping[int, int | None]
) -> tuple[dict[int, int | None], dict[int, int]]:
    """Return from what each copy that stays counts as carried over, and the heir of each original that goes.

    A copy whose line leads to an original that stays is linked to the nearest of it. Where the whole line goes, the
    copy that was recorded first takes the place of the original, and the others of that line are linked to it.
    """
    relinked: dict[int, int | None] = {}
    heirs: dict[int, int] = {}
    for copy, origin in copies:
        above: int | None = origin
        last_gone = copy
        while above is not None and above in origins:
            last_gone = above
            above = origins[above]
        relinked[copy] = heirs.get(last_gone) if above is None else above
        if above is None:
            heirs.setdefault(last_gone, copy)
    return relinked, heirs
