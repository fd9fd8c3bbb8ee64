"""How is what is ticked purged? **Purge Selected** asks first, with everything that will go; then it is a job."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import purging
from conferral.documents.inactive_enrollments import Wanted, purgeable
from conferral.documents.jobs import JobRow
from conferral.documents.purge_review import purge_review
from conferral.models import Enrollment
from conferral.rules.actors import Actor
from conferral.rules.jobs import Item
from conferral.rules.permits import may_purge
from conferral.rules.refusals import Refusal, Refused
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.staff.inactive import HERE, wanted_in
from conferral.web.staff.job_kind import Offer, Words
from conferral.web.staff.pending_form import asked_for, back_to, part_with_ticks, position_in
from conferral.web.staff.selection import LISTED
from conferral.web.staff.site import staff_page
from conferral.web.staff.ticked import Ticked, pinned, ticked


@staff_only
@require_POST
def review(request: Asking) -> HttpResponse:
    """Say exactly what will go of what is ticked, or of all that was found, and ask."""
    if refusal := may_purge(request.actor):
        raise Refused(refusal)
    asked = Asked(request, clock.today())
    items = _items(ticked(request.POST), wanted_in(asked))
    if isinstance(items, Refusal):
        messages.warning(request, items.message)
        return back_to(request, f"staff:{HERE}")
    seen = purge_review(items, on=asked.today)
    values = {
        "seen": seen,
        "shown": LISTED,
        "pick": pinned(seen.picks),
        "key": request.POST.get("key", ""),
        "part": part_with_ticks(request.POST),
    }
    return staff_page(request, "staff/purge_review.html", values, here=HERE)


@staff_only
@require_POST
def purge(request: Asking) -> HttpResponse:
    """Purge what the review showed, as a job."""
    if refusal := may_purge(request.actor):
        raise Refused(refusal)
    items = _items(Ticked(ticked(request.POST).picks, is_all=False), Wanted())
    if isinstance(items, Refusal):
        messages.warning(request, items.message)
        return redirect(f"staff:{HERE}")
    return asked_for(request, purging.KIND, items, arguments={"position": position_in(request.POST)})


def _items(chosen: Ticked, wanted: Wanted) -> list[Item] | Refusal:
    return chosen.items(within=Enrollment.objects.all(), found=purgeable(wanted, on=clock.today()))


def _after(_job: JobRow, _actor: Actor) -> list[Offer]:
    return [Offer(_("To the inactive enrollments"), reverse("staff:inactive"))]


def words() -> Words:
    """Return what a purge is called, and what can become of an enrollment in it."""
    return Words(_("Purge inactive enrollments"), {purging.DONE: _("Purged")}, _after)
