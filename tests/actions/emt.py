"""Which rows do the tests of imported completions share, and what do they ask of the register?"""

from __future__ import annotations

from datetime import date

from conferral.models import Completion, Enrollment
from tests import imports, register
from tests.imports import TODAY, words

ENROLLED = date(2025, 3, 1)


def row(requirement: str = "PLEDGE", completed_on: str = "2025-04-01", **said: object) -> dict[str, object]:
    return {
        "member_number": "M-1",
        "program": "EMT",
        "enrolled_on": "2025-03-01",
        "requirement": requirement,
        "completed_on": completed_on,
        **said,
    }


def bring(*rows: dict[str, object], today: date = TODAY) -> list[str]:
    said = words(imports.completions(*rows, today=today))
    assert register.disagreements() == []
    return said


def stored(**where: object) -> Completion:
    return Completion.objects.get(**where)


def enrollment() -> Enrollment:
    return Enrollment.objects.get()
