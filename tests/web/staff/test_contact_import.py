"""Do the contacts of a file come in as the dry run said, whatever the file is, and only once?"""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import load_workbook

from conferral.actions import erasure
from conferral.models import Contact, Event, ImportFile, ImportRow, Job
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import said, signed_in
from tests.web.staff.test_enrolling_list import workbook

pytestmark = pytest.mark.django_db
IMPORT = "/staff/imports/contacts/"
HEAD = "member_number,first_name,last_name,email,organization\n"
NAMES = ("member_number", "first_name", "last_name", "email", "organization")


@pytest.fixture(autouse=True)
def register(db):
    make.contact("C-1", "Ada", "Byron", email="ada@example.org")
    make.contact("C-2", "Grace", "Hopper", email="grace@example.org")


def uploaded(staff, contents, name="people.csv"):
    contents = contents if isinstance(contents, bytes) else contents.encode()
    return staff.post(IMPORT, {"file": SimpleUploadedFile(name, contents)})


def address(staff, contents, name="people.csv") -> str:
    answer = uploaded(staff, contents, name)
    assert answer.status_code == 302, said(answer)
    return answer.url


def chosen(*fields: str) -> dict[str, str]:
    return {f"column-{place}": field for place, field in enumerate(fields, start=1)}


def looked(staff, contents, *fields: str, name="people.csv"):
    """Upload a file and return its address, what was chosen, and the dry run."""
    page, choice = address(staff, contents, name), chosen(*(fields or NAMES))
    return page, choice, staff.get(f"{page}dry-run/", choice)


def imported(staff, contents, *fields: str, name="people.csv"):
    page, choice, _ = looked(staff, contents, *fields, name=name)
    answer = staff.post(f"{page}run/", choice)
    return page, staff.get(answer.url)


def counts(answer) -> dict[str, int]:
    found = re.findall(r"<dt>(\w+)</dt><dd>([\d,\u202f ]+)</dd>", answer.content.decode())
    return {label: int(re.sub(r"\D", "", count)) for label, count in found}


FILE = (
    HEAD
    + "C-1,Ada,Lovelace,,\n"
    + "C-2,Grace,Hopper,grace@example.org,\n"
    + "C-3,愛,王,ai@例え.jp,Ωmega\n"
    + "C-4,Bob,Bad,nobody,\n"
    + ",No,Number,,\n"
)


def test_the_dry_run_tells_each_row_and_writes_nothing(staff) -> None:
    _, _, answer = looked(staff, FILE)
    words = said(answer)
    assert counts(answer) == {"Created": 1, "Changed": 1, "Unchanged": 1, "Refused": 2}
    assert "2 Ada Lovelace C-1 Last name: Byron → Lovelace" in words
    assert "5 Bob Bad C-4 Email “nobody” is not an email address like ada@example.org; correct it" in words.replace(
        "Email: ", ""
    )
    assert "6 No Number Member number Every contact needs one; it is blank." in words
    assert "4 愛 王 C-3" in words
    assert Contact.objects.count() == 2
    assert Event.objects.filter(kind__startswith="contact.").count() == 2


def test_what_was_said_is_what_comes_in_with_the_entries_that_the_command_writes(staff) -> None:
    page, answer = imported(staff, FILE)
    words = said(answer)
    assert "2 refused" in words
    assert Contact.objects.get(member_number="C-1").full_name == "Ada Lovelace"
    assert Contact.objects.get(member_number="C-3").email == "ai@例え.jp"
    assert sorted(Event.objects.filter(batch=Job.objects.get().key).values_list("kind", flat=True)) == [
        "contact.added",
        "contact.changed",
    ]
    assert "愛 王 C-3 · line 4 Created" in words
    assert "Line 5 Refused email: “nobody” is not an email" in words
    kept = ImportRow.objects.kept().values_list("line", flat=True)
    assert list(kept) == [5, 6], "what came in is not kept a second time"
    assert staff.get(page).url.startswith("/staff/jobs/"), "it cannot be imported once more"


def test_the_refused_rows_are_handed_out_mended_and_imported(staff) -> None:
    page, answer = imported(staff, FILE)
    assert "Download the refused rows" in said(answer)
    handed = b"".join(staff.get(f"{page}refused/").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(handed)))
    assert rows[0] == [*NAMES, "line", "code", "message"]
    assert rows[1][:7] == ["C-4", "Bob", "Bad", "nobody", "", "5", "email_malformed"]
    assert rows[2][5:7] == ["6", "member_number_missing"]
    mended = handed.replace("nobody", "bob@example.org").replace(",No,Number", "C-5,No,Number")
    _, again = imported(staff, mended, *NAMES, "", "", "")
    assert "0 refused" not in said(again)
    assert Contact.objects.get(member_number="C-4").email == "bob@example.org"
    assert Contact.objects.filter(member_number="C-5").exists()


