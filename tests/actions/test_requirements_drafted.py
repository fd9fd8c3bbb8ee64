"""What is kept of the requirements and categories of a draft, and which components come to be on the way?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from conferral.actions import programs
from conferral.actions.programs import Policies
from conferral.models import Component, Program, Version
from conferral.models.definitions import definitions_of
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.definition import Category, Definition
from tests import make
from tests.actions.register import refused

pytestmark = pytest.mark.django_db

AT = make.noon(date(2026, 3, 2))
CATEGORIES = (
    Category("GIVE", "Giving back", Decimal(1), Decimal(25)),
    Category("WORK", "Practice", None, Decimal(8), "GIVE"),
    Category("TALK", "Speaking", Decimal(0), None, "GIVE"),
)


def program() -> Program:
    return programs.define(code="R", policies=Policies(), by=COMMAND_LINE, at=AT)


def save(made: Program, defined: Definition, **more: object) -> Version:
    return programs.save_draft(program=made, definition=defined, by=COMMAND_LINE, at=AT, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("order", list(permutations(CATEGORIES)))
def test_categories_within_another_are_kept_in_whatever_order_they_stand(order) -> None:
    made = program()
    asked = make.definition(
        make.requirement("JOB", units=Decimal(9), category="WORK"),
        make.requirement("GIFT", units=Decimal(1), category="GIVE"),
        categories=order,
        units_required=Decimal(9),
    )
    draft = save(made, asked)
    assert Version.objects.whole().get(pk=draft.pk).definition() == asked
    assert definitions_of([draft.pk]) == {draft.pk: asked}
    version = programs.publish(program=made, by=COMMAND_LINE, at=AT)
    assert Version.objects.whole().get(pk=version.pk).definition() == asked


def test_a_version_that_only_the_inner_maximum_keeps_out_of_reach_is_not_published() -> None:
    made = program()
    save(
        made,
        make.definition(
            make.requirement(units=Decimal(9), category="WORK"), categories=CATEGORIES[:2], units_required=Decimal(9)
        ),
    )
    with refused("units_unreachable"):
        programs.publish(program=made, by=COMMAND_LINE, at=AT)


def test_a_component_that_is_new_gets_the_title_given_and_one_that_is_there_keeps_its_own() -> None:
    made = program()
    save(made, make.definition(make.requirement("OLD", title="Old")))
    asked = make.definition(
        make.requirement("OLD", title="Old, again"),
        make.requirement("NEW", title="As this program calls it"),
        make.requirement("PLAIN", title="Plain"),
    )
    save(made, asked, titles={"NEW": "As it is called", "OLD": "Not taken", "UNASKED": "Not made"})
    assert dict(Component.objects.values_list("code", "title")) == {
        "OLD": "Old", "NEW": "As it is called", "PLAIN": "Plain",
    }  # fmt: skip


def test_a_title_that_does_not_fit_is_refused() -> None:
    made = program()
    asked = make.definition(make.requirement("NEW"))
    with refused("component NEW title_too_long"):
        save(made, asked, titles={"NEW": "x" * 301})
    save(made, asked, titles={"NEW": "x" * 300})
