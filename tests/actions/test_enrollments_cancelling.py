"""Who may cancel which enrollment, and what is left of it?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conferral.actions import completions, enrollments
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.standing import standing
from tests import make
from tests.actions.register import logged, refused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)


def cancel(row: Enrollment, by=COMMAND_LINE, today=TODAY, **more) -> Enrollment:
    return enrollments.cancel(enrollment=row.pk, by=by, at=make.noon(today), **more)


MATRIX = {
    # role: (somebody else's with the option off, with it on)
    Role.NONE: (False, False),
    Role.STAFF: (False, True),
    Role.MANAGER: (True, True),
    Role.ADMIN: (True, True),
    Role.SYSADMIN: (True, True),
}


@pytest.mark.parametrize("enrollees_may_cancel", [False, True])
@pytest.mark.parametrize("role", Role)
def test_with_the_option_off_only_managers_and_above_cancel(role, enrollees_may_cancel) -> None:
    program = make.program(None, None, enrollees_may_cancel=enrollees_may_cancel)
    row, by = make.enrollment(None, program), make.actor(role, make.contact())
    if MATRIX[role][enrollees_may_cancel]:
        assert cancel(row, by).cancelled_on == TODAY
        return
    with refused("not_yours" if role is Role.NONE else "cancelling_needs_manager"):
        cancel(row, by)


@pytest.mark.parametrize("role", Role)
def test_with_the_option_on_an_enrollee_cancels_their_own_and_with_it_off_only_as_a_manager(role) -> None:
    closed, opened = make.program(), make.program(None, None, enrollees_may_cancel=True)
    who = make.contact()
    herself = make.actor(role, who)
    assert cancel(make.enrollment(who, opened), herself).cancelled_on == TODAY
    row = make.enrollment(who, closed)
    if role >= Role.MANAGER:
        assert cancel(row, herself).cancelled_on == TODAY
        return
    with refused("cancelling_needs_manager"):
        cancel(row, herself)


def test_the_row_stays_as_history_with_its_completions_and_is_logged() -> None:
    row, manager = make.enrollment(None, None), make.actor(Role.MANAGER)
    done = make.completion(make.enrollment(row.contact, make.program(None, two())), "EXAM")
    kept = done.enrollment
    with logged() as entries:
        cancel(kept, manager, reason="Moved away.")
    kept.refresh_from_db()
    assert (kept.cancelled_on, kept.revision, kept.replaced_on) == (TODAY, 2, None)
    assert list(kept.completions.all()) == [done]
    assert kept.started_on == done.completed_on
    (entry,) = entries
    assert (entry.kind, entry.enrollment_id, entry.contact_id, entry.program_id) == (
        "enrollment.cancelled",
        kept.pk,
        kept.contact_id,
        kept.program_id,
    )
    assert (entry.actor, entry.account_id, entry.reason) == (manager.name, manager.account, "Moved away.")
    assert (entry.before, entry.after) == ({"cancelled_on": None}, {"cancelled_on": "2026-03-02"})
    assert standing(kept.facts(), TODAY - ONE_DAY).status.value != "cancelled"
    row.refresh_from_db()
    assert row.cancelled_on is None


def two():
    return make.definition(make.requirement("EXAM"), make.requirement("ETHICS"))


def test_what_waits_for_approval_can_be_cancelled() -> None:
    row = make.enrollment(None, make.program(None, make.definition(requires_approval=True)))
    make.completion(row)
    assert cancel(row).cancelled_on == TODAY
    with refused("not_awaiting_approval"):
        enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(TODAY))


@pytest.mark.parametrize(("today", "allowed"), [(date(2026, 3, 31), True), (date(2026, 4, 1), False)])
def test_grace_can_be_cancelled_and_what_has_expired_cannot(today, allowed) -> None:
    row = make.enrollment()
    if allowed:
        assert cancel(row, today=today).cancelled_on == today
        return
    with refused("not_cancellable"):
        cancel(row, today=today)


def test_a_completed_one_cannot_be_cancelled() -> None:
    row = make.enrollment()
    make.completion(row)
    with refused("not_cancellable"):
        cancel(row)


def test_it_is_cancelled_once() -> None:
    row = make.enrollment()
    cancel(row)
    with refused("already_cancelled"):
        cancel(row)
    with refused("already_cancelled"):
        cancel(row, today=TODAY + ONE_DAY)


def test_a_replaced_one_is_history_already() -> None:
    who, program = make.contact(), make.program()
    first = make.enrollment(who, program, date(2024, 1, 1))
    make.enrollment(who, program, TODAY)
    with refused("enrollment_replaced"):
        cancel(first)


def test_one_that_starts_next_monday_can_be_cancelled_today() -> None:
    row = make.enrollment(None, None, TODAY + 7 * ONE_DAY, today=TODAY)
    assert cancel(row).cancelled_on == TODAY
    row.refresh_from_db()
    assert standing(row.facts(), TODAY).status.value == "cancelled"
    assert standing(row.facts(), TODAY - ONE_DAY) is None


def test_completions_of_a_cancelled_enrollment_leave_the_queue() -> None:
    row = make.enrollment(None, make.program(None, make.definition(make.requirement(requires_approval=True))))
    waiting = make.completion(row)
    cancel(row)
    with refused("enrollment_cancelled"):
        completions.approve(completion=waiting.pk, by=COMMAND_LINE, at=make.noon(TODAY))
    with refused("enrollment_closed"):
        make.completion(row, completed_on=TODAY)
