"""How is one enrollee tested for completion, and a program completion approved, from the enrollment's page?"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import enrollments, testing
from conferral.models import Enrollment
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.looked import revision_of


@staff_only
@require_POST
def test(request: Asking, key: UUID) -> HttpResponse:
    """**Test for completion**: say what is still missing, or since when the requirements are met."""
    row = get_object_or_404(Enrollment, key=key)
    outcome = testing.test(enrollment=row.pk, by=request.actor, at=clock.now())
    tell = messages.success if outcome.found.is_met else messages.info
    tell(request, " ".join((outcome.found.said, *outcome.found.missing)))
    if outcome.was_changed:
        messages.warning(request, _("What was kept about it did not follow from its completions and is put right."))
    return redirect("staff:enrollment", key=key)


@staff_only
@require_POST
def approve(request: Asking, key: UUID) -> HttpResponse:
    """Approve a program completion that waits for it; it is Earned from today on."""
    row = get_object_or_404(Enrollment, key=key)
    revision = revision_of(request)
    if not (row.approved_on == clock.today() and request.actor.is_account(row.approved_by_id)):
        enrollments.approve(enrollment=row.pk, by=request.actor, at=clock.now(), revision=revision)
        messages.success(request, _("The program completion is approved. It is Earned now."))
    return redirect("staff:enrollment", key=key)
