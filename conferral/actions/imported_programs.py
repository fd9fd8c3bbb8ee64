"""How do the programs of a file come into the register, with their versions and live policies?

Keeps docs/files.md, programs.json: versions are published in order and the last is current; no
enrollee is touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from conferral.actions import examples, programs
from conferral.actions.program_plans import Plan, stored_definitions
from conferral.models import Program
from conferral.rules import permits, program_file
from conferral.rules.actors import Actor
from conferral.rules.definition import Definition
from conferral.rules.outcomes import Kind
from conferral.rules.program_file import GivenProgram
from conferral.rules.program_file_comparison import ToPublish, to_publish
from conferral.rules.program_file_values import Fault, fault
from conferral.rules.refusals import Refused

Parsed = GivenProgram | tuple[Fault, ...]
PLACES_NAMED = 3


@dataclass(frozen=True, slots=True)
class ProgramOutcome:
    """What became of one program of a file; a refused one has everything that is wrong with it.

    `program` is its code, empty when that cannot be read.
    """

    program: str
    kind: Kind
    faults: tuple[Fault, ...] = ()
    warnings: tuple[str, ...] = ()


def accept(items: Sequence[object], *, by: Actor, at: datetime) -> list[ProgramOutcome]:
    """Bring in the programs of a file, given as decoded JSON; one outcome each, in order.

    Each program is a transaction of its own, and nothing of a refused one is written; programs
    that earlier versions made need one another are written together. They may name one another as
    prerequisites wherever they stand. Faults: those of `program_file.parse` and `to_publish`,
    `key_repeated`, `prerequisite_unknown`, `prerequisite_circular`, `example_fails`, `role_needed` for policies that
    the actor may not set. Raises Refused: `role_needed` when the actor may not define programs.
    """
    if refusal := permits.may_define(by):
        raise Refused(refusal)
    codes = [program_file.code_of(item) for item in items]
    parsed = [
        program_file.parse(item, "" if code else f"programs[{place}]")
        for place, (code, item) in enumerate(zip(codes, items, strict=True))
    ]
    outcomes = _decided_alone(codes, parsed)
    wanted = {
        code: (place, given)
        for place, (code, given) in enumerate(zip(codes, parsed, strict=True))
        if place not in outcomes and isinstance(given, GivenProgram)
    }
    plan = Plan([given for _, given in wanted.values()])
    found = {code: ProgramOutcome(code, Kind.REFUSED, faults) for code, faults in plan.faults.items()}
    for group in plan.groups:
        found |= _bring_in([wanted[code][1] for code in group], by, at)
    outcomes |= {place: found[code] for code, (place, _) in wanted.items()}
    return [outcomes[place] for place in range(len(items))]


def try_out(items: Sequence[object], *, by: Actor, at: datetime) -> list[ProgramOutcome]:
    """Say what `accept` makes of the programs of a file: they are brought in and all of it is taken back.

    Raises Refused: `role_needed`.
    """
    with transaction.atomic():
        outcomes = accept(items, by=by, at=at)
        transaction.set_rollback(True)
    return outcomes


def _decided_alone(codes: Sequence[str], parsed: Sequence[Parsed]) -> dict[int, ProgramOutcome]:
    """Decide, by place, what is refused for itself and what stands in the file more than once."""
    decided = {
        place: ProgramOutcome(codes[place], Kind.REFUSED, given)
        for place, given in enumerate(parsed)
        if isinstance(given, tuple)
    }
    places_of: dict[str, list[int]] = defaultdict(list)
    for place, code in enumerate(codes):
        if code:
            places_of[code].append(place)
    for code, places in places_of.items():
        first, *repeats = places
        if all(parsed[place] == parsed[first] for place in repeats):
            decided |= {place: ProgramOutcome(code, Kind.UNCHANGED) for place in repeats}
            continue
        for place in places:
            own = decided[place].faults if place in decided else ()
            others = [other for other in places if other != place]
            decided[place] = ProgramOutcome(code, Kind.REFUSED, (*own, _repeated(code, others)))
    return decided


def _repeated(code: str, others: Sequence[int]) -> Fault:
    named = ", ".join(f"programs[{place}]" for place in others[:PLACES_NAMED])
    more = f" and {len(others) - PLACES_NAMED} more" if len(others) > PLACES_NAMED else ""
    sentence = f"{code} is the code of {named}{more} too, with other values: keep the one that is right."
    return fault("code", "key_repeated", sentence)


def _bring_in(group: Sequence[GivenProgram], by: Actor, at: datetime) -> dict[str, ProgramOutcome]:
    try:
        try:
            brought = _write(group, by, at)
        except (IntegrityError, Refused) as no:
            if isinstance(no, Refused) and no.refusal.code != "code_taken":
                raise
            # Somebody defined or published the same in between; asked again, it is there.
            brought = _write(group, by, at)
    except Refused as no:
        faults = (fault("", no.refusal.code, no.refusal.message),)
        return {given.code: ProgramOutcome(given.code, Kind.REFUSED, faults) for given in group}
    return {code: ProgramOutcome(code, kind, warnings=warnings) for code, (kind, warnings) in brought.items()}


@transaction.atomic
def _write(group: Sequence[GivenProgram], by: Actor, at: datetime) -> dict[str, tuple[Kind, tuple[str, ...]]]:
    codes = [given.code for given in group]
    held = {
        program.code: program
        for program in Program.objects.select_for_update(no_key=True).filter(code__in=codes).order_by("pk")
    }
    # Asked again under the lock: what the plan saw may have been published from elsewhere since.
    stored = stored_definitions(codes)
    defined = {
        given.code: programs.define(
            code=given.code, policies=replace(programs.Policies(), **given.policies), by=by, at=at
        )
        for given in group
        if given.code not in held
    }
    brought: dict[str, tuple[Kind, tuple[str, ...]]] = {}
    for given in group:
        new = _publish(given, (held | defined)[given.code], stored.get(given.code, []), by, at)
        if given.code in defined:
            kind = Kind.CREATED
        else:
            is_switched = _switch(given, held[given.code], by, at)
            kind = Kind.UPDATED if new or is_switched else Kind.UNCHANGED
        brought[given.code] = kind, tuple(warning for item in new for warning in item.warnings)
    return brought


def _publish(
    given: GivenProgram, program: Program, stored: Sequence[Definition], by: Actor, at: datetime
) -> list[ToPublish]:
    new, faults = to_publish(given.versions, stored, program=given.code)
    for first in faults:
        raise Refused(first.refusal)
    for item in new:
        programs.publish_definition(program=program, definition=item.version.definition, by=by, at=at, is_history=True)
    if new:
        examples.refuse_failing(new[-1].version.definition, given.policies.get("examples", program.examples))
    return new


def _switch(given: GivenProgram, program: Program, by: Actor, at: datetime) -> bool:
    """Apply the live policies that are given; the others are left as they are."""
    policies = replace(programs.policies_of(program), **given.policies)
    row = programs.set_policies(program=program, policies=policies, by=by, at=at)
    return row.revision != program.revision
