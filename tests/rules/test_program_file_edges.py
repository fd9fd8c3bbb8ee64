"""How large, long and deep may the values of a program file be, and what is said of one that is not?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.program_file import GivenProgram, parse
from conferral.rules.program_file_versions import cleaned, differing_keys
from conferral.rules.terms import Period, Terms, Unit
from tests.sample_programs import decoded, example, item, requirement, version

LARGEST = Decimal("999999.999")


def faults(value: object) -> list[tuple[str, str]]:
    found = parse(value)
    return [] if isinstance(found, GivenProgram) else [(fault.path, fault.refusal.code) for fault in found]


def sentence(value: object) -> str:
    found = parse(value)
    assert isinstance(found, tuple), found
    (only,) = found
    return only.refusal.message


def definition(**said: object) -> Definition:
    found = parse(item("X", version(**said)))
    assert isinstance(found, GivenProgram), found
    return found.versions[0].definition


def category(**said: object) -> dict[str, object]:
    return {"code": "L", "name": "Local", **said}


def graded(grade: dict[str, object]) -> dict[str, object]:
    return item("X", version(requirements=[requirement(grade=grade)]))


@pytest.mark.parametrize(
    ("said", "just_too_long"),
    [
        (lambda more: item("X" * (64 + more)), "code_too_long"),
        (lambda more: item("X", version(name="x" * (300 + more))), "name_too_long"),
        (lambda more: item("X", version(designation="x" * (100 + more))), "designation_too_long"),
        (lambda more: item("X", version(unit_type="x" * (100 + more))), "unit_type_too_long"),
        (lambda more: item("X", version(prerequisites=["x" * (64 + more)])), "prerequisite_too_long"),
        (lambda more: item("X", version(stages={"1": "x" * (200 + more)})), "stage_too_long"),
        (lambda more: item("X", version(categories=[category(code="x" * (64 + more))])), "code_too_long"),
        (lambda more: item("X", version(categories=[category(name="x" * (200 + more))])), "name_too_long"),
        (lambda more: item("X", version(categories=[category(code="y" * 64), category(within="y" * 64 + "y" * more)])), "within_too_long"),
        (lambda more: item("X", version(requirements=[requirement(code="x" * (64 + more))])), "code_too_long"),
        (lambda more: item("X", version(requirements=[requirement(title="x" * (300 + more))])), "title_too_long"),
        (lambda more: item("X", version(requirements=[requirement(component="x" * (64 + more))])), "component_too_long"),
        (lambda more: graded({"scale": "letters", "letters": ["x" * (20 + more), "B"], "pass": "B"}), "letter_too_long"),
        (lambda more: item("X", examples=[example(name="x" * (200 + more))]), "name_too_long"),
        (lambda more: item("X", examples=[example(expect={"complete": 999_999 + more})]), "number_out_of_range"),
        (lambda more: item("X", retention_years=200 + more), "number_out_of_range"),
        (lambda more: item("X", retention_years=-more), "number_out_of_range"),
        (lambda more: item("X", version(deadline_period={"count": 110_000 + more, "unit": "days"})), "number_out_of_range"),
        (lambda more: item("X", version(deadline_period={"count": 1 - more, "unit": "days"})), "number_out_of_range"),
        (lambda more: item("X", version(requirements=[requirement(stage=999 + more)])), "number_out_of_range"),
        (lambda more: item("X", version(requirements=[requirement(stage=1 - more)])), "number_out_of_range"),
        (lambda more: item("X", version(stages={str(999 + more): "Last"})), "stage_unknown"),
        (lambda more: item("X", version(units_required=LARGEST + more)), "number_out_of_range"),
        (lambda more: item("X", examples=[example(expect={"units": LARGEST + more})]), "number_out_of_range"),
        (lambda more: item("X", examples=[example(name=str(n)) for n in range(100 + more)]), "examples_too_many"),
    ],
)  # fmt: skip
def test_each_value_of_a_file_is_lawful_up_to_its_bound_and_refused_one_beyond(said, just_too_long: str) -> None:
    assert faults(said(0)) == []
    assert [code for _, code in faults(said(1))] == [just_too_long]


@pytest.mark.parametrize("text", ["a\0b", "a\ud800", "\0a"])
def test_one_character_that_no_database_keeps_spoils_a_whole_text(text: str) -> None:
    assert faults(item("X", examples=[example(name=text)])) == [("examples[0].name", "name_control_character")]
    assert faults(item("X", version(description=text))) == [("versions[0].description", "text_control_character")]


@pytest.mark.parametrize("number", ["Infinity", "-Infinity", "NaN"])
def test_no_number_of_a_file_is_endless_or_none(number: str) -> None:
    expect = {"units": Decimal(number)}
    assert faults(item("X", examples=[example(expect=expect)])) == [("examples[0].expect.units", "number_out_of_range")]
    assert faults(item("X", retention_years=Decimal(number))) == [("retention_years", "number_out_of_range")]


def test_a_stage_has_one_to_three_digits_and_stands_once() -> None:
    assert definition(stages={"999": "c", "9": "a", "10": "b"}).stages == ((9, "a"), (10, "b"), (999, "c"))
    twice = version(stages=decoded('{"1": "Course", "1": "Exam"}'))
    assert faults(item("X", twice)) == [("versions[0].stages.1", "json_key_repeated")]


def test_a_categorys_minimum_may_be_its_maximum_and_either_may_stand_alone() -> None:
    assert definition(categories=[category(minimum=10, maximum=10)]).categories[0].minimum == 10
    assert definition(categories=[category(minimum=10)]).categories == (Category("L", "Local", Decimal(10)),)
    assert definition(categories=[category(maximum=10)]).categories == (Category("L", "Local", None, Decimal(10)),)
    assert str(definition(categories=[category(minimum=Decimal("-0.0"))]).categories[0].minimum) == "0"


def test_a_category_of_a_file_may_lie_within_another_of_its_version() -> None:
    inner, outer = category(code="K", within=" L "), category()
    for given in ([outer, inner], [inner, outer]):
        found = {one.code: one.within for one in definition(categories=given).categories}
        assert found == {"L": "", "K": "L"}
    assert definition(categories=[category(within=None)]).categories[0].within == ""
    assert definition(categories=[category(within=" ")]).categories[0].within == ""


@pytest.mark.parametrize(
    ("categories", "place", "code", "said"),
    [
        ([category(within="X")], 0, "category_within_unknown", "no category “X”. Add it to the categories"),
        (
            [category(code="GIVING"), category(within="giving")],
            1,
            "category_within_unknown",
            "Add it to the categories of the version.",
        ),
        (
            [category(code="GIVING"), category(within="GIVINGS")],
            1,
            "category_within_unknown",
            "Did you mean “GIVING”?",
        ),
        ([category(within="L")], 0, "category_within_itself", "Category L cannot be within itself."),
        (
            [category(), category(code="K", within="L"), category(code="J", within="K")],
            2,
            "category_within_too_deep",
            "Category J is within K, which is itself within L",
        ),
    ],
)
def test_a_category_within_what_it_cannot_be_within_is_named_by_its_path(
    categories: list[object], place: int, code: str, said: str
) -> None:
    found = parse(item("X", version(categories=categories)))
    assert isinstance(found, tuple)
    (fault,) = found
    assert (fault.path, fault.refusal.code) == (f"versions[0].categories[{place}].within", code)
    assert said in fault.refusal.message


def test_what_is_no_list_has_no_items_to_be_wrong() -> None:
    assert faults(item("X", versions={"one": 1})) == [("versions", "wrong_type")]
    assert faults(item("X", version(prerequisites="AB"))) == [("versions[0].prerequisites", "wrong_type")]


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("Zz_9-0", "Zz_9-0"),
        ("x" * 40, "x" * 40),
        ("x" * 41, '["' + "x" * 40 + '"]'),
        ("a b", '["a b"]'),
        ("", '[""]'),
    ],
)
def test_an_odd_or_long_key_stands_in_brackets(key: str, path: str) -> None:
    assert faults(item("X", **{key: 1})) == [(path, "key_unknown")]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (Decimal("5.50"), "5.50"),
        (10**39, "1" + "0" * 39),
        (10**40, "1" + "0" * 39 + "…"),
        ([1], "a list"),
        ({"a": 1}, "an object"),
    ],
)
def test_a_value_of_another_kind_is_said_in_a_few_words(value: object, said: str) -> None:
    assert sentence(item("X", code=value)) == f"code: a text in quotes is expected here, not {said}."


def test_a_fault_of_the_whole_program_is_said_of_the_program() -> None:
    assert sentence(5) == "the program: an object like {...} is expected here, not 5."


def test_a_sentence_names_its_place_once() -> None:
    assert sentence(item("X", version(name="a\nb"))).startswith("versions[0].name: “a")


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"deadline_period": {"unit": "days"}}, "deadline_period.count"),
        ({"grace_period": {"count": 0}}, "grace_period.unit"),
        ({"categories": [{"name": "Local"}]}, "categories[0].code"),
        ({"requirements": [requirement(component=...)]}, "requirements[0].component"),
    ],
)
def test_a_part_left_out_that_nothing_stands_for_is_missing(said: dict[str, object], path: str) -> None:
    assert faults(item("X", version(**said))) == [(f"versions[0].{path}", "key_missing")]


def test_a_text_that_may_be_left_out_may_be_blank() -> None:
    blank = definition(designation=" ", unit_type="", requirements=[requirement(category="  ")])
    assert (blank.designation, blank.unit_type, blank.requirements[0].category) == ("", "", "")


@pytest.mark.parametrize("character", ["é", "字", '"'])
def test_a_scale_may_have_all_its_letters_at_their_full_length_in_any_script(character: str) -> None:
    letters = [chr(ord("a") + number) + character * 19 for number in range(26)]
    assert faults(graded({"scale": "letters", "letters": letters, "pass": letters[-1]})) == []


def test_nothing_in_a_list_is_said_to_be_null() -> None:
    assert sentence(item("X", versions=[None])) == "versions[0]: an object like {...} is expected here, not null."


def test_only_a_number_in_quotes_is_asked_to_lose_them() -> None:
    assert sentence(item("X", retention_years="7")).endswith("not the text “7”. Leave the quotes out.")
    assert sentence(item("X", retention_years=201)).endswith("not 201.")
    assert sentence(item("X", versions="7")).endswith("not the text “7”.")


def test_a_key_in_capitals_is_known_again_and_a_full_object_has_none_to_offer() -> None:
    assert sentence(item("X", EXAMPLES=[])).endswith("Did you mean “examples”?")
    full = {"count": 1, "unit": "days", "zzz": 1}
    said = sentence(item("X", version(deadline_period=full)))
    assert said.startswith("versions[0].deadline_period.zzz: the key “zzz” is unknown here")
    assert "Possible here" not in said


def test_a_misspelt_category_is_answered_with_the_one_that_was_meant() -> None:
    said = {"categories": [category(code="LOCAL")]}
    assert sentence(item("X", version(**said, requirements=[requirement(category="LOKAL")]))).endswith(
        "the version has no category “LOKAL”. Did you mean “LOCAL”?"
    )
    assert sentence(item("X", version(**said, requirements=[requirement(category="Q")]))).endswith(
        "Add it to the categories of the version."
    )


@pytest.mark.parametrize(
    ("grade", "path", "code"),
    [
        ({"scale": "letters", "letters": ["A", "B"], "pass": " "}, "pass", "text_blank"),
        ({"scale": "letters", "letters": ["A", ""], "pass": "A"}, "letters[1]", "text_blank"),
        ({"scale": "letters", "letters": ["B", 1], "pass": "A"}, "letters[1]", "wrong_type"),
    ],
)
def test_a_scale_with_a_fault_in_it_is_not_judged_as_a_whole(grade: dict[str, object], path: str, code: str) -> None:
    assert faults(graded(grade)) == [(f"versions[0].requirements[0].grade.{path}", code)]


def test_every_text_of_one_line_in_a_stored_definition_is_cleaned_and_its_lists_sorted() -> None:
    def typed(blank: str, prerequisites: tuple[str, ...], stages: tuple[tuple[int, str], ...]) -> Definition:
        return Definition(
            name=f"{blank}N",
            description=" as it is ",
            designation=f"{blank}D",
            unit_type=f"{blank}U",
            terms=Terms(Period(1, Unit.YEARS)),
            requirements=(Requirement(f"{blank}C", f"{blank}T", f"{blank}K", category=f"{blank}L"),),
            categories=(Category(f"{blank}L", f"{blank}N"), Category(f"{blank}M", f"{blank}M", within=f"{blank}L")),
            prerequisites=prerequisites,
            stages=stages,
        )

    stored = typed(" ", ("B", " C", "A"), ((2, "b "), (1, " a")))
    assert cleaned(stored) == typed("", ("A", "B", "C"), ((1, "a"), (2, "b")))


def test_two_definitions_differ_in_the_keys_whose_values_differ() -> None:
    one = definition()
    assert differing_keys(one, one) == ()
    other = definition(deadline_period={"count": 3, "unit": "years"}, grace_period=None, name="Other", in_order=True)
    assert differing_keys(one, other) == ("name", "deadline_period", "grace_period", "in_order")
    assert differing_keys(one, definition(grace_period=None)) == ("grace_period",)
    inner = [category(), category(code="K"), category(code="J", within="K")]
    elsewhere = [*inner[:2], category(code="J", within="L")]
    assert differing_keys(definition(categories=inner), definition(categories=elsewhere)) == ("categories",)
    assert differing_keys(one, definition(deadline_period={"count": 2, "unit": "weeks"})) == ("deadline_period",)
