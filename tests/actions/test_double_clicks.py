"""Is a form that is sent twice at the same moment done once, and are both answered with what was done?

A name that the page gave the form (`batch`, `key`) tells a second click from a second person. Real
threads with connections of their own, on both databases.
"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest

from conferral.actions import completions, enrollments
from conferral.models import Completion, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.recording import Recorded
from tests import make
from tests.actions.test_concurrency import at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
ROUNDS = range(3)
HOURS = make.definition(make.requirement("HOURS", is_repeatable=True, units=Decimal(20)))


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize("clicks", [2, 4])
def test_one_batch_sent_several_times_at_once_enrolls_once_and_all_are_told_of_success(_round, clicks) -> None:
    program, sam, batch = make.program(), make.actor(), uuid.uuid4()
    everybody = [make.contact().pk for _ in range(30)]

    def register() -> list[enrollments.Outcome]:
        return enrollments.enroll_many(
            contacts=everybody, program=program, enrolled_on=TODAY, by=sam, at=AT, batch=batch
        )

    answers = at_once([register] * clicks)
    kept = dict(Enrollment.objects.values_list("contact", "pk"))
    assert sorted(kept) == sorted(everybody)
    for outcomes in answers:
        assert [(outcome.contact, outcome.refusal) for outcome in outcomes] == [(who, None) for who in everybody]
        assert {outcome.contact: outcome.enrollment.pk for outcome in outcomes} == kept
    assert Event.objects.filter(kind="enrollment.enrolled", batch=batch).count() == 30


def test_a_batch_of_more_than_one_chunk_sent_twice_at_once_enrolls_once() -> None:
    program, sam, batch = make.program(), make.actor(), uuid.uuid4()
    everybody = [make.contact().pk for _ in range(enrollments.CHUNK + 40)]

    def register() -> list[enrollments.Outcome]:
        return enrollments.enroll_many(
            contacts=everybody, program=program, enrolled_on=TODAY, by=sam, at=AT, batch=batch
        )

    first, second = at_once([register] * 2)
    assert [outcome.refusal for outcome in (*first, *second)] == [None] * 2 * len(everybody)
    assert Enrollment.objects.count() == len(everybody)
    assert Event.objects.filter(kind="enrollment.enrolled").count() == len(everybody)


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_people_with_one_batch_one_enrolls_and_the_other_is_refused(_round) -> None:
    program, batch, who = make.program(), uuid.uuid4(), make.contact()
    people = [make.actor(Role.STAFF), make.actor(Role.MANAGER)]
    answers = at_once(
        [
            lambda by=by: enrollments.enroll_many(
                contacts=[who.pk], program=program, enrolled_on=TODAY, by=by, at=AT, batch=batch
            )[0]
            for by in people
        ]
    )
    assert sorted(one.refusal.code if one.refusal else "done" for one in answers) == ["already_enrolled", "done"]
    assert Enrollment.objects.count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize("by_whom", ["one person", "the command line"])
def test_one_completion_sent_several_times_at_once_is_recorded_once_and_all_are_told_of_it(_round, by_whom) -> None:
    row, key = make.enrollment(None, make.program(None, HOURS)), uuid.uuid4()
    by = COMMAND_LINE if by_whom == "the command line" else make.actor()

    def record() -> Completion:
        return completions.record(
            enrollment=row.pk,
            requirement="HOURS",
            recorded=Recorded(completed_on=TODAY, units=Decimal("2.5"), notes="Once."),
            by=by,
            at=AT,
            key=key,
        )

    answers = at_once([record] * 3)
    kept = Completion.objects.get()
    assert answers == [kept] * 3
    assert (kept.key, kept.units, kept.notes) == (key, Decimal("2.5"), "Once.")
    assert Event.objects.filter(kind="completion.recorded").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_completions_with_keys_of_their_own_are_two_however_alike(_round) -> None:
    row = make.enrollment(None, make.program(None, HOURS))

    def record(key: uuid.UUID) -> Completion:
        return completions.record(
            enrollment=row.pk,
            requirement="HOURS",
            recorded=Recorded(completed_on=TODAY, units=Decimal(1)),
            by=COMMAND_LINE,
            at=AT,
            key=key,
        )

    answers = at_once([lambda key=key: record(key) for key in (uuid.uuid4(), uuid.uuid4())])
    assert codes(answers) == ["done", "done"]
    assert sorted(Completion.objects.values_list("reference", flat=True)) == ["", "2"]
