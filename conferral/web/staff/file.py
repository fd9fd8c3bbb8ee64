"""How do staff open a file? By its name, wherever it is listed."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conferral.models import Attachment
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.handing_out import handed_out


@staff_only
@require_safe
def file(request: Asking, key: UUID) -> HttpResponse:
    """Hand out a file of a completion; what is uploaded and not saved yet is there for whoever uploaded it."""
    found = Attachment.objects.seen_by(request.actor.account).filter(key=key).first()
    if found is None:
        raise Http404
    return handed_out(found)
