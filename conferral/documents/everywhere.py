"""What is meant by a few words typed at the top of any page: a contact, a program, or somebody's enrollment in one?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from conferral.models import Contact, Enrollment, Program, Version
from conferral.models.former_number import numbered
from conferral.rules.standing import Status, standing

SIZE = 10
MOST_COUNTED = 1_000
"""Up to here what was found is counted; of more it is said that there are more."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A person that was found."""

    member_number: str
    full_name: str
    email: str


@dataclass(frozen=True, slots=True)
class FoundProgram:
    """A program that was found; `name` is that of its version in force, blank while there is none."""

    code: str
    name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class FoundEnrollment:
    """Somebody's latest enrollment in a program; `status` is None before it begins."""

    key: UUID
    full_name: str
    member_number: str
    program: str
    enrolled_on: date
    status: Status | None


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """The first of one kind that was found, and how many there are; MOST_COUNTED + 1 means more."""

    rows: tuple[Row, ...] = ()
    found: int = 0

    @property
    def is_more(self) -> bool:
        """Whether there is more than what is shown."""
        return self.found > len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Everywhere:
    """All that was found. `member_number` and `code` are what was typed, where that is exactly one, a former one too.

    `named` is what was typed but for the code of `program`, the one program whose enrollments were looked through.
    """

    contacts: Part[FoundContact] = Part()
    programs: Part[FoundProgram] = Part()
    enrollments: Part[FoundEnrollment] = Part()
    member_number: str = ""
    code: str = ""
    named: str = ""
    program: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.contacts.rows or self.programs.rows or self.enrollments.rows)


def everywhere(text: str, *, on: date, size: int = SIZE) -> Everywhere:
    """Find contacts by any part of name, email or member number, programs by code or name, and enrollments by both.

    "lovelace EMT-R" is what lovelace finds in EMT-R. At most six queries, however much there is; nothing typed finds
    nothing.
    """
    wanted = text.split()
    if not wanted:
        return Everywhere()
    programs, by_code = _programs(wanted, size)
    meant = next((word for word in wanted if word.lower() in by_code), "")
    named = " ".join(word for word in wanted if word is not meant) if meant else ""
    code, number = by_code.get(meant.lower(), ("", 0))
    exactly = numbered(text.strip())
    return Everywhere(
        contacts=_contacts(text, exactly, size),
        programs=programs,
        enrollments=_enrollments(named, number, size, on) if named else Part(),
        member_number=text.strip() if exactly else "",
        code=by_code.get(text.strip().lower(), ("", 0))[0],
        named=named,
        program=code if named else "",
    )


def _contacts(text: str, exactly: Contact | None, size: int) -> Part[FoundContact]:
    """Return whose number it is, a former one too, before those a search finds."""
    first = [exactly] if exactly and exactly.erased_at is None else []
    others = Contact.objects.named(text).exclude(pk__in=[row.pk for row in first])
    rows = [*first, *others.order_by("sort_name", "pk")[: size - len(first)]]
    return Part(
        tuple(FoundContact(row.member_number, row.full_name, row.email) for row in rows),
        len(first) + _counted(others),
    )


def _programs(wanted: list[str], size: int) -> tuple[Part[FoundProgram], dict[str, tuple[str, int]]]:
    """Return the programs found, and by code in small letters those whose code is one of the words."""
    lowered = [word.lower() for word in wanted]
    in_force = Version.objects.current().filter(program=OuterRef("pk")).values("name")[:1]
    rows = Program.objects.annotate(name=Coalesce(Subquery(in_force), Value("")))
    found, by_code = [], {}
    for pk, code, name, is_active in rows.order_by("code").values_list("pk", "code", "name", "is_active"):
        if code.lower() in lowered or code.lower() == " ".join(lowered):
            by_code[code.lower()] = (code, pk)
        said = f"{code}\n{name}".lower()
        if all(word in said for word in lowered):
            found.append(FoundProgram(code, name, is_active))
    return Part(tuple(found[:size]), len(found)), by_code


def _enrollments(named: str, program: int, size: int, on: date) -> Part[FoundEnrollment]:
    rows = Enrollment.objects.filter(program=program, replaced_on=None).named(named)
    first = rows.select_related("contact", "program", "version").order_by("sort_name", "pk")[:size]
    return Part(tuple(_enrollment(row, on) for row in first), _counted(rows))


def _enrollment(row: Enrollment, on: date) -> FoundEnrollment:
    now = standing(row.facts(), on)
    return FoundEnrollment(
        row.key,
        row.contact.full_name,
        row.contact.member_number,
        row.program.code,
        row.enrolled_on,
        now.status if now else None,
    )


def _counted(rows: QuerySet[Contact] | QuerySet[Enrollment]) -> int:
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
