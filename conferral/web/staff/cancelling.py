"""How does staff cancel many enrollments? Tick -> a warning and a look at what will happen to each -> **OK**."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import cancelling
from conferral.documents.selection_review import cancellation_review
from conferral.rules.permits import LONGEST_REASON, may_cancel_in
from conferral.rules.refusals import Refusal, Refused
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Prose
from conferral.web.staff.pending_form import asked_for
from conferral.web.staff.program import named
from conferral.web.staff.selection import LISTED, back_to_list, selected
from conferral.web.staff.site import staff_page
from conferral.web.staff.ticked import pinned


class Why(forms.Form):
    """Why they are cancelled, for whoever wants to say so."""

    reason = Prose(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It is kept in the log of each enrollment."),
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancellations(request: Asking, code: str) -> HttpResponse:
    """Warn what cancelling a selection will do to each, and do it once it is confirmed; leaving changes nothing."""
    program, current = named(code)
    items = selected(request, program)
    if isinstance(items, Refusal):
        return back_to_list(request, program, items)
    if refusal := may_cancel_in(request.actor, enrollees_may_cancel=program.enrollees_may_cancel):
        raise Refused(refusal)
    is_sent = request.method == "POST" and "reason" in request.POST
    why = Why(request.POST if is_sent else None)
    if is_sent and why.is_valid():
        arguments: dict[str, object] = {"reason": why.cleaned_data["reason"]}
        return asked_for(request, cancelling.KIND, items, arguments=arguments, program=program.pk)
    review = cancellation_review([item.subject for item in items], by=request.actor, on=clock.today())
    values = {
        "program": program,
        "current": current,
        "why": why,
        "review": review,
        "shown": LISTED,
        "picks": pinned([(one.key, one.revision) for one in review.every]),
        "key": request.POST.get("key") or uuid4(),
    }
    return staff_page(request, "staff/cancellations.html", values, here="programs", status=422 if why.errors else 200)
