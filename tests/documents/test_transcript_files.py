"""Do the JSON and the CSV of a transcript have the shape that docs/transcripts.md promises?"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from conferral.documents.transcript_csv import COLUMNS, as_csv
from conferral.documents.transcript_json import as_json, as_text
from conferral.rules.sealing import Head
from tests import make
from tests.documents.transcribed import ada, transcript

pytestmark = pytest.mark.django_db
HEAD = Head(12, bytes([15]) * 32)
PAPER = Path(__file__).resolve().parents[2] / "docs" / "transcripts.md"

SECOND = {
    "program": "ADV",
    "name": "Advanced care",
    "version": 1,
    "cycle": 2,
    "designation": "",
    "enrolled_on": "2025-06-01",
    "grace_begins_on": "2026-06-02",
    "expires_on": "2026-07-01",
    "status": "enrolled",
    "since": "2025-06-01",
    "current": True,
    "completion_deadline": "2026-06-01",
    "why": "Enrolled since 1 June 2025: 1 of 5 requirements complete. The completion deadline is 1 June 2026. "
    "Unless the requirements are met by then, the grace period begins on 2 June 2026.",
    "unit_type": "CE hours",
    "units": 10,
    "units_required": 16,
    "units_carried_over": 0,
}
NATIONAL = {
    "requirement": "NAT",
    "title": "National hours",
    "stage": 1,
    "required": True,
    "category": "National",
    "status": "complete",
    "completed_on": "2024-03-01",
    "grade": "80",
    "units": 10,
    "units_asked": 10,
    "completions": [{"completed_on": "2024-03-01", "grade": "80", "units": None}],
}
LOCAL = {
    "requirement": "LOC",
    "title": "Local hours",
    "stage": 1,
    "required": True,
    "category": "Local",
    "status": "complete",
    "completed_on": "2024-04-02",
    "grade": "",
    "units": 8.75,
    "units_asked": 6,
    "completions": [
        {"completed_on": "2024-03-02", "grade": "", "units": 2.5},
        {"completed_on": "2024-04-02", "grade": "", "units": 6.25},
    ],
}


def test_the_json_is_the_promised_shape():
    said = replace(transcript(ada()), log_head=HEAD)
    told = json.loads(as_text(said))
    assert told == as_json(said)
    assert {name: value for name, value in told.items() if name not in ("enrollments", "log", "fingerprint")} == {
        "issuer": "Nordic Board of Emergency Care",
        "member_number": "M/1",
        "name": "Ada Lovelace",
        "organization": "Østre Works",
        "on": "2026-03-02",
        "designations": [{"designation": "AEMT", "conferred_on": "2024-04-02"}],
        "credited": [{"unit_type": "CE hours", "units": 28}],
        "generated_at": "2026-03-02T09:30:00+00:00",
    }
    assert told["log"] == {"number": 12, "hash": "0f" * 32}
    assert as_json(replace(said, log_head=None))["log"] is None
    second, first, other = told["enrollments"]
    assert {name: second[name] for name in second if name not in ("requirements", "categories")} == SECOND
    assert first["requirements"][:2] == [NATIONAL, LOCAL]
    assert first["categories"] == [
        {"category": "N", "name": "National", "within": None, "units": 10, "units_counted": 10, "minimum": 10, "maximum": None},
        {"category": "L", "name": "Local", "within": None, "units": 8.75, "units_counted": 8, "minimum": None, "maximum": 8},
    ]  # fmt: skip
    assert (other["program"], other["status"], other["cycle"]) == ("BASE", "cancelled", None)


def test_whoever_has_the_json_can_compute_the_fingerprint_anew():
    told = json.loads(as_text(transcript(ada())))
    given = told.pop("fingerprint")
    del told["generated_at"], told["log"]
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == given


def test_the_csv_has_one_line_per_requirement_of_each_enrollment():
    said = replace(transcript(ada()), log_head=HEAD)
    rows = list(csv.DictReader(io.StringIO(as_csv(said))))
    assert [(row["program"], row["cycle"], row["requirement"]) for row in rows] == [
        (one.program, str(one.cycle or ""), item.code) for one in said.enrollments for item in one.requirements
    ]
    assert rows[5] == {
        "member_number": "M/1", "name": "Ada Lovelace", "on": "2026-03-02", "program": "ADV",
        "program_name": "Advanced care", "version": "1", "cycle": "1", "enrolled_on": "2024-01-10",
        "grace_begins_on": "2025-01-11", "expires_on": "2025-02-09", "status": "earned", "since": "2024-04-02",
        "current": "false", "completion_deadline": "2025-02-09", "requirement": "NAT", "title": "National hours",
        "stage": "1", "required": "true", "category": "National", "requirement_status": "complete",
        "completed_on": "2024-03-01", "grade": "80", "units": "10", "units_asked": "10", "unit_type": "CE hours",
        "completions": "1", "log_head": "12:" + "0f" * 32,
    }  # fmt: skip
    assert (rows[6]["units"], rows[6]["completions"]) == ("8.75", "2")
    assert (rows[2]["requirement_status"], rows[2]["completed_on"]) == ("awaiting_approval", "")


def test_somebody_without_enrollments_is_heads_alone():
    assert as_csv(transcript(make.contact())) == ",".join(COLUMNS) + "\r\n"


def test_no_cell_begins_a_formula():
    said = replace(transcript(ada()), name="=HYPERLINK(1)", member_number="+1")
    (row, *_) = csv.DictReader(io.StringIO(as_csv(said)))
    assert (row["name"], row["member_number"]) == ("'=HYPERLINK(1)", "'+1")


def test_the_paper_names_every_column_and_every_name():
    told = PAPER.read_text(encoding="utf-8")
    names = {f"`{name}`" for name in COLUMNS}

    def every(value: object) -> None:
        if isinstance(value, dict):
            names.update(f"`{name}`" for name in value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            every(inner)

    every(as_json(transcript(ada())))
    assert sorted(name for name in names if name not in told) == []
