"""Is each live policy one click, in force at once, logged, and said to reach exactly whom it reaches?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from zeal import zeal_ignore

from conferral.actions import enrollments, programs
from conferral.models import Contact, Enrollment, Event, Program
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.web.signed_in import link, said, signed_in
from tests.web.staff.crowd import crowd
from tests.web.typed import forms, pressed

pytestmark = pytest.mark.django_db

TAB = "/staff/certification/programs/EMT-R/definition/"
SENT_TO = "/staff/certification/programs/EMT-R/policies/"
MANAGERS = ("separates_duties", "retention_years")


@zeal_ignore()
def policies() -> dict[str, object]:
    return asdict(programs.policies_of(Program.objects.get(code="EMT-R")))


@pytest.mark.parametrize(
    ("policy", "told", "before", "after"),
    [
        (
            "is_active",
            "The status is Inactive now.",
            "Active: enrolling is open. Set to Inactive, nobody new is enrolled; the 4 people who are enrolled may finish.",
            "Inactive: nobody new is enrolled; the 4 people who are enrolled may finish.",
        ),
        (
            "is_maintenance",
            "Maintenance program is on now.",
            "1 person who earned it may not be enrolled again. Turned on, they may.",
            "1 person has earned it and may be enrolled again. Turned off, they may not.",
        ),
        (
            "enrollees_may_cancel",
            "Allow enrollees to cancel enrollment is on now.",
            "4 enrollees have an enrollment that only a Certification Manager or a higher level may cancel.",
            "4 enrollees may cancel their own enrollment, and any staff may for them.",
        ),
    ],
)
def test_any_staff_switch_a_policy_with_one_click_there_and_back(staff, policy, told, before, after):
    crowd()
    was = policies()
    page = staff.get(TAB)
    assert before in said(page)
    address, fields = pressed(page, policy)
    assert address == SENT_TO
    page = staff.post(address, fields, follow=True)
    assert told in said(page)
    assert after in said(page)
    assert policies() == {**was, policy: not was[policy]}
    entry = Event.objects.filter(kind="program.policies_changed").get()
    assert (entry.account_id, entry.before, entry.after) == (
        staff.account.pk,
        {policy: was[policy]},
        {policy: not was[policy]},
    )
    page = staff.post(*pressed(page, policy), follow=True)
    assert before in said(page)
    assert policies() == was


def test_a_program_in_which_nobody_is_says_so_of_each_policy():
    make.program("EMT-R")
    words = said(signed_in(Role.MANAGER).get(TAB))
    for sentence in (
        "nobody new is enrolled. Nobody is enrolled who has still to finish.",
        "Nobody has earned it yet. Whoever does may not be enrolled again.",
        "Nobody has an enrollment to cancel; a Certification Manager or a higher level would.",
        "No completion awaits approval; whoever recorded or taught it may approve it, if it is not their own.",
        "No enrollment is inactive.",
    ):
        assert sentence in words


def test_separation_of_duties_and_retention_are_a_managers_and_neither_offered_to_staff_nor_taken_from_them(staff):
    crowd()
    page = staff.get(TAB)
    assert "These two are a Certification Manager’s to change." in said(page)
    offered = [fields.get("policy", ["retention_years"])[0] for action, fields in forms(page) if action == SENT_TO]
    assert offered == ["is_active", "is_maintenance", "enrollees_may_cancel"]
    was = policies()
    for asked in (
        {"revision": "1", "policy": "separates_duties", "is_on": "1"},
        {"revision": "1", "retention_years": "7"},
    ):
        answer = staff.post(SENT_TO, asked)
        assert answer.status_code == 422
        assert "Only a Certification Manager or a higher level may change" in said(answer)
    assert policies() == was


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN, Role.SYSADMIN])
def test_a_manager_and_the_levels_above_set_both(role):
    crowd()
    manager = signed_in(role)
    page = manager.post(*pressed(manager.get(TAB), "separates_duties"), follow=True)
    assert "Who recorded or taught may not approve is on now." in said(page)
    assert "nobody may approve what they recorded or taught." in said(page)
    address, fields = next(one for one in forms(page) if "retention_years" in one[1])
    page = manager.post(address, {**fields, "retention_years": "7"}, follow=True)
    assert "The years to keep inactive enrollments are saved." in said(page)
    assert "2 inactive enrollments are held, the last of them until 29 Jan 2033." in said(page)
    assert (policies()["separates_duties"], policies()["retention_years"]) == (True, 7)


@pytest.mark.parametrize("years", ["", "-1", "201", "many", "1.5"])
def test_years_that_are_none_are_said_to_be_and_stay_as_typed(years):
    crowd()
    answer = signed_in(Role.MANAGER).post(SENT_TO, {"revision": "1", "retention_years": years})
    assert answer.status_code == 422
    assert "Years to keep inactive enrollments" in said(answer)
    assert "Write a whole number of years from 0 to 200." in said(answer)
    assert next(fields for _, fields in forms(answer) if "retention_years" in fields)["retention_years"] == [years]
    assert policies()["retention_years"] == 0


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"revision": "1", "policy": "code", "is_on": "1"},
        {"revision": "1", "policy": "is_maintenance", "is_on": "maybe"},
        {"revision": "x", "policy": "is_maintenance", "is_on": "1"},
        {"policy": "is_maintenance", "is_on": "1"},
    ],
)
def test_what_makes_no_sense_switches_nothing(staff, asked):
    crowd()
    was = policies()
    answer = staff.post(SENT_TO, asked)
    assert answer.status_code == 422
    assert "This form is incomplete; open it anew." in said(answer)
    assert policies() == was


def test_a_policy_somebody_else_switched_meanwhile_is_said_and_not_switched_over(staff):
    crowd()
    address, fields = pressed(staff.get(TAB), "is_maintenance")
    staff.post(*pressed(staff.get(TAB), "enrollees_may_cancel"))
    answer = staff.post(address, fields)
    assert answer.status_code == 422
    assert "Allow enrollees to cancel enrollment: off became on" in said(answer)
    assert policies()["is_maintenance"] is False
    staff.post(*pressed(answer, "is_maintenance"))
    assert (policies()["is_maintenance"], policies()["enrollees_may_cancel"]) == (True, True)


def test_a_double_click_switches_once_and_says_the_same_twice(staff):
    crowd()
    address, fields = pressed(staff.get(TAB), "is_maintenance")
    first, second = (staff.post(address, fields, follow=True) for _ in range(2))
    assert said(first) == said(second)
    assert policies()["is_maintenance"] is True
    assert Event.objects.filter(kind="program.policies_changed").count() == 1


# What the pages offer follows at once


@zeal_ignore()
def earned_on_version_1() -> Contact:
    made = crowd()
    make.publish(made, make.definition(make.requirement("ESSAY"), name="Emergency care, new"))
    return Contact.objects.get(member_number="EMT-1")


def test_turning_maintenance_on_offers_a_further_enrollment_to_those_who_have_earned_it_and_off_takes_it_away(staff):
    """S96, S97: on an older version, through the pages."""
    who = earned_on_version_1()
    found = "/staff/certification/enrollments/programs/EMT-R/enrollees/?q=EMT-1"
    assert "Amina Okafor has earned EMT-R on 25 January 2026" in said(staff.get(found))
    page = staff.post(*pressed(staff.get(TAB), "is_maintenance"), follow=True)
    assert "Amina Okafor has earned" not in said(staff.get(found))
    assert 'value="EMT-1"' in staff.get(found).content.decode()
    assert enrollments.enroll(
        contact=who.pk, program=Program.objects.get(code="EMT-R"), enrolled_on=date(2026, 3, 2), by=COMMAND_LINE,
        at=make.noon(date(2026, 3, 2)),
    ).version.number == 2  # fmt: skip
    again = Enrollment.objects.get(contact=who, replaced_on=None)
    enrollments.cancel(enrollment=again.pk, by=COMMAND_LINE, at=make.noon(date(2026, 3, 2)))
    staff.post(*pressed(page, "is_maintenance"))
    assert "Amina Okafor has earned EMT-R on 25 January 2026" in said(staff.get(found))


def test_an_inactive_program_offers_no_enrollment_any_more(staff):
    crowd()
    program = "/staff/certification/enrollments/programs/EMT-R/"
    assert link(staff.get(program), "Enroll a Contact")
    staff.post(*pressed(staff.get(TAB), "is_active"))
    assert "Enroll a Contact" not in said(staff.get(program))
    assert "This program has the status Inactive" in said(staff.get(program))
