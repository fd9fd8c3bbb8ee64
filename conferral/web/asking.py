"""Who asks? A request to a guarded view carries its actor, any other whose register it is."""

from __future__ import annotations

from django.http import HttpRequest

from conferral.models import Account, Organization
from conferral.rules.actors import Actor


class Asking(HttpRequest):
    """A request of somebody signed in, whom `signed_in`, `members` or `staff_only` let in; they put the actor there."""

    actor: Actor
    user: Account


class Visiting(HttpRequest):
    """A request that `anyone` let in; it puts the organization there, None where the register has none yet."""

    organization: Organization | None
