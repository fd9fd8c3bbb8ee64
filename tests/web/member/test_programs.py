"""Can members enroll themselves, knowing the dates, once, and only where nothing stands in the way?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import enrollments
from conferral.models import Enrollment, Program
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.conftest import TODAY
from tests.web.signed_in import link, links, said, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
LIST = "/my/programs/"


@pytest.fixture
def program(db) -> Program:
    return make.program("EMT", make.definition(unit_type="CE hours", designation="EMT"))


def page(program: Program) -> str:
    return reverse("member:program", args=[program.code])


def fields(answer) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(key|version)" value="([^"]*)"', answer.content.decode()))


# The catalogue


def test_each_program_says_whether_one_may_enroll_now_and_why_not_those_first_one_may(member, ada, program):
    needs = make.definition(name="Advanced care", unit_type="CE hours", prerequisites=("EMT",))
    make.program("ADV", needs)
    make.program("HIDDEN", make.definition(name="Hidden"))
    answer = member.get(LIST)
    words = said(answer)
    assert (
        "2 programs Emergency care EMT EMT You have 1 year from the day you enroll. Enroll Advanced care ADV" in words
    )
    assert "it requires EMT to be earned by then." in words
    assert "Hidden" not in words
    assert [address for text, address in links(answer) if text == "Enroll"] == [page(program)]


def test_staff_who_are_members_are_shown_no_more_here(ada, program):
    make.program("HIDDEN", make.definition(name="Hidden"))
    colleague = signed_in(Role.SYSADMIN, ada)
    assert "1 program " in said(colleague.get(LIST))
    assert colleague.get("/my/programs/HIDDEN/").status_code == 404


def test_a_search_finds_any_part_of_it_without_accents_or_capitals(member, program):
    make.program("CPR", make.definition(name="Réanimation", description="For the public.", unit_type="CE hours"))
    for text, found in (("REANIM", 1), ("public cpr", 1), ("emt", 1), ("public emt", 0), ("", 2)):
        words = said(member.get(LIST, {"q": text}))
        assert (f"{found} programs" if found != 1 else "1 program ") in words, text
    assert "No program matches." in said(member.get(LIST, {"q": "public emt"}))


def test_the_catalogue_takes_as_many_queries_for_many_as_for_few(member, program, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    member.get(LIST)
    with CaptureQueriesContext(connection) as few:
        member.get(LIST)
    for number in range(5):
        make.program(f"N-{number}", make.definition(unit_type="CE hours", prerequisites=("EMT",)))
    with django_assert_num_queries(len(few)):
        member.get(LIST)


# Enroll


def test_enroll_shows_the_dates_it_gives_and_what_is_asked_and_looking_writes_nothing(member, program):
    words = said(member.get(page(program)))
    dates = "Enrollment date 2 Mar 2026 Completion deadline 2 Mar 2027 in about 1 year"
    assert f"If you enroll today {dates}" in words
    assert "Grace period begins 3 Mar 2027 Expiration date" in words
    assert "What is required Exam Required." in words
    assert not Enrollment.objects.exists()


def test_enroll_enrolls_oneself_as_of_today_and_leads_to_ones_progress(member, ada, program):
    answer = member.post(page(program), fields(member.get(page(program))), follow=True)
    row = Enrollment.objects.get()
    assert (row.contact, row.program, row.enrolled_on) == (ada, program, TODAY)
    assert answer.redirect_chain[-1][0] == reverse("member:enrollment", args=[row.key])
    assert "You are enrolled in Emergency care." in said(answer)
    again = member.get(page(program))
    assert "Ada Byron is already enrolled in EMT (Enrolled since 2 March 2026)." in said(again)
    assert link(again, "View progress") == reverse("member:enrollment", args=[row.key])
    assert fields(again) == {}


def test_a_double_click_enrolls_once_and_both_are_answered_alike(member, program):
    form = fields(member.get(page(program)))
    first, second = (member.post(page(program), form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Enrollment.objects.count() == 1


def test_a_version_published_meanwhile_is_told_and_its_dates_are_shown_before_one_enrolls(member, program):
    form = fields(member.get(page(program)))
    make.publish(program, make.definition(name="Emergency care anew", unit_type="CE hours"))
    answer = member.post(page(program), form)
    assert answer.status_code == 422
    assert "Ada Byron was not enrolled: version 2 was published meanwhile." in said(answer)
    assert "Emergency care anew" in said(answer)
    assert not Enrollment.objects.exists()
    member.post(page(program), fields(answer))
    assert Enrollment.objects.get().version.number == 2


def test_what_came_between_is_refused_with_the_reason(member, ada, program):
    form = fields(member.get(page(program)))
    make.enrollment(ada, program, date(2026, 3, 1))
    answer = member.post(page(program), form)
    assert answer.status_code == 422
    assert "Ada Byron is already enrolled in EMT" in said(answer)
    assert Enrollment.objects.count() == 1


@pytest.mark.parametrize("given", [{}, {"key": "no key", "version": "1"}, {"version": "x"}])
def test_an_incomplete_form_enrolls_nobody_and_can_be_sent_again(member, program, given):
    answer = member.post(page(program), given)
    assert answer.status_code == 422
    assert "You are not enrolled: the form was incomplete." in said(answer)
    assert not Enrollment.objects.exists()
    assert member.post(page(program), fields(answer)).status_code == 302


def test_whoever_was_in_it_before_is_told_that_they_begin_blank(member, ada, program):
    earlier = make.enrollment(ada, program, date(2026, 1, 5))
    with zeal_ignore():
        enrollments.cancel(enrollment=earlier.pk, by=COMMAND_LINE, at=make.noon(date(2026, 2, 1)))
    answer = member.get(page(program))
    assert "You were in this program before. You begin blank" in said(answer)
    member.post(page(program), fields(answer))
    assert Enrollment.objects.count() == 2


def test_what_is_not_offered_is_as_unknown_as_what_never_was(member):
    make.program("HIDDEN")
    for code in ("HIDDEN", "NEVER-WAS"):
        assert [getattr(member, ask)(f"{LIST}{code}/").status_code for ask in ("get", "post")] == [404, 404]
    assert not Enrollment.objects.exists()
