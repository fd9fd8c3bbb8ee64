"""Who is a view for? Each declares its audience; a test refuses one that does not.

A person outside the audience is told that there is nothing here (404): what is not theirs to know does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from conferral.rules.actors import Actor

View = Callable[..., HttpResponseBase]


class Audience(Enum):
    """Whom a view answers."""

    ANYONE = "anyone"
    MEMBERS = "members"
    STAFF = "staff"


def anyone(view: View) -> View:
    """Let everybody in, signed in or not."""
    return _declared(view, Audience.ANYONE, lambda _: True)


def members(view: View) -> View:
    """Let in whoever is signed in and is a contact; puts `request.actor` there."""
    return _declared(view, Audience.MEMBERS, lambda actor: actor is not None and actor.contact is not None)


def staff_only(view: View) -> View:
    """Let in whoever is signed in with any level of staff; puts `request.actor` there."""
    return _declared(view, Audience.STAFF, lambda actor: actor is not None and actor.is_staff)


def audience(view: View) -> Audience | None:
    """Return the audience a view declares, or None."""
    return getattr(view, "audience", None)


def _declared(view: View, declared: Audience, lets_in: Callable[[Actor | None], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if declared is not Audience.ANYONE:
            actor = request.user.as_actor() if request.user.is_authenticated else None
            if not lets_in(actor):
                raise Http404
            request.actor = actor  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    guarded.audience = declared  # type: ignore[attr-defined]
    return guarded
