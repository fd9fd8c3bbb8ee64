"""What happens when somebody moves enrollees while somebody else moves, records, enrolls, voids or publishes?

Real threads with connections of their own, on both databases.
"""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date

import pytest

from conferral.actions import completions, enrollments, programs
from conferral.models import Completion, Enrollment, Event, Job, JobItem
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.recording import Recorded
from tests import make, register
from tests.actions.test_concurrency import at_once, codes
from tests.actions.test_moving_jobs import asked
from tests.moving import move_to_current

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
ENROLLED = date(2025, 6, 1)
ROUNDS = range(4)
FIRST = make.definition(make.requirement("COURSE"), make.requirement("EXAM"))
SECOND = make.definition(make.requirement("COURSE"), make.requirement("EXAM"), make.requirement("PLEDGE"))


def enrolled(count: int):
    program = make.program(None, FIRST)
    outcomes = enrollments.enroll_many(
        contacts=[make.contact().pk for _ in range(count)],
        program=program,
        enrolled_on=ENROLLED,
        by=COMMAND_LINE,
        at=make.noon(ENROLLED),
    )
    return program, [outcome.enrollment for outcome in outcomes]


def move(program, contacts, by=COMMAND_LINE, *, keeps_dates=True):
    return move_to_current(contacts=contacts, program=program, keeps_dates=keeps_dates, by=by, at=AT)


@pytest.mark.parametrize("keeps_dates", [True, False])
def test_several_people_who_move_the_same_enrollees_at_once_move_each_once(keeps_dates) -> None:
    program, rows = enrolled(40)
    for row in rows[:20]:
        make.completion(row, "COURSE", date(2025, 7, 1))
    make.publish(program, SECOND)
    everybody = [row.contact_id for row in rows]
    orders = [everybody, list(reversed(everybody)), everybody[20:] + everybody[:20], everybody]
    found = at_once([lambda order=order: move(program, order, keeps_dates=keeps_dates) for order in orders])
    assert [[outcome.contact for outcome in outcomes] for outcomes in found] == orders
    became = Counter(
        (outcome.contact, outcome.refusal.code if outcome.refusal else "moved")
        for outcomes in found
        for outcome in outcomes
    )
    assert became == {
        **{(contact, "moved"): 1 for contact in everybody},
        **{(contact, "already_on_current"): 3 for contact in everybody},
    }
    assert Enrollment.objects.count() == 80
    assert Completion.objects.filter(carried_from__isnull=False).count() == 20
    assert register.disagreements() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_move_sent_several_times_at_once_is_one_job_and_all_are_told_of_success(_round) -> None:
    program, rows = enrolled(10)
    make.publish(program, SECOND)
    sam, key = make.actor(Role.MANAGER), uuid.uuid4()
    everybody = [row.contact_id for row in rows]
    found = at_once([lambda: asked(everybody, program, by=sam, key=key)] * 3)
    assert {(job.pk, job.key) for job in found} == {(Job.objects.get().pk, key)}
    assert (Job.objects.get().done, Job.objects.get().refused) == (10, 0)
    assert Event.objects.filter(kind="enrollment.moved", batch=key).count() == 10
    assert Enrollment.objects.filter(replaced_on=None).count() == 10


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_moves_of_the_same_enrollees_at_once_move_each_once_and_tell_the_loser(_round) -> None:
    program, rows = enrolled(10)
    make.publish(program, SECOND)
    everybody = [row.contact_id for row in rows]
    at_once([lambda by=by: asked(everybody, program, by=by) for by in (make.actor(Role.MANAGER), COMMAND_LINE)])
    became = Counter(JobItem.objects.values_list("subject", "code"))
    assert became == Counter((contact, code) for contact in everybody for code in ("moved", "already_on_current"))
    assert register.disagreements() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_completion_recorded_during_a_move_is_carried_or_refused_and_never_left_behind(_round) -> None:
    program, (row,) = enrolled(1)
    make.publish(program, SECOND)
    recorded, moved = at_once(
        [
            lambda: completions.record(
                enrollment=row.pk, requirement="COURSE", recorded=Recorded(completed_on=TODAY), by=COMMAND_LINE, at=AT
            ),
            lambda: move(program, [row.contact_id]),
        ]
    )
    assert moved[0].refusal is None
    copies = Completion.objects.filter(enrollment=moved[0].enrollment)
    if isinstance(recorded, Completion):
        assert [copy.carried_from_id for copy in copies] == [recorded.pk]
    else:
        assert recorded in {"enrollment_closed", "enrollment_cancelled", "enrollment_replaced"}
        assert not Completion.objects.exists()
    assert register.disagreements() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_completion_voided_during_a_move_leaves_no_copy_that_counts(_round) -> None:
    program, (row,) = enrolled(1)
    done = make.completion(row, "COURSE", date(2025, 7, 1))
    make.publish(program, SECOND)
    found = at_once(
        [
            lambda: completions.void(completion=done.pk, reason="Forged.", by=COMMAND_LINE, at=AT),
            lambda: move(program, [row.contact_id]),
        ]
    )
    assert found[1][0].refusal is None
    assert set(Completion.objects.values_list("is_live", "voided_on")) == {(False, TODAY)}
    assert register.disagreements() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_a_cancellation_and_a_move_at_once_one_wins(_round) -> None:
    program, (row,) = enrolled(1)
    make.publish(program, SECOND)
    cancelled, moved = at_once(
        [
            lambda: enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=AT),
            lambda: move(program, [row.contact_id]),
        ]
    )
    said = codes([cancelled if isinstance(cancelled, str) else "done"])[0], moved[0].refusal
    if moved[0].refusal:
        assert (said[0], moved[0].refusal.code) == ("done", "not_enrolled")
    else:
        assert cancelled == "already_cancelled"
    assert register.disagreements() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_everyone_moved_while_versions_are_published_is_on_exactly_one_of_them(_round) -> None:
    program, rows = enrolled(12)
    make.publish(program, SECOND)
    at_once(
        [
            *[lambda row=row: move(program, [row.contact_id]) for row in rows[:4]],
            lambda: move(program, [row.contact_id for row in rows[4:]]),
            *[
                lambda: programs.publish_definition(program=program, definition=SECOND, by=COMMAND_LINE, at=AT)
                for _ in range(3)
            ],
        ]
    )
    current = Enrollment.objects.filter(replaced_on=None)
    assert current.count() == 12
    assert set(current.values_list("version__number", flat=True)) <= {2, 3, 4, 5}
    assert register.disagreements() == []