def test_the_same_file_twice_changes_nothing_the_second_time(staff) -> None:
    imported(staff, FILE)
    before = list(Contact.objects.order_by("pk").values())
    entries = Event.objects.count()
    page, choice, answer = looked(staff, FILE)
    assert counts(answer) == {"Created": 0, "Changed": 0, "Unchanged": 3, "Refused": 2}
    assert "No row would change anything. Import" in said(answer), "it is what hands out the refused rows"
    staff.post(f"{page}run/", choice)
    assert list(Contact.objects.order_by("pk").values()) == before
    assert Event.objects.count() == entries


def test_where_nothing_would_change_and_nothing_is_refused_no_import_is_offered(staff) -> None:
    _, _, answer = looked(staff, HEAD + "C-2,Grace,,,\n")
    assert counts(answer) == {"Created": 0, "Changed": 0, "Unchanged": 1, "Refused": 0}
    assert "there is nothing to import" in said(answer)
    assert ">Import</button>" not in answer.content.decode()


def test_two_clicks_are_one_job(staff) -> None:
    page, choice, _ = looked(staff, FILE)
    assert staff.post(f"{page}run/", choice).url == staff.post(f"{page}run/", choice).url
    assert Job.objects.count() == 1
    assert Event.objects.filter(kind="contact.added", batch=Job.objects.get().key).count() == 1


def test_only_who_uploaded_a_file_sees_it(staff) -> None:
    page, choice, _ = looked(staff, FILE)
    other = signed_in(Role.SYSADMIN)
    for answer in (
        other.get(page),
        other.get(f"{page}dry-run/", choice),
        other.post(f"{page}run/", choice),
        other.get(f"{page}refused/"),
    ):
        assert answer.status_code == 404
    assert not Job.objects.exists()


