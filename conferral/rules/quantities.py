"""How are numbers written? Units exactly, with at most three decimals; and how many there are of something."""

from __future__ import annotations

import re
from decimal import Decimal

from conferral.rules import days
from conferral.rules.refusals import Refusal

PLACES = 3
DIGITS = 9
LARGEST = Decimal("999999.999")
ZERO = Decimal(0)
RANGE = f"from 0 to {LARGEST}, with at most three decimals"

_QUANTITY = re.compile(r"\d{1,6}(\.\d{1,3})?", re.ASCII)


def parse(field: str, text: str) -> Decimal | Refusal:
    """Read a number of units such as `20` or `1.25`; nothing negative, no thousands separators."""
    if not _QUANTITY.fullmatch(text):
        return Refusal(
            "units_not_a_number",
            f"{field}: {days.shortened(text)} is not a number of units; "
            "write it like 20 or 1.25, at most 999999.999 and three decimals.",
        )
    return plain(Decimal(text))


def fits(number: Decimal) -> bool:
    """Whether a number of units can be kept exactly: from 0 to 999999.999, at most three decimals."""
    return ZERO <= number <= LARGEST and number == number.quantize(Decimal(1).scaleb(-PLACES))


def plain(number: Decimal) -> Decimal:
    """Return the number without trailing zeros or exponent, so that equal numbers look equal."""
    shorter = number.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter


def written(number: Decimal) -> str:
    """Write a number without trailing zeros: 40, 1.25."""
    return format(plain(number), "f")


def in_json(number: Decimal) -> int | float:
    """Return a whole number as one, any other as the float that reads back the same: nine digits at most."""
    return int(number) if number == int(number) else float(number)


def counted(count: int, word: str) -> str:
    """Say how many there are: "1 completion", "1,174 completions"."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
