"""How is a transcript written as a table? One line for each requirement of each enrollment.

docs/transcripts.md names the columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from conferral.documents.transcript import EnrollmentEntry, RequirementEntry, Transcript
from conferral.rules.formulas import harmless
from conferral.rules.quantities import written

COLUMNS = (
    "member_number", "name", "on", "program", "program_name", "version", "cycle", "enrolled_on", "grace_begins_on",
    "expires_on", "status", "since", "current", "completion_deadline", "requirement", "title", "stage", "required",
    "category", "requirement_status", "completed_on", "grade", "units", "units_asked", "unit_type", "completions",
    "log_head",
)  # fmt: skip


def as_csv(transcript: Transcript) -> str:
    """Return the table with its heads; texts that begin like a formula get an apostrophe in front."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in transcript.enrollments:
        writer.writerows([harmless(value) for value in _cells(transcript, one, item)] for item in one.requirements)
    return text.getvalue()


def _cells(transcript: Transcript, one: EnrollmentEntry, item: RequirementEntry) -> Iterator[object]:
    yield from (transcript.member_number, transcript.name, transcript.on.isoformat())
    yield from (one.program, one.name, one.version, one.cycle or "", one.enrolled_on.isoformat())
    yield from (_day(one.grace_begins_on), one.expires_on.isoformat(), one.status.value, one.since.isoformat())
    yield from (_truth(one.is_current), one.completion_deadline.isoformat())
    yield from (item.code, item.title, item.stage, _truth(item.is_required), item.category, item.status.value)
    yield from (_day(item.complete_on), item.grade, written(item.units), written(item.units_asked), one.unit_type)
    yield len(item.completions)
    yield str(transcript.log_head or "")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _truth(value: bool) -> str:  # noqa: FBT001 - a cell
    return "true" if value else "false"
