"""Does the standing agree with a second, independent telling of the rules of standing everywhere?

Every lawful combination of the dates, each absent, before, on or after the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from conferral.rules.standing import Facts, life, standing
from tests.rules import reference
from tests.rules.cast import TODAY, after
from tests.rules.reference import Enrollment

WIDE = (-2, -1, 0, 1, 2)
NARROW = (-1, 0, 1)
FIRST, LAST = after(TODAY, -6), after(TODAY, 6)
WINDOW = [after(TODAY, offset) for offset in range(-4, 5)]


def terms_of(offsets: tuple[int, ...]) -> Iterator[tuple[int, int, int | None, int]]:
    """Begins not after enrolled; enrolled not after expires; grace after enrolled, not after expires."""
    for begins, enrolled, expires in product(offsets, repeat=3):
        if begins <= enrolled <= expires:
            yield begins, enrolled, None, expires
            for grace in offsets:
                if enrolled < grace <= expires:
                    yield begins, enrolled, grace, expires


def outcomes(offsets: tuple[int, ...], enrolled: int) -> Iterator[tuple[int | None, bool, int | None]]:
    """Requirements met on no day before the enrollment date; approved, where asked, on any day."""
    for approved in (None, *offsets):
        yield None, True, approved
    for met in offsets:
        if met >= enrolled:
            yield met, False, None
            for approved in (None, *offsets):
                yield met, True, approved


def combinations(offsets: tuple[int, ...], *, with_history: bool) -> Iterator[Enrollment]:
    history = (None, *offsets) if with_history else (None,)
    for begins, enrolled, grace, expires in terms_of(offsets):
        for met, requires_approval, approved in outcomes(offsets, enrolled):
            for cancelled in (None, *(offset for offset in offsets if offset >= begins)):
                for started, replaced in product(history, repeat=2):
                    yield Enrollment(
                        begins=after(TODAY, begins),
                        enrolled=after(TODAY, enrolled),
                        grace=after(TODAY, grace),
                        expires=after(TODAY, expires),
                        started=after(TODAY, started),
                        met=after(TODAY, met),
                        requires_approval=requires_approval,
                        approved=after(TODAY, approved),
                        cancelled=after(TODAY, cancelled),
                        replaced=after(TODAY, replaced),
                    )


def facts_of(row: Enrollment) -> Facts:
    return Facts(
        begins_on=row.begins,
        enrolled_on=row.enrolled,
        grace_begins_on=row.grace,
        expires_on=row.expires,
        started_on=row.started,
        requirements_met_on=row.met,
        earned_on=row.earned,
        cancelled_on=row.cancelled,
        replaced_on=row.replaced,
    )


def test_the_life_is_what_walking_day_by_day_finds_for_every_combination_of_dates() -> None:
    count = 0
    for row in combinations(NARROW, with_history=True):
        steps = [(step.on, step.status.value, step.has_started, step.is_current) for step in life(facts_of(row))]
        assert steps == reference.walked(row, FIRST, LAST), row
        count += 1
    assert count > 10_000


def test_status_since_and_next_agree_with_walking_on_every_day_around_every_combination() -> None:
    for row in combinations(WIDE, with_history=False):
        facts = facts_of(row)
        for on in WINDOW:
            now = standing(facts, on)
            status = reference.status(row, on)
            if status is None:
                assert now is None, (row, on)
                continue
            assert (now.status.value, now.since) == (status, reference.since(row, on)), (row, on)
            following = (now.next_status.value, now.next_on) if now.next_on else None
            assert following == reference.following(row, on, LAST), (row, on)


def test_the_trackers_count_each_current_enrollment_exactly_once_and_no_other() -> None:
    for row in combinations(NARROW, with_history=True):
        now = standing(facts_of(row), TODAY)
        counted = reference.trackers(row, TODAY)
        if now is None:
            assert not counted
            continue
        assert now.is_current == reference.is_current(row, TODAY) == (len(counted) == 1), row
        assert ({now.tracker.label} if now.tracker else set()) == counted, row
        not_started = counted == {"Enrolled, not earned"} and now.status.value == "enrolled"
        assert now.is_not_started == (not_started and not reference.has_started(row, TODAY)), row


def test_the_reference_knows_every_status_on_the_day() -> None:
    seen = {reference.status(row, TODAY) for row in combinations(NARROW, with_history=False)}
    assert seen == {None, "cancelled", "earned", "awaiting_approval", "expired", "grace", "enrolled"}


def test_nothing_changes_on_the_days_in_between() -> None:
    assert isinstance(FIRST, date)
    for row in combinations(NARROW, with_history=False):
        steps = life(facts_of(row))
        assert [step.on for step in steps] == sorted({step.on for step in steps})
        assert steps[0].on == row.begins
