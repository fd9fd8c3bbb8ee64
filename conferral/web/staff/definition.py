"""What does a program ask for? Any published version of its definition, read-only."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from conferral.models import Version
from conferral.rules.definition import outer_first
from conferral.web.access import staff_only
from conferral.web.staff.site import staff_page

LONGEST_NUMBER = 6


@staff_only
@require_safe
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """Show the current version, or the one that `version` names."""
    versions = list(
        Version.objects.published().filter(program__code=code).select_related("program").order_by("-number")
    )
    if not versions:
        raise Http404
    wanted = request.GET.get("version", "")
    if wanted and not (wanted.isdecimal() and wanted.isascii() and len(wanted) <= LONGEST_NUMBER):
        raise Http404
    number = int(wanted) if wanted else versions[0].number
    chosen = Version.objects.whole().filter(program=versions[0].program, number=number).first()
    if chosen is None:
        raise Http404
    defined = chosen.definition()
    ordered = sorted(defined.requirements, key=lambda item: item.stage)
    values = {
        "program": chosen.program,
        "version": chosen,
        "versions": versions,
        "definition": defined,
        "stages": [
            (stage, dict(defined.stages).get(stage, ""), list(items))
            for stage, items in groupby(ordered, key=lambda item: item.stage)
        ],
        "categories": outer_first(defined.categories),
    }
    return staff_page(request, "staff/definition.html", values, here="programs")
