"""How does the log say what its entries hold, and which kinds are there to choose from?

The words of an entry are in `rules/entry_words.py`; here they are put beside what was before and after, side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from conferral.documents.log import Entry
from conferral.rules import changed, days, entry_words
from conferral.rules.log_reading import area_of
from conferral.rules.refusals import Refusal
from conferral.web.formats import day

A_DAY = len("2026-03-02")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an entry tells of: what it is called, what it was, what it became; blank where it was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KindGroup:
    """The kinds of entries about one thing: a choice for all of them, then each."""

    area: str
    label: str
    kinds: list[tuple[str, str]]


def kind_groups(hidden: tuple[str, ...] = ()) -> list[KindGroup]:
    """Return the kinds to choose from, by what they are about, without what is hidden."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind, label in entry_words.LABELS.items():
        groups.setdefault(area_of(kind), []).append((kind, label))
    areas = _areas()
    return [KindGroup(area, areas.get(area, area), kinds) for area, kinds in groups.items() if area not in hidden]


def sentence_of(entry: Entry) -> str:
    """Say what an entry says, or that its contents were erased."""
    if entry.erased_at:
        return entry_words.erased(entry.kind)
    about = entry.about.requirement_title or (entry.about.part.name if entry.about.part else "")
    return entry_words.said(entry.kind, entry.before, entry.after, about=about)


def changes_of(entry: Entry) -> list[Change]:
    """Return what an entry says was there before and after, in the order it was written, each in words."""
    names = list(dict.fromkeys((*entry.before, *entry.after)))
    said = [Change(_label(name), _said(entry.before, name), _said(entry.after, name)) for name in names]
    return [change for change in said if change.before or change.after]


def _label(name: str) -> str:
    return changed.FIELDS.get(name) or name.replace("_", " ").capitalize()


def _said(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return changed.FORMS.get(value, value) if name == "rejection" and value else written(value)


def written(value: object) -> str:
    """Write a value of an entry for people: days as everywhere, yes and no, lists one after the other."""
    match value:
        case None | "" | [] | {}:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case str():
            found = days.parse("", value) if len(value) == A_DAY else None
            return value if found is None or isinstance(found, Refusal) else day(found)
        case list():
            return Markup(", ").join(written(part) for part in value)
        case dict():
            parts = (Markup("{}: {}").format(_label(str(name)), written(part)) for name, part in value.items())
            return Markup(", ").join(parts)
        case _:
            return str(value)


def _areas() -> dict[str, str]:
    return {
        "enrollment": _("Enrollments"),
        "completion": _("Completions"),
        "contact": _("Contacts"),
        "order": _("Orders"),
        "registration": _("Registrations for events"),
        "waitlist": _("Waitlists of events"),
        "notice": _("Notices"),
        "program": _("Programs"),
        "list": _("Lists taken along"),
        "version": _("Versions and drafts"),
        "component": _("Components"),
        "offering": _("Offerings"),
        "unit_type": _("Unit types"),
        "grade_scale": _("Grade scales"),
        "account": _("Accounts"),
        "organization": _("The organization"),
    }
