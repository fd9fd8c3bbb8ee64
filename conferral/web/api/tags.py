"""How does a program say which state of a thing it looked at? By the `ETag` it was given, sent back as `If-Match`.

A tag is strong: `"r7-0123456789abcdef"` names the revision of the record and the very bytes of the answer. Whether
somebody changed the record is decided by the revision alone: that a day went by is no change.
"""

from __future__ import annotations

import re
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from conferral.rules.refusals import Refusal, Refused

_TAG = re.compile(r'"r(\d{1,9})(?:-[0-9a-f]{16})?"', re.ASCII)
ANY = "*"
MISSING = Refusal(
    "if_match_missing",
    "If-Match: send the ETag of the enrollment as you looked at it, so that nobody's change is undone unseen; * for "
    "whatever it is now.",
)
NONE_OF_OURS = Refusal(
    "stale", "If-Match: that is no ETag of this record; look at it again, and send the ETag that comes with it."
)


def plain(revision: int) -> str:
    """Return the tag of a record that is part of an answer."""
    return f'"r{revision}"'


def tagged(request: HttpRequest, answer: HttpResponse, revision: int) -> HttpResponse:
    """Give an answer its tag; whoever has these bytes already is told that nothing changed (304)."""
    tag = f'"r{revision}-{sha256(answer.content).hexdigest()[:16]}"'
    answer.headers["ETag"] = tag
    if request.method != "GET":
        return answer
    return get_conditional_response(request, etag=tag, response=answer) or answer


def looked_at(request: HttpRequest, *, is_needed: bool = False) -> int | None:
    """Return the revision that If-Match names; None where any will do.

    Raises Refused: `if_match_missing`, and `stale` for what is no strong tag of ours.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given and is_needed:
        raise Refused(MISSING)
    if not given or given == ANY:
        return None
    found = _TAG.fullmatch(given)
    if not found:
        raise Refused(NONE_OF_OURS)
    return int(found[1])
