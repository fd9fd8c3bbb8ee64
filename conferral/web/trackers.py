"""What do the four **Progress Trackers** show, and whom does a click on each list?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferral.models.tally import Tally
from conferral.rules.coming import Coming
from conferral.rules.standing import Status, Tracker
from conferral.web.formats import number
from conferral.web.lists import Asked

_OF_TRACKER: dict[Tracker, Callable[[Tally], int]] = {
    Tracker.EARNED: lambda tally: tally.earned,
    Tracker.ENROLLED: lambda tally: tally.enrolled,
    Tracker.GRACE: lambda tally: tally.grace,
    Tracker.EXPIRED: lambda tally: tally.expired,
}
_OF_STATUS: dict[Status, Callable[[Tally], int]] = {
    Status.ENROLLED: lambda tally: tally.enrolled - tally.awaiting_approval,
    Status.AWAITING_APPROVAL: lambda tally: tally.awaiting_approval,
    Status.GRACE: lambda tally: tally.grace,
    Status.EXPIRED: lambda tally: tally.expired,
    Status.EARNED: lambda tally: tally.earned,
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The one figure whose people a list shows: a tracker, a status or "not started"; all of them when none is.

    Of those, only to whom something is `coming`, where that is asked: no figure counts it.
    """

    tracker: Tracker | None = None
    status: Status | None = None
    is_not_started: bool = False
    coming: Coming | None = None

    def count(self, tally: Tally) -> int:
        """Return how many people the figure counted."""
        if self.is_not_started:
            return tally.not_started
        if self.status is not None:
            return _OF_STATUS[self.status](tally)
        return _OF_TRACKER[self.tracker](tally) if self.tracker is not None else tally.total

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return self != Narrowed()


def narrowed(asked: Asked) -> Narrowed:
    """Read the figure from an address; a status counts before the figures, because the search form adds it to them."""
    status, coming = asked.word("status", Status), asked.word("coming", Coming)
    if status is not None and status is not Status.CANCELLED:
        return Narrowed(status=status, coming=coming)
    if asked.is_on("not_started"):
        return Narrowed(is_not_started=True, coming=coming)
    return Narrowed(tracker=asked.word("tracker", Tracker), coming=coming)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number within a tracker, and the address that lists whom it counts."""

    text: str
    link: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """One tracker on the page; clicking the chosen one again lists everybody."""

    name: str
    label: str
    count: int
    link: str
    is_chosen: bool
    figures: tuple[Figure, ...]


def tiles(tally: Tally, asked: Asked, shown: Narrowed) -> list[Tile]:
    """Return the four trackers in the manual's order."""
    below = {
        Tracker.EARNED: (Figure(_("of %(total)s enrollees") % {"total": number(tally.total)}),),
        Tracker.ENROLLED: (
            Figure(
                _("%(count)s not started") % {"count": number(tally.not_started)},
                _narrow(asked, not_started="1") if tally.not_started else "",
                is_chosen=shown.is_not_started,
            ),
            Figure(
                _("%(count)s awaiting approval") % {"count": number(tally.awaiting_approval)},
                _narrow(asked, status=Status.AWAITING_APPROVAL.value) if tally.awaiting_approval else "",
                is_chosen=shown.status is Status.AWAITING_APPROVAL,
            ),
        ),
        Tracker.GRACE: (Figure(_("past the deadline, extra time")),),
        Tracker.EXPIRED: (Figure(_("expiration date passed")),),
    }
    return [
        Tile(
            name=tracker.value,
            label=tracker.label,
            count=_OF_TRACKER[tracker](tally),
            link=_narrow(asked, tracker="" if tracker is shown.tracker else tracker.value),
            is_chosen=tracker is shown.tracker,
            figures=below[tracker],
        )
        for tracker in Tracker
    ]


def said(count: int, *, is_narrow: bool) -> str:
    """Say how many are listed: "1,174 enrollees", "9 enrollees found"."""
    text = ngettext("%(count)s enrollee", "%(count)s enrollees", count) % {"count": number(count)}
    return _("%(enrollees)s found") % {"enrollees": text} if is_narrow else text


def _narrow(asked: Asked, **figure: str) -> str:
    # Whoever had selected all found meant those found then.
    return asked.link(**{"tracker": "", "status": "", "not_started": "", "coming": "", "all": "", **figure})
