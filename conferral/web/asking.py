"""Who asks? A request to a guarded view carries its actor."""

from __future__ import annotations

from django.http import HttpRequest

from conferral.models import Account
from conferral.rules.actors import Actor


class Asking(HttpRequest):
    """A request of somebody signed in, whom `signed_in`, `members` or `staff_only` let in; they put the actor there."""

    actor: Actor
    user: Account
