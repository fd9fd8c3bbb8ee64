"""How do staff take the log with them? As a file of what a search leaves, sent while it is read."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.log_file import lines
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.staff.certification_preview import BEGINS_A_FORMULA
from conferral.web.staff.log import search_in


@staff_only
@require_safe
def download(request: Asking) -> StreamingHttpResponse:
    """Hand out every entry that the search leaves, as **Export CSV**."""
    asked = Asked(request, clock.today())
    answer = StreamingHttpResponse(
        _written(lines(search_in(asked), by=request.actor)), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="log-{asked.today.isoformat()}.csv"'
    return answer


class _Line:
    """What csv writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _written(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell for cell in row])
