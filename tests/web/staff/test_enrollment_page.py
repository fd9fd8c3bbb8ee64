"""Does the page of an enrollment say where it stands, why, what is next, and what is still to do?"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import completions
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.definition import Category
from tests import make
from tests.web.signed_in import link, links, said, signed_in
from tests.web.staff.crowd import crowd

pytestmark = pytest.mark.django_db


def page(enrollment):
    return reverse("staff:enrollment", args=[enrollment.key])


@zeal_ignore()
def of(name: str) -> Enrollment:
    return Enrollment.objects.get(contact__first_name=name)


def requirement_links(answer) -> list[str]:
    return [text for text, where in links(answer) if "/requirements/" in where and ": Complete on" not in text]


def test_full_name_leads_to_status_why_next_dates_and_requirements(staff):
    crowd()
    listed = staff.get("/staff/certification/enrollments/programs/EMT-R/?q=chiara")
    words = said(staff.get(link(listed, "Chiara D’Alessandro")))
    assert "Grace period Grace period since 21 February 2026: the deadline passed on 20 February" in words
    assert "Next, if nobody acts: Expired on 23 Mar 2026, in 21 days." in words
    assert (
        "Enrollment date 20 Feb 2025 Grace period begins 21 Feb 2026 Expiration date 22 Mar 2026 Completion deadline 22 Mar 2026 in 20 days"
        in words
    )
    assert "Stage 1 · Learning No Status Course" in words
    assert "What would it take Still needed by" in words


def test_only_what_can_be_done_or_was_done_is_a_link_and_the_rest_says_why(staff):
    crowd()
    answer = staff.get(page(of("Chiara")))
    assert requirement_links(answer) == ["Course"]
    assert "Exam opens when these are Complete: Course." in said(answer)
    assert requirement_links(staff.get(page(of("Dmitri")))) == ["Course", "Exam"]
    expired = staff.get(page(of("Esperanza")))
    assert requirement_links(expired) == []
    assert "Extend the expiration date first." in said(expired)


def test_every_requirement_status_is_shown_by_its_words(staff):
    asked = make.definition(
        make.requirement("A", title="Pledge", requires_approval=True),
        make.requirement("B", title="Exam", scale=make.POINTS),
        make.requirement("C", title="Course"),
        make.requirement("D", title="Essay", requires_approval=True),
        make.requirement("E", title="Report", requires_approval=True),
        make.requirement("F", title="Oral", scale=make.POINTS),
        make.requirement("G", title="Rest", is_required=False),
    )
    enrollment = make.enrollment(into=make.program("S", asked), enrolled_on=date(2026, 1, 5))
    for code, said_of in (("A", {}), ("B", {}), ("C", {}), ("D", {}), ("E", {}), ("F", {"grade": "55"})):
        made = make.completion(enrollment, code, date(2026, 2, 1), **said_of)
        if code in "DE":
            form = Rejection.NOTIFY if code == "D" else Rejection.REJECTED
            with zeal_ignore():
                completions.reject(
                    completion=made.pk,
                    form=form,
                    note=f"Incomplete {code}",
                    by=COMMAND_LINE,
                    at=make.noon(date(2026, 2, 3)),
                )
    words = said(staff.get(page(enrollment)))
    assert "Awaiting Approval Pledge" in words
    assert "Awaiting Grade Exam" in words
    assert "Complete Course 1 Feb 2026" in words
    assert "No Status Essay 1 Feb 2026 Returned: Incomplete D" in words
    assert "Rejected Report 1 Feb 2026 Rejected: Incomplete E" in words
    assert "No Status Oral 1 Feb 2026 Not passed: 55 (points out of 100, 70 passes)." in words
    assert "No Status Rest elective" in words


def test_units_and_categories_stand_against_what_is_required(staff):
    asked = make.definition(
        make.requirement("N", title="National", units=Decimal(10), category="NAT"),
        make.requirement("L", title="Local", units=Decimal(6), category="LOC", is_repeatable=True),
        categories=(Category("NAT", "National hours", Decimal(10)), Category("LOC", "Local hours", None, Decimal(8))),
        units_required=Decimal(16),
        unit_type="CE hours",
    )
    enrollment = make.enrollment(into=make.program("U", asked), enrolled_on=date(2026, 1, 5))
    make.completion(enrollment, "L", date(2026, 2, 1), units=Decimal("2.5"))
    words = said(staff.get(page(enrollment)))
    assert "CE hours 2.5 of 16 National hours 0 of 10 Local hours 2.5 at most 8 count" in words
    assert "2.5 of 6 units · Local hours" in words


def test_a_category_within_another_stands_below_it_and_says_where_it_counts(staff):
    asked = make.definition(
        make.requirement("JOB", title="Job", units=Decimal(1), category="WORK", is_repeatable=True),
        make.requirement("TALK", title="Talk", units=Decimal(2), category="TALK"),
        categories=(
            Category("WORK", "Practice", None, Decimal(8), "GIVE"),
            Category("GIVE", "Giving back", Decimal(9), Decimal(25)),
            Category("TALK", "Speaking", within="GIVE"),
        ),
        units_required=Decimal(9),
        unit_type="PDUs",
    )
    enrollment = make.enrollment(into=make.program("U", asked), enrolled_on=date(2026, 1, 5))
    make.completion(enrollment, "JOB", date(2026, 2, 1), units=Decimal("9.5"))
    words = said(staff.get(page(enrollment)))
    assert (
        "PDUs 8 of 9 Giving back 8 of 9 at most 25 count "
        "Practice 9.5 at most 8 count, toward Giving back Speaking 0 counts toward Giving back"
    ) in words
    assert ": 1 requirement." in words
    assert "9.5 of 1 units · Giving back, Practice" in words
    details = said(staff.get(reverse("staff:requirement", args=[enrollment.key, "JOB"])))
    assert "Units 1 in any number of completions Category Giving back, Practice" in details
    defined = said(staff.get(reverse("staff:definition", args=["U"])))
    assert "Category At least At most count Within Giving back GIVE 9 25 – Practice WORK – 8 Giving back" in defined
    assert "Job JOB · Giving back, Practice required 1 in any number of completions" in defined


def test_any_other_day_can_be_asked(staff):
    crowd()
    early = said(staff.get(page(of("Amina")), {"on": "2026-01-15"}))
    assert "What the records say as of 15 Jan 2026" in early
    assert "1 of 2 requirements complete" in early
    later = said(staff.get(page(of("Chiara")), {"on": "2026-04-01"}))
    assert "Expired since 23 March 2026" in later
    before = staff.get(page(of("Chiara")), {"on": "2024-01-01"})
    assert before.status_code == 404
    assert "It begins on 20 Feb 2025" in said(before)


def test_an_enrollment_that_is_not_there(staff):
    assert staff.get(reverse("staff:enrollment", args=[uuid.uuid4()])).status_code == 404


def test_by_enrollee_leads_to_the_person_and_on_to_view_progress(staff):
    crowd()
    found = staff.get("/staff/certification/enrollments/contacts/", {"q": "okafor"})
    person = staff.get(link(found, "Amina Okafor"))
    assert "Emergency care EMT-R · version 1 Earned since 25 Jan 2026" in said(person)
    progress = staff.get(link(person, "View progress"))
    assert "Earned on 25 January 2026" in said(progress)


def test_past_enrollments_stand_apart_from_current_ones(staff):
    crowd()
    words = said(staff.get(reverse("staff:enrollee", args=["EMT-7"])))
    assert "Not enrolled in any program now." in words
    assert "Past enrollments" in words
    assert "Cancelled" in words


def test_a_member_number_with_every_sort_of_sign_has_a_page(staff):
    for number in ("A/1", "..", "~x", "ä ö?#"):
        make.contact(number, "Odd", "Number")
        assert "Odd Number" in said(staff.get(reverse("staff:enrollee", args=[number]))), number


def test_nobody_of_that_number(staff):
    assert staff.get(reverse("staff:enrollee", args=["GHOST"])).status_code == 404


def test_the_definition_is_shown_version_by_version_read_only(staff):
    program = crowd()
    make.publish(program, make.definition(make.requirement("ORAL", title="Oral"), name="Emergency care, new"))
    words = said(staff.get(reverse("staff:definition", args=["EMT-R"])))
    assert "version 2 of 2" in words
    assert "Oral ORAL required" in words
    old = staff.get(reverse("staff:definition", args=["EMT-R"]), {"version": "1"})
    assert "This is not the version in force" in said(old)
    assert "Deadline Period 1 year Grace Period 30 days" in said(old)
    assert "<form" not in old.content.decode().split("<main")[1]
    for wrong in ("0", "3", "x", "-1", "1" * 30, "²"):
        assert staff.get(reverse("staff:definition", args=["EMT-R"]), {"version": wrong}).status_code == 404


def test_view_progress_takes_as_many_queries_for_many_attempts_as_for_few(staff, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = make.definition(make.requirement("L", units=Decimal(60), is_repeatable=True))
    enrollment = make.enrollment(into=make.program("Q", asked), enrolled_on=date(2026, 1, 5))
    make.completion(enrollment, "L", date(2026, 1, 6), units=Decimal(1))
    details = reverse("staff:requirement", args=[enrollment.key, "L"])
    counts = {}
    for address in (page(enrollment), details):
        with CaptureQueriesContext(connection) as few:
            staff.get(address)
        counts[address] = len(few)
    for day in range(7, 27):
        make.completion(enrollment, "L", date(2026, 1, day), units=Decimal(1))
    for address, count in counts.items():
        with django_assert_num_queries(count):
            staff.get(address)


def test_strangers_and_members_do_not_learn_of_it(client):
    crowd()
    enrollment = of("Amina")
    assert client.get(page(enrollment)).status_code == 302
    member = signed_in(Role.NONE, make.contact("X-1", "Mia", "Member"))
    for address in (
        page(enrollment),
        reverse("staff:requirement", args=[enrollment.key, "COURSE"]),
        reverse("staff:enrollee", args=["EMT-1"]),
        reverse("staff:definition", args=["EMT-R"]),
    ):
        answer = member.get(address)
        assert answer.status_code == 404
        assert "Okafor" not in answer.content.decode()
