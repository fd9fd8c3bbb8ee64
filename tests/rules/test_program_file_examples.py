"""Is an example read as docs/files.md says, kept as it was said, and refused with its path where it says nothing lawful?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules.examples import Example
from conferral.rules.program_file import GivenProgram, parse
from conferral.rules.program_file_examples import check_examples, example_of, failing, in_order, kept
from tests.lawful_programs import definitions, examples
from tests.rules.cast import SETTLED
from tests.sample_programs import decoded, example, item

WHOLE = decoded("""{
  "name": "In time with all hours", "enrolled_on": "2025-03-01", "grace_begins_on": "2026-03-02",
  "expires_on": "2026-03-31", "approved_on": "2026-01-02", "cancelled_on": "2026-02-01",
  "completions": [{"requirement": "NCCP-20", "completed_on": "2025-06-01", "grade": "78.5"},
                  {"requirement": "CE", "completed_on": "2025-06-02", "units": 2.5, "approved_on": "2025-06-03"}],
  "on": "2026-03-02",
  "expect": {"status": "cancelled", "completion_deadline": "2026-03-31", "started_on": "2025-06-01",
             "requirements_met_on": "2025-06-01", "earned_on": "2025-06-01", "complete": 1, "missing": 0, "units": 20.25,
             "requirements": {"CE": "no_status", "NCCP-20": "complete"}, "categories": {"LOCAL": 0.5}}}""")


def faults(value: object) -> list[tuple[str, str]]:
    found = parse(item("X", examples=[value]))
    return [] if isinstance(found, GivenProgram) else [(fault.path, fault.refusal.code) for fault in found]


def sentence(value: object) -> str:
    found = parse(item("X", examples=[value]))
    assert isinstance(found, tuple)
    (only,) = found
    return only.refusal.message


def test_a_whole_example_is_kept_as_it_was_said_and_read_again_from_what_is_kept() -> None:
    read = example_of(WHOLE, "examples[0]")

    assert isinstance(read, Example)
    stored = kept(read)
    assert stored == {**WHOLE, "completions": [WHOLE["completions"][0], {**WHOLE["completions"][1], "units": 2.5}]}
    assert list(stored) == list(WHOLE)
    assert isinstance(stored["expect"]["units"], float)
    assert example_of(stored, "") == read


def test_what_is_left_out_null_or_empty_is_left_out_of_what_is_kept() -> None:
    value = example(approved_on=None, completions=[], expect={"complete": 0, "requirements": {}, "status": None})

    read = example_of(value, "")

    assert isinstance(read, Example)
    assert kept(read) == example(expect={"complete": 0})


def test_texts_are_trimmed_and_composed_codes_sorted_and_points_may_be_a_number() -> None:
    value = example(
        name=" Note\u0301 ",
        completions=[{"requirement": " EXAM ", "completed_on": " 2025-06-01 ", "grade": Decimal("78.50")}],
        expect={"requirements": {"b": "complete", " a ": "no_status"}},
    )

    read = example_of(value, "")

    assert isinstance(read, Example)
    assert read.name == "Noté"
    assert read.completions[0].requirement == "EXAM"
    assert read.completions[0].grade == "78.5"
    assert [code for code, _ in read.expect.requirements] == ["a", "b"]


WRONG = {
    "no object": ("one", "", "wrong_type"),
    "null": (None, "", "wrong_type"),
    "no name": (example(name=...), ".name", "key_missing"),
    "blank name": (example(name=" "), ".name", "text_blank"),
    "name of two lines": (example(name="a\nb"), ".name", "name_control_character"),
    "half a character": (example(name="a\ud800"), ".name", "name_control_character"),
    "unknown key": (example(enrolled="2025-03-01"), ".enrolled", "key_unknown"),
    "no enrollment date": (example(enrolled_on=...), ".enrolled_on", "key_missing"),
    "no day": (example(on=...), ".on", "key_missing"),
    "no date": (example(on="2 March"), ".on", "date_not_iso"),
    "a date that is none": (example(on="2025-02-29"), ".on", "date_impossible"),
    "a date out of range": (example(enrolled_on="2200-01-01"), ".enrolled_on", "date_out_of_range"),
    "number for a date": (example(on=20250301), ".on", "wrong_type"),
    "grace alone": (example(grace_begins_on="2026-03-02"), ".grace_begins_on", "grace_without_expiration"),
    "completions no list": (example(completions={}), ".completions", "wrong_type"),
    "completion no object": (example(completions=["EXAM"]), ".completions[0]", "wrong_type"),
    "completion of nothing": (example(completions=[{"completed_on": "2025-06-01"}]), ".completions[0].requirement", "key_missing"),
    "completion without a day": (example(completions=[{"requirement": "A"}]), ".completions[0].completed_on", "key_missing"),
    "units in quotes": (
        example(completions=[{"requirement": "A", "completed_on": "2025-06-01", "units": "2"}]),
        ".completions[0].units",
        "wrong_type",
    ),
    "grade that is a list": (
        example(completions=[{"requirement": "A", "completed_on": "2025-06-01", "grade": []}]),
        ".completions[0].grade",
        "wrong_type",
    ),
    "too many completions": (
        example(completions=[{"requirement": "A", "completed_on": "2025-06-01"}] * 501),
        ".completions",
        "completions_too_many",
    ),
    "no expectation": (example(expect=...), ".expect", "key_missing"),
    "empty expectation": (example(expect={}), ".expect", "expectation_missing"),
    "expectation of nothing": (example(expect={"requirements": {}, "status": None}), ".expect", "expectation_missing"),
    "expectation no object": (example(expect="earned"), ".expect", "wrong_type"),
    "unknown expectation": (example(expect={"state": "earned", "units": 1}), ".expect.state", "key_unknown"),
    "unknown status": (example(expect={"status": "Grace period"}), ".expect.status", "word_unknown"),
    "half a requirement": (example(expect={"complete": Decimal("0.5")}), ".expect.complete", "number_not_whole"),
    "fewer than none": (example(expect={"missing": -1}), ".expect.missing", "number_out_of_range"),
    "too fine": (example(expect={"units": Decimal("0.0001")}), ".expect.units", "number_too_fine"),
    "not a number": (example(expect={"units": float("nan")}), ".expect.units", "number_out_of_range"),
    "requirements in a list": (example(expect={"requirements": ["A"]}), ".expect.requirements", "wrong_type"),
    "unknown word of a requirement": (example(expect={"requirements": {"A": "done"}}), ".expect.requirements.A", "word_unknown"),
    "category no number": (example(expect={"categories": {"A": "1"}}), ".expect.categories.A", "wrong_type"),
    "long code": (
        example(expect={"categories": {"A" * 65: 1}}),
        f'.expect.categories["{"A" * 40}"]',
        "code_too_long",
    ),
    "a code twice": (example(expect={"categories": {"A": 1, " A": 1}}), '.expect.categories[" A"]', "json_key_repeated"),
}  # fmt: skip


@pytest.mark.parametrize(("value", "path", "code"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_an_example_is_found_at_its_path(value, path, code) -> None:
    assert faults(value) == [(f"examples[0]{path}", code)]


def test_five_hundred_completions_are_lawful() -> None:
    assert faults(example(completions=[{"requirement": "A", "completed_on": "2025-06-01"}] * 500)) == []


def test_a_name_stands_once_among_the_examples() -> None:
    found = parse(item("X", examples=[example(name="A"), example(name="B"), example(name=" A")]))
    assert isinstance(found, tuple)
    assert [fault.path for fault in found] == ["examples[2].name"]
    assert found[0].refusal.message == "examples[2].name: examples[0] has that name too."


def test_sentences_name_what_would_be_right() -> None:
    assert sentence(example(on="2 March")) == (
        "examples[0].on: “2 March” is not a date written as YYYY-MM-DD, for example 2025-03-01."
    )
    assert sentence(example(expect={"state": "earned", "units": 1})).endswith("Did you mean “status”?")
    assert sentence(example(expect={})).endswith('for example {"status": "earned"}.')


def test_a_key_that_stands_twice_in_an_example_is_refused() -> None:
    twice = decoded(
        '{"name": "A", "enrolled_on": "2025-03-01", "on": "2025-03-01", "expect": {"requirements": {"A": "complete", "A": "complete"}}}'
    )
    assert faults(twice) == [("examples[0].expect.requirements.A", "json_key_repeated")]


def test_whatever_else_was_stored_once_is_handed_out_as_it_is_and_cannot_be_stored_again() -> None:
    odd = {"a": [1, {"b": None}]}
    assert in_order([odd, "x"]) == [odd, "x"]
    refusal = check_examples([odd])
    assert refusal is not None
    assert refusal.code == "key_unknown"
    assert check_examples({}) is not None
    assert check_examples([example()]) is None


def test_a_database_may_sort_the_keys_and_they_come_back_in_the_order_of_the_file() -> None:
    stored = dict(sorted(example(completions=[{"requirement": "A", "completed_on": "2025-06-01"}]).items()))
    (found,) = in_order([stored])
    assert found == stored
    assert list(found) == ["name", "enrolled_on", "completions", "on", "expect"]  # type: ignore[call-overload]


# Whatever stands there

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: object) -> list[tuple[object, ...]]:
    """Return the way to each place within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(), *((key, *rest) for key, one in inner for rest in places(one))]


