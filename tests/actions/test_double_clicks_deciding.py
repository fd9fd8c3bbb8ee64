"""Is a decision that is sent twice taken once, and is the second click told so?

Both clicks come from one opened page, so both name the revision it showed. Real threads with connections of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from conferral.actions import completions
from conferral.documents.verification import disagreements
from conferral.models import Completion, Event
from conferral.rules.actors import Role
from conferral.rules.attempts import Rejection, state_of
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
ROUNDS = range(2)
GRADED = make.definition(make.requirement("EXAM", scale=make.POINTS))
APPROVED = make.definition(make.requirement("EXAM", requires_approval=True))
PLAIN = make.definition(make.requirement("EXAM"), designation="EMT")

CLICKS: dict[str, tuple[Any, str, str, Callable[..., Completion]]] = {
    "grade": (GRADED, "graded", "Complete", lambda said: completions.grade(grade="80", **said)),
    "grade below the pass": (GRADED, "graded", "Not passed", lambda said: completions.grade(grade="12", **said)),
    "approve": (APPROVED, "approved", "Complete", lambda said: completions.approve(**said)),
    "reject, notify contact": (
        APPROVED,
        "rejected",
        "Returned",
        lambda said: completions.reject(form=Rejection.NOTIFY, note="Sign it.", **said),
    ),
    "reject, set to rejected status": (
        APPROVED,
        "rejected",
        "Rejected",
        lambda said: completions.reject(form=Rejection.REJECTED, note="Not ours.", **said),
    ),
    "void": (PLAIN, "voided", "Voided", lambda said: completions.void(reason="Not hers.", **said)),
}
EITHER = pytest.mark.parametrize("verb", CLICKS)


def opened(verb: str) -> tuple[Completion, Callable[[], Completion]]:
    """Return a completion and the click that somebody who opened its page makes."""
    defined, _kind, _label, click = CLICKS[verb]
    row = make.completion(make.enrollment(None, make.program(None, defined)))
    said = {"completion": row.pk, "by": make.actor(Role.MANAGER), "at": AT, "revision": row.revision}
    return row, lambda: click(said)


def decided_once(row: Completion, verb: str) -> None:
    _defined, kind, label, _click = CLICKS[verb]
    row.refresh_from_db()
    attempt = row.as_attempt("EXAM")
    assert state_of(row.requirement.as_rule(), attempt).label == label
    assert row.revision == 2
    kinds = list(Event.objects.filter(completion_id=row.pk).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["completion.recorded", f"completion.{kind}"]
    assert [str(one) for one in disagreements()] == []


@EITHER
@pytest.mark.parametrize("_round", ROUNDS)
def test_clicked_four_times_at_once_a_decision_is_taken_once_and_three_are_told(verb, _round) -> None:
    row, click = opened(verb)
    assert codes(at_once([click] * 4)) == ["done", "stale", "stale", "stale"]
    decided_once(row, verb)


@EITHER
def test_the_second_click_is_told_by_whom_and_when_it_was_decided(verb) -> None:
    row, click = opened(verb)
    click()
    with pytest.raises(Refused) as told:
        click()
    assert told.value.refusal.code == "stale"
    assert str(told.value).startswith("This was changed by ")
    assert " on 2 March 2026 at 12:00 " in str(told.value)
    decided_once(row, verb)


@EITHER
def test_whoever_asks_without_having_looked_is_told_what_became_of_it(verb) -> None:
    row, click = opened(verb)
    click()
    said = {"completion": row.pk, "by": make.actor(Role.MANAGER), "at": AT}
    with pytest.raises(Refused) as told:
        CLICKS[verb][3](said)
    assert told.value.refusal.code == "already_decided"
    assert str(told.value).endswith(f"it is {CLICKS[verb][2]}.")
    decided_once(row, verb)
