"""What became of each in an enrolment or in a move? The pages after **Register** and after **Move**."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.actions.enrolling_jobs import ENROLL
from conferral.actions.moving_jobs import MOVE
from conferral.documents import jobs as documents
from conferral.documents.enrolled import enrolled_by
from conferral.documents.jobs import JobRow
from conferral.documents.moved import moved_by
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.formats import number
from conferral.web.staff.jobs import shown, told
from conferral.web.staff.program import named
from conferral.web.staff.site import staff_page

MADE_BY = {ENROLL: enrolled_by, MOVE: moved_by}


@staff_only
@require_safe
def registered(request: Asking, code: str, batch: UUID) -> HttpResponse:
    """Show how far an enrolment is and, once it has ended, each with the status as of today or why not."""
    found = _of(ENROLL, batch, code)
    done = found.done - found.refused
    words = {
        "title": _("Registering") if found.is_running else _("Registered"),
        "done": ngettext(
            "%(count)s contact is enrolled in %(program)s.", "%(count)s contacts are enrolled in %(program)s.", done
        )
        % {"count": number(done), "program": code},
        "not_done": ngettext(
            "%(count)s contact was not enrolled", "%(count)s contacts were not enrolled", found.refused
        )
        % {"count": number(found.refused)},
        "heads": [_("Enrollment Status"), _("Enrollment date"), _("Completion deadline"), _("Expiration date")],
        "cells": "staff/became_enrolled.html",
    }
    return _page(request, found, words)


@staff_only
@require_safe
def moved(request: Asking, code: str, batch: UUID) -> HttpResponse:
    """Show how far a move is and, once it has ended, each with the status as of today and what was lost, or why not."""
    found = _of(MOVE, batch, code)
    done = found.done - found.refused
    words = {
        "title": _("Moving") if found.is_running else _("Moved"),
        "done": ngettext(
            "%(count)s enrollee of %(program)s was moved.", "%(count)s enrollees of %(program)s were moved.", done
        )
        % {"count": number(done), "program": code},
        "not_done": ngettext("%(count)s enrollee was not moved", "%(count)s enrollees were not moved", found.refused)
        % {"count": number(found.refused)},
        "heads": [
            _("Enrollment Status"),
            _("Version"),
            _("Enrollment date"),
            _("Expiration date"),
            _("Completions"),
        ],
        "cells": "staff/became_moved.html",
    }
    return _page(request, found, words)


def _of(kind: str, batch: UUID, code: str) -> JobRow:
    """Return the job of a kind that was asked for in a program; 404 where there is none."""
    found = documents.job(batch)
    if found is None or found.kind != kind or found.program != code:
        raise Http404
    return found


def _page(request: Asking, found: JobRow, words: dict[str, Any]) -> HttpResponse:
    program, current = named(found.program)
    values = {
        "program": program,
        "current": current,
        "told": told(found),
        "made": {},
        "said": words,
        **shown(request, found),
    }
    if listed := values["listed"]:
        values["made"] = MADE_BY[found.kind](found.key, [row.number for row in listed.rows], on=clock.today())
    return staff_page(request, "staff/became.html", values, here="programs", block="progress")
