"""What is a job made of, what becomes of an item, and who may start again what was given up?

A job is asked for once and done item by item. Whatever happens to the process that does it, each item is done once
or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.importing import LOOKS
from conferral.rules.refusals import Refusal

CHUNK = 500
"""So many items are done in one transaction, unless one of a kind is heavy."""

LOG_EXPORT = "log.export"
CHUNKS = {LOG_EXPORT: 10, **dict.fromkeys(LOOKS, 1)}
"""So many items of these kinds are done in one: each stands for a thousand entries of the log, or rows of a file."""

AT_ONCE = 200
"""A job of no more items than that is done while its asker waits."""

MOST_ATTEMPTS = 3
"""So often a chunk may come to nothing by a fault before the job is given up."""

MOST_LOST = 25
"""So often its worker may be gone: that is rarely the job's fault, and one that kills every worker has an end too."""


@dataclass(frozen=True, slots=True)
class Item:
    """What one item of a job is about, by number, and the revision of it that whoever asked had looked at."""

    subject: int
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one item: a code and a sentence where there is something to tell, a refusal above all."""

    code: str = ""
    message: str = ""
    is_refused: bool = False

    @classmethod
    def refused(cls, refusal: Refusal) -> Done:
        """Say why an item was refused."""
        return cls(refusal.code, refusal.message, is_refused=True)


def chunk_of(kind: str) -> int:
    """Return how many items of a kind are done at once."""
    return CHUNKS.get(kind, CHUNK)


def is_small(total: int) -> bool:
    """Whether a job of so many items is done at once, while its asker waits."""
    return total <= AT_ONCE


def is_given_up(attempts: int, *, by_fault: bool) -> bool:
    """Whether a chunk that came to nothing so often, this time by a fault or because its worker is gone, is not
    tried again.
    """  # noqa: D205
    return attempts >= (MOST_ATTEMPTS if by_fault else MOST_LOST)


def fault_after(attempts: int, *, by_fault: bool, done: int, total: int) -> str:
    """Say why a job was given up, what holds nevertheless, and what to do, to whoever asked for it."""
    what = "It failed" if by_fault else "Its worker was lost"
    return (
        f"{what} {attempts} times at the same place, after {done:,} of {total:,}, and was given up. "
        "What was done stays as it is, and nothing was half done. Start again goes on with what is left; "
        "if it is given up again, tell whoever looks after the server: the reason stands in the worker's output."
    )


def may_start_again(actor: Actor, *, asked_by: int | None, is_given_up: bool) -> Refusal | None:
    """What was given up is started again by whoever asked for it, or by a Certification Manager."""
    if refusal := permits.needs(actor, Role.STAFF, "start a job again"):
        return refusal
    if not actor.is_account(asked_by) and (refusal := permits.needs(actor, Role.MANAGER, "start another's job again")):
        return refusal
    if not is_given_up:
        return Refusal("not_given_up", "This job was not given up, so there is nothing to start again.")
    return None
