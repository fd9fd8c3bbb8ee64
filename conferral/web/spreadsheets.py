"""How is a list handed out as a file? As an attachment, streamed, under a name with the list and the day in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from conferral.documents.spreadsheet import Cell, Format, csv_of, xlsx_of

MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def spreadsheet(
    form: Format, name: str, on: date, head: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponseBase:
    """Answer with a table as a file: "EMT-R enrollees 2026-03-02.csv"."""
    answer = StreamingHttpResponse(csv_of(head, rows)) if form is Format.CSV else FileResponse(xlsx_of(head, rows))
    answer.headers["Content-Type"] = MEDIA_TYPES[form]
    file = f"{name} {on.isoformat()}.{form}"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file) or ""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def form_in(text: str) -> Format:
    """Read in which form a list is asked for; CSV unless another is named."""
    return Format(text) if text in list(Format) else Format.CSV
