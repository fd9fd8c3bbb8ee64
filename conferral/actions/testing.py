"""How are enrollees tested for completion, one or many?

"You can test for an individual student's completion of the program." What is derived is settled anew first, so the
answer is right even where something changed it behind our back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from conferral.actions.ledger import kept_ledger
from conferral.actions.locks import locked_enrollments
from conferral.actions.log import Log, changes, day_of
from conferral.actions.milestones import KEPT, settle_milestones
from conferral.models import Enrollment
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_of
from conferral.rules.actors import Actor
from conferral.rules.permits import may_test
from conferral.rules.progress import Progress, progress
from conferral.rules.refusals import Refused
from conferral.rules.testing import Finding, finding

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the test of one enrollment found, and whether a day that was kept had to be put right."""

    enrollment: int
    found: Finding
    was_changed: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """An enrollment whose milestones are right, how far it is, and whether they had to be put right."""

    row: Enrollment
    far: Progress
    was_changed: bool


def test_many(*, enrollments: Sequence[int], by: Actor, at: datetime) -> list[Outcome]:
    """Test enrollments (by primary key) for completion; one outcome each, in order.

    Set-based: a fixed number of queries per chunk of 500, each chunk one transaction. The log gets an
    entry (`enrollment.tested`) only of those where something had changed. Raises Refused: `role_needed`.
    """
    found: dict[int, Outcome] = {}
    wanted = list(dict.fromkeys(enrollments))
    for start in range(0, len(wanted), CHUNK):
        found |= test_chunk(wanted[start : start + CHUNK], by=by, at=at)
    return [found[enrollment] for enrollment in enrollments if enrollment in found]


def test(*, enrollment: int, by: Actor, at: datetime) -> Outcome:
    """Test one enrollment: many of one."""
    return test_many(enrollments=[enrollment], by=by, at=at)[0]


@transaction.atomic
def test_chunk(enrollments: Sequence[int], *, by: Actor, at: datetime) -> dict[int, Outcome]:
    """Test at most 500 enrollments in one transaction; the outcomes by enrollment, of those that are still there."""
    if refusal := may_test(by):
        raise Refused(refusal)
    on = day_of(at)
    return {
        one.row.pk: Outcome(one.row.pk, finding(one.row.facts(), one.far, on), one.was_changed)
        for one in settled(enrollments, by=by, at=at)
    }


def settled(enrollments: Sequence[int], *, by: Actor, at: datetime) -> list[Settled]:
    """Settle the milestones of enrollments anew, in the transaction that is open; each with its progress on the day.

    Those that are there no more are left out. The log says of which something had to be put right.
    """
    locked = locked_enrollments(enrollments)
    before = {key: _kept(row) for key, row in locked.items()}
    log = Log(by, at)
    with kept_ledger(contacts={row.contact_id for row in locked.values()}):
        settle_milestones(before, log)
    rows = list(Enrollment.objects.filter(pk__in=before).select_related("contact").order_by("pk"))
    for row in rows:
        old, new = changes(before[row.pk], _kept(row))
        if new:
            log.add_of(row, "enrollment.tested", old, new)
    log.write()
    definitions = definitions_of({row.version_id for row in rows})
    attempts = attempts_of(list(before))
    on = day_of(at)
    return [
        Settled(
            row=row,
            far=progress(definitions[row.version_id], attempts[row.pk], on),
            was_changed=before[row.pk] != _kept(row),
        )
        for row in rows
    ]


def _kept(row: Enrollment) -> dict[str, object]:
    return {name: getattr(row, name) for name in KEPT}
