"""What have I done in all my programs? **Print Transcript**: one's own, and nobody else's."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from conferral.web import transcripts
from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.member.site import oneself
from conferral.web.pages import page


@members
@require_safe
def transcript(request: Asking) -> HttpResponse:
    """Show one's own progress in every program one was ever enrolled in, ready to be printed."""
    return page(request, "member/transcript.html", transcripts.shown(request, oneself(request)))


@members
@require_safe
def file(request: Asking, face: str) -> HttpResponse:
    """Hand out the same as PDF, CSV or JSON."""
    return transcripts.handed_out(request, oneself(request), face)
