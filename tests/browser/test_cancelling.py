"""Can staff cancel a program enrollment, both ways that the manual tells?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from conferral.models import Program
from conferral.rules.actors import Role
from tests.browser.hands import in_every_way_on_both, staff, with_and_without_javascript
from tests.conftest import TODAY
from tests.web.staff.crowd import crowd


@pytest.fixture
def program(site) -> Program:
    return crowd()


def is_cancelled(program, name: str) -> bool:
    return program.enrollments.get(contact__first_name=name).cancelled_on == TODAY


@in_every_way_on_both
def test_cancelling_program_enrollments_by_program(page, signed_in, program, axe, way):
    """S57, S60, S62, S64-S68: Program, Find, Full Name, Enrollment Status, Cancel program enrollment, OK."""
    hands = staff(page, signed_in, way, role=Role.MANAGER)
    hands.goto("/staff/")
    hands.menu("By program")
    hands.press(hands.link("Emergency care"))
    hands.write(hands.field("Enrollee search"), "chiara")
    hands.press(hands.button("Find"))
    hands.press(hands.link("Chiara D’Alessandro"))
    hands.arrives("Chiara D’Alessandro")
    hands.press(hands.link("Enrollment Status: Grace period"))
    hands.reads("Deadline Period", "The whole definition")
    hands.press(hands.link("Cancel program enrollment"))
    hands.reads("The enrollment of Chiara D’Alessandro in Emergency care is cancelled as of today.")
    hands.press(hands.link("Close"))
    assert not is_cancelled(program, "Chiara")
    hands.press(hands.link("Enrollment Status: Grace period"))
    hands.press(hands.link("Cancel program enrollment"))
    if way.javascript:
        expect(hands.page.get_by_role("dialog", name="Cancel program enrollment")).to_be_visible()
        axe(hands.page)
    hands.write(hands.page.locator("#window textarea"), "Moved away.")
    hands.press(hands.button("OK"))
    hands.reads("The enrollment is cancelled. It stays as history.", "Cancelled on 2 March 2026.")
    assert is_cancelled(program, "Chiara")

    hands.press(hands.link("Enroll again in Emergency care"))
    hands.reads("Chiara D’Alessandro")
    hands.press(hands.button("Register"))
    hands.reads("Enrolled")
    assert program.enrollments.filter(contact__first_name="Chiara", replaced_on=None, cancelled_on=None).count() == 1


@with_and_without_javascript
def test_cancelling_program_enrollments_by_enrollee(page, signed_in, program, way):
    """S63: Find, Full Name, View progress, Enrollment Status, Cancel program enrollment, OK."""
    hands = staff(page, signed_in, way, role=Role.ADMIN)
    hands.goto("/staff/")
    hands.menu("By enrollee")
    hands.write(hands.field("Enrollee search"), "angstr")
    hands.press(hands.button("Find"))
    hands.press(hands.link("Dmitri Ångström"))
    hands.press(hands.link("View progress in Emergency care"))
    hands.press(hands.link("Enrollment Status: Enrolled"))
    hands.press(hands.link("Cancel program enrollment"))
    hands.press(hands.button("OK"))
    hands.reads("Cancelled on 2 March 2026.")
    assert is_cancelled(program, "Dmitri")
    if way.javascript:
        hands.page.locator("#happened").scroll_into_view_if_needed()
        hands.reads("Cancelled as of 2 March 2026.", "A completion of Course dated 10 January 2026 was recorded")
