"""Whom does each live policy of a program affect right now? In numbers, whichever way it is switched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from conferral.models import Completion, Enrollment, Event, Program
from conferral.models.enrollment_standing import TWIN
from conferral.models.tally import tallies
from conferral.rules.attempts import Awaits
from conferral.rules.retention import kept_until
from conferral.rules.standing import Status


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
    """Return whom the policies of a program affect, in four queries, five while it is Inactive."""
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
    """Count the inactive enrollments: held by the retention and until when the last is, and those that are not.

    Earned is never inactive; nor is what waits for a decision, of the program or of one requirement.
    """
    unfinished = () if program.is_active else (Status.ENROLLED.value, Status.GRACE.value)
    undecided = Completion.objects.filter(enrollment=OuterRef("pk")).exclude(awaits="")
    rows = (
        Enrollment.objects.begun(on=on)
        .in_program(program)
        .alias(stands=TWIN.status(on))
        .filter(
            Q(stands=Status.CANCELLED.value) | (Q(stands__in=(Status.EXPIRED.value, *unfinished)) & ~Exists(undecided))
        )
        .order_by()
        .values_list(TWIN.status(on), "cancelled_on", "expires_on")
        .annotate(count=Count("pk"))
    )
    switched_on = on if program.is_active else _inactive_since(program, on)
    held, purgeable, last = 0, 0, None
    for status, cancelled_on, expires_on, count in rows:
        first_days = {Status.CANCELLED.value: cancelled_on, Status.EXPIRED.value: expires_on + timedelta(days=1)}
        until = kept_until(first_days.get(status, switched_on), program.retention_years)
        if until is None or until < on:
            purgeable += count
        else:
            held += count
            last = until if last is None else max(last, until)
    return held, last, purgeable


def _inactive_since(program: Program, on: date) -> date:
    """Return the day on which the program was set to Inactive, as the log has it; else the day itself."""
    entry = (
        Event.objects.filter(
            program_id=program.pk,
            enrollment_id=None,
            kind__in=("program.defined", "program.policies_changed"),
            after__is_active=False,
        )
        .order_by("-pk")
        .first()
    )
    return timezone.localdate(entry.at) if entry else on
