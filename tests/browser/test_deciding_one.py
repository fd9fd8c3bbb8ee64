"""Can staff look at a requirement, decide about an attempt, and see what came of it and what is still needed?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from conferral.actions import correcting, offerings
from conferral.models import Completion, Component, Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.correcting import Corrected
from conferral.rules.offerings import Details, Kind
from tests import make
from tests.browser.hands import in_every_way_on_both, member, staff, with_and_without_javascript
from tests.conftest import NOW


@pytest.fixture
def grace(site) -> Enrollment:
    """Somebody of whom a graded essay and a pledge wait, before an exam that opens afterwards."""
    asked = make.definition(
        make.requirement("ESSAY", title="Essay", scale=make.POINTS),
        make.requirement("PLEDGE", title="Pledge", requires_approval=True),
        make.requirement("EXAM", title="Exam", stage=2),
        in_order=True,
        designation="AEMT",
    )
    enrollment = make.enrollment(make.contact("R-2", "Grace", "Hopper"), make.program("S", asked), date(2026, 1, 5))
    make.completion(enrollment, "ESSAY", date(2026, 2, 2))
    make.completion(enrollment, "PLEDGE", date(2026, 2, 3), notes="Signed.")
    return enrollment


def _offered(component: str, title: str, day: date) -> None:
    offerings.add(
        component=Component.objects.get(code=component).pk,
        details=Details(
            kind=Kind.EVENT,
            title=title,
            place="Oslo",
            starts_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
            ends_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        ),
        by=COMMAND_LINE,
        at=NOW,
    )


def _page(enrollment: Enrollment, code: str = "") -> str:
    return f"/staff/certification/enrollments/{enrollment.key}/" + (f"requirements/{code}/" if code else "")


@in_every_way_on_both
def test_to_review_completed_requirements_for_a_contact(page, signed_in, axe, grace, way):
    """S84-S92: Awaiting Grade, then Awaiting Approval, each decided where it stands; Complete is read-only."""
    hands = staff(page, signed_in, way)
    hands.goto(_page(grace))
    hands.reads("What would it take", "Essay of 2 February 2026 waits for a grade.", "Awaiting Grade")
    expect(hands.link("Exam")).to_have_count(0)
    hands.press(hands.link("Essay"))
    hands.arrives("Essay")
    hands.write(hands.field("Grade"), "88")
    hands.press(hands.button("Enter grade"))
    hands.reads("The grade 88 is entered. The completion is Complete now.", "Graded")
    expect(hands.button("Enter grade")).to_have_count(0)
    hands.reads("Only a Certification Manager or a higher level may void a completion.")

    hands.press(hands.page.get_by_label("Where you are").get_by_role("link", name="Grace Hopper"))
    hands.press(hands.link("Pledge"))
    hands.press(hands.button("Approve"))
    hands.reads("The completion is approved. It is Complete now.", "Approved")
    expect(hands.button("Approve")).to_have_count(0)
    expect(hands.link("Correct")).to_have_count(0)
    if way.javascript:
        axe(hands.page)
    hands.press(hands.page.get_by_label("Where you are").get_by_role("link", name="Grace Hopper"))
    expect(hands.link("Exam")).to_be_visible()


@in_every_way_on_both
def test_rejecting_in_either_form_in_a_popup_with_a_note(page, signed_in, grace, way):
    """The popup opens without JavaScript too; the note is prefilled, and the enrollee reads it."""
    hands = staff(page, signed_in, way)
    hands.goto(_page(grace, "PLEDGE"))
    hands.press(hands.button("Reject"))
    note = hands.field("Note")
    expect(note).to_have_value("Incomplete")
    hands.write(note, "Incomplete: sign page 2")
    hands.press(hands.button("Set to rejected status"))
    hands.arrives("Pledge")
    hands.reads("The completion is rejected. It can be submitted again.", "Incomplete: sign page 2", "Rejected")
    expect(hands.link("Record Completion")).to_be_visible()
    enrollee = member(page, signed_in, grace.contact, way)
    enrollee.goto(f"/my/certifications/{grace.key}/")
    enrollee.reads("Rejected: Incomplete: sign page 2", "What would it take", "it is to be submitted again")


@in_every_way_on_both
def test_what_was_recorded_is_corrected_while_it_waits(page, signed_in, grace, way):
    hands = staff(page, signed_in, way)
    hands.goto(_page(grace, "PLEDGE"))
    hands.press(hands.link("Correct"))
    hands.arrives("Correct")
    hands.write_day(hands.field("Date"), date(2026, 2, 4))
    hands.write(hands.page.get_by_label("Notes"), "Signed on both pages.")
    hands.press(hands.button("Save"))
    hands.arrives("Pledge")
    hands.reads("The completion is corrected.", "Date: 3 February 2026 became 4 February 2026", "Signed on both pages.")


@with_and_without_javascript
def test_what_was_changed_since_the_page_was_opened_is_not_approved(page, signed_in, grace, way):
    """Approving approves exactly what was seen; otherwise the difference is said."""
    hands = staff(page, signed_in, way)
    hands.goto(_page(grace, "PLEDGE"))
    row = Completion.objects.get(requirement__code="PLEDGE")
    correcting.correct(completion=row.pk, to=Corrected(completed_on=date(2026, 2, 1)), by=COMMAND_LINE, at=NOW)
    hands.press(hands.button("Approve"))
    hands.arrives("Pledge")
    hands.reads("Date: 3 February 2026 became 1 February 2026", "nothing of yours was saved", "Awaiting Approval")
    hands.press(hands.button("Approve"))
    hands.reads("The completion is approved.")


@pytest.mark.past_the_actions
def test_two_clicks_approve_once(page, signed_in, grace):
    hands = staff(page, signed_in)
    hands.goto(_page(grace, "PLEDGE"))
    hands.button("Approve").dblclick()
    hands.reads("The completion is approved.")
    assert Completion.objects.get(requirement__code="PLEDGE").revision == 2


@in_every_way_on_both
def test_voiding_lists_first_what_depended_on_it(page, signed_in, axe, site, way):
    asked = make.definition(make.requirement("EXAM", title="Exam"), designation="AEMT")
    row = make.enrollment(make.contact("R-2", "Grace", "Hopper"), make.program("S", asked), date(2026, 1, 5))
    make.completion(row, "EXAM", date(2026, 2, 3))
    hands = staff(page, signed_in, way, role=Role.MANAGER)
    hands.goto(_page(row))
    hands.reads("Earning", "AEMT")
    hands.press(hands.link("Exam"))
    hands.press(hands.link("Void"))
    hands.arrives("Void")
    hands.reads(
        "Exam is not Complete any more: its status is No Status.",
        "The program was earned on 3 February 2026 and is not earned any more",
        "This designation is taken away: AEMT.",
    )
    if way.javascript:
        axe(hands.page)
    hands.write(hands.field("Reason"), "Forged signature")
    hands.press(hands.button("Void"))
    hands.arrives("Exam")
    hands.reads("The completion is voided.", "Voided", "Forged signature")
    hands.press(hands.page.get_by_label("Where you are").get_by_role("link", name="Grace Hopper"))
    hands.reads("It was earned from 3 February 2026 until 2 March 2026, when the completion of Exam was voided.")


@pytest.mark.past_the_actions
@in_every_way_on_both
def test_to_test_for_completion_and_read_what_it_would_take(page, signed_in, axe, grace, way):
    """S5, S16: what is missing in words, which offerings do it, and what would help when none does."""
    _offered("EXAM", "Exam in June", date(2026, 6, 1))
    hands = staff(page, signed_in, way)
    hands.goto(_page(grace))
    hands.press(hands.button("Test for completion"))
    hands.reads("Not completed: 3 things are still missing.", "Exam (EXAM) is not complete: No Status.")
    hands.reads(
        "Still needed by 5 January 2027, or with the grace period by 4 February 2027: 1 requirement.",
        "Exam in June",
        "1 Jun 2026",
    )
    if way.javascript:
        axe(hands.page)
    Enrollment.objects.filter(pk=grace.pk).update(grace_begins_on=None, expires_on=date(2026, 5, 31))
    hands.goto(_page(grace))
    hands.reads(
        "it can no longer be completed in time",
        "No event of Exam begins from today until the expiration date 31 May 2026.",
        "Extending the expiration date to 1 June 2026 or later would help: Exam is offered then.",
    )
    if way.javascript:
        axe(hands.page)


@in_every_way_on_both
def test_the_program_completion_is_approved_and_the_next_cycle_offered(page, signed_in, site, way):
    """S36, S37, S96: approved where it waits; a Maintenance program offers the next cycle."""
    asked = make.definition(make.requirement("CE", title="Hours", units=Decimal(2)), requires_approval=True)
    program = make.program("S", asked, is_maintenance=True)
    row = make.enrollment(make.contact("R-2", "Grace", "Hopper"), program, date(2026, 1, 5))
    make.completion(row, "CE", date(2026, 2, 3))
    hands = staff(page, signed_in, way)
    hands.goto(_page(row))
    hands.reads("What is left is the approval of the program completion.")
    hands.press(hands.button("Approve"))
    hands.reads("The program completion is approved. It is Earned now.", "cycle 1")
    hands.press(hands.link("Enroll again in Emergency care"))
    hands.arrives("Enroll Selected")
