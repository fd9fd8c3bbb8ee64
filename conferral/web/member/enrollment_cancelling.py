"""How do members cancel their own enrollment, where the program allows it?"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from conferral.web import enrollment_cancelling
from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.member.site import OWN


@members
@require_safe
def definition(request: Asking, key: UUID) -> HttpResponse:
    """Show the terms of one's own enrollment, and **Cancel program enrollment** where the program allows it."""
    return enrollment_cancelling.definition(request, OWN, key)


@members
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Asking, key: UUID) -> HttpResponse:
    """**Cancel program enrollment**, of oneself."""
    return enrollment_cancelling.cancel(request, OWN, key)
