"""Can staff bring enrollees under the edited definition, and see beforehand what that means for each?"""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from conferral.actions import programs
from conferral.models import Enrollment, Program
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.browser.hands import in_every_way, staff, with_and_without_javascript
from tests.moving import move_to_current

MOVES = "/staff/certification/enrollments/programs/P/moves/"
PREVIEW = "/staff/certification/programs/P/preview/"
FIRST = make.definition(make.requirement("COURSE"), make.requirement("EXAM"))
SECOND = make.definition(make.requirement("COURSE", requires_approval=True), make.requirement("PLEDGE"))


@pytest.fixture
def program(site) -> Program:
    """Ada did the exam, Grace the course, Zoë nothing; enrollees may cancel, so any staff may."""
    found = make.program("P", FIRST, enrollees_may_cancel=True)
    people = [
        make.enrollment(make.contact(f"C-{number}", *name), found, date(2025, 6, 1))
        for number, name in enumerate((("Ada", "Byron"), ("Grace", "Hopper"), ("Zoë", "Ångström")), start=1)
    ]
    make.completion(people[0], "EXAM", date(2025, 7, 1))
    make.completion(people[1], "COURSE", date(2025, 7, 2))
    return found


def versions() -> list[tuple[str, int, date]]:
    rows = Enrollment.objects.filter(replaced_on=None, cancelled_on=None)
    return sorted(rows.values_list("contact__member_number", "version__number", "enrolled_on"))


@in_every_way
def test_to_bring_enrollees_under_the_edited_definition(page, signed_in, program, way):
    """S98: found one after the other, reviewed with what each keeps and loses, moved; nobody else is."""
    make.publish(program, SECOND)
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("By program")
    hands.press(hands.link("Emergency care"))
    hands.press(hands.link("Move to the current version"))
    hands.arrives("Move to the current version")
    hands.reads("3 enrollees on older versions", "1 of 2")

    hands.write(hands.field("Enrollee search"), "byron")
    hands.press(hands.button("Find"))
    expect(hands.page.locator("tbody tr")).to_have_count(1)
    expect(hands.field("Dates")).to_be_hidden()
    hands.tick(hands.field("Ada Byron"))
    expect(hands.field("Dates")).to_be_visible()
    hands.write(hands.field("Enrollee search"), "hopper")
    hands.press(hands.button("Find"))
    hands.reads("1 more is ticked on other pages.")
    hands.tick(hands.field("Grace Hopper"))
    hands.press(hands.button("Review the move"))

    hands.arrives("Review the move")
    hands.reads(
        "2 enrollees will be moved to version 2",
        "Exam of 1 July 2025 has no place: the new version does not ask for EXAM.",
        "Course of 2 July 2025 is carried over; it then waits for approval, which was not asked for before.",
    )
    assert [number for _, number, _ in versions()] == [1, 1, 1]
    hands.press(hands.link("Keep the dates instead"))
    expect(hands.link("Give new dates instead")).to_be_visible()
    hands.press(hands.button("Move"))

    hands.arrives("Moved")
    hands.reads("2 enrollees of P were moved.", "0 kept, 1 lost", "1 kept, 0 lost")
    with hands.page.expect_download() as taken:
        hands.press(hands.button("Export CSV"))
    assert taken.value.suggested_filename == "Move to the current version 2026-03-02.csv"
    assert taken.value.path().read_text("utf-8-sig").splitlines()[1:] == [
        "Ada Byron,C-1,Moved,",
        "Grace Hopper,C-2,Moved,",
    ]
    on = date(2025, 6, 1)
    assert versions() == [("C-1", 2, on), ("C-2", 2, on), ("C-3", 1, on)]
    hands.press(hands.link("Grace Hopper"))
    hands.arrives("Grace Hopper")
    hands.reads("Awaiting Approval", "Enrolled since 1 June 2025")
    hands.press(hands.link("Course"))
    hands.reads("Carried over")


