"""Which completions and enrollments are about to be decided, locked, and what do the rules have to know of each?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from conferral.actions.locks import GONE, locked_enrollments
from conferral.models import Completion, Enrollment
from conferral.rules.deciding import Case
from conferral.rules.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Looked:
    """A completion or an enrollment (by primary key) that somebody looked at; `revision` None where nobody did."""

    subject: int
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: done, or refused for this reason."""

    subject: int
    refusal: Refusal | None = None


@dataclass(slots=True)
class Opened:
    """A locked completion with its enrollment and the case the rules ask about."""

    completion: Completion
    enrollment: Enrollment
    case: Case


NOBODY = GONE
UNKNOWN = Refusal("completion_unknown", "There is no such completion any more.")


def opened_completions(keys: Collection[int]) -> dict[int, Opened]:
    """Lock completions after their contacts and enrollments, each in the order of their keys; four queries."""
    enrollments = Completion.objects.filter(pk__in=keys).values_list("enrollment", flat=True)
    return opened_within(locked_enrollments(set(enrollments)), keys)


def opened(completion: int) -> Opened:
    """Lock one completion after its contact and enrollment; refused (`completion_unknown`) where there is none."""
    found = opened_completions([completion])
    if completion not in found:
        raise Refused(UNKNOWN)
    return found[completion]


def opened_within(enrollments: Mapping[int, Enrollment], keys: Collection[int]) -> dict[int, Opened]:
    """Lock completions of enrollments that are locked already; of those that belong to none of them none is there."""
    rows = (
        Completion.objects.select_for_update(of=("self",), no_key=True)
        .with_case()
        .filter(pk__in=keys, enrollment__in=enrollments)
        .order_by("pk")
    )
    return {row.pk: Opened(row, of := enrollments[row.enrollment_id], row.as_case(of)) for row in rows}
