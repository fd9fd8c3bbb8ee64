"""Do examples keep a version that does not give them from being published, and themselves from being kept?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from conferral.actions import imported_programs, programs
from conferral.models import Program, Version
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.definition import Definition
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.actions.register import logged, refused, untouched
from tests.sample_programs import example, item, version

pytestmark = pytest.mark.django_db

IN_TIME = example(
    name="Exam passed in time",
    completions=[{"requirement": "EXAM", "completed_on": "2025-06-01"}],
    on="2026-03-02",
    expect={"status": "earned", "earned_on": "2025-06-01"},
)
LATE = example(name="Nothing done", on="2026-03-02", expect={"status": "grace"})


def keep(program: Program, *examples: object, by=COMMAND_LINE, at: datetime) -> Program:
    policies = replace(programs.policies_of(program), examples=list(examples))
    return programs.set_policies(program=program, policies=policies, by=by, at=at, revision=program.revision)


def approved() -> Definition:
    return make.definition(requires_approval=True)


def accept(now: datetime, *items: object) -> list[imported_programs.ProgramOutcome]:
    return imported_programs.accept(items, by=COMMAND_LINE, at=now)


# Kept


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER])
def test_staff_keep_examples_that_the_version_in_force_gives(role, now) -> None:
    program = make.program()
    with logged() as entries:
        keep(program, IN_TIME, LATE, by=make.actor(role), at=now)
    program.refresh_from_db()
    assert program.examples == [IN_TIME, LATE]
    assert [entry.kind for entry in entries] == ["program.policies_changed"]
    assert entries[0].after == {"examples": [IN_TIME, LATE]}


def test_an_example_that_the_version_in_force_does_not_give_is_not_kept(now) -> None:
    program = make.program(defined=approved())
    with refused("example_fails") as caught:
        keep(program, LATE, IN_TIME, at=now)
    assert str(caught.value).startswith("examples[1]: the example “Exam passed in time” does not come out as it says.")
    assert "Earned is expected, Awaiting approval comes out" in str(caught.value)


@pytest.mark.parametrize(
    ("odd", "code"), [({"a": 1}, "key_unknown"), ("EMT", "wrong_type"), (example(on="now"), "date_not_iso")]
)
def test_what_is_no_example_is_not_kept(odd, code, now) -> None:
    program = make.program()
    with refused(code):
        keep(program, odd, at=now)
    with refused(code):
        programs.define(code="B", policies=programs.Policies(examples=[odd]), by=COMMAND_LINE, at=now)


def test_before_a_version_is_published_any_lawful_example_is_kept(now) -> None:
    program = programs.define(code="A", policies=programs.Policies(), by=COMMAND_LINE, at=now)
    keep(program, example(expect={"requirements": {"NOTHING": "complete"}}), at=now)
    program.refresh_from_db()
    assert len(program.examples) == 1


def test_other_policies_change_whatever_the_examples_are(now) -> None:
    program = make.program()
    Program.objects.filter(pk=program.pk).update(examples=[{"a": 1}])
    program.refresh_from_db()
    programs.set_policies(
        program=program, policies=replace(programs.policies_of(program), is_maintenance=True), by=COMMAND_LINE, at=now
    )
    program.refresh_from_db()
    assert (program.is_maintenance, program.examples) == (True, [{"a": 1}])


# Published


def test_a_draft_that_does_not_give_an_example_is_not_published(now) -> None:
    program = make.program()
    keep(program, LATE, IN_TIME, at=now)
    programs.save_draft(program=program, definition=approved(), by=COMMAND_LINE, at=now)
    with refused("example_fails") as caught:
        programs.publish(program=program, by=COMMAND_LINE, at=now)
    assert "examples[1]: the example “Exam passed in time”" in str(caught.value)
    assert "Nothing done" not in str(caught.value)

    program.refresh_from_db()
    keep(program, LATE, at=now)
    assert programs.publish(program=program, by=COMMAND_LINE, at=now).number == 2


def test_of_many_examples_that_fail_three_are_told(now) -> None:
    program = make.program()
    keep(program, *(replace_name(IN_TIME, f"No {number}") for number in range(5)), at=now)
    programs.save_draft(program=program, definition=approved(), by=COMMAND_LINE, at=now)
    with refused("example_fails") as caught:
        programs.publish(program=program, by=COMMAND_LINE, at=now)
    assert [number for number in range(5) if f"“No {number}”" in str(caught.value)] == [0, 1, 2]
    assert str(caught.value).endswith("2 more fail as well.")


def replace_name(one: dict, name: str) -> dict:
    return {**one, "name": name}


def test_a_definition_published_whole_has_to_give_the_examples_unless_it_is_history(now) -> None:
    program = make.program()
    keep(program, IN_TIME, at=now)
    with refused("example_fails"):
        programs.publish_definition(program=program, definition=approved(), by=COMMAND_LINE, at=now)
    programs.publish_definition(program=program, definition=approved(), by=COMMAND_LINE, at=now, is_history=True)
    assert Version.objects.filter(program=program).count() == 2


def test_a_draft_may_be_saved_that_does_not_give_them_yet(now) -> None:
    program = make.program()
    keep(program, IN_TIME, at=now)
    programs.save_draft(program=program, definition=approved(), by=COMMAND_LINE, at=now)
    assert Version.objects.filter(program=program, number=None).exists()


def test_one_that_was_stored_when_anything_was_lawful_keeps_a_version_from_being_published(now) -> None:
    program = make.program()
    Program.objects.filter(pk=program.pk).update(examples=[{"a": 1}])
    programs.save_draft(program=program, definition=approved(), by=COMMAND_LINE, at=now)
    with refused("key_unknown"):
        programs.publish(program=program, by=COMMAND_LINE, at=now)


# Brought in


FIRST = version(name="First", deadline_period={"count": 1, "unit": "months"}, grace_period=None)
LAST = version(name="Last")
OF_THE_LAST = example(name="A year later", on="2026-03-01", expect={"status": "enrolled"})


def test_only_the_last_version_of_a_file_has_to_give_the_examples(now) -> None:
    made = item("A", FIRST, LAST, examples=[OF_THE_LAST])
    assert [one.kind.value for one in accept(now, made)] == ["created"]
    with untouched():
        assert [one.kind.value for one in accept(now, made)] == ["unchanged"]
    assert Program.objects.get(code="A").examples == [OF_THE_LAST]


@pytest.mark.parametrize("stored", [False, True])
def test_a_program_whose_example_fails_is_refused_whole_and_the_others_come_in(stored, now) -> None:
    if stored:
        accept(now, item("A", FIRST))
    before = Version.objects.count()

    outcomes = accept(
        now,
        item("A", FIRST, version(name="Other", grace_period=None), examples=[OF_THE_LAST | {"on": "2027-03-02"}]),
        item("B"),
    )

    assert [one.kind.value for one in outcomes] == ["refused", "created"]
    (only,) = outcomes[0].faults
    assert (only.path, only.refusal.code) == ("examples[0]", "example_fails")
    assert "“A year later” does not come out as it says. Status: Enrolled is expected, Expired comes out" in str(
        only.refusal
    )
    assert Version.objects.count() == before + 1
    assert Program.objects.filter(code="A").exists() is stored


def test_examples_alone_are_judged_by_the_version_in_force(now) -> None:
    accept(now, item("A", FIRST, LAST))
    (refusal,) = accept(now, item("A", FIRST, LAST, examples=[example(on="2025-03-01", expect={"complete": 1})]))
    assert [fault.path for fault in refusal.faults] == ["examples[0]"]
    assert [one.kind.value for one in accept(now, item("A", FIRST, LAST, examples=[OF_THE_LAST]))] == ["updated"]
    # A file of before still names the versions of before; its examples are about the version in force all the same.
    assert [one.kind.value for one in accept(now, item("A", FIRST, examples=[]))] == ["updated"]
    assert Program.objects.get(code="A").examples == []


def test_examples_that_are_kept_have_to_come_out_of_a_version_a_file_adds(now) -> None:
    accept(now, item("A", LAST, examples=[OF_THE_LAST]))
    (outcome,) = accept(now, item("A", LAST, FIRST))
    assert [(fault.path, fault.refusal.code) for fault in outcome.faults] == [("examples[0]", "example_fails")]
    # Both at once: what is new of either is judged together.
    both = item("A", LAST, FIRST, examples=[example(on="2025-04-02", expect={"status": "expired"})])
    assert [one.kind.value for one in accept(now, both)] == ["updated"]


def test_a_period_that_changes_shows_in_the_examples(now) -> None:
    program = make.program()
    keep(program, LATE, at=now)
    longer = make.definition(terms=Terms(Period(2, Unit.YEARS)))
    with refused("example_fails"):
        programs.publish_definition(program=program, definition=longer, by=COMMAND_LINE, at=now)
