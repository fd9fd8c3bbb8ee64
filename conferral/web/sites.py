"""What tells the two sites apart where both do the same: whose pages they are, and who may be served there?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from conferral.documents.requirement_details import RequirementDetails, requirement_details
from conferral.documents.standing import EnrollmentStanding, standing_of
from conferral.models import Enrollment
from conferral.web.access import View
from conferral.web.asking import Asking

ASKED_FIRST = require_http_methods(["GET", "HEAD", "POST"])
"""What a form asks and then does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site that does what the other does too: `name` is what its addresses begin with, `page` answers with a page.

    `lets_in` guards every view of it, `serves` is whether whoever asks may see and change there what is a contact's,
    `asks_grades` whether grades are asked for.
    """

    name: str
    page: Callable[..., HttpResponse]
    lets_in: Callable[[View], View]
    serves: Callable[[Asking, int], bool]
    asks_grades: bool

    def at(
        self, address: str, act: Callable[..., HttpResponse], name: str, allowed: Callable[[View], View] = ASKED_FIRST
    ) -> URLPattern:
        """Return an address of this site for what both sites do; `act` is told which site it is."""

        @wraps(act)
        def view(request: Asking, **asked: Any) -> HttpResponse:
            return act(request, self, **asked)

        return path(address, self.lets_in(allowed(view)), name=name)

    def enrollment(self, request: Asking, key: UUID) -> Enrollment:
        """Return an enrollment with what a page says of it; one that is not to be served there does not exist."""
        rows = Enrollment.objects.select_related("contact", "program", "version")
        row: Enrollment = get_object_or_404(rows, key=key)
        if not self.serves(request, row.contact_id):
            raise Http404
        return row

    def requirement(
        self, request: Asking, key: UUID, code: str, on: date
    ) -> tuple[EnrollmentStanding, RequirementDetails]:
        """Return the enrollment and the requirement that an address names, as of a day; 404 where there are none."""
        shown = standing_of(key, on=on)
        if shown is None or not self.serves(request, shown.enrollment.contact_id):
            raise Http404
        details = requirement_details(shown, code, on=on)
        if details is None:
            raise Http404
        return shown, details
