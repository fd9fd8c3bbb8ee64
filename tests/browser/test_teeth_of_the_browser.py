"""Do the browser's checks bite? Each finds what was planted for it, and nothing on a clean page."""

from __future__ import annotations

import pytest

from tests.browser.watching import violations, watch, wider_than_seen
from tests.conftest import TODAY
from tests.make import actor

pytestmark = pytest.mark.once
planted = pytest.mark.urls("tests.browser.planted")


@pytest.fixture
def planted_page(browser, site):
    """A page whose faults are kept for the test instead of failing it."""
    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 700})
    opened = context.new_page()
    opened.faults = watch(context)
    yield opened
    context.close()


def test_a_running_conferral_answers_the_browser(page):
    opened = page()
    assert opened.goto("/healthz").status == 200
    assert opened.locator("body").inner_text().strip() == "alive"


@planted
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_clean_page_passes_every_check(page, axe, no_sideways_scroll, scheme):
    opened = page(width=360, scheme=scheme)
    opened.goto("/page/clean")
    assert opened.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
    assert opened.evaluate("innerWidth") == 360
    axe(opened)
    no_sideways_scroll(opened)


@planted
def test_a_page_can_be_looked_at_without_javascript(page, no_sideways_scroll):
    opened = page(javascript=False)
    opened.goto("/page/throwing")
    no_sideways_scroll(opened)
    assert opened.locator("h1").inner_text() == "A clean page"


@planted
def test_axe_finds_a_field_without_a_label_and_shows_it(planted_page, axe):
    planted_page.goto("/page/unlabelled")
    found = violations(planted_page)
    assert any("label" in one and '<input name="q">' in one for one in found), found
    with pytest.raises(AssertionError, match='<input name="q">'):
        axe(planted_page)


@planted
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_cannot_be_read_in_the_dark_is_found_from_either_scheme(planted_page, axe_in_both_schemes, scheme):
    planted_page.emulate_media(color_scheme=scheme)
    planted_page.goto("/page/faint-in-the-dark")
    assert bool(violations(planted_page)) == (scheme == "dark")
    with pytest.raises(AssertionError, match="color-contrast"):
        axe_in_both_schemes(planted_page)


@planted
def test_sideways_scroll_is_found(planted_page, no_sideways_scroll):
    planted_page.goto("/page/wide")
    assert "on a screen of 360" in wider_than_seen(planted_page)[0]
    with pytest.raises(AssertionError, match="scrolls sideways"):
        no_sideways_scroll(planted_page)


@planted
@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("/page/inline-script", "Content Security Policy"),
        ("/page/inline-style", "Content Security Policy"),
        ("/page/throwing", "script: planted"),
        ("/page/complaining", "console: planted"),
        ("/page/missing-image", "answer: 404"),
        ("/broken", "answer: 500"),
    ],
)
def test_what_a_page_does_wrong_is_told(planted_page, address, fault):
    planted_page.goto(address)
    planted_page.wait_for_load_state("networkidle")
    assert [one for one in planted_page.faults if fault in one], planted_page.faults


@planted
def test_what_a_page_does_wrong_fails_the_test_that_opened_it(browser, site):
    from tests.browser.conftest import page as fixture

    pages = fixture.__wrapped__(browser, site)
    next(pages)().goto("/broken")
    with pytest.raises(AssertionError, match="answer: 500"):
        next(pages)


@planted
def test_an_account_is_signed_in_on_the_day_of_the_tests_and_its_session_lasts(page, signed_in):
    from conferral.models import Account

    account = Account.objects.get(pk=actor().account)
    opened = page()
    signed_in(opened.context, account)
    for visit in range(2):
        opened.goto("/who")
        assert opened.locator("body").inner_text() == f"{account.username} on {TODAY}, visit {visit}"
    assert page(context=opened.context).goto("/who").text().startswith(account.username)
    assert page().goto("/who").text().startswith("AnonymousUser")
