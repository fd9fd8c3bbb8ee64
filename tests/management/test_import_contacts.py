"""Does `import_contacts` keep what is promised to other programs, from file to database?"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conferral.models import Contact, Event
from tests import make
from tests.emptying import log_thawed
from tests.imports import Said, command

pytestmark = pytest.mark.django_db
HEADER = "member_number,first_name,last_name,email,organization\n"
COLUMNS = ("member_number", "first_name", "last_name", "email", "organization", "revision")


def give(source: Path, *options: object) -> Said:
    return command("import_contacts", source, *options)


def stored() -> list[tuple[object, ...]]:
    return list(Contact.objects.order_by("member_number").values_list(*COLUMNS))


def figures(said: Said) -> str:
    return said.out.strip().split(": ")[1]


File = Callable[..., Path]


def test_a_file_of_contacts_comes_in_and_the_second_time_changes_nothing(file: File) -> None:
    source = file(f"{HEADER}M-1,Ada,Lovelace,ada@x.example,Analytical\nM-2,Charles,Babbage,,\n")

    assert give(source) == Said(0, "2 rows: 2 created, 0 updated, 0 unchanged, 0 refused\n", "")
    before = stored(), Event.objects.count()
    assert give(source) == Said(0, "2 rows: 0 created, 0 updated, 2 unchanged, 0 refused\n", "")
    assert (stored(), Event.objects.count()) == before


@pytest.mark.parametrize(
    "contents",
    [
        "\ufeffmember_number,first_name,last_name,email\nM-1,Ada,Lovelace,a@x.example\n",
        "member_number;first_name;last_name;email\r\nM-1;Ada;Lovelace;a@x.example\r\n",
        "email,last_name,first_name,member_number\na@x.example,Lovelace,Ada,M-1",
        'member_number , first_name,last_name,"email"\n M-1, Ada ,"Lovelace",a@x.example\n\n',
    ],
    ids=["BOM", "semicolons and CRLF", "another order", "blanks and quotes"],
)
def test_byte_order_mark_line_ends_delimiter_and_column_order_do_not_matter(file: File, contents: str) -> None:
    assert give(file(contents)).status == 0
    assert stored() == [("M-1", "Ada", "Lovelace", "a@x.example", "", 1)]


def test_a_known_member_number_updates_the_contact_and_blank_cells_never_overwrite(file: File) -> None:
    make.contact("M-1", "Ada", "Lovelace", email="a@x.example", organization="Analytical")

    said = give(file(f"{HEADER}M-1,,King,,\n"))

    assert figures(said) == "0 created, 1 updated, 0 unchanged, 0 refused"
    assert stored() == [("M-1", "Ada", "King", "a@x.example", "Analytical", 2)]


def test_without_the_column_organization_nothing_happens_to_it(file: File) -> None:
    make.contact("M-1", "Ada", "Lovelace", organization="Analytical")

    give(file("member_number,first_name,last_name,email\nM-1,Augusta,,\n"))

    assert stored() == [("M-1", "Augusta", "Lovelace", "", "Analytical", 2)]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ("member_number,first_name,last_name\nM-1,Ada,L\n", "“email” is missing."),
        (
            f"{HEADER.strip()},phone\nM-1,Ada,L,,,1\n",
            "“phone” is unknown here. Known are member_number, first_name, last_name, email, organization.",
        ),
        (f"{HEADER}M-1,Ren\xe9,L,,\n".encode("latin-1"), "line 2: the byte 0xE9 is not UTF-8"),
        (f'{HEADER}M-1,"Ada,L,,\n', "line 2: a quote"),
        (b"", "is empty"),
    ],
    ids=["column missing", "column unknown", "Latin-1", "open quote", "empty"],
)
def test_a_file_that_cannot_be_read_is_status_2_and_nothing_is_written(
    file: File, contents: str, sentence: str
) -> None:
    said = give(file(contents))

    assert (said.status, said.out) == (2, "")
    assert sentence in said.err
    assert stored() == []


def test_an_email_twice_is_a_warning_in_the_summary_and_no_refusal(file: File) -> None:
    make.contact("M-9", email="A@x.example")

    said = give(file(f"{HEADER}M-1,Ada,,a@x.example,\nM-2,Bob,,b@x.example,\nM-3,Cy,,B@X.example,\n"))

    assert (said.status, figures(said)) == (0, "3 created, 0 updated, 0 unchanged, 0 refused")
    assert said.err.splitlines() == [
        "warning: line 2: email: a@x.example is the email of M-9 too.",
        "warning: line 4: email: B@X.example is the email of M-2 too.",
    ]


def test_identical_rows_of_one_member_number_count_once_and_differing_ones_are_all_refused(file: File) -> None:
    said = give(file(f"{HEADER}M-1,Ada,,,\nM-1,Ada,,,\nM-2,Bob,,,\nM-2,Bea,,,\nM-3,Cy,,,\n"))

    assert (said.status, figures(said)) == (1, "2 created, 0 updated, 1 unchanged, 2 refused")
    assert [row[0] for row in stored()] == ["M-1", "M-3"]
    assert "refused: line 4: member_number “M-2” stands in line 5 too, with other values" in said.err


BAD = {
    "no member number": (",Ada,Lovelace,,", "member_number_missing"),
    "no name": ("M-1,,,,", "name_missing"),
    "name too long": (f"M-1,{'N' * 301},,,", "first_name_too_long"),
    "newline in a name": ('M-1,"Ada\nB",,,', "first_name_control_character"),
    "tab in a name": ('M-1,"Ada\tB",,,', "first_name_control_character"),
    "NUL in a name": ("M-1,Ada\0B,,,", "cell_with_nul"),
    "no email": ("M-1,Ada,,ada,", "email_malformed"),
    "two emails": ("M-1,Ada,,a@x.example b@x.example,", "email_malformed"),
    "email too long": (f"M-1,Ada,,{'a' * 250}@x.example,", "email_too_long"),
    "a cell of 2 MB": (f"M-1,{'N' * 2_000_000},,,", "cell_too_long"),
    "too many cells": ("M-1,Lovelace, Ada,,,,", "too_many_cells"),
    "too few cells": ("M-1,Ada", "too_few_cells"),
    "wrong quotes": ('M-1,"Ada"B,,,', "quotes_malformed"),
    "long member number": (f"{'M' * 65},Ada,,,", "member_number_too_long"),
}


@pytest.mark.parametrize(("line", "code"), BAD.values(), ids=BAD)
def test_a_bad_row_is_refused_with_its_line_and_reason_and_stops_no_other(
    file: File, tmp_path: Path, line: str, code: str
) -> None:
    out = tmp_path / "refused.csv"

    said = give(file(f"{HEADER}M-8,Zoe,,,\n{line}\nM-9,Yan,,,\n"), "--errors", out)

    assert (said.status, figures(said)) == (1, "2 created, 0 updated, 0 unchanged, 1 refused")
    assert [row[0] for row in stored()] == ["M-8", "M-9"]
    assert "refused: line 3: " in said.err
    with out.open(newline="") as written:
        csv.field_size_limit(10_000_000)
        names, row = list(csv.reader(written))
    assert names == [*HEADER.strip().split(","), "line", "code", "message"]
    assert [row[5], row[6]] == ["3", code]


GOOD = ["N" * 300, "محمد", "👩🏽‍🚒", "O'Brien", 'Bob "The" B', "Smith, John", "Re\u0301ne"]


@pytest.mark.parametrize("name", GOOD)
def test_a_name_of_any_script_comes_in_as_it_is(file: File, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    source = file(f"{HEADER}M-1,{quoted},{quoted},,\n")

    assert give(source).status == 0
    assert stored()[0][1] == name.replace("e\u0301", "é")
    assert figures(give(source)) == "0 created, 0 updated, 1 unchanged, 0 refused"


def test_the_file_of_refused_rows_can_be_mended_and_fed_back(file: File, tmp_path: Path) -> None:
    out = tmp_path / "refused.csv"
    give(file(f"{HEADER}M-1,Ada,,,\nM-2,,,,\nM-3,Cy,,no email,\n"), "--errors", out)

    mended = out.read_text(encoding="utf-8").replace("M-2,,", "M-2,Bob,").replace("no email", "cy@x.example", 1)
    again = give(file(mended, "mended.csv"))

    assert again == Said(0, "2 rows: 2 created, 0 updated, 0 unchanged, 0 refused\n", "")
    assert [row[:4] for row in stored()] == [
        ("M-1", "Ada", "", ""),
        ("M-2", "Bob", "", ""),
        ("M-3", "Cy", "", "cy@x.example"),
    ]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(file: File) -> None:
    make.contact("M-1", "Ada")
    before = stored(), Event.objects.count()

    said = give(file(f"{HEADER}M-1,Ann,,,\nM-2,Bob,,,\nM-3,,,,\n"), "--dry-run", "--json")

    assert json.loads(said.out) == {"rows": 3, "created": 1, "updated": 1, "unchanged": 0, "refused": 1}
    assert said.status == 1
    assert (stored(), Event.objects.count()) == before


def test_all_or_nothing_writes_nothing_when_a_row_is_refused(file: File) -> None:
    said = give(file(f"{HEADER}M-2,Bob,,,\nM-3,,,,\n"), "--all-or-nothing")

    assert (said.status, figures(said)) == (1, "0 created, 0 updated, 1 unchanged, 1 refused")
    assert (stored(), Event.objects.count()) == ([], 0)


def test_shuffled_rows_give_the_same_database(file: File) -> None:
    make.contact("M-5", "Old", "Old", email="old@x.example")
    rows = [f"M-{number},Name {number % 7},Last,{number % 11}@x.example,\n" for number in range(1200)]
    rows += ["M-1201,,,,\n", "M-1202,Ann,,,\n", "M-1202,Bob,,,\n"]
    results = []
    for seed in range(3):
        Contact.objects.exclude(member_number="M-5").delete()
        Contact.objects.update(first_name="Old", last_name="Old", email="old@x.example", revision=1)
        with log_thawed():
            Event.objects.all().delete()
        random.Random(seed).shuffle(rows)  # noqa: S311 - the same orders in every run
        said = give(file(HEADER + "".join(rows), f"{seed}.csv"))
        events = sorted(
            (event.kind, json.dumps(event.before, sort_keys=True), json.dumps(event.after, sort_keys=True))
            for event in Event.objects.all()
        )
        results.append((said.out, stored(), events))

    assert results[0] == results[1] == results[2]


MEASURED = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("import_contacts", sys.argv[1])
# Not ru_maxrss: that begins with what the process held that started this one.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.sqlite_only
def test_ten_thousand_rows_fit_in_little_memory(tmp_path: Path) -> None:
    source = tmp_path / "contacts.csv"
    with source.open("w", encoding="utf-8") as rows:
        rows.write(HEADER)
        rows.writelines(f"M-{n},First {n},Last {n},{n % 5000}@x.example,Organization {n % 50}\n" for n in range(10_000))
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3", "DJANGO_SETTINGS_MODULE": "tests.settings"}

    done = subprocess.run(
        [sys.executable, "-c", MEASURED, source],
        cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip

    *_, summary, kilobytes = done.stdout.splitlines()
    assert summary == "10000 rows: 10000 created, 0 updated, 0 unchanged, 0 refused"
    assert int(kilobytes) < 200 * 1024
    assert done.stderr.endswith("warning: and 4980 more\n")
