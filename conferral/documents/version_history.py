"""What became of a program over its versions: who published which, what changed, and who is on it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from conferral.models import Enrollment, Event, Program, Version
from conferral.models.definitions import kept_definitions
from conferral.rules.definition import Definition, problems
from conferral.rules.differences import Difference, differences
from conferral.rules.refusals import Refusal

PUBLISHED = "version.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoricVersion:
    """A published version: `by` published it as the log has it, empty where the log has nothing.

    `changes` is what differs from the version before, None for the first. `enrollees` counts the
    current enrollments on it.
    """

    number: int
    name: str
    published_at: datetime
    by: str
    changes: tuple[Difference, ...] | None
    enrollees: int


def version_history(program: Program, *, on: date) -> list[HistoricVersion]:
    """Return the published versions of a program, the newest first, in a fixed number of queries."""
    versions = list(Version.objects.published().filter(program=program).order_by("number"))
    read = kept_definitions([(program.key, one.pk, one.published_at) for one in versions if one.published_at])
    publishers = _publishers(program)
    enrollees = _enrollees(program, on)
    found: list[HistoricVersion] = []
    before: Definition | None = None
    for version in versions:
        if version.number is None or version.published_at is None:
            continue
        defined = read[version.pk]
        found.append(
            HistoricVersion(
                number=version.number,
                name=version.name,
                published_at=version.published_at,
                by=publishers.get(version.number, ""),
                changes=None if before is None else differences(before, defined),
                enrollees=enrollees.get(version.pk, 0),
            )
        )
        before = defined
    return found[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What publishing a draft would do.

    `changes` is what differs from the version in force, None where there is none; `problems` is
    everything that keeps it from being published. `enrollees` counts those who are enrolled now and
    stay on their versions.
    """

    changes: tuple[Difference, ...] | None
    problems: tuple[Refusal, ...]
    enrollees: int


def publication(program: Program, draft: Definition, current: Definition | None, *, on: date) -> Publication:
    """Return what publishing a draft would do, in one query."""
    return Publication(
        changes=None if current is None else differences(current, draft),
        problems=problems(draft, program=program.code),
        enrollees=Enrollment.objects.current(on=on).in_program(program).count(),
    )


def _publishers(program: Program) -> dict[int, str]:
    entries: Sequence[tuple[dict[str, int], str]] = list(
        Event.objects.filter(program_id=program.pk, enrollment_id=None, kind=PUBLISHED)
        .order_by("pk")
        .values_list("after", "actor")
    )
    return {after["version"]: actor for after, actor in entries}


def _enrollees(program: Program, on: date) -> dict[int, int]:
    return dict(
        Enrollment.objects.current(on=on)
        .in_program(program)
        .order_by()
        .values_list("version_id")
        .annotate(count=Count("pk"))
    )
