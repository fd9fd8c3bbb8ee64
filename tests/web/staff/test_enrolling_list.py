"""Is each line of a list told, is nobody lost, and do those found go on to the review?"""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from conferral.models import Enrollment
from tests import make
from tests.web.signed_in import said
from tests.web.staff.test_enrolling import FIND, REGISTER, REVIEW, hidden, registration

pytestmark = pytest.mark.django_db
LIST = f"{FIND}list/"


@pytest.fixture(autouse=True)
def program(db):
    program = make.program("P")
    make.contact("C-1", "Ada", "Byron", email="ada@example.org")
    make.contact("C-2", "Grace", "Hopper", email="family@example.org")
    make.contact("C-3", "Zoë", "Ångström", email="Family@Example.org")
    make.enrollment(make.contact("C-4", "Mary", "Ross"), program, date(2026, 1, 1))
    return program


def looked(staff, lines="", file=None, **more):
    uploaded = {"file": SimpleUploadedFile("list.csv", file)} if file is not None else {}
    return staff.post(LIST, {"lines": lines, "enrolled_on": "2026-03-02", **uploaded, **more})


def ticked(answer) -> list[str]:
    body = answer.content.decode()
    return re.findall(r'name="pick" value="([^"]*)" id="[^"]*" checked', body) + hidden(answer, "pick")


def left(answer) -> list[str]:
    return re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.content.decode(), re.DOTALL)[1].splitlines()


def workbook(*rows) -> bytes:
    contents = io.BytesIO()
    with xlsxwriter.Workbook(contents) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return contents.getvalue()


def test_each_line_is_told_and_nothing_is_written(staff) -> None:
    answer = looked(staff, "C-1\nghost\n\nFAMILY@example.org\nada@EXAMPLE.org\nC-4\n")
    words = said(answer)
    assert "1 of 5 is found and ticked. 2 are left in the field below" in words
    assert "2 ghost Not found: no contact has this member number or email." in words
    assert "4 FAMILY@example.org 2 contacts have this email. Tick who is meant: Zoë Ångström C-3 Grace Hopper" in words
    assert "5 ada@EXAMPLE.org Twice in the list: line 1 names the same already." in words
    assert "6 C-4 Mary Ross is already enrolled in P (Enrolled since 1 January 2026)." in words
    assert ticked(answer) == ["C-1"]
    assert left(answer) == ["ghost", "FAMILY@example.org"]
    assert Enrollment.objects.count() == 1


def test_those_found_and_chosen_go_on_to_the_review_and_are_registered(staff) -> None:
    answer = looked(staff, "C-1\nfamily@example.org")
    review = staff.post(REVIEW, {"pick": [*ticked(answer), "C-3"], "enrolled_on": "2026-02-01"})
    staff.post(REGISTER, registration(review))
    assert sorted(Enrollment.objects.filter(enrolled_on=date(2026, 2, 1)).values_list("contact__member_number")) == [
        ("C-1",),
        ("C-3",),
    ]


def test_what_was_ticked_before_goes_along_and_so_does_what_a_first_list_found(staff) -> None:
    first = looked(staff, "C-1\nghost", pick=["C-2"])
    assert sorted(ticked(first)) == ["C-1", "C-2"]
    second = looked(staff, "C-3", pick=ticked(first))
    assert sorted(ticked(second)) == ["C-1", "C-2", "C-3"]
    assert "2 ticked before go along." in said(second)
    assert hidden(staff.get(LIST, {"all": "1", "q": "hopper"}), "pick") == ["C-2"]


@pytest.mark.parametrize(
    "contents",
    [
        b"\xef\xbb\xbfName;Email;member_number\r\nZ;;C-1\r\nG;ada@example.org;\r\nN;;C-2",
        "Member number,Name\nC-1,Ada\nC-2,Gräce".encode(),
        "C-1\tC-2".encode("utf-16"),
        b"C-1, C-2",
        b'"Byron, Ada" <ada@example.org>\nC-2',
        workbook(["Name", "member_number"], ["Ada", "C-1"], ["Grace", "C-2"]),
    ],
)
def test_a_file_is_read_however_it_was_saved(staff, contents) -> None:
    assert ticked(looked(staff, file=contents)) == ["C-1", "C-2"]


def test_a_number_that_excel_keeps_as_a_number_is_a_member_number(staff) -> None:
    make.contact("1001", "Nora", "Nth")
    assert ticked(looked(staff, file=workbook(["member_number"], [1001]))) == ["1001"]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ("C-1 Ångström".encode("latin-1"), "The file is no text in UTF-8"),
        (b"\xd0\xcf\x11\xe0", "of an older Excel"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"", "Nobody is named in it"),
        (b"member_number\n", "There is nobody below the names of the columns"),
        (b"C-1\0", "no text in UTF-8"),
        (b'"' + b"x" * 200_000, "never closed"),
        (b"\n".join(b"N-%d" % number for number in range(20_001)), "It names 20,001; at most 20,000"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(staff, contents, sentence) -> None:
    answer = looked(staff, file=contents, pick=["C-2"])
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert hidden(answer, "pick") == ["C-2"]


def test_nothing_pasted_asks_for_it_and_hostile_lines_are_nobody(staff) -> None:
    assert looked(staff, " \n ").status_code == 422
    answer = looked(staff, "<script>alert(1)</script>\n' OR 1=1\n" + "x" * 5000)
    assert "<script>alert" not in answer.content.decode()
    assert len(left(answer)) == 3
    assert ticked(answer) == []


def test_many_found_are_all_ticked_though_not_all_are_shown(staff) -> None:
    for number in range(210):
        make.contact(f"N-{number:03}", "Nora", f"Nth {number:03}")
    answer = looked(staff, "\n".join(f"N-{number:03}" for number in range(210)))
    assert "and 10 more, all of them ticked" in said(answer)
    assert len(ticked(answer)) == 210


def test_looking_up_takes_as_many_queries_for_many_as_for_few(staff, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(40):
        make.contact(f"N-{number:02}", "Nora", f"Nth {number:02}", email=f"n{number}@example.org")
    with CaptureQueriesContext(connection) as few:
        looked(staff, "N-01\nn2@example.org")
    with django_assert_num_queries(len(few)):
        looked(staff, "\n".join([f"N-{number:02}\nn{number}@example.org" for number in range(40)]))
