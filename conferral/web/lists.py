"""What was asked of a list? Search, filter, order, place and day all stand in the address.

Whatever an address cannot mean is said in a sentence and left out; a list never breaks over it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from conferral.rules import days
from conferral.rules.refusals import Refusal
from conferral.web import paging

Word = TypeVar("Word", bound=StrEnum)
LONGEST_SEARCH = 300
PLACES = ("after", "before")


@dataclass(slots=True)
class Asked:
    """What the address of a list says, as far as it makes sense; `complaints` tell what does not."""

    request: HttpRequest
    today: date
    complaints: list[str] = field(default_factory=list)

    @property
    def given(self) -> QueryDict:
        """What was asked: by address and, where that would be too long, by a form, whose word counts before it."""
        if self.request.method != "POST":
            return self.request.GET
        given = self.request.GET.copy()
        for name, values in self.request.POST.lists():
            given.setlist(name, values)
        return given

    @property
    def text(self) -> str:
        """The search, as typed."""
        return self.typed("q")

    def typed(self, name: str) -> str:
        """Return what is searched for by this name, as typed."""
        return self.given.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH]

    def on(self) -> date:
        """Return the day to look at: today unless another one is named."""
        return self.day("on", _("As of")) or self.today

    def day(self, name: str, label: str) -> date | None:
        """Return the day that is named; None where none is, or what is named is no day."""
        given = self.given.get(name, "").strip()
        found = days.parse(label, given) if given else None
        if isinstance(found, Refusal):
            self.complain(found.message)
            return None
        return found

    def word(self, name: str, words: type[Word]) -> Word | None:
        """Return one of the words that a filter or an order knows; None when nothing or another is given."""
        given = self.given.get(name, "")
        if not given:
            return None
        if given in [word.value for word in words]:
            return words(given)
        self.complain(
            _("%(name)s cannot be %(given)s; it is left out.") % {"name": name, "given": days.shortened(given)}
        )
        return None

    def is_on(self, name: str) -> bool:
        """Whether a filter that is on or off is on."""
        return self.given.get(name, "") == "1"

    @property
    def after(self) -> list[object] | None:
        """The place after which the page begins."""
        return paging.read(self.given.get("after", ""))

    @property
    def before(self) -> list[object] | None:
        """The place before which the page ends."""
        return paging.read(self.given.get("before", ""))

    def link(self, **changes: str | None) -> str:
        """Return the address of this list with some things changed; from its first page unless a place is given."""
        kept = {name: values for name, values in self.request.GET.lists() if name not in (*PLACES, *changes)}
        asked = [(name, value) for name, values in kept.items() for value in values if value]
        asked += [(name, value) for name, value in changes.items() if value]
        here = escape_uri_path(self.request.path)
        return f"{here}?{urlencode(asked)}" if asked else here

    def place(self, name: str, cursor: list[str | int] | None) -> str:
        """Return the address of the page after or before; empty where there is none."""
        return self.link(**{name: paging.written(cursor)}) if cursor else ""

    def complain(self, sentence: str) -> None:
        """Say what of the address makes no sense, once."""
        if sentence not in self.complaints:
            self.complaints.append(sentence)


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: its label, and where a click on it leads."""

    name: str
    label: str
    link: str
    direction: str

    @property
    def arrow(self) -> str:
        """The direction as a sign; empty where the list is sorted by another column."""
        return {"ascending": "↑", "descending": "↓"}.get(self.direction, "")


def column(asked: Asked, label: str, sort: str, *, chosen: str, descending: bool) -> Column:
    """Return a sortable column: a click sorts by it, a second click the other way round."""
    is_chosen = sort == chosen
    turned = "" if not is_chosen or descending else "1"
    direction = ("descending" if descending else "ascending") if is_chosen else "none"
    return Column(sort, label, asked.link(sort=sort, down=turned), direction)
