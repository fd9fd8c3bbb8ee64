"""Does `import_enrollments` keep what is promised to other programs, on whole files?"""

from __future__ import annotations

import csv
import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from conferral.models import Contact, Enrollment
from tests import imports, make, register
from tests.imports import ENROLLMENTS, TODAY, command, put, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(make.noon(TODAY), tick=False):
        yield


@pytest.fixture
def emt():
    for number in ("M-1", "M-2", "M-3"):
        make.contact(number)
    return make.program("EMT", make.definition(requires_approval=True))


@pytest.fixture
def source(tmp_path: Path):
    def write(text: str | bytes, name: str = "enrollments.csv") -> Path:
        return put(tmp_path / name, text)

    return write


HEADER = "member_number,program,enrolled_on\n"
TWO = f"{HEADER}M-1,EMT,2025-03-01\nM-2,EMT,2025-04-01\n"


def bring(path: Path, *options: object) -> imports.Said:
    said = command("import_enrollments", path, *options)
    assert register.disagreements() == []
    return said


def test_a_file_comes_in_and_the_second_time_changes_nothing(emt, source) -> None:
    assert bring(source(TWO)) == imports.Said(0, "2 rows: 2 created, 0 updated, 0 unchanged, 0 refused\n", "")
    before = register.everything()

    said = bring(source(TWO), "--json")

    assert json.loads(said.out) == {"rows": 2, "created": 0, "updated": 0, "unchanged": 2, "refused": 0}
    assert register.everything() == before
    assert mail.outbox == []


@pytest.mark.parametrize(
    "text",
    [
        TWO.encode(),
        b"\xef\xbb\xbf" + TWO.encode(),
        TWO.replace("\n", "\r\n").encode(),
        TWO.replace(",", ";").encode(),
        (
            b"cancelled_on,enrolled_on,approved_on,program,member_number,version,expires_on,grace_begins_on\n"
            b",2025-03-01,,EMT,M-1,,,\n,2025-04-01,,EMT, M-2 ,1,,\n"
        ),
        TWO.replace("enrolled_on\n", "enrolled_on,line,code,message\n")
        .replace("-01\n", "-01,9,was_wrong,mended\n")
        .encode(),
    ],
    ids=["plain", "BOM", "CRLF", "semicolons", "other order, all columns", "a mended file"],
)
def test_however_it_is_written_it_is_the_same_file(emt, source, text) -> None:
    assert bring(source(text)).status == 0

    assert list(Enrollment.objects.order_by("enrolled_on").values_list("contact__member_number", "expires_on")) == [
        ("M-1", date(2026, 3, 31)),
        ("M-2", date(2026, 5, 1)),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("member_number,program\nM-1,EMT\n", "“enrolled_on” is missing"),
        ("member_number,program,enrolled_on,expiry\n", "“expiry” is unknown here"),
        (TWO.replace("M-2", "Mü").encode("latin-1"), "line 3: the byte 0xFC is not UTF-8"),
        ("", "is empty (0 bytes)"),
        (f'{HEADER}M-1,EMT,"2025-03-01\n', "line 2: a quote"),
    ],
)
def test_a_file_that_cannot_be_read_is_status_2_and_nothing_is_written(emt, source, text, sentence) -> None:
    said = bring(source(text))

    assert (said.status, said.out) == (2, "")
    assert sentence in said.err
    assert not Enrollment.objects.exists()


BAD = [
    ("M-1,EMT,31/06/2012,,", "date_not_iso", "enrolled_on: “31/06/2012” is not a date written as YYYY-MM-DD"),
    ("M-1,EMT,2025-02-29,,", "date_impossible", "enrolled_on: 2025-02-29 is not a day of the calendar."),
    ("M-1,EMT,0001-01-01,,", "date_out_of_range", "enrolled_on: 0001-01-01 lies outside 1900-01-01 to 2199-12-31."),
    ("M-1,EMT,9999-12-31,,", "date_out_of_range", "enrolled_on: 9999-12-31 lies outside 1900-01-01 to 2199-12-31."),
    ("M-1,EMT,2025-01-01,2024-12-31,", "expires_before_enrolled", "expires_on: Expiration date 2024-12-31 is before"),
    ("M-1,EMT,2025-01-02,,2024-12-31", "cancelled_before_begin", "cancelled_on 2024-12-31 is before"),
    ("M-9,EMT,2025-01-01,,", "contact_unknown", "member_number: there is no contact with the number “M-9”"),
    ("M-1,NONE,2025-01-01,,", "program_unknown", "program: there is no program with the code “NONE”"),
    (",EMT,2025-01-01,,", "member_number_missing", "member_number: it is blank"),
    ('M-1,EMT,2025-01-03,,"2025-\n02-01"', "date_not_iso", "cancelled_on: “2025-�02-01” is not a date"),
    ("M-1,E\0MT,2025-01-04,,", "cell_with_nul", "program: the cell holds a NUL character"),
    (f"M-1,{'E' * 2_000_000},2025-01-05,,", "cell_too_long", "program: the cell holds 2,000,000 bytes"),
    ("M-1,EMT,2025-01-06", "too_few_cells", "The row has 3 cells and the file 5 columns"),
    ("M-1,EMT,2025-01-07,,,", "too_many_cells", "The row has 6 cells and the file 5 columns"),
    ("M-2,EMT,2025-01-08,,", "key_repeated", "stands in line 19 too, with other values"),
    ("M-2,EMT,2025-01-08,2025-12-31,", "key_repeated", "stands in line 18 too, with other values"),
]


