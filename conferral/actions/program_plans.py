"""Which programs of a file can be written, and in which order?

Looks at all of them together before anything is written, because they may name one another as
prerequisites wherever they stand in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from conferral.actions.prerequisites import current_needs
from conferral.models import Program, Version
from conferral.rules.days import shortened
from conferral.rules.definition import Definition
from conferral.rules.prerequisites import circles, in_groups
from conferral.rules.program_file import GivenProgram
from conferral.rules.program_file_comparison import ToPublish, to_publish
from conferral.rules.program_file_examples import failing
from conferral.rules.program_file_values import Fault, fault


class Plan:
    """What speaks against each program, by code, and the others in `groups`, each to be written together.

    A program comes after those it needs. A group has more than one member only where versions that
    are no longer current needed each other.
    """

    def __init__(self, given: Sequence[GivenProgram]) -> None:
        """Look at programs of different codes."""
        self.faults: dict[str, tuple[Fault, ...]] = {}
        self._new: dict[str, list[ToPublish]] = {}
        stored = stored_definitions([program.code for program in given])
        examples = dict(Program.objects.filter(code__in=list(stored)).values_list("code", "examples"))
        for program in given:
            held = stored.get(program.code, [])
            new, faults = to_publish(program.versions, held, program=program.code)
            faults = faults or _failing(program, new, held, examples.get(program.code, []))
            if faults:
                self.faults[program.code] = tuple(faults)
            else:
                self._new[program.code] = new
        self._refuse_circles()
        known = set(_known({code for new in self._new.values() for _, code in _named(new)}) | stored.keys())
        while unknown := dict(self._unknown(known)):
            self._refuse(unknown)
        self.groups = in_groups(
            {code: {named for _, named in _named(new) if named not in known} for code, new in self._new.items()}
        )

    def _refuse(self, faults: dict[str, tuple[Fault, ...]]) -> None:
        self.faults |= faults
        for code in faults:
            del self._new[code]

    def _refuse_circles(self) -> None:
        """Only what is current decides: what an older version needed is nobody's way in any more."""
        needs = {code: set(needed) for code, needed in current_needs().items()}
        needs |= {code: set(new[-1].version.prerequisites) for code, new in self._new.items() if new}
        for circle in circles(needs):
            self._refuse({code: tuple(self._in_circle(code, circle)) for code in circle if self._new.get(code)})

    def _in_circle(self, code: str, circle: tuple[str, ...]) -> Iterator[Fault]:
        for path, named in _named(self._new[code][-1:]):
            if named in circle:
                yield fault(
                    path,
                    "prerequisite_circular",
                    f"{', '.join(circle[:-1])} and {circle[-1]} need one another, so that nobody could begin; "
                    "take one of them out.",
                )

    def _unknown(self, known: set[str]) -> Iterator[tuple[str, tuple[Fault, ...]]]:
        for code, new in self._new.items():
            faults = [
                fault(path, "prerequisite_unknown", self._unknown_sentence(named))
                for path, named in _named(new)
                if named not in known and named not in self._new
            ]
            if faults:
                yield code, tuple(faults)

    def _unknown_sentence(self, code: str) -> str:
        if code in self.faults:
            return f"{code} stands in this file and is refused; mend it first."
        return f"there is no program with the code {shortened(code)}, neither in the register nor in this file."


def stored_definitions(codes: Iterable[str]) -> dict[str, list[Definition]]:
    """Return the published versions of the programs that are stored, from the first on."""
    found: dict[str, list[Definition]] = {code: [] for code in _known(codes)}
    versions = Version.objects.whole().published().filter(program__code__in=list(found)).order_by("number")
    for version in versions:
        found[version.program.code].append(version.definition())
    return found


def _failing(
    given: GivenProgram, new: Sequence[ToPublish], held: Sequence[Definition], examples: Sequence[object]
) -> list[Fault]:
    """Return the faults of examples that the version in force afterwards does not give, when either of them is new."""
    wanted = given.policies.get("examples", examples)
    if not new and wanted == examples:
        return []
    in_force = new[-1].version.definition if new else held[-1] if held else None
    return list(failing(in_force, wanted)) if in_force else []


def _known(codes: Iterable[str]) -> set[str]:
    return set(Program.objects.filter(code__in=set(codes)).values_list("code", flat=True))


def _named(new: Iterable[ToPublish]) -> Iterator[tuple[str, str]]:
    """Each prerequisite of the versions to publish, with its path."""
    for item in new:
        for place, code in enumerate(item.version.prerequisites):
            yield f"{item.path}.prerequisites[{place}]", code
