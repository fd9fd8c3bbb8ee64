"""Why does an enrollment stand where it stands? The sentences, word for word."""

from __future__ import annotations

from datetime import date

import pytest

from conferral.rules.reasons import Completed, why
from conferral.rules.standing import Facts, Status
from tests.rules.cast import STANDING_TODAY, TODAY, after, day, enrollment

TWO_OF_FIVE = Completed((day("2025-04-04"), day("2025-07-01")), 5)
NONE_OF_FIVE = Completed((), 5)


def said(facts: Facts, on: str, completed: Completed = TWO_OF_FIVE) -> str:
    return why(facts, completed, day(on))


def test_worked_why_of_section_3() -> None:
    assert said(enrollment(), "2026-03-02") == (
        "Grace period since 2 March 2026: the deadline passed on 1 March with 2 of 5 requirements complete. "
        "Expires after 31 March unless the expiration date is extended."
    )


@pytest.mark.parametrize("on", ["2026-03-02", "2026-03-15", "2026-03-31"])
def test_the_sentence_stays_the_same_all_through_the_grace_period(on: str) -> None:
    assert said(enrollment(), on) == said(enrollment(), "2026-03-02")


def test_in_grace_it_says_what_was_completed_since_the_deadline() -> None:
    completed = Completed((day("2025-04-04"), day("2026-03-02")), 5)
    assert said(enrollment(), "2026-03-02", completed) == (
        "Grace period since 2 March 2026: the deadline passed on 1 March with 1 of 5 requirements complete. "
        "By now: 2 of 5 requirements complete. "
        "Expires after 31 March unless the expiration date is extended."
    )


def test_a_requirement_completed_on_the_deadline_was_complete_when_it_passed() -> None:
    completed = Completed((day("2026-03-01"),), 5)
    assert "passed on 1 March with 1 of 5 requirements complete. Expires" in said(enrollment(), "2026-03-31", completed)


def test_a_requirement_completed_after_the_day_asked_for_is_not_mentioned() -> None:
    completed = Completed((day("2026-03-20"),), 5)
    assert "By now" not in said(enrollment(), "2026-03-19", completed)
    assert "By now: 1 of 5" in said(enrollment(), "2026-03-20", completed)


def test_days_of_another_year_bear_their_year() -> None:
    facts = enrollment(grace_begins_on=day("2026-01-01"), expires_on=day("2027-01-01"))
    assert said(facts, "2026-01-01", NONE_OF_FIVE) == (
        "Grace period since 1 January 2026: the deadline passed on 31 December 2025 with 0 of 5 requirements "
        "complete. Expires after 1 January 2027 unless the expiration date is extended."
    )


def test_enrolled_says_since_when_how_far_and_until_when() -> None:
    assert said(enrollment(), "2025-03-01") == (
        "Enrolled since 1 March 2025: 0 of 5 requirements complete. The completion deadline is 1 March 2026. "
        "Unless the requirements are met by then, the grace period begins on 2 March 2026."
    )
    assert said(enrollment(), "2025-04-04").startswith("Enrolled since 1 March 2025: 1 of 5 requirements complete.")
    assert said(enrollment(), "2026-03-01").startswith("Enrolled since 1 March 2025: 2 of 5 requirements complete.")


def test_enrolled_without_grace_says_when_it_expires() -> None:
    facts = enrollment(grace_begins_on=None, expires_on=day("2026-03-01"))
    assert said(facts, "2025-06-15") == (
        "Enrolled since 1 March 2025: 1 of 5 requirements complete. The completion deadline is 1 March 2026. "
        "Expires after 1 March 2026 unless the expiration date is extended."
    )


def test_a_future_enrollment_date_says_when_it_starts() -> None:
    facts = enrollment(begins_on=day("2025-02-20"))
    assert said(facts, "2025-02-28", NONE_OF_FIVE) == (
        "Enrolled ahead: it starts on 1 March 2025 and is listed since 20 February 2025; "
        "0 of 5 requirements complete. The completion deadline is 1 March 2026. "
        "Unless the requirements are met by then, the grace period begins on 2 March 2026."
    )
    assert said(facts, "2025-03-01").startswith("Enrolled since 1 March 2025:")


def test_expired_says_what_was_complete_when_it_expired_and_what_would_reopen_it() -> None:
    assert said(enrollment(), "2026-04-01") == (
        "Expired since 1 April 2026: the expiration date 31 March passed with 2 of 5 requirements complete. "
        "Extending the expiration date would reopen it; the contact can also be enrolled again where the program allows it."
    )


def test_expired_counts_what_was_complete_by_the_expiration_date() -> None:
    completed = Completed((day("2026-03-31"), day("2026-04-01")), 5)
    assert "with 1 of 5 requirements complete" in said(enrollment(), "2026-05-01", completed)


def test_expired_at_the_turn_of_the_year_names_both_years() -> None:
    facts = enrollment(expires_on=day("2026-12-31"))
    assert said(facts, "2027-02-01").startswith(
        "Expired since 1 January 2027: the expiration date 31 December 2026 passed"
    )


