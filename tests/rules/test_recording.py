"""May a completion be recorded here, by this person, with these fields?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from conferral.rules import grades, recording
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.attempts import Attempt, Rejection
from conferral.rules.definition import Definition, Requirement
from conferral.rules.progress import progress
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status
from tests.rules import made
from tests.rules.cast import (
    ANNA,
    ANNA_AS,
    ANNA_HERSELF,
    BEN_THE_MEMBER,
    NOBODY,
    OTHERS,
    STAFF,
    STAFF_LEVELS,
    STANDING_TODAY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    after,
    code,
    day,
    enrollment,
)

COURSE = Requirement(code="COURSE", title="Course", component="C", enrollees_may_record=True)
EXAM = replace(COURSE, code="EXAM", title="Exam", stage=2, scale=grades.points(Decimal(100), Decimal(70)))
HOURS = replace(COURSE, code="HOURS", title="Hours", is_repeatable=True, units=Decimal(20))
FREE = Definition(name="EMT", terms=made.TERMS, requirements=(COURSE, EXAM, HOURS))
ORDERED = replace(FREE, in_order=True)
TEN = Decimal(10)


def record(
    requirement: Requirement = COURSE,
    *attempts: Attempt,
    actor: Actor = STAFF,
    facts: Facts | None = None,
    definition: Definition = FREE,
    **fields: object,
) -> Refusal | None:
    """Ask whether something may be recorded as of today, dated yesterday unless said otherwise."""
    listed = tuple(requirement if one.code == requirement.code else one for one in definition.requirements)
    so_far = progress(replace(definition, requirements=listed), attempts, TODAY)
    if requirement.is_repeatable:
        fields.setdefault("units", TEN)
    recorded = Recorded(**{"completed_on": YESTERDAY, **fields})  # type: ignore[arg-type]
    return recording.may_record(
        actor,
        contact=ANNA,
        facts=facts or enrollment(),
        requirement=requirement,
        progress=so_far,
        recorded=recorded,
        today=TODAY,
    )


def tried(requirement: Requirement, **changes: object) -> Attempt:
    return Attempt(**{"requirement": requirement.code, "completed_on": YESTERDAY, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("role", STAFF_LEVELS)
def test_staff_record_for_anyone_wherever_it_is_asked(role: Role) -> None:
    for requirement in (COURSE, replace(COURSE, enrollees_may_record=False)):
        assert record(requirement, actor=OTHERS[role]) is None
        assert record(requirement, actor=ANNA_AS[role]) is None
        assert record(requirement, actor=COMMAND_LINE) is None


def test_members_record_only_their_own_and_only_where_the_requirement_says_so() -> None:
    assert record(actor=ANNA_HERSELF) is None
    assert record(actor=BEN_THE_MEMBER) == Refusal("not_yours", "You can record only your own completions.")
    assert code(record(actor=NOBODY)) == "not_yours"
    refusal = record(replace(COURSE, enrollees_may_record=False), actor=ANNA_HERSELF)
    assert code(refusal) == "recorded_by_staff"
    assert "Course" in str(refusal)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("actor", [STAFF, ANNA_HERSELF], ids=["staff", "herself"])
def test_nothing_can_be_recorded_on_a_cancelled_expired_or_earned_enrollment(status: Status, actor: Actor) -> None:
    refusal = record(actor=actor, facts=STANDING_TODAY[status], completed_on=day("2025-05-20"))
    if status in (Status.CANCELLED, Status.EXPIRED, Status.EARNED):
        assert code(refusal) == "enrollment_closed"
        assert status.label in str(refusal)
        assert str(refusal).endswith("2025. Extend the expiration date first.") == (status is Status.EXPIRED)
    else:
        assert refusal is None


def test_the_refusal_says_since_when_an_enrollment_is_closed() -> None:
    assert "Cancelled since 10 June 2025" in str(record(facts=STANDING_TODAY[Status.CANCELLED]))


@pytest.mark.parametrize(
    ("offset", "expected"), [(-1, "enrollment_replaced"), (0, "enrollment_replaced"), (1, "allowed")]
)
def test_nothing_can_be_recorded_on_a_replaced_enrollment(offset: int, expected: str) -> None:
    assert code(record(facts=enrollment(replaced_on=after(TODAY, offset)))) == expected


def test_a_replaced_enrollment_points_to_the_later_one() -> None:
    assert str(record(facts=enrollment(replaced_on=TODAY))) == (
        "A later enrollment in this program has replaced this one; record the completion there."
    )


def test_nothing_can_be_recorded_before_an_enrollment_begins() -> None:
    refusal = record(facts=enrollment(begins_on=TOMORROW, enrolled_on=TOMORROW))
    assert code(refusal) == "not_begun"
    assert "16 June 2025" in str(refusal)


@pytest.mark.parametrize("actor", [STAFF, ANNA_HERSELF], ids=["staff", "herself"])
@pytest.mark.parametrize(("offset", "expected"), [(-1, "allowed"), (0, "allowed"), (1, "date_in_future")])
def test_a_completion_is_not_in_the_future(actor: Actor, offset: int, expected: str) -> None:
    refusal = record(actor=actor, completed_on=after(TODAY, offset))
    assert code(refusal) == expected
    if refusal:
        assert refusal.message.startswith("Date: 16 June 2025")


@pytest.mark.parametrize("actor", [STAFF, ANNA_HERSELF], ids=["staff", "herself"])
@pytest.mark.parametrize(("offset", "expected"), [(-1, "allowed"), (0, "allowed"), (1, "date_after_expiration")])
def test_a_completion_is_not_after_the_expiration_date(actor: Actor, offset: int, expected: str) -> None:
    """Awaiting approval does not expire, so something can still be recorded, dated in time."""
    facts = enrollment(grace_begins_on=None, expires_on=day("2025-06-10"), requirements_met_on=day("2025-06-01"))
    refusal = record(actor=actor, facts=facts, completed_on=after(day("2025-06-10"), offset))
    assert code(refusal) == expected
    if refusal:
        assert refusal.message.startswith("Date: 11 June 2025")
        assert "10 June 2025" in refusal.message


@pytest.mark.parametrize(("offset", "expected"), [(-1, "date_before_enrollment"), (0, "allowed"), (1, "allowed")])
def test_before_the_enrollment_date_is_refused_to_enrollees_and_a_warning_to_staff(offset: int, expected: str) -> None:
    on = after(day("2025-03-01"), offset)
    refusal = record(actor=ANNA_HERSELF, completed_on=on)
    assert code(refusal) == expected
    if refusal:
        assert refusal.message.startswith("Date: 28 February 2025")
        assert "1 March 2025" in refusal.message
    assert record(actor=STAFF, completed_on=on) is None
    assert record(actor=ANNA_AS[Role.STAFF], completed_on=on) is None
    assert bool(recording.caution(enrollment(), on)) == (offset < 0)


def test_the_warning_names_both_days() -> None:
    assert recording.caution(enrollment(), day("2025-02-28")) == (
        "28 February 2025 is before the enrollment date 1 March 2025; it counts all the same."
    )
    assert recording.caution(enrollment(), day("2025-03-01")) == ""


@pytest.mark.parametrize("on", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_date_outside_the_calendar_is_refused(on: str) -> None:
    refusal = record(completed_on=day(on))
    assert code(refusal) == "date_out_of_range"
    assert str(refusal).startswith("Date: ")


def test_in_order_a_requirement_opens_when_the_earlier_ones_are_complete() -> None:
    refusal = record(EXAM, definition=ORDERED)
    assert code(refusal) == "requirement_blocked"
    assert "Exam opens when" in str(refusal)
    assert "Course, Hours" in str(refusal)
    done = tried(COURSE), tried(HOURS, units=TEN), tried(HOURS, units=TEN)
    assert record(EXAM, *done, definition=ORDERED) is None
    assert code(record(EXAM, *done[:2], definition=ORDERED)) == "requirement_blocked"
    assert record(EXAM, definition=FREE) is None


def test_staff_are_bound_to_the_order_too_awaiting_approval_blocks() -> None:
    approved = replace(ORDERED, requirements=(replace(COURSE, requires_approval=True), EXAM))
    assert code(record(EXAM, tried(COURSE), definition=approved)) == "requirement_blocked"
    assert record(EXAM, tried(COURSE, is_approved=True), definition=approved) is None


def test_a_requirement_is_a_link_when_it_can_be_completed_now_or_has_any_attempt() -> None:
    nothing = progress(ORDERED, [], TODAY)
    assert recording.is_link(COURSE, nothing, enrollment(), TODAY)
    assert not recording.is_link(EXAM, nothing, enrollment(), TODAY)
    assert recording.may_open(COURSE, nothing) is None
    assert code(recording.may_open(EXAM, nothing)) == "requirement_blocked"
    for attempt in (tried(EXAM), tried(EXAM, is_voided=True), tried(EXAM, grade="1")):
        assert recording.is_link(EXAM, progress(ORDERED, [attempt], TODAY), enrollment(), TODAY)
    assert recording.is_link(COURSE, progress(ORDERED, [tried(COURSE)], TODAY), enrollment(), TODAY)


def test_where_nothing_can_be_recorded_only_what_has_an_attempt_is_a_link() -> None:
    cancelled = enrollment(cancelled_on=YESTERDAY)
    assert not recording.is_link(COURSE, progress(ORDERED, [], TODAY), cancelled, TODAY)
    assert recording.is_link(COURSE, progress(ORDERED, [tried(COURSE)], TODAY), cancelled, TODAY)


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "Awaiting Grade"),
        ({"grade": "70"}, "Awaiting Approval"),
        ({"grade": "70", "is_approved": True}, "Complete"),
    ],
)
def test_one_live_attempt_per_requirement(changes: dict[str, object], label: str) -> None:
    exam = replace(EXAM, requires_approval=True)
    refusal = record(exam, tried(exam, **changes))
    assert code(refusal) == "already_recorded"
    assert f"Exam is {label} with the completion of 14 June 2025" in str(refusal)


@pytest.mark.parametrize(
    "changes",
    [
        {"grade": "69"},
        {"rejection": Rejection.NOTIFY},
        {"rejection": Rejection.REJECTED},
        {"grade": "70", "is_voided": True},
    ],
)
def test_what_did_not_pass_or_was_rejected_or_voided_can_be_submitted_again(changes: dict[str, object]) -> None:
    assert record(EXAM, tried(EXAM, **changes)) is None


def test_a_repeatable_requirement_takes_any_number_of_completions_also_beyond_its_units() -> None:
    assert record(HOURS, *[tried(HOURS, units=TEN, number=number) for number in range(5)]) is None


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (None, "units_missing"),
        ("-1", "units_out_of_range"),
        ("0", "units_out_of_range"),
        ("0.001", "allowed"),
        ("20", "allowed"),
        ("999999.999", "allowed"),
        ("1000000", "units_out_of_range"),
    ],
)
def test_each_completion_of_a_repeatable_requirement_claims_its_own_units(units: str | None, expected: str) -> None:
    claimed = None if units is None else Decimal(units)
    refusal = record(HOURS, units=claimed)
    assert code(refusal) == code(recording.check_units(HOURS, claimed)) == expected
    if refusal:
        assert refusal.message.startswith("Units: ")


def test_any_other_requirement_gives_its_own_units_and_claims_none() -> None:
    assert record(COURSE, units=None) is None
    for claimed in (Decimal(0), TEN):
        refusal = record(replace(COURSE, units=Decimal("2.50")), units=claimed)
        assert code(refusal) == "units_not_asked"
        assert "Course" in str(refusal)
        assert "2.5 units" in str(refusal)


def test_a_grade_may_be_left_blank_and_is_given_by_staff_only() -> None:
    assert record(EXAM) is None
    assert record(EXAM, actor=ANNA_HERSELF) is None
    assert record(EXAM, grade="69") is None
    assert record(EXAM, grade="70") is None
    refusal = record(EXAM, grade="70", actor=ANNA_HERSELF)
    assert code(refusal) == "graded_by_staff"
    assert str(refusal).startswith("Grade: ")


@pytest.mark.parametrize("role", STAFF_LEVELS)
def test_staff_grade_never_their_own_completion_not_even_while_recording_it(role: Role) -> None:
    refusal = record(EXAM, grade="70", actor=ANNA_AS[role])
    assert code(refusal) == "own_completion"
    assert str(refusal).startswith("Grade: ")
    assert record(EXAM, actor=ANNA_AS[role]) is None
    assert record(EXAM, grade="70", actor=OTHERS[role]) is None


@pytest.mark.parametrize("grade", ["101", "pass", " ", "70 %", "9" * 10_000])
def test_a_grade_its_scale_does_not_know_is_refused(grade: str) -> None:
    assert code(record(EXAM, grade=grade)) == "grade_not_on_scale"
    assert code(recording.check_grade(EXAM, grade)) == "grade_not_on_scale"


def test_a_grade_where_none_is_asked_is_refused_by_the_title() -> None:
    refusal = record(COURSE, grade="70")
    assert code(refusal) == "grade_not_asked"
    assert "Course" in str(refusal)
    assert recording.check_grade(COURSE, "") is None
    assert recording.check_grade(EXAM, "") is None
    assert recording.check_grade(EXAM, " 70 ") is None


@pytest.mark.parametrize("has_offerings", [True, False])
@pytest.mark.parametrize("names_offering", [True, False])
def test_a_completion_is_recorded_for_an_offering_when_there_are_any(has_offerings: bool, names_offering: bool) -> None:
    refusal = record(has_offerings=has_offerings, names_offering=names_offering)
    if has_offerings and not names_offering:
        assert code(refusal) == "offering_missing"
        assert "Course" in str(refusal)
    else:
        assert refusal is None


@pytest.mark.parametrize("has_offerings", [True, False])
def test_a_retired_offering_takes_no_completion(has_offerings: bool) -> None:
    refusal = record(has_offerings=has_offerings, names_offering=True, is_offering_retired=True)
    assert code(refusal) == "offering_retired"
    assert str(refusal).startswith("Offering: ")


def test_notes_are_optional_and_at_most_ten_thousand_characters() -> None:
    assert recording.LONGEST_NOTES == 10_000
    assert record(notes="") is None
    assert record(notes="x" * 10_000) is None
    refusal = record(notes="x" * 10_001)
    assert code(refusal) == code(recording.check_notes("x" * 10_001)) == "notes_too_long"
    assert str(refusal).startswith("Notes: ")
    assert "10001" in str(refusal)


def test_notes_hold_line_breaks_but_no_nul_character() -> None:
    assert record(notes="first line\nsecond line") is None
    for notes in ("\0", "a\0b", "x" * 10_000 + "\0"):
        assert code(record(notes=notes)) == "notes_with_nul"


def test_a_completion_has_no_grade_units_notes_or_offering_unless_given() -> None:
    plain = Recorded(completed_on=TODAY)
    assert (plain.grade, plain.units, plain.notes) == ("", None, "")
    assert (plain.names_offering, plain.has_offerings) == (False, False)
