"""Where is a part of programs used, and what follows from it: may it be removed, may it be changed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conferral.rules.quantities import counted
from conferral.rules.refusals import Refusal

MOST_SAID = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A version that uses it; `version` is None for the draft. `name` is what that version is called."""

    program: str
    version: int | None
    name: str = ""

    def __str__(self) -> str:
        """Read as "version 2 of EMT-R" or "the draft of EMT-R"."""
        return f"the draft of {self.program}" if self.version is None else f"version {self.version} of {self.program}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """All that uses one part: versions of programs, offerings, completions, registrations and seats held."""

    places: tuple[Place, ...] = ()
    offerings: int = 0
    completions: int = 0
    registrations: int = 0
    held: int = 0

    @property
    def published(self) -> tuple[Place, ...]:
        """The published versions among the places: what they say never changes."""
        return tuple(place for place in self.places if place.version is not None)

    def __bool__(self) -> bool:
        """Whether anything uses it."""
        return bool(self.places or self.offerings or self.completions or self.registrations or self.held)

    def __str__(self) -> str:
        """Read as "version 1 of EMT-R, 2 offerings and 1 completion"."""
        *most, last = self._said()
        return f"{', '.join(most)} and {last}" if most else last

    def _said(self) -> Iterator[str]:
        yield from _listed(self.places)
        if self.offerings:
            yield counted(self.offerings, "offering")
        if self.completions:
            yield counted(self.completions, "completion")
        if self.registrations:
            yield counted(self.registrations, "registration")
        if self.held:
            yield counted(self.held, "line") + " of carts"


def may_remove(named: str, use: Use) -> Refusal | None:
    """Refuse to remove what is in use; `named` begins the sentence."""
    if not use:
        return None
    return Refusal("in_use", f"{named} is used by {use}, so it cannot be deleted; retire it instead.")


def may_reword(field: str, named: str, use: Use) -> Refusal | None:
    """Refuse to change what a published version says; `field` is what would change."""
    if not use.published:
        return None
    *most, last = _listed(use.published)
    where = f"{', '.join(most)} and {last}" if most else last
    return Refusal(
        "fixed_by_version", f"{field}: {named} stands in {where}, and what is published never changes; it has to stay."
    )


def _listed(places: tuple[Place, ...]) -> list[str]:
    said = [str(place) for place in places[:MOST_SAID]]
    more = len(places) - MOST_SAID
    return [*said, counted(more, "more version")] if more > 0 else said
