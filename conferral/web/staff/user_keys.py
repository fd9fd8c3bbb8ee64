"""How is a key of somebody else revoked? On the page of their account, by whoever manages users."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import api_keys
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.users import manages_users


@staff_only
@require_POST
def revoke(request: Asking, account: UUID, api_key: UUID) -> HttpResponse:
    """Let a key of an account work no more."""
    manages_users(request)
    api_keys.revoke(api_key=api_key, account=account, by=request.actor, at=clock.now())
    messages.success(request, _("The key is revoked. Whatever used it is turned away from now on."))
    return redirect("staff:user", account)
