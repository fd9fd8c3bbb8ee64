"""What is the SQL twin of rules/inactive.py, for the list of inactive enrollments?

Held to the rule by an exhaustive test over every lawful combination of the dates, what waits and the program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choice
from django.db.models import CharField, DateField, Exists, F, Max, OuterRef, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from conferral.models.completion import Completion
from conferral.models.days_beside import DayAfter
from conferral.models.enrollment import Enrollment, EnrollmentQuerySet
from conferral.models.event import Event
from conferral.models.program import Program
from conferral.rules.inactive import Case, Reason
from conferral.rules.retention import free_by

SWITCHED = ("program.defined", "program.policies_changed")
"""The entries of the log that tell since when a program is Inactive."""

DONE = ("completed_on", "graded_on", "approved_on", "rejected_on", "voided_on")
"""The days of a completion that are activity in its enrollment."""


@dataclass(frozen=True, slots=True)
class Programs:
    """What of the programs decides: since when each Inactive one is, and for how many years those that keep do."""

    inactive_since: Mapping[int, date]
    years: Mapping[int, int]


def programs_as_of(on: date) -> Programs:
    """Return what of all programs decides as of a day, in two queries."""
    rows = Program.objects.filter(Q(is_active=False) | Q(retention_years__gt=0))
    found = list(rows.values_list("pk", "is_active", "retention_years"))
    return Programs(
        inactive_since=inactive_since([pk for pk, is_active, _ in found if not is_active], on=on),
        years={pk: years for pk, _, years in found if years},
    )


def inactive_since(programs: Collection[int], *, on: date) -> dict[int, date]:
    """Return the day on which each of these Inactive programs was set to it, as the log has it; else the day itself."""
    if not programs:
        return {}
    entries = Event.objects.filter(
        program_id__in=programs, enrollment_id=None, kind__in=SWITCHED, after__is_active=False
    )
    logged = {pk: timezone.localdate(at) for pk, at in entries.order_by("pk").values_list("program_id", "at")}
    return {pk: logged.get(pk, on) for pk in programs}


@dataclass(frozen=True)
class Twin:
    """The conditions of `inactive` and `held_until` on a day, for rows of enrollments."""

    on: date
    programs: Programs

    def reason(self) -> Choice:
        """Return the reason as an expression, blank where an enrollment is not inactive."""
        closed = [pk for pk, since in self.programs.inactive_since.items() if since <= self.on]
        return Choice(
            When(begins_on__gt=self.on, then=Value("")),
            When(cancelled_on__lte=self.on, then=Value(Reason.CANCELLED.value)),
            When(Q(earned_on__lte=self.on) | Q(requirements_met_on__lte=self.on), then=Value("")),
            When(self.undecided(), then=Value("")),
            When(expires_on__lt=self.on, then=Value(Reason.EXPIRED.value)),
            When(program__in=closed, then=Value(Reason.PROGRAM_INACTIVE.value)),
            default=Value(""),
            output_field=CharField(),
        )

    def undecided(self) -> Exists:
        """Return the condition that a completion waits for a grade or an approval."""
        return Exists(Completion.objects.filter(enrollment=OuterRef("pk")).exclude(awaits=""))

    def since(self) -> Choice:
        """Return the first day of being inactive, for rows that are."""
        of_day = defaultdict(list)
        for pk, since in self.programs.inactive_since.items():
            of_day[since].append(pk)
        return Choice(
            When(cancelled_on__lte=self.on, then=F("cancelled_on")),
            When(expires_on__lt=self.on, then=DayAfter(F("expires_on"))),
            *(
                When(program__in=programs, then=Greatest(Value(since, DateField()), F("begins_on")))
                for since, programs in of_day.items()
            ),
            default=Value(None),
            output_field=DateField(),
        )

    def is_held(self) -> Q:
        """Return the condition that the retention keeps a row annotated with `inactive_since`."""
        of_years = defaultdict(list)
        for pk, years in self.programs.years.items():
            of_years[years].append(pk)
        held = Q(pk__in=[])
        for years, programs in of_years.items():
            bound = free_by(self.on, years)
            held |= Q(program__in=programs) if bound is None else Q(program__in=programs) & self._active_after(bound)
        return held

    def _active_after(self, bound: date) -> Q:
        later = Q(pk__in=[])
        for day in DONE:
            later |= Q(**{f"{day}__gt": bound})
        return Q(inactive_since__gt=bound) | Q(Exists(Completion.objects.filter(later, enrollment=OuterRef("pk"))))


def inactive_enrollments(
    twin: Twin, rows: EnrollmentQuerySet | None = None, *, reason: Reason | None = None
) -> EnrollmentQuerySet:
    """Return the enrollments that are inactive, for one reason or any, each with its `reason` and `inactive_since`."""
    wanted = Enrollment.objects.all() if rows is None else rows
    annotated = wanted.annotate(reason=twin.reason(), inactive_since=twin.since())
    return annotated.filter(reason=reason.value) if reason else annotated.exclude(reason="")


def inactive_cases(rows: Iterable[Enrollment], *, on: date) -> dict[int, Case]:
    """Return what the rule has to know of enrollments, each with its program; three queries however many.

    What was done in them last is read where their program keeps them for years; of the others nobody asks it.
    """
    held = list(rows)
    closed = inactive_since({row.program_id for row in held if not row.program.is_active}, on=on)
    completions = Completion.objects.order_by()
    waiting = completions.filter(enrollment__among=[row.pk for row in held]).exclude(awaits="")
    undecided = set(waiting.values_list("enrollment", flat=True))
    last = _last_done([row.pk for row in held if row.program.retention_years])
    return {
        row.pk: Case(
            facts=row.facts(),
            program_inactive_since=closed.get(row.program_id),
            is_undecided=row.pk in undecided,
            last_done_on=last.get(row.pk),
            retention_years=row.program.retention_years,
        )
        for row in held
    }


def _last_done(enrollments: Collection[int]) -> dict[int, date]:
    """Return the last day of a completion of each of these enrollments that has any."""
    if not enrollments:
        return {}
    rows = Completion.objects.filter(enrollment__in=enrollments).order_by().values("enrollment")
    counted = rows.annotate(**{f"last_{day}": Max(day) for day in DONE}).values_list(
        "enrollment", *(f"last_{day}" for day in DONE)
    )
    return {pk: max(day for day in days if day is not None) for pk, *days in counted}
