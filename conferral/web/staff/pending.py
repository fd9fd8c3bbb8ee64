"""Which completions wait for us? Certification > Pending approvals > **Requirement completions**."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.documents import pending_exported as exported
from conferral.documents.pending_completions import (
    Filter,
    PendingPage,
    Sort,
    narrowed,
    pending_completions,
)
from conferral.documents.pending_decisions import decisions
from conferral.rules.attempts import Rejection
from conferral.rules.exporting import Listed
from conferral.web import paging
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.replica import file_may_lag, may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.pending_form import Pick, as_address, order_in, picks_in, shown_part
from conferral.web.staff.pending_rejection import Rejecting
from conferral.web.staff.site import staff_page

HERE = "requirement-completions"


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@may_lag
def requirement_completions(request: Asking) -> HttpResponse:
    """List what waits for a grade or an approval, as a search and filters leave it; or what was decided lately."""
    picks = picks_in(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and (answer := as_address(request, f"staff:{HERE}")):
        return answer
    asked = Asked(request, clock.today())
    if request.GET.get("show") == "decided":
        return _decided(request, asked)
    return _waiting(request, asked, picks)


@staff_only
@require_POST
@file_may_lag
def export(request: Asking) -> HttpResponseBase:
    """Hand out what waits as the search and the filters leave it, as a file."""
    asked = Asked(request, clock.today())
    wanted = filter_in(asked)
    head = [
        _("Full Name"), _("Member number"), _("Program"), _("Program name"), _("Requirement"), _("Waits for"),
        _("Grade"), _("Date"), _("Location"), _("Offering"), _("Units"), _("Files"), _("Notes"), _("Waiting since"),
    ]  # fmt: skip
    return handed_out(
        request, Listed.COMPLETIONS, _("Requirement completions"), asked.today,
        head=head, rows=exported.completions(wanted, by=request.actor, on=asked.today),
        count=narrowed(wanted, on=asked.today).count(), keys=exported.completion_keys(wanted, on=asked.today),
    )  # fmt: skip


def filter_in(asked: Asked) -> Filter:
    """Read which part of the queue is meant."""
    return Filter(
        program=asked.given.get("program", "").replace("\0", ""),
        requirement=asked.given.get("requirement", "").replace("\0", ""),
        text=asked.text,
        needs_grade=asked.given.get("needs") == "grade",
    )


def _waiting(request: Asking, asked: Asked, picks: tuple[Pick, ...]) -> HttpResponse:
    wanted = filter_in(asked)
    sort, descending = order_in(request.GET, Sort, Sort.WAITING)
    page = pending_completions(
        wanted, by=request.actor, today=clock.today(), sort=sort, descending=descending,
        after=paging.read(request.GET.get("after", "")), before=paging.read(request.GET.get("before", "")),
    )  # fmt: skip
    on_page = {row.key for row in page.rows}
    values = {
        "asked": asked,
        "wanted": wanted,
        "listed": page,
        "sort": f"{'-' if descending else ''}{sort}",
        "picked": {pick.key for pick in picks},
        "elsewhere": [pick for pick in picks if pick.key not in on_page],
        "next": paging.written(page.next),
        "previous": paging.written(page.previous),
        "part": shown_part(request.GET, picks),
        "key": uuid.uuid4(),
        "form": Rejecting(initial={"form": Rejection.NOTIFY, "note": _("Incomplete")}),
        "is_narrowed": wanted != Filter(),
        "can_approve_all": _approvable(page, wanted),
    }
    return staff_page(request, "staff/pending_completions.html", values, here=HERE)


def _approvable(page: PendingPage, wanted: Filter) -> bool:
    return bool(page.found) and not wanted.needs_grade


def _decided(request: Asking, asked: Asked) -> HttpResponse:
    wanted = filter_in(asked)
    page = decisions(
        wanted.text, wanted.program, at=clock.now(),
        after=paging.read(request.GET.get("after", "")), before=paging.read(request.GET.get("before", "")),
    )  # fmt: skip
    values = {
        "asked": asked,
        "wanted": wanted,
        "listed": page,
        "next": asked.place("after", page.next),
        "previous": asked.place("before", page.previous),
    }
    return staff_page(request, "staff/pending_decided.html", values, here=HERE)
