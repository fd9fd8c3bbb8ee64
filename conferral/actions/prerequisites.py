"""Which programs need which as they stand now, and would a version close a circle in which nobody could begin?"""

from __future__ import annotations

from conferral.models import Program, Version
from conferral.rules.definition import Definition
from conferral.rules.prerequisites import circles
from conferral.rules.refusals import Refusal, Refused


def current_needs() -> dict[str, list[str]]:
    """Return what the current version of each program needs, by code; those that need nothing are left out."""
    needs: dict[str, list[str]] = {}
    pairs = Version.objects.current().exclude(prerequisites=None).values_list("program__code", "prerequisites__code")
    for code, needed in pairs:
        needs.setdefault(code, []).append(needed)
    return needs


def refuse_circle(definition: Definition, program: Program) -> None:
    """Raise Refused(`prerequisite_circular`) when, with this version in force, programs would need one another."""
    if not definition.prerequisites:
        return
    needs = {**current_needs(), program.code: list(definition.prerequisites)}
    for circle in circles(needs):
        if program.code in circle and len(circle) > 1:
            raise Refused(
                Refusal(
                    "prerequisite_circular",
                    f"Prerequisites: {', '.join(circle[:-1])} and {circle[-1]} would need one another, so that nobody "
                    "could begin; take one of them out.",
                )
            )
