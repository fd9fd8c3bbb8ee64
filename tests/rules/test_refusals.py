"""How does a rule say no?"""

from __future__ import annotations

import dataclasses

import pytest

from conferral.rules.refusals import Refusal, Refused

NO = Refusal("program_inactive", "Anna cannot be enrolled: EMT-R has the status Inactive.")


def test_a_refusal_reads_as_its_sentence_and_keeps_its_code() -> None:
    assert str(NO) == "Anna cannot be enrolled: EMT-R has the status Inactive."
    assert NO.code == "program_inactive"


def test_a_refusal_is_a_value() -> None:
    assert Refusal("program_inactive", NO.message) == NO
    assert Refusal("another", NO.message) != NO
    assert Refusal(NO.code, "Another sentence.") != NO
    with pytest.raises(dataclasses.FrozenInstanceError):
        NO.code = "another"  # type: ignore[misc]


def test_an_action_that_was_refused_carries_the_refusal() -> None:
    with pytest.raises(Refused, match="has the status Inactive") as caught:
        raise Refused(NO)
    assert caught.value.refusal is NO
    assert str(caught.value) == NO.message
