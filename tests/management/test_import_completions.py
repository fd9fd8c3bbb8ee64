"""Does `import_completions` keep what is promised to other programs, on whole files?"""

from __future__ import annotations

import csv
import json
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from conferral.models import Completion, Contact, Enrollment
from tests import imports, make, register
from tests.imports import COMPLETIONS, ENROLLMENTS, TODAY, command, put, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(make.noon(TODAY), tick=False):
        yield


@pytest.fixture
def emt():
    made = make.program(
        "EMT",
        make.definition(
            make.requirement("PLEDGE"),
            make.requirement("EXAM", scale=make.POINTS),
            make.requirement("COURSE", requires_approval=True, is_required=False),
            make.requirement("CE", is_repeatable=True, units=Decimal(20), is_required=False),
            units_required=Decimal(10),
            designation="EMT",
        ),
    )
    for number in ("M-1", "M-2"):
        make.enrollment(make.contact(number), made, date(2025, 3, 1))
    return made


@pytest.fixture
def source(tmp_path: Path):
    def write(text: str | bytes, name: str = "completions.csv") -> Path:
        return put(tmp_path / name, text)

    return write


NEEDED = "member_number,program,enrolled_on,requirement,completed_on"
HEADER = f"{NEEDED},grade,units,notes,approved_on\n"
AT = "EMT,2025-03-01"
FOUR = (
    f'{HEADER}M-1,{AT},PLEDGE,2025-04-01,,,"signed,\nin person",\nM-1,{AT},EXAM,2025-04-02,78.0,,,\n'
    f"M-1,{AT},CE,2025-04-03,,12.50,,\nM-2,{AT},COURSE,2025-04-04,,,,2025-04-05\n"
)


def bring(path: Path, *options: object) -> imports.Said:
    said = command("import_completions", path, *options)
    assert register.disagreements() == []
    return said


def test_a_file_comes_in_and_the_second_time_changes_nothing(emt, source) -> None:
    assert bring(source(FOUR)) == imports.Said(0, "4 rows: 4 created, 0 updated, 0 unchanged, 0 refused\n", "")
    assert Enrollment.objects.get(contact__member_number="M-1").earned_on == date(2025, 4, 3)
    assert Completion.objects.get(requirement__code="PLEDGE").notes == "signed,\nin person"
    before = register.everything()

    said = bring(source(FOUR), "--json")

    assert json.loads(said.out) == {"rows": 4, "created": 0, "updated": 0, "unchanged": 4, "refused": 0}
    assert register.everything() == before
    assert mail.outbox == []


def test_optional_columns_may_be_absent(emt, source) -> None:
    assert bring(source(f"{NEEDED}\nM-1,{AT},PLEDGE,2025-04-01\n")).status == 0
    assert bring(source(f"requirement;{NEEDED.replace(',requirement', '').replace(',', ';')}\n")).status == 0


def test_a_missing_or_unknown_column_is_refused_by_name_and_nothing_is_written(emt, source) -> None:
    said = bring(source(FOUR.replace("grade", "score").replace("requirement", "component")))

    assert said.status == 2
    assert "“requirement” is missing" in said.err
    assert "“component”, “score” are unknown here" in said.err
    assert not Completion.objects.exists()


BAD = [
    (f"M-1,{AT},PLEDGE,31/06/2012,,,,", "date_not_iso", "completed_on: “31/06/2012” is not a date"),
    (f"M-1,{AT},PLEDGE,2025-02-29,,,,", "date_impossible", "completed_on: 2025-02-29 is not a day of the calendar."),
    (f"M-1,{AT},PLEDGE,0001-01-01,,,,", "date_out_of_range", "completed_on: 0001-01-01 lies outside"),
    (f"M-1,{AT},PLEDGE,9999-12-31,,,,", "date_out_of_range", "completed_on: 9999-12-31 lies outside"),
    (f"M-1,{AT},PLEDGE,2025-06-16,,,,", "date_in_future", "completed_on: 2025-06-16 lies in the future"),
    ("M-1,EMT,2020-01-01,PLEDGE,2021-02-01,,,,", "date_after_expiration", "is after the expiration date 2021-01-31"),
    ("M-1,EMT,2019-01-01,PLEDGE,2019-02-02,,,,", "date_after_cancellation", "is after 2019-02-01, when"),
    ("M-1,EMT,2025-03-02,PLEDGE,2025-04-01,,,,", "enrollment_unknown", "enrolled_on: “M-1” has no enrollment in EMT"),
    (f"M-1,{AT},ESSAY,2025-04-01,,,,", "requirement_unknown", "requirement: “ESSAY” is no requirement"),
    (f"M-9,{AT},PLEDGE,2025-04-01,,,,", "contact_unknown", "member_number: there is no contact with the number"),
    ("M-1,NONE,2025-03-01,PLEDGE,2025-04-01,,,,", "program_unknown", "program: there is no program with the code"),
    (f"M-1,{AT},EXAM,2025-04-01,101,,,", "grade_not_on_scale", "Grade: “101” is not a number of points from 0 to 100"),
    (f"M-1,{AT},PLEDGE,2025-04-01,,1,,", "units_not_asked", "Units: Pledge is not repeatable"),
    (f"M-1,{AT},CE,2025-04-01,,,,", "units_missing", "Units: say how many units"),
    (f"M-1,{AT},PLEDGE,2025-04-02,,,{'n' * 10_001},", "notes_too_long", "Notes: at most 10000 characters"),
    (f"M-1,{AT},PLEDGE,2025-04-03,,,{'n' * 2_000_000},", "cell_too_long", "notes: the cell holds 2,000,000 bytes"),
    (f"M-1,{AT},PLEDGE,2025-04-04,,,a\0b,", "cell_with_nul", "notes: the cell holds a NUL character"),
    (f"M-1,{AT},,2025-04-05,,,,", "requirement_missing", "requirement: it is blank; every row needs one."),
    (f"M-2,{AT},EXAM,2025-04-06,78,,,", "key_repeated", "too, with other values"),
    (f"M-2,{AT},EXAM,2025-04-06,79,,,", "key_repeated", "too, with other values"),
]