def put(value: object, place: tuple[object, ...], odd: object) -> object:
    """Return a value with something else at a place."""
    if not place:
        return odd
    changed = dict(value) if isinstance(value, dict) else list(value)  # type: ignore[call-overload]
    changed[place[0]] = put(changed[place[0]], place[1:], odd)
    return changed


@SETTLED
@given(place=st.sampled_from(places(WHOLE)), odd=ODD)
def test_whatever_stands_at_any_place_is_read_or_refused_with_a_path_and_what_is_read_is_kept_alike(place, odd) -> None:
    found = example_of(put(WHOLE, place, odd), "examples[0]")
    if isinstance(found, Example):
        assert example_of(kept(found), "") == found
        assert failing(definition(), [kept(found)])
    else:
        assert found
        for fault in found:
            assert fault.path.startswith("examples[0]")
            assert fault.refusal.message.startswith(f"{fault.path}: ")


@SETTLED
@given(example=examples(), version=definitions())
def test_any_example_is_judged_by_any_definition(example, version) -> None:
    for fault in failing(version, [example]):
        assert fault.refusal.code == "example_fails"
        assert fault.refusal.message.endswith(".")


# Against a definition


def definition():
    found = parse(item("X"))
    assert isinstance(found, GivenProgram)
    return found.versions[0].definition


