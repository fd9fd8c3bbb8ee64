"""Which one of very many is meant by what was typed? A code or a number as it is, or words that a search finds.

Where several match, the form comes back with them to choose from; nothing is written before one is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferral.models import Component, Contact
from conferral.models.former_number import numbered
from conferral.models.text_search import words_in
from conferral.rules.days import shortened

MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that what was typed may mean: its primary key, what to type for it, and what it is called."""

    number: int
    typed: str
    label: str


Finder = Callable[[str], list[Candidate]]


class ChoosingForm(forms.Form):
    """A form with fields in which one of very many is named; `candidates` are offered, `chosen` is what was meant."""

    finders: ClassVar[dict[str, Finder]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates: dict[str, list[Candidate]] = {}
        self.chosen: dict[str, Candidate] = {}

    def choose(self, name: str) -> Candidate | None:
        """Return what a field means, None for a blank one; raises ValidationError when that is not one thing."""
        self.chosen.pop(name, None)
        typed = self.cleaned_data.get(name, "")
        if not typed:
            return None
        was_for, picked = (self.data.get(f"{name}_{part}", "").replace("\0", "") for part in ("for", "is"))
        found = self.finders[name](picked if picked and was_for == typed else typed)
        if len(found) == 1:
            self.chosen[name] = found[0]
            return found[0]
        said = {"text": shortened(typed), "most": MOST}
        if not found:
            raise ValidationError(_("Nothing matches %(text)s.") % said, code="nothing_matches")
        self.candidates[name] = found[:MOST]
        if len(found) > MOST:
            raise ValidationError(
                _("More than %(most)s match %(text)s: choose one of these, or write more of it.") % said,
                code="several_match",
            )
        raise ValidationError(_("Several match %(text)s: choose one of them.") % said, code="several_match")


def components(text: str) -> list[Candidate]:
    """Return the component of that code or, where there is none, those a search finds that are not retired."""
    exact = list(Component.objects.filter(code=text))
    found = Component.objects.filter(words_in(text, "code", "title"), is_retired=False).order_by("title", "pk")
    return [candidate_of_component(row) for row in exact or found[: MOST + 1]]


def contacts(text: str) -> list[Candidate]:
    """Return the contact of that member number, a former one too, or, where there is none, those a search finds."""
    exact = numbered(text)
    found = Contact.objects.named(text).order_by("sort_name", "pk")
    return [candidate_of_contact(row) for row in ([exact] if exact and exact.erased_at is None else found[: MOST + 1])]


def candidate_of_component(row: Component) -> Candidate:
    """Return a component as something to choose."""
    return Candidate(row.pk, row.code, f"{row.title} ({row.code})")


def candidate_of_contact(row: Contact) -> Candidate:
    """Return a contact as somebody to choose."""
    return Candidate(row.pk, row.member_number, f"{row.full_name} ({row.member_number})")
