"""How does the place in a long list stand in an address? As a short opaque text; a spoilt one is the first page."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

LONGEST = 2000


def written(cursor: Sequence[str | int] | None) -> str:
    """Write a cursor for an address; empty for none."""
    if cursor is None:
        return ""
    return base64.urlsafe_b64encode(json.dumps(cursor, ensure_ascii=False).encode()).decode().rstrip("=")


def read(text: str) -> list[object] | None:
    """Read a cursor; None for what is none, which every list takes for its first page."""
    if not text or len(text) > LONGEST:
        return None
    try:
        found = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None
