"""Does each view answer its audience and nobody else?"""

from __future__ import annotations

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import include, path

from conferral.rules.actors import Actor, Role
from conferral.web import access
from tests.house.audiences import undeclared

MEMBER = Actor("mem", contact=7)
ACCOUNT_ONLY = Actor("nobody in particular", account=1)
STAFF = Actor("sam", role=Role.STAFF, account=2)
STAFF_MEMBER = Actor("sue", role=Role.MANAGER, account=3, contact=8)


class SignedIn:
    """Whoever has signed in as an actor."""

    is_authenticated = True

    def __init__(self, actor):
        self.actor = actor

    def as_actor(self):
        return self.actor


class SignedOut:
    """Whoever has not."""

    is_authenticated = False


def view(request):
    return HttpResponse(getattr(request, "actor", Actor("anyone")).name)


def ask(guarded, actor):
    request = RequestFactory().get("/")
    request.user = SignedIn(actor) if actor else SignedOut()
    try:
        return guarded(request).content.decode()
    except Http404:
        return "not here"


@pytest.mark.parametrize(
    ("decorator", "actor", "answer"),
    [
        (access.anyone, None, "anyone"),
        (access.anyone, MEMBER, "anyone"),
        (access.members, None, "not here"),
        (access.members, MEMBER, "mem"),
        (access.members, ACCOUNT_ONLY, "not here"),
        (access.members, STAFF, "not here"),
        (access.members, STAFF_MEMBER, "sue"),
        (access.staff_only, None, "not here"),
        (access.staff_only, MEMBER, "not here"),
        (access.staff_only, ACCOUNT_ONLY, "not here"),
        (access.staff_only, STAFF, "sam"),
        (access.staff_only, STAFF_MEMBER, "sue"),
    ],
)
def test_a_view_answers_its_audience_and_is_not_there_for_others(decorator, actor, answer):
    assert ask(decorator(view), actor) == answer


def test_a_view_without_an_audience_is_found_however_deep_it_is_hidden():
    planted = [
        path("open", access.anyone(view)),
        path(
            "staff/", include([path("list", access.staff_only(view)), path("deep/", include([path("secret", view)]))])
        ),
    ]
    assert undeclared(planted) == ["/staff/deep/secret declares no audience"]
