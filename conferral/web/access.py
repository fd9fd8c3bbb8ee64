"""Who is a view for? Each declares its audience; a test refuses one that does not.

Somebody signed out is asked to sign in. Somebody signed in who is outside the audience is told that
there is nothing here (404): what is not theirs to know does not exist. An account that is nobody's is led from every
page of the Member site to the one that says what to do, whatever the address. Where the organization asks its staff
for a second factor, whoever has none is led to set one up, and finds nothing else of the Staff site.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from conferral import clock
from conferral.models import Organization
from conferral.rules.actors import Actor
from conferral.web import resumed, time_zone

View = Callable[..., HttpResponseBase]


class Audience(Enum):
    """Whom a view answers."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    MEMBERS = "members"
    STAFF = "staff"
    KEY_HOLDERS = "key holders"


def anyone(view: View) -> View:
    """Let everybody in, signed in or not; puts `request.organization` there, None where there is none yet."""

    @wraps(view)
    def on_its_day(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        organization = Organization.objects.first()
        time_zone.told(organization.time_zone if organization else "")
        request.organization = organization  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return on_any_day(on_its_day)


def on_any_day(view: View) -> View:
    """Let everybody in, signed in or not, to what is the same whatever day it is; asks nothing of the database."""
    return _declared(view, Audience.ANYONE, lambda _: True)


def signed_in(view: View) -> View:
    """Let in whoever is signed in: pages about their own account, whose fields are never carried through a sign-in."""
    return _declared(view, Audience.SIGNED_IN, lambda _: True)


def members(view: View) -> View:
    """Let in whoever is signed in and is a contact; puts `request.actor` there."""
    return _declared(view, Audience.MEMBERS, lambda actor: actor.contact is not None)


def staff_only(view: View) -> View:
    """Let in whoever is signed in with any level of staff; puts `request.actor` there."""
    return _declared(view, Audience.STAFF, lambda actor: actor.is_staff)


def declared_by_key(view: View) -> View:
    """Mark a view that asks for a key before all else (web/api/entrance.py), instead of for somebody signed in."""
    view.audience = Audience.KEY_HOLDERS  # type: ignore[attr-defined]
    return view


def audience(view: View) -> Audience | None:
    """Return the audience a view declares, or None."""
    return getattr(view, "audience", None)


def carries(declared: Audience | None) -> bool:
    """Whether what was sent to such a view may be kept while its sender signs in: never what may hold a password."""
    return declared in {Audience.MEMBERS, Audience.STAFF}


def _declared(view: View, declared: Audience, lets_in: Callable[[Actor], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if declared is Audience.ANYONE:
            return view(request, *args, **kwargs)
        response = _answer(request, *args, **kwargs)
        add_never_cache_headers(response)
        patch_vary_headers(response, ["Cookie"])
        return response

    def _answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return resumed.after_signing_in(request, carry=carries(declared))
        time_zone.told(request.user.time_zone)  # type: ignore[attr-defined]
        actor = request.user.as_actor(clock.today())
        if declared is Audience.MEMBERS and actor.is_unconnected and request.method in {"GET", "HEAD"}:
            return resumed.elsewhere(request, reverse("home"))
        if not lets_in(actor):
            raise Http404
        if declared is Audience.STAFF and request.user.lacks_second_factor():
            return resumed.elsewhere(request, reverse("mfa_index"))
        request.actor = actor  # type: ignore[attr-defined]
        resumed.arrived(request)
        return view(request, *args, **kwargs)

    guarded.audience = declared  # type: ignore[attr-defined]
    return guarded
