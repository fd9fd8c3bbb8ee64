"""Is **Print Transcript** the same on paper and on the screen, for staff everybody's and for a member their own?"""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from conferral.documents.transcript_pdf import as_pdf
from conferral.models import Contact, Event
from conferral.rules.actors import Role
from tests import make
from tests.conftest import NOW
from tests.documents.told import in_pdf, on_page
from tests.documents.transcribed import ada, of_size, transcript
from tests.web.signed_in import links, said, signed_in

pytestmark = pytest.mark.django_db
OF_STAFF = "/staff/contacts/by-number/M~s1/transcript/"


@pytest.fixture(autouse=True)
def _at_the_fixed_instant():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff():
    return signed_in(Role.STAFF)


@pytest.mark.parametrize("on", ["", "?on=2024-03-15", "?on=2025-02-15", "?on=2023-01-01", "?on=2027-01-01"])
def test_the_pdf_tells_what_the_page_tells_in_the_same_words_and_the_same_order(staff, on):
    ada()
    page = on_page(staff.get(f"{OF_STAFF}{on}").content.decode())
    assert page[0] == ("H1", "Transcript of Ada Lovelace")
    assert len(page) > 15
    assert in_pdf(staff.get(f"{OF_STAFF}pdf/{on}").content) == page


def test_so_it_is_with_twelve_enrollments(staff):
    who = of_size(12, 6)
    page = on_page(staff.get(reverse("staff:transcript", args=[who.member_number])).content.decode())
    assert len(page) > 500
    assert in_pdf(as_pdf(transcript(who))) == page


def test_a_member_sees_the_same_as_staff(staff):
    who = ada()
    member = signed_in(Role.NONE, who)
    assert on_page(member.get("/my/transcript/").content.decode()) == on_page(staff.get(OF_STAFF).content.decode())
    for face in ("pdf", "csv", "json"):
        assert member.get(f"/my/transcript/{face}/").content == staff.get(f"{OF_STAFF}{face}/").content


def test_a_member_sees_nobody_elses_and_nothing_of_staff():
    ada()
    other = signed_in(Role.NONE, make.contact("N-1", "Nora", "Noone"))
    for address in (OF_STAFF, f"{OF_STAFF}pdf/", f"{OF_STAFF}json/", f"{OF_STAFF}csv/"):
        answer = other.get(address)
        assert answer.status_code == 404
        assert b"Lovelace" not in answer.content
    own = other.get("/my/transcript/")
    assert "Transcript of Nora Noone" in said(own)
    assert "No enrollment had begun by this day." in said(own)
    assert "Lovelace" not in said(own)
    assert signed_in(Role.STAFF).get("/my/transcript/").status_code == 404


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER, Role.ADMIN, Role.SYSADMIN])
def test_every_level_of_staff_prints_everybodys(role):
    ada()
    assert "Ada Lovelace" in said(signed_in(role).get(OF_STAFF))


def test_each_file_comes_as_what_it_is_under_a_name_that_says_whose_and_of_when(staff):
    ada()
    for face, content_type in (
        ("pdf", "application/pdf"),
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json; charset=utf-8"),
    ):
        answer = staff.get(f"{OF_STAFF}{face}/?on=2025-01-31")
        assert answer["Content-Type"] == content_type
        assert answer["Content-Disposition"] == f'attachment; filename="transcript-M-1-2025-01-31.{face}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]


def test_the_files_are_as_of_the_day_that_is_asked(staff):
    ada()
    told = json.loads(staff.get(f"{OF_STAFF}json/?on=2024-03-15").content)
    assert (told["on"], [one["status"] for one in told["enrollments"]]) == ("2024-03-15", ["enrolled"])
    text = staff.get(f"{OF_STAFF}csv/?on=2024-03-15").content.decode()
    assert text.startswith("\ufeffmember_number,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {row["on"] for row in rows} == {"2024-03-15"}


def test_the_page_offers_the_files_of_the_day_it_shows(staff):
    ada()
    answer = staff.get(f"{OF_STAFF}?on=2025-01-31")
    offered = dict(links(answer))
    for face in ("PDF", "CSV", "JSON"):
        assert offered[face] == f"{OF_STAFF}{face.lower()}/?on=2025-01-31"
        assert staff.get(offered[face]).status_code == 200
    assert offered["Back to today"] == OF_STAFF


def test_a_day_that_is_none_is_told_on_the_page_and_no_file_is_made_of_it(staff):
    ada()
    page = staff.get(f"{OF_STAFF}?on=31.01.2025")
    assert page.status_code == 200
    assert "is not a date written as YYYY-MM-DD" in said(page)
    assert staff.get(f"{OF_STAFF}pdf/?on=31.01.2025").status_code == 400


def test_there_is_no_other_file_and_nobody_unknown(staff):
    ada()
    assert staff.get(f"{OF_STAFF}docx/").status_code == 404
    assert staff.get("/staff/contacts/by-number/NOBODY/transcript/").status_code == 404
    assert staff.get("/staff/contacts/by-number/NOBODY/transcript/pdf/").status_code == 404


def test_printing_writes_nothing_not_even_into_the_log(staff):
    ada()
    before = Event.objects.count()
    for face in ("", "pdf/", "csv/", "json/"):
        staff.get(f"{OF_STAFF}{face}")
    assert Event.objects.count() == before


def test_a_member_finds_it_on_their_first_page():
    who = make.contact("M-1")
    assert dict(links(signed_in(Role.NONE, who).get("/my/")))["Print Transcript"] == "/my/transcript/"


@pytest.mark.parametrize("enrolled", [1, 12])
def test_the_page_takes_as_many_queries_for_twelve_enrollments_as_for_one(
    staff, enrolled, django_assert_max_num_queries
):
    who = of_size(enrolled, 4)
    address = reverse("staff:transcript", args=[who.member_number])
    with django_assert_max_num_queries(13):
        assert staff.get(address).status_code == 200


def test_a_name_is_text_on_the_page_too(staff):
    who = make.contact("M-9", "<b>Ada</b>", '"Lovelace"')
    make.enrollment(who, make.program(), date(2026, 1, 5))
    address = reverse("staff:transcript", args=["M-9"])
    page = on_page(staff.get(address).content.decode())
    assert page[0] == ("H1", 'Transcript of <b>Ada</b> "Lovelace"')
    assert in_pdf(staff.get(f"{address}pdf/").content) == page
    assert Contact.objects.get(pk=who.pk).full_name == '<b>Ada</b> "Lovelace"'
