"""Does every answer say that a page may load only what this site serves, and do the pages need nothing else?"""

from __future__ import annotations

import re

import pytest

from tests.web.at_the_entrance import Browser, account, second_factor, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.entrance_urls")]
ANSWERS = ["/", "/sign-in/", "/staff/", "/nowhere/", "/fail/", "/forbid/", "/only-sent-to/", "/burst/", "/sign-out/"]
OPEN = ["/sign-in/", "/sign-in/closed/", "/password/reset/", "/password/reset/done/", "/password/changed/", "/setup/"]
OWN = ["/password/change/", "/second-factor/", "/sign-in/again/", "/sign-out/", "/second-factor/again/"]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r'(?:src|href|action)="(?:https?:)?//')


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_policy(address):
    policy = Browser(raise_request_exception=False).get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", [*OPEN, *OWN, "/nowhere/", "/burst/", "/resumed/"])
def test_no_page_of_the_entrance_has_anything_inline_or_from_elsewhere(settings, address):
    browser = Browser(raise_request_exception=False)
    if address == "/setup/":
        settings.SETUP_CODE = "open-sesame"
    else:
        who = account()
    if address in OWN:
        sign_in(browser)
    if address == "/second-factor/again/":
        second_factor(who)
    if address == "/resumed/":
        browser.post("/staff/form/", {"notes": "x"})
        sign_in(browser)
    page = browser.get(address)
    assert page.status_code in {200, 404, 500}
    assert INLINE.search(page.content.decode()) is None
    assert ELSEWHERE.search(page.content.decode()) is None


@pytest.mark.parametrize(
    "planted", ["<style>", '<p style="x">', "<a onclick=x>", "<script>x</script>", '<a href="javascript:x">']
)
def test_the_search_for_inline_parts_finds_them(planted):
    assert INLINE.search(planted)
    assert not INLINE.search('<script src="/static/a.js" defer></script>')
