"""On which occasions can components be met? Certification > Define programs > **Offerings**."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents import offerings as listed
from conferral.documents.offerings import Show, Sort
from conferral.rules.offerings import Kind
from conferral.web.access import staff_only
from conferral.web.lists import Asked, column
from conferral.web.replica import may_lag
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
@may_lag
def offerings(request: HttpRequest) -> HttpResponse:
    """List the offerings that a search and filters leave, page by page; the latest first, of those to come the next."""
    asked = Asked(request, clock.today())
    kind, show, chosen = asked.word("kind", Kind), asked.word("show", Show), asked.word("sort", Sort)
    sort = chosen or Sort.DATE
    descending = asked.is_on("down") if chosen else show not in {Show.UPCOMING, Show.WEEK}
    page = listed.offerings(
        at=clock.now(),
        wanted=asked.text,
        kind=kind,
        show=show,
        sort=sort,
        descending=descending,
        after=asked.after,
        before=asked.before,
    )
    labels = {Sort.TITLE: _("Offering"), Sort.DATE: _("When")}
    values = {
        "asked": asked,
        "listed": page,
        "kind": kind or "",
        "kinds": [
            ("", _("events and resources")),
            (Kind.EVENT.value, _("events")),
            (Kind.RESOURCE.value, _("resources")),
        ],
        "show": show or "",
        "shows": [
            ("", _("not retired")),
            (Show.UPCOMING.value, _("upcoming")),
            (Show.WEEK.value, _("in the seven days from today")),
            (Show.PAST.value, _("past")),
            (Show.RETIRED.value, _("retired")),
        ],
        "next": asked.place("after", page.next),
        "previous": asked.place("before", page.previous),
        "columns": [column(asked, label, name, chosen=sort, descending=descending) for name, label in labels.items()],
    }
    return staff_page(request, "staff/offerings.html", values, here="offerings", block="found")
