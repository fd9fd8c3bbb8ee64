"""Can a transcript be printed, by staff and by its owner, on paper and as a file?"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.hands import member, staff
from tests.documents.transcribed import ada


def test_print_transcript(page, signed_in):
    """S33, S34: progress in all programs, in a standard, exportable format; as of any day."""
    who = ada()
    hands = member(page, signed_in, who)
    hands.goto("/my/")
    hands.press(hands.link("Print Transcript"))
    hands.arrives("Transcript of Ada Lovelace")
    hands.reads("Advanced care", "First aid", "Units credited", "Generated at")
    seen = hands.page
    with seen.expect_download() as handed:
        hands.link("PDF").click()
    assert handed.value.suggested_filename == "transcript-M-1-2026-03-02.pdf"

    hands = staff(page, signed_in)
    hands.goto("/staff/contacts/by-number/M~s1/transcript/")
    hands.page.get_by_label("As of").fill("2024-03-15")
    hands.press(hands.page.get_by_role("button", name="Show"))
    hands.arrives("Transcript of Ada Lovelace")
    hands.reads("Enrolled since 10 Jan 2024")
    hands.page.emulate_media(media="print")
    for left_out in (".side", "header.top", ".find", ".crumb"):
        expect(hands.page.locator(left_out)).not_to_be_visible()
    expect(hands.page.get_by_role("heading", name="Transcript of Ada Lovelace")).to_be_visible()
