"""How does a member open a file? Those that prove their own completions, and nobody else's."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conferral.models import Attachment
from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.handing_out import handed_out


@members
@require_safe
def file(request: Asking, key: UUID) -> HttpResponse:
    """Hand out a file of one of one's own completions; anybody else's does not exist."""
    own = Attachment.objects.seen_by(request.actor.account).filter(enrollment__contact=request.actor.contact)
    found = own.filter(key=key).first()
    if found is None:
        raise Http404
    return handed_out(found)
