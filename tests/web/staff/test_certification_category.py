"""Is one category of a draft added, changed and taken out, and nothing else with it?"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from conferral.models import Version
from conferral.rules.definition import Category
from tests.web.signed_in import said
from tests.web.staff.renewal import (
    NEW_CATEGORY,
    RENEWAL,
    by_somebody_else,
    draft,
    of_category,
    save,
)
from tests.web.typed import forms, typed

pytestmark = pytest.mark.django_db


def test_a_category_is_added_with_every_field_within_another(staff, renewal):
    given = {"code": "MENTOR", "name": "Mentoring", "minimum": "0.5", "maximum": "4", "within": "GIVE"}
    answer = save(staff, NEW_CATEGORY, **given)
    assert "Mentoring is saved in the draft." in said(answer)
    assert draft() == replace(
        RENEWAL,
        categories=(*RENEWAL.categories, Category("MENTOR", "Mentoring", Decimal("0.5"), Decimal(4), "GIVE")),
    )


def test_only_what_is_within_nothing_can_be_chosen_to_lie_within(staff, renewal):
    body = staff.get(NEW_CATEGORY).content.decode()
    assert re.findall(r'<option value="([^"]*)"', body) == ["", "GIVE", "FREE"]
    assert re.findall(r'<option value="([^"]*)"', staff.get(of_category("FREE")).content.decode()) == ["", "GIVE"]
    outer = staff.get(of_category("GIVE"))
    assert re.findall(r'<option value="([^"]*)"', outer.content.decode()) == [""]
    assert "Working as a practitioner lies within it, so it cannot lie within another itself." in said(outer)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"code": "FREE"}, "Code", "The category FREE stands 2 times; once is enough."),
        ({"code": ""}, "Code", "This field is required."),
        ({"code": "x" * 65}, "Code", "At most 64 characters"),
        ({"name": ""}, "Name", "This field is required."),
        ({"name": "x" * 201}, "Name", "At most 200 characters"),
        ({"minimum": "9"}, "At least", "its minimum 9 is above its maximum 4."),
        ({"minimum": "-1"}, "At least", "is not a number of units"),
        ({"maximum": "1000000"}, "At most count", "is not a number of units"),
        ({"within": "WORK"}, "Within", "That is not there any more; choose another."),
    ],
)
def test_a_category_that_is_refused_says_so_on_its_field(staff, renewal, given, field, sentence):
    fields = {"code": "MENTOR", "name": "Mentoring", "minimum": "1", "maximum": "4", "within": "GIVE", **given}
    answer = save(staff, NEW_CATEGORY, **fields)
    assert answer.status_code == 422
    assert f"One field needs another look: {field} " in said(answer)
    assert sentence in said(answer)
    assert not Version.objects.filter(number=None).exists()
    for name, value in fields.items():
        if name != "within":
            assert typed(answer)[name] == [value]


def test_a_category_with_another_code_is_followed_by_what_names_it(staff, renewal):
    save(staff, of_category("GIVE"), code="BACK", minimum="")
    assert [(one.code, one.within, one.minimum) for one in draft().categories] == [
        ("WORK", "BACK", None), ("BACK", "", None), ("FREE", "", None),
    ]  # fmt: skip
    assert draft().requirement("TEACH").category == "BACK"


def test_two_who_change_different_categories_lose_nothing(staff, renewal):
    mine = staff.get(of_category("GIVE"))
    by_somebody_else(categories=(*RENEWAL.categories[:2], Category("FREE", "All else", None, Decimal(5))))
    answer = staff.post(of_category("GIVE"), typed(mine, maximum="30"))
    assert "Category FREE: name Anything becomes All else" in said(answer)
    staff.post(of_category("GIVE"), typed(answer))
    assert draft().categories == (
        RENEWAL.categories[0],
        Category("GIVE", "Giving back", Decimal(2), Decimal(30)),
        Category("FREE", "All else", None, Decimal(5)),
    )


def test_a_category_in_use_says_by_what_and_one_that_is_not_is_taken_out(staff, renewal):
    asked = staff.get(f"{of_category('GIVE')}removal/")
    sentence = "Giving back is used by Teaching, Working as a practitioner; give them another category first."
    assert sentence in said(asked)
    assert forms(asked) == []
    refused = staff.post(f"{of_category('GIVE')}removal/", {"revision": "0"})
    assert refused.status_code == 422
    assert sentence in said(refused)
    answer = save(staff, f"{of_category('FREE')}removal/")
    assert "Anything is taken out of the draft." in said(answer)
    assert draft() == replace(RENEWAL, categories=RENEWAL.categories[:2])
    assert "FREE is not in the draft any more." in said(
        staff.post(f"{of_category('FREE')}removal/", {"revision": "1"}, follow=True)
    )
