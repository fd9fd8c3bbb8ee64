"""Whom did somebody tick on **Enroll a Contact**, on this page and on those before it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from conferral.models import Contact
from conferral.models.former_number import survivors
from conferral.rules.refusals import Refusal
from conferral.web.staff.former import told

MOST = 20_000
"""So many are enrolled at once; more are brought in by a file."""


@dataclass(frozen=True, slots=True)
class Picked:
    """The member numbers ticked so far, or everybody whom the search finds.

    Whoever was merged away since stands there as the survivor; `complaints` say of each into whom.
    """

    numbers: tuple[str, ...]
    is_everyone: bool
    text: str
    complaints: tuple[str, ...] = ()

    def contacts(self) -> list[Contact]:
        """Return the contacts, by name; a number that is nobody's is left out."""
        if self.is_everyone:
            return list(Contact.objects.named(self.text).order_by("sort_name", "pk"))
        return list(Contact.objects.filter(member_number__in=self.numbers).order_by("sort_name", "pk"))

    def too_many(self) -> Refusal | None:
        """Refuse more than are enrolled at once."""
        count = Contact.objects.named(self.text).count() if self.is_everyone else len(self.numbers)
        if count <= MOST:
            return None
        return Refusal(
            "too_many_picked",
            f"{count:,} contacts are selected; at most {MOST:,} are enrolled at once. "
            "Narrow the search, or import a file.",
        )

    def and_also(self, added: str) -> Picked:
        """Return the same with one more, who was not in the register before; everybody is told one by one then."""
        numbers = tuple(contact.member_number for contact in self.contacts()) if self.is_everyone else self.numbers
        return replace(self, numbers=tuple(dict.fromkeys([*numbers, added])), is_everyone=False, text=added)

    def beyond(self, shown: set[str]) -> list[str]:
        """Return the numbers ticked that are not on the page shown."""
        return [number for number in self.numbers if number not in shown]

    def __bool__(self) -> bool:
        """Whether anybody is picked."""
        return self.is_everyone or bool(self.numbers)

    def as_query(self) -> str:
        """Return the picking as part of an address."""
        everyone = [("all", "1")] if self.is_everyone else []
        return urlencode([("q", self.text), *everyone, *(("pick", number) for number in self.numbers)])


def picked(given: QueryDict) -> Picked:
    """Read whom a form names, by former member numbers too; one query where anybody is."""
    typed = dict.fromkeys(number for number in given.getlist("pick") if number and "\0" not in number)
    now = survivors(typed) if 0 < len(typed) <= MOST else {}
    numbers = tuple(dict.fromkeys(now[number].member_number if number in now else number for number in typed))
    complaints = tuple(told(number, survivor) for number, survivor in now.items())
    return Picked(numbers, given.get("all") == "1", given.get("q", "").replace("\0", "").strip(), complaints)
