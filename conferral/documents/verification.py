"""Does every derived fact still follow from the records? What disagrees is handed out, line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conferral.documents.attachments import stored
from conferral.models import Attachment, Completion, Contact, Designation, Enrollment, Program
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_and_live, designations_due
from conferral.models.ledger import ledger_and_due
from conferral.rules import succession
from conferral.rules.attempts import Awaits, live_keys
from conferral.rules.ledger import NOTHING, Figures
from conferral.rules.milestones import milestones
from conferral.rules.names import derived

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A derived fact that does not follow from the records: whose it is, what is stored, what is due."""

    what: str
    fact: str
    stored: object
    due: object

    def __str__(self) -> str:
        """Read as one line: "enrollment 0b1c…: earned_on is 2025-03-01, should be none"."""
        return f"{self.what}: {self.fact} is {_said(self.stored)}, should be {_said(self.due)}"


def disagreements() -> Iterator[Disagreement]:
    """Recompute every derived fact of every contact, in constant memory, and yield what disagrees.

    These are `replaced_on`, `started_on`, `requirements_met_on`, `earned_on` and `sort_name` of enrollments,
    `is_live` and `awaits` of completions, and the designations, sort keys and search texts of contacts.
    The contents of every file are read and compared with the hash and the size that were kept of them. Last comes the
    ledger of the trackers, program by program.
    """
    yield from _of_contacts()
    for program in Program.objects.order_by("pk"):
        yield from _ledger(program)


def _of_contacts() -> Iterator[Disagreement]:
    last = 0
    while True:
        contacts = list(Contact.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if not contacts:
            return
        last = contacts[-1]
        rows = list(Enrollment.objects.filter(contact__in=contacts).order_by("pk"))
        yield from _lines(rows)
        yield from _milestones(rows)
        yield from _designations(contacts)
        yield from _names(contacts)
        yield from _sorted_as(rows)
        yield from _files(rows)


def _lines(rows: Sequence[Enrollment]) -> Iterator[Disagreement]:
    lines: dict[tuple[int, int], list[Enrollment]] = defaultdict(list)
    for row in rows:
        lines[row.contact_id, row.program_id].append(row)
    for line in lines.values():
        due = succession.replacements([row.place_in_line() for row in line])
        for row in line:
            yield from _compared(f"enrollment {row.key}", "replaced_on", row.replaced_on, due[row.pk])


def _milestones(rows: Sequence[Enrollment]) -> Iterator[Disagreement]:
    definitions = definitions_of({row.version_id for row in rows})
    attempts, stored_live = attempts_and_live([row.pk for row in rows])
    due_live: dict[int, Awaits] = {}
    for row in rows:
        definition = definitions[row.version_id]
        due = milestones(
            definition,
            attempts[row.pk],
            enrolled_on=row.enrolled_on,
            approved_on=row.approved_on,
            cancelled_on=row.cancelled_on,
        )
        for fact in ("started_on", "requirements_met_on", "earned_on"):
            yield from _compared(f"enrollment {row.key}", fact, getattr(row, fact), getattr(due, fact))
        due_live |= live_keys(definition, attempts[row.pk])
    wrong = {pk for pk in stored_live.keys() | due_live.keys() if stored_live.get(pk) is not due_live.get(pk)}
    for pk, key in Completion.objects.filter(pk__in=wrong).order_by("pk").values_list("pk", "key"):
        yield from _compared(f"completion {key}", "is_live", pk in stored_live, pk in due_live)
        yield from _compared(
            f"completion {key}",
            "awaits",
            stored_live.get(pk, Awaits.NOTHING).value or None,
            due_live.get(pk, Awaits.NOTHING).value or None,
        )


def _designations(contacts: Sequence[int]) -> Iterator[Disagreement]:
    due = designations_due(contacts)
    held = {
        (item.contact_id, item.name): item.conferred_on for item in Designation.objects.filter(contact__in=contacts)
    }
    if due == held:
        return
    keys = dict(Contact.objects.filter(pk__in=contacts).values_list("pk", "key"))
    for contact, name in sorted(due.keys() | held.keys()):
        yield from _compared(
            f"contact {keys[contact]}", f"designation {name}", held.get((contact, name)), due.get((contact, name))
        )


def _names(contacts: Sequence[int]) -> Iterator[Disagreement]:
    for contact in Contact.objects.filter(pk__in=contacts).order_by("pk"):
        due_names = derived(contact.details())
        if contact.erased_at is not None:
            due_names["search_text"] = ""  # an erased contact is found by no search
        for fact, due in due_names.items():
            yield from _compared(f"contact {contact.key}", fact, getattr(contact, fact), due)


def _sorted_as(rows: Sequence[Enrollment]) -> Iterator[Disagreement]:
    contacts = Contact.objects.filter(pk__among={row.contact_id for row in rows})
    due = dict(contacts.values_list("pk", "sort_name"))
    for row in rows:
        yield from _compared(f"enrollment {row.key}", "sort_name", row.sort_name, due[row.contact_id])


def _files(rows: Sequence[Enrollment]) -> Iterator[Disagreement]:
    for file in Attachment.objects.filter(enrollment__in=rows).order_by("pk").iterator():
        found = stored(file)
        if found is None:
            yield Disagreement(f"file {file.key}", "contents", None, f"{file.size} bytes")
        else:
            yield from _compared(f"file {file.key}", "size", found[1], file.size)
            yield from _compared(f"file {file.key}", "sha256", found[0], file.sha256)


def _ledger(program: Program) -> Iterator[Disagreement]:
    held, due = ledger_and_due(program.pk)
    for place in sorted(held.keys() | due.keys()):
        stored, wanted = held.get(place, NOTHING), due.get(place, NOTHING)
        for name in Figures._fields:
            yield from _compared(
                f"ledger of {program.code} on {place[1]}", name, getattr(stored, name), getattr(wanted, name)
            )


def _compared(what: str, fact: str, stored: object, due: object) -> Iterator[Disagreement]:
    if stored != due:
        yield Disagreement(what, fact, stored, due)


def _said(value: object) -> str:
    return "none" if value is None else str(value)
