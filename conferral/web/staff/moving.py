"""How does staff bring enrollees under the edited definition?

**Move to the current version** -> those on older versions, found and ticked -> a look at what will happen to each ->
**Move**.
"""

from __future__ import annotations

import uuid

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.actions.moving import How
from conferral.actions.moving_jobs import MOVE, arguments_of
from conferral.documents.move_review import review as look_ahead
from conferral.documents.movers import all_found, current_of, movers
from conferral.models import Contact, Enrollment, Program, Version
from conferral.models.movable import on_older_versions
from conferral.rules.jobs import Item
from conferral.rules.permits import may_cancel_in
from conferral.rules.refusals import Refusal, Refused
from conferral.web import paging
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.staff.pending_form import LONGEST_ADDRESS, asked_for
from conferral.web.staff.picking import MOST, Picked, picked
from conferral.web.staff.program import named
from conferral.web.staff.selection import LISTED, back_to_list, selected
from conferral.web.staff.site import staff_page

NEW, KEPT = "new", "kept"


class MoveDates(forms.Form):
    """The one thing to choose beside the enrollees."""

    dates = forms.ChoiceField(
        label=gettext_lazy("Dates"),
        choices=[
            (NEW, gettext_lazy("New ones, enrolled as of today")),
            (KEPT, gettext_lazy("The three dates each has now")),
        ],
        initial=NEW,
    )


class Move(MoveDates):
    """What the review hands on to Move: `key` makes a double click one move, `version` is what was looked at."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Asking, code: str) -> HttpResponse:
    """Find those on older versions and tick them; who cannot be moved is shown with the reason."""
    given = Asked(request, clock.today()).given
    return _finder(request, code, MoveDates({"dates": given["dates"]} if given.get("dates") else None))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Asking, code: str) -> HttpResponse:
    """Show what Move will do to each: kept, lost with the reason, dates and standing; nothing is written.

    Whom it is about stands in the address, so that the way back leads here again; only where that
    would be too long it comes by form.
    """
    if request.method != "POST" and not request.GET:  # the address alone: the way there begins with the enrollees
        return redirect("staff:moves", code=code)
    return _reviewed(request, code)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def selection(request: Asking, code: str) -> HttpResponse:
    """Show what Move will do to those ticked in the program's list."""
    program, _version = _versioned(code)
    items = selected(request, program)
    if isinstance(items, Refusal):
        return back_to_list(request, program, items)
    rows = Enrollment.objects.filter(pk__in=[item.subject for item in items])
    numbers = tuple(rows.order_by("sort_name", "pk").values_list("contact__member_number", flat=True))
    chosen = Picked(tuple(dict.fromkeys(numbers)), is_everyone=False, text="")
    if len(chosen.as_query()) <= LONGEST_ADDRESS:
        return HttpResponseRedirect(f"{reverse('staff:move-review', args=[code])}?{chosen.as_query()}")
    return _reviewed(request, code, chosen)


@staff_only
@require_POST
def move(request: Asking, code: str) -> HttpResponse:
    """Move everyone ticked, as a job, and lead to what became of each.

    Whoever was merged into somebody else meanwhile is looked at again first.
    """
    program, version = _versioned(code)
    form, chosen = Move(request.POST), picked(request.POST)
    if not form.is_valid() or not chosen or chosen.complaints or _too_many(chosen, program, version):
        return _reviewed(request, code)
    items = [Item(contact.pk) for contact in _meant(chosen, program, version)]
    if not items:
        return _reviewed(request, code)
    # A move cancels the enrollment it takes from: who may not cancel there may move nobody, and asks for no job.
    if refusal := may_cancel_in(request.actor, enrollees_may_cancel=program.enrollees_may_cancel):
        raise Refused(refusal)
    how = How(form.cleaned_data["dates"] == KEPT, version=form.cleaned_data["version"])
    return asked_for(request, MOVE, items, arguments=arguments_of(how), program=program.pk)


def _reviewed(request: Asking, code: str, meant: Picked | None = None) -> HttpResponse:
    given = Asked(request, clock.today()).given
    program, version = _versioned(code)
    chosen = picked(given) if meant is None else meant
    form = MoveDates({"dates": given.get("dates") or NEW})
    if not chosen:
        return _finder(request, code, form, sentence=_("Nobody is ticked yet. Tick at least one enrollee."))
    if not form.is_valid():
        return _finder(request, code, form)
    if sentence := _too_many(chosen, program, version):
        return _finder(request, code, form, sentence=sentence)
    seen = look_ahead(
        _meant(chosen, program, version),
        program,
        version,
        keeps_dates=form.cleaned_data["dates"] == KEPT,
        by=request.actor,
        today=clock.today(),
    )
    values = {
        "program": program,
        "current": version,
        "picked": chosen,
        "review": seen,
        "shown": LISTED,
        "key": uuid.uuid4(),
        "dates": form.cleaned_data["dates"],
        "other": {NEW: KEPT, KEPT: NEW}[form.cleaned_data["dates"]],
    }
    return staff_page(request, "staff/move_review.html", values, here="programs")


def _finder(request: Asking, code: str, form: MoveDates, *, sentence: str = "") -> HttpResponse:
    program, version = _versioned(code)
    today = clock.today()
    asked = Asked(request, today)
    chosen = picked(asked.given)
    on_page = movers(
        chosen.text, program, version, by=request.actor, today=today, after=asked.after, before=asked.before
    )
    values = {
        "program": program,
        "current": version,
        "form": form,
        "sentence": sentence,
        "picked": chosen,
        "elsewhere": chosen.beyond({row.member_number for row in on_page.rows}),
        "listed": on_page,
        "next": paging.written(on_page.next),
        "previous": paging.written(on_page.previous),
    }
    return staff_page(
        request, "staff/moves.html", values, here="programs", status=422 if sentence or form.errors else 200
    )


def _versioned(code: str) -> tuple[Program, Version]:
    """Return the program of a code and its current version; 404 where there is none to move to."""
    program, _current = named(code)
    version = current_of(program)
    if version is None:
        raise Http404
    return program, version


def _meant(chosen: Picked, program: Program, version: Version) -> list[Contact]:
    if chosen.is_everyone:
        return all_found(chosen.text, program, version, today=clock.today())
    return chosen.contacts()


def _too_many(chosen: Picked, program: Program, version: Version) -> str:
    count = len(chosen.numbers)
    if chosen.is_everyone:
        count = on_older_versions(program, version, on=clock.today()).named(chosen.text).count()
    if count <= MOST:
        return ""
    return ngettext(
        "%(count)s enrollee is selected; at most %(most)s are moved at once. Narrow the search.",
        "%(count)s enrollees are selected; at most %(most)s are moved at once. Narrow the search.",
        count,
    ) % {"count": f"{count:,}", "most": f"{MOST:,}"}
