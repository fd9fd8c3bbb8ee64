"""Where does a whole register come from? A hundred programs, most of them copied from the largest by the database.

With 100,000 enrollees in the first: 200,000 contacts, 1,000,000 enrollments and about 4,500,000 completions.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection, models

from benchmarks.copying import columns_of, new_key
from benchmarks.filled import definition, filled, known
from conferral.actions import ledger, programs
from conferral.models import Completion, Contact, Enrollment, Program, Requirement, Version
from conferral.rules.actors import COMMAND_LINE

PROGRAMS = 100
TIMES = 10
"""So many enrollments are there for each enrollee of the first program."""
APART = 1_009
"""So many contacts further on begin the enrollees of the next program."""


def whole(*, enrollees: int, on: date, upto: int = PROGRAMS) -> Program:
    """Fill an empty register with programs, and return the one with so many enrollees."""
    first = filled(enrollees=enrollees, on=on)
    known(contacts=2 * enrollees - Contact.objects.count(), code="KNOWN")
    lowest = Contact.objects.order_by("pk").values_list("pk", flat=True)[0]
    if Contact.objects.order_by("-pk").values_list("pk", flat=True)[0] != lowest + 2 * enrollees - 1:
        raise RuntimeError("The contacts do not follow each other: the register was not empty.")
    each = (TIMES - 1) * enrollees // (upto - 1)
    for number in range(1, upto):
        copied = _defined(f"P-{number:03}")
        _copied(first, copied, each, f"{lowest} + (contact_id - {lowest} + {number * APART}) % {2 * enrollees}")
        ledger.recount(program=copied.pk)
    return first


def _defined(code: str) -> Program:
    at = datetime(2015, 1, 1, 12, tzinfo=UTC)
    program = programs.define(code=code, policies=programs.Policies(), by=COMMAND_LINE, at=at)
    programs.publish_definition(program=program, definition=definition(), by=COMMAND_LINE, at=at)
    return program


def _copied(like: Program, program: Program, count: int, contact: str) -> None:
    """Put the first enrollments of a program, with their completions, into another, for other contacts."""
    version = Version.objects.get(program=program)
    said = {"contact_id": contact, "program_id": str(program.pk), "version_id": str(version.pk)}
    _insert(Enrollment, said, f"FROM {_table(Enrollment)} WHERE program_id = {like.pk} ORDER BY id LIMIT {count}")
    enrollment, requirement = _table(Enrollment), _table(Requirement)
    contact_before = contact.replace("contact_id", "before.contact_id")
    _insert(
        Completion,
        {"enrollment_id": "now.id", "requirement_id": "asked.id"},
        f"FROM {_table(Completion)} one JOIN {enrollment} before ON before.id = one.enrollment_id"
        f" JOIN {enrollment} now ON now.contact_id = {contact_before} AND now.program_id = {program.pk}"
        f" JOIN {requirement} old ON old.id = one.requirement_id"
        f" JOIN {requirement} asked ON asked.version_id = {version.pk} AND asked.position = old.position"
        f" WHERE before.program_id = {like.pk}",
        of="one.",
    )


def _insert(model: type[models.Model], said: dict[str, str], source: str, *, of: str = "") -> None:
    """Copy rows of a table under new keys, with what is `said` of its columns instead of what stands there."""
    columns = columns_of(model)
    new = {"key": new_key(), **said}
    values = ", ".join(new.get(column, f'{of}"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_table(model)} ({names}) SELECT {values} {source}")


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django documents it
