"""How does a program go on where a list left off? By a cursor that means nothing to it and that only we can write."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.signing import BadSignature, Signer

from conferral.rules.refusals import Refusal, Refused
from conferral.web import paging

SIZE = 100
"""So many items a list gives at once."""

OF_NO_LIST = Refusal(
    "cursor_malformed", "cursor: this is not what the list gave as next; ask for the first page again."
)


def written(listed: str, cursor: Sequence[str | int] | None) -> str | None:
    """Write the cursor of a list; None where it ends."""
    return None if cursor is None else _signer(listed).sign(paging.written(cursor))


def read(listed: str, text: str) -> list[object] | None:
    """Read a cursor of a list; None for the first page. Raises Refused: `cursor_malformed`."""
    if not text:
        return None
    try:
        found = paging.read(_signer(listed).unsign(text))
    except BadSignature as fault:
        raise Refused(OF_NO_LIST) from fault
    if found is None:
        raise Refused(OF_NO_LIST)
    return found


def is_over(after: object, previous: object) -> bool:
    """Whether nothing is left behind a cursor: a page then begins anew, which a program would take for more."""
    return after is not None and previous is None


def _signer(listed: str) -> Signer:
    return Signer(salt=f"conferral.api.{listed}", sep=".")
