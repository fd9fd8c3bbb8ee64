"""Does doing what the outlook says suffice, is all of it needed, and is "no longer in time" so? Against every schedule.

Small versions, records and offerings are made up; what is possible in time is found by trying every choice of days.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from conferral.rules.attempts import Attempt, AttemptState, state_of
from conferral.rules.definition import units_of
from conferral.rules.milestones import milestones
from conferral.rules.outlook import Outlook, outlook
from conferral.rules.outlook_times import Occasion, Times
from conferral.rules.outlook_units import shortfalls
from conferral.rules.progress import progress
from conferral.rules.standing import Facts
from tests.rules import made
from tests.rules.cast import SETTLED

TODAY, LAST = made.on(5), made.on(9)
WAITING = (AttemptState.AWAITING_GRADE, AttemptState.AWAITING_APPROVAL)
A_LOT = Decimal(100)


@st.composite
def worlds(draw):
    version = draw(made.versions())
    definition = made.definition(version)
    attempts = [made.attempt(one) for one in draw(made.attempts(version))]
    occasions = {}
    for requirement in definition.requirements:
        days = draw(st.none() | st.lists(st.sampled_from([None, 3, 5, 6, 7, 9, 10, 12]), min_size=1, max_size=3))
        if days is not None:
            occasions[requirement.component] = [Occasion(key, made.on(day)) for key, day in enumerate(days)]
    return definition, attempts, occasions


def looked_at(definition, attempts, occasions) -> Outlook | None:
    followed = milestones(definition, attempts, enrolled_on=made.on(-3), approved_on=None)
    facts = Facts(
        begins_on=made.on(-3),
        enrolled_on=made.on(-3),
        expires_on=LAST,
        started_on=followed.started_on,
        requirements_met_on=followed.requirements_met_on,
        earned_on=followed.earned_on,
    )
    return outlook(progress(definition, attempts, TODAY), facts, occasions=occasions, on=TODAY)


def all_decided(definition, attempts) -> list[Attempt]:
    """Let everything that waits pass and be approved."""
    found = []
    for one in attempts:
        requirement = definition.requirement(one.requirement)
        if state_of(requirement, one) in WAITING:
            best = {"points": "100", "pass_fail": "pass", "letters": "A"}
            grade = one.grade or (best[requirement.scale.kind.value] if requirement.scale else "")
            one = replace(one, grade=grade, is_approved=True)  # noqa: PLW2901
        found.append(one)
    return found


def done(requirement, number: int, units: Decimal) -> Attempt:
    """Make an attempt that counts, whatever is asked."""
    best = {"points": "100", "pass_fail": "pass", "letters": "A"}
    return Attempt(
        key=number,
        number=number,
        requirement=requirement.code,
        completed_on=TODAY,
        grade=best[requirement.scale.kind.value] if requirement.scale else "",
        units=units if requirement.is_repeatable else None,
        is_approved=True,
    )


def units_left(step) -> Decimal:
    return Decimal(step.said.split(" ")[0]) if step.requirement.is_repeatable else Decimal(0)


@SETTLED
@given(worlds())
def test_doing_what_it_says_suffices_and_nothing_of_it_can_be_left_out(world) -> None:
    definition, attempts, occasions = world
    found = looked_at(definition, attempts, occasions)
    if found is None or progress(definition, attempts, TODAY).is_met:
        return
    decided = all_decided(definition, attempts)
    steps = [done(step.requirement, 100 + place, units_left(step)) for place, step in enumerate(found.steps)]
    with_steps = progress(definition, [*decided, *steps], TODAY)
    assert with_steps.is_met == (not found.choices)
    for left_out in range(len(steps)):
        assert not progress(definition, decided + steps[:left_out] + steps[left_out + 1 :], TODAY).is_met
    more = [
        done(requirement, 200 + 10 * place + number, A_LOT)
        for place, choice in enumerate(found.choices)
        for number, (requirement, _) in enumerate(choice.candidates)
    ]
    reached = progress(definition, [*decided, *steps, *more], TODAY)
    if all(choice.is_possible for choice in found.choices):
        assert reached.is_met
    else:
        assert not reached.is_met


@SETTLED
@given(worlds())
def test_the_units_it_names_are_the_fewest(world) -> None:
    definition, attempts, occasions = world
    times = Times(progress(definition, attempts, TODAY), occasions, TODAY, LAST)
    short = shortfalls(times)
    decided = all_decided(definition, attempts)
    given_units: dict[str, Decimal] = {}
    for item in progress(definition, decided, TODAY).requirements:
        rule = item.requirement
        units = max(item.units, rule.units) if rule.is_required else item.units
        given_units[rule.category] = given_units.get(rule.category, Decimal(0)) + units

    def suffices(less_of: int | None = None) -> bool:
        filled = dict(given_units)
        for place, one in enumerate(short):
            units = one.units - Decimal("0.1") if place == less_of else one.units
            filled[one.category] = filled.get(one.category, Decimal(0)) + units
        counted = units_of(definition.categories, filled)
        return counted.total >= definition.units_required and all(
            counted.of[category.code].gathered >= (category.minimum or 0) for category in definition.categories
        )

    assert suffices()
    assert not any(suffices(place) for place in range(len(short)))


@SETTLED
@given(worlds())
def test_it_can_be_done_in_time_exactly_when_some_choice_of_days_does_it(world) -> None:
    definition, attempts, occasions = world
    found = looked_at(definition, attempts, occasions)
    if found is None:
        return
    every_day = [TODAY + timedelta(days=number) for number in range((LAST - TODAY).days + 1)]

    def days_of(requirement):
        offered = occasions.get(requirement.component)
        if not offered or any(one.begins_on is None for one in offered):
            return every_day
        return [one.begins_on for one in offered if TODAY <= one.begins_on <= LAST]

    def in_order(chosen) -> bool:
        return not definition.in_order or all(
            chosen[earlier.code] <= chosen[later.code]
            for earlier in wanted
            for later in wanted
            if earlier.stage < later.stage
        )

    for step in found.steps:
        before = [one.requirement for one in found.steps if one.requirement.stage < step.requirement.stage]
        wanted = [*before, step.requirement] if definition.in_order else [step.requirement]
        schedules = product(*(days_of(requirement) for requirement in wanted))
        exists = any(in_order(dict(zip([one.code for one in wanted], days, strict=True))) for days in schedules)
        assert step.is_possible == exists, step
        assert step.any_time == (step.is_possible and not any(one.begins_on for one in step.occasions)) or any(
            one.begins_on is None for one in step.occasions
        )
    impossible = not all(step.is_possible for step in found.steps) or not all(one.is_possible for one in found.choices)
    assert found.can_be_done == (not impossible)
    assert bool(found.helps) == impossible


@SETTLED
@given(worlds())
def test_what_it_says_is_whole_sentences(world) -> None:
    found = looked_at(*world)
    if found is None:
        return
    said = [found.said, *found.waits, *found.in_the_way, *found.helps, *(one.said for one in found.choices)]
    said += [step.said for step in found.steps if step.said]
    assert all(sentence[0].isupper() or sentence[0].isdigit() for sentence in said), said
    assert all(sentence.endswith(".") and "  " not in sentence for sentence in said), said
