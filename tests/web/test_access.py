"""Does each view answer its audience and nobody else?"""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import include, path
from django.views.generic import RedirectView

from conferral.rules.actors import Actor, Role
from conferral.web import access
from tests.house.audiences import undeclared

MEMBER = Actor("mem", contact=7)
ACCOUNT_ONLY = Actor("nobody in particular", account=1)
STAFF = Actor("sam", role=Role.STAFF, account=2)
STAFF_MEMBER = Actor("sue", role=Role.MANAGER, account=3, contact=8)


class SignedIn:
    """Whoever has signed in as an actor."""

    time_zone = ""
    is_authenticated = True

    def __init__(self, actor):
        self.actor = actor

    def as_actor(self, _on):
        return self.actor

    def lacks_second_factor(self):
        return False


class SignedOut:
    """Whoever has not."""

    is_authenticated = False


def view(request):
    return HttpResponse(getattr(request, "actor", Actor("anyone")).name)


def asking(actor, address="/somewhere/?q=a&n=1", method="get", **headers):
    request = getattr(RequestFactory(), method)(address, **headers)
    request.user = SignedIn(actor) if actor else SignedOut()
    request.session = SessionStore()
    return request


def ask(guarded, actor):
    try:
        answer = guarded(asking(actor))
    except Http404:
        return "not here"
    if answer.status_code == 302:
        return "what to do" if answer["Location"] == "/" else "sign in"
    return answer.content.decode()


@pytest.mark.urls("tests.web.entrance_urls")
@pytest.mark.parametrize(
    ("decorator", "actor", "answer"),
    [
        (access.anyone, None, "anyone"),
        (access.anyone, MEMBER, "anyone"),
        (access.signed_in, None, "sign in"),
        (access.signed_in, MEMBER, "mem"),
        (access.signed_in, ACCOUNT_ONLY, "nobody in particular"),
        (access.signed_in, STAFF, "sam"),
        (access.members, None, "sign in"),
        (access.members, MEMBER, "mem"),
        (access.members, ACCOUNT_ONLY, "what to do"),
        (access.members, STAFF, "not here"),
        (access.members, STAFF_MEMBER, "sue"),
        (access.staff_only, None, "sign in"),
        (access.staff_only, MEMBER, "not here"),
        (access.staff_only, ACCOUNT_ONLY, "not here"),
        (access.staff_only, STAFF, "sam"),
        (access.staff_only, STAFF_MEMBER, "sue"),
    ],
)
def test_a_view_answers_its_audience_and_is_not_there_for_others(decorator, actor, answer):
    assert ask(decorator(view), actor) == answer


@pytest.mark.urls("tests.web.entrance_urls")
def test_what_an_account_that_is_nobodys_sends_to_the_member_site_is_sent_to_nothing():
    with pytest.raises(Http404):
        access.members(view)(asking(ACCOUNT_ONLY, method="post"))


GUARDS = [access.signed_in, access.members, access.staff_only]


@pytest.mark.urls("tests.web.entrance_urls")
@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.parametrize("method", ["get", "head"])
def test_somebody_signed_out_is_led_through_the_sign_in_page_to_what_they_asked_for(guard, method):
    answer = guard(view)(asking(None, method=method))
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/somewhere/%3Fq%3Da%26n%3D1")


@pytest.mark.urls("tests.web.entrance_urls")
@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.parametrize(
    ("on", "then"),
    [
        ("http://testserver/staff/?q=a#list", "/staff/%3Fq%3Da"),
        ("https://evil.test/staff/", "/"),
        ("", "/"),
    ],
)
def test_a_fragment_sends_the_whole_page_to_the_sign_in_page(guard, on, then):
    answer = guard(view)(asking(None, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=on))
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"/sign-in/?next={then}")
    assert answer.content == b""


@pytest.mark.urls("tests.web.entrance_urls")
def test_an_address_with_two_slashes_leads_to_no_other_site():
    answer = access.staff_only(view)(asking(None, "//evil.test/staff/"))
    assert "next=//" not in answer["Location"]


@pytest.mark.urls("tests.web.entrance_urls")
@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.parametrize("actor", [None, STAFF_MEMBER])
def test_what_is_guarded_is_kept_by_no_cache(guard, actor):
    answer = guard(view)(asking(actor))
    assert "no-store" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


def test_a_view_made_from_a_class_can_be_guarded():
    guarded = access.staff_only(RedirectView.as_view(url="/elsewhere/"))
    assert guarded(asking(STAFF))["Location"] == "/elsewhere/"
    assert access.audience(guarded) is access.Audience.STAFF


def test_what_may_hold_a_password_is_never_carried():
    assert {one for one in access.Audience if access.carries(one)} == {access.Audience.MEMBERS, access.Audience.STAFF}
    assert not access.carries(None)


def test_a_view_without_an_audience_is_found_however_deep_it_is_hidden():
    planted = [
        path("open", access.anyone(view)),
        path(
            "staff/", include([path("list", access.staff_only(view)), path("deep/", include([path("secret", view)]))])
        ),
    ]
    assert undeclared(planted) == ["/staff/deep/secret declares no audience"]
