"""Which programs are there to define? Certification > Define programs > **Certification programs**."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.certifications import Sort
from conferral.documents.certifications import certifications as defined
from conferral.web.access import staff_only
from conferral.web.lists import Asked, column
from conferral.web.replica import may_lag
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
@may_lag
def certifications(request: HttpRequest) -> HttpResponse:
    """List the programs with what is in force and what is being drafted; Inactive ones on request."""
    today = clock.today()
    asked = Asked(request, today)
    sort = asked.word("sort", Sort) or Sort.CODE
    descending, inactive = asked.is_on("down"), asked.is_on("inactive")
    labels = {
        Sort.NAME: _("Program Name"),
        Sort.CODE: _("Code"),
        Sort.STATUS: _("Status"),
        Sort.VERSION: _("In force"),
        Sort.DRAFT: _("Draft"),
        Sort.TOTAL: _("Enrollees"),
    }
    values = {
        "asked": asked,
        "programs": defined(on=today, with_inactive=inactive, sort=sort, descending=descending),
        "with_inactive": inactive,
        "columns": [column(asked, label, name, chosen=sort, descending=descending) for name, label in labels.items()],
    }
    return staff_page(request, "staff/certifications.html", values, here="certifications")
