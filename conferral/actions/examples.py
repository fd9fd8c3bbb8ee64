"""Does a version give what the examples of its program say? Asked before it is published, and before they change."""

from __future__ import annotations

from collections.abc import Sequence

from conferral.models import Program, Version
from conferral.rules.definition import Definition
from conferral.rules.program_file_examples import check_examples, failing
from conferral.rules.refusals import Refusal, Refused

MOST_TOLD = 3


def refuse_failing(definition: Definition, examples: Sequence[object]) -> None:
    """Raise Refused(`example_fails`) when a definition does not give one of the examples, and say which and why.

    Of several that fail the first few are told.
    """
    faults = failing(definition, examples)
    if not faults:
        return
    told = " ".join(fault.refusal.message for fault in faults[:MOST_TOLD])
    more = f" {len(faults) - MOST_TOLD} more fail as well." if len(faults) > MOST_TOLD else ""
    raise Refused(Refusal(faults[0].refusal.code, told + more))


def refuse_unlawful(program: Program, examples: Sequence[object]) -> None:
    """Raise Refused when examples cannot be read, or the version of a locked program in force does not give them."""
    if refusal := check_examples(examples):
        raise Refused(refusal)
    current = Version.objects.whole().current().filter(program=program).first() if examples else None
    if current is not None:
        refuse_failing(current.definition(), examples)
