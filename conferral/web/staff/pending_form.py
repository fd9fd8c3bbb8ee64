"""What did somebody ask of a queue: which part of it is shown, and what is ticked, on this page and on those before it?

The whole page is one form, so that ticks survive searching, sorting and paging. Sent to the page
itself it leads to its address; to a decision, it decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferral import clock
from conferral.actions import jobs
from conferral.documents.pending_completions import Everything
from conferral.rules.jobs import Item
from conferral.web.asking import Asking

SHOWN = ("q", "program", "requirement", "needs", "show", "sort", "after", "before")
"""What of the form says which part of the queue is shown."""

Order = TypeVar("Order", bound=StrEnum)
LONGEST_ADDRESS = 4000
LARGEST_REVISION, LARGEST_POSITION = 2**31 - 1, 2**63 - 1
"""The largest numbers that the register can hold."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One row that is ticked: its key, and the revision that was looked at."""

    key: UUID
    revision: int

    def __str__(self) -> str:
        """Write it as a form does."""
        return f"{self.key.hex}.{self.revision}"


def picks_in(given: QueryDict) -> tuple[Pick, ...]:
    """Read what is ticked, each key once, one or several to a field; what is no tick of ours is left out."""
    found = {}
    for text in " ".join(given.getlist("pick")).split():
        key, _dot, revision = text.partition(".")
        number = _number(revision, LARGEST_REVISION)
        if len(key) == len(uuid4().hex) and number is not None:
            try:
                found[UUID(hex=key)] = number
            except ValueError:
                continue
    return tuple(Pick(key, revision) for key, revision in found.items())


def shown_part(given: QueryDict, picks: Iterable[Pick] = ()) -> str:
    """Return the query of an address: the part of the queue that is shown, and what is ticked."""
    query = QueryDict(mutable=True)
    for name in SHOWN:
        if value := given.get(name, ""):
            query[name] = value
    query.setlist("pick", [str(pick) for pick in picks])
    return query.urlencode()


def part_with_ticks(given: QueryDict) -> str:
    """Return the query that leads back to what was shown with its ticks, without them where it would be too long."""
    query = shown_part(given, picks_in(given))
    return query if len(query) <= LONGEST_ADDRESS else shown_part(given)


def as_address(request: HttpRequest, name: str, *of: UUID) -> HttpResponse | None:
    """Lead a form that was sent to its page to the page's address; None where that would be too long.

    Then the page is shown as an answer to the form.
    """
    query = shown_part(request.POST, picks_in(request.POST))
    if len(query) > LONGEST_ADDRESS:
        request.GET = QueryDict(shown_part(request.POST))
        return None
    return _led_to(name, query, *of)


def back_to(request: HttpRequest, name: str, *of: UUID) -> HttpResponse:
    """Lead back to the part of a queue that was shown, with its ticks; a form of one row has them in its address."""
    given = request.POST if "pick" in request.POST or "position" in request.POST else request.GET
    return _led_to(name, part_with_ticks(given), *of)


def _led_to(name: str, query: str, *of: UUID) -> HttpResponse:
    answer = redirect(name, *of)
    answer["Location"] += f"?{query}" if query else ""
    return answer


def position_in(given: QueryDict) -> int:
    """Read the place of the log at which the page was opened; the beginning where it is spoilt, so all is new."""
    return _number(given.get("position", ""), LARGEST_POSITION) or 0


def asked_for(
    request: Asking,
    kind: str,
    items: Sequence[Item],
    *,
    arguments: dict[str, object] | None = None,
    program: int | None = None,
) -> HttpResponse:
    """Ask for a job over the items, do it at once where it is small, and lead to what became of each.

    The name of the job follows from the page and from what was ticked on it: a double click asks
    once, and another selection made after coming back to the page is another job.
    """
    said = ",".join(f"{item.subject}.{item.revision}" for item in sorted(items, key=lambda item: item.subject))
    key = uuid5(_page_key(request.POST), f"{kind} {program} {sorted((arguments or {}).items())} {said}")
    job = jobs.ask_and_begin(
        kind=kind, items=items, by=request.actor, at=clock.now(), program=program, arguments=arguments, key=key
    )
    return redirect("staff:job", job=job.key)


def approval(
    request: Asking,
    name: str,
    kind: str,
    *,
    all_shown: Callable[[int], Everything],
    named: Callable[[Sequence[tuple[UUID, int]]], Sequence[Item]],
) -> HttpResponse:
    """Approve what is ticked, or all that the page showed when it was opened; what came since is told."""
    items: Sequence[Item]
    if request.POST.get("all") == "1":
        everything = all_shown(position_in(request.POST))
        if everything.since:
            messages.warning(request, _left_out(everything.since))
        items = everything.items
    else:
        items = named([(pick.key, pick.revision) for pick in picks_in(request.POST)])
        if not items:
            messages.warning(request, nothing_ticked())
    return asked_for(request, kind, items) if items else back_to(request, name)


def order_in(given: QueryDict, orders: type[Order], first: Order) -> tuple[Order, bool]:
    """Read by what a queue is sorted, and whether the other way round."""
    text = given.get("sort", "")
    name = text.lstrip("-")
    return (orders(name) if name in list(orders) else first), text.startswith("-")


def nothing_ticked() -> str:
    """Return the sentence for a decision about nothing."""
    return _("Nothing is ticked. Tick at least one.")


def _left_out(since: int) -> str:
    """Say how much was left out because nobody has seen it as it is now."""
    return ngettext(
        "%(count)s came or changed since you opened the page. It was left out: look at it first.",
        "%(count)s came or changed since you opened the page. They were left out: look at them first.",
        since,
    ) % {"count": since}


def _number(text: str, most: int) -> int | None:
    """Read a whole number up to `most`; None for anything else."""
    is_one = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return number if is_one and (number := int(text)) <= most else None


def _page_key(given: QueryDict) -> UUID:
    try:
        return UUID(given.get("key", ""))
    except ValueError:
        return uuid4()