def test_every_bad_row_is_refused_with_a_sentence_and_the_good_ones_come_in(emt, source, tmp_path) -> None:
    imports.enrollments(
        {"member_number": "M-1", "program": "EMT", "enrolled_on": "2020-01-01"},
        {"member_number": "M-1", "program": "EMT", "enrolled_on": "2019-01-01", "cancelled_on": "2019-02-01"},
    )
    rows = [f'M-2,{AT},PLEDGE,2025-04-01,,,"two\nlines",', *(row for row, _, _ in BAD), f"M-2,{AT},CE,2025-04-01,,3,,"]
    out = tmp_path / "refused.csv"

    said = bring(source(HEADER + "\n".join(rows)), "--errors", out)

    assert said.status == 1
    assert said.out == f"{len(rows)} rows: 2 created, 0 updated, 0 unchanged, {len(BAD)} refused\n"
    with out.open(newline="") as file:
        refused = list(csv.DictReader(file))
    assert [row["code"] for row in refused] == [code for _, code, _ in BAD]
    for row, (_, _, sentence) in zip(refused, BAD, strict=True):
        assert sentence in row["message"]
        assert len(row["message"]) < 400


def test_refused_rows_are_mended_and_fed_back(emt, source, tmp_path) -> None:
    out = tmp_path / "refused.csv"
    bring(source(f"{FOUR}M-2,{AT},EXAM,2025-04-02,780,,,\n"), "--errors", out)

    said = bring(source(out.read_text().replace(",780,", ",78.0,", 1), "mended.csv"))

    assert said.out == "1 row: 1 created, 0 updated, 0 unchanged, 0 refused\n"
    assert Completion.objects.get(enrollment__contact__member_number="M-2", requirement__code="EXAM").grade == "78"


def test_a_dry_run_and_all_or_nothing_change_nothing(emt, source) -> None:
    before = register.everything()

    assert bring(source(FOUR), "--dry-run").out == "4 rows: 4 created, 0 updated, 0 unchanged, 0 refused\n"
    assert register.everything() == before
    assert bring(source(f"{FOUR}M-9,{AT},PLEDGE,2025-04-01,,,,\n"), "--all-or-nothing").status == 1
    assert register.everything() == before
    assert bring(source(FOUR), "--all-or-nothing").status == 0
    assert Completion.objects.count() == 4


def test_one_day_twice_is_told_apart_by_reference(emt, source) -> None:
    text = (
        f"{NEEDED},units,reference\nM-1,{AT},CE,2025-04-01,5,\nM-1,{AT},CE,2025-04-01,6,2\nM-1,{AT},CE,2025-04-01,5,\n"
    )

    assert bring(source(text)).out == "3 rows: 2 created, 0 updated, 1 unchanged, 0 refused\n"
    assert sorted(Completion.objects.values_list("units", "reference")) == [(5, ""), (6, "2")]


def test_a_large_file_shuffled_and_in_pieces_is_the_same_register(emt, source) -> None:
    people = 800
    Contact.objects.bulk_create(Contact(member_number=f"N-{n}", last_name=f"Name {n}") for n in range(people))
    chance = random.Random(1)  # noqa: S311 - the same history in every run
    enrollments = [
        {"member_number": f"N-{n}", "program": "EMT", "enrolled_on": enrolled_on, "cancelled_on": cancelled_on}
        for n in range(people)
        for enrolled_on, cancelled_on in [("2020-01-01", "2020-06-01"), ("2020-06-01", ""), ("2025-01-01", "")][n % 3 :]
    ]
    command("import_enrollments", source(written(ENROLLMENTS, enrollments), "enrollments.csv"))
    rows = {}
    for _ in range(5000):
        told = chance.choice(enrollments)
        requirement = chance.choice(["PLEDGE", "EXAM", "EXAM", "CE", "COURSE"])
        day = date.fromisoformat(str(told["enrolled_on"])) + timedelta(days=chance.randrange(-20, 150))
        approved_on = day + timedelta(days=3) if requirement == "COURSE" and chance.random() < 0.5 else ""
        row = {
            **{name: told[name] for name in ("member_number", "program", "enrolled_on")},
            "requirement": requirement,
            "completed_on": day,
            "reference": chance.choice(["", "b"]),
            "grade": chance.choice(["", "50", "70.0", "99.5"]) if requirement == "EXAM" else "",
            "units": chance.choice(["5", "12.5"]) if requirement == "CE" else "",
            "notes": "as told" if chance.random() < 0.1 else "",
            "approved_on": approved_on,
        }
        rows[tuple(row[name] for name in (*NEEDED.split(","), "reference"))] = row
    ordered = list(rows.values())
    with transaction.atomic():
        assert "0 unchanged" in bring(source(written(COMPLETIONS, ordered))).out
        assert Completion.objects.count() > 4000
        in_order = register.by_natural_keys()
        before = register.everything()
        assert "0 created, 0 updated" in bring(source(written(COMPLETIONS, ordered))).out
        assert register.everything() == before
        transaction.set_rollback(True)

    chance.shuffle(ordered)
    bring(source(written(COMPLETIONS, ordered[:2222])))
    bring(source(written(COMPLETIONS, ordered)))
    assert register.by_natural_keys() == in_order
