"""Can staff enroll contacts in a program, and does nothing of what they ticked and typed get lost?"""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from conferral.actions import enrollments
from conferral.models import Contact, Enrollment, Program
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.browser.hands import KEYBOARD, in_every_way_on_both, staff, with_and_without_javascript

FIND = "/staff/certification/enrollments/programs/P/enrollees/"
OFFERED = "2026-03-02"


@pytest.fixture
def program(site) -> Program:
    found = make.program("P")
    make.contact("C-1", "Ada", "Byron", email="ada@example.org")
    make.contact("C-2", "Grace", "Hopper")
    make.contact("C-3", "Zoë", "Ångström")
    return found


def crowded() -> None:
    """Add so many contacts that the list has two pages."""
    for number in range(60):
        make.contact(f"N-{number:02}", "Nora", f"Nth {number:02}")


def enrolled() -> list[tuple[str, date]]:
    return sorted(Enrollment.objects.values_list("contact__member_number", "enrolled_on"))


def find(hands, text: str) -> None:
    hands.write(hands.field("Contact search"), text)
    hands.press(hands.button("Find"))
    hands.page.wait_for_url(lambda url: "q=" in url)
    expect(hands.field("Contact search")).to_have_value(text)


@in_every_way_on_both
def test_to_enroll_a_contact_in_a_program(page, signed_in, program, way):
    """S6, S7, S17-S25: two contacts found one after the other, a date entered, their status looked at."""
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("By program")
    hands.press(hands.link("Emergency care"))
    hands.press(hands.link("Enroll a Contact").first)
    hands.arrives("Enroll a Contact")

    find(hands, "angstrom")
    expect(hands.page.locator("tbody tr")).to_have_count(1)
    expect(hands.field("Enrollment date")).to_be_hidden()
    hands.tick(hands.field("Zoë Ångström"))
    expect(hands.field("Enrollment date")).to_have_value(OFFERED)
    find(hands, "byron")
    hands.reads("1 more is ticked on other pages.")
    hands.tick(hands.field("Ada Byron"))
    hands.write_day(hands.field("Enrollment date"), date(2026, 2, 1))
    hands.press(hands.button("Enroll Selected"))

    hands.arrives("Enroll Selected")
    hands.reads("2 contacts will be enrolled", "Ada Byron", "Zoë Ångström", "1 Feb 2026", "1 Feb 2027", "3 Mar 2027")
    assert enrolled() == []
    hands.press(hands.button("Register"))
    hands.arrives("Registered")
    hands.reads("2 contacts are enrolled in P.")
    assert enrolled() == [("C-1", date(2026, 2, 1)), ("C-3", date(2026, 2, 1))]

    hands.press(hands.link("Zoë Ångström"))
    hands.arrives("Zoë Ångström")
    hands.reads("Enrolled since 1 February 2026")


@in_every_way_on_both
def test_add_their_contact_information(page, signed_in, program, way):
    """S6: before you begin; who is not in the register is added on the way and comes back ticked."""
    hands = staff(page, signed_in, way)
    hands.goto(FIND)
    find(hands, "katherine")
    hands.reads("No contact matches.")
    hands.press(hands.page.locator(".empty").get_by_role("button", name="Add a contact"))
    hands.arrives("Add a contact")
    hands.write(hands.field("Member number"), "C-1")
    hands.write(hands.page.get_by_label("First name"), "Katherine")
    hands.write(hands.page.get_by_label("Last name"), "Johnson")
    hands.press(hands.button("Save"))
    hands.reads("Member number C-1 belongs to another contact.")
    expect(hands.page.get_by_label("Last name")).to_have_value("Johnson")
    if way.javascript:
        expect(hands.page.get_by_role("alert")).to_be_focused()
    hands.write(hands.page.get_by_label("Member number"), "C-9")
    hands.press(hands.button("Save"))
    hands.arrives("Enroll a Contact")
    hands.reads("Katherine Johnson is in the register now.")
    expect(hands.field("Katherine Johnson")).to_be_checked()
    expect(hands.field("Enrollment date")).to_have_value(OFFERED)
    assert Contact.objects.filter(member_number="C-9").count() == 1


