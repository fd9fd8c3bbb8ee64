"""How is an example of a program written in a file, and which examples does a program not give?

Keeps docs/files.md, programs.json: an example is a record made up and what must come out of it on a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from conferral.rules.contacts import check_line
from conferral.rules.days import shortened
from conferral.rules.definition import Definition
from conferral.rules.examples import Done, Example, Expected, judge
from conferral.rules.grades import LONGEST_LETTER
from conferral.rules.program_file_values import Fault, Members, Place, clean, fault
from conferral.rules.program_file_versions import LONGEST_CODE, LONGEST_NAME
from conferral.rules.quantities import in_json
from conferral.rules.refusals import Refusal
from conferral.rules.requirement_status import RequirementStatus
from conferral.rules.standing import Status

MOST_EXAMPLES, MOST_COMPLETIONS, MOST_EXPECTED = 100, 500, 999_999
MOST_DIFFERENCES = 5
DATES = ("grace_begins_on", "expires_on", "approved_on", "cancelled_on")
KEYS = ("name", "enrolled_on", *DATES, "completions", "on", "expect")
DONE_KEYS = ("requirement", "completed_on", "grade", "units", "approved_on")
EXPECTED_DAYS = ("completion_deadline", "started_on", "requirements_met_on", "earned_on")
EXPECTED_KEYS = ("status", *EXPECTED_DAYS, "complete", "missing", "units", "requirements", "categories")

Json = dict[str, object]


def read_examples(place: Place) -> list[Json]:
    """Read a list of examples and return them as they are kept; what is wrong is noted at its place."""
    read: list[Json] = []
    names: dict[str, int] = {}
    for number, item in enumerate(place.items()):
        if number == MOST_EXAMPLES:
            place.no("examples_too_many", f"a program has at most {MOST_EXAMPLES} examples.")
            break
        example = read_example(item)
        if example is None:
            continue
        if example.name in names:
            item.at("name").no("example_repeated", f"examples[{names[example.name]}] has that name too.")
        names.setdefault(example.name, number)
        read.append(kept(example))
    return read


def read_example(place: Place) -> Example | None:
    """Read one example; None when something it needs is missing, which is noted."""
    members = place.members(KEYS, needed=("name", "enrolled_on", "on", "expect"))
    if members is None:
        return None
    name = members.needed_line("name", LONGEST_NAME)
    enrolled_on, on = members.day("enrolled_on"), members.day("on")
    dates = {key: members.day(key) for key in DATES}
    if members.get("grace_begins_on") and not members.get("expires_on"):
        place.at("grace_begins_on").no(
            "grace_without_expiration",
            "it stands without expires_on; give both, or neither to have them computed from the version's periods.",
        )
    completions = [done for item in _few(members) if (done := _done(item))]
    expect = members.get("expect")
    expected = _expected(expect) if expect else None
    if not name or enrolled_on is None or on is None or expected is None:
        return None
    return Example(name=name, enrolled_on=enrolled_on, on=on, expect=expected, completions=tuple(completions), **dates)


def kept(example: Example) -> Json:
    """Return an example as files and the register hold it: what says nothing is left out."""
    completions = [
        {
            "requirement": done.requirement,
            "completed_on": done.completed_on.isoformat(),
            **_said({"grade": done.grade, "units": done.units, "approved_on": done.approved_on}),
        }
        for done in example.completions
    ]
    expect = example.expect
    return {
        "name": example.name,
        "enrolled_on": example.enrolled_on.isoformat(),
        **_said({key: getattr(example, key) for key in DATES}),
        **({"completions": completions} if completions else {}),
        "on": example.on.isoformat(),
        "expect": _said(
            {key: getattr(expect, key) for key in EXPECTED_KEYS[:-2]}
            | {
                "requirements": {code: status.value for code, status in expect.requirements},
                "categories": {code: in_json(units) for code, units in expect.categories},
            }
        ),
    }


def example_of(value: object, path: str) -> Example | tuple[Fault, ...]:
    """Return the example that a decoded or stored value says, or everything that is wrong with it."""
    faults: list[Fault] = []
    example = read_example(Place(value, path, faults))
    return tuple(faults) if faults or example is None else example


def check_examples(stored: object) -> Refusal | None:
    """Refuse what is no list of examples; the sentence says where and why."""
    faults: list[Fault] = []
    read_examples(Place(stored, "examples", faults))
    return faults[0].refusal if faults else None


def in_order(stored: Iterable[object]) -> list[object]:
    """Return stored examples with their keys in the order of the file; a database may have sorted them otherwise."""
    found = ((value, example_of(value, "")) for value in stored)
    return [kept(example) if isinstance(example, Example) else value for value, example in found]


def failing(definition: Definition, stored: Sequence[object]) -> tuple[Fault, ...]:
    """Return a fault (`example_fails`) for each example that a definition does not give, at `examples[n]`.

    Examples are as they are stored; one that cannot be read has the faults of reading it.
    """
    faults: list[Fault] = []
    for number, value in enumerate(stored):
        path = f"examples[{number}]"
        example = example_of(value, path)
        if isinstance(example, tuple):
            faults += example
        elif differences := judge(definition, example):
            said = "; ".join(str(one) for one in differences[:MOST_DIFFERENCES])
            more = f"; and {len(differences) - MOST_DIFFERENCES} more" if len(differences) > MOST_DIFFERENCES else ""
            sentence = f"the example {shortened(example.name)} does not come out as it says. {said}{more}."
            faults.append(fault(path, "example_fails", sentence))
    return tuple(faults)


def _few(members: Members) -> list[Place]:
    places = list(members.items("completions"))
    if len(places) > MOST_COMPLETIONS:
        members.place.at("completions").no(
            "completions_too_many", f"an example has at most {MOST_COMPLETIONS} completions, not {len(places)}."
        )
        return []
    return places


def _done(place: Place) -> Done | None:
    members = place.members(DONE_KEYS, needed=("requirement", "completed_on"))
    if members is None:
        return None
    requirement, completed_on = members.needed_line("requirement", LONGEST_CODE), members.day("completed_on")
    grade, units, approved_on = _grade(members), members.quantity("units"), members.day("approved_on")
    if not requirement or completed_on is None:
        return None
    return Done(requirement=requirement, completed_on=completed_on, grade=grade, units=units, approved_on=approved_on)


def _grade(members: Members) -> str:
    """Points may be given as a number; the scale says later whether it knows the grade."""
    place = members.get("grade")
    if place is None or isinstance(place.value, str):
        return members.line("grade", LONGEST_LETTER)
    points = place.quantity()
    return "" if points is None else format(points, "f")


def _expected(place: Place) -> Expected | None:
    members = place.members(EXPECTED_KEYS)
    if members is None or not isinstance(place.value, dict):
        return None
    status = members.get("status")
    expected = Expected(
        status=status.word(Status) if status else None,
        completion_deadline=members.day("completion_deadline"),
        started_on=members.day("started_on"),
        requirements_met_on=members.day("requirements_met_on"),
        earned_on=members.day("earned_on"),
        complete=_count(members, "complete"),
        missing=_count(members, "missing"),
        units=members.quantity("units"),
        requirements=tuple(
            (code, word)
            for code, item in _by_code(members, "requirements")
            if (word := item.word(RequirementStatus)) is not None
        ),
        categories=tuple(
            (code, units) for code, item in _by_code(members, "categories") if (units := item.quantity()) is not None
        ),
    )
    if all(place.value.get(key) in (None, {}) for key in EXPECTED_KEYS):
        place.no("expectation_missing", 'it says nothing; give what must come out, for example {"status": "earned"}.')
        return None
    return expected


def _count(members: Members, key: str) -> int | None:
    place = members.get(key)
    return place.whole(0, MOST_EXPECTED) if place else None


def _by_code(members: Members, key: str) -> list[tuple[str, Place]]:
    """Read an object whose keys are codes, in the order of the codes."""
    place = members.get(key)
    if place is None:
        return []
    if not isinstance(place.value, dict):
        place.no("wrong_type", 'an object of codes is expected here, like {"EXAM": ...}.')
        return []
    place.no_repeated_keys(place.value)
    found: dict[str, Place] = {}
    for written, value in place.value.items():
        code, at = clean(written), place.at(written, value)
        if refusal := check_line("code", code, LONGEST_CODE):
            at.no(refusal.code, refusal.message.removeprefix("code: "))
        elif code in found:
            at.no("json_key_repeated", "the code stands more than once; keep the one that is right.")
        else:
            found[code] = at
    return sorted(found.items())


def _said(values: dict[str, object]) -> Json:
    return {key: _json(value) for key, value in values.items() if value is not None and value not in ("", {})}


def _json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return in_json(value) if isinstance(value, Decimal) else value
