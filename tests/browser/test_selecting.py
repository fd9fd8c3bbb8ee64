"""Can staff tick enrollees across the pages of a program's list and do something to all of them at once?"""

from __future__ import annotations

import csv
from datetime import date

import pytest
from playwright.sync_api import expect

from conferral.models import Enrollment, Program
from conferral.rules.actors import Role
from tests.browser.hands import KEYBOARD, PHONE, PLAIN, staff
from tests.browser.listed import PROGRAM, many
from tests.web.staff.crowd import crowd

LATER = date(2026, 12, 30)


def box(hands, name: str):
    return hands.page.get_by_role("checkbox", name=name, exact=True)


@pytest.mark.parametrize("way", [PLAIN, KEYBOARD, PHONE], ids=lambda way: way.name.replace(" ", "-"))
def test_to_extend_the_expiration_date_of_enrollees_ticked_on_two_pages(page, signed_in, way):
    many(60)
    hands = staff(page, signed_in, way)
    hands.goto(f"{PROGRAM}?q=byron")
    hands.reads("Tick enrollees to extend, cancel, move or export them together.")
    hands.tick(box(hands, "Ada 001 Byron"))
    hands.tick(box(hands, "Ada 002 Byron"))
    hands.press(hands.button("Next →"))
    hands.reads("2 more are ticked on other pages.")
    hands.tick(box(hands, "Ada 052 Byron"))
    hands.press(hands.button("Extend the expiration date"))
    hands.arrives("Extend the expiration date")
    hands.reads("3 enrollments are selected. Nothing is written yet.")
    hands.write_day(hands.field("New expiration date"), LATER)
    hands.press(hands.button("Look at what will happen"))
    hands.reads("3 expiration dates will be extended", "become")
    hands.arrives("Extend the expiration date")
    hands.write(hands.field("Reason"), "The exam was put off.")
    hands.press(hands.button("Extend"))
    hands.arrives("Extend the expiration date")
    hands.reads("Ada 052 Byron", "Extended")
    extended = Enrollment.objects.filter(expires_on=LATER).values_list("contact__first_name", flat=True)
    assert set(extended) == {"Ada 001", "Ada 002", "Ada 052"}
    hands.press(hands.button("Undo"))
    hands.arrives("Undo the extension")
    assert not Enrollment.objects.filter(expires_on=LATER).exists()


def test_ticks_stay_while_a_tracker_is_chosen_and_the_list_sorted_and_searched(page, signed_in):
    crowd()
    Program.objects.update(enrollees_may_cancel=True)
    hands = staff(page, signed_in)
    seen = hands.page
    hands.goto(PROGRAM)
    hands.tick(box(hands, "Bao Trần"))
    hands.press(seen.locator("#tracker-grace"))
    seen.wait_for_url("**tracker=grace**")
    hands.reads("1 more is ticked on other pages.")
    hands.tick(box(hands, "Chiara D’Alessandro"))
    hands.press(hands.link("Enrollment date"))
    seen.wait_for_url("**sort=enrolled**")
    expect(box(hands, "Chiara D’Alessandro")).to_be_checked()
    hands.write(hands.field("Enrollee search"), "nobody")
    hands.press(hands.button("Find"))
    hands.reads("2 more are ticked on other pages.")
    hands.press(hands.button("Cancel enrollments"))
    hands.arrives("Cancel enrollments")
    hands.reads("2 enrollments will be cancelled", "Bao Trần", "Chiara D’Alessandro")
    hands.press(hands.button("OK"))
    hands.reads("Bao Trần", "Cancelled")
    assert Enrollment.objects.filter(cancelled_on=date(2026, 3, 2)).count() == 2


@pytest.mark.parametrize("width", [1280, 360])
def test_all_found_are_exported_with_the_columns_chosen(page, signed_in, width):
    many(60)
    hands = staff(page, signed_in, role=Role.MANAGER, width=width)
    hands.goto(f"{PROGRAM}?q=byron")
    hands.press(hands.page.get_by_text("Columns", exact=True))
    hands.tick(hands.page.get_by_role("checkbox", name="Email"))
    hands.press(hands.button("Show these columns"))
    hands.page.wait_for_url("**column=email**")
    hands.press(hands.button("Select all 54 found"))
    hands.reads("All 54 found are selected.")
    hands.arrives("Emergency care")
    with hands.page.expect_download() as begun:
        hands.press(hands.page.locator(".picked").get_by_role("button", name="Export CSV"))
    assert begun.value.suggested_filename == "EMT-R enrollees 2026-03-02.csv"
    with open(begun.value.path(), encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    assert len(rows) == 54
    assert "Email" in rows[0]
