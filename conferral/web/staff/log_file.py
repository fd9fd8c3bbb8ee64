"""How do staff take the log with them? As a file of what a search leaves, sent while it is read."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.log_file import HEADS, lines
from conferral.documents.spreadsheet import Format
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.spreadsheets import spreadsheet
from conferral.web.staff.log import search_in


@staff_only
@require_safe
def download(request: Asking) -> HttpResponseBase:
    """Hand out every entry that the search leaves, as **Export CSV**."""
    asked = Asked(request, clock.today())
    return spreadsheet(Format.CSV, "log", asked.today, HEADS, lines(search_in(asked), by=request.actor))
