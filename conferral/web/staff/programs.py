"""Which programs are there, and how many people stand where in each? Certification > Enrollments > **By program**."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.programs import Sort, programs
from conferral.rules.coming import Coming
from conferral.web.access import staff_only
from conferral.web.lists import Asked, column
from conferral.web.replica import may_lag
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
@may_lag
def by_program(request: HttpRequest) -> HttpResponse:
    """List the programs with their counts, Inactive ones on request; or those in which something comes to somebody."""
    asked = Asked(request, clock.today())
    on = asked.on()
    sort = asked.word("sort", Sort) or Sort.CODE
    descending, inactive, coming = asked.is_on("down"), asked.is_on("inactive"), asked.word("coming", Coming)
    labels = {
        Sort.NAME: _("Program Name"),
        Sort.CODE: _("Code"),
        Sort.TOTAL: _("Enrollees"),
        Sort.EARNED: _("Earned"),
        Sort.ENROLLED: _("Enrolled, not earned"),
        Sort.GRACE: _("Grace period"),
        Sort.EXPIRED: _("Expired"),
    }
    values = {
        "asked": asked,
        "on": on,
        "programs": programs(on=on, with_inactive=inactive, coming=coming, sort=sort, descending=descending),
        "with_inactive": inactive,
        "coming": coming,
        "comings": list(Coming),
        "columns": [column(asked, label, name, chosen=sort, descending=descending) for name, label in labels.items()],
    }
    return staff_page(request, "staff/programs.html", values, here="programs")
