"""What happens when the same enrollments are extended and cancelled in bulk at the same moment? Each once, or refused."""

from __future__ import annotations

from collections import Counter

import pytest

from conferral.actions.cancelling import cancel_chunk
from conferral.actions.extending import extend_chunk
from conferral.actions.log import Log
from conferral.actions.opened import Looked
from conferral.models import Enrollment, Event
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.extending import Extension
from tests.actions.bulk_changes import AT, TODAY, enrollees
from tests.actions.test_concurrency import at_once
from tests.actions.test_extending import JUNE
from tests.register import disagreements

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_round", range(3))
def test_extended_twice_and_cancelled_twice_at_once_each_is_changed_by_one_alone(_round) -> None:
    rows = enrollees(20)
    forwards = [Looked(row.pk, row.revision) for row in rows]
    orders = [forwards, forwards[::-1]]
    acts = [
        *(
            lambda order=order: extend_chunk(order, Extension(to=JUNE), Log(COMMAND_LINE, AT, reason="Ill."))
            for order in orders
        ),
        *(lambda order=order: cancel_chunk(order, Log(COMMAND_LINE, AT)) for order in orders),
    ]
    became = Counter(
        (one.subject, one.refusal.code if one.refusal else "done") for outcomes in at_once(acts) for one in outcomes
    )
    assert became == {
        **{(row.pk, "done"): 1 for row in rows},
        **{(row.pk, "stale"): 3 for row in rows},
    }
    for row in Enrollment.objects.all():
        assert row.revision == 2
        assert (row.cancelled_on == TODAY) != (row.expires_on == JUNE)
    assert Event.objects.filter(kind__in=["enrollment.dates_changed", "enrollment.cancelled"]).count() == 20
    assert disagreements() == []
