"""Can staff review what waits, approve it, reject it, grade it, and take it back?"""

from __future__ import annotations

import csv

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from conferral.models import Completion, Enrollment
from tests.browser.hands import MOUSE, PHONE, PLAIN, in_every_way, staff, with_and_without_javascript
from tests.browser.queued import queue

COMPLETIONS = {"Full Name": "[id^=who-]", "Member number": "th small:not(.why)", "Requirement": "[id^=what-]"}
PROGRAMS = {"Full Name": "[id^=who-]", "Member number": "th small:not(.why)", "Program": "[data-label=Program] small"}
"""What a file calls a column, and where the page shows it."""


def state(first_name: str, requirement: str) -> tuple[str, bool, str]:
    row = Completion.objects.get(enrollment__contact__first_name=first_name, requirement__code=requirement)
    return row.awaits, row.approved_on is not None, row.rejection


def box(hands, name: str):
    """Return the box of a row, which is called after whose it is and what."""
    return hands.page.get_by_role("checkbox", name=name, exact=True)


def exports_what_is_shown(hands, name: str, columns: dict[str, str]) -> None:
    """Take the queue along in both forms: each file has exactly the rows of the page, in its order."""
    row = hands.page.locator("table.register tbody tr")
    shown = list(zip(*(row.locator(place).all_text_contents() for place in columns.values()), strict=True))
    assert shown
    for form in ("csv", "xlsx"):
        with hands.page.expect_download() as taken:
            hands.press(hands.button(f"Export {form.upper()}"))
        assert taken.value.suggested_filename == f"{name} 2026-03-02.{form}"
        head, *rows = read(taken.value.path(), form)
        assert [tuple(row[head.index(column)] for column in columns) for row in rows] == shown


def read(path, form: str) -> list[list]:
    if form == "xlsx":
        return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@in_every_way
def test_to_review_pending_approvals(page, signed_in, site, axe, way):
    """S82, S83, S86-S88: what waits is graded, approved and, taken back, waits again."""
    queue()
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("Requirement completions")
    hands.arrives("Requirement completions")
    hands.reads("3 completions wait", "Ada Byron", "points out of 100, 70 passes")
    exports_what_is_shown(hands, "Requirement completions", COMPLETIONS)

    hands.write(hands.page.get_by_label("Grade for Mary Ross"), "88")
    hands.press(hands.button("Save the grade of Mary Ross"))
    hands.arrives("Requirement completions")
    hands.reads("Grade 88 of Mary Ross is saved; Exam is Awaiting Approval.")

    hands.tick(box(hands, "Ada Byron Pledge"))
    hands.press(hands.button("Approve Selected"))
    hands.arrives("Approve completions")
    hands.reads("Ada Byron", "Q-1 · Pledge · EMT", "Approved")
    assert state("Ada", "PLEDGE") == ("", True, "")

    hands.press(hands.button("Undo"))
    hands.arrives("Undo")
    hands.reads("Ada Byron", "Undone")
    assert state("Ada", "PLEDGE") == ("approval", False, "")
    hands.press(hands.link("To what waits"))
    hands.arrives("Requirement completions")
    hands.press(hands.button("Approve All"))
    hands.arrives("Approve completions")
    hands.reads("Approved 3")
    assert Completion.objects.exclude(awaits="").count() == 0
    hands.press(hands.link("To what waits"))
    hands.reads("Nothing waits.")
    hands.press(hands.link("Decided in the last 30 days"))
    hands.arrives("Decided in the last 30 days")
    hands.reads("Approval undone", "Mary Ross")
    if way.javascript:
        axe(hands.page)


@in_every_way
def test_to_reject_completions(page, signed_in, site, axe, way):
    """The popup where there is JavaScript, a page without; both forms, the note ready to be sent."""
    queue()
    hands = staff(page, signed_in, way)
    hands.goto("/staff/certification/approvals/requirements/")
    hands.tick(box(hands, "Grace Hopper Pledge"))
    hands.press(hands.button("Reject Selected"))
    if way.javascript:
        dialog = hands.page.get_by_role("dialog", name="Reject")
        expect(dialog).to_be_visible()
        axe(hands.page)
        hands.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        hands.press(hands.button("Reject Selected"))
    else:
        hands.arrives("Reject")
        hands.reads("1 completion is rejected with this note.", "Grace Hopper · Pledge · EMT")
    expect(hands.field("Note")).to_have_value("Incomplete")
    if way.by_keyboard:
        hands.reach(hands.page.get_by_label("Notify contact"))
        hands.page.keyboard.press("ArrowDown")
    else:
        hands.tick(hands.page.get_by_label("Set to rejected status"))
    hands.write(hands.field("Note"), "The signature is missing.")
    hands.press(hands.button("Reject"))
    hands.arrives("Reject completions")
    hands.reads("Grace Hopper", "Rejected")
    row = Completion.objects.get(enrollment__contact__first_name="Grace")
    assert (row.rejection, row.rejection_note) == ("rejected", "The signature is missing.")
    assert state("Ada", "PLEDGE") == ("approval", False, "")


@with_and_without_javascript
def test_what_is_ticked_survives_a_search(page, signed_in, site, way):
    queue()
    hands = staff(page, signed_in, way)
    hands.goto("/staff/certification/approvals/requirements/")
    hands.tick(box(hands, "Grace Hopper Pledge"))
    hands.write(hands.field("Contact search"), "byron")
    hands.press(hands.button("Find"))
    hands.reads("1 completion waits", "1 more is ticked on other pages.")
    exports_what_is_shown(hands, "Requirement completions", COMPLETIONS)
    hands.tick(box(hands, "Ada Byron Pledge"))
    hands.press(hands.button("Approve Selected"))
    hands.arrives("Approve completions")
    hands.reads("Ada Byron", "Grace Hopper")


@pytest.mark.parametrize("way", [MOUSE, PLAIN, PHONE], ids=lambda way: way.name.replace(" ", "-"))
def test_program_completions(page, signed_in, site, axe, way):
    """S99: who met everything is sent back by naming what has to be done again, or approved."""
    queue()
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("Program completions")
    hands.arrives("Program completions")
    hands.reads("1 program completion waits", "20 of 20")
    exports_what_is_shown(hands, "Program completions", PROGRAMS)
    hands.tick(box(hands, "Ruth Teitelbaum"))
    hands.press(hands.button("Approve Selected"))
    hands.arrives("Approve program completions")
    hands.reads("Ruth Teitelbaum", "Approved")
    hands.press(hands.button("Undo"))
    hands.arrives("Undo")
    hands.press(hands.link("To what waits"))
    hands.arrives("Program completions")
    hands.press(hands.link("Send back Ruth Teitelbaum"))
    hands.arrives("Send back")
    hands.reads("Once it is sent back, this enrollment is Enrolled")
    hands.press(hands.button("Send back"))
    hands.reads("Tick at least one completion")
    if way.javascript:
        axe(hands.page)
    hands.tick(hands.field("Exam"))
    hands.press(hands.button("Send back"))
    hands.arrives("Ruth Teitelbaum")
    hands.reads("The program completion of Ruth Teitelbaum is sent back.", "Complete")
    ruth = Enrollment.objects.get(contact__first_name="Ruth")
    assert (ruth.requirements_met_on, ruth.approved_on) == (None, None)
