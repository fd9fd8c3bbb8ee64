"""Is a row of a completions file read as docs/files.md says, and does it make what it should?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from conferral.rules import completion_file, grades
from conferral.rules.completion_file import Content, Given, Held, check_dates, content, key_of, read
from conferral.rules.definition import Requirement
from conferral.rules.refusals import Refusal
from tests.rules.cast import TODAY, TOMORROW, day

COLUMNS = (*completion_file.NEEDED, *completion_file.OPTIONAL)
PLAIN = Requirement("PLEDGE", "Ethics pledge", "PLEDGE")
EXAM = Requirement("EXAM", "Exam", "EXAM", scale=grades.points(Decimal(100), Decimal(70)))
LETTERS = Requirement("ESSAY", "Essay", "ESSAY", scale=grades.letters(("A", "B", "C"), "B"))
HOURS = Requirement("CE", "Hours", "CE", units=Decimal(20), is_repeatable=True)
COURSE = Requirement("COURSE", "Course", "COURSE", requires_approval=True)


def cells(**given: str) -> dict[str, str]:
    return {
        **dict.fromkeys(COLUMNS, ""),
        "member_number": "M-1",
        "program": "EMT-R",
        "enrolled_on": "2025-03-01",
        "requirement": "EXAM",
        "completed_on": "2025-04-01",
        **given,
    }


def refusal(result: object) -> Refusal:
    assert isinstance(result, Refusal), result
    return result


def given(**said: str) -> Given:
    row = read(cells(**said))
    assert isinstance(row, Given), row
    return row


def result(requirement: Requirement, held: Content | None = None, closed: str = "", **said: str) -> Content | Refusal:
    return content(given(**said), requirement, held=Held(held, closed) if held else None, today=TODAY)


def test_every_cell_is_read() -> None:
    row = given(reference="2nd", grade="78.0", units="7.50", notes="in\nperson", approved_on="2025-04-02")

    assert row == Given(
        member_number="M-1",
        program="EMT-R",
        enrolled_on=day("2025-03-01"),
        requirement="EXAM",
        completed_on=day("2025-04-01"),
        reference="2nd",
        grade="78.0",
        units=Decimal("7.5"),
        notes="in\nperson",
        approved_on=day("2025-04-02"),
    )


def test_blank_cells_say_nothing() -> None:
    assert given() == Given(
        member_number="M-1",
        program="EMT-R",
        enrolled_on=day("2025-03-01"),
        requirement="EXAM",
        completed_on=day("2025-04-01"),
    )


@pytest.mark.parametrize("column", completion_file.NEEDED)
def test_a_row_needs_its_key_but_for_the_reference(column: str) -> None:
    assert refusal(read(cells(**{column: ""}))).code == f"{column}_missing"
    assert key_of(cells(**{column: ""})) is None


def test_the_key_ends_with_the_reference() -> None:
    assert completion_file.KEY == (
        "member_number",
        "program",
        "enrolled_on",
        "requirement",
        "completed_on",
        "reference",
    )
    assert key_of(cells()) == ("M-1", "EMT-R", "2025-03-01", "EXAM", "2025-04-01", "")
    assert key_of(cells(reference="2")) == ("M-1", "EMT-R", "2025-03-01", "EXAM", "2025-04-01", "2")
    assert key_of(cells(completed_on="1 April")) is None
    assert key_of(cells(enrolled_on="2025-02-29")) is None


@pytest.mark.parametrize("column", ["enrolled_on", "completed_on", "approved_on"])
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/06/2012", "date_not_iso"),
        ("2025-02-29", "date_impossible"),
        ("0001-01-01", "date_out_of_range"),
        ("9999-12-31", "date_out_of_range"),
    ],
)
def test_a_date_that_is_none_is_refused_by_the_name_of_its_column(column: str, written: str, code: str) -> None:
    found = refusal(read(cells(**{column: written})))

    assert found.code == code
    assert found.message.startswith(f"{column}: ")


@pytest.mark.parametrize("written", ["-1", "1,5", "a few", "1.2345", "1000000"])
def test_units_are_an_exact_number(written: str) -> None:
    assert refusal(read(cells(units=written))).code == "units_not_a_number"


def test_an_approval_may_be_given_before_the_completion() -> None:
    assert given(approved_on="2025-03-31").approved_on == day("2025-03-31")


def test_notes_and_reference_have_their_length() -> None:
    assert given(notes="n" * 10_000, reference="r" * 100)
    assert refusal(read(cells(notes="n" * 10_001))).code == "notes_too_long"
    assert refusal(read(cells(reference="r" * 101))).code == "reference_too_long"
    assert refusal(read(cells(reference="a\nb"))).code == "reference_control_character"


def test_a_grade_is_kept_as_the_scale_writes_it() -> None:
    assert result(EXAM, grade="78.0") == Content(grade="78")
    assert result(LETTERS, grade="b") == Content(grade="B")
    assert result(EXAM) == Content()


def test_a_grade_below_the_pass_mark_is_kept() -> None:
    assert result(EXAM, grade="69.999") == Content(grade="69.999")


def test_a_grade_only_where_one_is_asked_and_only_one_of_the_scale() -> None:
    assert refusal(result(PLAIN, grade="78")).code == "grade_not_asked"
    assert refusal(result(EXAM, grade="101")).code == "grade_not_on_scale"
    assert refusal(result(LETTERS, grade="D")).code == "grade_not_on_scale"


def test_units_only_and_always_where_the_requirement_is_repeatable() -> None:
    assert result(HOURS, units="7.50") == Content(units=Decimal("7.5"))
    assert refusal(result(HOURS)).code == "units_missing"
    assert refusal(result(HOURS, units="0")).code == "units_out_of_range"
    assert refusal(result(PLAIN, units="1")).code == "units_not_asked"


def test_an_approval_is_kept_whether_asked_for_or_not_but_never_one_of_the_future() -> None:
    for requirement in (COURSE, PLAIN):
        assert result(requirement, approved_on=TODAY.isoformat()) == Content(approved_on=TODAY)
        found = refusal(result(requirement, approved_on=TOMORROW.isoformat()))
        assert found == Refusal(
            "approved_in_future",
            f"approved_on: {TOMORROW} lies in the future; it has to be {TODAY} or earlier.",
        )


def test_blank_cells_never_overwrite_and_filled_ones_do() -> None:
    held = Content("78", None, "well done", None)

    assert result(EXAM, held) == held
    assert result(EXAM, held, grade="78.0") == held
    assert result(EXAM, held, grade="80") == Content("80", None, "well done", None)
    assert result(EXAM, held, notes="better") == Content("78", None, "better", None)
    assert result(HOURS, Content(units=Decimal(5))) == Content(units=Decimal(5))
    assert result(HOURS, Content(units=Decimal(5)), units="5.000") == Content(units=Decimal(5))
    assert result(HOURS, Content(units=Decimal(5)), units="6") == Content(units=Decimal(6))
    assert result(COURSE, Content(approved_on=day("2025-04-02"))) == Content(approved_on=day("2025-04-02"))
    assert result(COURSE, Content(), approved_on="2025-04-03") == Content(approved_on=day("2025-04-03"))


def test_the_log_writes_units_plainly_and_leaves_absent_ones_out() -> None:
    assert Content("78", None, "well done", TODAY).as_dict() == {
        "grade": "78",
        "units": None,
        "notes": "well done",
        "approved_on": TODAY,
    }
    assert Content(units=Decimal("7.50")).as_dict()["units"] == "7.5"


def test_a_rejected_or_voided_completion_stays_as_it_is() -> None:
    held = Content("78")

    assert result(EXAM, held, "voided on 2025-05-01", grade="78.0") == held
    found = refusal(result(EXAM, held, "voided on 2025-05-01", grade="80"))
    assert found == Refusal(
        "completion_closed",
        "completed_on, reference: this completion was voided on 2025-05-01 and stays as it is; "
        "give the row a reference of its own to bring in another of that day.",
    )


def test_when_a_completion_may_be_dated() -> None:
    def dated(on: str, expires_on: str = "2026-03-31", cancelled_on: str = "") -> Refusal | None:
        return check_dates(
            given(completed_on=on),
            expires_on=day(expires_on),
            cancelled_on=day(cancelled_on) if cancelled_on else None,
            today=TODAY,
        )

    assert dated(TODAY.isoformat()) is None
    assert dated("2020-01-01") is None
    assert dated(TOMORROW.isoformat()) == Refusal(
        "date_in_future", "completed_on: 2025-06-16 lies in the future; it has to be 2025-06-15 or earlier."
    )
    assert dated("2025-05-01", expires_on="2025-05-01") is None
    assert refusal(dated("2025-05-02", expires_on="2025-05-01")).code == "date_after_expiration"
    assert dated("2025-05-01", cancelled_on="2025-05-01") is None
    assert refusal(dated("2025-05-02", cancelled_on="2025-05-01")).code == "date_after_cancellation"
