"""Where is it? The search at the top of every page of the Staff site, and what it suggests while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.everywhere import MOST_COUNTED, everywhere
from conferral.web.access import staff_only
from conferral.web.lists import Asked
from conferral.web.pages import page
from conferral.web.replica import may_lag
from conferral.web.staff.site import staff_page

SHORTEST = 2
"""Fewer letters than this suggest nothing: they fit almost everybody."""

SUGGESTED = 5


@staff_only
@require_safe
@may_lag
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found, by kind; a member number or a program's code leads there at once."""
    asked = Asked(request, clock.today())
    found = everywhere(asked.text, on=asked.today)
    if found.member_number and not found.code:
        return redirect("staff:enrollee", found.member_number)
    if found.code and not found.member_number:
        return redirect("staff:program", found.code)
    return staff_page(request, "staff/search.html", {"asked": asked, "found": found, "most": MOST_COUNTED})


@staff_only
@require_safe
@may_lag
def suggestions(request: HttpRequest) -> HttpResponse:
    """Suggest what may be meant; a part of a page, asked for while somebody types."""
    asked = Asked(request, clock.today())
    text = asked.text if len(asked.text) >= SHORTEST else ""
    found = everywhere(text, on=asked.today, size=SUGGESTED)
    return page(request, "staff/suggestions.html", {"asked": asked, "found": found, "text": text})
