"""Which enrollments did somebody tick in a list, on this page and on those before it, and which rows are they?

A list with boxes to tick is one form, as the queues are (`pending_form.py`): a tick is the key of an enrollment and
the revision that was looked at, and those of other pages are kept in hidden fields. Instead of ticks, **Select all
found** means everything that the list as filtered holds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.encoding import escape_uri_path

from conferral.models.enrollment import EnrollmentQuerySet
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refusal
from conferral.web.staff.pending_form import LONGEST_ADDRESS, Pick, nothing_ticked, picks_in

MOST = 20_000
"""So many are selected at once; of more, the list is narrowed first."""

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


@dataclass(frozen=True, slots=True)
class Ticked:
    """The enrollments ticked so far, or all that the list as filtered holds."""

    picks: tuple[Pick, ...]
    is_all: bool

    def __bool__(self) -> bool:
        """Whether anything is selected."""
        return self.is_all or bool(self.picks)

    @property
    def keys(self) -> set[UUID]:
        """The keys ticked, for the boxes of a page."""
        return {pick.key for pick in self.picks}

    @property
    def is_long(self) -> bool:
        """Whether an address would be longer than servers take: then the form is sent by post."""
        return len(self.as_query()) > LONGEST_ADDRESS

    def beyond(self, shown: Collection[UUID]) -> list[Pick]:
        """Return the ticks that are not on the page shown; it keeps them in hidden fields."""
        return [pick for pick in self.picks if pick.key not in shown]

    def as_query(self) -> str:
        """Return the selection as part of an address."""
        every = [("all", "1")] if self.is_all else []
        return urlencode([*every, *(("pick", str(pick)) for pick in self.picks)])

    def items(self, *, within: EnrollmentQuerySet, found: EnrollmentQuerySet) -> list[Item] | Refusal:
        """Return what is selected by primary key, in the order of names, in one query; each once.

        A tick counts only `within` these rows, whatever is searched for now: the enrollments of a program, say. It
        brings the revision that was looked at; of all `found`, that is the one they have now. Refused: `nothing_ticked`
        (what is there no more is left out), `too_many_ticked` after counting in a second query.
        """
        looked_at = {pick.key: pick.revision for pick in self.picks}
        if not self:
            return Refusal("nothing_ticked", nothing_ticked())
        if not self.is_all and len(looked_at) > MOST:
            return _too_many(len(looked_at))
        rows = found if self.is_all else within.filter(key__in=looked_at)
        read = rows.order_by("sort_name", "pk").values_list("pk", "key", "revision")[: MOST + 1]
        items = [Item(pk, revision if self.is_all else looked_at[key]) for pk, key, revision in read]
        if len(items) > MOST:
            return _too_many(rows.count())
        return items or Refusal("nothing_ticked", nothing_ticked())


def ticked(given: QueryDict) -> Ticked:
    """Read what a form or an address selects."""
    return Ticked(picks_in(given), is_all=given.get("all") == "1")


def pinned(rows: Collection[tuple[UUID, int]]) -> str:
    """Write keys and revisions as one field, in which a review hands on exactly what it showed."""
    return " ".join(str(Pick(key, revision)) for key, revision in rows)


def as_address(request: HttpRequest) -> HttpResponse | None:
    """Lead a form that was sent to its list to the address of the list; None where that would be too long.

    Then the list is shown as an answer to the form: `request.GET` says all that was asked but the ticks. A field of
    the form counts before one of the same name in the address it was sent to.
    """
    asked = request.GET.copy()
    for name, values in request.POST.lists():
        asked.setlist(name, [value for value in values if value])
    asked.pop(TOKEN, None)
    asked.setlist("pick", [str(pick) for pick in picks_in(asked)])
    query = asked.urlencode()
    if len(query) <= LONGEST_ADDRESS:
        here = escape_uri_path(request.path)
        return HttpResponseRedirect(f"{here}?{query}" if query else here)
    asked.pop("pick")
    request.GET = QueryDict(asked.urlencode())
    return None


def _too_many(count: int) -> Refusal:
    return Refusal(
        "too_many_ticked",
        f"{count:,} enrollments are selected; at most {MOST:,} can be at once. Narrow the list by a search, "
        "a tracker or a status.",
    )
