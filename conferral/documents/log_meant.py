"""Which entries of the log are meant, once it is said in numbers: the same today as in an hour?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from conferral.models import Event
from conferral.models.event import Area

Said = Mapping[str, Sequence[str]]
"""What is meant as plain JSON, each part as the texts of its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Which entries are meant, whoever is renamed, merged or added meanwhile.

    None where anything will do; no account at all is the command line's. `without` are the areas that whoever asked
    does not see, `upto` is the place of the newest entry.
    """

    without: tuple[str, ...] = ()
    kind: str = ""
    batch: UUID | None = None
    since: datetime | None = None
    before: datetime | None = None
    contacts: tuple[int, ...] | None = None
    program: int | None = None
    accounts: tuple[int, ...] | None = None
    upto: int | None = None


def entries_of(meant: Meant) -> QuerySet[Event]:
    """Return the entries that are meant."""
    entries = Event.objects.all()
    if meant.without:
        entries = entries.exclude(_about(meant.without))
    if meant.kind:
        entries = entries.filter(kind=meant.kind) if "." in meant.kind else _of_area(entries, meant.kind)
    if meant.batch:
        entries = entries.filter(batch=meant.batch)
    if meant.since:
        entries = entries.filter(at__gte=meant.since)
    if meant.before:
        entries = entries.filter(at__lt=meant.before)
    if meant.contacts is not None:
        entries = entries.filter(_one_of("contact_id", meant.contacts))
    if meant.program is not None:
        entries = entries.filter(program_id=meant.program)
    if meant.accounts is not None:
        entries = entries.filter(_one_of("account_id", meant.accounts) if meant.accounts else Q(account_id=None))
    return entries if meant.upto is None else entries.filter(pk__lte=meant.upto)


def said(meant: Meant) -> Said:
    """Return what is meant as plain JSON, without what anything will do for."""
    parts: dict[str, Sequence[object] | None] = {
        "without": meant.without,
        "kind": _one(meant.kind or None),
        "batch": _one(meant.batch),
        "since": _one(meant.since and meant.since.isoformat()),
        "before": _one(meant.before and meant.before.isoformat()),
        "contacts": meant.contacts,
        "program": _one(meant.program),
        "accounts": meant.accounts,
        "upto": _one(meant.upto),
    }
    return {name: [str(value) for value in values] for name, values in parts.items() if values is not None}


def read(parts: Said) -> Meant:
    """Return what `said` has said."""
    alone = {name: values[0] for name, values in parts.items() if len(values) == 1}
    return Meant(
        without=tuple(parts["without"]),
        kind=alone.get("kind", ""),
        batch=UUID(alone["batch"]) if "batch" in parts else None,
        since=datetime.fromisoformat(alone["since"]) if "since" in parts else None,
        before=datetime.fromisoformat(alone["before"]) if "before" in parts else None,
        contacts=_numbers(parts, "contacts"),
        program=int(alone["program"]) if "program" in parts else None,
        accounts=_numbers(parts, "accounts"),
        upto=int(alone["upto"]) if "upto" in parts else None,
    )


def _one(value: object | None) -> Sequence[object] | None:
    return None if value is None else (value,)


def _numbers(parts: Said, name: str) -> tuple[int, ...] | None:
    return tuple(map(int, parts[name])) if name in parts else None


def _of_area(entries: QuerySet[Event], area: str) -> QuerySet[Event]:
    return entries.alias(area=Area("kind")).filter(area=area)


def _about(areas: tuple[str, ...]) -> Q:
    condition = Q()
    for area in areas:
        condition |= Q(kind__startswith=f"{area}.")
    return condition


def _one_of(column: str, keys: Sequence[int]) -> Q:
    return Q(**{column: keys[0]}) if len(keys) == 1 else Q(**{f"{column}__in": keys})
