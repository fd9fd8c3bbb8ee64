"""Which cycle of a maintenance program is an enrollment?

Enrolling again after it was earned opens the next one; trying again after it expired or was cancelled does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from conferral.rules.standing import Facts


def cycle(earlier: Sequence[Facts], on: date) -> int:
    """Return the number of the cycle, from 1, of an enrollment that follows these of its contact and program."""
    return 1 + sum(1 for facts in earlier if facts.earned_on is not None and facts.earned_on <= on)
