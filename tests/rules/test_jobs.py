"""Who may start again what was given up, when is that, and what is said then?"""

from __future__ import annotations

from itertools import product

import pytest

from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.jobs import Done, fault_after, is_given_up, may_start_again
from conferral.rules.refusals import Refusal

ASKER, OTHER = 1, 2


@pytest.mark.parametrize(("role", "account", "given_up"), list(product(Role, (ASKER, OTHER, None), (True, False))))
def test_its_asker_while_of_the_staff_or_a_manager_starts_again_what_was_given_up(role, account, given_up) -> None:
    actor = Actor(name="a", role=role, account=account)
    may = given_up and (role >= Role.MANAGER or (role is Role.STAFF and account == ASKER))
    refusal = may_start_again(actor, asked_by=ASKER, is_given_up=given_up)
    assert (refusal is None) == may
    if refusal is not None:
        allowed = role >= Role.MANAGER or (role is Role.STAFF and account == ASKER)
        assert refusal.code == ("not_given_up" if allowed else "role_needed")


def test_what_the_command_line_asked_for_is_a_managers_to_start_again_and_its_own() -> None:
    assert may_start_again(Actor("s", Role.STAFF), asked_by=None, is_given_up=True).code == "role_needed"
    assert may_start_again(Actor("m", Role.MANAGER, 1), asked_by=None, is_given_up=True) is None
    assert may_start_again(COMMAND_LINE, asked_by=None, is_given_up=True) is None


def test_a_chunk_is_given_up_after_three_faults_or_when_its_worker_was_lost_time_and_again() -> None:
    assert [attempts for attempts in range(6) if is_given_up(attempts, by_fault=True)] == [3, 4, 5]
    assert [attempts for attempts in range(28) if is_given_up(attempts, by_fault=False)] == [25, 26, 27]


def test_what_was_given_up_says_how_far_it_came_and_what_to_do() -> None:
    assert fault_after(3, by_fault=True, done=1200, total=10000) == (
        "It failed 3 times at the same place, after 1,200 of 10,000, and was given up. What was done stays as it is, "
        "and nothing was half done. Start again goes on with what is left; if it is given up again, tell whoever looks "
        "after the server: the reason stands in the worker's output."
    )


def test_a_job_that_lost_its_workers_is_not_called_faulty() -> None:
    said = fault_after(25, by_fault=False, done=0, total=2)
    assert said.startswith("Its worker was lost 25 times at the same place, after 0 of 2, and was given up.")


def test_a_refusal_becomes_an_outcome_that_says_so() -> None:
    assert Done.refused(Refusal("no", "No.")) == Done("no", "No.", is_refused=True)
    assert Done() == Done("", "", is_refused=False)
