"""Is exactly that offered about an attempt which the rules would allow, and is the reason said where it is not?"""

from __future__ import annotations

import pytest

from conferral.rules.actors import Role
from conferral.rules.attempts import AttemptState
from conferral.rules.deciding_offered import Deed, offered
from conferral.rules.standing import Status
from tests.rules.cast import ANNA_AS, MANAGER, OTHERS, STAFF, STANDING_TODAY, TODAY
from tests.rules.test_deciding import case

S = AttemptState


def of(actor, about, *, is_carried=False, is_live=True):
    return offered(actor, case=about, is_carried=is_carried, is_live=is_live, on=TODAY)


def test_what_is_offered_in_each_state_to_a_manager() -> None:
    found = {state: of(MANAGER, case(state)) for state in S}
    assert Deed.GRADE in found[S.AWAITING_GRADE]
    assert found[S.AWAITING_APPROVAL].deeds == {Deed.APPROVE, Deed.REJECT, Deed.CORRECT}
    assert found[S.COMPLETE].deeds == {Deed.VOID}
    assert not any(found[state].deeds for state in (S.NOT_PASSED, S.RETURNED, S.REJECTED, S.VOIDED))
    assert not any(one.reasons for one in found.values())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NONE])
def test_nobody_decides_about_their_own_and_reads_why_once(role) -> None:
    waiting = of(ANNA_AS[role], case(S.AWAITING_APPROVAL))
    assert waiting.deeds == {Deed.CORRECT}
    assert waiting.reasons == ("Nobody may approve their own completion; ask a colleague.",)


def test_who_may_not_void_reads_who_may() -> None:
    found = of(STAFF, case(S.COMPLETE))
    assert (found.deeds, found.reasons) == (
        frozenset(),
        ("Only a Certification Manager or a higher level may void a completion.",),
    )


def test_where_duties_are_separated_each_may_do_their_part() -> None:
    about = case(S.AWAITING_APPROVAL, separates_duties=True, recorded_by=STAFF.account)
    assert of(STAFF, about).deeds == {Deed.REJECT, Deed.CORRECT}
    assert of(MANAGER, about).deeds == {Deed.REJECT, Deed.APPROVE}
    assert len(of(STAFF, about).reasons) == len(of(MANAGER, about).reasons) == 1


def test_history_and_cancelled_enrollments_offer_nothing() -> None:
    assert not of(MANAGER, case(S.AWAITING_APPROVAL), is_live=False).deeds
    assert of(MANAGER, case(S.COMPLETE), is_live=False).deeds == {Deed.VOID}
    cancelled = of(MANAGER, case(S.AWAITING_APPROVAL, STANDING_TODAY[Status.CANCELLED]))
    assert not cancelled.deeds
    assert cancelled.reasons == (
        "The enrollment was cancelled on 10 June 2025; its completions are not decided any more.",
    )


def test_what_was_carried_over_is_decided_but_not_corrected() -> None:
    found = of(MANAGER, case(S.AWAITING_APPROVAL), is_carried=True)
    assert (found.deeds, found.reasons) == ({Deed.APPROVE, Deed.REJECT}, ())


def test_members_are_offered_nothing() -> None:
    assert not any(of(actors[Role.NONE], case(state)).deeds for actors in (OTHERS, ANNA_AS) for state in S)
