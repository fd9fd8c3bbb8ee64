"""What does one program of a program file say: its code, its live policies and its versions?

Keeps docs/files.md, programs.json. Shape, types and ranges are judged here; whether a version can
be published is `definition.problems`, and what is stored already is `program_file_comparison`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conferral.rules.contacts import check_line
from conferral.rules.program_file_examples import read_examples
from conferral.rules.program_file_values import Fault, Members, Place, clean
from conferral.rules.program_file_versions import LONGEST_CODE, GivenVersion, read_version

MOST_RETENTION_YEARS = 200
KEYS = (
    "code", "status", "maintenance", "enrollees_may_cancel", "separation_of_duties", "retention_years", "examples",
    "versions",
)  # fmt: skip
TRUTHS = {
    "maintenance": "is_maintenance",
    "enrollees_may_cancel": "enrollees_may_cancel",
    "separation_of_duties": "separates_duties",
}


class Status(StrEnum):
    """Whether a program accepts enrollments."""

    ACTIVE = "active"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class GivenProgram:
    """A program as a file gives it.

    `policies` holds the live policies that stand in the file and no others, by the names they have
    in the register; `examples` are one of them.
    """

    code: str
    policies: Mapping[str, Any]
    versions: tuple[GivenVersion, ...]


def parse(value: object, path: str = "") -> GivenProgram | tuple[Fault, ...]:
    """Return the program that a decoded JSON value says, or everything that is wrong with it.

    Paths begin at the program, or at `path` when the program has no code to be known by.
    Texts of one line come back trimmed and in Unicode form NFC, numbers without trailing zeros,
    prerequisites and stages sorted, as the register gives them back.
    """
    faults: list[Fault] = []
    members = Place(value, path, faults).members(KEYS, needed=("code", "versions"))
    if members is None:
        return tuple(faults)
    program = GivenProgram(
        code=members.needed_line("code", LONGEST_CODE),
        policies=_policies(members),
        versions=tuple(version for item in members.items("versions") if (version := read_version(item))),
    )
    return tuple(faults) if faults else program


def code_of(value: object) -> str:
    """Return the code a program goes by, whatever else is wrong with it; empty when it has none."""
    given = value.get("code") if isinstance(value, dict) else None
    code = clean(given) if isinstance(given, str) else ""
    return "" if check_line("code", code, LONGEST_CODE) else code


def _policies(members: Members) -> dict[str, object]:
    given: dict[str, object] = {}
    if status := members.get("status"):
        given["is_active"] = status.word(Status) is Status.ACTIVE
    for key, name in TRUTHS.items():
        if place := members.get(key):
            given[name] = bool(place.truth())
    if years := members.get("retention_years"):
        given["retention_years"] = years.whole(0, MOST_RETENTION_YEARS)
    if examples := members.get("examples"):
        given["examples"] = read_examples(examples)
    return given
