"""How is a Complete completion voided on the Staff site? What depends on it is listed first."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import completions
from conferral.documents.voiding import voiding_preview
from conferral.rules.deciding_offered import Deed
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Prose
from conferral.web.looked import Looked, refusals_on_top
from conferral.web.staff.requirement_attempt import Meant, attempt_page, meant, turned_away


class VoidForm(Looked):
    """Why a completion is voided."""

    reason = Prose(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It is kept with the completion and in the log; the enrollee does not read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: Asking, key: UUID, code: str, completion: UUID) -> HttpResponse:
    """List what depends on a completion, and void it once a reason is given."""
    of = meant(request, key, code, completion)
    form = VoidForm(request.POST if request.method == "POST" else None, initial={"revision": of.row.revision})
    if form.is_valid() and _is_voided(request, of, form.cleaned_data["reason"]):
        return of.back()
    if request.method != "POST" and (away := turned_away(request, of, Deed.VOID)):
        return away
    if form.is_valid():
        with refusals_on_top(form, of.newest):
            completions.void(
                completion=of.row.pk,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=clock.now(),
                revision=form.cleaned_data["revision"],
            )
            messages.success(request, _("The completion is voided. The program was tested again."))
            return of.back()
    preview = voiding_preview(of.row, on=clock.today())
    return attempt_page(request, of, "requirement_voiding", form, preview=preview)


def _is_voided(request: Asking, of: Meant, reason: str) -> bool:
    """Whether a second click asks for what the first one did."""
    same = of.row.voided_on == clock.today() and of.row.void_reason == reason
    return same and request.actor.is_account(of.row.voided_by_id)
