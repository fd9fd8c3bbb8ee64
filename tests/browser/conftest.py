"""How does a test look at a page? In Chromium, at a server of its own, as whoever it signs in.

Chromium starts once per process and each page has a context of its own. Whatever a page does wrong (watching.py)
fails the test that opened it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import browser as browsers
import pytest
import time_machine

from tests.browser.watching import violations, watch, wider_than_seen
from tests.conftest import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

    from conferral.models import Account

HEIGHT = 900
PATIENCE_MILLISECONDS = 10_000
PASSWORD = "a-password-of-the-tests"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests of this process; none on the machine fails them."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    path = browsers.found()
    assert path is not None, f"No browser on the PATH ({', '.join(browsers.NAMES)}): apt-get install chromium."
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(browsers.FLAGS))
        yield started
        started.close()


@pytest.fixture
def clock() -> Iterator[None]:
    """The day of the tests, for the server too: it is a thread of this process."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def site(django_db_serialized_rollback: None, clock: None, live_server: LiveServer) -> str:
    """The address of a running Conferral, with the records that migrations put there and whatever a test adds.

    Nobody has come in yet: every test takes place in the same minute, and those before it have used up its sign-ins.
    """
    from django.core.cache import cache

    cache.clear()
    return live_server.url


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open pages: `page()`, `page(width=360, scheme="dark", javascript=False)`; `.goto("/")` is of our site.

    Pages opened with the same `context` share its cookies: `page(context=other.context)`.
    """
    contexts: list[BrowserContext] = []
    faults: list[list[str]] = []

    def opened(
        *, width: int = 1280, scheme: str = "light", javascript: bool = True, context: BrowserContext | None = None
    ) -> Page:
        if context is None:
            context = browser.new_context(
                base_url=site,
                viewport={"width": width, "height": HEIGHT},
                color_scheme=scheme,
                java_script_enabled=javascript,
                reduced_motion="reduce",
                locale="en-US",
            )
            context.set_default_timeout(PATIENCE_MILLISECONDS)
            contexts.append(context)
            faults.append(watch(context))
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    told = [fault for of_one in faults for fault in of_one]
    assert not told, "The browser complains:\n" + "\n".join(told)


@pytest.fixture
def axe() -> Callable[..., None]:
    """Assert that axe finds nothing on a page; without JavaScript it cannot look."""

    def check(page: Page, rules: Sequence[str] = ()) -> None:
        found = violations(page, rules)
        assert not found, f"axe finds {len(found)} on {page.url}:\n" + "\n".join(found)

    return check


@pytest.fixture
def axe_in_both_schemes(axe: Callable[..., None]) -> Callable[[Page], None]:
    """Assert that axe finds nothing on a page, light and dark; what does not depend on the colours is asked once."""

    def check(page: Page) -> None:
        axe(page)
        is_dark = page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
        page.emulate_media(color_scheme="light" if is_dark else "dark")
        axe(page, rules=["color-contrast"])
        page.emulate_media(color_scheme="dark" if is_dark else "light")

    return check


@pytest.fixture
def no_sideways_scroll() -> Callable[[Page], None]:
    """Assert that a page does not scroll sideways."""

    def check(page: Page) -> None:
        found = wider_than_seen(page)
        assert not found, f"{page.url} scrolls sideways:\n" + "\n".join(found)

    return check


@pytest.fixture
def signed_in(site: str) -> Callable[[BrowserContext, Account], None]:
    """Sign an account in without the form: `signed_in(page.context, account)`."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from conferral.web.sessions import SessionStore

    def let_in(context: BrowserContext, account: Account) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}])

    return let_in


@pytest.fixture
def sign_in(site: str) -> Callable[[Page, Account], None]:
    """Sign an account in by the form, as a person does: `sign_in(page, account)`; it gets PASSWORD."""
    from django.urls import reverse

    def by_form(page: Page, account: Account) -> None:
        account.set_password(PASSWORD)
        account.save()
        page.goto(reverse("account_login"))
        page.locator("input[name=login]").fill(account.username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form[method=post] button").first.click()
        page.wait_for_url(lambda url: reverse("account_login") not in url)

    return by_form
