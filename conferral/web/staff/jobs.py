"""What is done in the background, and how far is it? **Jobs**: the list, a job that can be left and come back to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conferral import clock
from conferral.actions import jobs as actions
from conferral.documents import jobs as documents
from conferral.documents import outcomes_exported
from conferral.documents.jobs import REFUSED, WAITING, ItemRow, JobRow
from conferral.models import Job
from conferral.rules.exporting import Listed
from conferral.rules.jobs import may_start_again
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.replica import file_may_lag, may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.job_words import words_of
from conferral.web.staff.site import staff_page

TOLD = 20
"""So many refusals are told at once."""


@staff_only
@require_safe
@may_lag
def jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs, the latest first, page by page."""
    asked = Asked(request, clock.today())
    listed = documents.jobs(after=asked.after, before=asked.before)
    values = {
        "rows": [(row, words_of(row.kind)) for row in listed.rows],
        "next": asked.place("after", listed.next),
        "previous": asked.place("before", listed.previous),
    }
    return staff_page(request, "staff/jobs.html", values, here="jobs", block="listed")


@staff_only
@require_safe
def job(request: Asking, job: UUID) -> HttpResponse:
    """Show how far a job is and, once it has ended, what became of each item."""
    found = documents.job(job)
    if found is None:
        raise Http404
    if address := words_of(found.kind).page:
        return redirect(address(found))
    return staff_page(request, "staff/job.html", shown(request, found), here="jobs", block="progress")


def shown(request: Asking, found: JobRow) -> dict[str, Any]:
    """Return what the page of a job shows: how far it is, what may be done with it, the items that a filter leaves."""
    words = words_of(found.kind)
    return {
        "job": found,
        "words": words,
        "address": request.path,
        "is_anybody_working": found.is_running and documents.is_anybody_working(clock.now()),
        "offers": [] if found.is_running or found.fault else words.offers(found, request.actor),
        "may_not_start": may_start_again(request.actor, asked_by=found.asked_by, is_given_up=bool(found.fault)),
        "note": words.note(found, request.actor),
        "listed": None,
        **({} if found.is_running or not words.has_list else _listed(request, found)),
    }


def told(found: JobRow) -> Sequence[ItemRow]:
    """Return the first refusals of a job that has ended, to be told at once; all of them stand in the list."""
    if found.is_running or not found.refused:
        return ()
    return documents.items(found, outcome=REFUSED, size=TOLD).rows


@staff_only
@require_POST
@file_may_lag
def export(request: Asking, job: UUID) -> HttpResponseBase:
    """Hand out what became of each item, as the filter leaves them, as a file."""
    row = get_object_or_404(Job, key=job)
    found = documents.job(job)
    if found is None or not words_of(found.kind).has_list:
        raise Http404
    asked, counts, words = Asked(request, clock.today()), documents.outcomes(found), _labels(found)
    chosen = _chosen(asked, counts, words)
    head = [_("Full Name"), _("Member number"), _("Outcome"), _("What was found")]
    return handed_out(
        request,
        Listed.OUTCOME,
        words_of(found.kind).title,
        asked.today,
        head=[*head, _("Requirement and program")] if outcomes_exported.names_requirements(found) else head,
        rows=outcomes_exported.exported(found, words, outcome=chosen),
        count=counts[chosen] if chosen else found.total,
        program=row.program_id,
        keys=documents.keys_of_items(found, outcome=chosen),
        chosen={"job": [str(job)], "codes": list(words), "words": list(words.values())},
    )


@staff_only
@require_POST
def start(request: Asking, job: UUID) -> HttpResponse:
    """Start again what was given up."""
    found = get_object_or_404(Job, key=job)
    actions.start_again(job=found.pk, by=request.actor)
    return redirect("staff:job", job)


def _listed(request: HttpRequest, found: JobRow) -> dict[str, Any]:
    """Return the items that a filter leaves, and the filters with their counts."""
    asked = Asked(request, clock.today())
    counts = documents.outcomes(found)
    words = _labels(found)
    chosen = _chosen(asked, counts, words)
    listed = documents.items(found, outcome=chosen, after=asked.after, before=asked.before)
    filters = [("", _("All"), found.total)]
    filters += [(code, label, counts[code]) for code, label in words.items() if code and counts.get(code)]
    return {
        "listed": listed,
        "labels": words,
        "part": urlencode({"outcome": chosen}) if chosen else "",
        "filters": [(label, count, asked.link(outcome=code), code == chosen) for code, label, count in filters],
        "next": asked.place("after", listed.next),
        "previous": asked.place("before", listed.previous),
    }


def _labels(found: JobRow) -> dict[str, str]:
    """Return what each outcome is called, in the order of the filters."""
    return {**words_of(found.kind).outcomes, "": _("Done"), REFUSED: _("Refused"), WAITING: _("Not done")}


def _chosen(asked: Asked, counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    """Return the outcome that is asked for; blank for all, and for what is no outcome of this job."""
    outcome = asked.given.get("outcome", "")
    return outcome if outcome in words and outcome in counts else ""
