"""Which enrollments are inactive, since when and why, and which of them may be purged?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conferral.rules.inactive import Case, Inactive, Reason, held_until, inactive, last_activity, may_purge_one
from conferral.rules.standing import Facts

TODAY = date(2026, 3, 2)
BEGUN, EXPIRES, CLOSED = date(2025, 3, 1), date(2026, 3, 31), date(2025, 9, 1)


def case(**said) -> Case:
    """Return the case of an enrollment that is Enrolled in an Active program, unless said otherwise."""
    of_case = {name: said.pop(name) for name in list(said) if name in Case.__dataclass_fields__}
    facts = {"begins_on": BEGUN, "enrolled_on": BEGUN, "expires_on": EXPIRES, **said}
    return Case(facts=Facts(**facts), **of_case)


EXPIRED = {"expires_on": TODAY - timedelta(days=1)}
EARNED = {"requirements_met_on": date(2025, 6, 1), "earned_on": date(2025, 7, 1)}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, None),
        ({"begins_on": date(2026, 4, 1), "enrolled_on": date(2026, 4, 1), "expires_on": date(2027, 4, 1)}, None),
        ({"cancelled_on": TODAY}, Inactive(Reason.CANCELLED, TODAY)),
        ({"cancelled_on": TODAY + timedelta(days=1)}, None),
        ({"expires_on": TODAY}, None),
        (EXPIRED, Inactive(Reason.EXPIRED, TODAY)),
        ({"program_inactive_since": CLOSED}, Inactive(Reason.PROGRAM_INACTIVE, CLOSED)),
        ({"program_inactive_since": TODAY}, Inactive(Reason.PROGRAM_INACTIVE, TODAY)),
        ({"program_inactive_since": TODAY + timedelta(days=1)}, None),
        ({"program_inactive_since": date(2020, 1, 1)}, Inactive(Reason.PROGRAM_INACTIVE, BEGUN)),
        ({**EXPIRED, "program_inactive_since": CLOSED}, Inactive(Reason.EXPIRED, TODAY)),
        ({**EXPIRED, "replaced_on": date(2026, 2, 1)}, Inactive(Reason.EXPIRED, TODAY)),
        ({"replaced_on": date(2026, 2, 1)}, None),
        ({**EARNED, "cancelled_on": None, "program_inactive_since": CLOSED}, None),
        ({**EXPIRED, **EARNED}, None),
        ({**EXPIRED, "requirements_met_on": date(2025, 6, 1)}, None),
        ({"requirements_met_on": date(2025, 6, 1), "program_inactive_since": CLOSED}, None),
        ({**EXPIRED, "is_undecided": True}, None),
        ({"program_inactive_since": CLOSED, "is_undecided": True}, None),
        ({"cancelled_on": TODAY, "is_undecided": True}, Inactive(Reason.CANCELLED, TODAY)),
    ],
)
def test_inactive_is_what_was_cancelled_expired_or_is_not_earned_in_an_inactive_program(said, found) -> None:
    assert inactive(case(**said), TODAY) == found


@pytest.mark.parametrize(
    ("last_done_on", "years", "until"),
    [
        (None, 0, None),
        (None, 1, date(2026, 8, 31)),
        (date(2025, 6, 1), 1, date(2026, 8, 31)),
        (date(2025, 12, 1), 1, date(2026, 11, 30)),
        (date(2025, 12, 1), 0, None),
    ],
)
def test_retention_counts_from_the_last_activity(last_done_on, years, until) -> None:
    one = case(program_inactive_since=CLOSED, last_done_on=last_done_on, retention_years=years)
    found = inactive(one, TODAY)
    assert held_until(one, found, TODAY) == until
    assert last_activity(one, found) == max(CLOSED, last_done_on or CLOSED)


@pytest.mark.parametrize(("on", "is_kept"), [(date(2026, 8, 31), True), (date(2026, 9, 1), False)])
def test_the_last_day_of_retention_counts(on, is_kept) -> None:
    one = case(cancelled_on=CLOSED, retention_years=1)
    refusal = may_purge_one(one, on)
    assert (refusal is not None) is is_kept
    if refusal:
        assert refusal.code == "kept"
        assert refusal.message == (
            "This enrollment is kept until 31 August 2026: its program keeps inactive enrollments for 1 year after "
            "the last activity, which was on 1 September 2025."
        )


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ({}, "not_inactive", "is Enrolled since 1 March 2025 and its program is Active"),
        (EARNED, "earned_stays", "earned on 1 July 2025"),
        ({"requirements_met_on": date(2025, 6, 1)}, "undecided", "approval of the program is pending since 1 June"),
        ({**EXPIRED, "is_undecided": True}, "undecided", "waits for a grade or an approval"),
        ({"cancelled_on": CLOSED, "retention_years": 3}, "kept", "for 3 years after"),
        ({"begins_on": TODAY + timedelta(days=1), "enrolled_on": TODAY + timedelta(days=1)}, "not_begun", "3 March"),
    ],
)
def test_what_may_not_be_purged_is_told_why(said, code, words) -> None:
    refusal = may_purge_one(case(**said), TODAY)
    assert refusal.code == code
    assert words in refusal.message
    assert refusal.message.endswith(".")


def test_what_is_inactive_and_not_kept_may_be_purged() -> None:
    assert may_purge_one(case(**EXPIRED), TODAY) is None
    assert may_purge_one(case(cancelled_on=TODAY), TODAY) is None


def test_each_reason_has_words() -> None:
    assert [reason.label for reason in Reason] == ["Cancelled", "Expired", "Program Inactive"]