@in_every_way_on_both
def test_the_enrollment_date_is_there_only_while_somebody_is_ticked(page, signed_in, program, way):
    """S20-S22: also without JavaScript; nobody ticked leads nowhere."""
    hands = staff(page, signed_in, way)
    hands.goto(FIND)
    day = hands.field("Enrollment date")
    for name in ("Ada Byron", "Grace Hopper"):
        expect(day).to_be_hidden()
        hands.tick(hands.field(name))
        expect(day).to_be_visible()
        expect(day).to_have_value(OFFERED)
        hands.tick(hands.field(name))
    expect(day).to_be_hidden()
    hands.press(hands.button("Enroll Selected"))
    hands.arrives("Enroll a Contact")
    hands.reads("Nobody is ticked yet.")
    assert enrolled() == []


@with_and_without_javascript
def test_ticks_and_the_date_survive_paging_searching_and_a_list(page, signed_in, program, way):
    """S18-S20: who stands in a pasted list joins those ticked before; whoever is not found is told."""
    crowded()
    hands = staff(page, signed_in, way)
    hands.goto(FIND)
    hands.tick(hands.field("Ada Byron"))
    hands.page.get_by_label("Enrollment date").fill("2026-02-01")
    hands.press(hands.button("Next →"))
    hands.reads("1 more is ticked on other pages.")
    expect(hands.field("Enrollment date")).to_have_value("2026-02-01")
    hands.tick(hands.field("Nora Nth 59"))
    hands.press(hands.button("← Previous"))
    expect(hands.field("Ada Byron")).to_be_checked()
    find(hands, "hopper")
    hands.reads("2 more are ticked on other pages.")
    hands.tick(hands.field("Grace Hopper"))
    find(hands, "ada")
    hands.tick(hands.field("Ada Byron"))
    expect(hands.field("Ada Byron")).not_to_be_checked()
    hands.press(hands.button("Paste or upload a list"))
    hands.arrives("Paste or upload a list")
    hands.write(hands.field("Member numbers or emails"), "C-3, ghost")
    hands.press(hands.button("Look up"))
    hands.reads("1 of 2 is found and ticked.", "Not found", "2 ticked before go along.")
    expect(hands.field("Member numbers or emails")).to_have_value("ghost")
    expect(hands.field("Zoë Ångström")).to_be_checked()
    expect(hands.field("Enrollment date")).to_have_value("2026-02-01")
    hands.press(hands.button("Enroll Selected"))
    hands.reads("3 contacts will be enrolled")
    hands.press(hands.button("Register"))
    hands.reads("3 contacts are enrolled in P.")
    assert enrolled() == [(number, date(2026, 2, 1)) for number in ("C-2", "C-3", "N-59")]


def test_the_box_in_the_head_ticks_everyone_on_the_page_who_can_be_ticked(page, signed_in, program):
    """S19: whoever is enrolled already stays unticked, with the reason."""
    make.enrollment(Contact.objects.get(member_number="C-2"), program, date(2026, 1, 5))
    hands = staff(page, signed_in, KEYBOARD)
    hands.goto(FIND)
    hands.tick(hands.field("Tick everyone on this page"))
    expect(hands.page.locator("tbody input:checked")).to_have_count(2)
    expect(hands.field("Grace Hopper")).to_be_disabled()
    hands.reads("Grace Hopper is already enrolled in P")
    expect(hands.field("Enrollment date")).to_be_visible()
    hands.tick(hands.field("Tick everyone on this page"))
    expect(hands.page.locator("tbody input:checked")).to_have_count(0)
    expect(hands.field("Enrollment date")).to_be_hidden()


@with_and_without_javascript
def test_everybody_found_is_registered_together(page, signed_in, program, way):
    """S19: more than one page of them, and back to the contacts on the way keeps the choice."""
    crowded()
    hands = staff(page, signed_in, way)
    hands.goto(FIND)
    find(hands, "nth")
    hands.press(hands.button("Select all 60 found"))
    hands.reads("All 60 found are selected")
    hands.page.get_by_label("Enrollment date").fill("2026-02-01")
    hands.press(hands.button("Enroll Selected"))
    hands.reads("60 contacts will be enrolled")
    hands.press(hands.button("Back to the contacts"))
    hands.reads("10 more are ticked on other pages.")
    expect(hands.field("Enrollment date")).to_have_value("2026-02-01")
    hands.press(hands.button("Enroll Selected"))
    hands.press(hands.button("Register"))
    hands.reads("60 contacts are enrolled in P.")
    assert {number[:2] for number, _ in enrolled()} == {"N-"}


@with_and_without_javascript
def test_a_double_click_on_register_enrolls_once(page, signed_in, program, way):
    """S24: and so does pressing it again after going back."""
    hands = staff(page, signed_in, way)
    hands.goto(FIND)
    hands.tick(hands.field("Ada Byron"))
    hands.press(hands.button("Enroll Selected"))
    hands.arrives("Enroll Selected")
    hands.button("Register").dblclick()
    hands.arrives("Registered")
    hands.reads("1 contact is enrolled in P.")
    expect(hands.page.get_by_role("alert")).to_have_count(0)
    assert enrolled() == [("C-1", date(2026, 3, 2))]


