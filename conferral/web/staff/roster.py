"""Who is registered for an event, and who came? The roster on the page of an offering: mark, close, take along."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import attending
from conferral.documents import roster as listed
from conferral.documents.roster import Show, Sort
from conferral.models import Offering, Registration
from conferral.rules.attending import Attendance, may_close, may_mark
from conferral.rules.exporting import Listed
from conferral.rules.refusals import Refused
from conferral.web import paging
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.looked import revision_of
from conferral.web.replica import file_may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.pending_form import asked_for, back_to, nothing_ticked, order_in, picks_in


def named_offering(key: UUID) -> Offering:
    """Return the offering of a key with its component and instructor, or 404."""
    return get_object_or_404(Offering.objects.select_related("component", "instructor"), key=key)


def roster_of(request: Asking, row: Offering, asked: Asked) -> dict[str, Any]:
    """Return what the page shows of the roster of an event, as a search and a filter leave it."""
    picks = picks_in(request.POST if request.method == "POST" else request.GET)
    sort, descending = order_in(request.GET, Sort, Sort.CONTACT)
    show = asked.word("show", Show)
    page = listed.roster(
        row, asked.text, show, sort=sort, descending=descending,
        after=paging.read(request.GET.get("after", "")), before=paging.read(request.GET.get("before", "")),
    )  # fmt: skip
    on_page = {one.key for one in page.rows}
    occasion, is_closed, now = row.as_occasion(), row.closed_at is not None, clock.now()
    return {
        "asked": asked,
        "listed": page,
        "seats": listed.seats_of(row, at=now),
        "show": show or "",
        "shows": [("", _("registered")), *((one.value, _SHOWN[one]()) for one in Show)],
        "sort": f"{'-' if descending else ''}{sort}",
        "picked": {pick.key for pick in picks},
        "elsewhere": [pick for pick in picks if pick.key not in on_page],
        "next": paging.written(page.next),
        "previous": paging.written(page.previous),
        "key": uuid.uuid4(),
        "is_narrowed": bool(asked.text or show),
        "no_marking": may_mark(request.actor, occasion, is_cancelled=False, is_closed=is_closed, at=now),
        "may_close": may_close(request.actor, occasion, is_closed=is_closed, at=now) is None,
    }


_SHOWN = {
    Show.UNMARKED: lambda: _("not marked"),
    Show.ATTENDED: lambda: _("attended"),
    Show.NO_SHOW: lambda: _("no-show"),
    Show.CANCELLED: lambda: _("cancelled"),
}


@staff_only
@require_POST
def mark(request: Asking, offering: UUID) -> HttpResponse:
    """Mark who is ticked: they came, did not, or nobody knows; or that all came who are found and not a no-show."""
    row = named_offering(offering)
    given = request.POST.get("mark")
    to = Attendance(given) if given in list(Attendance) else Attendance.ATTENDED
    asked = Asked(request, clock.today())
    if request.POST.get("all") == "1":
        to, items = Attendance.ATTENDED, listed.all_items(_left(row, asked.text, asked.word("show", Show)))
    else:
        items = listed.named_items(row, [pick.key for pick in picks_in(request.POST)])
    if not items:
        messages.warning(request, nothing_ticked())
        return back_to(request, "staff:offering", row.key)
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    return asked_for(
        request,
        attending.KIND,
        items,
        arguments={"attendance": to.value, "reason": reason, "offering": str(row.key)},
    )


def _left(row: Offering, wanted: str, show: Show | None) -> QuerySet[Registration]:
    found = listed.narrowed(row, wanted, show)
    return found if show else found.exclude(attendance=Attendance.NO_SHOW.value)


@staff_only
@require_POST
def close(request: Asking, offering: UUID) -> HttpResponse:
    """Close the roster, or open it again."""
    row = named_offering(offering)
    is_back = request.POST.get("back") == "1"
    act = attending.open_again if is_back else attending.close
    try:
        act(offering=row.pk, by=request.actor, at=clock.now(), revision=revision_of(request))
    except Refused as no:
        messages.error(request, no.refusal.message)
    else:
        told = (
            _("The roster is open again.") if is_back else _("The roster is closed: who was not marked did not come.")
        )
        messages.success(request, told)
    return redirect("staff:offering", row.key)


@staff_only
@require_POST
@file_may_lag
def export(request: Asking, offering: UUID) -> HttpResponseBase:
    """Hand out the roster as the search and the filter leave it, as a file."""
    row = named_offering(offering)
    asked = Asked(request, clock.today())
    show = asked.word("show", Show)
    rows = listed.narrowed(row, asked.text, show)
    head = [
        _("Member number"), _("Full Name"), _("Email"), _("Order"), _("Registered"), _("Attendance"), _("Completions"),
    ]  # fmt: skip
    return handed_out(
        request, Listed.ROSTER, _("Roster"), asked.today, head=head, rows=listed.exported(rows), count=rows.count(),
        keys=listed.keys_exported(rows), chosen={"show": [show] if show else []},
    )  # fmt: skip
