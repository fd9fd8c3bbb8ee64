"""Which small versions and attempts are made up for the comparison with the reference?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from conferral.rules import grades
from conferral.rules.attempts import Attempt, Rejection
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.terms import Period, Terms, Unit
from tests.rules.reference_progress import Kind, Need, Try, Version

DAY_0 = date(2025, 6, 15)
TERMS = Terms(Period(1, Unit.YEARS))
GRADINGS = (
    ("points", 100, 70, ("0", "69.999", "70", "100")),
    ("pass_fail", None, None, ("pass", "fail")),
    ("letters", ("A", "B", "C"), "B", ("A", "B", "C")),
)


def on(number: int | None) -> date | None:
    """Return the day of the reference's number."""
    return None if number is None else DAY_0 + timedelta(days=number)


def tenths(number: int | None) -> Decimal | None:
    """Return the units of the reference's tenths."""
    return None if number is None else Decimal(number) / 10


def scale(grading: tuple | None) -> grades.Scale | None:
    if grading is None:
        return None
    if grading[0] == "points":
        return grades.points(Decimal(grading[1]), Decimal(grading[2]))
    return grades.pass_fail() if grading[0] == "pass_fail" else grades.letters(grading[1], grading[2])


def requirement(need: Need) -> Requirement:
    return Requirement(
        code=need.code,
        title=f"Title {need.code}",
        component=f"C-{need.code}",
        stage=need.stage,
        is_required=need.required,
        units=tenths(need.units),
        scale=scale(need.grading),
        requires_approval=need.approval,
        category=need.category,
        is_repeatable=need.repeatable,
    )


def definition(version: Version) -> Definition:
    return Definition(
        name="A program",
        terms=TERMS,
        requirements=tuple(requirement(need) for need in version.needs),
        units_required=tenths(version.units),
        in_order=version.in_order,
        requires_approval=version.approval,
        categories=tuple(
            Category(kind.code, f"Units {kind.code}", tenths(kind.minimum), tenths(kind.maximum), kind.within)
            for kind in version.kinds
        ),
    )


def attempt(one: Try) -> Attempt:
    return Attempt(
        key=one.number,
        requirement=one.need,
        completed_on=on(one.on),
        grade=one.grade,
        units=tenths(one.units),
        is_approved=one.approved,
        rejection=Rejection(one.rejection) if one.rejection else None,
        is_voided=one.voided,
        number=one.number,
    )


@st.composite
def versions(draw: st.DrawFn) -> Version:
    """One to four requirements in up to three stages, up to three categories, some within another, in any order."""
    kinds: list[Kind] = []
    for name in ("X", "Y", "Z")[: draw(st.integers(0, 3))]:
        minimum = draw(st.none() | st.integers(0, 6))
        outer = draw(st.sampled_from(["", *(kind.code for kind in kinds if not kind.within)]))
        kinds.append(Kind(name, minimum, draw(st.none() | st.integers(minimum or 0, 9)), outer))
    kinds = draw(st.permutations(kinds))
    needs = []
    for name in "PQRS"[: draw(st.integers(1, 4))]:
        repeatable = draw(st.booleans())
        grading = draw(st.sampled_from((None, None, *(known[:3] for known in GRADINGS))))
        needs.append(
            Need(
                name,
                stage=draw(st.integers(1, 3)),
                required=draw(st.booleans()),
                units=draw(st.integers(1 if repeatable else 0, 6)),
                category=draw(st.sampled_from(["", *(kind.code for kind in kinds)])),
                repeatable=repeatable,
                grading=grading,
                approval=draw(st.booleans()),
            )
        )
    units = draw(st.integers(0, 12))
    return Version(tuple(needs), tuple(kinds), units, draw(st.booleans()), draw(st.booleans()))


@st.composite
def attempts(draw: st.DrawFn, version: Version) -> list[Try]:
    """Up to eight attempts around day 0, mostly good ones, recorded in any order of their days."""
    tries = []
    for number in range(draw(st.integers(0, 8))):
        need = draw(st.sampled_from(version.needs))
        known = next((grading[3] for grading in GRADINGS if grading[:3] == need.grading), ())
        tries.append(
            Try(
                need.code,
                draw(st.integers(-3, 5)),
                number,
                grade=draw(st.sampled_from(["", *known, *known[:1] * 2])) if known else "",
                units=draw(st.integers(1, 5)) if need.repeatable else None,
                approved=draw(st.sampled_from([True, True, False])),
                rejection=draw(st.sampled_from([None] * 6 + ["notify", "rejected"])),
                voided=draw(st.sampled_from([False] * 7 + [True])),
            )
        )
    return tries
