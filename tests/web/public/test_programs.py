"""Is the catalogue there for anybody, with what is offered and nothing else, and does it lead to enrolling?"""

from __future__ import annotations

import pytest
import time_machine
from zeal import zeal_ignore

from conferral.actions import programs
from conferral.models import Program
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import link, said, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def emt(db) -> Program:
    defined = make.definition(name="Emergency care", description="Every two years.", unit_type="CE hours")
    return make.program("EMT/R", defined)


def test_it_lists_active_published_programs_with_a_unit_type_alone(client, emt):
    with zeal_ignore():
        make.program("HIDDEN", make.definition(name="Hidden"))
        make.program("OLD", make.definition(name="Old", unit_type="CE hours"))
        Program.objects.filter(code="OLD").update(is_active=False)
        drafted = programs.define(code="DRAFT", policies=programs.Policies(), by=COMMAND_LINE, at=NOW)
        programs.save_draft(program=drafted, definition=make.definition(unit_type="PDUs"), by=COMMAND_LINE, at=NOW)
    answer = client.get("/programs/")
    assert "1 program Emergency care EMT/R Every two years. You have 1 year from the day you enroll." in said(answer)
    assert "Hidden" not in said(answer)
    assert link(answer, "Emergency care") == "/programs/EMT~sR/"


def test_a_search_narrows_it_and_says_when_nothing_matches(client, emt):
    assert "1 program " in said(client.get("/programs/", {"q": "TWO years"}))
    assert "No program matches." in said(client.get("/programs/", {"q": "nothing-at-all"}))


def test_without_any_program_it_says_so(client, db):
    assert "No program is offered now." in said(client.get("/programs/"))


def test_a_copy_may_be_kept_for_a_minute_and_asks_nothing_of_who_looks(client, emt, django_assert_num_queries):
    answer = client.get("/programs/")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert signed_in().get("/programs/").content == answer.content
    for number in range(5):
        make.program(f"N-{number}", make.definition(unit_type="CE hours"))
    with django_assert_num_queries(2):
        client.get("/programs/")


def test_enroll_leads_by_way_of_signing_in_to_where_members_enroll(client, emt):
    leads = link(client.get("/programs/EMT~sR/"), "Enroll")
    assert client.get(leads)["Location"].startswith("/sign-in/")
    member = signed_in(Role.NONE, make.contact())
    assert member.get(leads)["Location"] == "/my/programs/EMT~sR/"
    alone = signed_in(Role.STAFF, name="alone").get(leads)
    assert "You are signed in as alone, but this account belongs to nobody in the register" in said(alone)