def test_each_example_that_a_definition_does_not_give_is_a_fault_that_names_it_and_says_why() -> None:
    stored = [example(), example(name="Late", on="2027-03-02", expect={"status": "enrolled"})]

    (only,) = failing(definition(), stored)

    assert (only.path, only.refusal.code) == ("examples[1]", "example_fails")
    assert only.refusal.message.startswith(
        "examples[1]: the example “Late” does not come out as it says. Status: Enrolled is expected, Grace period comes "
        "out (Grace period since 2 March 2027"
    )
    assert only.refusal.message.endswith(").")


def test_of_many_differences_five_are_said() -> None:
    codes = {f"R-{number}": "complete" for number in range(8)}
    (only,) = failing(definition(), [example(expect={"requirements": codes})])
    assert only.refusal.message.endswith("; and 3 more.")
    assert only.refusal.message.count("the version has no requirement") == 5
    exactly = dict(list(codes.items())[:5])
    (only,) = failing(definition(), [example(expect={"requirements": exactly})])
    assert "more" not in only.refusal.message


def test_an_example_that_cannot_be_read_fails_with_what_is_wrong_with_it() -> None:
    found = failing(definition(), [example(), {"a": 1}])
    assert next(fault.path for fault in found) == "examples[1].a"
    assert "key_missing" in [fault.refusal.code for fault in found]
