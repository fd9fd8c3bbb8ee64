"""Which programs can I think of? The catalogue, for anybody, signed in or not."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from conferral import clock
from conferral.documents.catalogue import catalogue
from conferral.web.access import anyone, signed_in
from conferral.web.asking import Asking, Visiting
from conferral.web.lists import Asked
from conferral.web.pages import page
from conferral.web.public.program import FRESH_SECONDS
from conferral.web.replica import may_lag
from conferral.web.signing_up import unconnected


@anyone
@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
@conditional_page
@may_lag
def programs(request: Visiting) -> HttpResponse:
    """List the programs offered, or those in which what is searched for stands."""
    asked = Asked(request, clock.today())
    values = {"organization": request.organization, "asked": asked, "listed": catalogue(asked.text)}
    return page(request, "public/programs.html", values)


@signed_in
@require_safe
def enroll(request: Asking, code: str) -> HttpResponse:
    """Lead whoever wants to enroll to where members do, by way of signing in; an account that is nobody's is told so.

    The page that leads here says nothing about who looks, so it cannot know.
    """
    if request.actor.contact is None:
        return page(request, "unconnected.html", unconnected(request.user))
    return redirect("member:program", code=code)
