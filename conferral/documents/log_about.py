"""Whom and what are some entries of the log about? Looked up for all of them together; what was purged has no name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from conferral.models import Account, Completion, Component, Enrollment, GradeScale, Job, Offering, Program, UnitType
from conferral.models.account import full_names
from conferral.models.former_number import known_by
from conferral.rules.log_reading import area_of


class Person(NamedTuple):
    """A contact that an entry is about; the survivor, where that was merged away."""

    member_number: str
    full_name: str


PART_OF = {"registration": "offering", "waitlist": "offering"}
"""What the entries of an area are about, where that is not the area itself."""


class Part(NamedTuple):
    """What an entry is about beside people and programs; `where` is for the address of its page.

    `what` is one of: component, offering, unit_type, grade_scale, account. Registrations and waitlists are about the
    offering.
    """

    what: str
    name: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is still there of all that an entry is about; None or blank where it is gone, or was never said.

    `program` is a code; `requirement` and `requirement_title` are those of the completion; `job` is there where the
    entry was written by a job that is.
    """

    contact: Person | None = None
    program: str = ""
    enrollment: UUID | None = None
    requirement: str = ""
    requirement_title: str = ""
    part: Part | None = None
    job: UUID | None = None
    is_contact_gone: bool = False
    is_enrollment_gone: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the rows of one page, by their numbers and keys."""

    actors: Mapping[int | None, str]
    contacts: Mapping[int, Person]
    programs: Mapping[int, str]
    enrollments: Mapping[int, UUID]
    requirements: Mapping[int, tuple[str, str]]
    parts: Mapping[UUID, Part]
    jobs: Collection[UUID]

    def of(self, row: Mapping[str, Any]) -> About:
        """Return what one row is about."""
        code, title = self.requirements.get(row["completion_id"], ("", ""))
        return About(
            contact=self.contacts.get(row["contact_id"]),
            program=self.programs.get(row["program_id"], ""),
            enrollment=self.enrollments.get(row["enrollment_id"]),
            requirement=code,
            requirement_title=title,
            part=self.parts.get(row["subject"]),
            job=row["batch"] if row["batch"] in self.jobs else None,
            is_contact_gone=row["contact_id"] is not None and row["contact_id"] not in self.contacts,
            is_enrollment_gone=row["enrollment_id"] is not None and row["enrollment_id"] not in self.enrollments,
        )


def about(rows: Sequence[Mapping[str, Any]]) -> Known:
    """Look up what rows of the log are about, in at most twelve queries however many rows there are."""
    return Known(
        actors=full_names(_all(rows, "account_id")),
        contacts={
            key: Person(contact.member_number, contact.full_name)
            for key, contact in known_by(_all(rows, "contact_id")).items()
        },
        programs=dict(Program.objects.filter(pk__in=_all(rows, "program_id")).values_list("pk", "code")),
        enrollments=dict(Enrollment.objects.filter(pk__in=_all(rows, "enrollment_id")).values_list("pk", "key")),
        requirements={
            pk: (code, title)
            for pk, code, title in Completion.objects.filter(pk__in=_all(rows, "completion_id")).values_list(
                "pk", "requirement__code", "requirement__title"
            )
        },
        parts=_parts(rows),
        jobs=set(Job.objects.filter(key__in=_all(rows, "batch")).values_list("key", flat=True)),
    )


def _all(rows: Sequence[Mapping[str, Any]], name: str) -> set[Any]:
    return {row[name] for row in rows if row[name] is not None}


def _parts(rows: Sequence[Mapping[str, Any]]) -> dict[UUID, Part]:
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        area = area_of(row["kind"])
        if row["subject"] is not None:
            wanted.setdefault(PART_OF.get(area, area), set()).add(row["subject"])
    found: dict[UUID, Part] = {}
    if keys := wanted.get("component"):
        rows_of = Component.objects.filter(key__in=keys).values_list("key", "title", "code")
        found |= {key: Part("component", title, code) for key, title, code in rows_of}
    named_by = (("offering", Offering, "title"), ("unit_type", UnitType, "name"), ("account", Account, "username"))
    for what, model, name in named_by:
        if keys := wanted.get(what):
            named = model._default_manager.filter(key__in=keys).values_list("key", name)  # noqa: SLF001 - Django's documented name for it
            found |= {key: Part(what, title, str(key)) for key, title in named}
    if keys := wanted.get("grade_scale"):
        scales = GradeScale.objects.filter(key__in=keys)
        found |= {scale.key: Part("grade_scale", str(scale), str(scale.key)) for scale in scales}
    return found
