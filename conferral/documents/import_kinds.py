"""What is a file of each kind made of, and what would become of its rows? The columns, the key, a look ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from conferral.documents.completion_rows import Change as CompletionChange
from conferral.documents.completion_rows import CompletionRows
from conferral.documents.contact_rows import ContactRows
from conferral.documents.earlier_rows import EarlierRows
from conferral.documents.enrollment_rows import Change as EnrollmentChange
from conferral.documents.enrollment_rows import EnrollmentRows
from conferral.documents.former_keys import followed
from conferral.documents.header import Columns
from conferral.documents.keys import Key, KeyOf
from conferral.models import Contact
from conferral.models.slices import slices
from conferral.rules import completion_file, contact_file, enrollment_file
from conferral.rules.importing import ImportKind
from conferral.rules.outcomes import Outcome, Row

Changes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of a row: the outcome, whose it is, and each field that would change, before and after.

    Of a row of contacts that is accepted there is also whom it would change, by number, and the email that it leaves.
    """

    outcome: Outcome
    name: str = ""
    changes: Changes = ()
    contact: int | None = None
    email: str = ""


def _contacts(rows: Sequence[Row], _today: date, earlier: EarlierRows | None) -> Iterator[Foreseen]:
    known = ContactRows(rows, Contact.objects.all(), earlier)
    for row in rows:
        decided = known.decide(row.cells)
        said = decided.details or decided.held
        name = f"{said.first_name} {said.last_name}".strip() if said else ""
        changes = contact_file.changed(decided.held, decided.details) if decided.held and decided.details else ()
        left = decided.details or decided.held if not decided.outcome.refusal else None
        yield Foreseen(
            decided.outcome,
            name or written_name(row.cells),
            changes,
            decided.contact.pk if decided.contact and left else None,
            left.email if left else "",
        )


def _history(
    rows_of: type[EnrollmentRows | CompletionRows], rows: Sequence[Row], today: date, _earlier: EarlierRows | None
) -> Iterator[Foreseen]:
    for some in slices(rows):
        for decided in rows_of(some, Contact.objects.all(), today).decided():
            change = decided.to_write if isinstance(decided.to_write, EnrollmentChange | CompletionChange) else None
            changes = _differences(change.held.as_dict(), change.content.as_dict()) if change else ()
            yield Foreseen(decided.outcome, decided.contact.full_name if decided.contact else "", changes)


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind: its columns as the command reads them, what identifies a row, and what would become of rows.

    The last is asked with the day and, of contacts, the rows of the file that were looked at before these.
    """

    columns: Columns
    key: KeyOf
    foresee: Callable[[Sequence[Row], date, EarlierRows | None], Iterator[Foreseen]]


def _number(cells: Mapping[str, str]) -> Key | None:
    number = cells[contact_file.KEY]
    return (number,) if number else None


KINDS: Mapping[ImportKind, FileKind] = {
    ImportKind.CONTACTS: FileKind(
        Columns(contact_file.REQUIRED, contact_file.OPTIONAL), KeyOf((contact_file.KEY,), _number), _contacts
    ),
    ImportKind.ENROLLMENTS: FileKind(
        Columns(enrollment_file.KEY, enrollment_file.OPTIONAL),
        KeyOf(enrollment_file.KEY, enrollment_file.key_of),
        partial(_history, EnrollmentRows),
    ),
    ImportKind.COMPLETIONS: FileKind(
        Columns(completion_file.NEEDED, completion_file.OPTIONAL),
        KeyOf(completion_file.KEY, completion_file.key_of),
        partial(_history, CompletionRows),
    ),
}


def key_of(kind: ImportKind) -> KeyOf:
    """Return what identifies a row, now that some contacts may have been merged. One query; of contacts none.

    A row of contacts that has a former number is refused, so it means no other.
    """
    key = KINDS[kind].key
    return key if kind is ImportKind.CONTACTS else followed(key)


def written_name(cells: Mapping[str, str]) -> str:
    """Return the name that stands in a row, where names do."""
    return f"{cells.get('first_name', '')} {cells.get('last_name', '')}".strip()


def _differences(before: Mapping[str, object], after: Mapping[str, object]) -> Changes:
    return tuple(
        (name, _said(before[name]), _said(after[name])) for name in after if before.get(name) != after.get(name)
    )


def _said(value: object) -> str:
    return "" if value is None else str(value)
