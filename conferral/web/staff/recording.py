"""How do staff record completions, for anybody, and prove them by files?"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from conferral.web import recording, recording_files, waiting_files
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.site import STAFF


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Asking, key: UUID, code: str) -> HttpResponse:
    """**Record Completion**, for anybody."""
    return recording.record(request, STAFF, key, code)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: Asking, key: UUID, code: str) -> HttpResponse:
    """**File Upload**, on the way to **Save**."""
    return recording_files.files(request, STAFF, key, code)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking, key: UUID) -> HttpResponse:
    """Add files to a completion that still waits."""
    return waiting_files.files(request, STAFF, key)
