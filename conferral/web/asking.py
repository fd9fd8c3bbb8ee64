"""Who asks? A request to a guarded view carries its actor."""

from __future__ import annotations

from django.http import HttpRequest

from conferral.rules.actors import Actor


class Asking(HttpRequest):
    """A request that `staff_only` or `members` let in; they put the actor there."""

    actor: Actor
