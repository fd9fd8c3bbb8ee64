"""Does the page after **Register** say what became of each, and take it back while that can be done?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import enrollments
from conferral.models import Completion, Contact, Enrollment, Job
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.web.signed_in import link, said, signed_in
from tests.web.staff.test_enrolling import REGISTER, REVIEW, registration
from tests.working import work_off

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def program(db):
    return make.program("P", make.definition(make.requirement("EXAM"), make.requirement("PLEDGE")))


def registered(staff, numbers, **more):
    review = staff.post(REVIEW, {"pick": numbers, "enrolled_on": "2026-03-02", **more})
    return staff.post(REGISTER, {**registration(review), **more}, follow=True)


def test_many_are_enrolled_by_the_worker_and_the_page_says_how_far_it_is(staff, program):
    for number in range(201):
        make.contact(f"N-{number:03}", "Nora", f"Nth {number:03}")
    answer = registered(staff, [f"N-{number:03}" for number in range(201)])
    assert "Registering" in said(answer)
    assert "0 of 201" in said(answer)
    assert Enrollment.objects.count() == 0
    with zeal_ignore():
        work_off()
    page = answer.request["PATH_INFO"]
    alone = staff.get(page, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="progress")
    assert "<h1>" not in alone.content.decode()
    answer = staff.get(page)
    assert "201 contacts are enrolled in P." in said(answer)
    assert "Nora Nth 049" in said(answer)
    assert "Nora Nth 050" in said(staff.get(link(answer, "Next →")))
    assert staff.get(reverse("staff:job", args=[Job.objects.get().key]))["Location"] == page


def test_refusals_are_told_by_name_and_can_be_looked_at_alone(staff, program):
    for number in range(3):
        make.contact(f"C-{number}", "Nora", f"Nth {number}")
    review = staff.post(REVIEW, {"pick": ["C-0", "C-1", "C-2"], "enrolled_on": "2026-03-02"})
    make.enrollment(Contact.objects.get(member_number="C-1"), program, TODAY)
    answer = staff.post(REGISTER, registration(review), follow=True)
    assert "1 contact was not enrolled Nora Nth 1 is already enrolled in P" in said(answer)
    alone = said(staff.get(link(answer, "Refused 1")))
    assert "C-1" in alone
    assert "C-0" not in alone


def test_undo_takes_back_whoever_was_not_touched_since(staff, program):
    people = [make.contact(f"C-{number}", "Nora", f"Nth {number}") for number in range(2)]
    answer = registered(staff, ["C-0", "C-1"])
    page, undo = answer.request["PATH_INFO"], re.search(r'action="([^"]*/undoing/)"', answer.content.decode()).group(1)
    assert "/undoing/" not in signed_in(Role.STAFF).get(page).content.decode()
    enrollments.cancel(enrollment=Enrollment.objects.get(contact=people[1]).pk, by=COMMAND_LINE, at=make.noon(TODAY))
    undone = staff.post(undo, follow=True)
    assert "Nora Nth 0 C-0 Not enrolled any more" in said(undone)
    assert "Nora Nth 1: not undone, because something has built on it since: it was cancelled." in said(undone)
    assert Enrollment.objects.get().contact == people[1]
    again = staff.get(page)
    assert "The enrollment is not there any more." in said(again)
    assert link(again, "It was undone") == undone.request["PATH_INFO"]
    assert "/undoing/" not in again.content.decode()


def test_a_version_published_since_the_review_is_told_and_nobody_is_enrolled_unseen(staff, program):
    make.contact("C-1", "Ada", "Byron")
    given = registration(staff.post(REVIEW, {"pick": ["C-1"], "enrolled_on": "2026-03-02"}))
    make.publish(program, make.definition(name="Newer"))
    answer = staff.post(REGISTER, given)
    assert answer.status_code == 422
    assert "Nobody was enrolled: version 2 was published since you looked." in said(answer)
    assert "Newer, version 2" in said(answer)
    assert Enrollment.objects.count() == 0
    staff.post(REGISTER, registration(answer))
    assert Enrollment.objects.get().version.number == 2


def test_completions_are_carried_over_only_where_it_was_chosen_and_previewed_by_name(staff, program):
    ada, _ben = make.contact("C-1", "Ada", "Byron"), make.contact("C-2", "Ben", "New")
    make.completion(make.enrollment(ada, program, date(2024, 1, 1)), "EXAM", date(2024, 2, 1))
    both = {"pick": ["C-1", "C-2"], "enrolled_on": "2026-03-02"}
    blank = staff.get(REVIEW, both)
    assert "1 of them was in the program before. Each begins blank" in said(blank)
    review = staff.get(link(blank, "Carry over their completions instead"))
    assert "Completions carried over 1 Completions left behind none" in said(review)
    assert "Ada Byron C-1 Status after Enrolled 1 completion is carried over Exam of 1 February 2024" in said(review)
    assert 'name="carries" value="1">Register<' in review.content.decode()
    assert said(staff.get(link(review, "Begin blank instead"))) == said(blank)
    answer = staff.post(REGISTER, {**registration(review), "carries": "1"}, follow=True)
    assert "1 completion carried over" in said(answer)
    assert Completion.objects.filter(carried_from__isnull=False, enrollment__contact=ada).count() == 1


def test_the_choice_is_not_offered_where_nobody_was_in_the_program_before(staff, program):
    make.contact("C-1", "Ada", "Byron")
    assert "in the program before" not in said(staff.get(REVIEW, {"pick": ["C-1"], "enrolled_on": "2026-03-02"}))


def test_a_job_of_another_kind_or_program_has_no_such_page(staff, program):
    make.contact("C-1", "Ada", "Byron")
    make.program("Q")
    registered(staff, ["C-1"])
    assert staff.get(reverse("staff:registered", args=["Q", Job.objects.get().key])).status_code == 404
    Job.objects.update(kind="program.test")
    assert staff.get(reverse("staff:registered", args=["P", Job.objects.get().key])).status_code == 404


def test_the_page_takes_as_many_queries_for_many_as_for_few(staff, program, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(40):
        make.contact(f"C-{number:02}", "Nora", f"Nth {number:02}")
    few = registered(staff, ["C-00"]).request["PATH_INFO"]
    many = registered(staff, [f"C-{number:02}" for number in range(40)]).request["PATH_INFO"]
    with CaptureQueriesContext(connection) as queries:
        staff.get(few)
    with django_assert_num_queries(len(queries)):
        staff.get(many)
