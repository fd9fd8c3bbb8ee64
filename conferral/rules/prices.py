"""How is a price written and read? In the major unit of its currency, and kept whole in the minor one.

How many decimals a currency has is said by ISO 4217: two, but for those named here.
"""

from __future__ import annotations

import re

from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal

USUAL = 2
WITHOUT = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
)  # fmt: skip
DECIMALS = {
    **dict.fromkeys(WITHOUT, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}

_CODE = re.compile(r"[A-Z]{3}")
_AMOUNT = re.compile(r"(\d{1,10})(?:\.(\d+))?", re.ASCII)


def decimals(currency: str) -> int:
    """Return how many decimals an amount in the currency has."""
    return DECIMALS.get(currency, USUAL)


def check_currency(field: str, currency: str) -> Refusal | None:
    """Refuse what cannot be the code of a currency; blank is none."""
    if not currency or _CODE.fullmatch(currency):
        return None
    return Refusal(
        "currency_malformed", f"{field}: {shortened(currency)} is not a code of three capital letters like EUR."
    )


def parse(field: str, text: str, currency: str) -> int | Refusal:
    """Read an amount such as `45` or `45.50` into minor units; code `price_malformed`."""
    places = decimals(currency)
    found = _AMOUNT.fullmatch(text)
    if not found or len(found[2] or "") > places:
        example = written(45 * 10**places, currency)
        named = f" in {currency}" if currency else ""
        return Refusal(
            "price_malformed",
            f"{field}: {shortened(text)} is not an amount{named}; write it like {example}, thousands without a sign.",
        )
    return int(found[1] + (found[2] or "").ljust(places, "0"))


def written(minor: int, currency: str) -> str:
    """Write minor units as an amount with all its decimals: 45.50, in yen 45, in Kuwaiti dinars 45.500."""
    places = decimals(currency)
    if not places:
        return str(minor)
    whole, part = divmod(minor, 10**places)
    return f"{whole}.{part:0{places}}"


def for_whom(price: int, price_for_members: int | None, *, is_member: bool) -> int:
    """Return what somebody pays, in minor units: what everybody does, unless members have a price of their own."""
    return price_for_members if is_member and price_for_members is not None else price
