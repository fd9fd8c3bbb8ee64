"""How does a grade scale come to be, change and go? Two scales never say the same."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from conferral.actions.log import Log, changes
from conferral.actions.parts import Part
from conferral.models import GradeScale, uses
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.components import check_optional_name
from conferral.rules.contacts import check_line
from conferral.rules.grades import LONGEST_LETTER, Scale, check_scale
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.uses import may_reword


def called(row: GradeScale) -> str:
    """Return what people call a scale: its name or, where it has none, what it says."""
    return row.name or str(row)


PART = Part(
    model=GradeScale,
    kind="grade_scale",
    word="grade scale",
    permit=permits.may_set_policies,
    use=uses.of_grade_scale,
    said=lambda row: {"name": row.name, "scale": str(row)},
    named=lambda row: f"The grade scale {called(row)}",
)


@transaction.atomic
def add(*, scale: Scale, name: str = "", by: Actor, at: datetime) -> GradeScale:
    """Add a grade scale; `name` is what staff call it, if anything.

    Raises Refused: `role_needed`, those of `check_scale`, `name_...`, `scale_taken` for one that
    says the same as another.
    """
    _allow(by, scale, name)
    row = GradeScale(name=name)
    _spell(row, scale)
    _save(row)
    log = Log(by, at)
    log.add("grade_scale.added", subject=row.key, after=_said(row))
    log.write()
    return row


@transaction.atomic
def change(
    *, grade_scale: int, scale: Scale, name: str, by: Actor, at: datetime, revision: int | None = None
) -> GradeScale:
    """Change a scale's name, and what it says while no published version is graded on it.

    Raises Refused: `role_needed`, `removed`, `stale`, `fixed_by_version`, and those of `add`.
    """
    _allow(by, scale, name)
    row = PART.locked(grade_scale, by, revision)
    held = _said(row)
    if scale != row.scale:
        if refusal := may_reword("scale", "this scale", uses.of_grade_scale(row.pk)):
            raise Refused(refusal)
        _spell(row, scale)
    row.name = name
    before, after = changes(held, _said(row))
    if not after:
        return row
    row.revision += 1
    _save(row)
    log = Log(by, at)
    log.add("grade_scale.changed", subject=row.key, before=before, after=after)
    log.write()
    return row


@transaction.atomic
def retire(*, grade_scale: int, by: Actor, at: datetime, revision: int | None = None) -> GradeScale:
    """Retire a grade scale: drafts take it no more, where it stands it stays.

    Raises Refused: `role_needed`, `removed`, `stale`.
    """
    return PART.set_retired(grade_scale, by, at, revision, is_retired=True)


@transaction.atomic
def bring_back(*, grade_scale: int, by: Actor, at: datetime, revision: int | None = None) -> GradeScale:
    """Bring a retired grade scale back. Raises Refused as `retire` does."""
    return PART.set_retired(grade_scale, by, at, revision, is_retired=False)


@transaction.atomic
def remove(*, grade_scale: int, by: Actor, at: datetime, revision: int | None = None) -> None:
    """Remove a grade scale on which nothing is graded. Raises Refused as `retire` does, and `in_use`."""
    PART.remove(grade_scale, by, at, revision)


def _allow(by: Actor, scale: Scale, name: str) -> None:
    refusal = permits.may_set_policies(by) or check_optional_name(name) or check_scale(scale)
    for letter in scale.letters:
        refusal = refusal or check_line("letters", letter, LONGEST_LETTER)
    if refusal:
        raise Refused(refusal)


def _spell(row: GradeScale, scale: Scale) -> None:
    row.signature = GradeScale.signature_of(scale)
    row.kind = scale.kind.value
    row.maximum = scale.maximum
    row.pass_mark = scale.pass_mark
    row.letters = list(scale.letters)


def _said(row: GradeScale) -> dict[str, object]:
    return {"name": row.name, "scale": str(row)}


def _save(row: GradeScale) -> None:
    """Save a scale; the database decides whether another says the same."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        other = GradeScale.objects.filter(signature=row.signature).first()
        named = f"{called(other)}{', which is retired' if other.is_retired else ''}" if other else str(row)
        raise Refused(
            Refusal("scale_taken", f"There is a grade scale that says the same already: {named}. Use that one.")
        ) from taken
