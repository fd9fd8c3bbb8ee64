"""Does a member see their own certifications, all of what is said about them, and what is to do next?"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import completions, enrollments, offerings
from conferral.models import Component
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.definition import Category
from conferral.rules.offerings import Details, Kind
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import link, links, said, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
MARCH = date(2026, 3, 2)


@pytest.fixture
def ada(db):
    return make.contact("M-1", "Ada", "Byron", email="ada@example.org")


@pytest.fixture
def program(db):
    asked = make.definition(
        make.requirement("COURSE", title="Course", enrollees_may_record=True),
        make.requirement("ESSAY", title="Essay", requires_approval=True, stage=2),
        make.requirement("EXAM", title="Exam", scale=make.POINTS, stage=3),
        in_order=True,
        designation="EMT",
    )
    return make.program("EMT-R", asked)


def test_categories_within_one_another_stand_against_what_is_required(member, ada):
    asked = make.definition(
        make.requirement("JOB", title="Job", units=Decimal(1), category="WORK", is_repeatable=True),
        categories=(
            Category("WORK", "Practice", None, Decimal(9), "GIVE"),
            Category("GIVE", "Giving back", Decimal(5), Decimal(25)),
        ),
        units_required=Decimal(9),
        unit_type="PDUs",
    )
    enrollment = make.enrollment(ada, make.program("U", asked), date(2026, 1, 5))
    make.completion(enrollment, "JOB", date(2026, 2, 1), units=Decimal("4.5"))
    words = said(member.get(page(enrollment)))
    assert (
        "PDUs 4.5 of 9 Giving back 4.5 of 5 at most 25 count Practice 4.5 at most 9 count, toward Giving back" in words
    )
    assert "Category Giving back, Practice" in said(member.get(details(enrollment, "JOB")))


def page(enrollment) -> str:
    return reverse("member:enrollment", args=[enrollment.key])


def details(enrollment, code="COURSE") -> str:
    return reverse("member:requirement", args=[enrollment.key, code])


# My certifications


def test_the_first_page_leads_to_my_certifications(member):
    assert member.get("/")["Location"] == "/my/"


def test_my_certifications_show_status_dates_progress_and_lead_on(member, ada, program):
    enrollment = make.enrollment(ada, program, date(2026, 1, 5))
    make.completion(enrollment, "COURSE", date(2026, 2, 1))
    answer = member.get("/my/")
    assert "Ada Byron · M-1" in said(answer)
    assert (
        "1 of 3 requirements Emergency care EMT-R · version 1 Enrolled since 5 Jan 2026 "
        "Enrollment date 5 Jan 2026 Completion deadline 5 Jan 2027 in 309 days "
        "What to do next Do Essay. Staff record it once it is done."
    ) in said(answer)
    assert link(answer, "View progress") == page(enrollment)


def test_designations_stand_beside_the_name_from_the_day_they_were_earned(member, ada):
    earned = make.program("E", make.definition(designation="EMT"))
    make.completion(make.enrollment(ada, earned, date(2026, 1, 5)), "EXAM", date(2026, 2, 1))
    assert "Ada Byron EMT · M-1" in said(member.get("/my/"))
    with time_machine.travel(datetime(2026, 1, 20, tzinfo=UTC), tick=False):
        assert "EMT" not in said(member.get("/my/"))


def test_past_enrollments_stand_apart(member, ada, program):
    enrollment = make.enrollment(ada, program, date(2026, 1, 5))
    with zeal_ignore():
        enrollments.cancel(enrollment=enrollment.pk, by=COMMAND_LINE, at=make.noon(date(2026, 2, 1)))
    words = said(member.get("/my/"))
    assert words.index("You are not enrolled in any program now.") < words.index("Past enrollments")
    assert "Cancelled since 1 Feb 2026" in words


def test_what_others_are_enrolled_in_is_not_there(member, program):
    make.enrollment(make.contact("M-2", "Grace", "Hopper"), program, date(2026, 1, 5))
    assert "You are not enrolled in any program now." in said(member.get("/my/"))
    assert "Emergency" not in said(member.get("/my/"))


def test_one_enrolled_ahead_is_told_when_it_starts(member, ada, program):
    make.enrollment(ada, program, date(2026, 3, 9), today=MARCH)
    assert "9 Mar 2026 starts in 7 days" in said(member.get("/my/"))


def test_one_entered_for_later_is_not_there_before_it_begins(member, ada, program):
    later = make.enrollment(ada, program, date(2026, 3, 20), today=date(2026, 3, 10))
    assert "You are not enrolled in any program now." in said(member.get("/my/"))
    assert [member.get(address).status_code for address in (page(later), details(later))] == [404, 404]


# Progress


def test_progress_says_status_why_next_and_what_is_missing(member, ada, program):
    enrollment = make.enrollment(ada, program, date(2026, 1, 5))
    make.completion(enrollment, "COURSE", date(2026, 2, 1))
    words = said(member.get(page(enrollment)))
    assert "Enrolled Enrolled since 5 January 2026" in words
    assert "Next, if nobody acts: Grace period on 6 Jan 2027, in 310 days." in words
    assert "Complete Course 1 Feb 2026" in words
    assert "Exam opens when these are Complete: Essay." in words
    assert "What would it take Still needed by" in words


def test_only_what_can_be_done_or_was_done_is_a_link(member, ada, program):
    enrollment = make.enrollment(ada, program, date(2026, 1, 5))
    make.completion(enrollment, "COURSE", date(2026, 2, 1))
    linked = [(text, where) for text, where in links(member.get(page(enrollment))) if "/requirements/" in where]
    assert {where for _text, where in linked} == {details(enrollment), details(enrollment, "ESSAY")}
    assert {text for text, _where in linked} == {"Course", "Essay", "What Essay asks"}


def test_a_rejection_is_told_with_its_note(member, ada, program):
    enrollment = make.enrollment(ada, program, date(2026, 1, 5))
    make.completion(enrollment, "COURSE", date(2026, 2, 1))
    essay = make.completion(enrollment, "ESSAY", date(2026, 2, 2))
    with zeal_ignore():
        completions.reject(
            completion=essay.pk, form=Rejection.NOTIFY, note="Page 3 is missing.", by=COMMAND_LINE, at=NOW
        )
    assert "Essay 2 Feb 2026 Returned: Page 3 is missing." in said(member.get(page(enrollment)))
    assert "Sent back 2 Mar 2026" in said(member.get(details(enrollment, "ESSAY")))


# Requirement details


def test_a_member_reads_staff_for_whoever_of_the_staff_had_a_part_and_no_reason_for_voiding(member, ada, program):
    clerk = make.actor(Role.MANAGER, make.contact("S-9", "Nora", "Clerk"))
    enrollment = make.enrollment(ada, program, date(2026, 1, 5))
    with zeal_ignore():
        course = make.completion(enrollment, "COURSE", date(2026, 2, 1), by=clerk)
        completions.void(completion=course.pk, reason="A forged paper.", by=clerk, at=NOW)
    words = said(member.get(details(enrollment)))
    assert "by staff" in words
    assert "Voided" in words
    assert "Clerk" not in words
    assert "forged" not in words
    colleague = signed_in(Role.STAFF)
    told = said(colleague.get(reverse("staff:requirement", args=[enrollment.key, "COURSE"])))
    assert "by Nora Clerk" in told
    assert "A forged paper." in told


def test_requirement_details_show_what_is_asked_the_offerings_and_the_attempts(member, ada, program):
    enrollment = make.enrollment(ada, program, date(2026, 1, 5))
    make.completion(enrollment, "COURSE", date(2026, 2, 1), notes="Seen it.")
    with zeal_ignore():
        offerings.add(
            component=Component.objects.get(code="COURSE").pk,
            details=Details(
                kind=Kind.EVENT,
                title="Course in Oslo",
                place="Oslo",
                seats=20,
                starts_at=datetime(2026, 4, 10, 9, tzinfo=UTC),
                ends_at=datetime(2026, 4, 10, 12, tzinfo=UTC),
            ),
            by=COMMAND_LINE,
            at=make.noon(date(2026, 1, 1)),
        )
    words = said(member.get(details(enrollment)))
    assert "Complete on 1 Feb 2026" in words
    assert "Recorded by staff or the enrollee" in words
    assert "Course in Oslo 10 Apr 2026, 09:00 · Oslo · 20 seats" in words
    assert "Seen it." in words


def test_no_such_requirement_is_not_there(member, ada, program):
    assert member.get(details(make.enrollment(ada, program, date(2026, 1, 5)), "GHOST")).status_code == 404


# To look at, and one's own


def test_what_is_only_looked_at_has_no_form(member, ada, program):
    enrollment = make.enrollment(ada, program, date(2026, 1, 5))
    for address in ("/my/", page(enrollment), details(enrollment)):
        content = member.get(address).content.decode().split("<main")[1]
        assert re.findall(r"<(form|button|input|select|textarea)", content) == [], address
        assert member.post(address).status_code == 405


def test_what_is_somebody_elses_does_not_exist(member, program):
    hers = make.enrollment(make.contact("M-2", "Grace", "Hopper"), program, date(2026, 1, 5))
    nobodys = uuid.uuid4()
    for foreign in (page(hers), details(hers), details(hers, "GHOST")):
        there, nowhere = member.get(foreign), member.get(foreign.replace(str(hers.key), str(nobodys)))
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert there.content == nowhere.content
        assert "Hopper" not in there.content.decode()


def test_staff_who_are_members_see_their_own_here_and_no_more(ada, program):
    staff = signed_in(Role.SYSADMIN, ada)
    own = make.enrollment(ada, program, date(2026, 1, 5))
    hers = make.enrollment(make.contact("M-2", "Grace", "Hopper"), program, date(2026, 1, 5))
    assert [staff.get(page(one)).status_code for one in (own, hers)] == [200, 404]


def test_an_account_that_belongs_to_nobody_is_told_so_and_can_leave(db):
    alone = signed_in(Role.NONE, name="alone")
    answer = alone.get("/")
    assert answer.status_code == 200
    assert "You are signed in as alone, but this account belongs to nobody in the register" in said(answer)
    assert 'action="/sign-out/"' in answer.content.decode()


def test_every_page_takes_as_many_queries_for_many_as_for_few(member, ada, program, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    enrollment = make.enrollment(ada, program, date(2026, 1, 5))
    make.completion(enrollment, "COURSE", date(2026, 2, 1))
    member.get("/my/")
    counts = {}
    for address in ("/my/", page(enrollment), details(enrollment)):
        with CaptureQueriesContext(connection) as few:
            member.get(address)
        counts[address] = len(few)
    for number in range(8):
        another = make.program(f"N-{number}", make.definition(make.requirement(), make.requirement("MORE")))
        make.completion(make.enrollment(ada, another, date(2026, 1, 5)), "EXAM", date(2026, 2, 1))
    make.completion(enrollment, "ESSAY", date(2026, 2, 2))
    member.get("/my/")
    for address, count in counts.items():
        with django_assert_num_queries(count):
            member.get(address)