def test_two_tabs_with_the_same_contact_enroll_once_and_the_second_says_why(page, signed_in, program):
    """S24: a stale page."""
    first = staff(page, signed_in)
    second = first.tab()
    for hands in (first, second):
        hands.goto(FIND)
        hands.tick(hands.field("Ada Byron"))
        hands.tick(hands.field("Grace Hopper"))
        hands.press(hands.button("Enroll Selected"))
        hands.reads("2 contacts will be enrolled")
    first.press(first.button("Register"))
    first.reads("2 contacts are enrolled in P.")
    second.press(second.button("Register"))
    second.reads("2 contacts were not enrolled", "Ada Byron is already enrolled in P")
    assert len(enrolled()) == 2


@with_and_without_javascript
def test_somebody_else_was_quicker(page, signed_in, program, way):
    """S24: on the page of contacts, and on the review: a sentence, and the others are enrolled."""
    hands = staff(page, signed_in, way)
    hands.goto(FIND)
    hands.tick(hands.field("Ada Byron"))
    hands.tick(hands.field("Grace Hopper"))
    hands.tick(hands.field("Zoë Ångström"))
    _enrolled_by_another("C-1", program)
    hands.press(hands.button("Enroll Selected"))
    hands.reads("2 contacts will be enrolled", "1 contact will not be enrolled", "Ada Byron is already enrolled in P")
    _enrolled_by_another("C-2", program)
    hands.press(hands.button("Register"))
    hands.reads("1 contact is enrolled in P.", "1 contact was not enrolled", "Grace Hopper is already enrolled in P")
    assert len(enrolled()) == 3
    hands.press(hands.button("Undo"))
    hands.arrives("Undo the enrolment")
    hands.reads("Zoë Ångström", "Not enrolled any more")
    assert [number for number, _ in enrolled()] == ["C-1", "C-2"]


@with_and_without_javascript
def test_the_back_button_after_the_review_keeps_ticks_and_date(page, signed_in, program, way):
    """S19, S20."""
    hands = staff(page, signed_in, way)
    hands.goto(FIND)
    hands.tick(hands.field("Ada Byron"))
    hands.page.get_by_label("Enrollment date").fill("2199-12-31")
    hands.press(hands.button("Enroll Selected"))
    hands.reads("1 contact will not be enrolled")
    expect(hands.button("Register")).to_have_count(0)
    hands.back()
    hands.arrives("Enroll a Contact")
    expect(hands.field("Ada Byron")).to_be_checked()
    expect(hands.field("Enrollment date")).to_have_value("2199-12-31")
    hands.page.get_by_label("Enrollment date").fill("2026-03-09")
    hands.press(hands.button("Enroll Selected"))
    hands.reads("1 contact will be enrolled", "9 Mar 2026")


def test_a_program_that_is_inactive_offers_no_enrolment(page, signed_in, program):
    """S7, S8."""
    Program.objects.filter(code="P").update(is_active=False)
    hands = staff(page, signed_in)
    hands.goto("/staff/certification/enrollments/programs/P/")
    hands.reads("nobody new is enrolled")
    expect(hands.page.get_by_role("link", name="Enroll a Contact")).to_have_count(0)


def _enrolled_by_another(number: str, program: Program) -> None:
    enrollments.enroll(
        contact=Contact.objects.get(member_number=number).pk,
        program=program,
        enrolled_on=date(2026, 3, 2),
        by=COMMAND_LINE,
        at=make.noon(date(2026, 3, 2)),
    )


@with_and_without_javascript
def test_the_back_button_after_register_shows_the_review_as_it_is_now(page, signed_in, program, way):
    """S24: nothing is asked to be sent again, and nobody is enrolled twice."""
    hands = staff(page, signed_in, way)
    hands.goto(FIND)
    hands.tick(hands.field("Ada Byron"))
    hands.press(hands.button("Enroll Selected"))
    hands.reads("1 contact will be enrolled")
    hands.press(hands.button("Register"))
    hands.arrives("Registered")
    hands.back()
    hands.arrives("Enroll Selected")
    hands.reads("1 contact will not be enrolled", "Ada Byron is already enrolled in P")
    hands.back(-1)
    hands.arrives("Registered")
    assert len(enrolled()) == 1
