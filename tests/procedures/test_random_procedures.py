"""Does the register do what a careful person would, whoever does whatever in whatever order?

The same random procedures run against the actions and against cards read by plain rules of their own
(reference_cards.py, reference_desk.py). PROCEDURES=250 in the environment runs so many, other ones every time.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from conferral.models import Contact
from tests.procedures.comparing import SEEN
from tests.procedures.machine import COUNTED, Procedures

SETTLED: dict[str, Any] = {
    "max_examples": 16,
    "stateful_step_count": 60,
    "derandomize": True,
    "deadline": None,
    "database": None,
    "phases": [Phase.generate],  # looking for a shorter example takes minutes and finds little in dice
    "suppress_health_check": list(HealthCheck),
}
MORE = os.environ.get("PROCEDURES", "")
STATUSES = ("Enrolled", "Grace period", "Expired", "Awaiting approval", "Earned", "Cancelled")
STATES = ("Awaiting Grade", "Not passed", "Awaiting Approval", "Complete", "Returned", "Rejected", "Voided")
LABELS = ("No Status", "Awaiting Grade", "Awaiting Approval", "Complete", "Rejected")
VERBS = (
    "enroll", "record", "grade", "approve", "notify", "rejected", "void", "change dates", "cancel", "approve program",
    "correct", "send back",
)  # fmt: skip


@pytest.mark.django_db
def test_the_register_does_what_a_careful_person_would() -> None:
    COUNTED.clear()
    SEEN.clear()
    more = {"max_examples": int(MORE), "derandomize": False} if MORE else {}
    run_state_machine_as_test(Procedures, settings=settings(**{**SETTLED, **more}))
    # Procedures in which nothing ever happens would agree too: everything was done, refused and seen.
    everything = [name for verb in VERBS for name in (verb, f"{verb} refused")]
    everything += [*STATUSES, *(f"attempt {state}" for state in STATES), *(f"requirement {label}" for label in LABELS)]
    assert [name for name in everything if not (COUNTED + SEEN)[name]] == [], COUNTED + SEEN
    assert not Contact.objects.exists()
