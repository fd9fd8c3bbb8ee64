"""Which cycle is it? Only what was earned opens the next one."""

from __future__ import annotations

from conferral.rules.cycles import cycle
from tests.rules.cast import TODAY, TOMORROW, YESTERDAY, enrollment

TRIED = enrollment()
EARNED = enrollment(earned_on=YESTERDAY)


def test_what_was_earned_before_is_counted_and_what_was_not_is_not() -> None:
    assert cycle([], TODAY) == 1
    assert cycle([TRIED, TRIED], TODAY) == 1
    assert cycle([EARNED, TRIED, EARNED], TODAY) == 3
    assert cycle([enrollment(earned_on=TOMORROW)], TODAY) == 1
