"""Who is enrolled in a program and where does each stand? The program's page with its four **Progress Trackers**."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.enrollees import Sort, enrollees
from conferral.documents.standings_chart import standings_chart
from conferral.models import Program, Version
from conferral.models.tally import Tally
from conferral.rules.standing import Status
from conferral.web.access import staff_only
from conferral.web.lists import Asked, column
from conferral.web.staff.site import staff_page
from conferral.web.trackers import Narrowed, narrowed, said, tiles

LISTED = [status for status in Status if status is not Status.CANCELLED]


def named(code: str) -> tuple[Program, Version | None]:
    """Return the program of a code and its current version, or 404."""
    current = Version.objects.current().select_related("program", "unit_type").filter(program__code=code).first()
    if current is not None:
        return current.program, current
    program = Program.objects.filter(code=code).first()
    if program is None:
        raise Http404
    return program, None


@staff_only
@require_safe
def program(request: HttpRequest, code: str) -> HttpResponse:
    """Show the trackers and the enrollees that a search, a tracker or a status leaves, page by page."""
    found, current = named(code)
    asked = Asked(request, clock.today())
    shown = narrowed(asked)
    chart = standings_chart(found, on=asked.on(), today=asked.today)
    values = {
        "asked": asked,
        "on": asked.on(),
        "program": found,
        "current": current,
        "tally": chart.asked,
        "chart": chart,
        "tiles": tiles(chart.asked, asked, shown),
        "shown": shown,
        "statuses": LISTED,
        **_listed(found, asked, shown, chart.asked),
    }
    return staff_page(request, "staff/program.html", values, here="programs", block="register")


def _listed(found: Program, asked: Asked, shown: Narrowed, tally: Tally) -> dict[str, Any]:
    sort, descending = asked.word("sort", Sort) or Sort.NAME, asked.is_on("down")
    listed = enrollees(
        found,
        on=asked.on(),
        text=asked.text,
        tracker=shown.tracker,
        status=shown.status,
        is_not_started=shown.is_not_started,
        sort=sort,
        descending=descending,
        after=asked.after,
        before=asked.before,
    )
    is_narrow = shown.is_narrow or bool(asked.text)
    labels = {
        Sort.NAME: _("Full Name"),
        Sort.STATUS: _("Status"),
        Sort.ENROLLED: _("Enrollment date"),
        Sort.DEADLINE: _("Completion deadline"),
        Sort.VERSION: _("Version"),
    }
    return {
        "rows": listed.rows,
        "count": said(shown.count(tally) if listed.found is None else listed.found, is_narrow=is_narrow),
        "is_narrow": is_narrow,
        "next": asked.place("after", listed.next),
        "previous": asked.place("before", listed.previous),
        "columns": {
            name.value: column(asked, label, name, chosen=sort, descending=descending) for name, label in labels.items()
        },
    }
