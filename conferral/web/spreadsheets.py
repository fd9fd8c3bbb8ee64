"""How is a list handed out as a file? As an attachment, streamed, once the log says who takes it along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from conferral import clock
from conferral.actions.exporting import export
from conferral.documents.spreadsheet import Cell, Format, csv_of, xlsx_of
from conferral.rules.exporting import Listed
from conferral.web.asking import Asking

MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def handed_out(
    request: Asking,
    what: Listed,
    name: str,
    on: date,
    *,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    count: int,
    program: int | None = None,
) -> HttpResponseBase:
    """Say in the log that so many rows are taken along, and answer with them: "EMT-R enrollees 2026-03-02.csv".

    In the form that is asked for, CSV unless another is named.
    """
    given = request.POST.get("format") or request.GET.get("format", "")
    form = Format(given) if given in list(Format) else Format.CSV
    export(what=what, count=count, columns=head, form=form, by=request.actor, at=clock.now(), program=program)
    return as_file(form, name, on, head, rows)


def as_file(form: Format, name: str, on: date, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """Answer with rows as an attachment; by itself for what goes back to whom it came from."""
    answer = StreamingHttpResponse(csv_of(head, rows)) if form is Format.CSV else FileResponse(xlsx_of(head, rows))
    answer.headers["Content-Type"] = MEDIA_TYPES[form]
    file = f"{name} {on.isoformat()}.{form}"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file) or ""
    answer.headers["Cache-Control"] = "no-store"
    return answer
