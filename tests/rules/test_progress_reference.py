"""Does progress agree with a second, independent telling of the rules of progress and completions?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conferral.rules.progress import progress
from tests.rules import made
from tests.rules import reference_progress as reference
from tests.rules.cast import SETTLED
from tests.rules.reference_progress import Version


@SETTLED
@given(made.versions().flatmap(lambda version: st.tuples(st.just(version), made.attempts(version))), st.data())
def test_progress_on_any_day_is_what_the_reference_says_whatever_the_order_of_the_rows(
    case: tuple[Version, list[reference.Try]], data: st.DataObject
) -> None:
    version, tries = case
    shuffled = [made.attempt(one) for one in data.draw(st.permutations(tries))]
    definition = made.definition(version)
    for by in range(-4, 7):
        ours = progress(definition, shuffled, made.on(by))
        for need in version.needs:
            item = ours.of(need.code)
            assert item.status.value == reference.status(need, tries, by)
            assert item.is_complete == reference.is_complete(need, tries, by)
            assert item.units == made.tenths(reference.gathered(need, tries, by))
            first = next((on for on in range(-4, by + 1) if reference.is_complete(need, tries, on)), None)
            assert item.complete_on == made.on(first)
            assert {one.number for one in item.attempts} == {one.number for one in reference.of(need, tries, by)}
            blocking = [one.code for one in ours.blocking(item.requirement)]
            assert blocking == reference.blocking(version, need, tries, by)
        for category in ours.categories:
            gathered = reference.kind_units(version, category.category.code, tries, by)
            assert category.gathered == made.tenths(gathered)
            kind = next(kind for kind in version.kinds if kind.code == category.category.code)
            assert category.counted == made.tenths(reference.let_through(version, kind, tries, by))
        assert ours.units == made.tenths(reference.counted(version, tries, by))
        assert ours.is_met == reference.is_met(version, tries, by)
        assert ours.complete == sum(reference.is_complete(need, tries, by) for need in version.needs)
        assert (ours.missing() == ()) == ours.is_met


@SETTLED
@given(made.versions().flatmap(lambda version: st.tuples(st.just(version), made.attempts(version))))
def test_progress_only_grows_with_the_day(case: tuple[Version, list[reference.Try]]) -> None:
    version, tries = case
    attempts, definition = [made.attempt(one) for one in tries], made.definition(version)
    course = [progress(definition, attempts, made.on(by)) for by in range(-4, 7)]
    assert [one.is_met for one in course] == sorted(one.is_met for one in course)
    assert [one.complete for one in course] == sorted(one.complete for one in course)
    assert [one.units for one in course] == sorted(one.units for one in course)
