"""Do enrollments and completions come in from the screens as the dry run said, and as the commands bring them in?"""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
import xlsxwriter
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import load_workbook
from zeal import zeal_ignore

from conferral.actions import merging
from conferral.models import Completion, Contact, Enrollment, Event, ImportFile, ImportRow, Job, Message
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.conftest import NOW
from tests.imports import command
from tests.web.signed_in import said, signed_in

pytestmark = pytest.mark.django_db
PAGES = {"enrollments": "/staff/imports/enrollments/", "completions": "/staff/imports/completions/"}
ENROLLMENTS = "member_number,program,enrolled_on,expires_on,approved_on,cancelled_on\n"
COMPLETIONS = "member_number,program,enrolled_on,requirement,completed_on,reference,grade,notes,approved_on\n"
FIELDS = {
    "enrollments": [
        "grace_begins_on",
        "expires_on",
        "approved_on",
        "cancelled_on",
        "replaced_on",
        "earned_on",
        "version__number",
    ],
    "completions": [
        "requirement__code",
        "completed_on",
        "reference",
        "grade",
        "notes",
        "approved_on",
        "is_live",
        "awaits",
    ],
}
KNOWN = {
    "enrollments": ENROLLMENTS
    + "C-1,P,2025-01-10,,,\n"  # unchanged
    + "C-1,P,2024-01-10,2024-12-31,,\n"
    + "C-2,P,2025-02-10,2027-01-01,,\n"  # changed
    + "C-2,NOPE,2025-02-10,,,\n"
    + "C-3,P,2025-03-10,,,2025-04-01\n"
    + "C-9,P,2025-03-10,,,\n"
    + "C-3,P,10/03/2025,,,\n"
    + "C-3,P\n",
    "completions": COMPLETIONS
    + "C-1,P,2025-01-10,ESSAY,2025-02-01,,,,2025-02-03\n"
    + "C-1,P,2025-01-10,EXAM,2025-02-02,,80,Well done,\n"
    + "C-2,P,2025-02-10,EXAM,2025-03-01,,30,,\n"  # changed: a note and a grade
    + "C-2,P,2025-02-10,NONE,2025-03-01,,,,\n"
    + "C-2,P,2025-02-11,EXAM,2025-03-01,,,,\n"
    + "C-3,P,2025-02-11,EXAM,2025-03-01,,,,\n"
    + ",P,2025-02-11,EXAM,2025-03-01,,,,\n",
}
OUTCOMES = {"enrollments": (2, 1, 1, 4), "completions": (2, 1, 0, 4)}


@pytest.fixture(autouse=True)
def register(db):
    exam = make.requirement("EXAM", scale=make.POINTS)
    program = make.program("P", make.definition(exam, make.requirement("ESSAY", requires_approval=True)))
    ada, grace = make.contact("C-1", "Ada", "Byron"), make.contact("C-2", "Grace", "Hopper")
    make.contact("C-3", "Mary", "Ross")
    make.enrollment(ada, program, date(2025, 1, 10))
    make.completion(make.enrollment(grace, program, date(2025, 2, 10)), "EXAM", date(2025, 3, 1))


@pytest.fixture
def sysadmin(db):
    return signed_in(Role.SYSADMIN)


def uploaded(client, kind: str, contents: str | bytes, name: str = "history.csv"):
    contents = contents if isinstance(contents, bytes) else contents.encode()
    return client.post(PAGES[kind], {"file": SimpleUploadedFile(name, contents)})


def looked(client, kind: str, contents: str | bytes, name: str = "history.csv"):
    """Upload a file and return its address, what its columns were taken for without a word, and the dry run."""
    answer = uploaded(client, kind, contents, name)
    assert answer.status_code == 302, said(answer)
    body = client.get(answer.url).content.decode()
    picked = re.findall(r'<select name="(column-\d+)".*?</select>', body, re.DOTALL)
    chosen = {
        column: (re.findall(r'value="([^"]*)" selected', part) or [""])[0]
        for column, part in zip(picked, re.findall(r"<select name.*?</select>", body, re.DOTALL), strict=True)
    }
    return answer.url, chosen, client.get(f"{answer.url}dry-run/", chosen)


def imported(client, kind: str, contents: str | bytes, name: str = "history.csv"):
    page, chosen, _ = looked(client, kind, contents, name)
    return page, client.get(client.post(f"{page}run/", chosen).url)


def counts(answer) -> tuple[int, ...]:
    return tuple(int(count) for count in re.findall(r"<dt>\w+</dt><dd>(\d+)</dd>", answer.content.decode()))


