"""How do enrollees come under the current version, and what is written when they do?"""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from conferral.actions import completions, enrollments, offerings
from conferral.models import Completion, Component, Designation, Enrollment, Program
from conferral.models.tally import tallies
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.offerings import Details, Kind
from conferral.rules.standing import standing
from tests import make
from tests.actions.moved import AT, ENROLLED, FIRST, SECOND, TODAY, agreed, codes, move, of
from tests.actions.register import logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(db) -> Program:
    return make.program("P", FIRST)


@pytest.fixture
def ada(program) -> Enrollment:
    """Ada, who did the course on 1 July 2025."""
    row = make.enrollment(make.contact("C-1"), program, ENROLLED)
    make.completion(row, "COURSE", date(2025, 7, 1), notes="In Oslo.")
    return row


# What a move does


def test_the_old_enrollment_is_cancelled_today_and_the_new_one_is_on_the_current_version(program, ada) -> None:
    make.publish(program, SECOND)
    (outcome,) = move(ada)
    old, new = of("C-1")
    assert outcome.enrollment == new
    assert (old.cancelled_on, old.replaced_on, old.revision, old.version.number) == (TODAY, TODAY, 2, 1)
    assert (old.enrolled_on, old.grace_begins_on, old.expires_on) == (
        ada.enrolled_on,
        ada.grace_begins_on,
        ada.expires_on,
    )
    assert (new.version.number, new.registered_on, new.cancelled_on, new.replaced_on) == (2, TODAY, None, None)
    assert (new.enrolled_on, new.grace_begins_on, new.expires_on) == (TODAY, None, date(2028, 3, 2))
    agreed()


def test_the_three_dates_can_be_kept_hand_edited_ones_too(program, ada) -> None:
    to = enrollments.Dates(ENROLLED, date(2026, 5, 1), date(2026, 8, 31))
    enrollments.change_dates(enrollment=ada.pk, to=to, reason="Illness.", by=COMMAND_LINE, at=AT)
    make.publish(program, SECOND)
    move(ada, keeps_dates=True)
    old, new = of("C-1")
    assert new.dates() == old.dates() == to
    assert (new.begins_on, old.replaced_on, new.replaced_on) == (ENROLLED, ENROLLED, None)
    agreed()


def test_a_completion_of_the_same_component_comes_along_as_a_linked_copy(program, ada) -> None:
    sam = make.actor()
    where = offerings.add(
        component=Component.objects.get(code="EXAM").pk,
        details=Details(kind=Kind.RESOURCE, title="At home"),
        by=COMMAND_LINE,
        at=AT,
    )
    exam = completions.record(
        enrollment=ada.pk,
        requirement="EXAM",
        recorded=completions.Recorded(completed_on=date(2025, 8, 1), grade="88", notes="Late."),
        offering=where.pk,
        by=sam,
        at=make.noon(date(2025, 8, 2)),
    )
    make.publish(program, make.definition(make.requirement("TEST", component="EXAM", scale=make.POINTS)))
    move(ada)
    _, new = of("C-1")
    copy = Completion.objects.get(enrollment=new)
    exam.refresh_from_db()
    differs = {"id", "key", "enrollment_id", "requirement_id", "carried_from_id"}
    kept = {
        name: value
        for name, value in Completion.objects.filter(pk=copy.pk).values().get().items()
        if name not in differs
    }
    assert kept == {
        name: value
        for name, value in Completion.objects.filter(pk=exam.pk).values().get().items()
        if name not in differs
    }
    assert (copy.carried_from, copy.requirement.code, copy.offering, copy.recorded_by_id) == (
        exam,
        "TEST",
        where,
        sam.account,
    )
    agreed()


def test_what_the_new_version_asks_to_be_approved_waits_for_approval(program, ada) -> None:
    make.publish(program, SECOND)
    move(ada)
    _, new = of("C-1")
    copy = Completion.objects.get(enrollment=new)
    assert (copy.requirement.code, copy.is_live, copy.approved_on) == ("LECTURE", True, None)
    assert (new.started_on, new.requirements_met_on) == (None, None)
    completions.approve(completion=copy.pk, by=COMMAND_LINE, at=AT)
    new.refresh_from_db()
    assert new.started_on == date(2025, 7, 1)
    agreed()


def test_standing_and_milestones_of_the_new_enrollment_follow_by_the_rules(program, ada) -> None:
    """The shorter version is met by what Ada did, so she has earned it, as of the new enrollment date."""
    make.publish(program, make.definition(make.requirement("COURSE"), designation="EMT-B"))
    move(ada)
    _, new = of("C-1")
    assert (new.started_on, new.requirements_met_on, new.earned_on) == (date(2025, 7, 1), TODAY, TODAY)
    assert list(Designation.objects.values_list("name", "conferred_on")) == [("EMT-B", TODAY)]
    agreed()


def test_with_kept_dates_it_is_earned_on_the_day_it_was_done(program, ada) -> None:
    make.publish(program, make.definition(make.requirement("COURSE"), designation="EMT-B"))
    move(ada, keeps_dates=True)
    _, new = of("C-1")
    assert new.earned_on == date(2025, 7, 1)
    agreed()


