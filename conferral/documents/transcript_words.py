"""How does a transcript read? Its headings, facts, sentences and tables, in the order of both page and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from conferral.documents.transcript import EnrollmentEntry, RequirementEntry, Transcript
from conferral.documents.transcript_json import fingerprint
from conferral.rules.days import shortly
from conferral.rules.quantities import written
from conferral.rules.requirement_status import RequirementStatus

Words = tuple[str | date, ...]
"""A text in parts, so that a day in it stays a day."""

NONE: Words = ("–",)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, of level 2 or 3; that of the whole, level 1, stands alone."""

    level: int
    text: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class FactList:
    """Facts, each with its label."""

    facts: tuple[tuple[str, Words], ...]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or some."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `about` is said beneath it, smaller."""

    words: Words = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; numbers stand at the end of their cells."""

    label: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row is what the row is about."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kind: str = "table"


Block = Heading | FactList | Paragraph | Table


def title_of(transcript: Transcript) -> str:
    """Return the title of the whole."""
    return _("Transcript of %(name)s") % {"name": transcript.name}


def blocks(transcript: Transcript) -> list[Block]:
    """Return everything below the title."""
    return [*_person(transcript), *_programs(transcript), *_credited(transcript), *_about(transcript)]


def in_words(words: Words) -> str:
    """Return the parts as one text."""
    return "".join(part if isinstance(part, str) else shortly(part) for part in words)


def instant(transcript: Transcript) -> str:
    """Return when the transcript was made: "2 Mar 2026, 09:30 UTC"."""
    here = timezone.localtime(transcript.generated_at)
    return f"{shortly(here)}, {here:%H:%M} {here.tzname()}"


def _person(transcript: Transcript) -> Iterator[Block]:
    facts: list[tuple[str, Words]] = [(_("Member number"), (transcript.member_number,))]
    if transcript.organization:
        facts.append((_("Organization"), (transcript.organization,)))
    for name, conferred_on in transcript.designations:
        facts.append((_("Designation"), (name + " " + _("since") + " ", conferred_on)))
    facts.append((_("As of"), (transcript.on,)))
    if transcript.issuer:
        facts.append((_("Issued by"), (transcript.issuer,)))
    yield FactList(tuple(facts))


def _programs(transcript: Transcript) -> Iterator[Block]:
    if not transcript.enrollments:
        yield Paragraph(_("No enrollment had begun by this day."))
    for label, entries in ((_("Current programs"), transcript.current), (_("Past enrollments"), transcript.past)):
        if entries:
            yield Heading(2, label)
        for one in entries:
            yield from _enrollment(one)


def _enrollment(one: EnrollmentEntry) -> Iterator[Block]:
    yield Heading(3, one.name)
    facts: list[tuple[str, Words]] = [
        (_("Program"), (f"{one.program}, " + _("version %(number)s") % {"number": one.version},)),
        (_("Enrollment Status"), (f"{one.status.label} " + _("since") + " ", one.since)),
        (_("Enrollment date"), (one.enrolled_on,)),
        (_("Grace period begins"), (one.grace_begins_on,) if one.grace_begins_on else NONE),
        (_("Expiration date"), (one.expires_on,)),
        (_("Completion deadline"), (one.completion_deadline,) if one.has_deadline else NONE),
    ]
    if one.cycle:
        facts.insert(1, (_("Cycle"), (str(one.cycle),)))
    if one.designation:
        facts.append((_("Designation"), (one.designation,)))
    yield FactList(tuple(facts))
    yield Paragraph(one.why)
    heads = (_("Requirement"), _("Status"), _("Date"), _("Grade"))
    yield Table(
        _("Requirements of %(program)s") % {"program": one.name},
        (*(Column(label) for label in heads), Column(_("Units"), is_number=True)),
        tuple(row for item in one.requirements for row in _requirement(item)),
    )
    if rows := tuple(_units(one)):
        heads = (_("Gathered"), _("Counted"), _("At least"), _("At most"))
        yield Table(
            _("Units of %(program)s") % {"program": one.name},
            (Column(_("Units")), *(Column(label, is_number=True) for label in heads)),
            rows,
        )
    if one.units_carried:
        said = {"units": written(one.units_carried)}
        yield Paragraph(_("%(units)s of these units were carried over from an earlier enrollment.") % said)


def _requirement(item: RequirementEntry) -> Iterator[tuple[Cell, ...]]:
    about = [item.code, _("stage %(number)s") % {"number": item.stage}]
    about[1] += f" {item.stage_name}" if item.stage_name else ""
    about += [] if item.is_required else [_("elective")]
    about += [item.category] if item.category else []
    units = written(item.units)
    if item.units_asked:
        units = _("%(units)s of %(all)s") % {"units": units, "all": written(item.units_asked)}
    elif not item.units:
        units = ""
    yield (
        Cell((item.title,), " · ".join(about)),
        Cell((item.status.label,)),
        Cell((item.complete_on,) if item.complete_on else ()),
        Cell((item.grade,)),
        Cell((units,)),
    )
    if item.is_repeatable:
        for number, one in enumerate(item.completions, 1):
            yield (
                Cell((_("Completion %(number)s") % {"number": number},), item.code),
                Cell((RequirementStatus.COMPLETE.label,)),
                Cell((one.completed_on,)),
                Cell((one.grade,)),
                Cell((_or_blank(one.units),)),
            )


def _units(one: EnrollmentEntry) -> Iterator[tuple[Cell, ...]]:
    """Write the units of the program and of each category against what is asked, where any are asked or there."""
    if one.units_required or one.units:
        given = sum((item.units for item in one.requirements), Decimal(0))
        yield _row(Cell((one.unit_type or _("units"),)), given, one.units, one.units_required or None, None)
    names = {item.code: item.name for item in one.categories}
    for item in one.categories:
        within = _("within %(name)s") % {"name": names[item.within]} if item.within in names else ""
        yield _row(Cell((item.name,), within), item.gathered, item.counted, item.minimum, item.maximum)


def _row(about: Cell, *units: Decimal | None) -> tuple[Cell, ...]:
    return (about, *(Cell((_or_blank(one),)) for one in units))


def _or_blank(units: Decimal | None) -> str:
    return "" if units is None else written(units)


def _credited(transcript: Transcript) -> Iterator[Block]:
    if transcript.credits:
        yield Heading(2, _("Units credited"))
        yield Table(
            _("Units of all programs, each completion once"),
            (Column(_("Units")), Column(_("Credited"), is_number=True)),
            tuple((Cell((one.unit_type or _("units"),)), Cell((written(one.units),))) for one in transcript.credits),
        )


def _about(transcript: Transcript) -> Iterator[Block]:
    yield Heading(2, _("About this transcript"))
    facts: list[tuple[str, Words]] = [(_("Generated at"), (instant(transcript),))]
    if head := transcript.log_head:
        facts.append((_("Head of the sealed log"), (str(head),)))
    facts.append((_("Fingerprint of these facts"), (f"SHA-256 {fingerprint(transcript)}",)))
    yield FactList(tuple(facts))
    yield Paragraph(
        _("What the records said about the day named above when this transcript was made. Completions that wait, ")
        + _("were rejected or voided are not credited.")
    )