def stored(kind: str) -> list[tuple[object, ...]]:
    """All that is there of a kind, without who wrote it and when."""
    if kind == "enrollments":
        rows = Enrollment.objects.values_list("contact__member_number", "enrolled_on", *FIELDS[kind])
    else:
        rows = Completion.objects.values_list("enrollment__contact__member_number", *FIELDS[kind])
    return sorted(rows, key=str)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def dated_workbook(*rows: tuple[object, ...]) -> bytes:
    """Write a workbook as Excel does: days are numbers that are shown as days."""
    contents = io.BytesIO()
    with xlsxwriter.Workbook(contents, {"default_date_format": "d mmm yyyy"}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return contents.getvalue()


def handed(client, page: str) -> str:
    return b"".join(client.get(f"{page}refused/").streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize("kind", KNOWN)
def test_what_the_dry_run_said_comes_in_as_the_command_brings_it_in(sysadmin, kind, tmp_path) -> None:
    source = tmp_path / "history.csv"
    source.write_text(KNOWN[kind], encoding="utf-8")
    before, messages = stored(kind), Message.objects.count()
    point = transaction.savepoint()
    with zeal_ignore():  # a command has a process of its own
        told = command(f"import_{kind}", source, "--errors", tmp_path / "refused.csv")
    by_command, of_command = stored(kind), read((tmp_path / "refused.csv").read_text(encoding="utf-8-sig"))
    transaction.savepoint_rollback(point)

    page, _, dry = looked(sysadmin, kind, KNOWN[kind])
    assert counts(dry) == OUTCOMES[kind]
    assert stored(kind) == before, "nothing is written"
    assert not Job.objects.exists()
    page, ended = imported(sysadmin, kind, KNOWN[kind])
    assert told.status == 1
    assert f"{OUTCOMES[kind][3]} refused" in said(ended)
    assert stored(kind) == by_command
    assert stored(kind) != before
    assert read(handed(sysadmin, page)) == of_command
    assert Event.objects.filter(batch=Job.objects.get().key).exists()
    assert Message.objects.count() == messages, "nobody is sent a notice"


@pytest.mark.parametrize("kind", KNOWN)
def test_the_same_file_twice_changes_nothing_the_second_time(sysadmin, kind) -> None:
    imported(sysadmin, kind, KNOWN[kind])
    before, entries = stored(kind), Event.objects.count()
    _, _, dry = looked(sysadmin, kind, KNOWN[kind])
    created, changed, unchanged, refused = OUTCOMES[kind]
    assert counts(dry) == (0, 0, created + changed + unchanged, refused)
    imported(sysadmin, kind, KNOWN[kind])
    assert stored(kind) == before
    assert Event.objects.count() == entries


@pytest.mark.parametrize(
    ("kind", "wrong", "right", "now"),
    [
        ("enrollments", "C-3,P,10/03/2025", "C-3,P,2024-03-10", ("C-3", date(2024, 3, 10))),
        ("completions", "C-2,P,2025-02-10,NONE", "C-2,P,2025-02-10,ESSAY", ("C-2", "ESSAY")),
    ],
)
def test_refused_rows_are_handed_out_mended_and_come_in(sysadmin, kind, wrong, right, now) -> None:
    page, ended = imported(sysadmin, kind, KNOWN[kind])
    assert "Download the refused rows" in said(ended)
    rows = handed(sysadmin, page)
    assert wrong in rows
    imported(sysadmin, kind, rows.replace(wrong, right))
    assert now in [row[:2] for row in stored(kind)]


def test_the_dry_run_tells_whose_each_row_is_what_changes_and_what_is_wrong(sysadmin) -> None:
    words = said(looked(sysadmin, "enrollments", KNOWN["enrollments"])[2])
    assert "4 Grace Hopper C-2 · P · 2025-02-10" in words
    assert re.search(r"Expiration date: \d{4}-\d\d-\d\d → 2027-01-01", words)
    assert "5 Grace Hopper C-2 · NOPE · 2025-02-10 Program There is no program with the code “NOPE”" in words
    assert "7 C-9 · P · 2025-03-10 Member number There is no contact with the number “C-9”" in words
    assert "9 without a name the row The row has 2 cells" in words
    words = said(looked(sysadmin, "completions", KNOWN["completions"])[2])
    assert "4 Grace Hopper C-2 · P · 2025-02-10 · EXAM · 2025-03-01 Grade: blank → 30" in words
    assert "8 P · 2025-02-11 · EXAM · 2025-03-01 Member number It is blank; every row needs one." in words


def test_rows_of_one_key_count_once_or_are_refused_a_former_number_too(sysadmin) -> None:
    duplicate = make.contact("C-7", "Mary", "R.")
    merging.merge(
        survivor=Contact.objects.get(member_number="C-3").pk,
        duplicate=duplicate.pk,
        reason="One person.",
        by=COMMAND_LINE,
        at=NOW,
    )
    rows = "C-3,P,2024-05-05,,,\nC-3,P,2024-05-05,,,\nC-1,P,2023-05-05,2024-01-01,,\nC-1,P,2023-05-05,2024-01-02,,\n"
    contents = (
        ENROLLMENTS + rows + "C-3,P,2022-05-05,2023-01-01,,\nC-7,P,2022-05-05,2023-01-02,,\nC-7,P,2021-05-05,,,\n"
    )
    assert counts(looked(sysadmin, "enrollments", contents)[2]) == (2, 0, 1, 4)
    _, ended = imported(sysadmin, "enrollments", contents)
    assert "4 refused" in said(ended)
    assert [row[:2] for row in stored("enrollments") if row[0] == "C-3"] == [
        ("C-3", date(2021, 5, 5)),
        ("C-3", date(2024, 5, 5)),
    ]


def test_a_workbook_with_dates_in_its_cells_is_read(sysadmin) -> None:
    columns = ("Member number", "Program", "Enrolled on", "Version", "Expires on")
    rows = (columns, ("C-3", "P", date(2024, 6, 1), 1, date(2025, 5, 31)), ("C-3", "P", "1 June", 1, ""))
    page, ended = imported(sysadmin, "enrollments", dated_workbook(*rows), "history.xlsx")
    assert "1 refused" in said(ended)
    row = Enrollment.objects.get(contact__member_number="C-3")
    assert (row.enrolled_on, row.expires_on) == (date(2024, 6, 1), date(2025, 5, 31))
    rows = load_workbook(io.BytesIO(b"".join(sysadmin.get(f"{page}refused/").streaming_content)))
    assert rows.get_sheet_by_index(0).to_python()[1][2] == "1 June"


@pytest.mark.parametrize("kind", KNOWN)
def test_a_column_that_every_row_needs_has_to_be_taken_from_somewhere(sysadmin, kind) -> None:
    page, chosen, _ = looked(sysadmin, kind, KNOWN[kind])
    answer = sysadmin.post(f"{page}run/", {**chosen, "column-3": ""})
    assert answer.status_code == 422
    assert "No column is taken for enrolled_on, which every row needs." in said(answer)
    assert not Job.objects.exists()


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER, Role.ADMIN])
@pytest.mark.parametrize("kind", KNOWN)
def test_below_a_sysadmin_history_is_not_offered_and_refused(kind, role) -> None:
    client = signed_in(role)
    listed = client.get("/staff/imports/").content.decode()
    assert PAGES[kind] not in listed
    assert "/staff/imports/contacts/" in listed
    answer = client.get(PAGES[kind])
    assert answer.status_code == 409
    assert f"Only a SysAdmin may import {kind}." in said(answer)
    uploaded(client, kind, KNOWN[kind])
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize("kind", KNOWN)
def test_who_is_no_sysadmin_any_more_brings_in_nothing_that_was_uploaded_before(sysadmin, kind) -> None:
    page, chosen, _ = looked(sysadmin, kind, KNOWN[kind])
    before = stored(kind)
    sysadmin.account.groups.set([Group.objects.get_or_create(name=Role.MANAGER.label)[0]])
    for answer in (sysadmin.get(page), sysadmin.get(f"{page}dry-run/", chosen), sysadmin.get(f"{page}refused/")):
        assert answer.status_code == 409
        assert "Only a SysAdmin may import" in said(answer)
    sysadmin.post(f"{page}run/", chosen)
    assert stored(kind) == before
    assert not Job.objects.exists()


