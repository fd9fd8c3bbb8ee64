"""Which lawful definitions, policies and examples are made up, to see whether a file can say all of them?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from conferral.rules import grades
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.examples import Done, Example, Expected
from conferral.rules.program_file_examples import kept
from conferral.rules.program_file_values import clean
from conferral.rules.requirement_status import RequirementStatus
from conferral.rules.standing import Status
from conferral.rules.terms import Period, Terms, Unit

LINES = (
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Mn", "Mc")), min_size=1, max_size=12)
    .map(clean)
    .filter(bool)
)
CODES = st.sampled_from(["A", "B-2", "c/3", "D d", "É", "字", "~s", "."])
UNITS = st.integers(0, 999_999_999).map(lambda number: Decimal(number).scaleb(-3)) | st.integers(0, 50).map(Decimal)
PERIODS = st.builds(Period, st.integers(1, 40), st.sampled_from(Unit))
DAYS = st.dates(date(1990, 1, 1), date(2150, 12, 31))
SCALES = st.sampled_from(
    [None, grades.points(Decimal(100), Decimal("69.5")), grades.pass_fail(), grades.letters(("A", "B", "Ç"), "B")]
)


@st.composite
def definitions(draw: st.DrawFn, others: tuple[str, ...] = ()) -> Definition:
    """Return a definition with up to four requirements and three categories; `others` may be prerequisites."""
    codes = draw(st.lists(CODES, max_size=3, unique=True))
    categories = tuple(draw(_category(code, codes[:place])) for place, code in enumerate(codes))
    stages = draw(st.dictionaries(st.sampled_from([1, 2, 10, 999]), LINES, max_size=3))
    return Definition(
        name=draw(LINES),
        terms=Terms(draw(PERIODS), draw(st.none() | PERIODS)),
        requirements=tuple(
            draw(_requirement(code, codes)) for code in draw(st.lists(CODES, min_size=1, max_size=4, unique=True))
        ),
        description=draw(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=30)),
        designation=draw(st.just("") | LINES),
        unit_type=draw(st.just("") | LINES),
        units_required=draw(UNITS),
        in_order=draw(st.booleans()),
        requires_approval=draw(st.booleans()),
        prerequisites=tuple(sorted(draw(st.sets(st.sampled_from(others))))) if others else (),
        categories=categories,
        stages=tuple(sorted(stages.items())),
    )


@st.composite
def _category(draw: st.DrawFn, code: str, _before: list[str]) -> Category:
    bounds = sorted([draw(UNITS), draw(UNITS)])
    return Category(
        code=code,
        name=draw(LINES),
        minimum=draw(st.sampled_from([None, bounds[0]])),
        maximum=draw(st.sampled_from([None, bounds[1]])),
    )


@st.composite
def _requirement(draw: st.DrawFn, code: str, categories: list[str]) -> Requirement:
    is_repeatable = draw(st.booleans())
    return Requirement(
        code=code,
        title=draw(LINES),
        component=draw(CODES),
        stage=draw(st.sampled_from([1, 2, 10, 999])),
        is_required=draw(st.booleans()),
        units=draw(UNITS.filter(bool) if is_repeatable else UNITS),
        scale=draw(SCALES),
        requires_approval=draw(st.booleans()),
        enrollees_may_record=draw(st.booleans()),
        category=draw(st.sampled_from(["", *categories])),
        is_repeatable=is_repeatable,
    )


@st.composite
def examples(draw: st.DrawFn) -> dict[str, object]:
    """Return an example as it is kept; lawful to read, whether or not any version gives it."""
    some_day = st.none() | DAYS
    expires_on = draw(some_day)
    done = st.builds(
        Done,
        requirement=CODES,
        completed_on=DAYS,
        grade=st.sampled_from(["", "A", "90.5"]),
        units=st.none() | UNITS,
        approved_on=some_day,
    )
    expect = st.builds(
        Expected,
        status=st.sampled_from(Status),
        completion_deadline=some_day,
        complete=st.none() | st.integers(0, 9),
        missing=st.none() | st.integers(0, 9),
        units=st.none() | UNITS,
        earned_on=some_day,
        requirements=_by_code(st.sampled_from(RequirementStatus)),
        categories=_by_code(UNITS),
    )
    return kept(
        Example(
            name=draw(LINES),
            enrolled_on=draw(DAYS),
            on=draw(DAYS),
            expect=draw(expect),
            expires_on=expires_on,
            grace_begins_on=draw(some_day) if expires_on else None,
            approved_on=draw(some_day),
            cancelled_on=draw(some_day),
            completions=tuple(draw(st.lists(done, max_size=3))),
        )
    )


def _by_code(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.dictionaries(CODES, values, max_size=3).map(lambda found: tuple(sorted(found.items())))


POLICIES = st.fixed_dictionaries(
    {
        "is_active": st.booleans(),
        "is_maintenance": st.booleans(),
        "enrollees_may_cancel": st.booleans(),
        "separates_duties": st.booleans(),
        "retention_years": st.integers(0, 200),
    }
)
