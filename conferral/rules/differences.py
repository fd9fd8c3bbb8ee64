"""What differs between two definitions, in words? For whoever publishes, reads the history or edits at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.quantities import written


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: what it is about ("Deadline Period", "Requirement EXAM"), and the change in words."""

    about: str
    change: str

    def __str__(self) -> str:
        """Read as one line."""
        return f"{self.about}: {self.change}"


def differences(before: Definition, after: Definition) -> tuple[Difference, ...]:
    """Return everything that differs, in the order of the editor; empty exactly when the two are equal."""
    return tuple(_all(before, after))


def _all(before: Definition, after: Definition) -> Iterator[Difference]:
    for label, name in _FIELDS:
        yield from _became(label, _said(getattr(before, name)), _said(getattr(after, name)))
    yield from _became("Deadline Period", str(before.terms.deadline), str(after.terms.deadline))
    yield from _became("Grace Period", _said(before.terms.grace), _said(after.terms.grace))
    yield from _prerequisites(before, after)
    yield from _stages(before, after)
    yield from _categories(before, after)
    yield from _requirements(before, after)


_FIELDS = (
    ("Name", "name"),
    ("Description", "description"),
    ("Designation", "designation"),
    ("Unit Key", "unit_type"),
    ("Required units", "units_required"),
    ("Requires Approval", "requires_approval"),
    ("In order", "in_order"),
)


def _said(value: object) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return written(value)
    return str(value)


def _became(label: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(label, f"{before} becomes {after}")


def _prerequisites(before: Definition, after: Definition) -> Iterator[Difference]:
    yield from _became(
        "Prerequisites",
        ", ".join(sorted(before.prerequisites)) or "none",
        ", ".join(sorted(after.prerequisites)) or "none",
    )


def _stages(before: Definition, after: Definition) -> Iterator[Difference]:
    was, now = dict(before.stages), dict(after.stages)
    for number in sorted(was.keys() | now.keys()):
        yield from _became(f"Name of stage {number}", was.get(number, "none"), now.get(number, "none"))


def _categories(before: Definition, after: Definition) -> Iterator[Difference]:
    was = {item.code: item for item in before.categories}
    now = {item.code: item for item in after.categories}
    for code, item in was.items():
        if code not in now:
            yield Difference(f"Category {code}", f"{item.name} is taken out")
    for code, item in now.items():
        held = was.get(code)
        if held is None:
            yield Difference(f"Category {code}", f"{item.name} is added: {_bounds(item)}")
        elif held != item:
            changed = _changed(_category_said(held), _category_said(item))
            yield Difference(f"Category {code}", changed)
    kept = [code for code in was if code in now]
    if kept != [code for code in now if code in was]:
        yield Difference("Categories", "their order changes")


def _category_said(item: Category) -> dict[str, str]:
    return {
        "name": item.name,
        "minimum": _said(item.minimum),
        "maximum": _said(item.maximum),
        "within": item.within or "none",
    }


def _bounds(item: Category) -> str:
    said = [
        f"{word} {written(bound)}"
        for word, bound in (("at least", item.minimum), ("at most", item.maximum))
        if bound is not None
    ]
    return (", ".join(said) or "no minimum, no maximum") + (f", within {item.within}" if item.within else "")


def _requirements(before: Definition, after: Definition) -> Iterator[Difference]:
    was = {item.code: item for item in before.requirements}
    now = {item.code: item for item in after.requirements}
    for code, item in was.items():
        if code not in now:
            yield Difference(f"Requirement {code}", f"{item.title} is taken out")
    for code, item in now.items():
        held = was.get(code)
        if held is None:
            yield Difference(f"Requirement {code}", f"{item.title} is added: {_asked(item)}")
        elif held != item:
            yield Difference(f"Requirement {code}", _changed(_requirement_said(held), _requirement_said(item)))
    kept = [code for code in was if code in now]
    if kept != [code for code in now if code in was]:
        yield Difference("Requirements", "their order changes")


def _requirement_said(item: Requirement) -> dict[str, str]:
    return {
        "title": item.title,
        "component": item.component,
        "stage": str(item.stage),
        "required": _said(item.is_required),
        "units": written(item.units),
        "grade": _said(item.scale),
        "approval": _said(item.requires_approval),
        "enrollees may record it": _said(item.enrollees_may_record),
        "category": item.category or "none",
        "repeatable": _said(item.is_repeatable),
    }


def _asked(item: Requirement) -> str:
    said = ["required" if item.is_required else "elective", f"stage {item.stage}"]
    if item.units:
        said.append(f"{written(item.units)} units{f' of {item.category}' if item.category else ''}")
    elif item.category:
        said.append(f"of {item.category}")
    if item.is_repeatable:
        said.append("repeatable")
    if item.scale:
        said.append(f"graded ({item.scale})")
    if item.requires_approval:
        said.append("with approval")
    if item.enrollees_may_record:
        said.append("enrollees may record it")
    return ", ".join(said)


def _changed(before: dict[str, str], after: dict[str, str]) -> str:
    return "; ".join(f"{name} {before[name]} becomes {after[name]}" for name in before if before[name] != after[name])
