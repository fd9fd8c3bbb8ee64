"""Whom does each live policy of a program affect right now? In numbers, whichever way it is switched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q

from conferral.models import Completion, Enrollment, Program
from conferral.models.inactive import DONE, Programs, Twin, inactive_enrollments, inactive_since
from conferral.models.tally import tallies
from conferral.rules.attempts import Awaits
from conferral.rules.retention import kept_until


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEffects:
    """How many people each policy of one program reaches on a day.

    `unfinished` are enrolled and may still finish, `earned` have earned it and may be enrolled again only in a
    Maintenance program, `cancellable` have an enrollment that can be cancelled. `awaiting` counts completions that
    wait for approval. Of the inactive enrollments `held` are kept by the retention, the last of them to the end of
    `held_until`, and `purgeable` are not.
    """

    unfinished: int
    earned: int
    cancellable: int
    awaiting: int
    held: int
    held_until: date | None
    purgeable: int


def policy_effects(program: Program, *, on: date) -> PolicyEffects:
    """Return whom the policies of a program affect, in four queries; one more while Inactive, one while it keeps."""
    (tally,) = tallies([program], on=on)
    held, held_until, purgeable = _inactive(program, on)
    return PolicyEffects(
        unfinished=tally.enrolled + tally.grace,
        earned=_earned(program, on),
        cancellable=tally.enrolled + tally.grace,
        awaiting=_awaiting_approval(program, on),
        held=held,
        held_until=held_until,
        purgeable=purgeable,
    )


def _earned(program: Program, on: date) -> int:
    """Count those whose latest enrollment that is not cancelled is Earned: Maintenance decides about them."""
    uncancelled = Q(cancelled_on=None) | Q(cancelled_on__gt=on)
    later = Enrollment.objects.filter(
        uncancelled, contact=OuterRef("contact"), program=program, enrolled_on__gt=OuterRef("enrolled_on")
    )
    return (
        Enrollment.objects.begun(on=on)
        .filter(uncancelled, Q(replaced_on=None) | ~Exists(later), program=program, earned_on__lte=on)
        .count()
    )


def _awaiting_approval(program: Program, on: date) -> int:
    return Completion.objects.waiting(on=on).filter(enrollment__program=program, awaits=Awaits.APPROVAL.value).count()


def _inactive(program: Program, on: date) -> tuple[int, date | None, int]:
    """Count the inactive enrollments: held by the retention and until when the last is, and those that are not."""
    closed = {} if program.is_active else inactive_since([program.pk], on=on)
    years = {program.pk: program.retention_years} if program.retention_years else {}
    twin = Twin(on, Programs(inactive_since=closed, years=years))
    rows = inactive_enrollments(twin, Enrollment.objects.in_program(program))
    if not years:
        return 0, None, rows.count()
    counted = rows.aggregate(total=Count("pk"), held=Count("pk", filter=twin.is_held()), since=Max("inactive_since"))
    if not counted["held"]:
        return 0, None, counted["total"]
    done = Completion.objects.filter(enrollment__in=rows.values("pk")).aggregate(*(Max(day) for day in DONE))
    last = max(day for day in (counted["since"], *done.values()) if day is not None)
    return counted["held"], kept_until(last, program.retention_years), counted["total"] - counted["held"]
