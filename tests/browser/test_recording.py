"""Can staff record what somebody completed, and look at it afterwards?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from conferral.actions import completions, offerings
from conferral.models import Completion, Component, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.offerings import Details, Kind
from tests import make
from tests.browser.hands import in_every_way_on_both, staff, with_and_without_javascript


@pytest.fixture
def ada(site) -> Enrollment:
    """Somebody in a program whose stages open in order: a course with a class, then an exam with points."""
    asked = make.definition(
        make.requirement("COURSE", title="Course", units=Decimal(20)),
        make.requirement("EXAM", title="Exam", stage=2, scale=make.POINTS),
        make.requirement("ORAL", title="Oral", stage=3),
        in_order=True,
    )
    enrollment = make.enrollment(make.contact("R-1", "Ada", "Byron"), make.program("R", asked), date(2026, 1, 5))
    held = {"starts_at": datetime(2026, 2, 10, 9, tzinfo=UTC), "ends_at": datetime(2026, 2, 10, 12, tzinfo=UTC)}
    _offered("COURSE", "Course at home", Kind.RESOURCE)
    _offered("COURSE", "Course in Oslo", Kind.EVENT, place="Oslo", seats=20, **held)
    return enrollment


@pytest.fixture
def grace(site) -> Enrollment:
    """Somebody in whose program something is Complete, something waits for a grade, something for an approval."""
    asked = make.definition(
        make.requirement("COURSE", title="Course"),
        make.requirement("ESSAY", title="Essay", scale=make.POINTS),
        make.requirement("PLEDGE", title="Pledge", requires_approval=True),
        make.requirement("EXAM", title="Exam"),
        make.requirement("ORAL", title="Oral", stage=2),
        in_order=True,
    )
    enrollment = make.enrollment(make.contact("R-2", "Grace", "Hopper"), make.program("S", asked), date(2026, 1, 5))
    make.completion(enrollment, "COURSE", date(2026, 2, 1), notes="Seen with my own eyes.")
    make.completion(enrollment, "ESSAY", date(2026, 2, 2))
    pledge = make.completion(enrollment, "PLEDGE", date(2026, 2, 3))
    completions.approve(completion=pledge.pk, by=COMMAND_LINE, at=make.noon(date(2026, 2, 4)))
    mary = make.enrollment(make.contact("R-3", "Mary", "Ross"), enrollment.program, date(2026, 1, 5))
    make.completion(mary, "PLEDGE", date(2026, 2, 3))
    return enrollment


def _offered(component: str, title: str, kind: Kind, **details) -> None:
    offerings.add(
        component=Component.objects.get(code=component).pk,
        details=Details(kind=kind, title=title, **details),
        by=COMMAND_LINE,
        at=make.noon(date(2026, 1, 1)),
    )


@in_every_way_on_both
def test_to_complete_requirements_for_a_contact(page, signed_in, ada, way):
    """S69-S72, S75-S79, S81: an offering first, then, once it opened, a requirement with a grade."""
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("By enrollee")
    hands.press(hands.link("Ada Byron"))
    hands.press(hands.link("View progress in Emergency care"))
    hands.reads("Exam opens when these are Complete: Course.")
    expect(hands.link("Exam")).to_have_count(0)
    hands.press(hands.link("Course"))
    hands.arrives("Course")
    hands.reads(
        "Requirement details", "Course in Oslo", "10 Feb 2026, 09:00 · Oslo · 20 seats", "Nothing recorded yet."
    )
    _show_earlier(hands)
    hands.press(hands.link("Record Completion of Course in Oslo"))
    hands.arrives("Record Completion")
    expect(hands.page.get_by_label("Offering").locator("option:checked")).to_contain_text("Course in Oslo")
    expect(hands.field("Date")).to_have_value("2026-03-02")
    hands.write_day(hands.field("Date"), date(2026, 2, 10))
    hands.press(hands.button("Save"))
    hands.arrives("Course")
    hands.reads("The completion is recorded.", "Complete on 10 Feb 2026", "Course in Oslo")

    hands.press(hands.page.get_by_label("Where you are").get_by_role("link", name="Ada Byron"))
    hands.press(hands.link("Exam"))
    hands.arrives("Exam")
    hands.press(hands.link("Record Completion"))
    hands.arrives("Record Completion")
    hands.write(hands.page.get_by_label("Grade"), "88")
    hands.write(hands.page.get_by_label("Notes"), "Calm throughout.")
    hands.press(hands.button("Save"))
    hands.arrives("Exam")
    hands.reads("Complete on 2 Mar 2026", "88", "Calm throughout.")
    found = Completion.objects.order_by("pk").values_list("completed_on", "grade", "notes", "offering__title")
    assert list(found) == [
        (date(2026, 2, 10), "", "", "Course in Oslo"),
        (date(2026, 3, 2), "88", "Calm throughout.", None),
    ]


def _show_earlier(hands) -> None:
    """What was held long ago stands behind a line that opens."""
    if not hands.link("Record Completion of Course in Oslo").is_visible():
        hands.press(hands.page.get_by_text("1 earlier offering"))


@in_every_way_on_both
def test_to_review_completed_requirements_for_a_contact(page, signed_in, grace, way):
    """S84-S92."""
    hands = staff(page, signed_in, way)
    hands.goto("/staff/certification/enrollments/contacts/?q=hopper")
    hands.press(hands.link("Grace Hopper"))
    hands.press(hands.link("View progress in Emergency care"))
    hands.reads("2 of 5 complete")
    states = {
        "Course": "Complete",
        "Essay": "Awaiting Grade",
        "Pledge": "Complete",
        "Exam": "No Status",
        "Oral": "No Status",
    }
    for title, status in states.items():
        line = hands.page.locator(".requirements li", has=hands.page.get_by_text(title, exact=True))
        expect(line).to_contain_text(re.compile(rf"^\s*{status}\s+{title}"))
        expect(line.get_by_role("link")).to_have_count(0 if title == "Oral" else 1)
    hands.reads("Oral opens when these are Complete: Essay, Exam.")
    hands.arrives("Grace Hopper")

    hands.press(hands.link("Course"))
    hands.arrives("Course")
    hands.reads(
        "Complete on 1 Feb 2026", "Seen with my own eyes.", "Course is Complete with the completion of 1 February 2026."
    )
    expect(hands.page.get_by_role("link", name="Record Completion")).to_have_count(0)
    expect(hands.page.get_by_role("main").locator("form")).to_have_count(0)
    hands.press(hands.page.get_by_label("Where you are").get_by_role("link", name="Grace Hopper"))
    hands.press(hands.link("Pledge"))
    hands.reads("Approved", "4 Feb 2026")


@with_and_without_javascript
def test_what_awaits_an_approval_says_so(page, signed_in, grace, way):
    """S82, S87."""
    hands = staff(page, signed_in, way)
    hands.goto("/staff/certification/enrollments/contacts/R-3/")
    hands.press(hands.link("View progress in Emergency care"))
    line = hands.page.locator(".requirements li", has=hands.page.get_by_text("Pledge", exact=True))
    expect(line).to_contain_text("Awaiting Approval")
    expect(line.get_by_role("link")).to_have_count(1)


@in_every_way_on_both
def test_a_refused_completion_keeps_what_was_typed(page, signed_in, ada, way):
    """S77-S79: the field is named, and the way back keeps it too."""
    hands = staff(page, signed_in, way)
    hands.goto(_form(ada, "COURSE"))
    hands.choose(hands.page.get_by_label("Offering"), "Course at home")
    hands.write_day(hands.field("Date"), date(2026, 3, 5))
    hands.write(hands.page.get_by_label("Notes"), "kept as typed")
    hands.press(hands.button("Save"))
    alert = hands.page.get_by_role("alert")
    expect(alert).to_contain_text("One field needs another look: Date")
    hands.reads("5 March 2026 lies in the future; it has to be 2 March 2026 or earlier.")
    if way.javascript:
        expect(alert).to_be_focused()
    hands.arrives("Record Completion")
    hands.press(alert.get_by_role("link", name="Date"))
    if way.by_keyboard:
        hands.is_at(hands.field("Date"))
    expect(hands.field("Date")).to_have_value("2026-03-05")
    expect(hands.page.get_by_label("Offering").locator("option:checked")).to_have_text("Course at home")
    expect(hands.page.get_by_label("Notes")).to_have_value("kept as typed")
    assert Completion.objects.count() == 0


@with_and_without_javascript
def test_the_back_button_after_a_refusal_keeps_what_was_typed(page, signed_in, ada, way):
    """S78: what was typed is in the form that one comes back to."""
    hands = staff(page, signed_in, way)
    hands.goto(f"{_form(ada, 'COURSE')}?from=list")
    hands.choose(hands.page.get_by_label("Offering"), "Course at home")
    hands.page.get_by_label("Notes").fill("typed once")
    hands.write_day(hands.field("Date"), date(2026, 3, 5))
    hands.press(hands.button("Save"))
    hands.reads("One field needs another look:")
    hands.page.go_back()
    hands.arrives("Record Completion")
    expect(hands.page.get_by_role("alert")).to_have_count(0)
    expect(hands.page.get_by_label("Notes")).to_have_value("typed once")
    expect(hands.page.get_by_label("Offering").locator("option:checked")).to_have_text("Course at home")
    hands.write_day(hands.field("Date"), date(2026, 3, 1))
    hands.press(hands.button("Save"))
    hands.reads("The completion is recorded.", "typed once")


@with_and_without_javascript
def test_a_double_click_on_save_records_once(page, signed_in, site, way):
    """S81: where several completions are possible, so that nothing but the form itself prevents a second one."""
    asked = make.definition(make.requirement("HOURS", title="Hours", units=Decimal(10), is_repeatable=True))
    hours = make.enrollment(make.contact("R-9", "Katherine", "Johnson"), make.program("H", asked), date(2026, 1, 5))
    hands = staff(page, signed_in, way)
    hands.goto(_form(hours, "HOURS"))
    hands.page.get_by_label("Units").fill("2.5")
    hands.button("Save").dblclick()
    hands.arrives("Hours")
    hands.reads("The completion is recorded.", "No Status")
    expect(hands.page.locator(".attempts > li")).to_have_count(1)
    assert Completion.objects.count() == 1
    hands.page.go_back()
    hands.arrives("Record Completion")
    hands.page.get_by_label("Units").fill("3")
    hands.button("Save").click()
    hands.arrives("Hours")
    expect(hands.page.locator(".attempts > li")).to_have_count(2)
    assert Completion.objects.count() == 2


def test_two_tabs_record_a_requirement_once_and_the_second_says_why(page, signed_in, ada):
    """S81, S92: a stale page; what was typed there stays."""
    first = staff(page, signed_in)
    second = first.tab()
    for hands in (first, second):
        hands.goto(_form(ada, "COURSE"))
        hands.page.get_by_label("Offering").select_option(label="Course at home")
        hands.page.get_by_label("Notes").fill("by one of two")
    first.press(first.button("Save"))
    first.reads("The completion is recorded.")
    second.press(second.button("Save"))
    second.reads("Course is Complete with the completion of 2 March 2026.")
    expect(second.page.get_by_label("Notes")).to_have_value("by one of two")
    assert Completion.objects.count() == 1


def test_what_cannot_be_done_yet_says_when_it_opens(page, signed_in, ada):
    """S71, S90: also by its address."""
    hands = staff(page, signed_in)
    hands.goto(_form(ada, "EXAM").replace("completions/", ""))
    hands.reads("Exam opens when these are Complete: Course.")
    expect(hands.page.get_by_role("link", name="Record Completion")).to_have_count(0)


def _form(enrollment: Enrollment, code: str) -> str:
    return f"/staff/certification/enrollments/{enrollment.key}/requirements/{code}/completions/"
