"""Which grades does a scale know, and which of them pass?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules import grades
from conferral.rules.grades import Scale, ScaleKind
from conferral.rules.refusals import Refusal
from tests.rules.cast import SETTLED, code

HUNDRED = grades.points(Decimal(100), Decimal(70))
PASS_FAIL = grades.pass_fail()
LETTERS = grades.letters(("A", "B", "C", "D"), "C")
SCALES = (HUNDRED, PASS_FAIL, LETTERS)


def test_there_are_three_kinds_of_scale() -> None:
    assert [kind.value for kind in ScaleKind] == ["points", "pass_fail", "letters"]
    assert [scale.kind.value for scale in SCALES] == ["points", "pass_fail", "letters"]
    assert all(grades.check_scale(scale) is None for scale in SCALES)


def test_a_scale_reads_as_a_person_would_say_it() -> None:
    assert str(HUNDRED) == "points out of 100, 70 passes"
    assert str(PASS_FAIL) == "pass or fail"
    assert str(LETTERS) == "A, B, C, D; C passes"


def test_pass_or_fail_has_neither_maximum_nor_letters_nor_a_pass_mark() -> None:
    assert Scale(ScaleKind.PASS_FAIL, None, "", ()) == PASS_FAIL
    assert (PASS_FAIL.maximum, PASS_FAIL.pass_mark, PASS_FAIL.letters) == (None, "", ())


def test_equal_scales_are_equal_however_their_numbers_were_written() -> None:
    assert grades.points(Decimal("100.0"), Decimal("70.00")) == HUNDRED
    assert grades.points(Decimal("1E+2"), Decimal("7E+1")) == HUNDRED
    assert repr(grades.points(Decimal("100.0"), Decimal("70.00"))) == repr(HUNDRED)
    assert grades.points(Decimal(100), Decimal("70.001")) != HUNDRED


@pytest.mark.parametrize(
    ("grade", "passing"),
    [("0", False), ("69", False), ("69.999", False), ("70", True), ("70.001", True), ("100", True)],
)
def test_points_pass_from_the_pass_mark_on(grade: str, passing: bool) -> None:
    assert grades.passes(HUNDRED, grade) == passing


def test_points_are_compared_as_numbers_and_not_as_text() -> None:
    scale = grades.points(Decimal(100), Decimal(9))
    assert grades.passes(scale, "10")
    assert not grades.passes(scale, "8.999")
    assert grades.passes(grades.points(Decimal(100), Decimal(0)), "0")


@pytest.mark.parametrize(("grade", "passing"), [("A", True), ("B", True), ("C", True), ("D", False)])
def test_letters_pass_down_to_the_passing_letter(grade: str, passing: bool) -> None:
    assert grades.passes(LETTERS, grade) == passing


def test_pass_passes_and_fail_does_not() -> None:
    assert grades.passes(PASS_FAIL, "pass")
    assert not grades.passes(PASS_FAIL, "fail")


@pytest.mark.parametrize(
    ("scale", "text", "kept"),
    [
        (HUNDRED, "78", "78"),
        (HUNDRED, "78.0", "78"),
        (HUNDRED, "078", "78"),
        (HUNDRED, " 78 ", "78"),
        (HUNDRED, "69.500", "69.5"),
        (HUNDRED, "0", "0"),
        (HUNDRED, "0.000", "0"),
        (HUNDRED, "100.000", "100"),
        (HUNDRED, "99.999", "99.999"),
        (PASS_FAIL, "pass", "pass"),
        (PASS_FAIL, "Pass", "pass"),
        (PASS_FAIL, " FAIL ", "fail"),
        (LETTERS, "a", "A"),
        (LETTERS, " D ", "D"),
        (grades.letters(("très bien", "bien"), "bien"), "TRÈS BIEN", "très bien"),
        (grades.letters(("A+", "A"), "A"), "a+", "A+"),
    ],
)
def test_a_grade_is_kept_in_one_form(scale: Scale, text: str, kept: str) -> None:
    assert grades.normalised(scale, text) == kept
    assert grades.normalised(scale, kept) == kept


@pytest.mark.parametrize(
    ("scale", "text"),
    [
        (HUNDRED, "100.001"),
        (HUNDRED, "101"),
        (HUNDRED, "999999.999"),
        (HUNDRED, "-1"),
        (HUNDRED, "+70"),
        (HUNDRED, "78.1234"),
        (HUNDRED, "7 8"),
        (HUNDRED, "78,5"),
        (HUNDRED, "78."),
        (HUNDRED, ".5"),
        (HUNDRED, "78%"),
        (HUNDRED, "1e2"),
        (HUNDRED, "NaN"),
        (HUNDRED, "\u0667\u0668"),
        (HUNDRED, "\uff17\uff18"),
        (HUNDRED, ""),
        (HUNDRED, "pass"),
        (HUNDRED, "1000000"),
        (PASS_FAIL, "passed"),
        (PASS_FAIL, ""),
        (PASS_FAIL, "70"),
        (PASS_FAIL, "A"),
        (LETTERS, "E"),
        (LETTERS, "AB"),
        (LETTERS, ""),
        (LETTERS, "pass"),
        (Scale(ScaleKind.POINTS), "1"),
    ],
)
def test_a_grade_the_scale_does_not_know_is_refused(scale: Scale, text: str) -> None:
    refusal = grades.normalised(scale, text)
    assert code(refusal) == "grade_not_on_scale"
    assert str(refusal).startswith("Grade: “")
    assert text.strip() in str(refusal)


def test_the_refusal_of_a_grade_says_what_the_scale_knows() -> None:
    assert "0 to 100" in str(grades.normalised(HUNDRED, "101"))
    assert "pass, fail" in str(grades.normalised(PASS_FAIL, "A"))
    assert "A, B, C, D" in str(grades.normalised(LETTERS, "E"))


@pytest.mark.parametrize("scale", SCALES)
def test_a_grade_of_ten_thousand_characters_is_refused_in_a_short_sentence(scale: Scale) -> None:
    refusal = grades.normalised(scale, "9" * 10_000)
    assert code(refusal) == "grade_not_on_scale"
    assert len(str(refusal)) < 200


@SETTLED
@given(st.sampled_from(SCALES), st.text(max_size=9))
def test_any_text_is_a_grade_that_can_be_judged_or_a_refusal(scale: Scale, text: str) -> None:
    kept = grades.normalised(scale, text)
    assert isinstance(kept, Refusal) or grades.passes(scale, kept) in (True, False)


@SETTLED
@given(st.integers(0, 100_000))
def test_points_pass_exactly_when_not_below_the_pass_mark(thousandths: int) -> None:
    kept = grades.normalised(HUNDRED, f"{thousandths // 1000}.{thousandths % 1000:03}")
    assert isinstance(kept, str)
    assert grades.passes(HUNDRED, kept) == (thousandths >= 70_000)


@pytest.mark.parametrize(
    "scale",
    [
        grades.points(Decimal("0.001"), Decimal("0.001")),
        grades.points(Decimal("999999.999"), Decimal("999999.999")),
        grades.points(Decimal(100), Decimal(0)),
        grades.points(Decimal(100), Decimal(100)),
        grades.letters(("P",), "P"),
        grades.letters(tuple(f"L{number}" for number in range(26)), "L25"),
        grades.letters(("x" * 20, "y"), "y"),
    ],
)
def test_a_scale_is_lawful_up_to_its_bounds(scale: Scale) -> None:
    assert grades.check_scale(scale) is None


@pytest.mark.parametrize(
    ("scale", "expected", "named"),
    [
        (Scale(ScaleKind.POINTS, None, "1"), "scale_maximum", "A scale of points needs a maximum above 0."),
        (grades.points(Decimal(0), Decimal(0)), "scale_maximum", "A scale of points needs a maximum above 0."),
        (grades.points(Decimal(-1), Decimal(0)), "scale_maximum", "A scale of points needs a maximum above 0."),
        (grades.points(Decimal(1_000_000), Decimal(1)), "scale_maximum", "maximum"),
        (grades.points(Decimal(100), Decimal("100.001")), "scale_pass_mark", "100.001"),
        (grades.points(Decimal(100), Decimal(-1)), "scale_pass_mark", "-1"),
        (grades.points(Decimal(100), Decimal("69.9999")), "scale_pass_mark", "69.9999"),
        (Scale(ScaleKind.POINTS, Decimal(100), ""), "scale_pass_mark", "100"),
        (Scale(ScaleKind.POINTS, Decimal(100), "pass"), "scale_pass_mark", "pass"),
        (Scale(ScaleKind.POINTS, Decimal(100), "\u0667\u0660"), "scale_pass_mark", "100"),
        (grades.letters((), ""), "scale_letters", "1 to 26"),
        (grades.letters(tuple(f"L{number}" for number in range(27)), "L0"), "scale_letters", "1 to 26"),
        (grades.letters(("A", ""), "A"), "scale_letters", "1 to 20"),
        (grades.letters(("A", " "), "A"), "scale_letters", "1 to 20"),
        (grades.letters(("A", "x" * 21), "A"), "scale_letters", "1 to 20"),
        (grades.letters(("A", "B", "A"), "A"), "scale_letters", "A scale of letters names each letter once."),
        (grades.letters(("A", "a"), "A"), "scale_letters", "A scale of letters names each letter once."),
        (
            grades.letters(("straße", "STRASSE"), "straße"),
            "scale_letters",
            "A scale of letters names each letter once.",
        ),
        (grades.letters(("A", "B"), "C"), "scale_pass_mark", "A, B"),
        (grades.letters(("A", "B"), "a"), "scale_pass_mark", "A, B"),
        (grades.letters(("A", "B"), ""), "scale_pass_mark", "A, B"),
    ],
)
def test_a_scale_nobody_could_use_is_refused(scale: Scale, expected: str, named: str) -> None:
    refusal = grades.check_scale(scale)
    assert code(refusal) == expected
    assert named in str(refusal)
    assert str(refusal).startswith(("A scale of ", "Each letter ", "The pass mark ", "The passing letter "))


@pytest.mark.parametrize("letters", [("A ", "B"), (" A", "B"), ("A", "B\t"), ("A", "A ")])
def test_a_letter_with_blanks_around_it_is_refused_because_nobody_could_be_given_it(letters: tuple[str, ...]) -> None:
    assert code(grades.check_scale(grades.letters(letters, letters[0]))) == "scale_letters"


@SETTLED
@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=5), st.data())
def test_every_lawful_scale_of_letters_can_be_passed_and_each_letter_given(
    names: list[str], data: st.DataObject
) -> None:
    scale = grades.letters(tuple(names), data.draw(st.sampled_from(names)))
    if grades.check_scale(scale) is None:
        assert [grades.normalised(scale, letter) for letter in names] == names
        assert grades.passes(scale, scale.pass_mark)
        assert [grades.passes(scale, letter) for letter in names] == sorted(
            (grades.passes(scale, letter) for letter in names), reverse=True
        )
