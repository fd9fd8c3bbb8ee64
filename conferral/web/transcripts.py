"""How is a transcript answered with, on either site? As a page's values, or handed out as PDF, CSV or JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from conferral import clock
from conferral.documents.transcript import Transcript, transcript_of
from conferral.documents.transcript_csv import as_csv
from conferral.documents.transcript_json import as_text
from conferral.documents.transcript_pdf import as_pdf
from conferral.documents.transcript_words import blocks, title_of
from conferral.models import Contact
from conferral.rules.permits import may_see_progress
from conferral.web.asking import Asking
from conferral.web.lists import Asked

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it a spreadsheet reads names in another alphabet wrongly."""

ODD = re.compile(r"[^\w.-]+")
FACES: dict[str, tuple[str, Callable[[Transcript], str | bytes]]] = {
    "pdf": ("application/pdf", as_pdf),
    "csv": ("text/csv; charset=utf-8", lambda transcript: BYTE_ORDER_MARK + as_csv(transcript)),
    "json": ("application/json; charset=utf-8", as_text),
}


def shown(request: Asking, contact: Contact) -> dict[str, Any]:
    """Return what a page shows of a contact's transcript, as of the day that the address names."""
    asked = Asked(request, clock.today())
    on = asked.on()
    made = _made(request, contact, on)
    return {
        "asked": asked,
        "on": on,
        "contact": contact,
        "title": title_of(made),
        "blocks": blocks(made),
        "faces": list(FACES),
    }


def handed_out(request: Asking, contact: Contact, face: str) -> HttpResponse:
    """Answer with the transcript as a file; a day that is none is a fault of the request, not another day."""
    if face not in FACES:
        raise Http404
    asked = Asked(request, clock.today())
    on = asked.on()
    if asked.complaints:
        raise BadRequest(asked.complaints[0])
    content_type, written = FACES[face]
    number = ODD.sub("-", contact.member_number).strip("-.") or "contact"
    name = f"transcript-{number}-{on.isoformat()}.{face}"
    return HttpResponse(
        written(_made(request, contact, on)),
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _made(request: Asking, contact: Contact, on: date) -> Transcript:
    if may_see_progress(request.actor, contact=contact.pk):
        raise Http404
    return transcript_of(contact, on=on, at=clock.now())
