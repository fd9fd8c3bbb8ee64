"""Which components are programs built from? Certification > Define programs > **Components**."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents import components as listed
from conferral.documents.components import Show, Sort
from conferral.web.access import staff_only
from conferral.web.lists import Asked, column
from conferral.web.replica import may_lag
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
@may_lag
def components(request: HttpRequest) -> HttpResponse:
    """List the components that a search leaves, page by page; retired ones on request."""
    asked = Asked(request, clock.today())
    sort, descending, show = asked.word("sort", Sort) or Sort.CODE, asked.is_on("down"), asked.word("show", Show)
    labels = {Sort.TITLE: _("Component"), Sort.CODE: _("Code")}
    page = listed.components(
        wanted=asked.text, show=show, sort=sort, descending=descending, after=asked.after, before=asked.before
    )
    values = {
        "asked": asked,
        "listed": page,
        "show": show or "",
        "shows": [("", _("not retired")), (Show.RETIRED.value, _("retired")), (Show.ALL.value, _("all"))],
        "next": asked.place("after", page.next),
        "previous": asked.place("before", page.previous),
        "columns": [column(asked, label, name, chosen=sort, descending=descending) for name, label in labels.items()],
    }
    return staff_page(request, "staff/components.html", values, here="components", block="found")
