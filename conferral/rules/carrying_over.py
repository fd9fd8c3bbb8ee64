"""Which completions of all the earlier enrollments in a program come along to a new one, and which do not?

Keeps the rule of enrolling, "carry over completions of the same component from the contact's earlier enrollments of
that program". What becomes of one completion between two versions is told by carrying.py; here the enrollments are
put together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from conferral.rules.attempts import Attempt
from conferral.rules.carrying import Carried, Carrying, Kept, Lost, told_apart
from conferral.rules.days import in_words
from conferral.rules.definition import Definition


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier enrollment: the way from its version to the new one, and its attempts."""

    way: Carrying
    attempts: Sequence[Attempt]


def carried_over(
    earlier: Sequence[Earlier], after: Definition, *, expires_on: date, copied_from: Mapping[int, int]
) -> Carried:
    """Return what of the earlier enrollments, the latest first, is carried to a new one that expires on a day.

    Of a completion that was carried on before (`copied_from`: the key of each copy's original) the latest
    enrollment that has it decides. Where one is enough, that of the latest enrollment is carried and the others are
    lost; of a repeatable requirement all are. What is dated after the expiration date is lost.
    """
    repeatable = {requirement.code for requirement in after.requirements if requirement.is_repeatable}
    decided: set[int] = set()
    stands: dict[str, Attempt] = {}
    kept: list[Kept] = []
    lost: list[Lost] = []
    for one in earlier:
        found = one.way.of(one.attempts)
        for keeping in found.kept:
            if _first(keeping.original.key, copied_from) in decided:
                continue
            refused = _late(keeping, expires_on) or _not_needed(keeping, stands)
            if refused:
                lost.append(refused)
                continue
            kept.append(keeping)
            if keeping.copy.requirement not in repeatable:
                stands[keeping.copy.requirement] = keeping.copy
        lost += [losing for losing in found.lost if _first(losing.original.key, copied_from) not in decided]
        decided |= {_first(attempt.key, copied_from) for attempt in one.attempts}
    return Carried(kept=told_apart(kept), lost=tuple(lost))


def _first(key: int, copied_from: Mapping[int, int]) -> int:
    """Return the completion that was recorded, of whichever copy."""
    while key in copied_from:
        key = copied_from[key]
    return key


def _late(one: Kept, expires_on: date) -> Lost | None:
    done_on = one.copy.completed_on
    if done_on <= expires_on:
        return None
    said = f"{one.copy.requirement} of {in_words(done_on)} comes after the expiration date, {in_words(expires_on)}."
    return Lost(one.original, said)


def _not_needed(one: Kept, stands: Mapping[str, Attempt]) -> Lost | None:
    instead = stands.get(one.copy.requirement)
    if instead is None:
        return None
    said = (
        f"{one.copy.requirement} of {in_words(one.copy.completed_on)}: that of {in_words(instead.completed_on)} stands"
    )
    return Lost(one.original, f"{said}, from the later enrollment; one is enough.")
