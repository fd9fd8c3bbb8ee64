"""What happens when somebody purges what another changes, renews or purges at the same moment? One of the two, whole."""

from __future__ import annotations

from datetime import date

import pytest

from conferral.actions import completions, enrollments, purging
from conferral.models import Completion, Contact, Enrollment, Event, Program
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.recording import Recorded
from conferral.rules.terms import Dates
from tests import make
from tests.actions.moved import agreed
from tests.actions.purged import AT, TODAY, cancelled, expired, program
from tests.actions.queue import codes as of_outcomes
from tests.actions.queue import looked
from tests.actions.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = range(4)


def purging_of(row: Enrollment):
    """Return the purge of a row as somebody looks at it now, which answers with the refusal's code or "purged"."""
    seen = looked([row])

    def act() -> str:
        (code,) = of_outcomes(purging.purge_many(enrollments=seen, by=COMMAND_LINE, at=AT))
        return "purged" if code == "done" else code

    return act


def test_purged_and_extended_at_once_it_is_one_of_the_two_and_the_other_is_told() -> None:
    for _ in ROUNDS:
        row = expired(program())
        to = Dates(row.enrolled_on, None, date(2026, 6, 30))
        found = at_once(
            [
                purging_of(row),
                lambda row=row, to=to: enrollments.change_dates(
                    enrollment=row.pk, to=to, reason="Ill.", by=COMMAND_LINE, at=AT
                ),
            ]
        )
        left = Enrollment.objects.filter(pk=row.pk).first()
        if found[0] == "purged":
            assert (found[1], left) == ("enrollment_unknown", None)
        else:
            assert found[0] == "not_inactive"
            assert left.expires_on == to.expires_on
            assert left.completions.count() == 2
    agreed()


def test_purged_and_recorded_in_at_once_nothing_is_left_of_either_or_both() -> None:
    for _ in ROUNDS:
        into = program()
        row = make.enrollment(None, into, TODAY)
        Program.objects.filter(pk=into.pk).update(is_active=False)
        found = at_once(
            [
                purging_of(row),
                lambda row=row: completions.record(
                    enrollment=row.pk, requirement="EXAM", recorded=Recorded(completed_on=TODAY), by=COMMAND_LINE, at=AT
                ),
            ]
        )
        left = Completion.objects.filter(enrollment=row.pk).count()
        assert (found[0], left) in {("purged", 0), ("undecided", 1)}
        assert (found[0] == "purged") == (found[1] == "enrollment_unknown")
    agreed()


def test_purged_and_decided_at_once_a_pending_approval_is_never_lost() -> None:
    for _ in ROUNDS:
        row = make.enrollment(None, program(), date(2024, 1, 2))
        exam = make.completion(row, "EXAM", date(2024, 2, 1))
        found = at_once(
            [purging_of(row), lambda exam=exam: completions.approve(completion=exam.pk, by=COMMAND_LINE, at=AT)]
        )
        if found[0] == "purged":
            assert Event.objects.filter(kind="completion.approved", enrollment_id=row.pk).count() == 1
            assert not Enrollment.objects.filter(pk=row.pk).exists()
        else:
            assert found[0] == "undecided"
            assert Completion.objects.get(pk=exam.pk).approved_on == TODAY
    agreed()


def test_purged_and_enrolled_again_at_once_both_are_done_and_one_is_current() -> None:
    into = program()
    for _ in ROUNDS:
        row = cancelled(into)
        who = Contact.objects.get(pk=row.contact_id)
        found = at_once(
            [
                purging_of(row),
                lambda who=who: enrollments.enroll(
                    contact=who.pk, program=into, enrolled_on=TODAY, by=COMMAND_LINE, at=AT
                ),
            ]
        )
        assert found[0] == "purged"
        assert Enrollment.objects.get(contact=who, program=into).replaced_on is None
    agreed()


def test_purged_by_six_at_once_each_goes_once_and_leaves_one_entry() -> None:
    into = program()
    rows = [cancelled(into) for _ in range(8)]
    seen = looked(rows)
    found = at_once(
        [
            lambda order=order: purging.purge_many(enrollments=order, by=COMMAND_LINE, at=AT)
            for order in (seen, list(reversed(seen))) * 3
        ]
    )
    every = [code for outcomes in found for code in of_outcomes(outcomes)]
    assert sorted(every) == ["done"] * 8 + ["enrollment_unknown"] * 40
    assert Event.objects.filter(kind="enrollment.purged").count() == 8
    assert not Enrollment.objects.exists()
    agreed()
