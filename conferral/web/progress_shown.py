"""How is progress put on a page: requirements by stage, each a link or plain with the reason?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from conferral.documents.standing import EnrollmentStanding
from conferral.models import Completion
from conferral.rules.attempts import Attempt, AttemptState, state_of
from conferral.rules.definition import Category, outer_first
from conferral.rules.progress import RequirementProgress
from conferral.rules.quantities import written
from conferral.rules.recording import is_link, may_work_on


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement on the page; `why` says what a reader has to know beside the status."""

    item: RequirementProgress
    is_link: bool
    why: str
    details: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Stage:
    """The requirements of one stage; `name` is empty where the version gives it none."""

    number: int
    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Total:
    """Units of one kind against what is required: the program's, or a category's, which may be part of another."""

    label: str
    units: Decimal
    required: Decimal | None
    note: str
    is_part: bool = False

    @property
    def share(self) -> float:
        """How much of what is required is there, from 0 to 1."""
        return min(float(self.units / self.required), 1.0) if self.required else 0.0


def stages(shown: EnrollmentStanding, *, on: date) -> list[Stage]:
    """Return the requirements by stage, in the version's order."""
    names = dict(shown.progress.definition.stages)
    notes = _rejection_notes(shown)
    ordered = sorted(shown.progress.requirements, key=lambda item: item.requirement.stage)
    return [
        Stage(number, names.get(number, ""), [_line(item, shown, on, notes) for item in items])
        for number, items in groupby(ordered, key=lambda item: item.requirement.stage)
    ]


def totals(shown: EnrollmentStanding) -> list[Total]:
    """Return the units of the program and of each category, where the version asks for any."""
    definition = shown.progress.definition
    unit = definition.unit_type or _("units")
    found = []
    if definition.units_required or shown.progress.units:
        found.append(Total(unit, shown.progress.units, definition.units_required or None, ""))
    progress_of = {item.category.code: item for item in shown.progress.categories}
    for category in outer_first(definition.categories):
        item, outer = progress_of[category.code], progress_of.get(category.within)
        note = _limit(category, outer.category.name if outer else "")
        found.append(Total(category.name, item.gathered, category.minimum, note, is_part=outer is not None))
    return found


def _limit(category: Category, outer: str) -> str:
    """Say how much of a category counts, and where."""
    said = {"units": written(category.maximum) if category.maximum is not None else "", "outer": outer}
    if outer and said["units"]:
        return _("at most %(units)s count, toward %(outer)s") % said
    if outer:
        return _("counts toward %(outer)s") % said
    return _("at most %(units)s count") % said if said["units"] else ""


def _line(item: RequirementProgress, shown: EnrollmentStanding, on: date, notes: Mapping[int, str]) -> Line:
    facts = shown.enrollment.facts()
    linked = is_link(item.requirement, shown.progress, facts, on)
    refusal = None if linked else may_work_on(item.requirement, shown.progress, facts, on)
    last = next((one for one in reversed(item.attempts) if not one.is_voided), None)
    return Line(
        item=item,
        is_link=linked,
        why=refusal.message if refusal else _about(item, last, notes),
        details=_details(item, last, shown.progress.definition.name_of_category(item.requirement.category)),
        done_on=item.complete_on or (last.completed_on if last else None),
    )


def _about(item: RequirementProgress, last: Attempt | None, notes: Mapping[int, str]) -> str:
    """Say what became of the last attempt where the status alone does not."""
    if last is None or item.is_complete:
        return ""
    state = state_of(item.requirement, last)
    if state in (AttemptState.RETURNED, AttemptState.REJECTED):
        return f"{state.label}: {notes.get(last.key, '')}"
    if state is AttemptState.NOT_PASSED:
        return _("Not passed: %(grade)s (%(scale)s).") % {"grade": last.grade, "scale": str(item.requirement.scale)}
    return ""


def _details(item: RequirementProgress, last: Attempt | None, category: str) -> str:
    said = []
    required = item.requirement.units
    if item.requirement.is_repeatable:
        said.append(
            _("%(units)s of %(required)s units") % {"units": written(item.units), "required": written(required)}
        )
    elif required:
        said.append(_("%(units)s units") % {"units": written(required)})
    if category and said:
        said.append(category)
    if last is not None and last.grade and item.is_complete:
        said.append(_("grade %(grade)s") % {"grade": last.grade})
    return " · ".join(said)


def _rejection_notes(shown: EnrollmentStanding) -> dict[int, str]:
    rejected = [
        attempt.key
        for item in shown.progress.requirements
        for attempt in item.attempts
        if attempt.rejection is not None
    ]
    if not rejected:
        return {}
    return dict(Completion.objects.filter(pk__in=rejected).values_list("pk", "rejection_note"))
