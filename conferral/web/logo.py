"""How is the organization's logo shown? As a picture and nothing else, under an address that changes with it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from conferral.documents import logo as documents
from conferral.web.access import on_any_day
from conferral.web.content_security import HEADER
from conferral.web.handing_out import POLICY

A_YEAR = 365 * 24 * 60 * 60


@on_any_day
@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def logo(request: HttpRequest, sha256: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer with the picture; 404 for one that is not shown any more."""
    found = documents.logo(sha256)
    if found is None:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff", HEADER: POLICY}
    return HttpResponse(found.contents, content_type=found.media_type, headers=headers)
