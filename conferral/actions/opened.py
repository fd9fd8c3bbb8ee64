"""Which completions and enrollments are about to be decided, locked, and what do the rules have to know of each?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from conferral.models import Completion, Contact, Enrollment
from conferral.rules.deciding import Case
from conferral.rules.deciding_programs import ProgramCase
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
    """Lock completions after their contacts and enrollments, each in the order of their keys; four queries."""
    wanted = Completion.objects.filter(pk__in=keys)
    enrollments = locked(wanted.values_list("enrollment", flat=True))
    rows = (
        Completion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("requirement__component", "requirement__grade_scale", "requirement__category", "offering")
        .filter(pk__in=keys)
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


def case_of(row: Completion, enrollment: Enrollment) -> Case:
    """Return what the rules ask about; the completion comes with its requirement and offering."""
    return Case(
        contact=enrollment.contact_id,
        facts=enrollment.facts(),
        requirement=row.requirement.as_rule(),
        attempt=row.as_attempt(row.requirement.code),
        separates_duties=enrollment.program.separates_duties,
        recorded_by=row.recorded_by_id,
        taught_by=row.offering.instructor_id if row.offering else None,
    )


def program_cases(rows: Collection[Enrollment]) -> dict[int, ProgramCase]:
    """Return what the rules ask about program completions, in one query; programs and versions come along.

    Who had a part: whoever recorded or taught a completion that counts, which is a live one that waits for nothing.
    """
    recorded: dict[int, set[int]] = defaultdict(set)
    taught: dict[int, set[int]] = defaultdict(set)
    separated = [row.pk for row in rows if row.program.separates_duties]
    counting = Completion.objects.filter(enrollment__in=separated, is_live=True, awaits="")
    for enrollment, account, instructor in counting.values_list("enrollment", "recorded_by", "offering__instructor"):
        recorded[enrollment] |= {account} - {None}
        taught[enrollment] |= {instructor} - {None}
    return {
        row.pk: ProgramCase(
            contact=row.contact_id,
            facts=row.facts(),
            approved_on=row.approved_on,
            requires_approval=row.version.requires_approval,
            separates_duties=row.program.separates_duties,
            recorded_by=recorded[row.pk],
            taught_by=taught[row.pk],
        )
        for row in rows
    }


def _opened(row: Completion, enrollment: Enrollment) -> Opened:
    return Opened(row, enrollment, case_of(row, enrollment))