@in_every_way
def test_one_enrollee_is_moved_from_their_own_page(page, signed_in, program, way):
    """S98: on version 1 of 2."""
    make.publish(program, SECOND)
    row = Enrollment.objects.get(contact__member_number="C-2")
    hands = staff(page, signed_in, way)
    hands.goto(f"/staff/certification/enrollments/{row.key}/")
    hands.reads("on version 1; version 2 is in force")
    hands.press(hands.link("Move to the current version"))
    hands.arrives("Review the move")
    hands.reads("1 enrollee will be moved to version 2", "Grace Hopper")
    hands.press(hands.button("Move"))
    hands.arrives("Moved")
    assert versions() == [("C-1", 1, date(2025, 6, 1)), ("C-2", 2, date(2026, 3, 2)), ("C-3", 1, date(2025, 6, 1))]


@in_every_way
def test_preview_before_publishing(page, signed_in, program, way):
    """S94, S95, S98: what the draft would mean for those enrolled, before it is published."""
    make.completion(Enrollment.objects.get(contact__member_number="C-1"), "COURSE", date(2025, 7, 1))
    programs.save_draft(program=program, definition=SECOND, by=COMMAND_LINE, at=make.noon(date(2026, 3, 2)))
    hands = staff(page, signed_in, way)
    hands.goto("/staff/certification/programs/P/definition/")
    hands.press(hands.link("Preview"))
    hands.arrives("Emergency care")
    hands.reads("1 of 3 would no longer be complete.", "Ada Byron", "Exam of 1 July 2025 has no place")
    hands.choose(hands.field("Dates"), "The three dates each has now")
    hands.press(hands.button("Show"))
    hands.page.wait_for_url(lambda url: "dates=kept" in url)
    expect(hands.field("Dates")).to_have_value("kept")
    hands.reads("1 of 3 would no longer be complete.")
    with hands.page.expect_download() as loaded:
        hands.press(hands.button("Export CSV"))
    assert len(loaded.value.path().read_text().splitlines()) == 4
    assert [number for _, number, _ in versions()] == [1, 1, 1]


@with_and_without_javascript
def test_what_somebody_else_did_meanwhile_is_told(page, signed_in, program, way):
    """S98: moved by another, or a version published, between the review and Move."""
    make.publish(program, SECOND)
    hands = staff(page, signed_in, way)
    hands.goto(f"{MOVES}?pick=C-1&pick=C-2")
    hands.press(hands.button("Review the move"))
    hands.reads("2 enrollees will be moved")
    ada = Enrollment.objects.get(contact__member_number="C-1").contact_id
    move_to_current(contacts=[ada], program=program, keeps_dates=False, by=COMMAND_LINE, at=make.noon(date(2026, 3, 2)))
    hands.press(hands.button("Move"))
    hands.arrives("Moved")
    hands.reads("1 enrollee of P was moved.", "Ada Byron is on the current version of P already.")
    hands.goto(f"{MOVES}?pick=C-3")
    hands.press(hands.button("Review the move"))
    hands.reads("1 enrollee will be moved")
    make.publish(program, FIRST)
    hands.press(hands.button("Move"))
    hands.reads("version 3 was published meanwhile")
    hands.press(hands.link("Move more"))
    hands.reads("3 enrollees on older versions")


def test_going_back_from_the_review_keeps_ticks_and_dates(page, signed_in, program):
    """S98."""
    make.publish(program, SECOND)
    hands = staff(page, signed_in)
    hands.goto(MOVES)
    hands.tick(hands.field("Ada Byron"))
    hands.choose(hands.field("Dates"), "The three dates each has now")
    hands.press(hands.button("Review the move"))
    hands.arrives("Review the move")
    hands.press(hands.button("Back to the enrollees"))
    hands.arrives("Move to the current version")
    expect(hands.field("Ada Byron")).to_be_checked()
    expect(hands.field("Dates")).to_have_value("kept")
    hands.tick(hands.field("Ada Byron"))
    hands.press(hands.button("Review the move"))
    hands.reads("Nobody is ticked yet.")
    hands.back(2)
    hands.arrives("Review the move")
    hands.reads("1 enrollee will be moved to version 2", "Ada Byron")
