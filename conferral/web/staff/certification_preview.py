"""How would those enrolled stand under the draft? The **Preview** tab: counts, names, and everybody as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conferral import clock
from conferral.documents.preview_exported import HEADS, as_rows, keys_exported, mark_of
from conferral.documents.publishing_preview import SHOWN, Kind, affected, people, preview
from conferral.rules.definition import problems
from conferral.rules.exporting import Listed
from conferral.rules.standing import Tracker
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.replica import file_may_lag, may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.editing import edited, editor_page

TAB = "certification-preview"
NEW, KEPT = "new", "kept"


@staff_only
@require_safe
@may_lag
def foresee(request: Asking, code: str) -> HttpResponse:
    """Show what would be if everybody enrolled were under the draft."""
    of, asked = edited(code), Asked(request, clock.today())
    keeps_dates = request.GET.get("dates") == KEPT
    if of.draft is None or of.definition is None:
        return editor_page(request, "staff/certification_preview.html", {"seen": None}, of=of, tab=TAB)
    unfinished = [str(one) for one in problems(of.definition, program=of.program.code)]
    is_empty = not of.definition.requirements
    seen = preview(of.program, of.definition, keeps_dates=keeps_dates, on=asked.today) if not is_empty else None
    values = {
        "seen": seen,
        "unfinished": unfinished,
        "dates": KEPT if keeps_dates else NEW,
        "shown": SHOWN,
        "trackers": [(tracker, seen.trackers_now[tracker], seen.trackers_then[tracker]) for tracker in Tracker]
        if seen
        else [],
        "groups": [
            (kind, label, seen.kinds[kind], seen.people[kind]) for kind, label in _labels() if kind in seen.people
        ]
        if seen
        else [],
    }
    return editor_page(request, "staff/certification_preview.html", values, of=of, tab=TAB)


@staff_only
@require_POST
@file_may_lag
def export(request: Asking, code: str) -> HttpResponseBase:
    """Hand out everybody that a search finds with what they would be, row by row as they are computed."""
    of, asked = edited(code), Asked(request, clock.today())
    if of.draft is None or of.definition is None:
        return redirect(f"staff:{TAB}", code)
    keeps_dates = asked.given.get("dates") == KEPT
    found = people(of.program, of.definition, keeps_dates=keeps_dates, on=asked.today, wanted=asked.text)
    return handed_out(
        request,
        Listed.PREVIEW,
        _("%(program)s under the draft") % {"program": of.program.code},
        asked.today,
        head=HEADS,
        rows=as_rows(found),
        count=affected(of.program, on=asked.today, wanted=asked.text).count(),
        program=of.program.pk,
        keys=keys_exported(of.program, on=asked.today, wanted=asked.text),
        chosen={"draft": [mark_of(of.definition)], "keeps_dates": [KEPT] if keeps_dates else []},
    )


def _labels() -> list[tuple[Kind, str]]:
    return [
        (Kind.NO_LONGER, _("No longer complete")),
        (Kind.NEWLY, _("Complete who are not now")),
        (Kind.STATUS, _("Another status")),
        (Kind.LOSES, _("The same status, but a completion is lost")),
    ]
