"""How do staff cancel an enrollment?"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from conferral.web import enrollment_cancelling
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.site import STAFF


@staff_only
@require_safe
def definition(request: Asking, key: UUID) -> HttpResponse:
    """Show the terms of the version that an enrollment is on, and **Cancel program enrollment** to whoever may."""
    return enrollment_cancelling.definition(request, STAFF, key)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Asking, key: UUID) -> HttpResponse:
    """**Cancel program enrollment**, of anybody."""
    return enrollment_cancelling.cancel(request, STAFF, key)