@pytest.mark.parametrize("kind", KNOWN)
def test_a_dry_run_takes_as_many_queries_for_many_rows_as_for_few(sysadmin, kind, tmp_path) -> None:
    row = {
        "enrollments": "N-{0},P,2025-03-10,,,\n",
        "completions": "N-{0},P,2025-03-10,EXAM,2025-04-01,,,,\n",
    }[kind]
    head = {"enrollments": ENROLLMENTS, "completions": COMPLETIONS}[kind]
    Contact.objects.bulk_create(Contact(member_number=f"N-{n}", last_name="Name") for n in range(600))
    history = "".join(f"N-{n},P,2025-03-10,,,\n" for n in range(600))
    if kind == "completions":
        source = tmp_path / "enrollments.csv"
        source.write_text(ENROLLMENTS + history, encoding="utf-8")
        with zeal_ignore():
            assert command("import_enrollments", source).status == 0

    def queries(count: int) -> int:
        page, chosen, _ = looked(sysadmin, kind, head + "".join(row.format(n) for n in range(count)))
        with CaptureQueriesContext(connection) as asked:
            assert counts(sysadmin.get(f"{page}dry-run/", chosen)) == (count, 0, 0, 0)
        return len(asked)

    queries(2)
    assert queries(3) == queries(600)


def test_the_cells_of_what_came_in_are_let_go_of_and_whom_they_were_about_is_kept(sysadmin) -> None:
    page, _ = imported(sysadmin, "completions", KNOWN["completions"])
    rows = ImportRow.objects.filter(upload__key=page.split("/")[-2]).order_by("line")
    assert [row.line for row in rows if row.given] == [5, 6, 7, 8]
    known = dict(Contact.objects.values_list("pk", "member_number"))
    assert [known.get(row.contact) for row in rows] == ["C-1", "C-1", "C-2", "C-2", "C-2", "C-3", None]
