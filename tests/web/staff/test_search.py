"""What does the search at the top find, lead to and suggest?"""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import erasure, merging
from conferral.documents.everywhere import everywhere
from conferral.models import Account, Contact, Program
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.conftest import NOW, TODAY
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db
PLACE = "/staff/certification/enrollments"


@pytest.fixture(autouse=True)
def _register():
    with time_machine.travel(NOW, tick=False):
        with zeal_ignore():
            _made()
        yield


def _made() -> None:
    emt = make.program("EMT-R", make.definition(name="Emergency care"))
    make.program("EMT-I", make.definition(name="Instructors of emergency care"))
    for number, name in enumerate(("Ada", "Zoë", "Byron"), 1):
        make.enrollment(make.contact(f"M-{number}", name, "Lovelace"), emt, date(2026, 1, 5))
    make.contact("EMT-I", "Emmanuel", "Ti")
    make.contact("M-9", "Grace", "Hopper", email="grace@example.org")


def asked(text: str):
    """Search as another member of staff each time."""
    return signed_in(name=f"s-{Account.objects.count()}").get("/staff/search/", {"q": text})


def people(answer) -> set[str]:
    return {words for words, address in links(answer) if re.match(rf"{PLACE}/contacts/[A-Z]", address)}


@pytest.mark.parametrize("text", ["lovel", "LOVELACE", "m-2 zoe", "grace@ex", "hopper"])
def test_a_contact_is_found_by_any_part_of_name_email_or_member_number(text):
    assert people(asked(text)) in (
        {"Ada Lovelace", "Zoë Lovelace", "Byron Lovelace"},
        {"Zoë Lovelace"},
        {"Grace Hopper"},
    )


def test_a_program_is_found_by_a_part_of_its_code_or_name():
    assert link(asked("emergency"), "Emergency care") == f"{PLACE}/programs/EMT-R/"
    assert link(asked("emt"), "Instructors of emergency care") == f"{PLACE}/programs/EMT-I/"
    assert "Instructors" not in said(asked("emergency emt-r"))


def test_an_enrollment_is_found_by_the_name_and_the_programs_code_in_any_order():
    for text in ("zoe emt-r", "EMT-R Lovelace zo"):
        answer = asked(text)
        assert "Enrollments in EMT-R 1" in said(answer)
        assert re.match(rf"{PLACE}/[0-9a-f-]{{36}}/", link(answer, "Zoë Lovelace"))
        assert "Enrolled 5 Jan 2026" in said(answer)


@pytest.mark.parametrize(
    ("text", "address"),
    [("M-9", f"{PLACE}/contacts/M-9/"), ("EMT-R", f"{PLACE}/programs/EMT-R/"), (" emt-r ", f"{PLACE}/programs/EMT-R/")],
)
def test_a_member_number_or_a_code_leads_there_at_once(text, address):
    answer = asked(text)
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_a_former_number_leads_to_the_survivor_and_is_suggested_as_them():
    hopper = Contact.objects.get(member_number="M-9")
    with zeal_ignore():
        for number, name in (("M-1000", "Murray"), ("EMT-R", "Mary")):
            twin = make.contact(number, name, "Twin")
            merging.merge(survivor=hopper.pk, duplicate=twin.pk, reason="The same.", by=COMMAND_LINE, at=NOW)
    answer = signed_in(name="looker").get("/staff/search/", {"q": " M-1000"}, follow=True)
    assert answer.redirect_chain[-1] == (f"{PLACE}/contacts/M-9/", 302)
    assert "M-1000 was merged into Grace Hopper, M-9." in said(answer)
    assert people(asked("EMT-R")) == {"Grace Hopper"}
    assert link(asked("EMT-R"), "Emergency care") == f"{PLACE}/programs/EMT-R/"
    assert people(asked("M-100")) == set()


def test_whose_number_it_is_stands_before_those_whose_number_it_is_a_part_of():
    with zeal_ignore():
        for number in range(12):
            make.contact(f"M-9{number:02}", "Aaron", f"Aaa {number:02}")
    answer = signed_in().get("/staff/search/suggestions/", {"q": "M-9"})
    offered = re.findall(r'data-leads-to="[^"]*"><b>([^<]*)', answer.content.decode())
    assert offered[:2] == ["Grace Hopper", "Aaron Aaa 00"]
    assert len(offered) == 6
    assert everywhere("M-9", on=TODAY).contacts.found == 13


def test_an_erased_contact_is_found_by_nothing_but_the_whole_number():
    hopper = Contact.objects.get(member_number="M-9")
    with zeal_ignore():
        erasure.erase(contact=hopper.pk, reason="Asked by letter.", by=COMMAND_LINE, at=NOW)
    for text in ("hopper", "erased", "M-9 emt-r", "’"):
        assert "Erased contact" not in said(asked(text))
    assert asked("M-9")["Location"] == f"{PLACE}/contacts/M-9/"
    assert "Erased" not in signed_in(name="typing").get("/staff/search/suggestions/", {"q": "M-9"}).content.decode()


def test_what_is_both_a_member_number_and_a_code_is_a_question_of_which():
    answer = asked("EMT-I")
    assert people(answer) == {"Emmanuel Ti"}
    assert link(answer, "Instructors of emergency care") == f"{PLACE}/programs/EMT-I/"


def test_of_very_many_the_first_are_shown_with_a_way_to_all_of_them():
    with zeal_ignore():
        for number in range(12):
            contact = make.contact(f"C-{number}", f"Cy {number:02}", "Lovelace")
            make.enrollment(contact, Program.objects.get(code="EMT-R"), date(2026, 1, 5))
    answer = asked("lovelace emt-r")
    assert "Enrollments in EMT-R 15" in said(answer)
    assert link(answer, "All enrollments found") == f"{PLACE}/programs/EMT-R/?q=lovelace"
    assert "Contacts 15" in said(asked("lovelace"))
    assert link(asked("lovelace"), "All contacts found") == f"{PLACE}/contacts/?q=lovelace"
    assert len(people(asked("lovelace"))) == 10


def test_nothing_found_and_nothing_asked_are_told_apart():
    assert "Nothing matches." in said(asked("nobody at all"))
    assert "Find a contact by name" in said(asked("  "))
    assert people(asked("\0")) == set()


def test_what_is_typed_suggests_what_it_may_mean_and_everything():
    answer = signed_in().get("/staff/search/suggestions/", {"q": "lovelace emt-r"})
    offered = re.findall(r'data-leads-to="([^"]*)"><b>([^<]*)', answer.content.decode())
    assert [name for _address, name in offered] == [
        "Ada Lovelace", "Byron Lovelace", "Zoë Lovelace", "Everything with “lovelace emt-r”",
    ]  # fmt: skip
    assert unescape(offered[-1][0]) == "/staff/search/?q=lovelace+emt-r"
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("text", ["", "a"])
def test_too_little_typed_suggests_nothing(text):
    answer = signed_in().get("/staff/search/suggestions/", {"q": text})
    assert answer.content.decode().strip() == ""


def test_members_have_no_search_over_others():
    page = signed_in(make.Role.NONE, make.contact("M-77")).get("/my/")
    assert "everywhere" not in page.content.decode()


@pytest.mark.parametrize("text", ["lovelace", "emt-r lovelace", "emt-r", "nobody", "M-1"])
def test_a_search_takes_six_queries_at_most(text):
    with CaptureQueriesContext(connection) as ran:
        everywhere(text, on=TODAY)
    assert len(ran.captured_queries) <= 6
