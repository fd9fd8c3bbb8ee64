"""Who met everything and waits for us? Pending approvals > **Program completions**: approve, or send back."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.actions import deciding_jobs, program_approvals
from conferral.actions.opened import Looked
from conferral.documents import pending_exported as exported
from conferral.documents import pending_programs as listed
from conferral.documents.pending_programs import Sort
from conferral.models import Completion, Enrollment
from conferral.models.cases import program_cases
from conferral.rules.attempts import Rejection
from conferral.rules.deciding_programs import may_send_back_at_all, standing_once_sent_back
from conferral.rules.exporting import Listed
from conferral.rules.standing import Status
from conferral.web import paging
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.lists import Asked
from conferral.web.looked import revision_of
from conferral.web.replica import file_may_lag, may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.pending_form import (
    approval,
    as_address,
    order_in,
    picks_in,
)
from conferral.web.staff.pending_rejection import Rejecting
from conferral.web.staff.site import staff_page

HERE = "program-completions"


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@may_lag
def program_completions(request: Asking) -> HttpResponse:
    """List what waits for the approval of the program, as a search and a program leave it."""
    picks = picks_in(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and (answer := as_address(request, f"staff:{HERE}")):
        return answer
    asked = Asked(request, clock.today())
    sort, descending = order_in(request.GET, Sort, Sort.MET)
    program = _program(asked)
    page = listed.pending_programs(
        asked.text, program, by=request.actor, today=clock.today(), sort=sort, descending=descending,
        after=paging.read(request.GET.get("after", "")), before=paging.read(request.GET.get("before", "")),
    )  # fmt: skip
    on_page = {row.key for row in page.rows}
    values = {
        "asked": asked,
        "program": program,
        "listed": page,
        "sort": f"{'-' if descending else ''}{sort}",
        "picked": {pick.key for pick in picks},
        "elsewhere": [pick for pick in picks if pick.key not in on_page],
        "next": paging.written(page.next),
        "previous": paging.written(page.previous),
        "key": uuid.uuid4(),
    }
    return staff_page(request, "staff/pending_programs.html", values, here=HERE)


@staff_only
@require_POST
@file_may_lag
def export(request: Asking) -> HttpResponseBase:
    """Hand out what waits as the search and the program leave it, as a file."""
    asked = Asked(request, clock.today())
    program = _program(asked)
    head = [
        _("Full Name"), _("Member number"), _("Program"), _("Program name"), _("Requirements met on"),
        _("Completion deadline"), _("Units"), _("Units required"),
    ]  # fmt: skip
    return handed_out(
        request, Listed.PROGRAM_COMPLETIONS, _("Program completions"), asked.today,
        head=head, rows=exported.program_completions(asked.text, program, by=request.actor, on=asked.today),
        count=listed.narrowed(asked.text, program, on=asked.today).count(),
        keys=exported.program_keys(asked.text, program, on=asked.today),
    )  # fmt: skip


@staff_only
@require_POST
def approve(request: Asking) -> HttpResponse:
    """Approve what is ticked, or all that the page showed when it was opened; what came since is told."""
    asked = Asked(request, clock.today())
    return approval(
        request,
        f"staff:{HERE}",
        deciding_jobs.APPROVE_PROGRAMS,
        all_shown=lambda position: listed.all_shown(asked.text, _program(asked), position=position, on=asked.today),
        named=listed.named_items,
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: Asking, key: UUID) -> HttpResponse:
    """Name the completions that have to be done again, with a note; warned beforehand if it becomes Expired."""
    row = get_object_or_404(Enrollment.objects.select_related("contact", "program", "version__unit_type"), key=key)
    picks = picks_in(request.POST)
    form = Rejecting(
        request.POST if request.method == "POST" else None,
        initial={"form": Rejection.NOTIFY, "note": _("Incomplete")},
    )
    if request.method == "POST" and form.is_valid():
        named = dict(Completion.objects.filter(key__in=[pick.key for pick in picks]).values_list("key", "pk"))
        with refusals_of(form):
            program_approvals.send_back(
                enrollment=row.pk,
                completions=[Looked(named[pick.key], pick.revision) for pick in picks if pick.key in named],
                form=Rejection(form.cleaned_data["form"]),
                note=form.cleaned_data["note"],
                by=request.actor,
                at=clock.now(),
                revision=revision_of(request),
            )
            messages.success(request, _sent_back(row))
            return redirect("staff:enrollment", key=key)
    values = {
        "row": row,
        "form": form,
        "completions": listed.completions_that_count(row),
        "picked": {pick.key for pick in picks},
        "refusal": may_send_back_at_all(request.actor, case=program_cases([row])[row.pk], on=clock.today()),
        "would_be": standing_once_sent_back(row.facts(), clock.today()),
        "expired": Status.EXPIRED,
    }
    status = 422 if request.method == "POST" else 200
    return staff_page(request, "staff/pending_sending_back.html", values, here=HERE, status=status)


def _program(asked: Asked) -> str:
    return asked.given.get("program", "").replace("\0", "")


def _sent_back(row: Enrollment) -> str:
    return _("The program completion of %(contact)s is sent back.") % {"contact": row.contact.full_name}
