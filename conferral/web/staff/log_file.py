"""How do staff take the log with them? As a file of what a search leaves, a long one by a job."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.documents.log import so_far
from conferral.documents.log_file import HEADS, lines, slices_of
from conferral.documents.log_meant import entries_of, said
from conferral.rules.exporting import Listed
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.replica import file_may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.log import search_in


@staff_only
@require_POST
@file_may_lag
def download(request: Asking) -> HttpResponseBase:
    """Hand out every entry that the search leaves, as **Export CSV**."""
    asked = Asked(request, clock.today())
    meant = so_far(search_in(asked), by=request.actor)
    entries = entries_of(meant)
    return handed_out(
        request,
        Listed.LOG,
        "log",
        asked.today,
        head=HEADS,
        rows=lines(entries),
        count=entries.count(),
        keys=slices_of(entries),
        chosen=said(meant),
    )
