"""Does the enrollment's page test for completion, offer the approval, say what came of earning and what it would take?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import completions, offerings, programs
from conferral.models import Component, Enrollment, Event, Program
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.offerings import Details, Kind
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import link, links, said, signed_in
from tests.web.staff.crowd import crowd

pytestmark = pytest.mark.django_db


@zeal_ignore()
def of(name: str) -> Enrollment:
    return Enrollment.objects.select_related("contact").get(contact__first_name=name)


def page(enrollment, site: str = "staff") -> str:
    return reverse(f"{site}:enrollment", args=[enrollment.key])


def the_test(client, enrollment):
    return client.post(reverse("staff:enrollment-test", args=[enrollment.key]), follow=True)


@zeal_ignore()
def offered(component: str, title: str, *days: date) -> None:
    held = {}
    if days:
        first, last = days[0], days[-1]
        held = {
            "starts_at": datetime(first.year, first.month, first.day, 9, tzinfo=UTC),
            "ends_at": datetime(last.year, last.month, last.day, 17, tzinfo=UTC),
        }
    offerings.add(
        component=Component.objects.get(code=component).pk,
        details=Details(kind=Kind.EVENT if days else Kind.RESOURCE, title=title, **held),
        by=COMMAND_LINE,
        at=NOW,
    )


@zeal_ignore()
def approve(client, enrollment, **given):
    return client.post(
        reverse("staff:enrollment-approval", args=[enrollment.key]),
        given,
        follow=True,
        HTTP_REFERER=f"http://testserver{page(enrollment)}",
    )


def test_the_test_says_what_is_missing_and_writes_nothing(staff):
    crowd()
    before = Event.objects.count()
    words = said(the_test(staff, of("Bao")))
    assert "Not completed: 3 things are still missing. Course (COURSE) is not complete: No Status." in words
    assert "0 of 20 units count so far." in words
    assert Event.objects.count() == before


def test_the_test_says_since_when_the_requirements_are_met(staff):
    crowd()
    assert "Completed. All requirements are met since 20 January 2026; earned on 25 January 2026." in said(
        the_test(staff, of("Amina"))
    )
    waits = "All requirements are met since 20 January 2026. It waits for the approval of the program completion."
    assert waits in said(the_test(staff, of("Fatoumata")))


@pytest.mark.past_the_actions
def test_what_was_kept_wrongly_is_put_right_and_said(staff):
    crowd()
    Enrollment.objects.filter(pk=of("Amina").pk).update(earned_on=None)
    assert "is put right." in said(the_test(staff, of("Amina")))
    assert of("Amina").earned_on == date(2026, 1, 25)


def test_a_program_completion_is_approved_where_it_waits_and_once(staff):
    crowd()
    waiting = of("Fatoumata")
    assert "Approve" in staff.get(page(waiting)).content.decode()
    for _ in range(2):
        answer = approve(staff, waiting, revision=waiting.revision)
    assert "Earned on 2 March 2026" in said(answer)
    assert Event.objects.filter(kind="enrollment.approved", enrollment_id=waiting.pk).count() == 1
    assert ">Approve<" not in staff.get(page(waiting)).content.decode()
    assert ">Approve<" not in staff.get(page(of("Bao"))).content.decode()


def test_nobody_approves_their_own_program_completion(staff):
    crowd()
    waiting = of("Fatoumata")
    herself = signed_in(Role.SYSADMIN, waiting.contact)
    answer = herself.get(page(waiting))
    assert ">Approve<" not in answer.content.decode()
    assert "Nobody approves their own program completion; ask a colleague." in said(answer)
    assert "ask a colleague" in said(approve(herself, waiting, revision=waiting.revision))
    assert of("Fatoumata").approved_on is None


def test_another_day_is_only_looked_at(staff):
    crowd()
    words = said(staff.get(page(of("Fatoumata")), {"on": "2026-02-20"}))
    assert "Test for completion" not in words
    assert "What would it take" not in words


def test_what_it_would_take_names_the_offerings_in_time_and_what_opens_later(staff):
    crowd()
    chiara = of("Chiara")
    offered("COURSE", "Course in May", date(2026, 5, 1))
    offered("COURSE", "Course in March", date(2026, 3, 10))
    offered("COURSE", "Course at home")
    offered("EXAM", "Early exam", date(2026, 3, 1))
    offered("EXAM", "Exam in time", date(2026, 3, 20))
    words = said(staff.get(page(chiara)))
    told = words[words.index("What would it take") : words.index("Requirements 0 of 2")]
    assert "Still needed by 22 March 2026, the last day of the grace period: 2 requirements." in told
    assert "Then the program completion takes an approval." in told
    assert "Course at home any time Course in March 10 Mar 2026, 09:00" in told
    assert "Exam It opens when these are Complete: Course. Once recorded it takes a grade." in told
    assert "Exam in time 20 Mar 2026" in told
    assert "Early exam" not in told
    assert "Course in May" not in told


def test_when_no_event_is_left_it_says_so_and_what_would_help(staff):
    crowd()
    offered("COURSE", "Course last week", date(2026, 2, 24))
    offered("COURSE", "Course in April", date(2026, 4, 14))
    words = said(staff.get(page(of("Chiara"))))
    assert "As the records and the offerings stand, it can no longer be completed in time." in words
    assert "No event of Course begins from today until the expiration date 22 March 2026." in words
    assert "What was completed at an event that has begun already can still be recorded: Course." in words
    assert "Extending the expiration date to 14 April 2026 or later would help: Course is offered then." in words
    assert "Exam cannot open in time: what comes before it cannot be done in time." in words


def test_members_read_what_it_would_take_for_them(db):
    crowd()
    chiara = of("Chiara")
    member = signed_in(Role.NONE, chiara.contact)
    answer = member.get(page(chiara, "member"))
    assert "What would it take Still needed by 22 March 2026" in said(answer)
    assert "Test for completion" not in said(answer)


def test_what_was_earned_offers_the_next_cycle_while_maintenance_is_on(staff):
    program = make.program("M", make.definition(designation="EMT"), is_maintenance=True)
    ada = make.contact("M/1", "Ada", "Byron")
    first = make.enrollment(ada, program, date(2025, 3, 1))
    make.completion(first, completed_on=date(2025, 6, 1))
    answer = staff.get(page(first))
    assert "Earning Designation EMT Earned on 1 Jun 2025 Cycle 1" in said(answer)
    where = link(answer, "Enroll again in Emergency care")
    assert where == "/staff/certification/enrollments/programs/M/enrollees/review/?pick=M/1&enrolled_on=2026-03-02"
    assert staff.get(where).status_code == 200
    person = staff.get(reverse("staff:enrollee", args=["M/1"]))
    assert "Earned on 1 Jun 2025 · Designation EMT · cycle 1" in said(person)
    assert link(person, "Enroll again in Emergency care") == where
    second = make.enrollment(ada, program, date(2026, 2, 1))
    assert "· cycle 2" in said(staff.get(page(second)))
    assert "Enroll again" not in said(staff.get(page(first)))
    with zeal_ignore():
        policies = programs.Policies(is_maintenance=False)
        programs.set_policies(program=Program.objects.get(pk=program.pk), policies=policies, by=COMMAND_LINE, at=NOW)
    assert "cycle" not in said(staff.get(page(second)))


def test_what_was_earned_and_is_not_a_maintenance_program_says_why_not_again(staff):
    crowd()
    answer = staff.get(page(of("Amina")))
    assert "it is not a Maintenance program, so it is not enrolled in again." in said(answer)
    assert not [text for text, _ in links(answer) if text.startswith("Enroll again")]


@pytest.mark.usefixtures("staff")
def test_what_was_earned_and_lost_says_when_and_by_what_to_staff_and_to_the_enrollee(staff):
    row = make.enrollment(make.contact("R-1", "Ada", "Byron"), make.program("R"), date(2025, 9, 1))
    done = make.completion(row, completed_on=date(2025, 10, 1))
    with zeal_ignore():
        completions.void(completion=done.pk, reason="Forged.", by=COMMAND_LINE, at=NOW)
    sentence = "It was earned from 1 October 2025 until 2 March 2026, when the completion of Exam was voided."
    assert sentence in said(staff.get(page(row)))
    theirs = said(signed_in(Role.NONE, row.contact).get(page(row, "member")))
    assert sentence in theirs
    assert "Forged" not in theirs
    make.completion(row, completed_on=date(2026, 3, 2))
    assert "It was earned" not in said(staff.get(page(row)))


def test_an_enrollment_that_is_not_there_is_not_tested(staff):
    import uuid

    for name in ("test", "approval"):
        assert staff.post(reverse(f"staff:enrollment-{name}", args=[uuid.uuid4()])).status_code == 404


def test_view_progress_of_eight_requirements_takes_few_queries_whatever_is_offered(staff):
    asked = make.definition(
        *(make.requirement(f"R{number}", stage=number // 3 + 1) for number in range(8)), in_order=True
    )
    row = make.enrollment(into=make.program("Q", asked), enrolled_on=date(2026, 1, 5))
    make.completion(row, "R0", date(2026, 1, 6))
    staff.get(page(row))
    with CaptureQueriesContext(connection) as few:
        staff.get(page(row))
    for number in range(8):
        for day in range(3, 20):
            offered(f"R{number}", f"Class {day}", date(2026, 3, day))
        offered(f"R{number}", "Class of last month", date(2026, 2, 3))
        offered(f"R{number}", "Class of the month before", date(2026, 1, 9))
    with CaptureQueriesContext(connection) as many:
        answer = staff.get(page(row))
    assert "and 13 more" in said(answer)
    assert len(few) == len(many)
    # In a test's transaction no definition is kept, which takes two more.
    assert len(many) <= 6 + 2


def test_the_page_of_a_person_takes_as_many_queries_for_many_programs_as_for_few(staff):
    ada = make.contact("R-1", "Ada", "Byron")

    def earned(code: str) -> None:
        row = make.enrollment(ada, make.program(code, make.definition(units_required=Decimal(0)), is_maintenance=True))
        make.completion(row, completed_on=date(2025, 6, 1))

    counts = []
    for codes in ("AB", "CDEFG"):
        for code in codes:
            earned(code)
        staff.get(reverse("staff:enrollee", args=["R-1"]))
        with CaptureQueriesContext(connection) as asked:
            staff.get(reverse("staff:enrollee", args=["R-1"]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
