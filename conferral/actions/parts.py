"""How is a part of programs locked, retired, brought back and removed, whichever part it is?

A part is a component, an offering, a unit type or a grade scale. Whoever begins to use one locks it
first, so nothing is removed under the hands of somebody who just took it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from conferral.actions import revisions
from conferral.actions.log import Log
from conferral.models import Component, GradeScale, Offering, UnitType, Version
from conferral.rules.actors import Actor
from conferral.rules.definition import Definition
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.uses import Use, may_remove

Row = TypeVar("Row", Component, Offering, UnitType, GradeScale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[Row]):
    """What the actions have to know of one kind of part.

    `kind` begins the kinds of its entries in the log; `word` is what people call it; `said` is what
    the log keeps of a row that is removed, `named` how a sentence calls it.
    """

    model: type[Row]
    kind: str
    word: str
    permit: Callable[[Actor], Refusal | None]
    use: Callable[[int], Use]
    said: Callable[[Row], Mapping[str, object]]
    named: Callable[[Row], str]

    def locked(self, pk: int, by: Actor, revision: int | None) -> Row:
        """Return the row, locked, for somebody who may change it and looked at it as it is."""
        if refusal := self.permit(by):
            raise Refused(refusal)
        row = self.model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()  # noqa: SLF001 - Django's documented name for it
        if row is None:
            raise Refused(Refusal("removed", f"This {self.word} was deleted meanwhile; nothing was saved."))
        revisions.check(row, revision)
        return row

    def set_retired(self, pk: int, by: Actor, at: datetime, revision: int | None, *, is_retired: bool) -> Row:
        """Retire a part or bring it back; untouched when it is so already."""
        row = self.locked(pk, by, revision)
        if row.is_retired is is_retired:
            return row
        row.is_retired = is_retired
        row.revision += 1
        row.save()
        log = Log(by, at)
        log.add(
            f"{self.kind}.{'retired' if is_retired else 'brought_back'}",
            subject=row.key,
            before={"is_retired": not is_retired},
            after={"is_retired": is_retired},
        )
        log.write()
        return row

    def remove(self, pk: int, by: Actor, at: datetime, revision: int | None) -> None:
        """Remove a part that nothing uses; refused as `in_use` otherwise."""
        row = self.locked(pk, by, revision)
        if refusal := may_remove(self.named(row), self.use(row.pk)):
            raise Refused(refusal)
        log = Log(by, at)
        log.add(f"{self.kind}.removed", subject=row.key, before=self.said(row))
        log.write()
        row.delete()


def refuse_retired(definition: Definition, held: Definition) -> None:
    """Refuse what is retired where it was not held before: it is offered nowhere new, and stays where it is.

    Raises Refused: `component_retired`, `unit_type_retired`, `grade_scale_retired`.
    """
    components = {item.component for item in definition.requirements} - {item.component for item in held.requirements}
    if retired := Component.objects.filter(code__in=components, is_retired=True).order_by("code").first():
        raise Refused(_retired("component", f"{retired.title} ({retired.code})"))
    if (
        definition.unit_type != held.unit_type
        and UnitType.objects.filter(name=definition.unit_type, is_retired=True).exists()
    ):
        raise Refused(_retired("unit_type", definition.unit_type))
    scales = {item.scale for item in definition.requirements} - {item.scale for item in held.requirements}
    signatures = [GradeScale.signature_of(scale) for scale in scales if scale]
    if scale := GradeScale.objects.filter(signature__in=signatures, is_retired=True).order_by("pk").first():
        raise Refused(_retired("grade_scale", f"The grade scale {scale.name or scale}"))


def lock_parts(version: Version) -> None:
    """Keep what a version is made of as it is until it is published: its components, unit type, grade scales."""
    built = version.requirements.all()
    # In the order in which write_parts locks them.
    list(UnitType.objects.select_for_update(no_key=True).filter(versions=version))
    components = Component.objects.select_for_update(no_key=True).order_by("code")
    list(components.filter(pk__in=built.values("component")))
    scales = GradeScale.objects.select_for_update(no_key=True).order_by("signature")
    list(scales.filter(pk__in=built.values("grade_scale")))


def _retired(part: str, named: str) -> Refusal:
    return Refusal(f"{part}_retired", f"{named} is retired, so it is used nowhere new; bring it back first.")
