"""Can every page of the sites be used by everybody: light and dark, small and large, zoomed?"""

from __future__ import annotations

import pytest
from django.urls import get_resolver
from playwright.sync_api import expect

from conferral.rules.actors import Role
from tests.browser.addressed import Address
from tests.browser.hands import Hands, member, staff
from tests.browser.rich import furnish
from tests.browser.rich_pages import of_members, of_public, of_staff
from tests.browser.watching import seen_at

pytestmark = pytest.mark.once

# These only take what a form sends; what they answer is looked at after sending it.
SENT_TO = {
    "staff:search-suggestions",  # a part of every page, looked at in test_search.py
    "staff:import-run",
    "staff:import-look",
    "staff:program-import-run",
    "staff:enroll-review",
    "staff:enroll-register",
    "staff:enrollment-test",
    "staff:enrollment-approval",
    "staff:completion-approval",
    "staff:certification-policies",
    "staff:certification-example-removal",
    "staff:completions-approval",
    "staff:completions-rejection",
    "staff:pending-grade",
    "staff:job-undo",
    "staff:programs-approval",
    "staff:component-retirement",
    "staff:offering-retirement",
    "staff:unit-type-retirement",
    "staff:grade-scale-retirement",
    "staff:move",
    "staff:selection-move",
    "staff:program-test",
    "staff:purge",
    "staff:purge-review",
    "staff:job-start",
    "staff:registration",
    "staff:cart-line-removal",
    "staff:check-out",
    "staff:waitlist",
    "staff:waitlist-leaving",
    "staff:attendance",
    "staff:roster-closing",
    "public:enroll",  # leads on
    "member:registration",
    "member:cart-line-removal",
    "member:check-out",
    "member:waitlist",
    "member:waitlist-leaving",
    "staff:user-invitation",
    "staff:contact-invitation",
    "member:sign-out-elsewhere",
    "member:api-key-revocation",
    "staff:user-key-revocation",
    "staff:settings-logo",
    "staff:settings-logo-removal",
    "staff:notice-retry",
}
# These are files to take along.
HANDED_OUT = {
    "staff:job-download",
    "staff:log-file",
    "staff:notices-file",
    "staff:program-export",
    "staff:contacts-export",
    "staff:import-refused",
    "staff:certification-file",
    "staff:file",
    "staff:transcript-file",
    "member:file",
    "member:transcript-file",
    "member:data",
    "staff:inactive-file",
    "staff:certification-preview-file",
    "staff:completions-file",
    "staff:programs-file",
    "staff:job-file",
    "staff:users-export",
    "staff:roster-file",
    "staff:order-calendar",
    "staff:registration-calendar",
    "member:order-calendar",
    "member:registration-calendar",
}
WIDTHS = [1280, 1180, 1000, 900, 800, 640, 360, 320]
"""Among them 640 (200 % zoom), 320 (400 %), and what lies between a phone and a desk."""
SIZES = (1280, 360)
"""Where axe looks as well: at a desk and on a phone."""
PARTS = 4
"""The pages are dealt out to so many tests, so that all processors have their share."""
HEADING = "() => [document.title, document.querySelectorAll('h1').length, document.querySelector('h1').innerText]"


def looked_at(seen, axe_in_both_schemes, no_sideways_scroll) -> None:
    """Assert what holds for every page, at every width: a page is loaded once, and the screen turned and zoomed."""
    title, count, heading = seen.evaluate(HEADING)
    assert count == 1, seen.url
    assert heading.strip(), seen.url
    assert title.partition(" · Conferral")[0], seen.url
    assert title.endswith(" · Conferral"), seen.url
    for width in WIDTHS:
        seen_at(seen, width)
        no_sideways_scroll(seen)
        if width in SIZES:
            axe_in_both_schemes(seen)
    seen_at(seen, WIDTHS[0])


