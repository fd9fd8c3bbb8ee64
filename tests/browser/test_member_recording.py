"""Can members record what they completed, with files, and record again what was sent back?"""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect
from zeal import zeal_ignore

from conferral.actions import completions
from conferral.models import Completion, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from tests import make
from tests.browser.hands import in_every_way, member, with_and_without_javascript
from tests.conftest import NOW
from tests.uploaded import PDF

PROOF = {"name": "Certificate of Ada.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture
def ada(site) -> Enrollment:
    """Somebody who may record a pledge that asks for an approval and a test with points, but no exam."""
    asked = make.definition(
        make.requirement("PLEDGE", title="Pledge", requires_approval=True, enrollees_may_record=True),
        make.requirement("TEST", title="Test", scale=make.POINTS, enrollees_may_record=True),
        make.requirement("EXAM", title="Exam"),
    )
    return make.enrollment(make.contact("R-1", "Ada", "Byron"), make.program("R", asked), date(2026, 1, 5))


@in_every_way
def test_a_member_records_a_completion_with_a_file_and_again_after_it_was_sent_back(page, signed_in, axe, ada, way):
    """S35-S37, S75-S78, S80-S82: View progress, the requirement, Record Completion, Attach file, Save."""
    hands = member(page, signed_in, ada.contact, way)
    hands.goto("/")
    hands.press(hands.link("View progress in Emergency care"))
    hands.press(hands.link("Pledge"))
    hands.arrives("Pledge")
    hands.press(hands.link("Record Completion"))
    hands.arrives("Record Completion")
    expect(hands.field("Date")).to_have_value("2026-03-02")
    hands.write_day(hands.field("Date"), date(2026, 2, 10))
    hands.write(hands.field("Notes (optional)"), "Signed.")
    hands.press(hands.button("Attach file"))
    expect(hands.page.get_by_role("heading", name="File Upload")).to_be_visible()
    if way.javascript:
        axe(hands.page)
    hands.field("Files").set_input_files([PROOF])
    hands.press(hands.button("Upload"))
    expect(hands.link("Certificate of Ada.pdf")).to_be_visible()
    if way.javascript:
        axe(hands.page)
    hands.press(hands.button("Save"))
    hands.arrives("Pledge")
    hands.reads("It is Awaiting Approval now.", "Signed.", "Certificate of Ada.pdf")
    row = Completion.objects.get()
    assert (row.completed_on, row.attachments.count()) == (date(2026, 2, 10), 1)

    hands.press(hands.link("Attach file"))
    hands.arrives("File Upload")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.link("Back to the requirement"))
    with zeal_ignore():
        completions.reject(
            completion=row.pk, form=Rejection.REJECTED, note="Page 3 is missing.", by=COMMAND_LINE, at=NOW
        )
    hands.press(hands.link("My certifications").first)
    hands.reads("Pledge was sent back:", "Page 3 is missing.", "Record it again.")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.link("Record Completion of Pledge"))
    hands.press(hands.button("Save"))
    hands.arrives("Pledge")
    hands.reads("It is Awaiting Approval now.")
    assert Completion.objects.count() == 2


@with_and_without_javascript
def test_no_grade_is_asked_for_and_what_staff_record_says_so(page, signed_in, ada, way):
    """S44, S79: grades and dates are staff's."""
    hands = member(page, signed_in, ada.contact, way)
    hands.goto(f"/my/certifications/{ada.key}/requirements/TEST/")
    hands.press(hands.link("Record Completion"))
    hands.reads("Staff enter the grade: once saved, its Status is Awaiting Grade.")
    expect(hands.page.get_by_label("Grade")).to_have_count(0)
    hands.button("Save").dblclick()
    hands.arrives("Test")
    hands.reads("It is Awaiting Grade now.")
    assert Completion.objects.count() == 1
    hands.goto(f"/my/certifications/{ada.key}/requirements/EXAM/")
    hands.reads("Exam is recorded by staff.")
    expect(hands.page.get_by_role("main").locator("form, input, button")).to_have_count(0)
