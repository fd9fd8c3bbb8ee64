"""How is a program told that something cannot be done? As a problem (RFC 9457) with the refusal's stable code."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from conferral.rules.refusals import Refusal

ROOT = "/api/"
MEDIA_TYPE = "application/problem+json"
UNKNOWN = {
    "answer_erased": HTTPStatus.GONE,
    "completion_unknown": HTTPStatus.NOT_FOUND,
    "contact_gone": HTTPStatus.NOT_FOUND,
    "contact_unknown": HTTPStatus.NOT_FOUND,
    "enrollment_not_begun": HTTPStatus.NOT_FOUND,
    "enrollment_unknown": HTTPStatus.NOT_FOUND,
    "not_there": HTTPStatus.NOT_FOUND,
    "program_unknown": HTTPStatus.NOT_FOUND,
    "requirement_unknown": HTTPStatus.NOT_FOUND,
}
NOT_ALLOWED = dict.fromkeys(
    (
        "cancelling_needs_manager",
        "duties_separated",
        "graded_by_staff",
        "not_yours",
        "own_completion",
        "recorded_by_staff",
        "role_needed",
        "second_factor_needed",
    ),
    HTTPStatus.FORBIDDEN,
)
OTHERS = {
    "stale": HTTPStatus.PRECONDITION_FAILED,
    "if_match_missing": HTTPStatus.PRECONDITION_REQUIRED,
    "json_malformed": HTTPStatus.BAD_REQUEST,
    "body_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "parameter_unknown": HTTPStatus.UNPROCESSABLE_ENTITY,
    "text_malformed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_often": HTTPStatus.TOO_MANY_REQUESTS,
    "key_wrong": HTTPStatus.UNAUTHORIZED,
}
STATUS_OF: dict[str, HTTPStatus] = {**UNKNOWN, **NOT_ALLOWED, **OTHERS}
"""What a code means in HTTP, where it is neither about a field (422) nor about how things stand (409)."""

FIELDS = {
    "cursor": "cursor",
    "date": "completed_on",
    "grade": "grade",
    "idempotency-key": "Idempotency-Key",
    "if-match": "If-Match",
    "note": "note",
    "notes": "notes",
    "offering": "offering",
    "reason": "reason",
    "units": "units",
    **{name: name for name in ("member_number", "first_name", "last_name", "email", "organization")},
    "first_name, last_name": "last_name",
    "enrollment date": "enrolled_on",
    "grace period begins": "grace_begins_on",
    "expiration date": "expires_on",
}
"""Which field of a request a sentence means that begins with a label of the pages."""
FIELD_OF = {
    "expires_before_enrolled": "expires_on",
    "grace_not_after_enrolled": "grace_begins_on",
    "grace_after_expires": "grace_begins_on",
}
"""Which field to look at, where a sentence names two."""


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, and no person with a browser."""
    return request.path_info.startswith(ROOT)


def refused(refusal: Refusal) -> HttpResponse:
    """Answer with a refusal: one about a field names it, and is no conflict with how things stand."""
    field = field_of(refusal)
    status = STATUS_OF.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY if field else HTTPStatus.CONFLICT)
    return problem(status, refusal.code, refusal.message, **({"field": field} if field else {}))


def problem(status: HTTPStatus | int, code: str, sentence: str, **more: Any) -> HttpResponse:
    """Answer with a status, a stable code and a sentence; `more` are further members of the problem."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": sentence,
        **more,
    }
    answer = HttpResponse(json.dumps(told), status=int(status), content_type=MEDIA_TYPE)
    add_never_cache_headers(answer)
    patch_vary_headers(answer, ["Authorization"])
    return answer


def field_of(refusal: Refusal) -> str:
    """Return the field that a refusal is about ("Grade: ...", "email: ..."); blank where it is about none."""
    named, colon, _rest = refusal.message.partition(": ")
    return FIELD_OF.get(refusal.code, "") or (FIELDS.get(named.lower(), "") if colon else "")
