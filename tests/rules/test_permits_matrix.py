"""Who may do what? The matrix of the rules of who may do what, as data, for every level and one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from conferral.rules import deciding, deciding_programs, enrolling, grades, permits, recording
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.attempts import Attempt
from conferral.rules.deciding import Case
from conferral.rules.deciding_programs import ProgramCase
from conferral.rules.definition import Definition, Requirement
from conferral.rules.enrolling import Candidate, Offered
from conferral.rules.progress import progress
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Status
from conferral.rules.terms import Dates
from tests.rules import made
from tests.rules.cast import ANNA, ANNA_AS, NOBODY, OTHERS, STANDING_TODAY, TODAY, TOMORROW, YESTERDAY

ENROLLED, AWAITING = STANDING_TODAY[Status.ENROLLED], STANDING_TODAY[Status.AWAITING_APPROVAL]
PLEDGE = Requirement(code="P", title="Pledge", component="C", enrollees_may_record=True)
GRADED = replace(PLEDGE, scale=grades.pass_fail())
APPROVED = replace(PLEDGE, requires_approval=True)
EMT = Offered(code="EMT-R", is_active=True, is_maintenance=False, has_version=True, unit_type="hours")
ATTEMPT = Attempt(requirement="P", completed_on=YESTERDAY)


def case(requirement: Requirement) -> Case:
    return Case(contact=ANNA, facts=ENROLLED, requirement=requirement, attempt=ATTEMPT)


def enroll(actor: Actor, on: object = TODAY) -> Refusal | None:
    anna = Candidate(key=ANNA, name="Anna Albrecht")
    return enrolling.may_enroll(actor, candidate=anna, program=EMT, enrolled_on=on, today=TODAY)


def record(actor: Actor, requirement: Requirement = PLEDGE, grade: str = "") -> Refusal | None:
    so_far = progress(Definition(name="EMT", terms=made.TERMS, requirements=(requirement,)), [], TODAY)
    recorded = Recorded(completed_on=TODAY, grade=grade)
    return recording.may_record(
        actor, contact=ANNA, facts=ENROLLED, requirement=requirement, progress=so_far, recorded=recorded, today=TODAY
    )


def cancel(actor: Actor, option: bool) -> Refusal | None:
    return permits.may_cancel(actor, contact=ANNA, facts=ENROLLED, enrollees_may_cancel=option, on=TODAY)


def change_dates(actor: Actor) -> Refusal | None:
    dates = Dates(ENROLLED.enrolled_on, ENROLLED.grace_begins_on, ENROLLED.expires_on)
    return permits.may_change_dates(actor, facts=ENROLLED, to=dates, reason="A letter.", on=TODAY)


def approve_program(actor: Actor) -> Refusal | None:
    about = ProgramCase(contact=ANNA, facts=AWAITING, approved_on=None, requires_approval=True)
    return deciding_programs.may_approve_program(actor, case=about, on=TODAY)


@dataclass(frozen=True)
class Row:
    """One line of the matrix: the enrollee's column, the lowest level of staff, and "not own"."""

    action: str
    ask: Callable[[Actor], Refusal | None]
    enrollee: bool
    lowest: Role
    not_own: bool = False


MATRIX = [
    Row("see progress, transcript", lambda by: permits.may_see_progress(by, contact=ANNA), True, Role.STAFF),
    Row("enroll today", enroll, True, Role.STAFF),
    Row("enroll from tomorrow", lambda by: enroll(by, TOMORROW), False, Role.STAFF),
    Row("enroll as of yesterday", lambda by: enroll(by, YESTERDAY), False, Role.STAFF),
    Row("edit the three dates", change_dates, False, Role.STAFF),
    Row("record where enrollees may", record, True, Role.STAFF),
    Row("record elsewhere", lambda by: record(by, replace(PLEDGE, enrollees_may_record=False)), False, Role.STAFF),
    Row("record with a grade", lambda by: record(by, GRADED, "pass"), False, Role.STAFF, not_own=True),
    Row("grade", lambda by: deciding.may_grade(by, case=case(GRADED), grade="pass", on=TODAY), False, Role.STAFF, True),
    Row("approve", lambda by: deciding.may_approve(by, case=case(APPROVED), on=TODAY), False, Role.STAFF, True),
    Row(
        "reject", lambda by: deciding.may_reject(by, case=case(APPROVED), note="No.", on=TODAY), False, Role.STAFF, True
    ),
    Row("approve the program", approve_program, False, Role.STAFF, not_own=True),
    Row("cancel, option on", lambda by: cancel(by, option=True), True, Role.STAFF),
    Row("cancel, option off", lambda by: cancel(by, option=False), False, Role.MANAGER),
    Row(
        "void",
        lambda by: deciding.may_void(by, case=case(PLEDGE), reason="Forged."),
        False,
        Role.MANAGER,
        True,
    ),
    Row("test for completion", permits.may_test, False, Role.STAFF),
    Row("purge", permits.may_purge, False, Role.MANAGER),
    Row("define, publish and switch", permits.may_define, False, Role.STAFF),
    Row("add contacts", permits.may_keep_contacts, False, Role.STAFF),
    Row("merge contacts", permits.may_merge, False, Role.MANAGER),
    Row("erase contacts", permits.may_erase, False, Role.MANAGER),
    Row("unit types, scales, retention, separation of duties", permits.may_set_policies, False, Role.MANAGER),
    Row("users and roles, settings", permits.may_manage_users, False, Role.ADMIN),
]
"""Void is not among what the rules call "not own"; deciding.py reads it so, and this line pins that reading."""


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.action)
@pytest.mark.parametrize("role", list(Role))
def test_what_each_level_may_do_to_anothers_enrollment(row: Row, role: Role) -> None:
    allowed = role is not Role.NONE and role >= row.lowest
    assert (row.ask(OTHERS[role]) is None) == allowed


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.action)
@pytest.mark.parametrize("role", list(Role))
def test_what_each_level_may_do_to_their_own_enrollment(row: Row, role: Role) -> None:
    by_level = role is not Role.NONE and role >= row.lowest and not row.not_own
    assert (row.ask(ANNA_AS[role]) is None) == (row.enrollee or by_level)


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.action)
def test_nobody_in_particular_may_do_nothing_and_the_command_line_everything(row: Row) -> None:
    assert isinstance(row.ask(NOBODY), Refusal)
    assert row.ask(COMMAND_LINE) is None


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.action)
def test_levels_are_cumulative_what_a_lower_one_may_a_higher_one_may(row: Row) -> None:
    for actors in (OTHERS, ANNA_AS):
        allowed = [row.ask(actors[role]) is None for role in Role if role is not Role.NONE]
        assert allowed == sorted(allowed)
