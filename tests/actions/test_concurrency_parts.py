"""What happens when somebody retires, changes or removes a part of programs that another just takes? One is told why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from conferral.actions import completions, components, grade_scales, offerings, programs, unit_types
from conferral.models import Completion, Component, Event, GradeScale, Offering, Program, UnitType, Version
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.components import Details
from conferral.rules.offerings import Details as Offered
from conferral.rules.offerings import Kind
from conferral.rules.recording import Recorded
from tests import make
from tests.actions.test_concurrency import at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 2)
BY = {"by": COMMAND_LINE, "at": make.noon(TODAY)}
ROUNDS = range(6)
HOME = Offered(kind=Kind.RESOURCE, title="At home")
ETHICS = Details(code="ETHICS", title="Ethics")


def component() -> int:
    return components.add(details=ETHICS, **BY).pk


def takes() -> tuple[Program, object]:
    """Return a program, and a definition that takes a component, a unit type and a scale that are there."""
    grade_scales.add(scale=make.POINTS, **BY)
    unit_types.add(name="CE hours", **BY)
    component()
    made = programs.define(code="EMT", policies=programs.Policies(), **BY)
    return made, make.definition(make.requirement("ETHICS", scale=make.POINTS), unit_type="CE hours")


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_four_who_change_what_they_all_looked_at_one_does(_round):
    pk = component()
    found = at_once(
        [
            lambda title=title: components.change(component=pk, details=replace(ETHICS, title=title), revision=1, **BY)
            for title in "ABCD"
        ]
    )
    assert codes(found) == ["done"] + ["stale"] * 3
    assert Component.objects.get().revision == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_retired_and_changed_at_once_one_of_them_is_told(_round):
    pk = component()
    found = at_once(
        [
            lambda: components.retire(component=pk, revision=1, **BY),
            lambda: components.change(component=pk, details=replace(ETHICS, title="New"), revision=1, **BY),
        ]
    )
    assert codes(found) == ["done", "stale"]
    row = Component.objects.get()
    assert row.revision == 2
    assert row.is_retired != (row.title == "New")


@pytest.mark.parametrize("_round", ROUNDS)
def test_removed_and_offered_at_once_it_is_one_of_the_two(_round):
    pk = component()
    found = at_once(
        [lambda: components.remove(component=pk, **BY), lambda: offerings.add(component=pk, details=HOME, **BY)]
    )
    said = [one for one in found if isinstance(one, str)]
    assert said in (["in_use"], ["component_unknown"])
    assert Offering.objects.count() == Component.objects.count() == (said == ["in_use"])


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize("part", ["component", "unit_type", "grade_scale"])
def test_removed_and_taken_into_a_draft_at_once_nothing_is_half_written(_round, part):
    made, definition = takes()
    module, model = {
        "component": (components, Component), "unit_type": (unit_types, UnitType), "grade_scale": (grade_scales, GradeScale),
    }[part]  # fmt: skip
    pk = model.objects.get().pk
    removed, saved = at_once(
        [
            lambda: module.remove(**{part: pk}, **BY),
            lambda: programs.save_draft(program=made, definition=definition, **BY),
        ]
    )
    assert removed in {None, "in_use"}
    assert not isinstance(saved, str)
    # Whoever came first: the draft is whole, with the part that was there or with one made for it.
    assert Version.objects.whole().get().definition() == definition
    assert Event.objects.filter(kind=f"{part}.removed").count() == (removed is None)
    assert (model.objects.get().pk == pk) is (removed == "in_use")


@pytest.mark.parametrize("_round", ROUNDS)
def test_published_and_renamed_at_once_what_is_published_says_one_code_for_ever(_round):
    made, definition = takes()
    programs.save_draft(program=made, definition=definition, **BY)
    pk = Component.objects.get().pk
    renamed, published = at_once(
        [
            lambda: components.change(component=pk, details=replace(ETHICS, code="OTHER"), **BY),
            lambda: programs.publish(program=made, **BY),
        ]
    )
    assert not isinstance(published, str)
    said = Version.objects.whole().get().definition().requirements[0].component
    assert said == ("ETHICS" if renamed == "fixed_by_version" else "OTHER")


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_offering_removed_or_retired_and_completed_at_once_keeps_what_was_recorded(_round):
    row = make.enrollment(None, make.program("EMT"), date(2026, 1, 5))
    made = [offerings.add(component=Component.objects.get().pk, details=HOME, **BY) for _ in range(2)]
    removed, recorded = at_once(
        [
            lambda: offerings.remove(offering=made[0].pk, **BY),
            lambda: completions.record(
                enrollment=row.pk, requirement="EXAM", offering=made[0].pk, recorded=Recorded(completed_on=TODAY), **BY
            ),
        ]
    )
    assert (removed, recorded if isinstance(recorded, str) else "done") in {
        (None, "offering_unknown"), ("in_use", "done"),
    }  # fmt: skip
    assert Completion.objects.count() == (removed == "in_use")
    other = make.enrollment(None, Program.objects.get(), date(2026, 1, 5))
    _, again = at_once(
        [
            lambda: offerings.retire(offering=made[1].pk, **BY),
            lambda: completions.record(
                enrollment=other.pk,
                requirement="EXAM",
                offering=made[1].pk,
                recorded=Recorded(completed_on=TODAY),
                **BY,
            ),
        ]
    )
    assert (again == "offering_retired") is not Completion.objects.filter(offering=made[1]).exists()


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_four_who_add_the_same_one_does(_round):
    for act, code in (
        (lambda: components.add(details=ETHICS, **BY), "code_taken"),
        (lambda: unit_types.add(name="CE hours", **BY), "name_taken"),
        (lambda: grade_scales.add(scale=make.POINTS, **BY), "scale_taken"),
    ):
        assert sorted(codes(at_once([act] * 4))) == sorted([code] * 3 + ["done"])