def opened_one_by_one(page, signed_in, part):
    """Open every page of each site in turn, of the part asked for, as somebody who may see it."""
    enrollment = furnish()
    for seated, addresses in (
        (staff(page, signed_in, role=Role.SYSADMIN), of_staff(enrollment)),
        (member(page, signed_in, enrollment.contact), of_members(enrollment)),
        (Hands(page()), of_public(enrollment)),
    ):
        for address in addresses[part::PARTS]:
            answer = seated.page.goto(str(address))
            assert answer.status == address.status, (str(address), answer.status)
            yield seated.page


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_used_by_everybody(page, signed_in, axe_in_both_schemes, no_sideways_scroll, part):
    for seen in opened_one_by_one(page, signed_in, part):
        looked_at(seen, axe_in_both_schemes, no_sideways_scroll)


def test_what_a_form_answers_can_be_used_by_everybody(page, signed_in, axe_in_both_schemes, no_sideways_scroll):
    """The review, what Register did, refusals: with everything open that can be opened."""
    enrollment = furnish()
    hands = staff(page, signed_in)

    def look() -> None:
        closed = hands.page.locator("main details:not([open]) > summary:visible")
        while closed.count():
            closed.first.click()
        looked_at(hands.page, axe_in_both_schemes, no_sideways_scroll)

    hands.goto(str(Address("staff:enroll", ("EMT-R",), "?pick=EMT-1&pick=M~s1")))
    hands.press(hands.button("Enroll Selected"))
    hands.reads("will not be enrolled")
    look()
    hands.goto(str(Address("staff:enroll", ("EMPTY",), "?q=n-0")))
    hands.press(hands.button("Enroll Selected"))
    hands.reads("Nobody is ticked yet.")
    look()
    hands.tick(hands.field("Nora Nth 01"))
    look()
    hands.press(hands.button("Enroll Selected"))
    look()
    other = hands.tab()
    other.goto(str(Address("staff:enroll", ("EMPTY",), "?q=n-0&pick=N-01")))
    other.press(other.button("Enroll Selected"))
    other.press(other.button("Register"))
    other.reads("1 contact is enrolled")
    hands.press(hands.button("Register"))
    hands.reads("1 contact was not enrolled")
    look()

    record = str(Address("staff:record", (enrollment.key, "L")))
    hands.goto(record)
    hands.choose(hands.page.get_by_label("Offering"), "National at home")
    hands.page.get_by_label("Date").fill("2026-03-05")
    hands.page.get_by_label("Units").fill("1")
    hands.press(hands.button("Save"))
    hands.reads("needs another look")
    look()
    hands.page.get_by_label("Units").fill("1")
    hands.page.get_by_label("Date").fill("2026-01-01")
    hands.press(hands.button("Save"))
    hands.reads("The completion is recorded.", "it counts all the same")
    look()
    hands.goto(str(Address("staff:enrollment", (enrollment.key,))))
    look()
    hands.page.locator("summary", has_text="staff-").click()
    look()
    seen_at(hands.page, SIZES[-1])
    hands.page.get_by_text("Menu", exact=True).click()
    expect(hands.link("By enrollee")).to_be_visible()
    no_sideways_scroll(hands.page)
    axe_in_both_schemes(hands.page)


@pytest.mark.parametrize(("namespace", "listed"), [("staff", of_staff), ("member", of_members), ("public", of_public)])
def test_no_page_is_missing_here(site, namespace, listed):
    """A page that is new is looked at too."""
    known = {address.name for address in listed(furnish())} | SENT_TO | HANDED_OUT
    _prefix, urls = get_resolver().namespace_dict[namespace]
    names = {f"{namespace}:{name}" for name in urls.reverse_dict if isinstance(name, str)}
    assert names
    assert names - known == set()


@pytest.mark.urls("tests.browser.planted")
def test_whatever_is_wrong_with_a_page_at_one_size_or_in_one_scheme_is_found_at_one_visit(
    page, axe_in_both_schemes, no_sideways_scroll
):
    seen = page()
    seen.goto("/page/clean")
    looked_at(seen, axe_in_both_schemes, no_sideways_scroll)
    for planted, told in {
        "unlabelled": "label",
        "faint-in-the-dark": "color-contrast",
        "faint-on-a-phone-in-the-dark": "color-contrast",
        "wide-when-zoomed": "on a screen of 320",
    }.items():
        seen = page()
        seen.goto(f"/page/{planted}")
        with pytest.raises(AssertionError, match=told):
            looked_at(seen, axe_in_both_schemes, no_sideways_scroll)
