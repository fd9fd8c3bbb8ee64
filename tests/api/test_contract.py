"""Does the interface keep what its document says, whatever a program sends, and whoever it works for?

Requests are made up from the document by schemathesis, in a register that holds what they can be about. `API_REQUESTS`
says how many: `API_REQUESTS=20000 pytest tests/api/test_contract.py` asks for hours.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection
from zeal import zeal_ignore

from conferral.models import Completion, Contact, Enrollment
from conferral.rules.actors import Role
from conferral.web.api import pace
from conferral.web.how_often import RATES
from tests import make
from tests.api.calling import key_of, somebody

pytestmark = pytest.mark.django_db
REQUESTS = int(os.environ.get("API_REQUESTS", "240"))
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
ALLOWED = {
    # What a shape allows and how things stand forbids is refused with a code, not by the document.
    "positive_data_acceptance": ["2xx", "401", "403", "404", "409", "412", "422", "428"],
    "missing_required_header": ["401", "403", "404", "409", "422", "428"],
}
"""The statuses that are answered to what the document allows and to what it forbids."""
MENDED = [negative_data_rejection]
"""The test puts a key and ids that are there into what was made up to be wrong; so wrong it may not be any more."""


@pytest.fixture
def register():
    """Have something of everything that an address can be about."""
    asked = make.definition(
        make.requirement("EXAM", scale=make.POINTS, requires_approval=True, enrollees_may_record=True),
        make.requirement("HOURS", is_repeatable=True, units=Decimal(10), enrollees_may_record=True),
        unit_type="CE hours",
    )
    made, closed = make.program("P", asked, enrollees_may_cancel=True), make.program("CLOSED", asked)
    people = [make.contact(f"M-{number}", email=f"m{number}@example.org") for number in range(6)]
    for who in people[:4]:
        row = make.enrollment(who, made, date(2026, 1, 5))
        make.completion(row, "EXAM", date(2026, 2, 1), grade="90" if who is people[1] else "")
        make.completion(row, "HOURS", date(2026, 2, 1), units=Decimal(2))
        make.enrollment(who, closed, date(2024, 1, 5))
    return people


@pytest.fixture(autouse=True)
def _one_connection():
    """Keep the connection of the test, as Django's own client of tests does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def known() -> dict[str, list[str]]:
    """Return what there is now, by what an address calls it."""
    return {
        "code": ["P", "CLOSED"],
        "member_number": list(Contact.objects.values_list("member_number", flat=True)[:20]),
        "enrollment": [str(key) for key in Enrollment.objects.values_list("key", flat=True)[:20]],
        "completion": [str(key) for key in Completion.objects.values_list("key", flat=True)[:20]],
        "requirement": ["EXAM", "HOURS"],
    }


def document():
    config = SchemathesisConfig.from_dict(
        {"checks": {name: {"expected-statuses": statuses} for name, statuses in ALLOWED.items()}}
    )
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler(), config=config)


@pytest.mark.parametrize("role", [Role.NONE, Role.STAFF, Role.SYSADMIN])
def test_whatever_is_sent_is_answered_as_the_document_says(register, role, monkeypatch):
    monkeypatch.setattr(pace, "MOST", 1_000_000)
    monkeypatch.setitem(RATES, "api_wrong_key", "1000000/m/ip")
    token, answered = key_of(somebody(role, register[0])), Counter()
    schema = document()
    cases = st.one_of(*(schema.as_strategy(generation_mode=mode) for mode in MODES))

    @settings(
        max_examples=REQUESTS // 3,
        deadline=None,
        derandomize=REQUESTS < 1000,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, data=st.data())
    def asked(case, data):
        there = known()
        for name in case.path_parameters or {}:
            if there.get(name) and data.draw(st.integers(0, 3)):
                case.path_parameters[name] = data.draw(st.sampled_from(there[name]))
        with zeal_ignore():
            answer = case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=MENDED)
        answered[f"{case.operation.label}", answer.status_code // 100] += 1

    cache.clear()
    asked()
    assert sum(answered.values()) >= REQUESTS // 3
    assert {status for _, status in answered} >= {2, 4}
    assert "not_a_server_error" in CHECKS.get_all_names()
