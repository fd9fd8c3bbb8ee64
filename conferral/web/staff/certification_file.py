"""How do staff take a program with them? As the file that an import reads."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from conferral.documents.program_file import as_text, program_file
from conferral.models import Program
from conferral.web.access import staff_only

ODD = re.compile(r"[^\w.-]+")


@staff_only
@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - a view gets the request
    """Hand out the published versions, the live policies and the examples; a draft is nobody's yet."""
    program = Program.objects.filter(code=code).first()
    if program is None:
        raise Http404
    name = ODD.sub("-", program.code).strip("-.") or "program"
    return HttpResponse(
        as_text(program_file([program])),
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.json") or "",
            "X-Content-Type-Options": "nosniff",
        },
    )
