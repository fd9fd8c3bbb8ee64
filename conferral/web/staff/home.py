"""What needs a person today? The first entry of the menu, **Home**, where staff arrive."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents import home as documents
from conferral.models import waiting
from conferral.rules.attempts import Awaits
from conferral.rules.coming import Coming
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.formats import counted_up_to
from conferral.web.replica import may_lag
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
@may_lag
def home(request: Asking) -> HttpResponse:
    """Show what waits, whose time is up soon, what takes place this week and which notices failed, as of today."""
    found = documents.home(by=request.actor, on=clock.today())
    completions, programs = found.waits
    values = {
        "found": found,
        "completions": counted_up_to(completions, waiting.MOST),
        "programs": counted_up_to(programs, waiting.MOST),
        "grade": Awaits.GRADE,
        "soon_of": {"grace": (Coming.GRACE_7, Coming.GRACE_30), "expired": (Coming.EXPIRED_7, Coming.EXPIRED_30)},
    }
    return staff_page(request, "staff/home.html", values, here="home", waits=found.waits)
