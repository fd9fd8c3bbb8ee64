"""How do enrollees come under the current version, and what is written when they do?"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import completions, enrollments, moving, offerings, programs
from conferral.models import Completion, Component, Designation, Enrollment, Event, Program
from conferral.models.tally import tallies
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.offerings import Details, Kind
from conferral.rules.standing import standing
from conferral.rules.terms import Period, Terms, Unit
from tests import make, register
from tests.actions.register import contents, logged

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
ENROLLED = date(2025, 6, 1)
TWO_YEARS = Terms(Period(2, Unit.YEARS))
FIRST = make.definition(
    make.requirement("COURSE", units=Decimal(10)),
    make.requirement("EXAM", scale=make.POINTS),
    make.requirement("ORAL"),
    designation="EMT",
)
SECOND = make.definition(
    make.requirement("LECTURE", component="COURSE", units=Decimal(10), requires_approval=True),
    make.requirement("PLEDGE"),
    terms=TWO_YEARS,
    designation="EMT",
)


@pytest.fixture
def program(db) -> Program:
    return make.program("P", FIRST)


@pytest.fixture
def ada(program) -> Enrollment:
    """Ada, who did the course on 1 July 2025."""
    row = make.enrollment(make.contact("C-1"), program, ENROLLED)
    make.completion(row, "COURSE", date(2025, 7, 1), notes="In Oslo.")
    return row


def move(*rows: Enrollment, keeps_dates: bool = False, by=COMMAND_LINE, **more) -> list[enrollments.Outcome]:
    return moving.move_to_current(
        contacts=[row.contact_id for row in rows],
        program=rows[0].program,
        keeps_dates=keeps_dates,
        by=by,
        at=AT,
        **more,
    )


def codes(outcomes) -> list[str]:
    return [one.refusal.code if one.refusal else "moved" for one in outcomes]


def of(number: str) -> list[Enrollment]:
    return list(Enrollment.objects.filter(contact__member_number=number).order_by("pk"))


def agreed() -> None:
    assert register.disagreements() == []


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


# Who is not moved


def test_each_refusal_is_by_name_and_stops_nobody_else(program, ada) -> None:
    others = {}
    for number, how in enumerate(("earned", "expired", "cancelled", "new"), start=2):
        others[how] = make.contact(f"C-{number}", how.title(), "Person")
    earned = make.enrollment(others["earned"], program, ENROLLED)
    make.completion(earned, "COURSE", date(2025, 7, 1))
    make.completion(earned, "EXAM", date(2025, 7, 1), grade="90")
    make.completion(earned, "ORAL", date(2025, 7, 1))
    make.enrollment(others["expired"], program, date(2024, 1, 1))
    gone = make.enrollment(others["cancelled"], program, ENROLLED)
    enrollments.cancel(enrollment=gone.pk, by=COMMAND_LINE, at=AT)
    make.publish(program, SECOND)
    make.enrollment(others["new"], program, TODAY)
    never = make.contact("C-9", "Never", "Enrolled")
    wanted = [ada.contact_id, *(who.pk for who in others.values()), never.pk, 10**9]
    outcomes = moving.move_to_current(contacts=wanted, program=program, keeps_dates=False, by=COMMAND_LINE, at=AT)
    assert [outcome.contact for outcome in outcomes] == wanted
    assert codes(outcomes) == [
        "moved",
        "enrollment_earned",
        "enrollment_expired",
        "not_enrolled",
        "already_on_current",
        "not_enrolled",
        "contact_unknown",
    ]
    names = ["Earned Person", "Expired Person", "Cancelled Person", "New Person", "Never Enrolled"]
    assert [outcome.refusal.message.startswith(name) for name, outcome in zip(names, outcomes[1:], strict=False)]
    agreed()


def test_staff_below_a_manager_move_only_where_enrollees_may_cancel(program, ada) -> None:
    make.publish(program, SECOND)
    before = contents()
    assert codes(move(ada, by=make.actor(Role.NONE))) == ["role_needed"]
    assert codes(move(ada, by=(sam := make.actor()))) == ["cancelling_needs_manager"]
    assert {name: rows for name, rows in contents().items() if name != "Account"} == {
        name: rows for name, rows in before.items() if name != "Account"
    }
    policies = programs.Policies(enrollees_may_cancel=True)
    programs.set_policies(program=program, policies=policies, by=COMMAND_LINE, at=AT)
    assert codes(move(ada, by=sam)) == ["moved"]


def test_an_inactive_program_and_a_missing_prerequisite_keep_people_where_they_are(program, ada) -> None:
    make.program("BLS")
    make.publish(program, make.definition(make.requirement("COURSE"), prerequisites=("BLS",)))
    before = contents()
    assert codes(move(ada)) == ["prerequisite_missing"]
    Program.objects.filter(pk=program.pk).update(is_active=False)
    assert codes(move(ada)) == ["program_inactive"]
    Program.objects.filter(pk=program.pk).update(is_active=True)
    assert contents() == before


def test_dates_beyond_the_calendar_are_refused_by_name(program, ada) -> None:
    make.publish(program, make.definition(make.requirement("COURSE"), terms=Terms(Period(300, Unit.YEARS))))
    (outcome,) = move(ada)
    assert outcome.refusal.code == "date_out_of_range"
    assert outcome.refusal.message.startswith("Ada Lovelace: ")
    assert codes(move(ada, keeps_dates=True)) == ["moved"]


def test_a_version_published_since_the_review_moves_nobody(program, ada) -> None:
    make.publish(program, SECOND)
    make.publish(program, make.definition(make.requirement("COURSE"), name="Third"))
    before = contents()
    (outcome,) = move(ada, version=2)
    assert outcome.refusal.code == "version_changed"
    assert "version 3 was published meanwhile" in outcome.refusal.message
    assert contents() == before
    assert codes(move(ada, version=3)) == ["moved"]


def test_a_draft_moves_nobody_to_it(program, ada) -> None:
    programs.save_draft(program=program, definition=SECOND, by=COMMAND_LINE, at=AT)
    assert codes(move(ada)) == ["already_on_current"]


# Sent twice, many, everyone else


def test_a_batch_sent_twice_moves_once_and_says_the_same_twice(program, ada) -> None:
    make.publish(program, SECOND)
    sam, batch = make.actor(Role.MANAGER), uuid.uuid4()
    first = move(ada, by=sam, batch=batch)
    before = contents()
    assert move(ada, by=sam, batch=batch) == first
    assert codes(move(ada, by=sam, batch=batch, keeps_dates=True)) == ["already_on_current"]
    assert codes(move(ada, by=make.actor(Role.MANAGER), batch=batch)) == ["already_on_current"]
    assert contents()["Enrollment"] == before["Enrollment"]


def crowd(program: Program, count: int) -> list[Enrollment]:
    contacts = [make.contact().pk for _ in range(count)]
    outcomes = enrollments.enroll_many(
        contacts=contacts, program=program, enrolled_on=ENROLLED, by=COMMAND_LINE, at=make.noon(ENROLLED)
    )
    return [outcome.enrollment for outcome in outcomes]


def test_a_move_takes_as_many_queries_for_many_as_for_few(program) -> None:
    rows = crowd(program, 42)
    for row in rows:
        make.completion(row, "COURSE", date(2025, 7, 1))
    make.publish(program, SECOND)
    with CaptureQueriesContext(connection) as few:
        assert codes(move(*rows[:2])) == ["moved"] * 2
    with CaptureQueriesContext(connection) as many:
        assert codes(move(*rows[2:])) == ["moved"] * 40
    assert len(many) == len(few) <= 30
    agreed()


def test_more_than_a_chunk_is_moved_under_one_batch(program, monkeypatch) -> None:
    monkeypatch.setattr(moving, "CHUNK", 4)
    rows = crowd(program, 10)
    make.publish(program, SECOND)
    batch = uuid.uuid4()
    assert codes(move(*rows, batch=batch)) == ["moved"] * 10
    assert Event.objects.filter(batch=batch, kind="enrollment.moved").count() == 10


def test_a_move_leaves_everyone_else_byte_for_byte_alone(program, ada) -> None:
    others = crowd(program, 30)
    elsewhere = make.enrollment(ada.contact, make.program("Q", FIRST), ENROLLED)
    for row in (*others[:15], elsewhere):
        make.completion(row, "COURSE", date(2025, 7, 1))
    make.publish(program, SECOND)

    def of_others() -> dict[str, list[dict[str, object]]]:
        held = contents()
        mine = {row.pk for row in of("C-1") if row.program_id == program.pk}
        held["Enrollment"] = [row for row in held["Enrollment"] if row["id"] not in mine]
        held["Completion"] = [row for row in held["Completion"] if row["enrollment_id"] not in mine]
        held["Event"] = held["Event"][:entries]
        return held

    entries = Event.objects.count()
    before = of_others()
    assert codes(move(ada)) == ["moved"]
    assert of_others() == before
    mine = of("C-1")[0].pk
    assert Completion.objects.filter(enrollment=mine).values("is_live", "revision").get() == {
        "is_live": True,
        "revision": 1,
    }


# Voiding what was carried


def test_voiding_the_original_voids_its_copies_all_the_way_down_and_unearns_what_followed(program, ada) -> None:
    original = Completion.objects.get(enrollment=ada)
    for name in ("Second", "Third"):
        make.publish(program, make.definition(make.requirement("COURSE"), make.requirement(name), name=name))
        move(ada, keeps_dates=True)
    make.publish(program, make.definition(make.requirement("COURSE"), designation="EMT-B"))
    move(ada, keeps_dates=True)
    last = of("C-1")[-1]
    assert (last.earned_on, Designation.objects.count()) == (date(2025, 7, 1), 1)
    with logged() as entries:
        completions.void(completion=original.pk, reason="Forged.", by=COMMAND_LINE, at=AT)
    found = Completion.objects.order_by("pk")
    assert [(one.voided_on, one.void_reason, one.is_live, one.revision) for one in found] == [
        (TODAY, "Forged.", False, 2)
    ] * 4
    voided = [entry for entry in entries if entry.kind == "completion.voided"]
    assert sorted(entry.completion_id for entry in voided) == [one.pk for one in found]
    assert {entry.reason for entry in entries} == {"Forged."}
    assert [entry.enrollment_id for entry in entries if entry.kind == "enrollment.earning_lost"] == [last.pk]
    last.refresh_from_db()
    assert (last.earned_on, last.started_on, Designation.objects.count()) == (None, None, 0)
    agreed()


def test_voiding_a_copy_leaves_the_original_and_voids_what_was_carried_on_from_it(program, ada) -> None:
    for name in ("Second", "Third"):
        make.publish(program, make.definition(make.requirement("COURSE"), make.requirement(name), name=name))
        move(ada, keeps_dates=True)
    original, copy, second_copy = Completion.objects.order_by("pk")
    completions.void(completion=copy.pk, reason="Not here.", by=COMMAND_LINE, at=AT)
    for one in (original, copy, second_copy):
        one.refresh_from_db()
    assert [one.voided_on for one in (original, copy, second_copy)] == [None, TODAY, TODAY]
    assert (original.is_live, original.revision) == (True, 1)
    agreed()


def test_voiding_the_original_voids_a_copy_in_whatever_state_and_leaves_the_rest_of_the_cycle(program, ada) -> None:
    make.publish(program, SECOND)
    move(ada)
    new = of("C-1")[-1]
    pledge = make.completion(new, "PLEDGE", TODAY)
    copy = Completion.objects.get(carried_from__isnull=False)
    completions.reject(completion=copy.pk, form=completions.Rejection.NOTIFY, note="No proof.", by=COMMAND_LINE, at=AT)
    completions.void(completion=copy.carried_from_id, reason="Forged.", by=COMMAND_LINE, at=AT)
    copy.refresh_from_db()
    pledge.refresh_from_db()
    assert (copy.voided_on, copy.rejection_note) == (TODAY, "No proof.")
    assert (pledge.voided_on, pledge.is_live, pledge.revision) == (None, True, 1)
    new.refresh_from_db()
    assert (new.cancelled_on, new.started_on) == (None, TODAY)
    agreed()


def test_grades_are_kept_where_the_new_scale_is_the_same_and_left_off_where_none_is_asked(program) -> None:
    make.publish(program, make.definition(*(make.requirement(code, scale=make.POINTS) for code in "ABCD")))
    row = make.enrollment(make.contact("C-2"), program, ENROLLED)
    for code in "ABC":
        make.completion(row, code, date(2025, 7, 1), grade="75")
    make.publish(
        program,
        make.definition(
            make.requirement("A", scale=make.POINTS),
            make.requirement("B"),
            make.requirement("C", scale=grades.points(Decimal(100), Decimal(80))),
        ),
    )
    move(row)
    new = of("C-2")[-1]
    kept = Completion.objects.filter(enrollment=new).order_by("pk")
    assert [(one.requirement.code, one.grade) for one in kept] == [("A", "75"), ("B", "")]
    agreed()


def test_completions_of_one_day_that_go_to_one_requirement_are_told_apart(program) -> None:
    make.publish(
        program, make.definition(*(make.requirement(code, component="CE", units=Decimal(4)) for code in "ABCD"))
    )
    row = make.enrollment(make.contact("C-2"), program, ENROLLED)
    for code in "ABC":
        make.completion(row, code, date(2025, 7, 1))
    make.publish(program, make.definition(make.requirement("CE", is_repeatable=True, units=Decimal(12))))
    move(row)
    new = of("C-2")[-1]
    kept = Completion.objects.filter(enrollment=new).order_by("pk").values_list("reference", "units", "is_live")
    assert list(kept) == [("", Decimal(4), True), ("2", Decimal(4), True), ("3", Decimal(4), True)]
    assert new.earned_on == TODAY
    agreed()
