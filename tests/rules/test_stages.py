"""Does a stage open when what comes before it is Complete, and only then?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from conferral.rules.attempts import Attempt
from conferral.rules.definition import Definition, Requirement
from conferral.rules.stages import opened
from conferral.rules.terms import Period, Terms, Unit

ON = date(2025, 6, 15)


def requirement(code: str, stage: int, *, is_required: bool = True, requires_approval: bool = False) -> Requirement:
    return Requirement(
        code=code, title=code, component=code, stage=stage, is_required=is_required, requires_approval=requires_approval
    )


IN_ORDER = Definition(
    name="Emergency care",
    terms=Terms(Period(1, Unit.YEARS)),
    requirements=(
        requirement("PLEDGE", 1),
        requirement("TALK", 1, is_required=False),
        requirement("EXAM", 2, requires_approval=True),
        requirement("TALKS", 3, is_required=False),
        requirement("VISIT", 4),
    ),
    in_order=True,
)


def attempt(key: int, code: str, *, is_approved: bool = False) -> Attempt:
    return Attempt(key=key, requirement=code, completed_on=ON, is_approved=is_approved)


PLEDGE, TALK, WAITING, EXAM = (
    attempt(1, "PLEDGE"),
    attempt(2, "TALK"),
    attempt(3, "EXAM"),
    attempt(3, "EXAM", is_approved=True),
)


def test_what_completes_a_stage_opens_the_next() -> None:
    assert opened(IN_ORDER, [PLEDGE], newly={1}) == (2,)
    assert opened(IN_ORDER, [TALK], newly={2}) == (), "an elective opens nothing"
    assert opened(IN_ORDER, [PLEDGE, TALK], newly={2}) == (), "it was open before"
    assert opened(IN_ORDER, [PLEDGE], newly=set()) == ()
    assert opened(IN_ORDER, [PLEDGE], newly={99}) == (), "somebody else's"


def test_what_waits_for_approval_opens_nothing_until_it_is_approved() -> None:
    assert opened(IN_ORDER, [PLEDGE, WAITING], newly=set()) == ()
    assert opened(IN_ORDER, [PLEDGE, EXAM], newly={3}) == (3, 4), "a stage of electives alone keeps nobody back"


def test_nothing_opens_where_everything_is_met_or_done_or_there_is_no_order() -> None:
    visit, talks = attempt(4, "VISIT"), attempt(5, "TALKS")
    assert opened(IN_ORDER, [PLEDGE, EXAM, visit], newly={3}) == ()
    assert opened(IN_ORDER, [PLEDGE, EXAM, talks], newly={3}) == (4,), "nothing is left in the third"
    assert opened(replace(IN_ORDER, in_order=False), [PLEDGE], newly={1}) == ()
