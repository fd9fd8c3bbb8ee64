"""How does a unit type come to be, change and go? What units are called is not every staff member's to say."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from conferral.actions.log import Log
from conferral.actions.parts import Part
from conferral.models import UnitType, uses
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.components import check_name
from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.uses import may_reword

PART = Part(
    model=UnitType,
    kind="unit_type",
    word="unit type",
    permit=permits.may_set_policies,
    use=uses.of_unit_type,
    said=lambda row: {"name": row.name},
    named=lambda row: row.name,
)


@transaction.atomic
def add(*, name: str, by: Actor, at: datetime) -> UnitType:
    """Add a unit type. Raises Refused: `role_needed`, those of `check_name`, `name_taken`."""
    if refusal := permits.may_set_policies(by) or check_name(name):
        raise Refused(refusal)
    row = UnitType(name=name)
    _save(row)
    log = Log(by, at)
    log.add("unit_type.added", subject=row.key, after={"name": name})
    log.write()
    return row


@transaction.atomic
def change(*, unit_type: int, name: str, by: Actor, at: datetime, revision: int | None = None) -> UnitType:
    """Rename a unit type that no published version counts in.

    Raises Refused: `role_needed`, `removed`, `stale`, `fixed_by_version`, and those of `add`.
    """
    if refusal := permits.may_set_policies(by) or check_name(name):
        raise Refused(refusal)
    row = PART.locked(unit_type, by, revision)
    if name == row.name:
        return row
    if refusal := may_reword("name", f"the name {row.name}", uses.of_unit_type(row.pk)):
        raise Refused(refusal)
    before, row.name = row.name, name
    row.revision += 1
    _save(row)
    log = Log(by, at)
    log.add("unit_type.changed", subject=row.key, before={"name": before}, after={"name": name})
    log.write()
    return row


@transaction.atomic
def retire(*, unit_type: int, by: Actor, at: datetime, revision: int | None = None) -> UnitType:
    """Retire a unit type: drafts take it no more, where it stands it stays.

    Raises Refused: `role_needed`, `removed`, `stale`.
    """
    return PART.set_retired(unit_type, by, at, revision, is_retired=True)


@transaction.atomic
def bring_back(*, unit_type: int, by: Actor, at: datetime, revision: int | None = None) -> UnitType:
    """Bring a retired unit type back. Raises Refused as `retire` does."""
    return PART.set_retired(unit_type, by, at, revision, is_retired=False)


@transaction.atomic
def remove(*, unit_type: int, by: Actor, at: datetime, revision: int | None = None) -> None:
    """Remove a unit type that no version counts in. Raises Refused as `retire` does, and `in_use`."""
    PART.remove(unit_type, by, at, revision)


def _save(row: UnitType) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise Refused(
            Refusal("name_taken", f"name: there is a unit type {shortened(row.name)} already; use that one.")
        ) from taken
