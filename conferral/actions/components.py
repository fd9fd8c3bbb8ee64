"""How does a component come to be, change and go?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from conferral.actions.log import Log, changes
from conferral.actions.parts import Part
from conferral.models import Component, uses
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.components import Details, check_details
from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.uses import may_reword


def details_of(component: Component) -> Details:
    """Return what a component says of itself."""
    return Details(code=component.code, title=component.title, description=component.description)


PART = Part(
    model=Component,
    kind="component",
    word="component",
    permit=permits.may_define,
    use=uses.of_component,
    said=lambda row: asdict(details_of(row)),
    named=lambda row: f"{row.title} ({row.code})",
)


@transaction.atomic
def add(*, details: Details, by: Actor, at: datetime) -> Component:
    """Add a component, ready for drafts and offerings.

    Raises Refused: `role_needed`, those of `check_details`, `code_taken`.
    """
    if refusal := permits.may_define(by) or check_details(details):
        raise Refused(refusal)
    row = Component(**asdict(details))
    _save(row)
    log = Log(by, at)
    log.add("component.added", subject=row.key, after=asdict(details))
    log.write()
    return row


@transaction.atomic
def change(*, component: int, details: Details, by: Actor, at: datetime, revision: int | None = None) -> Component:
    """Change a component; its code only while no published version says it.

    Raises Refused: `role_needed`, `removed`, `stale`, `fixed_by_version`, and those of `add`.
    """
    if refusal := permits.may_define(by) or check_details(details):
        raise Refused(refusal)
    row = PART.locked(component, by, revision)
    before, after = changes(asdict(details_of(row)), asdict(details))
    if not after:
        return row
    if "code" in after and (refusal := may_reword("code", f"the code {row.code}", uses.of_component(row.pk))):
        raise Refused(refusal)
    for name, value in after.items():
        setattr(row, name, value)
    row.revision += 1
    _save(row)
    log = Log(by, at)
    log.add("component.changed", subject=row.key, before=before, after=after)
    log.write()
    return row


@transaction.atomic
def retire(*, component: int, by: Actor, at: datetime, revision: int | None = None) -> Component:
    """Retire a component: drafts and offerings take it no more, where it stands it stays.

    Raises Refused: `role_needed`, `removed`, `stale`.
    """
    return PART.set_retired(component, by, at, revision, is_retired=True)


@transaction.atomic
def bring_back(*, component: int, by: Actor, at: datetime, revision: int | None = None) -> Component:
    """Bring a retired component back. Raises Refused as `retire` does."""
    return PART.set_retired(component, by, at, revision, is_retired=False)


@transaction.atomic
def remove(*, component: int, by: Actor, at: datetime, revision: int | None = None) -> None:
    """Remove a component that nothing uses. Raises Refused as `retire` does, and `in_use`."""
    PART.remove(component, by, at, revision)


def _save(row: Component) -> None:
    """Save a component; its code is the one thing that can be another's, and the database decides whose it is."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise Refused(
            Refusal("code_taken", f"code: {shortened(row.code)} is the code of another component; choose another one.")
        ) from taken
