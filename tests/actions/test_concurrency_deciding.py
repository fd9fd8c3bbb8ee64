"""When a crowd approves, rejects and voids the same completions, does each end with one decision, and are losers told?

Real threads with connections of their own, on both databases. A tenth of the crowd's work is done every day;
CROWD=50 in the environment has eight clients decide about the same fifty at once.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from conferral.actions import completions
from conferral.documents.verification import disagreements
from conferral.models import Completion, Event
from conferral.rules.actors import Actor, Role
from conferral.rules.attempts import Rejection
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
CROWD = int(os.environ.get("CROWD", "5"))
CASES = make.definition(
    make.requirement("HOURS", is_repeatable=True, requires_approval=True, units=Decimal(2)),
    make.requirement("EXAM", requires_approval=True),
    designation="EMT",
)
LOST = {"already_decided", "stale"}


def waiting(how_many: int) -> list[int]:
    """Record completions that wait for approval: every enrollee has up to three, two of them side by side."""
    program = make.program(None, CASES)
    found: list[int] = []
    while len(found) < how_many:
        row = make.enrollment(None, program)
        found += [make.completion(row, "HOURS", units=Decimal(1)).pk for _ in range(2)]
        found.append(make.completion(row, "EXAM").pk)
    return found[:how_many]


def client(verb: str, mine: list[int], by: Actor, *, looked: bool) -> Callable[[], Counter[str]]:
    """Return somebody who does the same to each completion, in an order of their own, and counts what came of it.

    `looked`: they opened the pages before anybody decided, so they name the revision they saw.
    """
    said = {"by": by, "at": AT, "revision": 1 if looked else None}
    acts: dict[str, Callable[[int], object]] = {
        "approve": lambda pk: completions.approve(completion=pk, **said),
        "notify": lambda pk: completions.reject(completion=pk, form=Rejection.NOTIFY, note="Sign it.", **said),
        "rejected": lambda pk: completions.reject(completion=pk, form=Rejection.REJECTED, note="No.", **said),
        "void": lambda pk: completions.void(completion=pk, reason="Not hers.", **said),
    }

    def work() -> Counter[str]:
        became: Counter[str] = Counter()
        for pk in mine:
            try:
                acts[verb](pk)
                became["done"] += 1
            except Refused as refused:
                became[refused.refusal.code] += 1
        return became

    return work


def decisions(pk: int) -> list[str]:
    kinds = Event.objects.filter(completion_id=pk).order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("completion.") for kind in kinds]


def test_eight_who_approve_reject_and_void_the_same_completions_leave_one_decision_each() -> None:
    contested, dice = waiting(CROWD), Random(8)  # noqa: S311 - dice, not keys
    crowd = [
        ("approve", True), ("approve", False), ("approve", True), ("notify", True), ("rejected", False),
        ("rejected", True), ("void", False), ("void", False),
    ]  # fmt: skip
    clients = [
        client(verb, dice.sample(contested, len(contested)), make.actor(Role.MANAGER), looked=looked)
        for verb, looked in crowd
    ]
    outcomes = at_once(clients)

    assert {code for outcome in outcomes for code in outcome} <= {"done", *LOST}
    assert [sum(outcome.values()) for outcome in outcomes] == [len(contested)] * len(crowd)
    done = sum(outcome["done"] for outcome in outcomes)
    voided = 0
    for row in Completion.objects.filter(pk__in=contested):
        recorded, *decided = decisions(row.pk)
        assert recorded == "recorded"
        state = (row.approved_on, row.rejected_on, row.rejection != "", row.voided_on, row.is_live, row.awaits)
        lawful = {
            ("approved",): (TODAY, None, False, None, True, ""),
            ("approved", "voided"): (TODAY, None, False, TODAY, False, ""),
            ("rejected",): (None, TODAY, True, None, False, ""),
        }
        assert state == lawful[tuple(decided)]
        assert row.revision == 1 + len(decided)
        voided += decided[1:] == ["voided"]
    assert done == len(contested) + voided
    assert [str(one) for one in disagreements()] == []


@pytest.mark.parametrize("verb", ["approve", "notify", "rejected", "void"])
def test_of_eight_who_do_the_same_to_completions_they_all_looked_at_one_does_and_seven_are_told(verb) -> None:
    contested = waiting(CROWD)
    if verb == "void":
        client("approve", contested, make.actor(), looked=False)()
        Completion.objects.update(revision=1)
    clients = [client(verb, contested[at:] + contested[:at], make.actor(Role.MANAGER), looked=True) for at in range(8)]
    outcomes = sum(at_once(clients), Counter())
    assert outcomes == {"done": len(contested), "stale": 7 * len(contested)}
    logged = {"approve": "approved", "void": "voided"}.get(verb, "rejected")
    assert [decisions(pk)[-1] for pk in contested] == [logged] * len(contested)
    assert Event.objects.filter(kind=f"completion.{logged}").count() == len(contested)
    assert [str(one) for one in disagreements()] == []
