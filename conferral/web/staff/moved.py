"""What became of each in a move? The page after **Move**."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.actions.moving_jobs import MOVE
from conferral.documents import jobs as documents
from conferral.documents.moved import moved_by
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.jobs import shown, told
from conferral.web.staff.program import named
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
def moved(request: Asking, code: str, batch: UUID) -> HttpResponse:
    """Show how far a move is and, once it has ended, each with the status as of today and what was lost, or why not."""
    program, current = named(code)
    found = documents.job(batch)
    if found is None or found.kind != MOVE or found.program != code:
        raise Http404
    values = {"program": program, "current": current, "told": told(found), "moved": {}, **shown(request, found)}
    if values["listed"]:
        rows = values["listed"].rows
        values["moved"] = moved_by(batch, [row.number for row in rows], on=clock.today())
    return staff_page(request, "staff/moved.html", values, here="programs", block="progress")
