"""Does the SQL twin say of every enrollment what rules/standing.py says of it?

Over every lawful combination of the dates, each absent, before, on and after the day; and the
comparison itself is tried on bent twins, each of which it has to find.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.db.models import BooleanField, ExpressionWrapper, Q

from conferral.models import Contact, Enrollment, Program
from conferral.models.enrollment_standing import TWIN, Twin
from conferral.models.tally import Tally, counted_tallies
from conferral.rules.coming import enters_on
from conferral.rules.standing import Facts, Standing, Status, Tracker, standing
from tests.emptying import take_away
from tests.models.combinations import DAY, lawful_combinations, written

pytestmark = pytest.mark.django_db

WINDOW = [DAY + timedelta(days=offset) for offset in (-1, 0, 1)]
Said = tuple[str | None, bool, bool, bool]


@pytest.fixture(scope="module")
def programs(django_db_setup, django_db_blocker):
    """Write the combinations once for all tests of this file, and take them away afterwards."""
    with django_db_blocker.unblock():
        made = written()
        yield made
        Enrollment.objects.all()._raw_delete("default")
        take_away(program.pk for program in made)
        Contact.objects.all()._raw_delete("default")


class Rule:
    """What the rule says of every row on a day, asked once per day."""

    def __init__(self, rows: list[Enrollment]) -> None:
        self.rows = rows
        self.on: dict[date, dict[int, Standing | None]] = {}

    def standings(self, on: date) -> dict[int, Standing | None]:
        if on not in self.on:
            self.on[on] = {row.pk: standing(row.facts(), on) for row in self.rows}
        return self.on[on]

    def said(self, on: date) -> dict[int, Said]:
        """Return status, begun, current and started; before it begins only that it has not."""
        return {
            pk: (now.status.value, True, now.is_current, now.has_started) if now else (None, False, False, False)
            for pk, now in self.standings(on).items()
        }

    def tallies(self, programs: list[Program], on: date) -> list[Tally]:
        of_program: dict[int, list[Standing]] = defaultdict(list)
        for row in self.rows:
            if now := self.standings(on)[row.pk]:
                of_program[row.program_id].append(now)
        return [counted(program.code, of_program[program.pk]) for program in programs]


@pytest.fixture(scope="module")
def rule(programs: list[Program], django_db_blocker) -> Rule:
    with django_db_blocker.unblock():
        return Rule(list(Enrollment.objects.select_related("contact").order_by("pk")))


def told(twin: Twin, on: date) -> dict[int, Said]:
    """Return the same as the twin says, in one query."""
    asked = {
        "told_begun": twin.has_begun(on),
        "told_current": twin.is_current(on),
        "told_started": twin.has_started(on),
    }
    found = (
        Enrollment.objects.annotate(
            status=twin.status(on),
            **{name: ExpressionWrapper(what, output_field=BooleanField()) for name, what in asked.items()},
        )
        .order_by()
        .values_list("pk", "status", "told_begun", "told_current", "told_started")
    )
    return {
        pk: (status, True, bool(current), bool(started)) if begun else (None, False, bool(current), False)
        for pk, status, begun, current, started in found
    }


def counted(code: str, standings: list[Standing]) -> Tally:
    """Return the tally as the rule says, enrollment by enrollment."""
    trackers = Counter(now.tracker for now in standings if now.tracker)
    return Tally(
        program=code,
        earned=trackers[Tracker.EARNED],
        enrolled=trackers[Tracker.ENROLLED],
        not_started=sum(now.is_not_started for now in standings),
        awaiting_approval=sum(now.is_current and now.status is Status.AWAITING_APPROVAL for now in standings),
        grace=trackers[Tracker.GRACE],
        expired=trackers[Tracker.EXPIRED],
    )


def told_otherwise(twin: Twin, rule: Rule, on: date) -> list[tuple[Facts, Said, Said]]:
    said, ruled = told(twin, on), rule.said(on)
    assert set(said) == set(ruled)
    return [(row.facts(), said[row.pk], ruled[row.pk]) for row in rule.rows if said[row.pk] != ruled[row.pk]]


def test_every_combination_is_written_and_every_status_is_among_them(rule: Rule) -> None:
    assert len(rule.rows) == sum(1 for _ in lawful_combinations()) > 10_000
    assert {said[0] for said in rule.said(DAY).values()} == {None, *(status.value for status in Status)}
    for field in ("enrolled_on", "grace_begins_on", "expires_on", "started_on", "earned_on", "cancelled_on"):
        days = {getattr(row, field) for row in rule.rows}
        assert {(day > DAY) - (day < DAY) for day in days if day} == {-1, 0, 1}, field


@pytest.mark.parametrize("on", WINDOW, ids=str)
def test_the_twin_agrees_with_the_rule_on_every_row(rule: Rule, on: date) -> None:
    assert told_otherwise(TWIN, rule, on)[:3] == []


@pytest.mark.parametrize("on", WINDOW, ids=str)
def test_the_trackers_agree_with_the_rule(programs: list[Program], rule: Rule, on: date) -> None:
    found = counted_tallies(programs, on=on)
    assert found == rule.tallies(programs, on)
    assert sum(tally.total for tally in found) == sum(current for _, _, current, _ in rule.said(on).values())
    assert all(tally.not_started + tally.awaiting_approval <= tally.enrolled for tally in found)


def test_a_list_asks_the_same_twin(rule: Rule) -> None:
    said = rule.said(DAY)
    status = dict(Enrollment.objects.begun(on=DAY).with_standing(on=DAY).values_list("pk", "status"))
    assert status == {pk: status for pk, (status, begun, _, _) in said.items() if begun}
    current = set(Enrollment.objects.current(on=DAY).values_list("pk", flat=True))
    assert current == {pk for pk, (_, _, current, _) in said.items() if current}


def test_a_program_without_enrollments_has_a_tally_of_nothing(programs: list[Program]) -> None:
    empty = Program(code="EMPTY", pk=0)
    assert counted_tallies([empty, programs[0]], on=DAY)[0] == Tally(program="EMPTY")
    assert counted_tallies([], on=DAY) == []


def test_the_tally_of_many_programs_is_one_query(programs: list[Program], django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        counted_tallies(programs, on=DAY)


WINDOWS = [(on, on + timedelta(days=days)) for on in WINDOW for days in (1, 2, 5)]


@pytest.fixture(scope="module")
def coming(rule: Rule) -> dict[tuple[Status, date, date], set[int]]:
    """Which rows come to a status within a window, as the rule says; each life is looked at once."""
    found: dict[tuple[Status, date, date], set[int]] = defaultdict(set)
    for row in rule.rows:
        facts = row.facts()
        for status in (Status.GRACE, Status.EXPIRED):
            for after, through in WINDOWS:
                if enters_on(facts, status, after=after, through=through):
                    found[status, after, through].add(row.pk)
    return found


@pytest.mark.parametrize("status", [Status.GRACE, Status.EXPIRED])
def test_the_twin_of_what_comes_agrees_with_the_rule_on_every_row(rule: Rule, coming, status: Status) -> None:
    for after, through in WINDOWS:
        said = set(Enrollment.objects.entering(status, after=after, through=through).values_list("pk", flat=True))
        assert said == coming[status, after, through], (after, through)
    assert any(coming[status, after, through] for after, through in WINDOWS)


@pytest.mark.parametrize(("status", "place"), [(Status.GRACE, "grace_begins_on"), (Status.EXPIRED, "expires_on")])
def test_bounds_alone_or_what_is_so_on_the_day_looked_from_are_found(rule: Rule, coming, status, place) -> None:
    after, through = DAY, DAY + timedelta(days=5)
    due = {f"{place}__gt": after, f"{place}__lte": through}
    for bent in (Enrollment.objects.filter(**due), Enrollment.objects.current(on=after).filter(earned_on=None, **due)):
        assert set(bent.values_list("pk", flat=True)) != coming[status, after, through]


# The test of the test: every bent twin has to be found by the very same comparisons.


@dataclass(frozen=True)
class Unbegun(Twin):
    def has_begun(self, _on: date) -> Q:
        return Q()


@dataclass(frozen=True)
class NeverReplaced(Twin):
    def is_current(self, on: date) -> Q:
        return self.has_begun(on) & ~Q(**{self.cancelled: on})


@dataclass(frozen=True)
class CancelledIsCurrent(Twin):
    def is_current(self, on: date) -> Q:
        return self.has_begun(on) & ~Q(**{self.replaced: on})


@dataclass(frozen=True)
class CurrentBeforeItBegins(Twin):
    def is_current(self, on: date) -> Q:
        return ~Q(**{self.replaced: on}) & ~Q(**{self.cancelled: on})


@dataclass(frozen=True)
class AlwaysStarted(Twin):
    def has_started(self, _on: date) -> Q:
        return Q(pk__isnull=False)


def bent(look_up: str) -> str:
    """Turn <= into < and < into <=."""
    return (
        look_up.removesuffix("__lte") + "__lt" if look_up.endswith("__lte") else look_up.removesuffix("__lt") + "__lte"
    )


def mutations() -> dict[str, Twin]:
    """Return every twin with one fault: a look-up bent, a clause dropped, two neighbours swapped."""
    found: dict[str, Twin] = {
        f"{name}: look-up bent": replace(TWIN, **{name: bent(getattr(TWIN, name))})
        for name in ("begun", "replaced", "cancelled", "started")
    }
    for place, (status, look_up) in enumerate(TWIN.statuses):
        before, after = TWIN.statuses[:place], TWIN.statuses[place + 1 :]
        found[f"status {status}: bent"] = replace(TWIN, statuses=(*before, (status, bent(look_up)), *after))
        found[f"status {status}: dropped"] = replace(TWIN, statuses=(*before, *after))
        if after:
            swapped = (*before, after[0], (status, look_up), *after[1:])
            found[f"status {status}: swapped with {after[0][0]}"] = replace(TWIN, statuses=swapped)
    dropped = (Unbegun, NeverReplaced, CancelledIsCurrent, CurrentBeforeItBegins, AlwaysStarted)
    return {**found, **{kind.__name__: kind() for kind in dropped}}


CANCELLED_ASKED_TWICE = {
    "cancelled: look-up bent",
    "status cancelled: bent",
    "status cancelled: dropped",
    "status cancelled: swapped with earned",
    "CancelledIsCurrent",
}
"""The trackers ask twice whether a row is cancelled (is it current, and which status): one fault there shows in no count."""


def test_every_look_up_and_every_pair_of_neighbours_is_bent() -> None:
    assert len(mutations()) == 4 + 5 + 5 + 4 + 5
    assert all(twin != TWIN for twin in mutations().values())
    assert set(mutations()) > CANCELLED_ASKED_TWICE


@pytest.mark.parametrize("fault", mutations())
def test_a_bent_twin_is_found_row_by_row(rule: Rule, fault: str) -> None:
    assert told_otherwise(mutations()[fault], rule, DAY)


@pytest.mark.parametrize("fault", mutations())
def test_a_bent_twin_is_found_by_the_trackers(programs: list[Program], rule: Rule, fault: str) -> None:
    is_found = counted_tallies(programs, on=DAY, twin=mutations()[fault]) != rule.tallies(programs, DAY)
    assert is_found == (fault not in CANCELLED_ASKED_TWICE)
