"""Does **Requirement details** offer what this person may do about an attempt, that and nothing else, and do it once?"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import completions, correcting
from conferral.models import Completion, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.correcting import Corrected
from tests import make
from tests.conftest import NOW, TODAY
from tests.uploaded import added
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db


@zeal_ignore()
def recorded(*requirements, policies=None, by=COMMAND_LINE, **said_of) -> Completion:
    """Record a completion of the first requirement for Ada Byron, beside whatever else is asked."""
    asked = requirements or (make.requirement(requires_approval=True), make.requirement("REST"))
    program = make.program("R", make.definition(*asked), **(policies or {}))
    enrollment = make.enrollment(make.contact("R-1", "Ada", "Byron"), program, date(2026, 1, 5))
    return make.completion(enrollment, asked[0].code, date(2026, 2, 1), by=by, **said_of)


def details(row: Completion) -> str:
    return reverse("staff:requirement", args=[row.enrollment.key, row.requirement.code])


def address(row: Completion, name: str) -> str:
    return reverse(f"staff:completion-{name}", args=[row.enrollment.key, row.requirement.code, row.key])


def offered(answer) -> set[str]:
    """Return the words of every button and link about attempts."""
    body = answer.content.decode().split('id="attempts"')[1]
    words = re.findall(r"<button[^>]*>([^<]*)</button>", body) + [text for text, _ in links(answer)]
    known = {"Enter grade", "Approve", "Reject", "Notify contact", "Set to rejected status", "Correct", "Void"}
    return known & set(words)


POPUP = {"Reject", "Notify contact", "Set to rejected status"}


def test_what_waits_for_approval_can_be_approved_rejected_and_corrected(staff):
    row = recorded()
    assert offered(staff.get(details(row))) == {"Approve", "Correct", *POPUP}
    answer = staff.post(address(row, "approval"), {"revision": 1}, follow=True)
    assert "The completion is approved. It is Complete now." in said(answer)
    assert f"Approved 2 Mar 2026 by {staff.account.username}" in said(answer)
    assert offered(answer) == set()
    assert "Only a Certification Manager or a higher level may void a completion." in said(answer)


def test_approved_twice_by_a_double_click_is_approved_once(staff):
    row = recorded()
    for _ in range(2):
        answer = staff.post(address(row, "approval"), {"revision": 1}, follow=True)
    assert "refused" not in said(answer)
    assert Event.objects.filter(kind="completion.approved").count() == 1


def test_what_was_changed_since_the_page_was_opened_is_not_approved_and_the_difference_is_said(staff):
    row = recorded()
    with zeal_ignore():
        correcting.correct(
            completion=row.pk, to=Corrected(completed_on=date(2026, 1, 31)), by=COMMAND_LINE, at=NOW, revision=1
        )
    answer = staff.post(
        address(row, "approval"), {"revision": 1}, follow=True, HTTP_REFERER=f"http://testserver{details(row)}"
    )
    assert "This was changed by command-line on" in said(answer)
    assert "(Date: 1 February 2026 became 31 January 2026)" in said(answer)
    assert "Awaiting Approval" in said(answer)
    assert "Corrected" in said(answer)


def test_without_the_revision_nothing_is_approved(staff):
    row = recorded()
    answer = staff.post(address(row, "approval"), follow=True, HTTP_REFERER=f"http://testserver{details(row)}")
    assert "This form is incomplete" in said(answer)
    assert not Completion.objects.exclude(approved_on=None).exists()


def test_a_grade_is_entered_and_a_wrong_one_comes_back_as_it_was_typed(staff):
    row = recorded(make.requirement(scale=make.POINTS), make.requirement("REST"))
    assert "Enter grade" in offered(staff.get(details(row)))
    wrong = staff.post(address(row, "grade"), {"revision": 1, "grade": "170"})
    assert wrong.status_code == 422
    assert 'value="170"' in wrong.content.decode()
    answer = staff.post(address(row, "grade"), {"revision": 1, "grade": "88"}, follow=True)
    assert "The grade 88 is entered. The completion is Complete now." in said(answer)
    assert f"Graded 2 Mar 2026 by {staff.account.username}" in said(answer)
    again = staff.post(address(row, "grade"), {"revision": 1, "grade": "88.0"}, follow=True)
    assert again.redirect_chain[-1][0] == details(row)
    assert Event.objects.filter(kind="completion.graded").count() == 1


def test_a_grade_below_the_pass_is_kept_as_not_passed(staff):
    row = recorded(make.requirement(scale=make.POINTS), make.requirement("REST"))
    answer = staff.post(address(row, "grade"), {"revision": 1, "grade": "12"}, follow=True)
    assert "It does not pass (points out of 100, 70 passes): the attempt is kept as Not passed." in said(answer)
    assert offered(answer) == set()


@pytest.mark.parametrize(("form", "state"), [("notify", "Returned"), ("rejected", "Rejected")])
def test_the_two_forms_of_rejecting(staff, form, state):
    row = recorded()
    page = staff.get(address(row, "rejection"))
    assert "Incomplete</textarea>" in page.content.decode()
    for _ in range(2):
        answer = staff.post(
            address(row, "rejection"), {"revision": 1, "note": "No signature.", "form": form}, follow=True
        )
    assert f"{state} Date 1 Feb 2026" in said(answer)
    assert "No signature." in said(answer)
    assert Event.objects.filter(kind="completion.rejected").count() == 1
    assert staff.get(address(row, "rejection"), follow=True).redirect_chain[-1][0] == details(row)


def test_a_rejection_without_a_note_or_a_form_stays_on_its_page(staff):
    row = recorded()
    blank = staff.post(address(row, "rejection"), {"revision": 1, "note": " ", "form": "notify"})
    assert (blank.status_code, Completion.objects.get().rejection) == (422, "")
    assert staff.post(address(row, "rejection"), {"revision": 1, "note": "x"}).status_code == 422


def test_one_of_two_rejecters_is_told_what_the_other_did(staff):
    row = recorded()
    with zeal_ignore():
        completions.approve(completion=row.pk, by=COMMAND_LINE, at=NOW)
    answer = staff.post(address(row, "rejection"), {"revision": 1, "note": "Mine.", "form": "notify"})
    assert answer.status_code == 422
    assert "(Approved: blank became " in said(answer)
    assert "Mine.</textarea>" in answer.content.decode()


def test_nobody_is_offered_their_own_and_everybody_reads_why(staff):
    row = recorded()
    herself = signed_in(Role.MANAGER, row.enrollment.contact)
    answer = herself.get(details(row))
    assert offered(answer) == {"Correct"}
    assert "Nobody may approve their own completion; ask a colleague." in said(answer)
    refused = herself.post(
        address(row, "approval"), {"revision": 1}, follow=True, HTTP_REFERER=f"http://testserver{details(row)}"
    )
    assert "Nobody may approve their own completion; ask a colleague." in said(refused)
    assert offered(staff.get(details(row))) >= {"Approve"}


def test_where_duties_are_separated_who_recorded_it_may_reject_and_correct_but_not_approve(staff):
    row = recorded(policies={"separates_duties": True}, by=staff.account.as_actor(TODAY))
    answer = staff.get(details(row))
    assert offered(answer) == {"Correct", *POPUP}
    assert "This program separates duties: who recorded or taught a completion may not approve it" in said(answer)
    colleague = signed_in(name="colleague")
    assert offered(colleague.get(details(row))) == {"Approve", *POPUP}
    assert "only who recorded or taught a completion corrects it" in said(colleague.get(details(row)))


def test_on_another_day_nothing_is_offered(staff):
    row = recorded()
    assert offered(staff.get(details(row), {"on": "2026-02-20"})) == set()


def test_what_was_recorded_is_corrected_while_it_waits_and_read_only_afterwards(staff):
    row = recorded(
        make.requirement(is_repeatable=True, units=Decimal(5), requires_approval=True),
        make.requirement("REST"),
        units=Decimal("1.5"),
        notes="In Oslo",
    )
    form = staff.get(address(row, "correction")).content.decode()
    assert 'value="2026-02-01"' in form
    assert 'value="1.5"' in form
    given = {"revision": 1, "completed_on": "2026-01-31", "units": "2", "notes": "In Bergen"}
    for _ in range(2):
        answer = staff.post(address(row, "correction"), given, follow=True)
    words = said(answer)
    assert "Date 31 Jan 2026 Units 2" in words
    assert (
        "Date: 1 February 2026 became 31 January 2026; Units: “1.5” became “2”; Notes: “In Oslo” became “In Bergen”"
        in words
    )
    assert Event.objects.filter(kind="completion.corrected").count() == 1
    future = staff.post(address(row, "correction"), {**given, "revision": 2, "completed_on": "2026-03-09"})
    assert future.status_code == 422
    assert 'value="2026-03-09"' in future.content.decode()
    with zeal_ignore():
        completions.approve(completion=row.pk, by=COMMAND_LINE, at=NOW)
    away = staff.get(address(row, "correction"), follow=True)
    assert away.redirect_chain[-1][0] == details(row)
    late = staff.post(address(row, "correction"), {**given, "revision": 2, "notes": "Late"})
    assert "(Approved: blank became 2 March 2026)" in said(late)
    assert Completion.objects.get().notes == "In Bergen"


def test_a_correction_typed_on_a_stale_page_is_kept_and_saved_on_top(staff):
    row = recorded(notes="First")
    with zeal_ignore():
        correcting.correct(
            completion=row.pk, to=Corrected(completed_on=row.completed_on, notes="Theirs"), by=COMMAND_LINE, at=NOW
        )
    given = {"revision": 1, "completed_on": "2026-02-01", "notes": "Mine"}
    answer = staff.post(address(row, "correction"), given)
    assert "(Notes: “First” became “Theirs”)" in said(answer)
    assert 'name="revision" value="2"' in answer.content.decode()
    staff.post(address(row, "correction"), {**given, "revision": 2})
    assert Completion.objects.get().notes == "Mine"


def test_an_attempt_of_another_requirement_is_not_there(staff):
    row = recorded()
    wrong = reverse("staff:completion-grade", args=[row.enrollment.key, "REST", row.key])
    assert staff.get(wrong).status_code == 404


def test_a_form_without_anything_in_it_decides_nothing(staff):
    row = recorded(make.requirement(scale=make.POINTS, requires_approval=True), make.requirement("REST"))
    for name in ("grade", "rejection", "correction", "voiding", "approval"):
        staff.post(address(row, name))
    assert Completion.objects.get().revision == 1


def test_the_files_that_prove_it_stand_on_every_page_about_it(staff):
    row = recorded(make.requirement(scale=make.POINTS), make.requirement("REST"))
    added(row)
    for name in ("grade", "rejection", "correction"):
        answer = staff.get(address(row, name))
        assert "As it stands" in said(answer)
        assert link(answer, "Certificate.pdf").endswith("/")
