"""Which rows does a test of the tables start from? Lawful ones, written past the actions, each with parents of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from uuid import uuid4

from django.db.models import Model

from conferral.models import (
    Account,
    ApiKey,
    Attachment,
    Cart,
    Category,
    Completion,
    Component,
    Contact,
    Designation,
    Enrollment,
    Event,
    Export,
    ExportPart,
    FormerNumber,
    GivenAnswer,
    GradeScale,
    Hold,
    ImportFile,
    ImportRow,
    Job,
    JobItem,
    LedgerChange,
    LogHead,
    Message,
    Offering,
    Order,
    Organization,
    PendingEmail,
    Place,
    Program,
    Registration,
    Requirement,
    Seal,
    Session,
    Slot,
    Stage,
    ToldThrough,
    UnitType,
    Version,
    Worker,
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


def _api_key(said: dict[str, object]) -> dict[str, object]:
    number = next(_numbers)
    return _unsaid(
        said,
        account=lambda: saved(Account),
        label="Payroll",
        prefix="cfl_abc",
        token_sha256=f"{number}",
        created_at=AT,
    )


def _given_answer(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(
        said, account=lambda: saved(Account), idempotency_key=f"k{next(_numbers)}", fingerprint="f", status=200, at=AT
    )


def _contact(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, member_number=f"N-{next(_numbers)}", first_name="Ada", last_name="Lovelace")


def _designation(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, contact=lambda: saved(Contact), name="EMT", conferred_on=DAY)


def _event(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, at=AT, actor="Anna", kind="contact.added")


def _seal(said: dict[str, object]) -> dict[str, object]:
    number = next(_numbers)
    digest = bytes(32)
    return _unsaid(said, number=number, event_id=number, key=uuid4, contents=digest, actor=digest, hash=digest)


def _log_head(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, seen_at=AT)


def _former_number(said: dict[str, object]) -> dict[str, object]:
    number = next(_numbers)
    return _unsaid(said, member_number=f"F-{number}", contact=lambda: saved(Contact), former=-number, merged_at=AT)


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


def _attachment(said: dict[str, object]) -> dict[str, object]:
    requirement = said.get("requirement") or saved(Requirement)
    return _unsaid(
        said,
        requirement=requirement,
        enrollment=lambda: saved(Enrollment, version=requirement.version),
        form=uuid4,
        name="Certificate.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        path=f"files/{next(_numbers)}",
        added_at=AT,
    )


def _job(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, kind="program.test", asked_at=AT, total=1)


def _job_item(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, job=lambda: saved(Job), place=1, subject=1)


def _import_file(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(
        said, kind="contacts", uploaded_by=lambda: saved(Account), uploaded_at=AT, columns=["email"], is_workbook=False
    )


def _import_row(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, upload=lambda: saved(ImportFile), line=1)


def _ledger_change(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, program=lambda: saved(Program), changes_on=DAY, earned=1)


def _cart(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, account=lambda: saved(Account), opened_at=AT)


def _hold(said: dict[str, object]) -> dict[str, object]:
    parents = {"cart": lambda: saved(Cart), "offering": lambda: saved(Offering), "contact": lambda: saved(Contact)}
    return _unsaid(said, **parents, added_at=AT, held_until=AT)


def _place(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, offering=lambda: saved(Offering), contact=lambda: saved(Contact), joined_at=AT)


def _order(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, billed_to=lambda: saved(Contact), placed_at=AT, total=0, payment="free")


def _registration(said: dict[str, object]) -> dict[str, object]:
    parents = {"order": lambda: saved(Order), "offering": lambda: saved(Offering), "contact": lambda: saved(Contact)}
    return _unsaid(said, **parents, price=0)


def _message(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, key=uuid4, kind="enrolled", contact=lambda: saved(Contact), created_at=AT, due_at=AT)


def _told_through(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, day=DAY)


def _pending_email(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, token_sha256=f"{next(_numbers)}", email="ada@example.org", password="hashed", asked_at=AT)


def _session(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, session_key=f"s{next(_numbers)}", session_data="signed", expire_date=AT)


def _slot(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, name="prune", slot=f"2026-03-02 {next(_numbers)}", taken_at=AT)


def _worker(said: dict[str, object]) -> dict[str, object]:
    return _unsaid(said, name=f"worker-{next(_numbers)}", began_at=AT, seen_at=AT)


_MADE: dict[type[Model], Callable[[dict[str, object]], dict[str, object]]] = {
    Account: _account,
    ApiKey: _api_key,
    Attachment: _attachment,
    Category: _category,
    Completion: _completion,
    Component: _component,
    Contact: _contact,
    ImportFile: _import_file,
    ImportRow: _import_row,
    Export: lambda said: _unsaid(said, job=lambda: saved(Job)),
    ExportPart: lambda said: _unsaid(said, export=lambda: saved(Export), place=0, count=1, path=f"{next(_numbers)}"),
    Designation: _designation,
    Enrollment: _enrollment,
    Event: _event,
    FormerNumber: _former_number,
    GivenAnswer: _given_answer,
    GradeScale: _scale,
    Job: _job,
    JobItem: _job_item,
    LedgerChange: _ledger_change,
    LogHead: _log_head,
    Offering: _offering,
    Organization: _organization,
    Program: _program,
    Requirement: _requirement,
    PendingEmail: _pending_email,
    Seal: _seal,
    Session: _session,
    Slot: _slot,
    Cart: _cart,
    Hold: _hold,
    Order: _order,
    Place: _place,
    Registration: _registration,
    Message: _message,
    ToldThrough: _told_through,
    Stage: _stage,
    UnitType: _unit_type,
    Version: _version,
    Worker: _worker,
}
