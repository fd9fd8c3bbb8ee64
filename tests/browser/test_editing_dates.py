"""Can staff edit the three dates of an enrollment, and see beforehand what follows?"""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from tests.browser.hands import in_every_way, staff
from tests.web.staff.crowd import crowd


@in_every_way
def test_dates_staff_can_edit(page, signed_in, site, axe, way):
    """S39-S43: edited in place, previewed, saved with a reason; Recalculate from program takes them back."""
    row = crowd().enrollments.get(contact__first_name="Esperanza")
    hands = staff(page, signed_in, way)
    hands.goto(f"/staff/certification/enrollments/{row.key}/")
    hands.press(hands.page.get_by_text("Edit the dates"))
    hands.write_day(hands.field("Expiration date"), date(2026, 6, 30))
    hands.press(hands.button("Preview"))
    hands.reads("It becomes Grace period. The Completion deadline shown becomes 30 June 2026")
    if way.javascript:
        expect(hands.button("Preview")).to_be_focused()
        axe(hands.page)
    hands.write(hands.field("Reason"), "A long illness.")
    hands.press(hands.button("Save"))
    hands.reads("The dates are changed.", "Grace period since", "30 Jun 2026")
    row.refresh_from_db()
    assert row.expires_on == date(2026, 6, 30)

    hands.press(hands.page.get_by_text("Edit the dates"))
    hands.press(hands.button("Recalculate from program"))
    hands.reads("It becomes Expired.")
    hands.press(hands.button("Save"))
    hands.reads("Say why the dates change; it is kept in the log.")
    hands.write(hands.field("Reason"), "Entered for the wrong person.")
    hands.press(hands.button("Save"))
    hands.reads("The dates are changed.", "Expired since 2 July 2025")
    hands.press(hands.page.get_by_text("What this rests on"))
    hands.press(hands.page.get_by_role("link", name="Expiration date: 1 Jul 2025"))
    hands.reads("Entered for the wrong person.", "Expiration date: 30 June 2026 became 1 July 2025")
