"""What would I have to do? The public page of a program, for anyone who thinks of enrolling."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from conferral.documents.catalogue import program_in_words
from conferral.web.access import anyone
from conferral.web.asking import Visiting
from conferral.web.pages import page
from conferral.web.replica import may_lag

FRESH_SECONDS = 60
"""So long may a copy of the page be shown: whether a program is offered is in force at once."""


@anyone
@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
@conditional_page
@may_lag
def program(request: Visiting, code: str) -> HttpResponse:
    """Show the version in force in plain words; a program that is not offered to the public is not there."""
    found = program_in_words(code)
    if found is None:
        raise Http404
    return page(request, "public/program.html", {"organization": request.organization, "found": found})
