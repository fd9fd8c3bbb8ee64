"""How do members record what they completed themselves, and prove it by files?"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from conferral.web import recording, recording_files, waiting_files
from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.member.site import OWN


@members
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Asking, key: UUID, code: str) -> HttpResponse:
    """**Record Completion**, for oneself."""
    return recording.record(request, OWN, key, code)


@members
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: Asking, key: UUID, code: str) -> HttpResponse:
    """**File Upload**, on the way to **Save**."""
    return recording_files.files(request, OWN, key, code)


@members
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking, key: UUID) -> HttpResponse:
    """Add files to a completion that still waits."""
    return waiting_files.files(request, OWN, key)
