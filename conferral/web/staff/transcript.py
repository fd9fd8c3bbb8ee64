"""What has a contact done in all their programs? **Print Transcript**, for staff."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from conferral.models import Contact
from conferral.web import transcripts
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
def transcript(request: Asking, member_number: str) -> HttpResponse:
    """Show a contact's progress in every program they were ever enrolled in, ready to be printed."""
    contact = get_object_or_404(Contact, member_number=member_number)
    return staff_page(request, "staff/transcript.html", transcripts.shown(request, contact), here="enrollees")


@staff_only
@require_safe
def file(request: Asking, member_number: str, face: str) -> HttpResponse:
    """Hand out the same as PDF, CSV or JSON."""
    return transcripts.handed_out(request, get_object_or_404(Contact, member_number=member_number), face)