def test_a_replaced_enrollment_is_history_and_cannot_be_extended() -> None:
    facts = enrollment(replaced_on=day("2026-05-01"))
    assert said(facts, "2026-05-01") == (
        "Expired since 1 April 2026: the expiration date 31 March passed with 2 of 5 requirements complete. "
        "A later enrollment in this program took its place on 1 May 2026, so it is history."
    )
    assert "Extending the expiration date" in said(facts, "2026-04-30")
    assert "history" not in said(facts, "2026-04-30")


@pytest.mark.parametrize("status", list(Status))
def test_whatever_the_status_a_replaced_enrollment_says_so(status: Status) -> None:
    facts = STANDING_TODAY[status]
    replaced = Facts(
        **{name: getattr(facts, name) for name in Facts.__slots__ if name != "replaced_on"}, replaced_on=TODAY
    )
    assert "took its place on 15 June 2025" in why(replaced, TWO_OF_FIVE, TODAY)
    assert "took its place" not in why(facts, TWO_OF_FIVE, TODAY)


def test_awaiting_approval_says_since_when_and_that_it_does_not_expire() -> None:
    assert why(STANDING_TODAY[Status.AWAITING_APPROVAL], TWO_OF_FIVE, TODAY) == (
        "Awaiting approval since 2 June 2025: all requirements were met that day and the program requires "
        "approval. It does not expire while it waits; the approval makes it Earned."
    )


def test_earned_says_when_the_requirements_were_met_and_when_the_program_was_approved() -> None:
    assert why(STANDING_TODAY[Status.EARNED], TWO_OF_FIVE, TODAY) == (
        "Earned on 3 June 2025: all requirements were met on 2 June and the program was approved on 3 June 2025. "
        "Earned is final: it never expires here."
    )


def test_earned_on_the_day_the_requirements_were_met() -> None:
    facts = enrollment(requirements_met_on=TODAY, earned_on=TODAY)
    assert why(facts, TWO_OF_FIVE, TODAY) == (
        "Earned on 15 June 2025: all requirements were met that day. Earned is final: it never expires here."
    )


def test_approved_in_another_year_than_met() -> None:
    facts = enrollment(requirements_met_on=day("2025-12-31"), earned_on=day("2026-01-02"))
    assert "were met on 31 December 2025 and the program was approved on 2 January 2026" in said(facts, "2026-02-01")


def test_cancelled_says_when() -> None:
    assert why(STANDING_TODAY[Status.CANCELLED], TWO_OF_FIVE, TODAY) == (
        "Cancelled on 10 June 2025. It stays as history with its completions; "
        "the contact can be enrolled again where the program allows it."
    )


def test_before_an_enrollment_begins_there_is_nothing_to_explain() -> None:
    assert said(enrollment(), "2025-02-28") == ""


def test_one_requirement_is_said_in_the_singular() -> None:
    assert Completed((TODAY,), 1).said(TODAY) == "1 of 1 requirement complete"
    assert Completed((), 0).said(TODAY) == "0 of 0 requirements complete"
    assert Completed((), 2).said(TODAY) == "0 of 2 requirements complete"


@pytest.mark.parametrize(("offset", "count"), [(-1, 1), (0, 1), (1, 0)])
def test_a_requirement_counts_from_its_own_day_on(offset: int, count: int) -> None:
    completed_on = after(TODAY, offset)
    assert isinstance(completed_on, date)
    assert Completed((completed_on,), 3).said(TODAY) == f"{count} of 3 requirements complete"


@pytest.mark.parametrize(("offset", "between"), [(-1, False), (0, False), (1, True), (4, True), (5, False)])
def test_a_change_lies_after_the_earlier_day_and_not_after_the_later(offset: int, between: bool) -> None:
    completed = Completed((after(TODAY, offset),), 3)
    assert completed.changed_between(TODAY, after(TODAY, 4)) == between
    assert not Completed((), 3).changed_between(TODAY, after(TODAY, 4))


def test_what_is_recorded_for_later_is_told_instead_of_what_time_alone_would_do() -> None:
    dates = {"begins_on": date(2025, 3, 1), "enrolled_on": date(2025, 3, 1), "expires_on": date(2026, 3, 31)}
    cancelled = Facts(**dates, grace_begins_on=date(2026, 3, 2), cancelled_on=date(2026, 1, 15))
    said = why(cancelled, Completed([], 2), date(2025, 6, 1))
    assert said == (
        "Enrolled since 1 March 2025: 0 of 2 requirements complete. The completion deadline is 1 March 2026. "
        "As the records stand it is Cancelled from 15 January 2026 on."
    )
    late = Facts(**dates, grace_begins_on=date(2026, 3, 2), cancelled_on=date(2026, 3, 20))
    assert "grace period begins on 2 March 2026" in why(late, Completed([], 2), date(2025, 6, 1))
    assert why(late, Completed([], 2), date(2026, 3, 5)).endswith(
        "with 0 of 2 requirements complete. As the records stand it is Cancelled from 20 March 2026 on."
    )
