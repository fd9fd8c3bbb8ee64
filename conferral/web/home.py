"""Where does the first page lead?

Staff to the register, members to their certifications, others to the sign-in page.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conferral.models import Account
from conferral.web.access import anyone


@anyone
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponseRedirect:
    """Send everyone where their work is; an empty register to its first opening."""
    if request.user.is_authenticated:
        return redirect("staff:home" if request.user.as_actor().is_staff else "member:home")
    if settings.SETUP_CODE and not Account.objects.exists():
        return redirect("setup")
    return redirect("account_login")