def test_every_bad_row_is_refused_with_a_sentence_and_the_good_ones_come_in(emt, source, tmp_path) -> None:
    rows = ["M-3,EMT,2025-01-01,,", *(row for row, _, _ in BAD), "M-3,EMT,2025-01-02,,"]
    out = tmp_path / "refused.csv"

    said = bring(
        source("member_number,program,enrolled_on,expires_on,cancelled_on\n" + "\n".join(rows)), "--errors", out
    )

    assert said.status == 1
    assert said.out == f"{len(rows)} rows: 2 created, 0 updated, 0 unchanged, {len(BAD)} refused\n"
    with out.open(newline="") as file:
        refused = list(csv.DictReader(file))
    assert [row["code"] for row in refused] == [code for _, code, _ in BAD]
    for row, (_, _, sentence) in zip(refused, BAD, strict=True):
        assert sentence in row["message"]
        assert f"refused: line {row['line']}: " in said.err
    assert [row["line"] for row in refused] == [str(n) for n in (*range(3, 13), *range(14, 20))]


def test_refused_rows_are_mended_and_fed_back(emt, source, tmp_path) -> None:
    out = tmp_path / "refused.csv"
    text = f"{HEADER}M-1,EMT,2025-03-01\nM-2,EMT,31/06/2012\nM-9,EMT,2025-03-01\n"
    assert bring(source(text), "--errors", out).status == 1

    mended = out.read_text().replace("31/06/2012", "2012-06-30", 1).replace("M-9", "M-3", 1)
    said = bring(source(mended, "mended.csv"), "--errors", tmp_path / "again.csv")

    assert said.out == "2 rows: 2 created, 0 updated, 0 unchanged, 0 refused\n"
    assert (tmp_path / "again.csv").read_text() == "member_number,program,enrolled_on,line,code,message\n"
    assert set(Enrollment.objects.values_list("contact__member_number", "enrolled_on")) == {
        ("M-1", date(2025, 3, 1)),
        ("M-2", date(2012, 6, 30)),
        ("M-3", date(2025, 3, 1)),
    }


def test_a_dry_run_says_what_would_happen_and_changes_nothing(emt, source) -> None:
    make.enrollment(Contact.objects.get(member_number="M-1"), emt)
    before = register.everything()
    text = f"{HEADER.strip()},expires_on\nM-1,EMT,2025-03-01,2027-01-01\nM-2,EMT,2025-03-01,\nM-9,EMT,2025-03-01,\n"

    said = bring(source(text), "--dry-run")

    assert said.out == "3 rows: 1 created, 1 updated, 0 unchanged, 1 refused\n"
    assert said.status == 1
    assert register.everything() == before


def test_all_or_nothing_writes_nothing_when_a_row_is_refused_and_everything_otherwise(emt, source) -> None:
    before = register.everything()

    assert bring(source(f"{TWO}M-9,EMT,2025-03-01\n"), "--all-or-nothing").status == 1
    assert register.everything() == before
    assert bring(source(TWO), "--all-or-nothing").status == 0
    assert Enrollment.objects.count() == 2


def test_a_key_twice_counts_once_when_the_rows_agree(emt, source) -> None:
    assert bring(source(f"{TWO}M-1,EMT,2025-03-01\n")).out == "3 rows: 2 created, 0 updated, 1 unchanged, 0 refused\n"


def test_a_large_file_shuffled_and_in_pieces_is_the_same_register(emt, source) -> None:
    people, cycles = 1200, 4
    Contact.objects.bulk_create(Contact(member_number=f"N-{n}", last_name=f"Name {n}") for n in range(people))
    chance = random.Random(1)  # noqa: S311 - the same history in every run
    rows = []
    for n in range(people):
        day = date(2018, 1, 1) + timedelta(days=chance.randrange(700))
        for _ in range(chance.randrange(1, cycles + 1)):
            left = day + timedelta(days=chance.randrange(500)) if chance.random() < 0.3 else None
            rows.append(
                {
                    "member_number": f"N-{n}",
                    "program": "EMT",
                    "enrolled_on": day,
                    "expires_on": day + timedelta(days=600) if chance.random() < 0.3 else "",
                    "approved_on": day + timedelta(days=1) if chance.random() < 0.2 and left != day else "",
                    "cancelled_on": left or "",
                }
            )
            day = left or day + timedelta(days=chance.randrange(1, 900))
    rows = list({(row["member_number"], row["enrolled_on"]): row for row in rows}.values())  # fmt: skip
    with transaction.atomic():
        bring(source(written(ENROLLMENTS, rows)))
        assert Enrollment.objects.count() == len(rows) > 2000
        in_order = register.by_natural_keys()
        before = register.everything()
        assert f"0 updated, {len(rows)} unchanged, 0 refused" in bring(source(written(ENROLLMENTS, rows))).out
        assert register.everything() == before
        transaction.set_rollback(True)

    chance.shuffle(rows)
    for start in (0, 1111):
        bring(source(written(ENROLLMENTS, rows[start : start + 1111])))
    bring(source(written(ENROLLMENTS, rows)))
    assert register.by_natural_keys() == in_order
