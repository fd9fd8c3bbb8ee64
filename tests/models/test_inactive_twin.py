"""Does the SQL twin say of every enrollment what rules/inactive.py says of it?

Over every lawful combination of the dates with what is waiting or done in it, and every state of its program; and
the comparison itself is tried on bent twins, each of which it has to find.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import NamedTuple

import pytest
from django.db.models import BooleanField, ExpressionWrapper, Q, Value

from conferral.models import Completion, Component, Contact, Enrollment, Event, Program, Requirement, Version
from conferral.models.inactive import Programs, Twin, inactive_cases, inactive_enrollments, programs_as_of
from conferral.rules.inactive import Case, Reason, held_until, inactive
from tests.emptying import take_away
from tests.models.combinations import DAY, lawful_combinations
from tests.models.rows import AT, new, saved

pytestmark = pytest.mark.django_db

A_YEAR = timedelta(days=365)
WINDOW = [DAY + timedelta(days=offset) for offset in (-1, 0, 1)] + [DAY + A_YEAR + timedelta(days=1)]
SINCE = (None, DAY - timedelta(days=100), DAY, DAY + timedelta(days=1))
DONE = {
    "nothing": None,
    "waiting": {"completed_on": DAY - timedelta(days=400), "awaits": "approval", "is_live": True},
    "long ago": {"completed_on": DAY - timedelta(days=400)},
    "graded": {"completed_on": DAY - timedelta(days=400), "grade": "pass", "graded_on": DAY + timedelta(days=1)},
    "voided": {"completed_on": DAY, "voided_on": DAY + timedelta(days=2), "void_reason": "Not hers."},
}


class Said(NamedTuple):
    """What is said of one enrollment: why it is inactive (blank where it is not), since when, and whether it is kept."""

    reason: str
    since: date | None
    is_held: bool


@pytest.fixture(scope="module")
def programs(django_db_setup, django_db_blocker):
    """Write the combinations once for all tests of this file, and take them away afterwards."""
    with django_db_blocker.unblock():
        combinations = [dates for dates in lawful_combinations() if _tells_more(dates)]
        people = Contact.objects.bulk_create([new(Contact) for _ in combinations], batch_size=2000)
        made = [_written(said, combinations, people) for said in DONE.values()]
        yield made
        Completion.objects.all()._raw_delete("default")
        Enrollment.objects.all()._raw_delete("default")
        take_away(program.pk for program in made)
        Component.objects.filter(requirements=None).delete()
        Contact.objects.all()._raw_delete("default")


def _tells_more(dates: dict[str, date | None]) -> bool:
    """Leave out what neither the rule nor the twin asks: what was started, and on which later day grace begins."""
    return (
        dates["started_on"] is None
        and dates["replaced_on"] in (None, DAY)
        and (dates["grace_begins_on"] is None or dates["grace_begins_on"] < DAY)
        and dates["registered_on"] != DAY
    )


def _written(
    done: dict[str, object] | None, combinations: list[dict[str, date | None]], contacts: list[Contact]
) -> Program:
    """Insert one enrollment per combination into a program, each with a completion where something was done."""
    requirement = saved(Requirement, version=saved(Version, program=saved(Program, retention_years=1)))
    version = requirement.version
    rows = Enrollment.objects.bulk_create(
        [
            Enrollment(
                contact=contact, program=version.program, version=version,
                registered_at=datetime.combine(dates["registered_on"], datetime.min.time(), tzinfo=UTC), **dates,
            )
            for contact, dates in zip(contacts, combinations, strict=True)
        ],
        batch_size=2000,
    )  # fmt: skip
    if done:
        said = {"is_live": False, "recorded_at": AT, **done}
        Completion.objects.bulk_create(
            [Completion(enrollment=row, requirement=requirement, **said) for row in rows], batch_size=2000
        )
    return version.program


@pytest.fixture(scope="module")
def cases(programs: list[Program], django_db_blocker) -> dict[int, Case]:
    with django_db_blocker.unblock():
        return inactive_cases(Enrollment.objects.select_related("program"), on=DAY)


def ruled(case: Case, on: date, since: date | None, years: int) -> Said:
    """Return what the rule says of a case in a program of that state."""
    whole = Case(
        facts=case.facts, is_undecided=case.is_undecided, last_done_on=case.last_done_on,
        program_inactive_since=since, retention_years=years,
    )  # fmt: skip
    found = inactive(whole, on)
    return Said(found.reason, found.since, held_until(whole, found, on) is not None) if found else Said("", None, False)


def told(twin: Twin) -> dict[int, Said]:
    """Return what the twin says of every row, in one query."""
    rows = Enrollment.objects.annotate(reason=twin.reason(), inactive_since=twin.since()).annotate(
        held=ExpressionWrapper(twin.is_held() & Q(Value(True)), output_field=BooleanField())
    )
    return {
        pk: Said(reason, since, bool(held)) if reason else Said("", None, False)
        for pk, reason, since, held in rows.order_by().values_list("pk", "reason", "inactive_since", "held")
    }


def told_otherwise(make_twin, cases: dict[int, Case], programs: list[Program], on, since, years) -> list[object]:
    of_all = Programs(
        inactive_since={program.pk: since for program in programs} if since else {},
        years={program.pk: years for program in programs} if years else {},
    )
    said = told(make_twin(on, of_all))
    assert set(said) == set(cases)
    due = {pk: ruled(case, on, since, years) for pk, case in cases.items()}
    return [(cases[pk], said[pk], due[pk]) for pk in cases if said[pk] != due[pk]]


@pytest.mark.parametrize("on", WINDOW, ids=str)
@pytest.mark.parametrize(("since", "years"), list(product(SINCE, (0, 1))))
def test_the_twin_agrees_with_the_rule_on_every_row(programs, cases, on, since, years) -> None:
    assert told_otherwise(Twin, cases, programs, on, since, years)[:3] == []


def test_every_reason_and_everything_that_can_be_done_is_among_them(programs, cases) -> None:
    said = Counter(ruled(case, DAY, DAY, 0).reason for case in cases.values())
    assert set(said) == {"", *Reason}
    kept = Counter(ruled(case, WINDOW[-1], None, 1).is_held for case in cases.values())
    assert kept[True] > 100
    assert kept[False] > 100
    assert len(cases) > 5_000


def test_the_list_is_those_with_a_reason(programs, cases) -> None:
    listed = set(inactive_enrollments(Twin(DAY, Programs({}, {}))).values_list("pk", flat=True))
    assert listed == {pk for pk, case in cases.items() if inactive(case, DAY)}


# The test of the test: every bent twin has to be found by the very same comparisons.


@dataclass(frozen=True)
class NothingWaits(Twin):
    def undecided(self) -> Q:
        return Q(pk__in=[])


@dataclass(frozen=True)
class HeldFromTheFirstDay(Twin):
    def _active_after(self, bound: date) -> Q:
        return Q(inactive_since__gt=bound)


@dataclass(frozen=True)
class ADayLate(Twin):
    def since(self):
        return Twin(self.on - timedelta(days=1), self.programs).since()


@pytest.mark.parametrize("bent", [NothingWaits, HeldFromTheFirstDay, ADayLate])
def test_a_twin_that_says_otherwise_is_found(programs, cases, bent) -> None:
    found = [told_otherwise(bent, cases, programs, on, DAY - timedelta(days=100), 1) for on in (DAY, WINDOW[-1])]
    assert any(found)


def test_a_program_is_inactive_since_the_day_on_which_it_was_last_set_to_it(django_assert_num_queries) -> None:
    open_, shut, unlogged = (saved(Program) for _ in range(3))
    Program.objects.filter(pk__in=[shut.pk, unlogged.pk]).update(is_active=False)
    Program.objects.filter(pk=open_.pk).update(retention_years=3)
    days = (date(2024, 1, 1), date(2024, 6, 1), date(2025, 5, 5))
    for day, is_active in zip(days, (False, True, False), strict=True):
        for program in (open_, shut):
            saved(
                Event, kind="program.policies_changed", program_id=program.pk, after={"is_active": is_active},
                at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
            )  # fmt: skip
    saved(Event, kind="program.policies_changed", program_id=shut.pk, after={"retention_years": 2})
    with django_assert_num_queries(2):
        found = programs_as_of(DAY)
    assert found.inactive_since == {shut.pk: date(2025, 5, 5), unlogged.pk: DAY}
    assert found.years[open_.pk] == 3
    assert not found.years.keys() & {shut.pk, unlogged.pk}
