"""What stands in a program file? The example of docs/files.md, and parts of it with something changed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from conferral.rules.program_file_values import read_object

EXAMPLE = """
{"programs": [{
  "code": "EMT-R", "status": "active", "maintenance": true, "enrollees_may_cancel": false,
  "versions": [{
    "name": "EMT recertification", "description": "", "designation": "NREMT",
    "deadline_period": {"count": 2, "unit": "years"}, "grace_period": {"count": 30, "unit": "days"},
    "unit_type": "CE hours", "units_required": 40, "in_order": false, "requires_approval": true, "prerequisites": [],
    "requirements": [{"code": "NCCP-20", "title": "National component", "component": "NCCP", "stage": 1, "required": true, "units": 20,
      "grade": {"scale": "points", "max": 100, "pass": 70}, "requires_approval": false, "enrollees_may_record": true}]}]}]}
"""
"""To the letter. Its 40 units can never be reached with the 20 it gives; `item` asks for 20."""


def decoded(text: str) -> Any:
    """Decode JSON as the import does."""
    return json.loads(text, parse_float=Decimal, object_pairs_hook=read_object)


def requirement(**said: object) -> dict[str, Any]:
    """Return the requirement of the example with some keys changed."""
    found = decoded(EXAMPLE)["programs"][0]["versions"][0]["requirements"][0]
    return _without_absent({**found, **said})


def version(**said: object) -> dict[str, Any]:
    """Return the version of the example with some keys changed; `...` leaves a key out."""
    found = decoded(EXAMPLE)["programs"][0]["versions"][0]
    return _without_absent({**found, "units_required": 20, **said})


def item(goes_by: str = "EMT-R", *versions: dict[str, Any], **said: object) -> dict[str, Any]:
    """Return the program of the example with this code, these versions and some keys changed."""
    found = decoded(EXAMPLE)["programs"][0]
    return _without_absent({**found, "code": goes_by, "versions": list(versions) or [version()], **said})


def example(**said: object) -> dict[str, Any]:
    """Return an example that the program of the example gives, with some keys changed; `...` leaves a key out."""
    found = {"name": "Not begun", "enrolled_on": "2025-03-01", "on": "2025-03-01", "expect": {"status": "enrolled"}}
    return _without_absent({**found, **said})


def _without_absent(value: dict[str, Any]) -> dict[str, Any]:
    return {key: kept for key, kept in value.items() if kept is not ...}
