"""Where does the first page lead?

Staff to the register, members to their certifications, others to the sign-in page. An account that is
neither staff's nor a contact's is told so: it would find nothing anywhere.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.models import Account
from conferral.web.access import anyone
from conferral.web.pages import page
from conferral.web.signing_up import unconnected


@anyone
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send everyone where their work is; an empty register to its first opening."""
    if request.user.is_authenticated:
        actor = request.user.as_actor(clock.today())
        if actor.is_staff:
            return redirect("staff:home")
        if actor.contact is not None:
            return redirect("member:home")
        return page(request, "unconnected.html", unconnected(request.user))
    if settings.SETUP_CODE and not Account.objects.exists():
        return redirect("setup")
    return redirect("account_login")
