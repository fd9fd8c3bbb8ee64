"""Is a program that is offered there for anybody, in words made from its version, and one that is not nowhere?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from zeal import zeal_ignore

from conferral.actions import programs
from conferral.models import Organization, Program
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.definition import Category
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import link, said, signed_in

pytestmark = pytest.mark.django_db

AT = make.noon(date(2026, 1, 5))


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def emt(db) -> Program:
    Organization.objects.create(name="Emergency Medicine Association")
    make.program("CPR", make.definition(name="First aid", unit_type="CE hours"))
    make.program("HIDDEN")
    asked = make.definition(
        make.requirement("N", title="National hours", units=Decimal(20), is_repeatable=True, category="NAT"),
        make.requirement("EXAM", title="Final exam", stage=2, scale=make.POINTS, requires_approval=True),
        name="EMT recertification",
        description="Every two years.\nFor those who are in practice.",
        designation="NREMT",
        unit_type="CE hours",
        units_required=Decimal(20),
        in_order=True,
        stages=((1, "Learning"), (2, "Proof")),
        categories=(Category("NAT", "National", Decimal(10), Decimal(30)),),
        prerequisites=("CPR", "HIDDEN"),
    )
    return make.program("EMT/R", asked, is_maintenance=True)


PAGE = "/programs/EMT~sR/"


@zeal_ignore()
def switch(program: Program, **policies: object) -> None:
    row = Program.objects.get(pk=program.pk)
    wanted = replace(programs.policies_of(row), **policies)  # type: ignore[arg-type]
    programs.set_policies(program=row, policies=wanted, by=COMMAND_LINE, at=AT)


def test_everything_somebody_has_to_know_before_enrolling_stands_there(client, emt):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    words = said(answer)
    for sentence in (
        "EMT recertification EMT/R NREMT Every two years. For those who are in practice.",
        "You need to have earned all of these: First aid HIDDEN",
        "You have 1 year from the day you enroll.",
        "A grace period of 30 days follows",
        "The stages come one after the other",
        "Stage 1: Learning National hours Required. 20 CE hours of National, in as many completions as you like",
        "Stage 2: Proof Final exam Required. To pass takes 70 of 100 points. The organization approves it.",
        "20 CE hours are needed in all. National: at least 10 CE hours and at most 30 CE hours count.",
        "Whoever earns it may use the designation NREMT.",
        "It is there to be renewed",
    ):
        assert sentence in words
    assert "Emergency Medicine Association" in answer.content.decode()
    assert 'name="description" content="Every two years.' in answer.content.decode()


def test_a_prerequisite_that_is_offered_is_a_link_and_one_that_is_not_is_only_named(client, emt):
    answer = client.get(PAGE)
    assert link(answer, "First aid") == "/programs/CPR/"
    assert client.get("/programs/CPR/").status_code == 200
    assert "/programs/HIDDEN/" not in answer.content.decode()


def test_only_the_version_in_force_is_shown_and_no_draft(client, emt):
    make.publish(emt, make.definition(name="EMT anew", unit_type="CE hours"))
    with zeal_ignore():
        programs.save_draft(
            program=emt, definition=make.definition(name="Not yet", unit_type="CE hours"), by=COMMAND_LINE, at=AT
        )
    words = said(client.get(PAGE))
    assert "EMT anew" in words
    assert "Not yet" not in words
    assert "National" not in words


@pytest.mark.parametrize("who", ["nobody", "staff"])
def test_a_program_that_is_not_offered_is_as_unknown_as_one_that_never_was(emt, who):
    with zeal_ignore():
        programs.define(code="BARE", policies=programs.Policies(), by=COMMAND_LINE, at=AT)
        drafted = programs.define(code="DRAFT", policies=programs.Policies(), by=COMMAND_LINE, at=AT)
        programs.save_draft(program=drafted, definition=make.definition(unit_type="PDUs"), by=COMMAND_LINE, at=AT)
    switch(emt, is_active=False)
    browser = signed_in() if who == "staff" else Client()
    unknown = browser.get("/programs/NEVER-WAS/")
    assert unknown.status_code == 404
    for address in ("/programs/BARE/", "/programs/DRAFT/", "/programs/HIDDEN/", PAGE):
        answer = browser.get(address)
        assert answer.status_code == 404, address
        assert said(answer) == said(unknown)
    switch(emt, is_active=True)
    assert browser.get(PAGE).status_code == 200


def test_a_unit_type_taken_out_takes_the_page_away(client, emt):
    make.publish(emt, make.definition(name="EMT anew"))
    assert client.get(PAGE).status_code == 404


def test_maintenance_is_said_as_it_is_now(client, emt):
    switch(emt, is_maintenance=False)
    assert "It is earned once: after that you cannot enroll in it again." in said(client.get(PAGE))


def test_a_copy_may_be_kept_for_a_minute_and_asks_nothing_of_who_looks(client, emt):
    answer = client.get(PAGE)
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "noindex" not in answer.content.decode() + str(answer.headers)
    again = client.get(PAGE, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    switch(emt, is_maintenance=False)
    assert client.get(PAGE, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 200
    assert signed_in().get(PAGE).content == client.get(PAGE).content


def test_the_page_of_a_program_that_is_gone_is_not_kept(client, emt):
    assert "no-store" in client.get("/programs/NEVER-WAS/")["Cache-Control"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_the_same_few_queries_however_much_is_asked(client, emt, count, django_assert_num_queries):
    with zeal_ignore():
        codes = [f"P-{number}" for number in range(count)]
        for code in codes:
            make.program(code, make.definition(unit_type="CE hours"))
        asked = [make.requirement(f"R-{number}", stage=number + 1) for number in range(count)]
        make.publish(emt, make.definition(*asked, unit_type="CE hours", prerequisites=tuple(codes)))
    with django_assert_num_queries(5):
        client.get(PAGE)


def test_without_an_organization_the_page_is_there_all_the_same(client, emt):
    Organization.objects.all().delete()
    assert client.get(PAGE).status_code == 200
