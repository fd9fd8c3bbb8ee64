"""Which rows does a test of the tables start from? Lawful ones, written past the actions, each with parents of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count

from django.db.models import Model

from conferral.models import (
    Account,
    Category,
    Completion,
    Component,
    Contact,
    Designation,
    Enrollment,
    Event,
    GradeScale,
    Offering,
    Organization,
    Program,
    Requirement,
    Stage,
    UnitType,
    Version,
)

DAY = date(2025, 3, 1)
EXPIRES = date(2026, 3, 31)
AT = datetime(2025, 3, 1, 12, tzinfo=UTC)

_numbers = count(1)


def new(model: type[Model], **said: object) -> Model:
    """Return a row that is not yet saved: lawful, and with new parents wherever none is named."""
    return model(**_MADE[model](said), **said)


def saved(model: type[Model], **said: object) -> Model:
    """Return such a row, saved."""
    row = new(model, **said)
    row.save(force_insert=True)
    return row


def _unsaid(said: dict[str, object], **fields: object) -> dict[str, object]:
    """Return the fields nobody named; what stands as a function is called only when it is wanted."""
    wanted = {name: value for name, value in fields.items() if name not in said}
    return {name: value() if callable(value) else value for name, value in wanted.items()}


def _account(said: dict[str, object]) -> dict[str, object]:
    number = next(_numbers)
    return _unsaid(said, username=f"user-{number}", email=f"user-{number}@example.org", password="!")


def _contact(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, member_number=f"N-{next(_numbers)}", first_name="Ada", last_name="Lovelace")


def _designation(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, contact=lambda: saved(Contact), name="EMT", conferred_on=DAY)


def _event(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, at=AT, actor="Anna", kind="contact.added")


def _unit_type(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, name=f"CE hours {next(_numbers)}")


def _component(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, code=f"C-{next(_numbers)}", title="Anatomy")


def _offering(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, component=lambda: saved(Component), kind="resource", title="Self-paced anatomy")


def _organization(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, name="Northfield Association")


def _scale(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, signature=f"pass or fail {next(_numbers)}", kind="pass_fail")


def _program(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, code=f"R-{next(_numbers)}")


def _version(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(
        said,
        program=lambda: saved(Program),
        number=1,  # and not yet published, so that a test can add parts to it
        name="Emergency care",
        deadline_count=1,
        deadline_unit="years",
    )


def _stage(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, version=lambda: saved(Version), number=1, name="Theory")


def _category(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, version=lambda: saved(Version), position=1, code="NAT", name="National")


def _requirement(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(
        said,
        version=lambda: saved(Version),
        component=lambda: saved(Component),
        position=1,
        code="EXAM",
        title="Exam",
    )


def _enrollment(said: dict[str, object]) -> dict[str, object]:
    version = said.get("version") or saved(Version)
    return _unsaid(
        said,
        version=version,
        program=version.program,
        contact=lambda: saved(Contact),
        registered_at=AT,
        registered_on=DAY,
        enrolled_on=DAY,
        expires_on=EXPIRES,
    )


def _completion(said: dict[str, object]) -> dict[str, object]:
    requirement = said.get("requirement") or saved(Requirement)
    return _unsaid(
        said,
        requirement=requirement,
        enrollment=lambda: saved(Enrollment, version=requirement.version),
        completed_on=DAY,
        is_live=False,
        recorded_at=AT,
    )


_MADE: dict[type[Model], Callable[[dict[str, object]], dict[str, object]]] = {
    Account: _account,
    Category: _category,
    Completion: _completion,
    Component: _component,
    Contact: _contact,
    Designation: _designation,
    Enrollment: _enrollment,
    Event: _event,
    GradeScale: _scale,
    Offering: _offering,
    Organization: _organization,
    Program: _program,
    Requirement: _requirement,
    Stage: _stage,
    UnitType: _unit_type,
    Version: _version,
}
