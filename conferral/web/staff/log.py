"""Who did what, when and why? **Log**: the search, an entry's own page, and the log as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents import log as documents
from conferral.documents.log_search import Search
from conferral.rules import days
from conferral.rules.entry_words import label_of
from conferral.rules.log_reading import hidden_areas
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.replica import may_lag
from conferral.web.staff.log_words import changes_of, kind_groups, sentence_of
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
@may_lag
def log(request: Asking) -> HttpResponse:
    """List the entries that a search leaves, the newest first, page by page."""
    asked = Asked(request, clock.today())
    search = search_in(asked)
    listed = documents.log(search, by=request.actor, after=asked.after, before=asked.before)
    values = {
        "asked": asked,
        "search": search,
        "groups": kind_groups(hidden_areas(request.actor)),
        "rows": [(row, label_of(row.kind), sentence_of(row)) for row in listed.rows],
        "found": listed.found,
        "most": documents.MOST_COUNTED,
        "refusals": listed.refusals,
        "export": asked.link().partition("?")[2],
        "is_narrowed": search != Search(),
        "next": asked.place("after", listed.next),
        "previous": asked.place("before", listed.previous),
    }
    return staff_page(request, "staff/log.html", values, here="log", block="found")


@staff_only
@require_safe
def entry(request: Asking, entry: UUID) -> HttpResponse:
    """Show all that one entry says, what was before and what after side by side."""
    found = documents.entry(entry, by=request.actor)
    if found is None:
        raise Http404
    values = {
        "entry": found,
        "label": label_of(found.kind),
        "sentence": sentence_of(found),
        "changes": changes_of(found),
    }
    return staff_page(request, "staff/log_entry.html", values, here="log")


def search_in(asked: Asked) -> Search:
    """Read what is looked for; a kind or a day that is none is left out, with a complaint."""
    return Search(
        person=asked.typed("person"),
        program=asked.typed("program"),
        by=asked.typed("by"),
        kind=_kind(asked),
        batch=_batch(asked),
        since=asked.day("since", _("From")),
        until=asked.day("until", _("To")),
    )


def _kind(asked: Asked) -> str:
    given = asked.given.get("kind", "")
    known = {kind for group in kind_groups() for kind in (group.area, *(one for one, _label in group.kinds))}
    if not given or given in known:
        return given
    asked.complain(_("What: there is no %(given)s; it is left out.") % {"given": days.shortened(given)})
    return ""


def _batch(asked: Asked) -> UUID | None:
    try:
        return UUID(asked.given.get("batch", ""))
    except ValueError:
        return None
