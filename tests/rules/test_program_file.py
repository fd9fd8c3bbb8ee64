"""Is a program of a file read as docs/files.md says, and is everything wrong with one said with its path?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from conferral.rules import grades
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.program_file import GivenProgram, code_of, parse
from conferral.rules.terms import Period, Terms, Unit
from tests.sample_programs import EXAMPLE, decoded, example, item, requirement, version


def faults(value: object) -> list[tuple[str, str]]:
    found = parse(value)
    assert not isinstance(found, GivenProgram)
    return [(fault.path, fault.refusal.code) for fault in found]


def given(value: object) -> GivenProgram:
    found = parse(value)
    assert isinstance(found, GivenProgram), found
    return found


def definition(**said: object) -> Definition:
    return given(item("X", version(**said))).versions[0].definition


def test_the_example_of_the_interface_says_what_it_says() -> None:
    program = given(decoded(EXAMPLE)["programs"][0])

    assert program.code == "EMT-R"
    assert program.policies == {"is_active": True, "is_maintenance": True, "enrollees_may_cancel": False}
    assert [one.definition for one in program.versions] == [
        Definition(
            name="EMT recertification",
            designation="NREMT",
            terms=Terms(Period(2, Unit.YEARS), Period(30, Unit.DAYS)),
            unit_type="CE hours",
            units_required=Decimal(40),
            requires_approval=True,
            requirements=(
                Requirement(
                    code="NCCP-20",
                    title="National component",
                    component="NCCP",
                    units=Decimal(20),
                    scale=grades.points(Decimal(100), Decimal(70)),
                    enrollees_may_record=True,
                ),
            ),
        )
    ]


def test_only_the_live_policies_that_are_given_are_given() -> None:
    bare = item("X", status=..., maintenance=..., enrollees_may_cancel=...)
    full = item(
        "X",
        status="inactive",
        separation_of_duties=True,
        retention_years=7,
        examples=[example(name=" Not\u0065\u0301 ", completions=[], expect={"units": Decimal("0.50"), "status": None})],
    )

    assert given(bare).policies == {}
    assert given(full).policies == {
        "is_active": False,
        "is_maintenance": True,
        "enrollees_may_cancel": False,
        "separates_duties": True,
        "retention_years": 7,
        "examples": [example(name="Noté", expect={"units": 0.5})],
    }


def test_the_optional_parts_of_a_version_are_read() -> None:
    found = definition(
        categories=[
            {"code": "LOCAL", "name": "Local", "minimum": 10, "maximum": Decimal("20.5")},
            {"code": "X", "name": "X"},
        ],
        stages={"2": "Exam", "1": "Course"},
        prerequisites=["EMT-B", "CPR"],
        requirements=[requirement(category="LOCAL", repeatable=True, units=Decimal("12.250"))],
    )

    assert found.categories == (Category("LOCAL", "Local", Decimal(10), Decimal("20.5")), Category("X", "X"))
    assert found.stages == ((1, "Course"), (2, "Exam"))
    assert found.prerequisites == ("CPR", "EMT-B")
    assert found.requirements[0].category == "LOCAL"
    assert found.requirements[0].is_repeatable
    assert str(found.requirements[0].units) == "12.25"


@pytest.mark.parametrize("grace", [..., None, {"count": 0, "unit": "days"}])
def test_no_grace_period_is_one_left_out_or_null_or_of_count_0(grace: object) -> None:
    assert definition(grace_period=grace).terms.grace is None


@pytest.mark.parametrize(
    ("grade", "scale"),
    [
        (..., None),
        (None, None),
        ({"scale": "points", "max": 100, "pass": Decimal("69.5")}, grades.points(Decimal(100), Decimal("69.5"))),
        ({"scale": "pass_fail"}, grades.pass_fail()),
        ({"scale": "letters", "letters": ["A", "B", "C", "D"], "pass": "C"}, grades.letters(("A", "B", "C", "D"), "C")),
    ],
)
def test_a_grade_is_one_of_three_scales_and_left_out_is_none(grade: object, scale: object) -> None:
    assert definition(requirements=[requirement(grade=grade)]).requirements[0].scale == scale


def test_what_is_left_out_of_a_version_or_requirement_has_its_plain_value() -> None:
    short = {"code": "X", "versions": [{"name": "Short", "deadline_period": {"count": 1, "unit": "weeks"}, "requirements": [
        {"code": "A", "title": "A", "component": "A"}]}]}  # fmt: skip

    assert given(short).versions[0].definition == Definition(
        name="Short", terms=Terms(Period(1, Unit.WEEKS)), requirements=(Requirement("A", "A", "A"),)
    )


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert definition(deadline_period={"count": Decimal("2.0"), "unit": "years"}).terms.deadline.count == 2


def test_texts_of_one_line_are_trimmed_and_composed_and_a_description_stays_as_it_is() -> None:
    found = definition(name="  Re\u0301animation ", description=" two\nlines ")

    assert (found.name, found.description) == ("Réanimation", " two\nlines ")


WRONG = [
    ("no object", 5, [("", "wrong_type")]),
    ("no code", item("X", code=...), [("code", "key_missing")]),
    ("null for a code", item("X", code=None), [("code", "key_missing")]),
    ("blank code", item("X", code=" "), [("code", "text_blank")]),
    ("number for a code", item("X", code=5), [("code", "wrong_type")]),
    ("long code", item("X" * 65), [("code", "code_too_long")]),
    ("code on two lines", item("X\nY"), [("code", "code_control_character")]),
    ("no versions", item("X", versions=...), [("versions", "key_missing")]),
    ("object for versions", item("X", versions={}), [("versions", "wrong_type")]),
    ("unknown policy", item("X", maintainance=True), [("maintainance", "key_unknown")]),
    ("unknown status", item("X", status="Active!"), [("status", "word_unknown")]),
    ("number for status", item("X", status=1), [("status", "wrong_type")]),
    ("number for a truth", item("X", maintenance=1), [("maintenance", "wrong_type")]),
    ("text for a truth", item("X", separation_of_duties="no"), [("separation_of_duties", "wrong_type")]),
    ("negative retention", item("X", retention_years=-1), [("retention_years", "number_out_of_range")]),
    ("long retention", item("X", retention_years=201), [("retention_years", "number_out_of_range")]),
    ("half a year", item("X", retention_years=Decimal("0.5")), [("retention_years", "number_not_whole")]),
    ("truth for a number", item("X", retention_years=True), [("retention_years", "wrong_type")]),
    ("examples no list", item("X", examples={}), [("examples", "wrong_type")]),
    ("example no object", item("X", examples=[example(), "one"]), [("examples[1]", "wrong_type")]),
    ("null for a version", item("X", versions=[None]), [("versions[0]", "wrong_type")]),
    ("two faults", item("X", versions=[5], status="on"), [("status", "word_unknown"), ("versions[0]", "wrong_type")]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_with_a_program_is_found_at_its_path(value: object, expected: list[tuple[str, str]]) -> None:
    assert faults(value) == expected


def test_a_key_that_stands_twice_in_its_object_is_refused_wherever_it_is() -> None:
    twice = decoded(
        '{"code": "A", "code": "B", "versions": [{"name": 1, "name": 2}], "examples": [{"expect": {"units": 1, "units": 1}}]}'
    )

    assert [path for path, code in faults(twice) if code == "json_key_repeated"] == [
        "code",
        "examples[0].expect.units",
        "versions[0].name",
    ]


def test_a_misspelt_key_is_answered_with_the_one_that_was_meant() -> None:
    misspelt = item("X", version(requirements=..., Requirments=[requirement()], colour="red"), retention=3)

    found = parse(misspelt)

    assert isinstance(found, tuple)
    assert [fault.refusal.message for fault in found] == [
        "retention: the key “retention” is unknown here. Did you mean “retention_years”?",
        "versions[0].Requirments: the key “Requirments” is unknown here. Did you mean “requirements”?",
        "versions[0].colour: the key “colour” is unknown here; leave it out. Possible here: “categories”, “stages”, “requirements”.",
        "versions[0].requirements: the key is missing, and nothing stands for it when it is left out.",
    ]


def test_every_sentence_names_the_path_what_is_wrong_and_what_would_be_right() -> None:
    (fault,) = parse(item("X", version(deadline_period={"count": "2", "unit": "years"})))  # type: ignore[misc]

    assert fault.refusal.message == (
        "versions[0].deadline_period.count: a whole number from 1 to 110000 is expected here, not the text “2”. "
        "Leave the quotes out."
    )


def test_a_program_without_a_code_is_known_by_its_place_in_the_file() -> None:
    found = parse(item("X", code=...), "programs[3]")

    assert isinstance(found, tuple)
    assert found[0].path == "programs[3].code"


@pytest.mark.parametrize(
    ("value", "code"), [(item(" X "), "X"), (item("X" * 65), ""), ({"code": 5}, ""), ([], ""), ({"code": "A\nB"}, "")]
)
def test_the_code_is_read_even_where_the_rest_is_wrong(value: object, code: str) -> None:
    assert code_of(value) == code
