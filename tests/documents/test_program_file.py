"""Is a stored program handed out in the shape that the import reads?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from conferral.actions import programs
from conferral.documents.program_file import program_file
from conferral.models import Program, Version
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.definition import Category
from conferral.rules.program_file import GivenProgram, parse
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.sample_programs import decoded

pytestmark = pytest.mark.django_db
PLAIN = {
    "name": "Emergency care",
    "description": "",
    "designation": "",
    "deadline_period": {"count": 1, "unit": "years"},
    "grace_period": {"count": 30, "unit": "days"},
    "unit_type": "",
    "units_required": 0,
    "in_order": False,
    "requires_approval": False,
    "prerequisites": [],
    "requirements": [
        {
            "code": "EXAM",
            "title": "Exam",
            "component": "EXAM",
            "stage": 1,
            "required": True,
            "units": 0,
            "requires_approval": False,
            "enrollees_may_record": False,
            "repeatable": False,
        }
    ],
}
POLICIES = {
    "status": "active",
    "maintenance": False,
    "enrollees_may_cancel": False,
    "separation_of_duties": False,
    "retention_years": 0,
}


EXAMPLES = [
    {
        "name": "In time, ü",
        "enrolled_on": "2025-03-01",
        "expires_on": "2026-03-01",
        "completions": [{"requirement": "EXAM", "completed_on": "2025-06-01"}],
        "on": "2025-06-01",
        "expect": {"status": "earned", "units": 0, "requirements": {"EXAM": "complete"}},
    }
]


def rich() -> Program:
    """Return a program in which everything a file can say is said."""
    make.program("CPR")
    everything = make.definition(
        make.requirement(
            "HOURS", is_repeatable=True, units=Decimal("12.125"), category="LOCAL", stage=2, enrollees_may_record=True
        ),
        make.requirement("EXAM", scale=make.POINTS, units=Decimal("0.001"), requires_approval=True),
        make.requirement("PLEDGE", scale=grades.pass_fail(), is_required=False),
        make.requirement("ESSAY", scale=grades.letters(("A", "B", "C"), "B"), component="PAPER"),
        description='two\nlines with "quotes" and ünïcödé',
        designation="NREMT",
        terms=Terms(Period(6, Unit.WEEKS)),
        unit_type="CE hours",
        units_required=Decimal("9.5"),
        in_order=True,
        requires_approval=True,
        prerequisites=("CPR",),
        categories=(
            Category("LOCAL", "Local", Decimal("0.1"), Decimal(20)),
            Category("OTHER", "Other", within="LOCAL"),
        ),
        stages=((1, "Exams"), (2, "Hours")),
    )
    made = make.program("EMT-R", everything, is_maintenance=True, retention_years=5)
    make.publish(made, make.definition(name="Short"))
    policies = replace(programs.policies_of(made), examples=EXAMPLES)
    return programs.set_policies(program=made, policies=policies, by=COMMAND_LINE, at=make.noon(date(2020, 1, 1)))


def test_a_plain_program_is_written_with_its_defaults_and_without_what_is_absent() -> None:
    make.program("CPR")

    assert program_file(Program.objects.all()) == {"programs": [{"code": "CPR", **POLICIES, "versions": [PLAIN]}]}


def test_everything_said_of_a_program_is_written() -> None:
    (written,) = program_file([rich()])["programs"]  # type: ignore[misc]

    first, second = written["versions"]
    assert written["examples"] == EXAMPLES
    assert (written["maintenance"], written["retention_years"]) == (True, 5)
    assert "grace_period" not in first
    assert first["deadline_period"] == {"count": 6, "unit": "weeks"}
    assert (first["units_required"], first["prerequisites"]) == (9.5, ["CPR"])
    assert first["stages"] == {"1": "Exams", "2": "Hours"}
    assert first["categories"] == [
        {"code": "LOCAL", "name": "Local", "minimum": 0.1, "maximum": 20},
        {"code": "OTHER", "name": "Other", "within": "LOCAL"},
    ]
    hours, exam, pledge, essay = first["requirements"]
    assert (hours["units"], hours["category"], hours["repeatable"], hours["stage"]) == (12.125, "LOCAL", True, 2)
    assert exam["grade"] == {"scale": "points", "max": 100, "pass": 70}
    assert (pledge["grade"], pledge["required"]) == ({"scale": "pass_fail"}, False)
    assert essay["grade"] == {"scale": "letters", "letters": ["A", "B", "C"], "pass": "B"}
    assert second == {**PLAIN, "name": "Short"}


def test_what_is_written_reads_back_as_what_is_stored() -> None:
    made = rich()
    text = json.dumps(program_file(Program.objects.all()))

    _, given = map(parse, decoded(text)["programs"])

    assert isinstance(given, GivenProgram)
    stored = [version.definition() for version in Version.objects.whole().filter(program=made).order_by("number")]
    assert [version.definition for version in given.versions] == stored
    assert given.policies == {
        "is_active": True,
        "is_maintenance": True,
        "enrollees_may_cancel": False,
        "separates_duties": False,
        "retention_years": 5,
        "examples": made.examples,
    }


def test_every_number_of_units_reads_back_exactly() -> None:
    quantities = [Decimal(number).scaleb(-3) for number in (1, 10, 100, 1005, 299_999, 123_456_789, 999_999_999)]
    requirements = [make.requirement(f"R-{place}", units=units) for place, units in enumerate(quantities)]
    make.program("EMT-R", make.definition(*requirements))

    (given,) = map(parse, decoded(json.dumps(program_file(Program.objects.all())))["programs"])

    assert isinstance(given, GivenProgram)
    assert [item.units for item in given.versions[0].definition.requirements] == quantities


def test_drafts_stay_out_and_a_program_without_versions_has_an_empty_list() -> None:
    made = programs.define(
        code="NEW", policies=programs.Policies(), by=COMMAND_LINE, at=make.noon(make.date(2020, 1, 1))
    )
    programs.save_draft(
        program=made, definition=make.definition(), by=COMMAND_LINE, at=make.noon(make.date(2020, 1, 1))
    )

    assert program_file([made]) == {"programs": [{"code": "NEW", **POLICIES, "versions": []}]}


def test_programs_come_by_code_in_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:
    for number in range(12):
        make.publish(make.program(f"P-{11 - number:02}"), make.definition(name="Second"))
    wanted = list(Program.objects.all())

    with django_assert_max_num_queries(8):
        written = program_file(wanted)["programs"]

    assert [item["code"] for item in written] == [f"P-{number:02}" for number in range(12)]  # type: ignore[attr-defined]
