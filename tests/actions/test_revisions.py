"""Is somebody whose page is stale told who changed what, and when, and is nothing of theirs saved?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from conferral.actions import completions, contacts, enrollments, programs
from conferral.actions.programs import Policies
from conferral.models import Account, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from tests import make
from tests.actions.register import refused
from tests.emptying import log_thawed

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
NOON = make.noon(TODAY)
LATER = make.noon(date(2026, 3, 3))


@pytest.fixture
def anna():
    """A colleague who is quicker."""
    by = make.actor(Role.SYSADMIN)
    Account.objects.filter(pk=by.account).update(username="anna")
    return replace(by, name="anna")


def extend(row, day, by=COMMAND_LINE, at=NOON, **more):
    row.refresh_from_db()
    to = replace(row.dates(), expires_on=date(2026, 6, day))
    return enrollments.change_dates(enrollment=row.pk, to=to, reason="Illness.", by=by, at=at, **more)


def waiting():
    row = make.enrollment(
        None, make.program(None, make.definition(make.requirement(requires_approval=True, scale=make.POINTS)))
    )
    return make.completion(row)


ENROLLMENT = {
    "change_dates": lambda row, revision: extend(row, 30, at=LATER, revision=revision),
    "cancel": lambda row, revision: enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=LATER, revision=revision),
    "approve": lambda row, revision: enrollments.approve(
        enrollment=row.pk, by=COMMAND_LINE, at=LATER, revision=revision
    ),
}
COMPLETION = {
    "grade": lambda row, revision: completions.grade(
        completion=row.pk, grade="99", by=COMMAND_LINE, at=LATER, revision=revision
    ),
    "approve": lambda row, revision: completions.approve(
        completion=row.pk, by=COMMAND_LINE, at=LATER, revision=revision
    ),
    "reject": lambda row, revision: completions.reject(
        completion=row.pk, form=Rejection.NOTIFY, note="No.", by=COMMAND_LINE, at=LATER, revision=revision
    ),
    "void": lambda row, revision: completions.void(
        completion=row.pk, reason="No.", by=COMMAND_LINE, at=LATER, revision=revision
    ),
}


@pytest.mark.parametrize("verb", ENROLLMENT)
def test_an_enrollment_changed_meanwhile(verb, anna) -> None:
    row = make.enrollment(None, make.program(None, make.definition(requires_approval=True)))
    make.completion(row)
    seen = row.revision
    extend(row, 1, by=anna)
    with refused("stale") as caught:
        ENROLLMENT[verb](row, seen)
    assert str(caught.value) == (
        "This was changed by anna on 2 March 2026 at 12:00 since you opened it "
        "(Expiration date: 31 March 2026 became 1 June 2026). Look at it again; nothing of yours was saved."
    )
    assert ENROLLMENT[verb](row, seen + 1).revision == seen + 2


@pytest.mark.parametrize("verb", COMPLETION)
def test_a_completion_decided_meanwhile(verb, anna) -> None:
    row = waiting()
    seen = row.revision
    completions.grade(completion=row.pk, grade="70", by=anna, at=NOON)
    with refused("stale") as caught:
        COMPLETION[verb](row, seen)
    assert "by anna on 2 March 2026 at 12:00" in str(caught.value)
    assert "(Grade: blank became “70”)" in str(caught.value)


@pytest.mark.parametrize("verb", COMPLETION)
def test_a_completion_looked_at_as_it_is_now_is_decided(verb) -> None:
    row = waiting()
    if verb != "grade":
        row = completions.grade(completion=row.pk, grade="70", by=COMMAND_LINE, at=NOON)
    if verb == "void":
        row = completions.approve(completion=row.pk, by=COMMAND_LINE, at=NOON)
    assert COMPLETION[verb](row, row.revision).revision == row.revision + 1


def test_a_contact_changed_meanwhile(anna) -> None:
    row = make.contact("M-1", email="ada@example.org")
    details = contacts.details_of(row)
    contacts.change(contact=row.pk, details=replace(details, email=""), by=anna, at=NOON)
    with refused("stale") as caught:
        contacts.change(
            contact=row.pk, details=replace(details, first_name="Augusta"), by=COMMAND_LINE, at=LATER, revision=1
        )
    assert "by anna on 2 March 2026 at 12:00" in str(caught.value)
    assert "(Email: “ada@example.org” became blank)" in str(caught.value)


def test_a_program_switched_meanwhile(anna) -> None:
    row = make.program()
    programs.set_policies(program=row, policies=Policies(is_maintenance=True), by=anna, at=NOON)
    with refused("stale") as caught:
        programs.set_policies(program=row, policies=Policies(), by=COMMAND_LINE, at=LATER, revision=1)
    assert "by anna on 2 March 2026 at 12:00" in str(caught.value)
    assert "(Maintenance program: off became on)" in str(caught.value)


def test_who_only_wrote_about_the_enrollment_did_not_change_it(anna) -> None:
    row = make.enrollment()
    extend(row, 1, by=anna)
    make.completion(row, today=TODAY)
    with refused("stale") as caught:
        extend(row, 30, at=LATER, revision=1)
    assert "by anna on 2 March 2026 at 12:00" in str(caught.value)
    assert "(Expiration date:" in str(caught.value)


def test_who_enrolled_a_contact_did_not_change_the_contact(anna) -> None:
    row = make.contact("M-1", email="ada@example.org")
    details = contacts.details_of(row)
    contacts.change(contact=row.pk, details=replace(details, email=""), by=anna, at=NOON)
    make.enrollment(row, None, TODAY)
    with refused("stale") as caught:
        contacts.change(contact=row.pk, details=details, by=COMMAND_LINE, at=LATER, revision=1)
    assert "(Email: “ada@example.org” became blank)" in str(caught.value)


def test_who_enrolled_somebody_did_not_switch_the_program(anna) -> None:
    row = make.program()
    programs.set_policies(program=row, policies=Policies(is_maintenance=True), by=anna, at=NOON)
    make.enrollment(None, row, TODAY)
    make.publish(row, make.definition())
    with refused("stale") as caught:
        programs.set_policies(program=row, policies=Policies(), by=COMMAND_LINE, at=LATER, revision=1)
    assert "by anna" in str(caught.value)
    assert "(Maintenance program: off became on)" in str(caught.value)


def test_everything_that_changed_since_is_told_and_the_last_who_did(anna) -> None:
    row, seen = make.enrollment(), 1
    extend(row, 1)
    extend(row, 2)
    enrollments.cancel(enrollment=row.pk, by=anna, at=NOON)
    with refused("stale") as caught:
        enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=LATER, revision=seen)
    assert "by anna" in str(caught.value)
    assert "(Expiration date: 31 March 2026 became 2 June 2026; Cancelled: blank became 2 March 2026)" in str(
        caught.value
    )
    with refused("stale") as caught:
        enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=LATER, revision=seen + 2)
    assert "Expiration date" not in str(caught.value)


def test_a_command_that_looked_at_nothing_is_never_stale(anna) -> None:
    row = make.enrollment()
    extend(row, 1, by=anna)
    assert extend(row, 30, at=LATER).revision == 3


def test_what_no_entry_tells_of_is_stale_all_the_same() -> None:
    row = make.enrollment()
    Enrollment.objects.filter(pk=row.pk).update(revision=2)
    with log_thawed():
        Event.objects.all().delete()
    with refused("stale") as caught:
        extend(row, 30, at=LATER, revision=1)
    assert str(caught.value) == "This was changed since you opened it; look at it again."


def test_a_long_value_is_cut_short_in_the_sentence(anna) -> None:
    row = make.contact("M-1", organization="x" * 300)
    details = contacts.details_of(row)
    contacts.change(contact=row.pk, details=replace(details, organization=""), by=anna, at=NOON)
    with refused("stale") as caught:
        contacts.change(contact=row.pk, details=details, by=COMMAND_LINE, at=LATER, revision=1)
    assert len(str(caught.value)) < 250
