"""Can staff review enrollees by program, with the four Progress Trackers always in sight?"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.hands import KEYBOARD, in_every_way, staff, with_and_without_javascript
from tests.browser.listed import PROGRAM, all_names, counted, many, names, shown, stay_in_sight
from tests.web.staff.crowd import crowd

WIDTHS = [1280, 1000, 800, 640, 360, 320]
LABELS = ["Earned", "Enrolled, not earned", "Grace period", "Expired"]


@in_every_way
def test_to_review_enrollees_by_program(page, signed_in, way):
    """S1, S9-S16, S36, S85, S88."""
    crowd()
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("By program")
    hands.arrives("By program")
    hands.press(hands.link("Emergency care"))
    hands.arrives("Emergency care")
    assert shown(hands.page) == {label: len(who) for label, who in counted().items()}
    assert list(shown(hands.page)) == LABELS
    stay_in_sight(hands.page, 6)

    hands.write(hands.field("Enrollee search"), "ngstr")
    hands.press(hands.button("Find"))
    hands.reads("1 enrollee found")
    assert names(hands.page) == ["Dmitri Ångström"]
    stay_in_sight(hands.page, 6)
    hands.arrives("Emergency care")
    if way.by_keyboard:
        hands.is_at(hands.button("Find"))

    hands.press(hands.link("Dmitri Ångström"))
    hands.arrives("Dmitri Ångström")
    lines = hands.page.locator(".requirements li")
    expect(lines.nth(0)).to_contain_text(re.compile(r"Complete\s+Course"))
    expect(lines.nth(1)).to_contain_text(re.compile(r"No Status\s+Exam"))


@in_every_way
def test_a_tracker_lists_exactly_those_it_counts(page, signed_in, way):
    """S11-S14: compared with the register, person by person."""
    crowd()
    hands = staff(page, signed_in, way)
    hands.goto(PROGRAM)
    for label, who in counted().items():
        tracker = hands.page.locator(".tile > a", has=hands.page.get_by_text(label, exact=True))
        hands.press(tracker)
        expect(tracker).to_have_attribute("aria-current", "true")
        assert sorted(names(hands.page)) == who
        stay_in_sight(hands.page, 6)
        if way.by_keyboard:
            hands.is_at(tracker)
    hands.arrives("Emergency care")


def test_the_two_figures_within_a_tracker_list_those_they_count(page, signed_in):
    """S12: none begun, and awaiting approval; by keyboard, which stays where it is."""
    crowd()
    hands = staff(page, signed_in, KEYBOARD)
    hands.goto(PROGRAM)
    for figure, name in (("1 not started", "Bao Trần"), ("1 awaiting approval", "Fatoumata Keïta")):
        hands.press(hands.link(figure))
        hands.reads("1 enrollee found")
        expect(hands.link(name)).to_be_visible()
        assert names(hands.page) == [name]
        hands.is_at(hands.link(figure))


@pytest.mark.parametrize("width", [1280, 360])
def test_the_trackers_stay_while_scrolling_searching_sorting_and_paging(page, signed_in, width):
    """S10: with a list of 120, and each tracker against the register over all its pages."""
    many()
    hands = staff(page, signed_in, width=width)
    hands.goto(PROGRAM)
    for address in (PROGRAM, f"{PROGRAM}?q=ada", f"{PROGRAM}?sort=enrolled&down=1", f"{PROGRAM}?q=ada&tracker=grace"):
        hands.goto(address)
        stay_in_sight(hands.page, 120)
        hands.page.evaluate("scrollTo(0, 700)")
        stay_in_sight(hands.page, 120)
        hands.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        stay_in_sight(hands.page, 120)
    for label, who in counted().items():
        hands.goto(PROGRAM)
        hands.press(hands.page.locator(".tile > a", has=hands.page.get_by_text(label, exact=True)))
        hands.reads(f"{len(who)} enrollee")
        expect(hands.page.locator(".tile.chosen")).to_contain_text(label)
        assert sorted(all_names(hands)) == who
        stay_in_sight(hands.page, 120)
        hands.arrives("Emergency care")


def test_the_trackers_and_the_head_of_the_table_cover_no_row(page, signed_in):
    """S10: at every width the head stands right below the trackers; tabbing and jumping lands below both."""
    many(40)
    hands = staff(page, signed_in)
    for width in WIDTHS:
        hands.page.set_viewport_size({"width": width, "height": 900})
        hands.goto(PROGRAM)
        hands.arrives("Emergency care")
        hands.page.evaluate("scrollTo(0, 1200)")
        stay_in_sight(hands.page, 40)
        trackers = hands.page.locator(".trackers").bounding_box()
        bottom = trackers["y"] + trackers["height"]
        assert trackers["y"] == 0
        if width > 832:
            head = hands.page.locator("table.register:visible thead th").first.bounding_box()
            assert bottom - 1 <= head["y"] <= bottom + 6, (width, trackers, head)
            bottom = head["y"] + head["height"]
        hands.page.locator("tbody th a").last.focus()
        for _ in range(30):
            hands.page.keyboard.press("Shift+Tab")
            row = hands.page.locator("tbody :focus").bounding_box()
            assert row["y"] >= bottom - 1, (width, row, bottom)


def test_choosing_a_tracker_sorting_and_paging_load_no_new_page_and_the_way_back_is_kept(page, signed_in):
    """S10, S15: the address tells all; back, forward and reload show the same list."""
    many(60)
    hands = staff(page, signed_in)
    seen = hands.page
    hands.goto(PROGRAM)
    everybody = names(seen)
    seen.evaluate("window.mark = 'still here'")
    hands.press(seen.locator("#tracker-grace"))
    seen.wait_for_url("**tracker=grace")
    expect(seen.locator(".tile.chosen")).to_contain_text("Grace period")
    grace = names(seen)
    assert sorted(grace) == counted()["Grace period"]
    hands.press(hands.link("Enrollment date"))
    seen.wait_for_url("**sort=enrolled**")
    expect(seen.locator("th[aria-sort=ascending]")).to_contain_text("Enrollment date")
    hands.press(hands.link("Show all"))
    hands.press(hands.link("Next →"))
    seen.wait_for_url("**after=**")
    expect(hands.link("← Previous")).to_be_visible()
    last = names(seen)
    assert len(last) == 10
    assert seen.evaluate("window.mark") == "still here"
    seen.reload()
    assert names(seen) == last

    hands.back(3)
    seen.wait_for_url("**tracker=grace")
    expect(seen.locator(".tile.chosen")).to_contain_text("Grace period")
    assert names(seen) == grace
    hands.back()
    seen.wait_for_url(f"**{PROGRAM}")
    expect(seen.locator(".tile.chosen")).to_have_count(0)
    assert names(seen) == everybody
    hands.back(-1)
    seen.wait_for_url("**tracker=grace")
    expect(seen.locator(".tile.chosen")).to_contain_text("Grace period")
    assert names(seen) == grace


def test_the_keyboard_never_loses_its_place_in_the_list(page, signed_in):
    """What was pressed may be gone afterwards (Next on the last page, Show all): the focus stays in the list."""
    many(60)
    hands = staff(page, signed_in, KEYBOARD)
    hands.goto(PROGRAM)
    hands.press(hands.link("Enrollment date"))
    expect(hands.page.locator("th[aria-sort=ascending]")).to_contain_text("Enrollment date")
    expect(hands.page.locator("#sort-enrolled")).to_be_focused()
    hands.press(hands.link("Next →"))
    expect(hands.link("← Previous")).to_be_visible()
    expect(hands.page.locator("#register *:focus, #register:focus")).to_have_count(1)
    hands.write(hands.field("Enrollee search"), "nobody at all")
    hands.page.keyboard.press("Enter")
    hands.reads("0 enrollees found")
    expect(hands.field("Enrollee search")).to_be_focused()
    hands.press(hands.link("Show all"))
    hands.reads("60 enrollees")
    expect(hands.page.locator("#register *:focus, #register:focus")).to_have_count(1)


@with_and_without_javascript
def test_a_search_without_a_hit_says_what_to_do(page, signed_in, way):
    """S15."""
    crowd()
    hands = staff(page, signed_in, way)
    hands.goto(PROGRAM)
    hands.write(hands.field("Enrollee search"), "nobody")
    hands.page.keyboard.press("Enter")
    hands.reads("0 enrollees found", "Nobody here matches.")
    stay_in_sight(hands.page, 6)
    hands.press(hands.link("Show all enrollees"))
    expect(hands.page.locator("table.register:visible tbody tr")).to_have_count(6)


def test_another_day_is_asked_for_and_left_again(page, signed_in):
    """S1: what the records said on a day; the other way round from the notice."""
    crowd()
    hands = staff(page, signed_in)
    hands.goto(PROGRAM)
    hands.page.get_by_label("As of").fill("2025-12-20")
    hands.press(hands.button("Find"))
    hands.reads("What the records say as of 20 Dec 2025")
    assert shown(hands.page)["Earned"] == 0
    stay_in_sight(hands.page, 7)
    hands.press(hands.link("Back to today"))
    expect(hands.page.get_by_role("main")).not_to_contain_text("What the records say")
    stay_in_sight(hands.page, 6)


def test_the_widest_statuses_and_units_fit_beside_the_ticks(page, signed_in, no_sideways_scroll):
    hours = make.requirement("HOURS", units=Decimal(20), is_repeatable=True)
    asked = make.definition(hours, units_required=Decimal(20), unit_type="CE hours", requires_approval=True)
    program = make.program("WIDE", asked)
    for number, units in (("W-1", Decimal("12.5")), ("W-2", Decimal(20))):
        row = make.enrollment(make.contact(number, "Wilhelmina"), program, date(2026, 1, 5))
        make.completion(row, "HOURS", date(2026, 2, 1), units=units)
    hands = staff(page, signed_in)
    hands.goto("/staff/certification/enrollments/programs/WIDE/")
    hands.reads("Awaiting approval", "12.5 of 20 units")
    no_sideways_scroll(hands.page)
