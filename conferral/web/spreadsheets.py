"""How is a list handed out as a file? As an attachment, once the log says who takes it along; a long one by a job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import IO

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from conferral import clock
from conferral.actions import exports
from conferral.actions.exporting import export
from conferral.actions.exports import Sheet
from conferral.documents.spreadsheet import Cell, Format, csv_of, xlsx_of
from conferral.rules.exporting import Listed, is_large
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
    keys: Iterable[int],
    program: int | None = None,
    chosen: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponseBase:
    """Say in the log that so many rows are taken along, and answer with them: "EMT-R enrollees 2026-03-02.csv".

    In the form that is asked for, CSV unless another is named. Many rows are written by a job, whose page is the
    answer: `keys` says which they are, in order, and `chosen` what documents/rows_by_key.py needs besides.
    """
    given = request.POST.get("format") or request.GET.get("format", "")
    form = Format(given) if given in list(Format) else Format.CSV
    if is_large(count):
        job = exports.ask(
            what=what,
            sheet=Sheet(name, head, form),
            on=on,
            keys=keys,
            chosen=chosen or {},
            by=request.actor,
            at=clock.now(),
            program=program,
            count=count if what is Listed.LOG else None,
        )
        return redirect("staff:job", job.key)
    export(what=what, count=count, columns=head, form=form, by=request.actor, at=clock.now(), program=program)
    return as_file(form, name, on, head, rows)


def as_file(form: Format, name: str, on: date, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """Answer with rows as an attachment; by itself for what goes back to whom it came from."""
    answer = StreamingHttpResponse(csv_of(head, rows)) if form is Format.CSV else FileResponse(xlsx_of(head, rows))
    return _as_attachment(answer, form, name, on)


def as_written(form: Format, name: str, on: date, file: IO[bytes]) -> HttpResponseBase:
    """Answer with a file that a job wrote, as an attachment."""
    return _as_attachment(FileResponse(file), form, name, on)


def _as_attachment(answer: StreamingHttpResponse, form: Format, name: str, on: date) -> HttpResponseBase:
    answer.headers["Content-Type"] = MEDIA_TYPES[form]
    file = f"{name} {on.isoformat()}.{form}"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file) or ""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
