"""Which enrollments are inactive? Certification > Enrollments > **Inactive enrollments**: find, tick, purge, export."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.documents.inactive_enrollments import (
    Sort,
    Wanted,
    all_rows,
    cells_of,
    counted,
    inactive_page,
    keys_exported,
)
from conferral.rules.exporting import Listed
from conferral.rules.inactive import Reason
from conferral.rules.permits import may_purge
from conferral.web import paging
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.replica import file_may_lag, may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.pending_form import order_in, shown_part
from conferral.web.staff.site import staff_page
from conferral.web.staff.ticked import as_address, ticked

HERE = "inactive"


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@may_lag
def inactive(request: Asking) -> HttpResponse:
    """List the inactive enrollments as a search leaves them; an empty search finds all."""
    if request.method == "POST" and (answer := as_address(request)):
        return answer
    chosen = ticked(request.POST if request.method == "POST" else request.GET)
    asked = Asked(request, clock.today())
    wanted = wanted_in(asked)
    sort, descending = order_in(request.GET, Sort, Sort.CONTACT)
    page = inactive_page(
        wanted, on=asked.today, sort=sort, descending=descending,
        after=paging.read(request.GET.get("after", "")), before=paging.read(request.GET.get("before", "")),
    )  # fmt: skip
    values: dict[str, Any] = {
        "asked": asked,
        "wanted": wanted,
        "reasons": list(Reason),
        "listed": page,
        "sort": f"{'-' if descending else ''}{sort}",
        "chosen": chosen,
        "elsewhere": chosen.beyond({row.key for row in page.rows}),
        "next": paging.written(page.next),
        "previous": paging.written(page.previous),
        "part": shown_part(request.GET),
        "key": uuid.uuid4(),
        "no_purging": may_purge(request.actor),
    }
    return staff_page(request, "staff/inactive.html", values, here=HERE)


@staff_only
@require_POST
@file_may_lag
def export(request: Asking) -> HttpResponseBase:
    """Hand out what a search leaves, as a file, and say so in the log."""
    asked = Asked(request, clock.today())
    wanted = wanted_in(asked)
    head = [
        _("Full Name"), _("Member number"), _("Program"), _("Program name"), _("Reason"), _("Inactive since"),
        _("Last activity"), _("Kept until"),
    ]  # fmt: skip
    return handed_out(
        request, Listed.INACTIVE, _("Inactive enrollments"), asked.today,
        head=head, rows=map(cells_of, all_rows(wanted, on=asked.today)), count=counted(wanted, on=asked.today),
        keys=keys_exported(wanted, on=asked.today),
    )  # fmt: skip


def wanted_in(asked: Asked) -> Wanted:
    """Read what is looked for."""
    reason = asked.given.get("show", "")
    return Wanted(
        text=asked.text,
        program=asked.given.get("program", "").replace("\0", ""),
        reason=Reason(reason) if reason in list(Reason) else None,
    )
