"""Which components, unit types and names of scales are taken, and which sentence says why not?"""

from __future__ import annotations

import pytest

from conferral.rules.components import Details, check_details, check_name, check_optional_name


def code_of(refusal) -> str:
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, ""),
        ({"code": "A/B ~ü"}, ""),
        ({"code": "x" * 64, "title": "x" * 300, "description": "x\n" * 5000}, ""),
        ({"code": ""}, "code_missing"),
        ({"code": " "}, "code_missing"),
        ({"code": "A "}, "code_has_blanks"),
        ({"code": "x" * 65}, "code_too_long"),
        ({"code": "A\nB"}, "code_control_character"),
        ({"title": "\t"}, "title_missing"),
        ({"title": "x" * 301}, "title_too_long"),
        ({"title": "A\nB"}, "title_control_character"),
        ({"description": "A\0"}, "description_with_nul"),
        ({"description": "x" * 10_001}, "description_too_long"),
    ],
)
def test_a_component_has_a_code_and_a_title_that_fit(said, code):
    refusal = check_details(Details(**{"code": "A", "title": "Ethics", **said}))
    assert code_of(refusal) == code
    assert refusal is None or refusal.message.startswith(f"{code.split('_')[0]}: ")


@pytest.mark.parametrize(
    ("name", "code"),
    [("CE hours", ""), ("", "name_missing"), (" ", "name_missing"), (" A", "name_has_blanks"),
     ("x" * 101, "name_too_long"), ("A\r", "name_has_blanks"), ("A\rB", "name_control_character")],
)  # fmt: skip
def test_a_unit_type_has_a_name_that_fits(name, code):
    assert code_of(check_name(name)) == code


@pytest.mark.parametrize(
    ("name", "code"), [("", ""), ("Oral", ""), (" ", "name_has_blanks"), ("x" * 101, "name_too_long")]
)
def test_a_scale_may_have_a_name(name, code):
    assert code_of(check_optional_name(name)) == code
