"""What has a contact done in all their programs? **Print Transcript**, for staff."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from conferral.models import Contact
from conferral.models.former_number import numbered
from conferral.web import transcripts
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.replica import may_lag
from conferral.web.staff.former import follows_former_numbers
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
@follows_former_numbers
@may_lag
def transcript(request: Asking, member_number: str) -> HttpResponse:
    """Show a contact's progress in every program they were ever enrolled in, ready to be printed."""
    contact = get_object_or_404(Contact, member_number=member_number)
    return staff_page(request, "staff/transcript.html", transcripts.shown(request, contact), here="enrollees")


@staff_only
@require_safe
@may_lag
def file(request: Asking, member_number: str, face: str) -> HttpResponse:
    """Hand out the same as PDF, CSV or JSON."""
    contact = numbered(member_number)
    if contact is None:
        raise Http404
    return transcripts.handed_out(request, contact, face)
