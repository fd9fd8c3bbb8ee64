"""How does staff decide about completions? **Approve All**, **Approve Selected**, **Reject Selected**, a grade."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import completions, deciding_jobs
from conferral.documents.pending_completions import all_shown, named_items
from conferral.models import Completion
from conferral.rules.attempts import Rejection, state_of
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.looked import revision_of
from conferral.web.staff.pending import HERE, filter_in
from conferral.web.staff.pending_form import (
    approval,
    asked_for,
    back_to,
    nothing_ticked,
    picks_in,
    shown_part,
)
from conferral.web.staff.pending_rejection import Rejecting
from conferral.web.staff.site import staff_page

LISTED = 200


@staff_only
@require_POST
def approve(request: Asking) -> HttpResponse:
    """Approve what is ticked, or all that the page showed when it was opened; what came since is told."""
    today = clock.today()
    wanted = filter_in(Asked(request, today))
    return approval(
        request,
        f"staff:{HERE}",
        deciding_jobs.APPROVE,
        all_shown=lambda position: all_shown(wanted, position=position, on=today),
        named=named_items,
    )


@staff_only
@require_POST
def reject(request: Asking) -> HttpResponse:
    """Ask in which form and with what note what is ticked is rejected, and reject it."""
    picks = picks_in(request.POST)
    items = named_items([(pick.key, pick.revision) for pick in picks])
    if not items:
        messages.warning(request, nothing_ticked())
        return back_to(request, f"staff:{HERE}")
    is_sent = request.POST.get("reject") == "1"
    form = Rejecting(request.POST if is_sent else None, initial={"form": Rejection.NOTIFY, "note": _("Incomplete")})
    if is_sent and form.is_valid():
        said = {"form": form.cleaned_data["form"], "note": form.cleaned_data["note"]}
        return asked_for(request, deciding_jobs.REJECT, items, arguments=said)
    rows = Completion.objects.filter(pk__in=[item.subject for item in items[:LISTED]])
    values = {
        "form": form,
        "picks": picks,
        "rows": rows.select_related("enrollment__contact", "enrollment__program", "requirement").order_by(
            "recorded_at", "pk"
        ),
        "count": len(items),
        "shown": LISTED,
        "key": request.POST.get("key", ""),
        "part": shown_part(request.POST, picks),
        "given": request.POST,
    }
    return staff_page(request, "staff/pending_rejection.html", values, here=HERE, status=422 if is_sent else 200)


@staff_only
@require_POST
def grade(request: Asking, completion: UUID) -> HttpResponse:
    """Enter the grade that a completion waits for, and tell what has become of it by that."""
    row = get_object_or_404(Completion.objects.only("pk"), key=completion)
    graded = completions.grade(
        completion=row.pk,
        grade=request.POST.get("grade", ""),
        by=request.actor,
        at=clock.now(),
        revision=revision_of(request),
    )
    whole = Completion.objects.select_related(
        "enrollment__contact", "requirement__component", "requirement__grade_scale", "requirement__category"
    ).get(pk=graded.pk)
    rule = whole.requirement.as_rule()
    said = _("Grade %(grade)s of %(contact)s is saved; %(requirement)s is %(state)s.") % {
        "grade": whole.grade,
        "contact": whole.enrollment.contact.full_name,
        "requirement": rule.title,
        "state": state_of(rule, whole.as_attempt(rule.code)).label,
    }
    messages.success(request, said)
    return back_to(request, f"staff:{HERE}")
