"""Is everything as it should be? Facts follow from records, the log and the files are whole; what is not is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from conferral.documents.attachments import stored
from conferral.documents.faults import Disagreement, Fault
from conferral.documents.stray_files import strays
from conferral.documents.verification_of_log import faults_of_log
from conferral.documents.verification_of_records import faults_of_records
from conferral.models import (
    Attachment,
    Completion,
    Contact,
    Designation,
    Enrollment,
    GradeScale,
    Order,
    Organization,
    Program,
)
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_and_live, designations_due
from conferral.models.ledger import ledger_and_due
from conferral.rules import succession
from conferral.rules.attempts import Awaits, live_keys
from conferral.rules.ledger import NOTHING, Figures
from conferral.rules.milestones import milestones
from conferral.rules.names import derived
from conferral.rules.sealing import Head

CHUNK = 500


def faults(*, heads: Sequence[Head] = ()) -> Iterator[Disagreement | Fault]:
    """Yield whatever is wrong with the register, in constant memory.

    Every derived fact is recomputed (`disagreements`), the log is followed seal by seal and compared with the records,
    and nothing may be stored that no row names. `heads` are heads of the log that were handed out before.
    """
    found_before = set(strays())
    yield from disagreements()
    yield from faults_of_log(given=heads)
    yield from faults_of_records()
    for path in strays():
        if path in found_before:  # and is not being uploaded just now
            yield Fault(f"stored contents {path}", "no file and no logo is kept there, as far as the records know")


def disagreements() -> Iterator[Disagreement]:
    """Recompute every derived fact and yield what disagrees.

    These are `replaced_on`, `started_on`, `requirements_met_on`, `earned_on` and `sort_name` of enrollments,
    `is_live` and `awaits` of completions, the designations, sort keys and search texts of contacts, the totals of
    orders and the signatures of grade scales.
    The contents of every file are read and compared with the hash and the size that were kept of them. Last comes the
    ledger of the trackers, program by program.
    """
    yield from _of_contacts()
    yield from _orders()
    yield from _grade_scales()
    yield from _logo()
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
        found = stored(file.path)
        if found is None:
            yield Disagreement(f"file {file.key}", "contents", None, f"{file.size} bytes")
        else:
            yield from _compared(f"file {file.key}", "size", found[1], file.size)
            yield from _compared(f"file {file.key}", "sha256", found[0], file.sha256)


def _orders() -> Iterator[Disagreement]:
    due = Coalesce(Sum("registrations__price"), 0)
    for row in Order.objects.annotate(due=due).exclude(total=F("due")).order_by("pk").iterator():
        yield from _compared(f"order {row.number}", "total", row.total, row.due)


def _grade_scales() -> Iterator[Disagreement]:
    for row in GradeScale.objects.order_by("pk").iterator():
        yield from _compared(f"grade scale {row.key}", "signature", row.signature, GradeScale.signature_of(row.scale))


def _logo() -> Iterator[Disagreement]:
    for row in Organization.objects.exclude(logo_path=""):
        found = stored(row.logo_path)
        yield from _compared("logo", "sha256", found and found[0], row.logo_sha256)


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
