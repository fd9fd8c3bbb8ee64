"""Who may do what to an enrollment, and in which standing?"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.deciding_programs import ProgramCase, may_approve_program
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status
from conferral.rules.terms import Dates
from tests.rules.cast import (
    ANNA,
    ANNA_AS,
    ANNA_HERSELF,
    BEN_THE_MEMBER,
    MANAGER,
    NOBODY,
    OTHERS,
    STAFF,
    STANDING_TODAY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    after,
    code,
    day,
    enrollment,
)

CANCELLABLE = {Status.ENROLLED, Status.GRACE, Status.AWAITING_APPROVAL}


def cancel(actor: Actor, facts: Facts, *, option: bool = True, on: date = TODAY) -> Refusal | None:
    return permits.may_cancel(actor, contact=ANNA, facts=facts, enrollees_may_cancel=option, on=on)


def change(
    facts: Facts, *, actor: Actor = STAFF, reason: str = "A letter of 3 June.", **to: date | None
) -> Refusal | None:
    dates = {name: getattr(facts, name) for name in ("enrolled_on", "grace_begins_on", "expires_on")}
    return permits.may_change_dates(actor, facts=facts, to=Dates(**{**dates, **to}), reason=reason, on=TODAY)


def approve(
    facts: Facts,
    *,
    actor: Actor = STAFF,
    approved_on: date | None = None,
    requires_approval: bool = True,
    on: date = TODAY,
) -> Refusal | None:
    about = ProgramCase(contact=ANNA, facts=facts, approved_on=approved_on, requires_approval=requires_approval)
    return may_approve_program(actor, case=about, on=on)


@pytest.mark.parametrize("role", list(Role))
def test_a_needed_level_is_named_with_what_it_is_needed_for(role: Role) -> None:
    refusal = permits.needs(NOBODY, role, "purge enrollments")
    if role is Role.NONE:
        assert refusal is None
    else:
        assert code(refusal) == "role_needed"
        assert role.label.lower() in str(refusal).lower()
        assert "purge enrollments" in str(refusal)


def test_purging_requires_the_certification_manager_role_and_a_user_without_it_is_refused() -> None:
    assert permits.may_purge(MANAGER) is None
    assert code(permits.may_purge(STAFF)) == code(permits.may_purge(ANNA_HERSELF)) == "role_needed"


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (permits.may_define(NOBODY), "define programs, components and offerings"),
        (permits.may_keep_contacts(NOBODY), "add or change contacts"),
        (change(enrollment(), actor=ANNA_HERSELF), "change the dates of an enrollment"),
        (approve(STANDING_TODAY[Status.AWAITING_APPROVAL], actor=BEN_THE_MEMBER), "approve program completions"),
    ],
)
def test_what_needs_staff_says_so(refusal: Refusal | None, sentence: str) -> None:
    assert refusal == Refusal("role_needed", f"Only staff may {sentence}.")


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (
            permits.may_set_policies(STAFF),
            "a Certification Manager or a higher level may change unit types, grade scales, retention or separation of duties",
        ),
        (permits.may_purge(STAFF), "a Certification Manager or a higher level may purge enrollments"),
        (
            permits.may_manage_users(MANAGER),
            "a Certification Admin or a higher level may manage users, roles and settings",
        ),
    ],
)
def test_what_needs_a_higher_level_says_which(refusal: Refusal | None, sentence: str) -> None:
    assert refusal == Refusal("role_needed", f"Only {sentence}.")


REPLACED = enrollment(replaced_on=YESTERDAY)
AWAITING = STANDING_TODAY[Status.AWAITING_APPROVAL]


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (permits.may_see_progress(BEN_THE_MEMBER, contact=ANNA), "You can see only your own progress."),
        (cancel(BEN_THE_MEMBER, enrollment()), "You can cancel only your own enrollment."),
        (cancel(MANAGER, REPLACED), "A later enrollment in this program has replaced this one."),
        (
            cancel(ANNA_HERSELF, enrollment(), option=False),
            "This program does not allow enrollees to cancel; only Certification Manager, Certification Admin and SysAdmin may cancel an enrollment in it.",
        ),
        (
            change(REPLACED, expires_on=day("2026-04-01")),
            "A later enrollment in this program has replaced this one, so it cannot be extended.",
        ),
        (
            approve(AWAITING, actor=ANNA_AS[Role.STAFF]),
            "Nobody approves their own program completion; ask a colleague.",
        ),
        (approve(AWAITING, requires_approval=False), "This program version does not ask for an approval."),
        (
            approve(enrollment(), on=day("2025-02-28")),
            "There is nothing to approve: this enrollment is not begun.",
        ),
    ],
)
def test_the_refusals_that_name_nothing_read_like_this(refusal: Refusal | None, sentence: str) -> None:
    assert str(refusal) == sentence


def test_an_enrollee_sees_their_own_progress_and_nobody_elses() -> None:
    assert permits.may_see_progress(ANNA_HERSELF, contact=ANNA) is None
    assert code(permits.may_see_progress(BEN_THE_MEMBER, contact=ANNA)) == "not_yours"
    assert permits.may_see_progress(STAFF, contact=ANNA) is None


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("option", [True, False])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("own", [True, False])
def test_only_enrolled_grace_period_and_awaiting_approval_can_be_cancelled_by_those_who_may(
    status: Status, option: bool, role: Role, own: bool
) -> None:
    actor = (ANNA_AS if own else OTHERS)[role]
    refusal = cancel(actor, STANDING_TODAY[status], option=option)
    if role is Role.NONE and not own:
        expected = "not_yours"
    elif not option and role < Role.MANAGER:
        expected = "cancelling_needs_manager"
    elif status is Status.CANCELLED:
        expected = "already_cancelled"
    else:
        expected = "allowed" if status in CANCELLABLE else "not_cancellable"
    assert code(refusal) == expected


def test_with_the_option_off_the_refusal_names_who_may_cancel() -> None:
    refusal = str(cancel(ANNA_HERSELF, enrollment(), option=False))
    for group in ("Certification Manager", "Certification Admin", "SysAdmin"):
        assert group in refusal


def test_a_completed_program_cannot_be_cancelled_and_the_refusal_says_since_when() -> None:
    assert "Earned since 3 June 2025" in str(cancel(MANAGER, STANDING_TODAY[Status.EARNED]))
    assert "Expired since 1 June 2025" in str(cancel(MANAGER, STANDING_TODAY[Status.EXPIRED]))


def test_an_enrollment_that_has_not_begun_cannot_be_cancelled_yet() -> None:
    facts = enrollment(begins_on=TOMORROW, enrolled_on=TOMORROW)
    assert code(cancel(MANAGER, facts)) == "not_begun"
    assert "16 June 2025" in str(cancel(MANAGER, facts))
    assert cancel(MANAGER, facts, on=TOMORROW) is None


def test_a_future_enrollment_that_is_listed_can_be_cancelled_before_it_starts() -> None:
    assert cancel(ANNA_HERSELF, enrollment(begins_on=TODAY, enrolled_on=day("2025-06-23"))) is None


def test_an_enrollment_cancelled_as_of_a_later_day_is_cancelled_once() -> None:
    refusal = cancel(MANAGER, enrollment(cancelled_on=day("2025-07-01")))
    assert code(refusal) == "already_cancelled"
    assert "1 July 2025" in str(refusal)


@pytest.mark.parametrize(
    ("replaced", "expected"), [(-1, "enrollment_replaced"), (0, "enrollment_replaced"), (1, "allowed")]
)
def test_a_replaced_enrollment_is_history_and_is_not_cancelled(replaced: int, expected: str) -> None:
    assert code(cancel(MANAGER, enrollment(replaced_on=after(TODAY, replaced)))) == expected


@pytest.mark.parametrize(("offset", "expected"), [(-1, "cancelled_before_begin"), (0, "allowed"), (1, "allowed")])
def test_a_cancellation_is_not_dated_before_the_enrollment_begins(offset: int, expected: str) -> None:
    refusal = permits.check_cancellation(begins_on=TODAY, cancelled_on=after(TODAY, offset))
    assert code(refusal) == expected
    if refusal:
        assert "2025-06-14" in refusal.message
        assert "2025-06-15" in refusal.message


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.CANCELLED])
def test_staff_extend_the_expiration_date_with_a_reason_in_every_standing_but_cancelled(status: Status) -> None:
    assert change(STANDING_TODAY[status], expires_on=day("2026-12-31")) is None


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_every_change_of_dates_asks_for_a_reason(reason: str) -> None:
    refusal = change(enrollment(), reason=reason)
    assert code(refusal) == "reason_missing"
    assert str(refusal).startswith("Reason")


def test_dates_out_of_order_are_refused_by_the_field() -> None:
    assert code(change(enrollment(), expires_on=day("2025-02-28"))) == "expires_before_enrolled"
    assert code(change(enrollment(), grace_begins_on=day("2026-04-01"))) == "grace_after_expires"
    assert code(change(enrollment(), grace_begins_on=day("2025-03-01"))) == "grace_not_after_enrolled"
    assert code(change(enrollment(), expires_on=day("2200-01-01"))) == "date_out_of_range"
    assert change(enrollment(), grace_begins_on=None) is None


@pytest.mark.parametrize(
    ("offset", "expected"), [(-1, "enrollment_cancelled"), (0, "enrollment_cancelled"), (1, "allowed")]
)
def test_a_cancelled_enrollment_keeps_its_dates(offset: int, expected: str) -> None:
    refusal = change(enrollment(cancelled_on=after(TODAY, offset)), expires_on=day("2026-12-31"))
    assert code(refusal) == expected
    if offset == 0:
        assert "15 June 2025" in str(refusal)


@pytest.mark.parametrize(
    ("expires", "expected"),
    [("2026-03-30", "allowed"), ("2026-03-31", "allowed"), ("2026-04-01", "enrollment_replaced")],
)
def test_a_replaced_row_cannot_be_extended(expires: str, expected: str) -> None:
    assert code(change(enrollment(replaced_on=YESTERDAY), expires_on=day(expires))) == expected
    assert change(enrollment(), expires_on=day(expires)) is None


@pytest.mark.parametrize("status", list(Status))
def test_only_what_awaits_approval_is_approved(status: Status) -> None:
    refusal = approve(STANDING_TODAY[status])
    if status is Status.AWAITING_APPROVAL:
        assert refusal is None
    else:
        assert code(refusal) == "not_awaiting_approval"
        assert status.label in str(refusal)


def test_before_it_begins_there_is_nothing_to_approve() -> None:
    refusal = approve(enrollment(), on=day("2025-02-28"))
    assert code(refusal) == "not_awaiting_approval"
    assert "not begun" in str(refusal)


def test_nobody_approves_their_own_program_completion() -> None:
    for role in Role:
        if role is not Role.NONE:
            assert code(approve(AWAITING, actor=ANNA_AS[role])) == "own_enrollment"
            assert approve(AWAITING, actor=OTHERS[role]) is None
    assert code(approve(AWAITING, actor=ANNA_HERSELF)) == "role_needed"


def test_a_version_that_asks_for_no_approval_is_not_approved() -> None:
    assert code(approve(AWAITING, requires_approval=False)) == "approval_not_asked"


def test_a_program_completion_is_approved_once() -> None:
    refusal = approve(AWAITING, approved_on=day("2025-06-01"))
    assert code(refusal) == "already_approved"
    assert "1 June 2025" in str(refusal)


def test_approving_stays_possible_on_replaced_enrollments_and_after_the_expiration_date() -> None:
    late = enrollment(requirements_met_on=day("2025-03-30"), expires_on=day("2025-04-01"), grace_begins_on=None)
    assert approve(late) is None
    assert approve(enrollment(requirements_met_on=day("2025-03-30"), replaced_on=day("2025-05-01"))) is None


def test_an_enrollments_place_is_read_off_its_facts() -> None:
    assert permits.place_of(enrollment()) == day("2025-03-01")
    assert permits.place_of(enrollment(cancelled_on=TODAY)) == day("2025-03-01")
    ahead = enrollment(begins_on=YESTERDAY, enrolled_on=day("2025-09-01"), cancelled_on=TODAY)
    assert permits.place_of(ahead) == TODAY


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("", "allowed"),
        (" ", "allowed"),
        ("a\0b", "reason_with_nul"),
        ("x" * 10_000, "allowed"),
        ("x" * 10_001, "reason_too_long"),
    ],
)
def test_a_reason_is_a_text_that_the_log_can_keep(reason: str, expected: str) -> None:
    assert code(permits.check_reason(reason)) == expected
    missing = Refusal("reason_missing", "Say why.")
    assert code(permits.check_reason(reason, missing=missing)) == (expected if reason.strip() else "reason_missing")
