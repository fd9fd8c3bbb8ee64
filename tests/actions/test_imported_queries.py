"""Does a chunk take the same number of queries however many people it names?"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.models import Contact
from tests import imports, make, register

pytestmark = pytest.mark.django_db

ENROLLED = {"program": "EMT", "enrolled_on": "2025-03-01"}


@pytest.fixture(autouse=True)
def _people():
    make.program(
        "EMT",
        make.definition(make.requirement("PLEDGE"), make.requirement("EXAM", scale=make.POINTS), designation="EMT"),
    )
    make.program("OPEN", make.definition(make.requirement(is_required=False), designation="OP"))
    Contact.objects.bulk_create(Contact(member_number=f"N-{n}", last_name="Name") for n in range(550))


def queries(bring, of: range, **said: object) -> int:
    rows = [{"member_number": f"N-{n}", **ENROLLED, **said} for n in of]
    with CaptureQueriesContext(connection) as asked:
        bring(*rows)
    assert register.disagreements() == []
    return len(asked)


@pytest.mark.parametrize("program", ["EMT", "OPEN"])
def test_of_enrollments(program) -> None:
    few, many = range(50), range(50, 550)

    for said in ({}, {"cancelled_on": "2025-04-01"}, {"cancelled_on": "2025-04-01"}):
        asked = queries(imports.enrollments, few, program=program, **said)
        assert queries(imports.enrollments, many, program=program, **said) == asked <= 40
    assert queries(imports.enrollments, many, program=program) <= 15


def test_of_completions() -> None:
    few, many = range(50), range(50, 550)
    for of in (few, many):
        queries(imports.enrollments, of)
        queries(imports.completions, of, requirement="PLEDGE", completed_on="2025-04-01")

    for grade in ("78", "60", "91", "91", ""):
        said = {"requirement": "EXAM", "completed_on": "2025-04-01", "grade": grade}
        assert queries(imports.completions, few, **said) == queries(imports.completions, many, **said) <= 40
    assert queries(imports.completions, many, **said) <= 15
