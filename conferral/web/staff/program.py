"""Who is enrolled in a program and where does each stand? The program's page with its four **Progress Trackers**."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.documents.enrollees import Enrollee, Sort, enrollees
from conferral.documents.standings_chart import standings_chart
from conferral.models import Program, Version
from conferral.models.tally import Tally
from conferral.rules.coming import Coming
from conferral.rules.permits import may_cancel_in
from conferral.rules.standing import Status
from conferral.web import paging
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.replica import may_lag
from conferral.web.staff.program_columns import choices, columns_in, heads, labels
from conferral.web.staff.site import staff_page
from conferral.web.staff.ticked import as_address, ticked
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
@require_http_methods(["GET", "HEAD", "POST"])
@may_lag
def program(request: Asking, code: str) -> HttpResponse:
    """Show the trackers and the enrollees that a search, a tracker or a status leaves, page by page, to be ticked."""
    found, current = named(code)
    if request.method == "POST" and (answer := as_address(request)):
        return answer
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
        "comings": list(Coming),
        **_listed(found, asked, shown, chart.asked),
        "acts": _acts(request, found, current),
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
        coming=shown.coming,
        sort=sort,
        descending=descending,
        after=asked.after,
        before=asked.before,
    )
    is_narrow = shown.is_narrow or bool(asked.text)
    count = shown.count(tally) if listed.found is None else listed.found
    columns = columns_in(asked)
    return {
        "rows": listed.rows,
        "found": count,
        "count": said(count, is_narrow=is_narrow),
        "is_narrow": is_narrow,
        "next": asked.place("after", listed.next),
        "previous": asked.place("before", listed.previous),
        "next_place": paging.written(listed.next),
        "previous_place": paging.written(listed.previous),
        "columns": columns,
        "heads": heads(asked, columns, sort=sort, descending=descending),
        "labels": labels(),
        "choices": choices(columns),
        "has_chosen": bool(asked.given.getlist("column")),
        **_ticked(asked, listed.rows),
    }


def _ticked(asked: Asked, rows: Sequence[Enrollee]) -> dict[str, Any]:
    """Return what is ticked on this page and elsewhere; only today's list is ticked."""
    chosen = ticked(asked.given)
    return {
        "can_tick": asked.on() == clock.today(),
        "ticked": chosen,
        "keys": chosen.keys,
        "elsewhere": [] if chosen.is_all else chosen.beyond({row.key for row in rows}),
    }


def _acts(request: Asking, found: Program, current: Version | None) -> list[tuple[str, str]]:
    """Return what this person may do with a selection: the button and where it leads."""
    acts = [(_("Extend the expiration date"), "extension")]
    if may_cancel_in(request.actor, enrollees_may_cancel=found.enrollees_may_cancel) is None:
        acts.append((_("Cancel enrollments"), "cancellations"))
    if current is not None and (current.number or 0) > 1:
        acts.append((_("Move to the current version"), "selection-move"))
    return [(label, reverse(f"staff:{name}", args=[found.code])) for label, name in acts]
