"""Is each notice due on the right days, to those it is true of, and dropped where it is not true any more?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from conferral.rules import posting
from conferral.rules.attempts import AttemptState
from conferral.rules.notices import (
    ABOUT_EVENTS,
    BY_THE_DAY,
    Dropped,
    Due,
    Notice,
    Truth,
    dropped,
    dropped_about_seat,
    due,
    notice_of,
)
from conferral.rules.standing import Facts
from tests.rules.cast import day, enrollment

BEGUN = date(2025, 3, 1)
DAY = timedelta(days=1)


def told(facts: Facts, *, known_since: date = BEGUN) -> list[tuple[str, date]]:
    """Return what a sweep on every day would tell, once each, with the first day on which it would."""
    found: list[tuple[str, date]] = []
    on = BEGUN - DAY
    while on <= facts.expires_on + 5 * DAY:
        one = due(facts, on, known_since=known_since)
        if one is not None and one.notice.value not in [notice for notice, _ in found]:
            found.append((one.notice.value, on))
            assert one.since == on, "it is due from the first day on"
        on += DAY
    return found


def as_on_cards(length: int, grace: int) -> list[tuple[str, date]]:
    """Say what a careful person would tell somebody with so many days, and so many of grace; none is 0."""
    deadline_on = BEGUN + length * DAY
    expires_on = deadline_on + grace * DAY
    wanted = []
    if length > 60:
        wanted.append(("deadline_60", deadline_on - 60 * DAY))
    if length > 14:
        wanted.append(("deadline_14" if grace else "expires_14", deadline_on - 14 * DAY))
    if grace:
        wanted.append(("grace_begun", deadline_on + DAY))
    if grace > 15:
        wanted.append(("expires_14", expires_on - 14 * DAY))
    return [*wanted, ("expired", expires_on + DAY)]


@pytest.mark.parametrize("grace", [0, 1, 2, 13, 14, 15, 16, 17, 30])
def test_whoever_has_so_many_days_is_told_each_thing_once_on_its_day(grace) -> None:
    for length in (1, 2, 13, 14, 15, 16, 59, 60, 61, 62, 75, 90):
        deadline_on = BEGUN + length * DAY
        facts = Facts(
            begins_on=BEGUN,
            enrolled_on=BEGUN,
            grace_begins_on=deadline_on + DAY if grace else None,
            expires_on=deadline_on + grace * DAY,
        )
        assert told(facts) == as_on_cards(length, grace), (length, grace)


def test_the_worked_example_names_its_days() -> None:
    assert told(enrollment()) == [
        ("deadline_60", day("2025-12-31")),
        ("deadline_14", day("2026-02-15")),
        ("grace_begun", day("2026-03-02")),
        ("expires_14", day("2026-03-17")),
        ("expired", day("2026-04-01")),
    ]
    assert due(enrollment(), day("2026-03-02"), known_since=BEGUN) == Due(
        Notice.GRACE_BEGUN, day("2026-03-02"), day("2026-03-31")
    )


@pytest.mark.parametrize("known", range(-3, 400, 31))
def test_what_was_due_when_the_register_came_to_know_it_is_not_told_and_all_later_is(known) -> None:
    known_since = BEGUN + known * DAY
    everything = told(enrollment())
    assert told(enrollment(), known_since=known_since) == [one for one in everything if one[1] > known_since]


@pytest.mark.parametrize("silent", ["cancelled_on", "replaced_on", "earned_on", "requirements_met_on"])
def test_nothing_is_due_from_the_day_that_ends_it(silent) -> None:
    ended_on = day("2026-02-15")
    also = {"requirements_met_on": ended_on} if silent == "earned_on" else {}
    assert told(enrollment(**{silent: ended_on}, **also)) == [("deadline_60", day("2025-12-31"))]


def test_nothing_is_due_of_an_erased_contact() -> None:
    facts = enrollment()
    erased = Facts(
        begins_on=BEGUN,
        enrolled_on=BEGUN,
        grace_begins_on=facts.grace_begins_on,
        expires_on=facts.expires_on,
        is_erased=True,
    )
    assert told(erased) == []


def test_each_entry_of_the_log_is_told_by_its_notice_or_by_none() -> None:
    kinds = ("enrollment.enrolled", "completion.recorded", "completion.approved", "completion.rejected")
    assert [notice_of(kind, {}) for kind in kinds] == ["enrolled", "received", "approved", "rejected"]
    assert notice_of("enrollment.earned", {"earned_on": None}) is Notice.EARNED
    assert notice_of("enrollment.earned", {"earned_on": BEGUN}) is None, "earned on another day is not earned again"
    for kind in ("enrollment.cancelled", "completion.graded", "completion.voided", "contact.added", ""):
        assert notice_of(kind, {}) is None


STATES = [None, *AttemptState]
REJECTED = {AttemptState.RETURNED, AttemptState.REJECTED}


def as_a_person_would(notice: Notice, truth: Truth, last_on: date) -> str:
    """Say why a person would not send it, or that they would."""
    facts = truth.facts
    if facts is None:
        return "gone"
    if facts.is_erased:
        return "erased"
    if facts.cancelled_on is not None and facts.cancelled_on <= truth.on:
        return "cancelled"
    if notice in BY_THE_DAY:
        found = due(facts, truth.on, known_since=truth.known_since)
        said = "" if found is not None and found.notice is notice and found.last_on == last_on else "changed"
    elif notice is Notice.RECEIVED:
        said = "gone" if truth.attempt is None else "decided" if truth.is_decided else ""
        said = said or ("changed" if truth.attempt is AttemptState.VOIDED else "")
    elif notice in {Notice.APPROVED, Notice.REJECTED}:
        fits = truth.attempt in REJECTED if notice is Notice.REJECTED else truth.attempt is AttemptState.COMPLETE
        said = "gone" if truth.attempt is None else "" if fits else "changed"
    elif notice is Notice.EARNED:
        said = "" if facts.earned_on else "changed"
    else:
        is_over = facts.replaced_on is not None and facts.replaced_on <= truth.on
        said = "changed" if is_over or (notice is Notice.STAGE_OPENED and not truth.is_stage_open) else ""
    return said or ("" if truth.has_address else "no_address")


def test_what_is_not_true_any_more_is_dropped_with_its_reason_and_all_else_goes() -> None:
    on = day("2026-03-20")
    ways = {
        "as it was": {},
        "cancelled": {"cancelled_on": on},
        "cancelled later": {"cancelled_on": on + DAY},
        "replaced": {"replaced_on": on},
        "replaced later": {"replaced_on": on + DAY},
        "earned": {"requirements_met_on": on, "earned_on": on},
        "extended": {"expires_on": day("2026-06-30")},
        "expired": {"expires_on": day("2026-03-19")},
    }
    everyone = [*(enrollment(**changes) for changes in ways.values()), None]
    tried = set()
    for notice, facts, attempt in product(set(Notice) - {Notice.DIGEST} - ABOUT_EVENTS, everyone, STATES):
        for has_address, is_decided, is_open in product((True, False), repeat=3):
            truth = Truth(
                on=on,
                facts=facts,
                known_since=BEGUN,
                attempt=attempt,
                has_address=has_address,
                is_decided=is_decided,
                is_stage_open=is_open,
            )
            for last_on in (day("2026-03-31"), day("2026-03-19")):
                found = dropped(notice, truth, last_on=last_on)
                assert (found or "") == as_a_person_would(notice, truth, last_on), (notice, truth, last_on)
                tried.add((notice, found))
    assert {found for _, found in tried} >= {None, *Dropped} - {Dropped.HISTORY, Dropped.ERASED, Dropped.SEAT_CANCELLED}
    never = {Notice.DEADLINE_60, Notice.DEADLINE_14, Notice.GRACE_BEGUN}  # not on that day
    assert {notice for notice, found in tried if found is None} == {*Notice} - {Notice.DIGEST} - ABOUT_EVENTS - never


def test_every_kind_and_every_reason_has_words() -> None:
    assert all(notice.label for notice in Notice)
    assert all(reason.label.endswith(".") for reason in Dropped)


def test_a_mail_rests_twice_as_long_each_time_an_hour_at_most_and_is_given_up_after_three_days() -> None:
    minutes = [posting.pause_after(attempts).total_seconds() / 60 for attempts in range(1, 10)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    tried = sum((posting.pause_after(n) for n in range(1, posting.MOST_ATTEMPTS)), timedelta())
    assert timedelta(days=3) <= tried < timedelta(days=3, hours=1)
    assert posting.is_given_up(posting.MOST_ATTEMPTS)
    assert not posting.is_given_up(posting.MOST_ATTEMPTS - 1)


@pytest.mark.parametrize("said", list(product((False, True), repeat=5)))
def test_a_notice_about_a_seat_goes_while_the_seat_is_theirs(said):
    there, erased, cancelled, so, address = said
    expected = (
        Dropped.GONE
        if not there
        else Dropped.ERASED
        if erased
        else Dropped.SEAT_CANCELLED
        if cancelled
        else Dropped.CHANGED
        if not so
        else None
        if address
        else Dropped.NO_ADDRESS
    )
    found = dropped_about_seat(is_there=there, is_erased=erased, is_cancelled=cancelled, is_so=so, has_address=address)
    assert found is expected


def test_a_registration_and_an_offered_seat_are_told():
    assert notice_of("registration.made", {}) is Notice.REGISTERED
    assert notice_of("waitlist.offered", {}) is Notice.SEAT_OFFERED
    assert notice_of("registration.cancelled", {}) is None
