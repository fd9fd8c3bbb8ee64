"""What would become of two contacts that are merged? The details kept, and every enrollment before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.db.models.functions import Lower

from conferral.models import Contact, Enrollment, Offering
from conferral.models.merging import sides
from conferral.rules import succession
from conferral.rules.actors import Actor
from conferral.rules.merging import CHOSEN, may_merge, offered
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail of both; `is_theirs` offers the duplicate's, because the survivor has none."""

    name: str
    ours: str
    theirs: str
    is_theirs: bool

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.theirs) and self.ours != self.theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One enrollment of either in a program that moves: how it stands now and would stand; None before it begins."""

    program: str
    version: int
    enrolled_on: date
    is_theirs: bool
    now: Standing | None
    then: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """Everything the page says before anybody merges; `closes` is the user name of the account that would be closed."""

    details: tuple[Detail, ...]
    enrollments: tuple[Moved, ...]
    offerings: int
    moves_account: bool
    closes: str
    refusal: Refusal | None


def merging(survivor: Contact, duplicate: Contact, *, by: Actor, on: date) -> Merging:
    """Return what merging the duplicate into the survivor would do, in a fixed number of queries."""
    ours, theirs = asdict(survivor.details()), asdict(duplicate.details())
    only_theirs = offered(survivor.details(), duplicate.details())
    known = sides([survivor, duplicate], on=on)
    account = getattr(duplicate, "account", None)
    has_own = known[survivor.pk].role is not None
    return Merging(
        details=tuple(Detail(name, str(ours[name]), str(theirs[name]), name in only_theirs) for name in CHOSEN),
        enrollments=tuple(_moved(survivor, duplicate, on)),
        offerings=Offering.objects.filter(instructor=duplicate).count(),
        moves_account=account is not None and not has_own,
        closes=account.username if account is not None and has_own else "",
        refusal=may_merge(by, survivor=known[survivor.pk], duplicate=known[duplicate.pk]),
    )


def _moved(survivor: Contact, duplicate: Contact, on: date) -> list[Moved]:
    """Return the enrollments of both in the programs of the duplicate, by program, as they would follow each other."""
    rows = list(
        Enrollment.objects.filter(contact__in=[survivor, duplicate])
        .select_related("contact", "program", "version")
        .order_by("pk")
    )
    programs = {row.program_id: row.program.code for row in rows if row.contact_id == duplicate.pk}
    found: list[Moved] = []
    for program in sorted(programs, key=lambda key: programs[key]):
        line = {row.pk: row for row in rows if row.program_id == program}
        places = [row.place_in_line() for row in line.values()]
        due = succession.replacements(places)
        found += [
            _one(line[place.key], due[place.key], duplicate, on) for place in reversed(succession.in_order(places))
        ]
    return found


def _one(row: Enrollment, replaced_on: date | None, duplicate: Contact, on: date) -> Moved:
    facts = row.facts()
    return Moved(
        program=row.program.code,
        version=row.version.number or 0,
        enrolled_on=row.enrolled_on,
        is_theirs=row.contact_id == duplicate.pk,
        now=standing(facts, on),
        then=standing(replace(facts, replaced_on=replaced_on), on),
    )


def same_as(contact: Contact, *, most: int = 20) -> Sequence[Contact]:
    """Return other contacts with the same email or the same name, at most so many, in two queries."""
    others = Contact.objects.filter(erased_at=None).exclude(pk=contact.pk)
    named = others.filter(sort_name=contact.sort_name).order_by("sort_name", "pk")[:most]
    found = {row.pk: row for row in named}
    if contact.email:
        mailed = others.exclude(email="").annotate(mailed=Lower("email")).filter(mailed=contact.email.lower())
        found |= {row.pk: row for row in mailed.order_by("pk")[:most]}
    return list(found.values())[:most]