def test_columns_are_guessed_by_their_names_and_the_first_rows_shown(staff) -> None:
    answer = staff.get(address(staff, "\ufeffE-Mail;Member Number;Surname;Shoe size\r\na@example.org;C-9;Ross;44\r\n"))
    body, words = answer.content.decode(), said(answer)
    picked = re.findall(r'<option value="([^"]*)" selected', body)
    assert picked == ["email", "member_number", "last_name", ""]
    assert "Shoe size Column 4" in words
    assert "44" in words


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (("", "first_name"), "No column is taken for the member number"),
        (("member_number", "member_number"), "Column 1 is taken for the same already"),
        (("member_number", ""), "Only the member number is taken over"),
        (("member_number", "shoe"), "Select a valid choice"),
    ],
)
def test_columns_that_cannot_be_are_told_at_the_column(staff, fields, sentence) -> None:
    page = address(staff, "id,name\nC-9,Mary\n")
    for answer in (
        staff.get(f"{page}dry-run/", chosen(*fields)),
        staff.post(f"{page}run/", chosen(*fields)),
    ):
        assert answer.status_code == 422
        assert sentence in said(answer)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (b"", "is empty (0 bytes)"),
        (b"\n\n", "its lines are blank"),
        (HEAD.encode(), "no row below them"),
        ("member_number,name\nC-1,Ångström".encode("latin-1"), "line 2: the byte 0xC5 is not UTF-8"),
        (HEAD.encode("utf-16"), "looks like UTF-16"),
        (b"member_number\tfirst_name\nC-1\tAda\n", "separated by tabs"),
        (b'member_number,name\nC-1,"Ada\nC-2,Bob\n', "is opened and not closed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "of an older Excel"),
        (b"PK\x03\x04 broken", "damaged"),
        (bytes(range(256)) * 4, "the byte 0x80 is not UTF-8"),
        (b",".join(b"c%d" % place for place in range(51)) + b"\n1\n", "There are 51 columns; at most 50"),
        (HEAD.encode() + b"C,A,B,,\n" * 100_001, "more than 100,000 rows"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (workbook(), "an empty sheet"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_its_field(staff, contents, sentence) -> None:
    answer = uploaded(staff, contents)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "iconv" not in said(answer)
    assert not ImportFile.objects.exists()


def test_no_file_is_asked_for(staff) -> None:
    answer = staff.post(IMPORT, {})
    assert answer.status_code == 422
    assert "Choose a file first." in said(answer)


def test_rows_that_cannot_be_read_stop_no_other(staff) -> None:
    contents = HEAD + "C-3,Mary,Ross,,,too,many\nC-4,few\nC-5,\0,Nul,,\n" + 'C-6,"Q"q,,,\n' + f"C-7,{'x' * 70_000},,,\n"
    _, _, answer = looked(staff, contents + "C-8,Fine,,,\n")
    words = said(answer)
    assert counts(answer) == {"Created": 1, "Changed": 0, "Unchanged": 0, "Refused": 5}
    for sentence in ("too many", "from last_name on there is nothing", "NUL character", "closing quote", "64 KB"):
        assert sentence in words
    page, _ = imported(staff, contents + "C-8,Fine,,,\n")
    handed = b"".join(staff.get(f"{page}refused/").streaming_content).decode("utf-8-sig")
    assert handed.count("Mend this row, then empty this cell.") == 2
    assert Contact.objects.filter(member_number="C-8").exists()


def test_a_number_twice_counts_once_where_the_rows_agree_and_is_refused_where_they_do_not(staff) -> None:
    contents = HEAD + "C-3,Mary,Ross,,\nC-3,Mary,Ross,,\nC-4,Ann,A,,\nC-4,Ann,B,,\n"
    _, _, answer = looked(staff, contents)
    assert counts(answer) == {"Created": 1, "Changed": 0, "Unchanged": 1, "Refused": 2}
    assert "“C-4” stands in line 5 too, with other values" in said(answer)
    _, ended = imported(staff, contents)
    assert "2 refused" in said(ended)
    assert not Contact.objects.filter(member_number="C-4").exists()


def test_an_email_twice_is_worth_a_second_look(staff) -> None:
    contents = HEAD + "C-3,Mary,Ross,family@example.org,\nC-4,Tom,Ross,FAMILY@example.org,\nC-5,Al,B,ada@example.org,\n"
    _, _, answer = looked(staff, contents)
    words = said(answer)
    assert counts(answer)["Created"] == 3
    assert "FAMILY@example.org is the email of C-3 too." in words
    assert "ada@example.org is the email of C-1 too." in words
    _, ended = imported(staff, contents)
    assert "ada@example.org is the email of C-1 too." in said(ended)


def test_a_workbook_is_read_and_its_refused_rows_are_one(staff) -> None:
    contents = workbook(
        (), ("Member number", "Last name", "Email"), (4711, "+1 @Home", "x@example.org"), ("C-9", "", "")
    )
    page, answer = imported(staff, contents, "member_number", "last_name", "email", name="people.xlsx")
    assert "1 refused" in said(answer)
    assert Contact.objects.get(member_number="4711").last_name == "+1 @Home"
    handed = b"".join(staff.get(f"{page}refused/").streaming_content)
    rows = load_workbook(io.BytesIO(handed)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "C-9"
    assert rows[1][3] == "4"


def test_text_like_a_formula_comes_in_as_it_is_and_goes_out_harmless(staff) -> None:
    contents = HEAD + "C-3,=SUM(A1),-1,,\nC-4,=cmd|x,B,bad,\n"
    page, _ = imported(staff, contents)
    assert Contact.objects.get(member_number="C-3").first_name == "=SUM(A1)"
    handed = b"".join(staff.get(f"{page}refused/").streaming_content).decode("utf-8-sig")
    assert "C-4,'=cmd|x,B,bad" in handed
    imported(staff, handed.replace("bad", "b@example.org"), *NAMES, "", "", "")
    assert Contact.objects.get(member_number="C-4").first_name == "=cmd|x", "the apostrophe is not part of the name"


def test_what_the_register_hands_out_comes_back_unchanged(staff) -> None:
    make.contact("C-7", "=Eve", "@Home", email="eve@example.org")
    handed = b"".join(staff.post("/staff/contacts/export/").streaming_content)
    _, _, answer = looked(staff, handed)
    assert counts(answer) == {"Created": 0, "Changed": 0, "Unchanged": 3, "Refused": 0}


def test_the_rows_of_an_erased_contact_are_gone_before_they_come_in(staff) -> None:
    page, choice, _ = looked(staff, HEAD + " c-2 ,New,Name,,\nX-1,Other,One,GRACE@example.org,\nC-22,Left,Alone,,\n")
    erasure.erase(contact=Contact.objects.get(member_number="C-2").pk, reason="By letter.", by=COMMAND_LINE, at=NOW)
    assert [row.cells[0] for row in ImportRow.objects.kept()] == ["C-22"]
    assert counts(staff.get(f"{page}dry-run/", choice)) == {"Created": 1, "Changed": 0, "Unchanged": 0, "Refused": 2}
    answer = staff.get(staff.post(f"{page}run/", choice).url)
    assert "What stood in this row was erased" in said(answer)


def test_a_dry_run_takes_as_many_queries_for_many_rows_as_for_few(staff) -> None:
    def queries(count: int) -> int:
        rows = "".join(f"N-{number},First,Last {number},n{number}@example.org,\n" for number in range(count))
        page = address(staff, HEAD + rows)
        with CaptureQueriesContext(connection) as asked:
            assert counts(staff.get(f"{page}dry-run/", chosen(*NAMES)))["Created"] == count
        return len(asked)

    queries(2)
    assert queries(3) == queries(600)
