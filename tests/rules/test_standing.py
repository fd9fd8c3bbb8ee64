"""Where does an enrollment stand on a day? The sentences of the rules of standing, one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from conferral.rules.standing import TRACKER_OF, Facts, Standing, Status, Tracker, life, standing
from tests.rules.cast import STANDING_TODAY, TODAY, TOMORROW, YESTERDAY, day, enrollment


def stands(facts: Facts, on: str) -> Standing:
    found = standing(facts, day(on))
    assert found is not None
    return found


def test_worked_enrolled_2025_03_01_one_year_thirty_days_grace_stands_as_it_should() -> None:
    facts = enrollment()
    assert stands(facts, "2026-03-01").status is Status.ENROLLED
    assert stands(facts, "2026-03-02").status is Status.GRACE
    assert stands(facts, "2026-03-31").status is Status.GRACE
    assert stands(facts, "2026-04-01").status is Status.EXPIRED


def test_worked_staff_set_expiration_date_to_2026_06_30_and_it_is_grace_period_again() -> None:
    extended = enrollment(expires_on=day("2026-06-30"))
    assert stands(extended, "2026-04-01").status is Status.GRACE
    assert stands(extended, "2026-06-30").status is Status.GRACE
    assert stands(extended, "2026-07-01").status is Status.EXPIRED


def test_the_life_of_the_worked_example_is_its_dated_steps() -> None:
    steps = life(enrollment(started_on=day("2025-04-04")))
    assert [(step.on.isoformat(), step.status.label, step.has_started) for step in steps] == [
        ("2025-03-01", "Enrolled", False),
        ("2025-04-04", "Enrolled", True),
        ("2026-03-02", "Grace period", True),
        ("2026-04-01", "Expired", True),
    ]
    assert all(step.is_current for step in steps)


def test_the_statuses_are_the_words_interfaces_write_under_the_labels_people_see() -> None:
    assert {status.value: status.label for status in Status} == {
        "enrolled": "Enrolled",
        "grace": "Grace period",
        "expired": "Expired",
        "awaiting_approval": "Awaiting approval",
        "earned": "Earned",
        "cancelled": "Cancelled",
    }


def test_the_four_trackers_bear_the_manuals_titles() -> None:
    assert {tracker.value: tracker.label for tracker in Tracker} == {
        "earned": "Earned",
        "enrolled": "Enrolled, not earned",
        "grace": "Grace period",
        "expired": "Expired",
    }


def test_awaiting_approval_counts_as_enrolled_not_earned_and_cancelled_nowhere() -> None:
    assert TRACKER_OF == {
        Status.ENROLLED: Tracker.ENROLLED,
        Status.AWAITING_APPROVAL: Tracker.ENROLLED,
        Status.GRACE: Tracker.GRACE,
        Status.EXPIRED: Tracker.EXPIRED,
        Status.EARNED: Tracker.EARNED,
    }


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_reached_and_counted_once_unless_cancelled(status: Status) -> None:
    now = standing(STANDING_TODAY[status], TODAY)
    assert now is not None
    assert now.on == TODAY
    assert now.status is status
    assert now.is_current == (status is not Status.CANCELLED)
    assert now.tracker is TRACKER_OF.get(status)


def test_before_it_begins_an_enrollment_is_counted_nowhere() -> None:
    assert standing(enrollment(), day("2025-02-28")) is None
    assert standing(enrollment(begins_on=day("2025-02-20")), day("2025-02-19")) is None


def test_somebody_enrolled_today_from_next_monday_is_on_the_list_today() -> None:
    ahead = enrollment(begins_on=TODAY, enrolled_on=day("2025-06-23"))
    now = standing(ahead, TODAY)
    assert now is not None
    assert (now.status, now.since, now.is_current, now.is_not_started) == (Status.ENROLLED, TODAY, True, True)
    assert standing(ahead, YESTERDAY) is None


def test_facts_dated_after_the_day_have_not_happened_yet() -> None:
    later = dict.fromkeys(("started_on", "requirements_met_on", "earned_on", "cancelled_on", "replaced_on"), TOMORROW)
    now = standing(enrollment(**later), TODAY)
    assert now is not None
    assert (now.status, now.has_started, now.is_current) == (Status.ENROLLED, False, True)


@pytest.mark.parametrize("earlier", [TODAY, YESTERDAY])
def test_a_fact_dated_on_the_day_has_happened(earlier: date) -> None:
    assert standing(enrollment(cancelled_on=earlier), TODAY).status is Status.CANCELLED
    assert standing(enrollment(requirements_met_on=earlier), TODAY).status is Status.AWAITING_APPROVAL
    assert standing(enrollment(requirements_met_on=earlier, earned_on=earlier), TODAY).status is Status.EARNED
    assert standing(enrollment(started_on=earlier), TODAY).has_started
    assert not standing(enrollment(replaced_on=earlier), TODAY).is_current


def test_cancelled_wins_over_earned_and_earned_over_awaiting_approval_and_that_over_expired() -> None:
    past = {"grace_begins_on": None, "expires_on": day("2025-04-01")}
    met = {"requirements_met_on": day("2025-03-20")}
    earned = {**met, "earned_on": day("2025-03-21")}
    assert standing(enrollment(**past), TODAY).status is Status.EXPIRED
    assert standing(enrollment(**past, **met), TODAY).status is Status.AWAITING_APPROVAL
    assert standing(enrollment(**past, **earned), TODAY).status is Status.EARNED
    assert standing(enrollment(**past, **earned, cancelled_on=TODAY), TODAY).status is Status.CANCELLED


def test_earned_is_final_and_never_expires_here() -> None:
    now = standing(STANDING_TODAY[Status.EARNED], day("2199-12-31"))
    assert (now.status, now.next_status, now.next_on) == (Status.EARNED, None, None)


def test_awaiting_approval_does_not_expire_while_waiting() -> None:
    now = standing(STANDING_TODAY[Status.AWAITING_APPROVAL], day("2199-12-31"))
    assert (now.status, now.next_status, now.next_on) == (Status.AWAITING_APPROVAL, None, None)


def test_what_comes_next_by_itself_is_named_with_its_day() -> None:
    assert (stands(enrollment(), "2025-03-01").next_status, stands(enrollment(), "2025-03-01").next_on) == (
        Status.GRACE,
        day("2026-03-02"),
    )
    assert (stands(enrollment(), "2026-03-02").next_status, stands(enrollment(), "2026-03-31").next_on) == (
        Status.EXPIRED,
        day("2026-04-01"),
    )
    assert stands(enrollment(), "2026-04-01").next_status is None
    assert stands(enrollment(), "2026-04-01").next_on is None


def test_to_have_started_is_no_change_of_status() -> None:
    facts = enrollment(started_on=day("2025-04-04"))
    assert stands(facts, "2025-04-05").since == day("2025-03-01")
    assert stands(facts, "2025-04-03").next_on == day("2026-03-02")


def test_a_replaced_enrollment_keeps_its_status_and_is_counted_nowhere() -> None:
    now = standing(enrollment(replaced_on=TODAY), TODAY)
    assert (now.status, now.is_current, now.tracker, now.is_not_started) == (Status.ENROLLED, False, None, False)
    before = standing(enrollment(replaced_on=TODAY), YESTERDAY)
    assert (before.is_current, before.tracker) == (True, Tracker.ENROLLED)


def test_not_started_counts_status_enrolled_only_without_any_complete_requirement() -> None:
    assert standing(enrollment(), TODAY).is_not_started
    assert not standing(enrollment(started_on=TODAY), TODAY).is_not_started
    for status in Status:
        assert standing(STANDING_TODAY[status], TODAY).is_not_started == (status is Status.ENROLLED)


def test_an_enrollment_that_expires_on_the_last_day_of_the_calendar_never_shows_as_expired() -> None:
    endless = enrollment(grace_begins_on=None, expires_on=day("2199-12-31"))
    assert [step.status for step in life(endless)] == [Status.ENROLLED]
    ends_a_day_earlier = enrollment(grace_begins_on=None, expires_on=day("2199-12-30"))
    assert life(ends_a_day_earlier)[-1].on == day("2199-12-31")


def test_a_life_may_begin_on_the_first_day_of_the_calendar() -> None:
    first = day("1900-01-01")
    facts = enrollment(begins_on=first, enrolled_on=first)
    assert standing(facts, first).since == first


@pytest.mark.parametrize("status", Status)
def test_there_is_a_deadline_unless_it_is_earned_or_cancelled(status: Status) -> None:
    now = standing(STANDING_TODAY[status], TODAY)
    assert now is not None
    assert now.has_deadline == (status not in {Status.EARNED, Status.CANCELLED})


@pytest.mark.parametrize("following", [None, *Status])
def test_only_grace_and_expiry_come_by_themselves(following: Status | None) -> None:
    now = standing(STANDING_TODAY[Status.ENROLLED], TODAY)
    assert now is not None
    next_on = None if following is None else TODAY
    told = replace(now, next_status=following, next_on=next_on)
    assert told.comes_by_itself == (following in {Status.GRACE, Status.EXPIRED})
