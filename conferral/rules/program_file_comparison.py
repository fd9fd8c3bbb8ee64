"""Which versions of a program file are new, measured by those published already?

Keeps docs/files.md: "Version n of the file is compared with stored version n: equal is unchanged;
absent ones are published; a differing earlier one is refused; a differing last one is published as
the next version."
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conferral.rules.definition import Definition, is_out_of_reach, problems
from conferral.rules.program_file_values import Fault, fault
from conferral.rules.program_file_versions import GivenVersion, cleaned, differing_keys


@dataclass(frozen=True, slots=True)
class ToPublish:
    """A version to publish, and where it stands in the file."""

    path: str
    version: GivenVersion
    warnings: tuple[str, ...] = ()


def to_publish(
    given: Sequence[GivenVersion], stored: Sequence[Definition], *, program: str
) -> tuple[list[ToPublish], list[Fault]]:
    """Return the versions to publish, in order, and what speaks against it (then none is published).

    `stored` are the published versions from the first on, and `program` is the program's code. The
    file a differing last version was published from stays unchanged when it is read again: its
    last version is then the one stored right after. Faults: `version_differs` and those of
    `definition.problems`; but that nobody can meet a version is a warning, for a file is history.
    """
    new: list[ToPublish] = []
    faults: list[Fault] = []
    for place, version in enumerate(given):
        path = f"versions[{place}]"
        held = cleaned(stored[place]) if place < len(stored) else None
        if version.definition == held:
            continue
        is_last = place == len(given) - 1
        if held is None or (is_last and place == len(stored) - 1):
            new.append(ToPublish(path, version))
        elif not (is_last and len(stored) == len(given) + 1 and version.definition == cleaned(stored[-1])):
            faults.append(_differs(path, place + 1, version.definition, held))
    judged = []
    for item in new:
        found = problems(item.version.definition, program=program)
        faults += [fault(item.path, it.code, it.message) for it in found if not is_out_of_reach(it)]
        judged.append(replace(item, warnings=tuple(it.message for it in found if is_out_of_reach(it))))
    return judged, faults


def _differs(path: str, number: int, given: Definition, held: Definition) -> Fault:
    keys = ", ".join(differing_keys(given, held))
    return fault(
        path,
        "version_differs",
        f"it differs from the published version {number} ({keys}), and a published version never changes. "
        "Give it as it was published, and what is new as a further version after the last.",
    )
