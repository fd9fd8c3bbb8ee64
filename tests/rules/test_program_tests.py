"""Test for completion: is everybody told apart rightly, and in words?"""

from __future__ import annotations

import pytest

from conferral.rules.jobs import Done
from conferral.rules.program_tests import MET, MISSING, ONE_STEP, found
from conferral.rules.progress import progress, with_complete
from conferral.rules.standing import Status
from tests.rules import made
from tests.rules.cast import STANDING_TODAY, TODAY, after, day, enrollment
from tests.rules.reference_progress import Kind, Need, Try, Version

EXAM_AND_PLEDGE = Version((Need("P"), Need("Q")))


def told(version: Version, *tries: Try, facts=None) -> Done:
    far = progress(made.definition(version), [made.attempt(one) for one in tries], TODAY)
    return found(facts or enrollment(), far, TODAY)


@pytest.mark.parametrize("status", Status)
def test_each_standing_is_told_in_its_own_words(status) -> None:
    expected = {
        Status.ENROLLED: Done(ONE_STEP, "Title P (P) is not complete: No Status."),
        Status.GRACE: Done(ONE_STEP, "Title P (P) is not complete: No Status."),
        Status.EXPIRED: Done(
            ONE_STEP,
            "Title P (P) is not complete: No Status. "
            "Expired since 1 June 2025: only with a later expiration date can more be recorded.",
        ),
        Status.AWAITING_APPROVAL: Done(MET, "Requirements met on 2 June 2025: Awaiting approval."),
        Status.EARNED: Done(MET, "Requirements met on 2 June 2025: Earned."),
        Status.CANCELLED: Done(
            "not_current", "Not tested: this enrollment is Cancelled and history by now.", is_refused=True
        ),
    }
    assert told(Version((Need("P"),)), facts=STANDING_TODAY[status]) == expected[status]


def test_what_was_replaced_or_has_not_begun_is_not_tested() -> None:
    replaced = told(EXAM_AND_PLEDGE, facts=enrollment(replaced_on=day("2025-06-01")))
    assert (replaced.code, replaced.is_refused) == ("not_current", True)
    assert replaced.message == "Not tested: this enrollment is Enrolled and history by now."
    ahead = told(EXAM_AND_PLEDGE, facts=enrollment(begins_on=day("2025-07-01"), enrolled_on=day("2025-07-01")))
    assert (ahead.code, ahead.message) == ("not_current", "Not tested: this enrollment has not begun.")


def test_all_of_what_is_missing_is_said() -> None:
    assert told(EXAM_AND_PLEDGE) == Done(
        MISSING, "Title P (P) is not complete: No Status. Title Q (Q) is not complete: No Status."
    )


def test_who_is_missing_one_thing_is_one_step_away() -> None:
    assert told(EXAM_AND_PLEDGE, Try("P", 0, 1)) == Done(ONE_STEP, "Title Q (Q) is not complete: No Status.")


def test_one_requirement_that_would_bring_the_units_too_is_one_step() -> None:
    version = Version((Need("P", units=10), Need("Q", units=10)), units=20)
    assert told(version, Try("P", 0, 1)) == Done(
        ONE_STEP, "Title Q (Q) is not complete: No Status. 1 of 2 units count so far."
    )


def test_one_requirement_that_would_reach_a_category_too_is_one_step() -> None:
    version = Version((Need("P", units=10, category="X"), Need("Q")), (Kind("X", 10, None, ""),))
    assert told(version, Try("Q", 0, 1)).code == ONE_STEP


def test_units_that_one_requirement_would_not_bring_are_a_further_step() -> None:
    version = Version((Need("P", units=10), Need("E", units=10, required=False), Need("F", required=False)), units=20)
    assert told(version).code == MISSING
    assert told(version, Try("P", 0, 1)).code == ONE_STEP, "any elective of enough units will do"


def test_units_alone_are_no_single_step_where_no_requirement_gives_as_many() -> None:
    version = Version((Need("E", units=10, required=False), Need("F", units=10, required=False)), units=20)
    assert told(version) == Done(MISSING, "0 of 2 units count so far.")
    assert told(version, Try("E", 0, 1)) == Done(ONE_STEP, "1 of 2 units count so far.")


def test_one_completion_more_of_what_is_repeatable_may_bring_the_units() -> None:
    hours = Need("H", units=10, repeatable=True, category="X")
    enough = Try("H", 0, 1, units=10)
    assert told(Version((hours,), (Kind("X", None, None, ""),), units=20), enough).code == ONE_STEP
    assert told(Version((hours,), (Kind("X", None, 10, ""),), units=20), enough).code == MISSING, "no more of it counts"


def test_what_waits_for_approval_is_a_step_to_be_taken_too() -> None:
    version = Version((Need("P", approval=True),))
    assert told(version, Try("P", 0, 1)) == Done(ONE_STEP, "Title P (P) is not complete: Awaiting Approval.")


def test_met_before_the_enrollment_date_counts_from_that_day_on() -> None:
    facts = enrollment(enrolled_on=day("2025-07-01"))
    assert told(Version((Need("P"),)), Try("P", 0, 1), facts=facts) == Done(
        MET, "Nothing is missing: met from 1 July 2025 on, the enrollment date."
    )


def test_met_after_the_day_asked_about_is_not_met_yet() -> None:
    facts = enrollment(requirements_met_on=after(TODAY, 1))
    assert told(EXAM_AND_PLEDGE, facts=facts).code == MISSING


def test_one_requirement_more_is_counted_as_it_would_be() -> None:
    far = progress(made.definition(Version((Need("P", units=10), Need("Q", units=5)), units=15)), [], TODAY)
    more = with_complete(far, "P")
    assert (more.complete, more.units, more.is_met) == (1, 1, False)
    assert with_complete(more, "Q").is_met
    assert (far.complete, far.units) == (0, 0), "nothing was changed"
