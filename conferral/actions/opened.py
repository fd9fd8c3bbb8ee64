"""Which completions and enrollments are about to be decided, locked, and what do the rules have to know of each?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from conferral.models import Completion, Contact, Enrollment
from conferral.rules.deciding import Case
from conferral.rules.refusals import Refusal


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


UNKNOWN = Refusal("completion_unknown", "There is no such completion any more.")
NOBODY = Refusal("enrollment_unknown", "There is no such enrollment any more.")


def opened_completions(keys: Collection[int]) -> dict[int, Opened]:
    """Lock completions after their contacts and enrollments, each in the order of their keys; five queries."""
    enrollments = Completion.objects.filter(pk__in=keys).values_list("enrollment", flat=True)
    return opened_within(locked(enrollments), keys)


def opened_within(enrollments: Mapping[int, Enrollment], keys: Collection[int]) -> dict[int, Opened]:
    """Lock completions of enrollments that are locked already; of those that belong to none of them none is there."""
    rows = (
        Completion.objects.select_for_update(of=("self",), no_key=True)
        .with_case()
        .filter(pk__in=keys, enrollment__in=enrollments)
        .order_by("pk")
    )
    return {row.pk: _opened(row, enrollments[row.enrollment_id]) for row in rows}


def locked(enrollments: Collection[int]) -> dict[int, Enrollment]:
    """Lock enrollments after their contacts, both in the order of their keys; three queries."""
    pairs = dict(Enrollment.objects.filter(pk__in=list(enrollments)).values_list("pk", "contact"))
    contacts = Contact.objects.select_for_update(no_key=True).filter(pk__in=set(pairs.values())).order_by("pk")
    list(contacts.values_list("pk"))
    rows = (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("program", "version")
        .filter(pk__in=pairs)
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def _opened(row: Completion, enrollment: Enrollment) -> Opened:
    return Opened(row, enrollment, row.as_case(enrollment))
