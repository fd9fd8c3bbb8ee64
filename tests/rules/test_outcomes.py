"""What became of a row that was brought in?"""

from __future__ import annotations

import pytest

from conferral.rules.outcomes import Kind, Outcome, outcome_of, refused
from conferral.rules.refusals import Refusal

NO = Refusal("date_impossible", "Date: 2025-02-29 is not a day of the calendar.")


def test_four_things_can_become_of_a_row_in_the_words_of_the_summary() -> None:
    assert [kind.value for kind in Kind] == ["created", "updated", "unchanged", "refused"]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("refusal", [None, NO])
def test_a_reason_is_given_exactly_when_the_row_was_refused(kind: Kind, refusal: Refusal | None) -> None:
    if (kind is Kind.REFUSED) == (refusal is NO):
        outcome = Outcome(kind, refusal, ("look at this",))
        assert (outcome.kind, outcome.refusal, outcome.warnings) == (kind, refusal, ("look at this",))
    else:
        with pytest.raises(ValueError, match="contradicts itself"):
            Outcome(kind, refusal)


def test_a_refused_row_keeps_its_reason_and_its_warnings() -> None:
    assert refused(NO) == Outcome(Kind.REFUSED, NO, ())
    assert refused(NO, "first", "second").warnings == ("first", "second")


def test_a_row_has_no_warnings_unless_given() -> None:
    assert Outcome(Kind.CREATED).warnings == ()


def test_what_was_decided_about_a_row_is_its_outcome() -> None:
    assert outcome_of(Kind.UPDATED) == Outcome(Kind.UPDATED)
    assert outcome_of(NO) == Outcome(Kind.REFUSED, NO)
