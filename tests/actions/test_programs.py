"""How is a program defined, and who may switch which of its live policies?"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import pytest

from conferral.actions import enrollments, programs
from conferral.actions.programs import Policies
from conferral.models import Program, Version
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.actions.register import logged, refused, untouched

pytestmark = pytest.mark.django_db

STAFF_LEVELS = [role for role in Role if role is not Role.NONE]
OTHERWISE = {
    "is_active": False,
    "is_maintenance": True,
    "enrollees_may_cancel": True,
    "separates_duties": True,
    "retention_years": 7,
    "examples": [
        {"name": "New", "enrolled_on": "2025-03-01", "on": "2025-03-01", "expect": {"status": "enrolled"}},
    ],
}
GUARDED = ("separates_duties", "retention_years")
OPEN = [name for name in OTHERWISE if name not in GUARDED]


def define(code="EMT-R", policies=None, by=COMMAND_LINE, at=None) -> Program:
    return programs.define(code=code, policies=policies or Policies(), by=by, at=at or make.noon(date(2026, 3, 2)))


def test_a_defined_program_has_its_policies_and_no_version_yet(now) -> None:
    made = define(policies=Policies(**OTHERWISE), by=COMMAND_LINE, at=now)
    made.refresh_from_db()
    assert (made.code, made.revision) == ("EMT-R", 1)
    assert asdict(programs.policies_of(made)) == OTHERWISE
    assert not Version.objects.filter(program=made).exists()
    assert made.current_version() is None


def test_nobody_enrolls_before_a_version_is_published(today, now) -> None:
    made = define()
    outcome = enrollments.enroll_many(
        contacts=[make.contact().pk], program=made, enrolled_on=today, by=COMMAND_LINE, at=now
    )[0]
    assert outcome.refusal.code == "program_not_published"


@pytest.mark.parametrize("role", STAFF_LEVELS)
def test_every_level_of_staff_defines_and_switches_programs(role, now) -> None:
    by = make.actor(role)
    made = define(by=by)
    policies = replace(Policies(), **{name: OTHERWISE[name] for name in OPEN})
    programs.set_policies(program=made, policies=policies, by=by, at=now)
    made.refresh_from_db()
    assert programs.policies_of(made) == policies


def test_a_member_neither_defines_nor_switches_a_program(now) -> None:
    made, member = define("A"), make.actor(Role.NONE, make.contact())
    with refused("role_needed"):
        define("B", by=member)
    for name, value in OTHERWISE.items():
        with refused("role_needed"):
            programs.set_policies(program=made, policies=replace(Policies(), **{name: value}), by=member, at=now)


@pytest.mark.parametrize("name", GUARDED)
def test_retention_and_separation_of_duties_are_for_a_certification_manager(name, now) -> None:
    made, guarded = define("A"), replace(Policies(), **{name: OTHERWISE[name]})
    staff, manager = make.actor(Role.STAFF), make.actor(Role.MANAGER)
    with refused("role_needed"):
        define("B", policies=guarded, by=staff)
    with refused("role_needed"):
        programs.set_policies(program=made, policies=guarded, by=staff, at=now)
    programs.set_policies(program=made, policies=guarded, by=manager, at=now)
    programs.set_policies(program=made, policies=replace(guarded, is_maintenance=True), by=staff, at=now)
    made.refresh_from_db()
    assert programs.policies_of(made) == replace(guarded, is_maintenance=True)
    with refused("role_needed"):
        programs.set_policies(program=made, policies=Policies(is_maintenance=True), by=staff, at=now)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("", "code_missing"),
        ("  ", "code_missing"),
        (" EMT-R", "code_has_blanks"),
        ("EMT-R ", "code_has_blanks"),
        ("x" * 65, "code_too_long"),
        ("EMT\nR", "code_control_character"),
        ("EMT\0R", "code_control_character"),
    ],
)
def test_a_code_that_is_none_is_refused(code, refusal) -> None:
    with refused(refusal):
        define(code)


def test_a_code_of_64_characters_is_the_longest() -> None:
    assert define("x" * 64).code == "x" * 64


def test_a_code_belongs_to_one_program() -> None:
    define("EMT-R")
    with refused("code_taken") as caught:
        define("EMT-R")
    assert "EMT-R" in str(caught.value)


@pytest.mark.parametrize("years", [-1, 201])
def test_records_are_retained_for_0_to_200_years(years, now) -> None:
    made = define("A", policies=Policies(retention_years=200))
    with refused("retention_out_of_range"):
        define("B", policies=Policies(retention_years=years))
    with refused("retention_out_of_range"):
        programs.set_policies(program=made, policies=Policies(retention_years=years), by=COMMAND_LINE, at=now)


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_switched_policy_is_logged_with_what_it_was_and_is_now(name, now) -> None:
    made = define()
    with logged() as entries:
        programs.set_policies(
            program=made, policies=replace(Policies(), **{name: OTHERWISE[name]}), by=COMMAND_LINE, at=now
        )
    (entry,) = entries
    assert (entry.kind, entry.program_id, entry.at) == ("program.policies_changed", made.pk, now)
    assert entry.before == {name: asdict(Policies())[name]}
    assert entry.after == {name: OTHERWISE[name]}
    made.refresh_from_db()
    assert made.revision == 2


def test_switching_nothing_writes_nothing(now) -> None:
    made = define(policies=Policies(is_maintenance=True))
    with untouched():
        programs.set_policies(program=made, policies=Policies(is_maintenance=True), by=COMMAND_LINE, at=now)


def test_an_inactive_program_takes_nobody_and_lets_those_enrolled_finish(today, now) -> None:
    made = make.program()
    anna = make.enrollment(into=made, enrolled_on=today)
    programs.set_policies(program=made, policies=Policies(is_active=False), by=COMMAND_LINE, at=now)
    outcome = enrollments.enroll_many(
        contacts=[make.contact(first_name="Grace", last_name="Hopper").pk],
        program=made,
        enrolled_on=today,
        by=COMMAND_LINE,
        at=now,
    )[0]
    assert outcome.refusal.code == "program_inactive"
    assert "Grace Hopper" in outcome.refusal.message
    make.completion(anna, completed_on=today)
    anna.refresh_from_db()
    assert anna.earned_on == today


def test_the_option_to_cancel_reaches_those_already_enrolled_at_once(today, now) -> None:
    made, who = make.program(), make.contact()
    row, herself = make.enrollment(who, made, today), make.actor(Role.NONE, who)
    with refused("cancelling_needs_manager"):
        enrollments.cancel(enrollment=row.pk, by=herself, at=now)
    programs.set_policies(program=made, policies=Policies(enrollees_may_cancel=True), by=COMMAND_LINE, at=now)
    assert enrollments.cancel(enrollment=row.pk, by=herself, at=now).cancelled_on == today
