"""Which completions come along when an enrollee comes under another version, which are lost, and why?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations, product

import pytest

from conferral.rules import grades
from conferral.rules.attempts import Attempt, AttemptState, Rejection, state_of
from conferral.rules.carrying import Carried, carried, destinations
from conferral.rules.definition import Definition, Requirement
from conferral.rules.milestones import milestones
from conferral.rules.progress import progress
from conferral.rules.terms import Period, Terms, Unit
from tests.rules.cast import TODAY, TOMORROW, YESTERDAY

TERMS = Terms(Period(1, Unit.YEARS))
OF_100 = grades.points(Decimal(100), Decimal(70))
STRICTER = grades.points(Decimal(100), Decimal(90))
OF_200 = grades.points(Decimal(200), Decimal(70))
LETTERS = grades.letters(("A", "B", "C"), "B")
FEWER = grades.letters(("A", "C"), "C")
PASS_FAIL = grades.pass_fail()
S = AttemptState


def asked(code: str = "EXAM", component: str = "", **said: object) -> Requirement:
    return Requirement(code=code, title=code.title(), component=component or code, **said)  # type: ignore[arg-type]


def version(*requirements: Requirement, **said: object) -> Definition:
    return Definition(name="A program", terms=TERMS, requirements=requirements, **said)  # type: ignore[arg-type]


def tried(requirement: str = "EXAM", key: int = 1, **said: object) -> Attempt:
    return Attempt(**{"requirement": requirement, "completed_on": TODAY, "key": key, "number": key, **said})  # type: ignore[arg-type]


def went(found: Carried) -> tuple[list[tuple[int, str]], list[int]]:
    """Return which attempt went where, and which are lost."""
    return [(one.original.key, one.copy.requirement) for one in found.kept], [one.original.key for one in found.lost]


def reasons(found: Carried) -> list[str]:
    return [one.said for one in found.lost]


# Where completions go


@pytest.mark.parametrize(
    ("olds", "news", "expected"),
    [
        ("A=x", "A=x", {"A": "A"}),
        ("A=x", "B=x", {"A": "B"}),
        ("A=x", "A=y", {}),
        ("A=x", "", {}),
        ("A=x", "A=y B=x", {"A": "B"}),
        ("A=x B=y", "A=y B=x", {"A": "B", "B": "A"}),
        ("A=x B=x", "B=x A=x", {"A": "A", "B": "B"}),
        ("A=x B=x", "B=x", {"B": "B"}),
        ("A=x B=x", "C=x B=x", {"A": "C", "B": "B"}),
        ("A=x B=x", "C=x D=x", {"A": "C", "B": "D"}),
        ("A=x B=x", "C=x", {"A": "C"}),
        ("A=x", "C=x D=x", {"A": "C"}),
        ("A=x", "C=x A=x", {"A": "A"}),
        ("A=x B=x", "C=x*", {"A": "C", "B": "C"}),
        ("A=x B=x D=x", "C=x E=x*", {"A": "C", "B": "E", "D": "E"}),
        ("A=x B=x", "A=x*", {"A": "A", "B": "A"}),
        ("A=x B=y", "C=x*", {"A": "C"}),
    ],
)
def test_each_requirement_has_one_destination_by_component_and_the_same_code_first(olds, news, expected) -> None:
    def read(text: str) -> Definition:
        parts = [part.split("=") for part in text.split()]
        return version(
            *(
                asked(code, component.rstrip("*"), is_repeatable=component.endswith("*"), units=Decimal(9))
                for code, component in parts
            )
        )

    found = destinations(read(olds), read(news))
    assert {old: new.code for old, new in found.items()} == expected


# What is carried at all


def test_only_what_is_complete_is_carried_and_what_waits_is_lost_with_the_reason() -> None:
    exam = asked(scale=OF_100, requires_approval=True)
    attempts = [
        tried(key=1),
        tried(key=2, grade="69"),
        tried(key=3, grade="70"),
        tried(key=4, grade="70", rejection=Rejection.NOTIFY),
        tried(key=5, grade="70", rejection=Rejection.REJECTED),
        tried(key=6, grade="70", is_approved=True, is_voided=True),
        tried(key=7, grade="70", is_approved=True),
    ]
    before = version(exam)
    for attempt in attempts[:6]:
        waits = state_of(exam, attempt) in (S.AWAITING_GRADE, S.AWAITING_APPROVAL)
        assert went(carried(before, [attempt], before)) == ([], [attempt.key] if waits else []), attempt
    for order in permutations(attempts[2:]):
        assert went(carried(before, order, before)) == ([(7, "EXAM")], [])
    (reason,) = reasons(carried(before, attempts[:1], before))
    assert reason == (
        "Exam of 15 June 2025 is Awaiting Grade, and only what is Complete is carried over. "
        "Decide it first, or it has to be submitted again."
    )


def test_of_several_passing_completions_only_the_live_one_is_carried() -> None:
    rows = [tried(key=1, completed_on=TOMORROW), tried(key=2, completed_on=YESTERDAY), tried(key=3)]
    for order in permutations(rows):
        found = carried(version(asked()), order, version(asked()))
        assert went(found) == ([(2, "EXAM")], [])


def test_what_the_new_version_does_not_ask_for_is_lost_and_the_reason_says_which_way() -> None:
    two = version(asked("A", "COURSE"), asked("B", "COURSE"))
    one = version(asked("B", "COURSE"))
    none = version(asked("A", "OTHER"))
    attempts = [tried("A", 1), tried("B", 2)]
    assert went(carried(two, attempts, one)) == ([(2, "B")], [1])
    assert reasons(carried(two, attempts, one)) == [
        "A of 15 June 2025 has no place: the new version asks for COURSE fewer times."
    ]
    assert reasons(carried(two, attempts, none)) == [
        f"{code} of 15 June 2025 has no place: the new version does not ask for COURSE." for code in "AB"
    ]


def test_nothing_done_carries_nothing() -> None:
    assert carried(version(asked()), [], version(asked())) == Carried()


def test_a_copy_keeps_everything_but_where_it_belongs() -> None:
    attempt = tried("A", 7, completed_on=YESTERDAY, reference="cert 9", is_approved=True)
    (kept,) = carried(version(asked("A", "C")), [attempt], version(asked("B", "C"))).kept
    assert kept.copy == replace(attempt, requirement="B")
    assert kept.original is attempt
    assert kept.said == "A of 14 June 2025 is carried over as B."


# Grades and approvals: every combination


SCALES = (None, OF_100, STRICTER, OF_200, LETTERS, FEWER, PASS_FAIL)
GRADES = {None: ("",), PASS_FAIL: ("pass",), LETTERS: ("A", "B"), FEWER: ("A", "C")}
KNOWN = {
    (OF_100, STRICTER): {"70": "", "90": "90"},
    (STRICTER, OF_100): {"90": "90"},
    (LETTERS, FEWER): {"A": "A", "B": ""},
    (FEWER, LETTERS): {"A": "A", "C": ""},
}
"""What becomes of a passing grade between scales that are not one; blank is lost, and so is what is not here."""


@pytest.mark.parametrize(("old", "new"), list(product(SCALES, SCALES)))
@pytest.mark.parametrize("approvals", list(product((False, True), repeat=3)))
def test_grade_and_approval_are_kept_as_far_as_the_new_version_knows_them(old, new, approvals) -> None:
    asked_before, asked_now, was_approved = approvals
    before = version(asked(scale=old, requires_approval=asked_before))
    after = version(asked(scale=new, requires_approval=asked_now))
    for grade in GRADES.get(old, ("70", "90") if old is OF_100 else ("90",)):
        attempt = tried(grade=grade, is_approved=was_approved)
        found = carried(before, [attempt], after)
        if asked_before and not was_approved:
            assert went(found) == ([], [1])
            continue
        if new is None or old is None:
            expected = ""
        else:
            expected = grade if old == new else KNOWN.get((old, new), {}).get(grade)
            if not expected:
                assert went(found) == ([], [1])
                assert f"its grade {grade} " in reasons(found)[0]
                continue
        (kept,) = found.kept
        assert (kept.copy.grade, kept.copy.is_approved) == (expected, was_approved)
        if new is not None and old is None:
            state, said = S.AWAITING_GRADE, "waits for a grade"
        elif asked_now and not was_approved:
            state, said = S.AWAITING_APPROVAL, "waits for approval"
        else:
            state, said = S.COMPLETE, "is carried over."
        assert kept.state is state is state_of(after.requirements[0], kept.copy)
        assert said in kept.said
        assert found.lost == ()


def test_a_grade_that_passes_no_more_and_one_the_scale_does_not_know_are_told_apart() -> None:
    attempt = tried(grade="70")
    assert reasons(carried(version(asked(scale=OF_100)), [attempt], version(asked(scale=STRICTER)))) == [
        "Exam of 15 June 2025: its grade 70 does not pass any more (points out of 100, 90 passes)."
    ]
    assert reasons(carried(version(asked(scale=OF_100)), [attempt], version(asked(scale=OF_200)))) == [
        "Exam of 15 June 2025: its grade 70 is not known to the new scale (points out of 200, 70 passes)."
    ]


# Repeatable and not


def hours(units: str, **said: object) -> Requirement:
    return asked("CE", units=Decimal(units), is_repeatable=True, **said)


def done(key: int, units: str | None, on: object = TODAY, **said: object) -> Attempt:
    return tried("CE", key, units=None if units is None else Decimal(units), completed_on=on, **said)


def test_units_claimed_stay_as_they_are_between_repeatable_requirements() -> None:
    found = carried(version(hours("20")), [done(1, "2.5"), done(2, "30")], version(hours("5")))
    assert [(one.original.key, one.copy.units) for one in found.kept] == [(1, Decimal("2.5")), (2, Decimal(30))]


def test_what_was_one_claims_the_units_it_gave_where_completions_are_added_up_now() -> None:
    once = asked("CE", units=Decimal(6))
    found = carried(version(once), [done(1, None)], version(hours("20")))
    assert [one.copy.units for one in found.kept] == [Decimal(6)]
    worthless = carried(version(asked("CE")), [done(1, None)], version(hours("20")))
    assert went(worthless) == ([], [1])
    assert reasons(worthless) == ["Ce of 15 June 2025 gave no units, and Ce is added up from units now."]


def test_one_of_several_stands_for_all_where_one_is_enough_now_if_together_they_were() -> None:
    before, after = version(hours("20")), version(asked("CE", units=Decimal(1)))
    short = carried(before, [done(1, "12"), done(2, "7.999")], after)
    assert went(short) == ([], [1, 2])
    assert "19.999 of 20 units were reached, and Ce is met as a whole now." in reasons(short)[0]
    attempts = [done(3, "12", TOMORROW), done(1, "12", YESTERDAY), done(2, "8", TODAY)]
    for order in permutations(attempts):
        enough = carried(before, order, after)
        assert went(enough) == ([(2, "CE")], [1, 3])
        assert enough.kept[0].copy.units is None
        assert reasons(enough)[0] == (
            "Ce of 14 June 2025: that of 15 June 2025 stands for all, because one is enough now."
        )


def test_of_added_up_completions_those_that_wait_do_not_count_towards_enough() -> None:
    before = version(hours("20", requires_approval=True))
    attempts = [done(1, "12", is_approved=True), done(2, "12")]
    assert went(carried(before, attempts, version(asked("CE")))) == ([], [2, 1])


def test_a_copy_never_says_units_where_none_are_claimed_nor_lacks_them_where_they_are() -> None:
    for was, is_now in product((False, True), repeat=2):
        before = version(asked("CE", is_repeatable=was, units=Decimal(2)))
        after = version(asked("CE", is_repeatable=is_now, units=Decimal(2)))
        (kept,) = carried(before, [done(1, "2" if was else None)], after).kept
        assert (kept.copy.units is not None) is is_now


def test_copies_of_one_day_in_one_requirement_are_told_apart() -> None:
    before = version(*(asked(code, "CE", units=Decimal(2)) for code in "ABC"))
    after = version(asked("ALL", "CE", is_repeatable=True, units=Decimal(20)))
    attempts = [tried("A", 1), tried("B", 2, reference="2"), tried("C", 3)]
    found = carried(before, attempts, after)
    assert [(one.original.key, one.copy.reference) for one in found.kept] == [(1, ""), (2, "2"), (3, "3")]


# What follows


EVERY = [
    replace(asked("CE", "CE"), is_repeatable=repeatable, units=Decimal(units), scale=scale, requires_approval=approval)
    for repeatable, units, scale, approval in product((False, True), (0, 2, 4), (None, OF_100), (False, True))
    if units or not repeatable
]
HISTORIES = [
    [done(number + 1, units, when, grade=grade, is_approved=approved) for number, (units, when) in enumerate(parts)]
    for parts in (
        [],
        [("2", TODAY)],
        [("2", TODAY), ("2", YESTERDAY)],
        [("2", TODAY), ("2", TODAY), ("2", TOMORROW)],
    )
    for grade, approved in product(("", "60", "80"), (False, True))
]


@pytest.mark.parametrize("old", EVERY)
def test_every_history_divides_into_kept_lost_and_what_never_counted(old: Requirement) -> None:
    for new, history in product(EVERY, HISTORIES):
        claims = old.is_repeatable
        attempts = [
            replace(
                one, units=one.units if claims else None, grade=one.grade if old.scale else "", reference=str(one.key)
            )
            for one in history
        ]
        before, after = version(old), version(new)
        found = carried(before, attempts, after)
        kept = [one.original.key for one in found.kept]
        lost = [one.original.key for one in found.lost]
        assert len({*kept, *lost}) == len(kept) + len(lost)
        complete = {one.key for one in attempts if state_of(old, one) is S.COMPLETE}
        waits = {one.key for one in attempts if state_of(old, one) in (S.AWAITING_GRADE, S.AWAITING_APPROVAL)}
        assert set(kept) <= complete
        assert {*kept, *lost} <= complete | waits
        if claims:
            assert {*kept, *lost} == complete | waits
        assert all(one.state is state_of(new, one.copy) for one in found.kept)
        assert all(one.state in (S.COMPLETE, S.AWAITING_APPROVAL, S.AWAITING_GRADE) for one in found.kept)
        assert new.is_repeatable or len(kept) <= 1
        assert all((one.copy.units is not None) is new.is_repeatable for one in found.kept)
        far = progress(after, found.attempts(), TOMORROW)
        due = milestones(after, found.attempts(), enrolled_on=YESTERDAY, approved_on=None)
        assert (due.requirements_met_on is not None) is far.is_met
        # Under the very same version nobody loses what is Complete.
        if old == new:
            assert far.is_met is progress(before, attempts, TOMORROW).is_met
            assert far.units == progress(before, attempts, TOMORROW).units
