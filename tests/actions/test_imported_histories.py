"""Does a history come in the same whatever the order of its rows, and however often it is begun anew?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import imports, make, register
from tests.imports import TODAY, words

pytestmark = pytest.mark.django_db

SETTLED = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Few enough that cancellations, renewals, completions and each other's edges meet on one day.
DAYS = [TODAY + timedelta(days=days) for days in (-900, -500, -400, -35, -30, -1, 0, 1, 40)]
MEMBERS, PROGRAMS = ["M-1", "M-2"], ["EMT", "OPEN"]


def enrollment_rows() -> st.SearchStrategy[list[dict[str, object]]]:
    day_or_blank = st.sampled_from([*DAYS, "", "", "", ""])
    return st.lists(
        st.fixed_dictionaries({
            "member_number": st.sampled_from(MEMBERS),
            "program": st.sampled_from(PROGRAMS),
            "enrolled_on": st.sampled_from(DAYS),
            "expires_on": st.sampled_from([DAYS[4], DAYS[-1] + timedelta(days=400), "", ""]),
            "approved_on": day_or_blank,
            "cancelled_on": day_or_blank,
        }),
        min_size=1,
        max_size=10,
        unique_by=lambda row: (row["member_number"], row["program"], row["enrolled_on"]),
    )  # fmt: skip


def completion_rows() -> st.SearchStrategy[list[dict[str, object]]]:
    return st.lists(
        st.fixed_dictionaries({
            "member_number": st.sampled_from(MEMBERS),
            "program": st.just("EMT"),
            "enrolled_on": st.sampled_from(DAYS),
            "requirement": st.sampled_from(["EXAM", "EXAM", "CE", "COURSE"]),
            "completed_on": st.sampled_from(DAYS),
            "reference": st.sampled_from(["", "b"]),
            "grade": st.sampled_from(["", "60", "78.0", "91"]),
            "units": st.sampled_from(["5", "10.5"]),
            "approved_on": st.sampled_from([*DAYS, ""]),
        }).map(fitting),
        max_size=25,
        unique_by=lambda row: tuple(row[column] for column in COMPLETION_KEY),
    )  # fmt: skip


COMPLETION_KEY = ("member_number", "program", "enrolled_on", "requirement", "completed_on", "reference")
ASKED = {"EXAM": {"grade"}, "CE": {"units"}, "COURSE": {"approved_on"}}


def fitting(row: dict[str, object]) -> dict[str, object]:
    """Leave blank what the requirement does not ask for."""
    return {
        name: "" if name in {"grade", "units", "approved_on"} - ASKED[str(row["requirement"])] else said
        for name, said in row.items()
    }


@pytest.fixture
def register_of_two():
    for number in MEMBERS:
        make.contact(number)
    make.program(
        "EMT",
        make.definition(
            make.requirement("EXAM", scale=make.POINTS),
            make.requirement("COURSE", requires_approval=True, is_required=False),
            make.requirement("CE", is_repeatable=True, units=Decimal(10), is_required=False),
            units_required=Decimal(5),
            requires_approval=True,
            designation="EMT",
        ),
    )
    make.program("OPEN", make.definition(make.requirement(is_required=False), designation="OP"))


def came_in(enrollments: list, completions: list, chunk: int = 1000, begun: int = 0) -> tuple[dict, dict]:
    """Bring files into the register in chunks, take them back, and return the register and the outcomes.

    `begun` rows of each came in before, when the import was interrupted.
    """
    with transaction.atomic():
        became = {}
        for bring, rows in ((imports.enrollments, enrollments), (imports.completions, completions)):
            for part in (rows[:begun], rows):
                for start in range(0, len(part), chunk):
                    some = part[start : start + chunk]
                    said = zip(some, words(bring(*some)), strict=True)
                    became.update({repr(row): word.replace("unchanged", "created") for row, word in said})
        held = register.by_natural_keys()
        assert register.disagreements() == []
        transaction.set_rollback(True)
    return held, became


@SETTLED
@given(
    enrollments=enrollment_rows(),
    completions=completion_rows(),
    chunk=st.integers(1, 5),
    begun=st.integers(0, 10),
    data=st.data(),
)
def test_neither_order_nor_chunks_nor_an_interruption_decide_anything(
    register_of_two, enrollments, completions, chunk, begun, data
) -> None:
    at_once = came_in(enrollments, completions)
    shuffled = data.draw(st.permutations(enrollments)), data.draw(st.permutations(completions))

    assert came_in(*shuffled, chunk=chunk) == at_once
    assert came_in(*shuffled, chunk=chunk, begun=begun) == at_once


@SETTLED
@given(enrollments=enrollment_rows(), completions=completion_rows())
def test_a_second_time_writes_nothing(register_of_two, enrollments, completions) -> None:
    with transaction.atomic():
        first = words(imports.enrollments(*enrollments)) + words(imports.completions(*completions))
        before = register.everything()
        again = words(imports.enrollments(*enrollments)) + words(imports.completions(*completions))

        assert register.everything() == before
        assert again == [word.replace("created", "unchanged") for word in first]
        transaction.set_rollback(True)


def test_several_cycles_with_cancellation_and_renewal_on_one_day(register_of_two) -> None:
    rows = [
        {"member_number": "M-1", "program": "EMT", "enrolled_on": enrolled_on, "cancelled_on": cancelled_on}
        for enrolled_on, cancelled_on in [
            ("2020-01-01", "2020-01-01"),
            ("2020-01-02", "2021-01-01"),
            ("2021-01-01", "2021-06-01"),
            ("2021-06-01", ""),
            ("2023-06-01", ""),
            ("2026-01-01", "2025-12-01"),
            ("2026-02-01", ""),
        ]
    ]
    forwards, _ = came_in(rows, [])

    assert came_in(rows[::-1], [], chunk=2)[0] == forwards
    place = register.NATURAL["enrollment"][1].index("replaced_on")
    assert [row[place] for row in forwards["enrollment"]] == [
        "2020-01-02",
        "2021-01-01",
        "2021-06-01",
        "2023-06-01",
        str(TODAY),
        str(TODAY),
        "None",
    ]
    assert date(2025, 12, 1) > TODAY
