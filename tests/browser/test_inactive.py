"""Can a Certification Manager find inactive enrollments, look at what will go, and purge them?"""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect
from zeal import zeal_ignore

from conferral.actions import programs
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.actions.purged import AT, cancelled, expired, program
from tests.browser.hands import in_every_way, staff


@zeal_ignore()
def furnish() -> None:
    """Ada's expired and Mary's was cancelled; Grace's is kept, and Ruth's is not inactive."""
    into, keeps = program(), program()
    programs.set_policies(program=keeps, policies=programs.Policies(retention_years=3), by=COMMAND_LINE, at=AT)
    expired(into, "I-1", "Ada", "Byron")
    cancelled(into, "I-2", "Mary", "Ross")
    cancelled(keeps, "I-3", "Grace", "Hopper")
    make.enrollment(make.contact("I-4", "Ruth", "Teitelbaum"), into, date(2025, 6, 2))


@in_every_way
def test_removing_inactive_enrollments(page, signed_in, site, axe, way):
    """S45-S56: found, ticked, looked at, purged; the contact is still there and nothing else is gone."""
    furnish()
    hands = staff(page, signed_in, way, role=Role.MANAGER)
    hands.goto("/staff/")
    hands.menu("Inactive enrollments")
    hands.arrives("Inactive enrollments")
    hands.reads("3 inactive enrollments, 1 of them still kept", "Ada Byron", "Grace Hopper", "Mary Ross")
    hands.write(hands.page.get_by_label("Enrollee search"), "byron")
    hands.press(hands.button("Find"))
    hands.reads("1 inactive enrollment", "Expired", "2 Feb 2025")
    hands.tick(hands.page.get_by_role("checkbox", name="Ada Byron"))
    hands.write(hands.page.get_by_label("Enrollee search"), "i-")
    hands.press(hands.button("Find"))
    hands.reads("3 inactive enrollments")
    expect(hands.page.get_by_role("checkbox", name="Ada Byron")).to_be_checked()
    expect(hands.page.get_by_role("checkbox", name="Grace Hopper")).to_be_disabled()
    if way.javascript:
        axe(hands.page)
    hands.press(hands.button("Purge Selected"))
    hands.arrives("Purge Selected")
    hands.reads("1 enrollment of 1 contact will be deleted, with 2 completions and 1 file.", "This cannot be undone")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.button("Purge 1 enrollment"))
    hands.arrives("Purge inactive enrollments")
    hands.reads("Ada Byron", "I-1", "Purged")
    numbers = Enrollment.objects.order_by("contact__member_number").values_list("contact__member_number", flat=True)
    assert list(numbers) == ["I-2", "I-3", "I-4"]
    hands.press(hands.link("To the inactive enrollments"))
    hands.reads("2 inactive enrollments")
    hands.menu("By enrollee")
    hands.write(hands.page.get_by_role("searchbox", name="Enrollee search"), "byron")
    hands.press(hands.button("Find"))
    hands.press(hands.link("Ada Byron"))
    hands.arrives("Ada Byron")
