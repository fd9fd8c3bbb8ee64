"""How would those enrolled stand under the draft? The **Preview** tab: counts, names, and everybody as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.publishing_preview import SHOWN, Kind, as_rows, people, preview
from conferral.rules.definition import Definition, problems
from conferral.rules.formulas import harmless
from conferral.rules.standing import Tracker
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.staff.editing import Edited, edited, editor_page

TAB = "certification-preview"
NEW, KEPT = "new", "kept"


@staff_only
@require_safe
def foresee(request: Asking, code: str) -> HttpResponseBase:
    """Show what would be if everybody enrolled were under the draft; with `all`, everybody as a CSV file."""
    of, asked = edited(code), Asked(request, clock.today())
    keeps_dates = request.GET.get("dates") == KEPT
    if of.draft is None or of.definition is None:
        return editor_page(request, "staff/certification_preview.html", {"seen": None}, of=of, tab=TAB)
    if asked.is_on("all"):
        return _file(of, of.definition, keeps_dates=keeps_dates, wanted=asked.text)
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


def _labels() -> list[tuple[Kind, str]]:
    return [
        (Kind.NO_LONGER, _("No longer complete")),
        (Kind.NEWLY, _("Complete who are not now")),
        (Kind.STATUS, _("Another status")),
        (Kind.LOSES, _("The same status, but a completion is lost")),
    ]


def _file(of: Edited, draft: Definition, *, keeps_dates: bool, wanted: str) -> StreamingHttpResponse:
    """Answer with everybody the search finds, row by row as they are computed."""
    found = people(of.program, draft, keeps_dates=keeps_dates, on=clock.today(), wanted=wanted)
    answer = StreamingHttpResponse(_lines(as_rows(found)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="preview.csv"'
    return answer


class _Line:
    """What csv writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: Iterator[tuple[object, ...]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    for row in rows:
        yield writer.writerow([harmless(value) for value in row])
