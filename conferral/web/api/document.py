"""What does the interface say of itself? One OpenAPI 3.1 document, from which the page for people is made too."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from conferral.rules.api_keys import LONGEST_IDEMPOTENCY_KEY
from conferral.web.api import completions, contacts, enrollments, programs, purges
from conferral.web.api.interface import made
from conferral.web.problems import MEDIA_TYPE

ROOT = "/api/v1/"
JSON = "application/json"
INTERFACE = made()
for _room in (programs, contacts, enrollments, completions, purges):
    INTERFACE.add_router("", _room.router)

DESCRIPTION = (
    "Everything that can be done here is done by the same rules, and written in the same log, as on the pages. A key "
    "acts as its owner, whoever that is at the moment. Days are YYYY-MM-DD. What is refused is a problem (RFC 9457) "
    "with a stable code; what is not yours to know does not exist (404)."
)
IDEMPOTENCY: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "A text of your own, a UUID for example: the same request sent again under it within a day does "
    "nothing, and is answered as the first time.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_IDEMPOTENCY_KEY, "pattern": r"^[\x21-\x7e]+$"},
}
FIRST_ERROR = 400


@cache
def document() -> dict[str, Any]:
    """Return the document, as plain JSON."""
    found: dict[str, Any] = json.loads(json.dumps(INTERFACE.get_openapi_schema(path_prefix=ROOT)))
    found["info"]["description"] = DESCRIPTION
    found["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{"key": []}]
    del found["servers"]
    for operations in found["paths"].values():
        for method, operation in operations.items():
            _completed(method, operation)
    return found


def _completed(method: str, operation: dict[str, Any]) -> None:
    """Add what the operations have in common, and say what kind of JSON a problem is."""
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
    if method == "post":
        operation["parameters"].append(IDEMPOTENCY)
        operation["responses"]["410"] = {**operation["responses"]["409"], "description": "Gone"}
    for status, answer in operation["responses"].items():
        if int(status) >= FIRST_ERROR and JSON in answer["content"]:
            answer["content"] = {MEDIA_TYPE: answer["content"][JSON]}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out null, which stands in no address: what is not asked is not there."""
    choices = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    if len(choices) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **choices[0]}
