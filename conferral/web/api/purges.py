"""How does a program purge inactive enrollments?"""

from __future__ import annotations

from ninja import Router
from pydantic import Field

from conferral import clock
from conferral.actions import purging
from conferral.actions.opened import NOBODY, Looked
from conferral.models import Enrollment
from conferral.rules.permits import may_purge
from conferral.rules.refusals import Refused
from conferral.web.api import looked_up
from conferral.web.api.interface import WITH_BODY, answers
from conferral.web.api.reading import Keys, Sent
from conferral.web.api.told import PurgeOutcome, PurgeOutcomes
from conferral.web.asking import Asking

router = Router(tags=["Purging"])


class PurgeSent(Sent):
    """Which enrollments are to go."""

    enrollments: Keys = Field(description="Their ids.")


@router.post("/purges", response=answers(PurgeOutcomes, *WITH_BODY), summary="Purge enrollments")
def purge(request: Asking, sent: PurgeSent) -> PurgeOutcomes:
    """Purge inactive enrollments, their completions and files: one outcome each, in order. It cannot be undone."""
    looked_up.staff(request)
    if refusal := may_purge(request.actor):
        raise Refused(refusal)
    keys = dict(Enrollment.objects.filter(key__in=sent.enrollments).values_list("key", "pk"))
    outcomes = purging.purge_many(
        enrollments=[Looked(keys[key]) for key in dict.fromkeys(sent.enrollments) if key in keys],
        by=request.actor,
        at=clock.now(),
    )
    became = {one.subject: one.refusal for one in outcomes}
    items = []
    for key in sent.enrollments:
        refusal = became[keys[key]] if key in keys else NOBODY
        items.append(PurgeOutcome.of(refusal, enrollment=key))
    return PurgeOutcomes(items=items)
