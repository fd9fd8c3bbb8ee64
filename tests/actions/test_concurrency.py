"""What happens when several people do the same thing at the same moment? Once, and the others are told.

Real threads with connections of their own, on both databases. Each round begins at a barrier; a
loser gets a refusal, never an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections

from conferral.actions import completions, contacts, enrollments, programs
from conferral.models import Completion, Contact, Designation, Enrollment, Event, Program, Version
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.contacts import Details
from conferral.rules.program_file_examples import failing
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refused
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
ROUNDS = range(6)
TWO = make.definition(make.requirement("EXAM", requires_approval=True), make.requirement("ETHICS"))


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Do all of it at the same moment; a refusal comes back as its code, anything else raised is a fault."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=30)
            return act()
        except Refused as refused:
            return refused.refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def codes(found: Sequence[object]) -> list[str]:
    """Return the refusals among what came back, and "done" for what was done."""
    return sorted(one if isinstance(one, str) else "done" for one in found)


def test_eight_enroll_the_same_fifty_at_once_and_each_is_enrolled_once() -> None:
    program = make.program(None, make.definition(designation="EMT"))
    everybody = [make.contact().pk for _ in range(50)]
    orders = [everybody[start:] + everybody[:start] for start in range(0, 48, 12)]
    orders += [list(reversed(order)) for order in orders]
    found = at_once(
        [
            lambda order=order: enrollments.enroll_many(
                contacts=order, program=program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT
            )
            for order in orders
        ]
    )
    assert [[outcome.contact for outcome in outcomes] for outcomes in found] == orders
    became = Counter(
        (outcome.contact, outcome.refusal.code if outcome.refusal else "enrolled")
        for outcomes in found
        for outcome in outcomes
    )
    assert became == {
        **{(contact, "enrolled"): 1 for contact in everybody},
        **{(contact, "already_enrolled"): 7 for contact in everybody},
    }
    assert sorted(Enrollment.objects.values_list("contact", flat=True)) == sorted(everybody)
    assert Event.objects.filter(kind="enrollment.enrolled").count() == 50


def test_those_enrolled_again_at_once_replace_what_expired_once() -> None:
    program = make.program()
    everybody = [make.contact() for _ in range(10)]
    for who in everybody:
        make.enrollment(who, program, date(2024, 1, 1))
    at_once(
        [
            lambda on=on: enrollments.enroll_many(
                contacts=[who.pk for who in everybody], program=program, enrolled_on=on, by=COMMAND_LINE, at=AT
            )
            for on in (TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=1), TODAY)
        ]
    )
    for who in everybody:
        first, second = Enrollment.objects.filter(contact=who).order_by("enrolled_on")
        assert (first.replaced_on, second.replaced_on) == (second.begins_on, None)


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_approvals_of_one_completion_one_wins(_round) -> None:
    done = make.completion(make.enrollment(None, make.program(None, TWO)))
    found = at_once([lambda: completions.approve(completion=done.pk, by=COMMAND_LINE, at=AT)] * 4)
    assert codes(found) == ["already_decided"] * 3 + ["done"]
    done.refresh_from_db()
    assert done.revision == 2
    assert Event.objects.filter(kind="completion.approved").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_an_approval_and_a_rejection_one_wins(_round) -> None:
    done = make.completion(make.enrollment(None, make.program(None, TWO)))
    found = at_once(
        [
            lambda: completions.approve(completion=done.pk, by=COMMAND_LINE, at=AT),
            lambda: completions.reject(completion=done.pk, form=Rejection.REJECTED, note="No.", by=COMMAND_LINE, at=AT),
        ]
        * 2
    )
    assert codes(found) == ["already_decided"] * 3 + ["done"]
    done.refresh_from_db()
    assert (done.approved_on is None) != (done.rejected_on is None)


@pytest.mark.parametrize("_round", ROUNDS)
def test_recorded_by_several_at_once_a_requirement_has_one_completion(_round) -> None:
    row = make.enrollment(None, make.program(None, TWO))

    def record() -> Completion:
        return completions.record(
            enrollment=row.pk, requirement="EXAM", recorded=Recorded(completed_on=TODAY), by=COMMAND_LINE, at=AT
        )

    assert codes(at_once([record] * 4)) == ["already_recorded"] * 3 + ["done"]
    assert Completion.objects.get().is_live


@pytest.mark.parametrize("_round", ROUNDS)
def test_cancelled_and_recorded_at_once_nothing_is_recorded_after_the_cancellation(_round) -> None:
    row = make.enrollment(None, make.program(None, TWO))
    cancelled, recorded = at_once(
        [
            lambda: enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=AT),
            lambda: completions.record(
                enrollment=row.pk, requirement="ETHICS", recorded=Recorded(completed_on=TODAY), by=COMMAND_LINE, at=AT
            ),
        ]
    )
    assert not isinstance(cancelled, str)
    row.refresh_from_db()
    assert row.cancelled_on == TODAY
    if recorded == "enrollment_closed":
        assert (row.started_on, Completion.objects.count()) == (None, 0)
    else:
        assert (row.started_on, Completion.objects.get()) == (TODAY, recorded)
        kinds = list(Event.objects.filter(enrollment_id=row.pk).order_by("pk").values_list("kind", flat=True))
        assert kinds == ["enrollment.enrolled", "completion.recorded", "enrollment.cancelled"]


@pytest.mark.parametrize("_round", ROUNDS)
def test_cancelled_and_earned_at_once_it_is_one_of_the_two(_round) -> None:
    row = make.enrollment()
    cancelled, recorded = at_once(
        [
            lambda: enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=AT),
            lambda: completions.record(
                enrollment=row.pk, requirement="EXAM", recorded=Recorded(completed_on=TODAY), by=COMMAND_LINE, at=AT
            ),
        ]
    )
    assert (cancelled, recorded).count("not_cancellable") + (cancelled, recorded).count("enrollment_closed") == 1
    row.refresh_from_db()
    assert (row.cancelled_on is None) != (row.earned_on is None)


@pytest.mark.parametrize("_round", ROUNDS)
def test_extended_and_enrolled_again_at_once_it_is_one_of_the_two(_round) -> None:
    program = make.program()
    everybody = [make.contact() for _ in range(20)]
    expired = [make.enrollment(who, program, date(2024, 1, 1)) for who in everybody]

    def extend() -> list[str]:
        return [extended(row) for row in expired]

    def extended(row: Enrollment) -> str:
        try:
            to = replace(row.dates(), expires_on=date(2026, 6, 30))
            enrollments.change_dates(enrollment=row.pk, to=to, reason="Illness.", by=COMMAND_LINE, at=AT)
        except Refused as refused:
            return refused.refusal.code
        return "done"

    def enroll() -> list[str]:
        outcomes = [
            enrollments.enroll_many(contacts=[who.pk], program=program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT)[0]
            for who in everybody
        ]
        return [outcome.refusal.code if outcome.refusal else "done" for outcome in outcomes]

    for pair in zip(*at_once([extend, enroll]), strict=True):
        assert pair in {("done", "already_enrolled"), ("enrollment_replaced", "done")}


def test_of_eight_who_change_the_dates_they_all_looked_at_one_does_and_seven_are_told() -> None:
    row = make.enrollment()

    def change(day: int) -> Enrollment:
        to = replace(row.dates(), expires_on=date(2026, 6, day))
        return enrollments.change_dates(
            enrollment=row.pk, to=to, reason="Illness.", by=COMMAND_LINE, at=AT, revision=row.revision
        )

    found = at_once([lambda day=day: change(day) for day in range(1, 9)])
    assert codes(found) == ["done"] + ["stale"] * 7
    winner = next(one for one in found if not isinstance(one, str))
    row.refresh_from_db()
    assert (row.expires_on, row.revision) == (winner.expires_on, 2)
    assert Event.objects.filter(kind="enrollment.dates_changed").count() == 1


def test_a_program_completion_is_approved_once() -> None:
    row = make.enrollment(None, make.program(None, make.definition(requires_approval=True, designation="EMT")))
    make.completion(row)
    found = at_once([lambda: enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=AT)] * 4)
    assert codes(found) == ["already_approved"] * 3 + ["done"]
    assert Designation.objects.get().conferred_on == TODAY


def test_two_programs_earned_at_once_confer_their_designation_once() -> None:
    who = make.contact()
    rows = [
        make.enrollment(who, make.program(None, make.definition(designation="EMT")), date(2026, 3, 1)) for _ in range(4)
    ]
    at_once(
        [
            lambda row=row: completions.record(
                enrollment=row.pk, requirement="EXAM", recorded=Recorded(completed_on=TODAY), by=COMMAND_LINE, at=AT
            )
            for row in rows
        ]
    )
    assert Enrollment.objects.filter(earned_on=TODAY).count() == 4
    assert Designation.objects.get().name == "EMT"


def test_a_draft_is_published_once() -> None:
    program = programs.define(code="EMT-R", policies=programs.Policies(), by=COMMAND_LINE, at=AT)
    programs.save_draft(program=program, definition=TWO, by=COMMAND_LINE, at=AT)
    found = at_once([lambda: programs.publish(program=program, by=COMMAND_LINE, at=AT)] * 4)
    assert codes(found) == ["done"] + ["draft_missing"] * 3
    assert Version.objects.get().number == 1


def test_definitions_published_at_once_are_numbered_one_after_the_other() -> None:
    program = make.program("EMT-R", TWO)
    at_once([lambda: programs.publish_definition(program=program, definition=TWO, by=COMMAND_LINE, at=AT)] * 4)
    assert sorted(Version.objects.filter(program=program).values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_of_drafts_saved_at_once_one_is_kept_and_the_others_are_told() -> None:
    program = programs.define(code="EMT-R", policies=programs.Policies(), by=COMMAND_LINE, at=AT)
    seen = programs.save_draft(program=program, definition=TWO, by=COMMAND_LINE, at=AT).revision

    def save(name: str) -> Version:
        return programs.save_draft(
            program=program, definition=replace(TWO, name=name), by=COMMAND_LINE, at=AT, revision=seen
        )

    found = at_once([lambda name=name: save(name) for name in ("A", "B", "C", "D")])
    assert codes(found) == ["done"] + ["stale"] * 3
    assert Version.objects.get().name in {"A", "B", "C", "D"}


def test_new_components_named_by_two_programs_at_once_are_created_once() -> None:
    made = [
        programs.define(code=code, policies=programs.Policies(), by=COMMAND_LINE, at=AT) for code in ("A", "B", "C")
    ]
    many = make.definition(*(make.requirement(f"R-{number}", scale=make.POINTS) for number in range(60)))
    backwards = replace(many, requirements=tuple(reversed(many.requirements)))
    found = at_once(
        [
            lambda program=program, defined=defined: programs.publish_definition(
                program=program, definition=defined, by=COMMAND_LINE, at=AT
            )
            for program, defined in zip(made, (many, backwards, many), strict=True)
        ]
    )
    assert codes(found) == ["done"] * 3


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_code_taken_at_once_belongs_to_one_program(_round) -> None:
    found = at_once([lambda: programs.define(code="EMT-R", policies=programs.Policies(), by=COMMAND_LINE, at=AT)] * 4)
    assert codes(found) == ["code_taken"] * 3 + ["done"]
    assert Program.objects.count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_member_number_taken_at_once_belongs_to_one_contact(_round) -> None:
    details = Details(member_number="M-1", last_name="Lovelace")
    found = at_once([lambda: contacts.add(details=details, by=COMMAND_LINE, at=AT)] * 4)
    assert codes(found) == ["done"] + ["member_number_taken"] * 3
    ada = Contact.objects.get()
    others = [
        contacts.add(details=Details(member_number=f"N-{number}", last_name="X"), by=COMMAND_LINE, at=AT)
        for number in range(2)
    ]
    wanted = replace(details, member_number="M-2")
    found = at_once(
        [
            lambda other=other: contacts.change(contact=other.pk, details=wanted, by=COMMAND_LINE, at=AT)
            for other in (ada, *others)
        ]
    )
    assert codes(found) == ["done"] + ["member_number_taken"] * 2


def test_an_example_that_changes_while_a_version_is_published_never_ends_up_unkept() -> None:
    passed = {
        "name": "Passed",
        "enrolled_on": "2025-03-01",
        "completions": [{"requirement": "EXAM", "completed_on": "2025-06-01"}],
        "on": "2026-03-02",
        "expect": {"status": "earned"},
    }
    for _ in ROUNDS:
        program = make.program()
        changed = make.definition(requires_approval=True)
        programs.save_draft(program=program, definition=changed, by=COMMAND_LINE, at=AT)
        policies = replace(programs.policies_of(program), examples=[passed])

        found = at_once(
            [
                lambda program=program: programs.publish(program=program, by=COMMAND_LINE, at=AT),
                lambda program=program, policies=policies: programs.set_policies(
                    program=program, policies=policies, by=COMMAND_LINE, at=AT
                ),
            ]
        )

        assert codes(found) == ["done", "example_fails"]
        program.refresh_from_db()
        in_force = Version.objects.whole().current().get(program=program).definition()
        assert failing(in_force, program.examples) == ()
        assert (in_force.requires_approval, program.examples) in [(True, []), (False, [passed])]
