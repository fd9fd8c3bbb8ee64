"""What does the outlook say, in words, to somebody who has something left to do?"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from conferral.rules import grades
from conferral.rules.attempts import Attempt, Rejection
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.outlook import Outlook, outlook
from conferral.rules.outlook_times import Occasion
from conferral.rules.progress import progress
from conferral.rules.standing import Facts, Status
from tests.rules.cast import STANDING_TODAY, TODAY, TOMORROW, YESTERDAY, day, enrollment
from tests.rules.made import TERMS

LAST = day("2026-03-31")
FACTS = enrollment()


def asked(*requirements: Requirement, **said: object) -> Definition:
    return Definition(**{"name": "A program", "terms": TERMS, "requirements": requirements, **said})  # type: ignore[arg-type]


def need(code: str, **said: object) -> Requirement:
    return Requirement(**{"code": code, "title": code.title(), "component": code, **said})  # type: ignore[arg-type]


def event(when: str, key: int = 1) -> Occasion:
    return Occasion(key, day(when), day(when))


def told(definition: Definition, *attempts: Attempt, facts: Facts = FACTS, on=TODAY, **occasions) -> Outlook:
    found = outlook(progress(definition, attempts, on), facts, occasions=occasions, on=on)
    assert found is not None
    return found


EXAM = need("EXAM")


@pytest.mark.parametrize("status", [Status.EARNED, Status.CANCELLED])
def test_where_nothing_is_to_be_done_nothing_is_said(status) -> None:
    facts = STANDING_TODAY[status]
    assert outlook(progress(asked(EXAM), [], TODAY), facts, occasions={}, on=TODAY) is None


def test_what_has_not_begun_or_was_replaced_has_no_outlook() -> None:
    nothing = progress(asked(EXAM), [], TODAY)
    later = enrollment(begins_on=day("2025-07-01"), enrolled_on=day("2025-07-01"))
    replaced = enrollment(replaced_on=YESTERDAY)
    assert [outlook(nothing, facts, occasions={}, on=TODAY) for facts in (later, replaced)] == [None, None]


def test_what_waits_for_the_approval_of_the_program_takes_nothing_but_that() -> None:
    found = told(asked(EXAM), facts=STANDING_TODAY[Status.AWAITING_APPROVAL])
    assert found.said == "All requirements are met. What is left is the approval of the program completion."
    assert found.can_be_done


def test_what_is_recorded_as_a_whole_can_be_done_on_any_day() -> None:
    found = told(asked(EXAM, requires_approval=True))
    assert found.said == (
        "Still needed by 1 March 2026, or with the grace period by 31 March 2026: 1 requirement. Then the program completion takes an approval."
    )
    assert [(step.any_time, step.occasions, step.said) for step in found.steps] == [(True, (), "")]


def test_an_approval_that_the_program_completion_has_already_is_not_asked_for_again() -> None:
    nothing = progress(asked(EXAM, requires_approval=True), [], TODAY)
    found = outlook(nothing, enrollment(), occasions={}, on=TODAY, approved_on=day("2025-06-02"))
    assert found.said == (
        "Still needed by 1 March 2026, or with the grace period by 31 March 2026: 1 requirement. "
        "The program approval of 2 June 2025 stays, so no further one is needed."
    )
    later = outlook(nothing, enrollment(), occasions={}, on=TODAY, approved_on=TOMORROW)
    assert later.said.endswith("Then the program completion takes an approval.")


def test_in_the_grace_period_the_last_day_is_said_to_be_that() -> None:
    found = told(asked(EXAM), facts=STANDING_TODAY[Status.GRACE])
    assert found.said.startswith("Still needed by 30 June 2025, the last day of the grace period: 1 requirement.")


def test_an_event_counts_from_today_to_the_last_day_that_counts() -> None:
    exams = [event("2025-06-14", 1), event("2025-06-15", 2), event("2026-03-31", 3), event("2026-04-01", 4)]
    assert [one.key for one in told(asked(EXAM), EXAM=exams).steps[0].occasions] == [2, 3]


def test_without_an_event_in_time_it_says_so_and_what_would_help() -> None:
    found = told(asked(EXAM), EXAM=[event("2025-06-01"), event("2026-05-04")])
    assert not found.can_be_done
    assert found.said == "As the records and the offerings stand, it can no longer be completed in time."
    assert found.in_the_way == ("No event of Exam begins from today until the expiration date 31 March 2026.",)
    assert found.helps == (
        "What was completed at an event that has begun already can still be recorded: Exam.",
        "Extending the expiration date to 4 May 2026 or later would help: Exam is offered then.",
    )
    assert told(asked(EXAM), EXAM=[event("2025-06-01")]).helps[-1] == (
        "Exam is not offered later either: an offering has to be added."
    )


def test_in_order_an_event_counts_from_the_day_its_stage_can_open() -> None:
    definition = asked(need("COURSE"), need("EXAM", stage=2), in_order=True)
    course, exams = [event("2025-08-01")], [event("2025-07-01", 1), event("2025-09-01", 2)]
    found = told(definition, COURSE=course, EXAM=exams)
    assert [one.key for one in found.steps[1].occasions] == [2]
    assert found.steps[1].said == "It opens when these are Complete: Course."
    late = told(definition, COURSE=course, EXAM=exams[:1])
    assert late.in_the_way == (
        (
            "No event of Exam begins between 1 August 2025, when it can open at the earliest, "
            "and the expiration date 31 March 2026."
        ),
    )
    never = told(definition, COURSE=[event("2026-05-01")], EXAM=exams)
    assert never.in_the_way[-1] == "Exam cannot open in time: what comes before it cannot be done in time."
    assert "Extending the expiration date to 1 May 2026 or later would help: Course is offered then." in never.helps


def test_what_waits_is_for_a_person_and_is_not_to_be_done_again() -> None:
    graded = need("EXAM", scale=grades.points(Decimal(100), Decimal(70)), requires_approval=True)
    done = Attempt(requirement="EXAM", completed_on=YESTERDAY)
    found = told(asked(graded), done)
    assert found.said == "Everything that is asked was recorded. What is left is for staff to decide."
    assert (found.steps, found.waits) == ((), ("Exam of 14 June 2025 waits for a grade.",))
    pledge = told(asked(need("PLEDGE", requires_approval=True)), Attempt(requirement="PLEDGE", completed_on=YESTERDAY))
    assert pledge.waits == ("Pledge of 14 June 2025 waits for an approval.",)


def test_what_takes_a_grade_or_an_approval_or_was_rejected_says_so() -> None:
    graded = need("EXAM", scale=grades.points(Decimal(100), Decimal(70)), requires_approval=True)
    rejected = Attempt(requirement="EXAM", completed_on=YESTERDAY, rejection=Rejection.REJECTED)
    assert told(asked(graded), rejected).steps[0].said == (
        "What was recorded is rejected; it is to be submitted again. Once recorded it takes a grade and an approval."
    )


def test_units_are_told_per_category_and_in_all_as_few_as_suffice() -> None:
    definition = asked(
        need("N", title="National", units=Decimal(4), category="NAT", is_required=False),
        need("H", title="Hours", units=Decimal(5), is_repeatable=True),
        categories=(Category("NAT", "National hours", Decimal(3)),),
        units_required=Decimal(10),
        unit_type="CE hours",
    )
    found = told(definition, Attempt(requirement="H", completed_on=YESTERDAY, units=Decimal(2)))
    assert found.steps[0].said == "3 more CE hours of 5."
    assert [choice.said for choice in found.choices] == [
        "3 more units of National hours.",
        "2 more CE hours of any kind that counts.",
    ]
    assert [[one.code for one, _ in choice.candidates] for choice in found.choices] == [["N"], ["N", "H"]]
    assert found.said == (
        "Still needed by 1 March 2026, or with the grace period by 31 March 2026: 1 requirement, 3 more units of National hours "
        "and 2 more CE hours of any kind that counts."
    )
    late = told(definition, N=[event("2026-05-01")])
    assert "3 more units of National hours: as things are offered they cannot be gathered" in late.in_the_way[0]
    assert late.helps == ("Further offerings of what gives such units, or a later expiration date, would help.",)


def test_once_expired_nothing_more_is_recorded_and_what_waits_can_still_be_decided() -> None:
    facts = STANDING_TODAY[Status.EXPIRED]
    found = told(asked(EXAM), facts=facts, EXAM=[event("2025-08-01")])
    assert found.in_the_way == ("The expiration date 31 May 2025 has passed, so nothing more can be recorded.",)
    assert found.helps == (
        "Extending the expiration date would reopen it. What was recorded in time and waits can still be decided.",
        "Extending the expiration date to 1 August 2025 or later would help: Exam is offered then.",
    )
    pledge = need("PLEDGE", requires_approval=True)
    waiting = Attempt(requirement="PLEDGE", completed_on=facts.expires_on)
    assert told(asked(pledge), waiting, facts=facts).can_be_done


def test_before_the_enrollment_takes_effect_everything_may_be_met_already() -> None:
    ahead = enrollment(enrolled_on=TODAY + timedelta(days=9), requirements_met_on=TODAY + timedelta(days=9))
    assert told(asked(EXAM), Attempt(requirement="EXAM", completed_on=YESTERDAY), facts=ahead).said == (
        "All requirements are met."
    )


def test_what_cannot_be_done_in_time_is_not_said_to_be_possible_at_any_time() -> None:
    (step,) = told(asked(EXAM), EXAM=[event("2026-05-04")]).steps
    assert (step.is_possible, step.any_time) == (False, False)


def test_of_what_cannot_open_nothing_is_said_to_help_but_what_comes_before_it() -> None:
    definition = asked(need("COURSE"), need("EXAM", stage=2), in_order=True)
    found = told(definition, COURSE=[event("2026-05-01")], EXAM=[event("2025-09-01")])
    assert found.helps == ("Extending the expiration date to 1 May 2026 or later would help: Course is offered then.",)


def test_an_event_that_begins_today_has_not_begun_already() -> None:
    definition = asked(need("COURSE"), need("EXAM", stage=2), in_order=True)
    found = told(definition, COURSE=[event("2025-08-01")], EXAM=[Occasion(1, TODAY, TODAY)])
    assert found.helps == ("Exam is not offered later either: an offering has to be added.",)


def test_what_was_offered_between_the_expiration_and_today_helps_nobody() -> None:
    facts = STANDING_TODAY[Status.EXPIRED]
    found = told(asked(EXAM), facts=facts, EXAM=[event("2025-06-03")])
    assert found.helps == (
        "Extending the expiration date would reopen it. What was recorded in time and waits can still be decided.",
    )


def test_once_expired_units_that_are_short_are_in_the_way_too() -> None:
    definition = asked(need("H", units=Decimal(5), is_repeatable=True, is_required=False), units_required=Decimal(5))
    assert not told(definition, facts=STANDING_TODAY[Status.EXPIRED]).can_be_done


def test_hours_that_wait_are_not_to_be_gathered_again_and_open_what_comes_after() -> None:
    hours = need("H", title="Hours", units=Decimal(5), is_repeatable=True, requires_approval=True)
    definition = asked(hours, need("EXAM", stage=2), in_order=True)
    some = Attempt(key=1, requirement="H", completed_on=YESTERDAY, units=Decimal(2))
    rest = Attempt(key=2, requirement="H", completed_on=YESTERDAY, units=Decimal(3))
    assert told(definition, some).steps[0].said.startswith("3 more units of 5.")
    found = told(definition, some, rest, H=[event("2026-05-01")])
    assert [step.requirement.code for step in found.steps] == ["EXAM"]
    assert found.can_be_done


def test_units_that_are_just_enough_are_in_reach_and_one_more_is_not() -> None:
    extra = need("N", units=Decimal(4), is_required=False)
    assert told(asked(extra, units_required=Decimal(4))).can_be_done
    assert not told(asked(extra, units_required=Decimal(5))).can_be_done


def test_units_that_wait_are_taken_as_if_they_counted() -> None:
    extra = need("N", units=Decimal(4), is_required=False, requires_approval=True)
    found = told(asked(extra, units_required=Decimal(4)), Attempt(requirement="N", completed_on=YESTERDAY))
    assert (found.choices, found.waits) == ((), ("N of 14 June 2025 waits for an approval.",))
