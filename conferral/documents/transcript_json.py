"""How is a transcript written for programs? The shape that the command line and the API promise, and its fingerprint.

docs/transcripts.md tells the shape. Names and meanings are those of `standing --json`.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder

from conferral.documents.transcript import EnrollmentEntry, RequirementEntry, Transcript
from conferral.rules.quantities import in_json


def as_json(transcript: Transcript) -> dict[str, object]:
    """Return the facts, then what is about the transcript itself: when it was made, the log's head, the fingerprint."""
    head = transcript.log_head
    return {
        **facts(transcript),
        "generated_at": transcript.generated_at.astimezone(UTC).isoformat(timespec="seconds"),
        "log": {"number": head.number, "hash": head.hash.hex()} if head else None,
        "fingerprint": fingerprint(transcript),
    }


def as_text(transcript: Transcript) -> str:
    """Return the JSON as a text that people can read, ending with a line end."""
    return json.dumps(as_json(transcript), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n"


def fingerprint(transcript: Transcript) -> str:
    """Return the SHA-256, in hexadecimal, of the facts as JSON: names sorted, nothing between them, in UTF-8.

    Whoever has the JSON can compute it anew: without `generated_at`, `log` and `fingerprint`.
    """
    canonical = json.dumps(
        facts(transcript), cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def facts(transcript: Transcript) -> dict[str, object]:
    """Return what the transcript says of the contact; the same records give the same, whenever it is made."""
    return {
        "issuer": transcript.issuer,
        "member_number": transcript.member_number,
        "name": transcript.name,
        "organization": transcript.organization,
        "on": transcript.on.isoformat(),
        "designations": [
            {"designation": name, "conferred_on": day.isoformat()} for name, day in transcript.designations
        ],
        "enrollments": [_enrollment(one) for one in transcript.enrollments],
        "credited": [{"unit_type": one.unit_type, "units": in_json(one.units)} for one in transcript.credits],
    }


def _enrollment(one: EnrollmentEntry) -> dict[str, object]:
    return {
        "program": one.program,
        "name": one.name,
        "version": one.version,
        "cycle": one.cycle,
        "designation": one.designation,
        "enrolled_on": one.enrolled_on.isoformat(),
        "grace_begins_on": one.grace_begins_on.isoformat() if one.grace_begins_on else None,
        "expires_on": one.expires_on.isoformat(),
        "status": one.status.value,
        "since": one.since.isoformat(),
        "current": one.is_current,
        "completion_deadline": one.completion_deadline.isoformat(),
        "why": one.why,
        "unit_type": one.unit_type,
        "units": in_json(one.units),
        "units_required": in_json(one.units_required),
        "units_carried_over": in_json(one.units_carried),
        "requirements": [_requirement(item) for item in one.requirements],
        "categories": [
            {
                "category": item.code,
                "name": item.name,
                "within": item.within or None,
                "units": in_json(item.gathered),
                "units_counted": in_json(item.counted),
                "minimum": _or_none(item.minimum),
                "maximum": _or_none(item.maximum),
            }
            for item in one.categories
        ],
    }


def _requirement(item: RequirementEntry) -> dict[str, object]:
    return {
        "requirement": item.code,
        "title": item.title,
        "stage": item.stage,
        "required": item.is_required,
        "category": item.category,
        "status": item.status.value,
        "completed_on": item.complete_on.isoformat() if item.complete_on else None,
        "grade": item.grade,
        "units": in_json(item.units),
        "units_asked": in_json(item.units_asked),
        "completions": [
            {"completed_on": one.completed_on.isoformat(), "grade": one.grade, "units": _or_none(one.units)}
            for one in item.completions
        ],
    }


def _or_none(units: Decimal | None) -> int | float | None:
    return None if units is None else in_json(units)