def test_a_version_that_needs_a_program_approval_is_awaiting_it_even_where_the_old_one_was_approved(program) -> None:
    make.publish(program, make.definition(make.requirement("COURSE"), requires_approval=True))
    row = make.enrollment(make.contact("C-2"), program, ENROLLED)
    make.completion(row, "COURSE", date(2025, 7, 1))
    make.publish(program, make.definition(make.requirement("COURSE"), requires_approval=True, name="Third"))
    move(row)
    _, new = of("C-2")
    assert standing(new.facts(), TODAY).status.value == "awaiting_approval"
    agreed()


def test_the_log_tells_cancelling_enrolling_and_moving_in_one_batch_with_what_was_kept_and_lost(program, ada) -> None:
    exam = make.completion(ada, "EXAM", date(2025, 8, 1), grade="90")
    make.publish(program, SECOND)
    sam, batch = make.actor(Role.MANAGER), uuid.uuid4()
    with logged() as entries:
        move(ada, by=sam, batch=batch)
    old, new = of("C-1")
    assert [(entry.kind, entry.enrollment_id) for entry in entries] == [
        ("enrollment.cancelled", old.pk),
        ("enrollment.enrolled", new.pk),
        ("enrollment.moved", new.pk),
    ]
    assert {(entry.batch, entry.account_id, entry.contact_id) for entry in entries} == {
        (batch, sam.account, ada.contact_id)
    }
    cancelled, enrolled, moved = entries
    assert (cancelled.before, cancelled.after) == ({"cancelled_on": None}, {"cancelled_on": "2026-03-02"})
    assert enrolled.after == {
        "version": 2,
        "enrolled_on": "2026-03-02",
        "grace_begins_on": None,
        "expires_on": "2028-03-02",
    }
    course = Completion.objects.get(enrollment=old, requirement__code="COURSE")
    assert moved.before == {
        "enrollment": old.pk,
        "version": 1,
        "enrolled_on": "2025-06-01",
        "grace_begins_on": "2026-06-02",
        "expires_on": "2026-07-01",
    }
    assert moved.after == {
        **enrolled.after,
        "keeps_dates": False,
        "carried": [
            {
                "completion": course.pk,
                "requirement": "LECTURE",
                "said": "Course of 1 July 2025 is carried over as Lecture; it then waits for approval, "
                "which was not asked for before.",
            }
        ],
        "lost": [
            {
                "completion": exam.pk,
                "said": "Exam of 1 August 2025 has no place: the new version does not ask for EXAM.",
            }
        ],
    }


def test_who_is_moved_twice_takes_along_what_was_carried_before(program, ada) -> None:
    make.publish(program, make.definition(make.requirement("COURSE"), make.requirement("PLEDGE")))
    move(ada, keeps_dates=True)
    make.publish(program, make.definition(make.requirement("LECTURE", component="COURSE"), make.requirement("X")))
    move(ada, keeps_dates=True)
    first, second, third = of("C-1")
    copies = Completion.objects.order_by("pk")
    assert [(copy.enrollment_id, copy.carried_from_id) for copy in copies] == [
        (first.pk, None),
        (second.pk, copies[0].pk),
        (third.pk, copies[1].pk),
    ]
    assert [row.begins_on for row in (first, second, third)] == [ENROLLED] * 3
    assert [row.replaced_on for row in (first, second, third)] == [ENROLLED, ENROLLED, None]
    agreed()


def test_who_would_have_earned_it_later_does_not_earn_what_is_cancelled(program) -> None:
    make.publish(program, make.definition(make.requirement("CHOICE", is_required=False), designation="EMT"))
    row = make.enrollment(make.contact("C-2"), program, date(2026, 4, 1), today=TODAY)
    assert row.earned_on == date(2026, 4, 1)
    make.publish(program, SECOND)
    move(row)
    old, new = of("C-2")
    assert (old.earned_on, new.earned_on, Designation.objects.count()) == (None, None, 0)
    agreed()


# Any day still adds up


@pytest.mark.parametrize("keeps_dates", [False, True])
@pytest.mark.parametrize(
    ("enrolled_on", "registered_on"),
    [
        (date(2025, 6, 1), date(2025, 6, 1)),
        (date(2025, 6, 1), date(2025, 5, 1)),
        (date(2025, 6, 1), date(2025, 7, 1)),
        (date(2026, 4, 1), date(2026, 2, 1)),
        (TODAY, TODAY),
    ],
)
def test_trackers_of_any_day_count_the_person_exactly_once(program, keeps_dates, enrolled_on, registered_on) -> None:
    row = make.enrollment(make.contact("C-2"), program, enrolled_on, today=registered_on)
    days = [date(2025, 1, 1), date(2025, 5, 15), date(2025, 6, 1), date(2025, 6, 15), date(2025, 7, 15)]
    days += [date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 1), TODAY, date(2026, 3, 3), date(2026, 4, 1)]
    days += [date(2027, 1, 1), date(2199, 12, 31)]
    begins_on = min(enrolled_on, registered_on)
    expected = {on: 1 if on >= begins_on else 0 for on in days}
    assert {on: tallies([program], on=on)[0].total for on in days} == expected
    make.publish(program, SECOND)
    assert codes(move(row, keeps_dates=keeps_dates)) == ["moved"]
    assert {on: tallies([program], on=on)[0].total for on in days} == expected
    agreed()
