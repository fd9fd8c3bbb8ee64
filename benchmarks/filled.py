"""Where does a program with very many enrollees come from? Written past the actions, a thousand rows a statement."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import cast

from conferral.actions import ledger, programs
from conferral.actions.set_based import insert_rows
from conferral.models import Completion, Contact, Enrollment, LedgerChange, Program
from conferral.models import Requirement as StoredRequirement
from conferral.models.ledger import FIGURES
from conferral.rules import grades, terms
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.contacts import Details
from conferral.rules.definition import Definition, Requirement
from conferral.rules.names import derived
from conferral.rules.terms import Dates, Period, Terms, Unit

FIRST = ("Ada", "Zoë", "Łukasz", "Grace", "Ingrid", "José", "太郎", "Oona", "Peter", "Mary", "Ali", "Ruth", "Sven")
LAST = ("Lovelace", "Ångström", "O'Brien", "Hopper", "Müller", "Nguyễn", "佐藤", "Smith", "Jones", "García", "Novák")
REQUIREMENTS = 8
TERMS = Terms(Period(1, Unit.YEARS), Period(30, Unit.DAYS))
CHUNK = 1000

CONTACT = ("key", "member_number", "first_name", "last_name", "email", "organization", "sort_name", "search_text")
ENROLLMENT = (
    "key", "contact_id", "program_id", "version_id", "registered_at", "registered_on", "enrolled_on",
    "grace_begins_on", "expires_on", "started_on", "requirements_met_on", "earned_on", "revision",
)  # fmt: skip
COMPLETION = (
    "key", "enrollment_id", "requirement_id", "completed_on", "reference", "notes", "grade", "is_live", "awaits",
    "recorded_at", "rejection", "rejection_note", "void_reason", "revision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One enrollee: since when, and how many requirements are done, one a day from then on."""

    enrolled_on: date
    done: int


def spread(number: int, on: date) -> Person:
    """Say who is in which tracker: of ten three earned, four enrolled, one in grace, two expired."""
    kind, step = number % 10, number // 10
    if kind < 3:  # noqa: PLR2004 - the docstring's three
        return Person(on - timedelta(days=10 + step % 2000), REQUIREMENTS)
    if kind < 7:  # noqa: PLR2004 - and four
        return Person(on - timedelta(days=step % 300), min(step % 6, step % 300))
    if kind == 7:  # noqa: PLR2004 - and one
        return Person(on - timedelta(days=370 + step % 20), step % 7)
    return Person(on - timedelta(days=410 + step % 2000), step % 7)


def filled(*, enrollees: int, code: str = "BENCH", on: date, person: Callable[[int, date], Person] = spread) -> Program:
    """Define a program of eight requirements and put contacts with completions in it, each as `person` says.

    By default about half of what is asked for is done, and on the day there are people in every tracker.
    """
    program = programs.define(code=code, policies=programs.Policies(), by=COMMAND_LINE, at=_noon(date(2015, 1, 1)))
    programs.publish_definition(program=program, definition=definition(), by=COMMAND_LINE, at=_noon(date(2015, 1, 1)))
    numbers = iter(range(enrollees))
    while chunk := list(islice(numbers, CHUNK)):
        _write(program, chunk, [person(number, on) for number in chunk])
    ledger.recount(program=program.pk)
    return program


def known(*, contacts: int, code: str) -> None:
    """Put contacts in that are enrolled in nothing, with numbers that begin with the code."""
    numbers = iter(range(contacts))
    while chunk := list(islice(numbers, CHUNK)):
        _known(code, chunk)


def empty_programs(*, upto: int) -> None:
    """Define programs like the first one, so many in all, each with some days in its ledger and nobody in it."""
    like: dict[str, object] = dict(Program.objects.order_by("pk").values().first() or {})
    fields = [name for name in like if name not in {"id", "key", "code"}]
    same = [like[name] for name in fields]
    numbers = range(Program.objects.count(), upto)
    keys = insert_rows(
        Program, ("key", "code", *fields), [(uuid.uuid4(), f"EMPTY-{number}", *same) for number in numbers]
    )
    days = [date(2025, 1, 1) + timedelta(days=9 * step) for step in range(20)]
    figures = [(0, 1), (1, -1)]
    rows = [(key, on, *figures[place % 2], 0, 0, 0, 0) for key in keys for place, on in enumerate(days)]
    insert_rows(LedgerChange, ("program", "changes_on", *FIGURES), rows)


def definition() -> Definition:
    """Return what the programs ask: eight requirements in three stages, two of them graded."""
    scale = grades.points(Decimal(100), Decimal(70))
    requirements = tuple(
        Requirement(
            code=f"R{number}",
            title=f"Requirement {number}",
            component=f"C{number}",
            stage=1 + number // 3,
            units=Decimal(5),
            scale=scale if number % 4 == 0 else None,
        )
        for number in range(REQUIREMENTS)
    )
    return Definition(
        name="Emergency care",
        terms=TERMS,
        requirements=requirements,
        unit_type="CE hours",
        units_required=Decimal(40),
    )


def _write(program: Program, numbers: list[int], people: list[Person]) -> None:
    version = program.versions.get()
    requirements = list(version.requirements.order_by("position"))
    contacts = _known(program.code, numbers)
    rows = [
        _enrollment(person, contact, program.pk, version.pk) for person, contact in zip(people, contacts, strict=True)
    ]
    enrollments = insert_rows(Enrollment, ENROLLMENT, rows)
    insert_rows(
        Completion,
        COMPLETION,
        [
            _completion(enrollment, requirement, person.enrolled_on + timedelta(days=place))
            for enrollment, person in zip(enrollments, people, strict=True)
            for place, requirement in enumerate(requirements[: person.done])
        ],
    )


def _known(code: str, numbers: list[int]) -> list[int]:
    return insert_rows(Contact, (*CONTACT, "revision"), [(*_contact(code, number), 1) for number in numbers])


def _contact(code: str, number: int) -> Iterator[object]:
    first = FIRST[number % len(FIRST)]
    last = f"{LAST[number % len(LAST)]}{number // (len(FIRST) * len(LAST)) or ''}"
    member = f"{code}-{number:06}"
    details = Details(
        member_number=member, first_name=first, last_name=last, email=f"{member.lower()}@example.org", organization=""
    )
    yield from (uuid.uuid4(), member, first, last, details.email, "")
    yield from derived(details).values()


def _enrollment(person: Person, contact: int, program: int, version: int) -> tuple[object, ...]:
    dates = cast("Dates", terms.dates_at_enrollment(person.enrolled_on, TERMS))
    met = person.enrolled_on + timedelta(days=REQUIREMENTS - 1) if person.done == REQUIREMENTS else None
    return (
        uuid.uuid4(), contact, program, version, _noon(person.enrolled_on), person.enrolled_on, person.enrolled_on,
        dates.grace_begins_on, dates.expires_on, person.enrolled_on if person.done else None, met, met, 1,
    )  # fmt: skip


def _completion(enrollment: int, requirement: StoredRequirement, completed_on: date) -> tuple[object, ...]:
    grade = "90" if requirement.grade_scale_id else ""
    return (
        uuid.uuid4(), enrollment, requirement.pk, completed_on, "", "", grade, True, "",
        _noon(completed_on), "", "", "", 1,
    )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
