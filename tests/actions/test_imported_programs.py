"""Do the programs of a file become programs and versions, and does nothing else change?"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import transaction

from conferral.actions import imported_programs
from conferral.documents.program_file import program_file
from conferral.models import Completion, Component, Enrollment, Event, GradeScale, Program, UnitType, Version
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.register import contents, untouched
from tests.sample_programs import decoded, example, item, requirement, version

pytestmark = pytest.mark.django_db


def accept(now: datetime, *items: object, by: Actor = COMMAND_LINE) -> list[imported_programs.ProgramOutcome]:
    return imported_programs.accept(items, by=by, at=now)


def kinds(now: datetime, *items: object) -> list[str]:
    return [outcome.kind.value for outcome in accept(now, *items)]


def faults(now: datetime, *items: object, by: Actor = COMMAND_LINE) -> list[tuple[str, str, str]]:
    return [
        (outcome.program, fault.path, fault.refusal.code)
        for outcome in accept(now, *items, by=by)
        for fault in outcome.faults
    ]


def exported() -> str:
    return json.dumps(program_file(Program.objects.all()), sort_keys=True)


def names(code: str) -> list[str]:
    return list(Version.objects.filter(program__code=code).order_by("number").values_list("name", flat=True))


@contextmanager
def thrown_away() -> Iterator[None]:
    """Do something in a register that is gone afterwards: what is published could not be deleted."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def no_enrollee_touched() -> Iterator[None]:
    before = list(Enrollment.objects.values()), list(Completion.objects.values())
    assert before[0]
    assert before[1]
    yield
    assert (list(Enrollment.objects.values()), list(Completion.objects.values())) == before


def test_a_new_program_is_defined_and_its_versions_are_published_in_order(now: datetime) -> None:
    assert kinds(now, item("EMT-R", version(name="First"), version(name="Second"))) == ["created"]

    program = Program.objects.get(code="EMT-R")
    assert (program.is_active, program.is_maintenance, program.enrollees_may_cancel) == (True, True, False)
    assert names("EMT-R") == ["First", "Second"]
    current = program.current_version()
    assert current is not None
    assert (current.number, current.name, current.published_at) == (2, "Second", now)
    kinds_logged = list(Event.objects.order_by("pk").values_list("kind", "actor"))
    assert kinds_logged == [
        ("program.defined", "command-line"),
        ("version.published", "command-line"),
        ("version.published", "command-line"),
    ]


def test_components_unit_types_and_grade_scales_that_are_named_are_created_once(now: datetime) -> None:
    accept(now, item("A"), item("B", version(requirements=[requirement(), requirement(code="NCCP-21")])))

    assert list(Component.objects.values_list("code", "title")) == [("NCCP", "National component")]
    assert [unit_type.name for unit_type in UnitType.objects.all()] == ["CE hours"]
    assert [str(scale) for scale in GradeScale.objects.all()] == ["points out of 100, 70 passes"]


def test_the_same_programs_again_change_nothing(now: datetime) -> None:
    items = [item("A", version(), version(name="Second")), item("B", examples=[example()], retention_years=3)]
    accept(now, *items)

    with untouched():
        assert kinds(now, *items) == ["unchanged", "unchanged"]


def test_live_policies_left_out_are_the_defaults_of_a_new_program(now: datetime) -> None:
    accept(now, item("A", status=..., maintenance=..., enrollees_may_cancel=...))

    held = Program.objects.get(code="A")
    assert (held.is_active, held.is_maintenance, held.enrollees_may_cancel) == (True, False, False)
    assert (held.separates_duties, held.retention_years, held.examples) == (False, 0, [])


def test_live_policies_given_are_applied_to_a_stored_program_and_those_left_out_stay(now: datetime) -> None:
    accept(now, item("A", separation_of_duties=True, retention_years=5, examples=[example()]))

    assert kinds(now, item("A", status="inactive", maintenance=..., enrollees_may_cancel=True)) == ["updated"]

    held = Program.objects.get(code="A")
    assert (held.is_active, held.is_maintenance, held.enrollees_may_cancel) == (False, True, True)
    assert (held.separates_duties, held.retention_years, held.examples) == (True, 5, [example()])
    event = Event.objects.get(kind="program.policies_changed")
    assert (event.before, event.after) == (
        {"is_active": True, "enrollees_may_cancel": False},
        {"is_active": False, "enrollees_may_cancel": True},
    )


def test_absent_versions_are_published_and_the_last_is_current(now: datetime) -> None:
    accept(now, item("A", version(name="First")))

    assert kinds(now, item("A", version(name="First"), version(name="Second"), version(name="Third"))) == ["updated"]
    assert names("A") == ["First", "Second", "Third"]


def test_a_differing_last_version_is_published_as_the_next_and_then_again_unchanged(now: datetime) -> None:
    accept(now, item("A", version(name="First"), version(name="Second")))
    changed = item("A", version(name="First"), version(name="Changed"))

    assert kinds(now, changed) == ["updated"]
    assert names("A") == ["First", "Second", "Changed"]
    with untouched():
        assert kinds(now, changed) == ["unchanged"]


def test_a_differing_earlier_version_is_refused_and_nothing_of_the_program_is_written(now: datetime) -> None:
    accept(now, item("A", version(name="First"), version(name="Second")))

    with untouched():
        changed = item("A", version(name="Other"), version(name="Second"), version(name="Third"), status="inactive")
        assert faults(now, changed) == [("A", "versions[0]", "version_differs")]


def test_fewer_versions_than_stored_are_unchanged_when_they_are_equal_and_refused_when_not(now: datetime) -> None:
    accept(now, item("A", version(name="First"), version(name="Second"), version(name="Third")))

    with untouched():
        assert kinds(now, item("A", version(name="First"), version(name="Second"))) == ["unchanged"]
        assert faults(now, item("A", version(name="First"), version(name="Other"))) == [
            ("A", "versions[1]", "version_differs")
        ]


def test_a_draft_under_way_is_left_alone(now: datetime) -> None:
    from conferral.actions import programs

    made = make.program("A")
    programs.save_draft(program=made, definition=make.definition(name="Draft"), by=COMMAND_LINE, at=now)

    assert kinds(now, item("A", version(name="Published"))) == ["updated"]
    assert Version.objects.get(program=made, number=None).name == "Draft"


def test_no_enrollee_is_touched(now: datetime) -> None:
    accept(now, item("A", version(requirements=[requirement(grade=..., code="EXAM")])))
    program = Program.objects.get(code="A")
    enrolled = make.enrollment(into=program)
    make.completion(enrolled)
    make.enrollment(into=program)
    changed = version(
        name="Changed", deadline_period={"count": 1, "unit": "days"}, requirements=[requirement(code="OTHER")]
    )

    with no_enrollee_touched():
        assert kinds(now, item("A", changed, status="inactive", maintenance=False)) == ["updated"]
    assert {row.version.number for row in Enrollment.objects.select_related("version")} == {1}


def test_one_refused_program_stops_no_other_and_says_everything_that_is_wrong(now: datetime) -> None:
    bad = item("B", version(units_required=500, name=""), status="on")
    empty = item("C", version(), version(requirements=[]))

    outcomes = accept(now, item("A"), bad, empty, 5, item("D"))

    assert [outcome.kind.value for outcome in outcomes] == ["created", "refused", "refused", "refused", "created"]
    assert [(outcome.program, fault.path, fault.refusal.code) for outcome in outcomes for fault in outcome.faults] == [
        ("B", "status", "word_unknown"),
        ("B", "versions[0].name", "text_blank"),
        ("C", "versions[1]", "requirements_missing"),
        ("", "programs[3]", "wrong_type"),
    ]
    assert list(Program.objects.order_by("code").values_list("code", flat=True)) == ["A", "D"]


def test_a_version_that_nobody_can_meet_comes_in_as_history_with_a_warning(now: datetime) -> None:
    (outcome,) = accept(now, item("A", version(units_required=500)))

    assert (outcome.kind.value, outcome.warnings) == (
        "created",
        ("The version asks for 500 units, but its requirements give at most 20 that count.",),
    )
    assert accept(now, item("A", version(units_required=500)))[0].warnings == ()


def test_nothing_of_a_refused_program_is_written_though_it_is_refused_late(now: datetime) -> None:
    make.program("A")
    staff = Actor("staff", Role.STAFF, account=5)

    with untouched():
        found = faults(
            now, item("A", version(name="New"), retention_years=9), item("B", separation_of_duties=True), by=staff
        )
    assert found == [("A", "", "role_needed"), ("B", "", "role_needed")]


def test_only_staff_import_programs(now: datetime) -> None:
    with untouched(), pytest.raises(Refused, match="Only staff"):
        accept(now, item("A"), by=Actor("member", Role.NONE))


def test_prerequisites_may_be_named_anywhere_in_the_file(now: datetime) -> None:
    make.program("CPR")
    items = [
        item("C", version(prerequisites=["B", "CPR"])),
        item("A"),
        item("B", version(prerequisites=["A"])),
    ]

    assert kinds(now, *items) == ["created", "created", "created"]
    current = Version.objects.get(program__code="C")
    assert sorted(current.prerequisites.values_list("code", flat=True)) == ["B", "CPR"]
    with untouched():
        assert kinds(now, *items) == ["unchanged", "unchanged", "unchanged"]


def test_an_unknown_prerequisite_is_refused_with_all_that_need_it(now: datetime) -> None:
    outcomes = accept(
        now,
        item("A", version(), version(name="Second", prerequisites=["D", "ZZZ"])),
        item("B", version(prerequisites=["A"])),
        item("C", version(prerequisites=["B"])),
        item("D"),
    )

    assert [outcome.kind.value for outcome in outcomes] == ["refused", "refused", "refused", "created"]
    assert [fault.refusal.message for outcome in outcomes for fault in outcome.faults] == [
        "versions[1].prerequisites[1]: there is no program with the code “ZZZ”, neither in the register nor in this file.",
        "versions[0].prerequisites[0]: A stands in this file and is refused; mend it first.",
        "versions[0].prerequisites[0]: B stands in this file and is refused; mend it first.",
    ]


def test_a_stored_prerequisite_counts_though_its_own_change_is_refused(now: datetime) -> None:
    make.program("A")

    assert kinds(now, item("A", version(name="")), item("B", version(prerequisites=["A"]))) == ["refused", "created"]


def test_programs_that_need_one_another_are_refused_with_a_sentence(now: datetime) -> None:
    make.program("CPR")
    circle = [
        item("A", version(prerequisites=["B"])),
        item("B", version(prerequisites=["CPR", "C"])),
        item("C", version(prerequisites=["A"])),
    ]

    outcomes = accept(now, *circle, item("D", version(prerequisites=["A"])), item("E"))

    assert [outcome.kind.value for outcome in outcomes] == ["refused"] * 4 + ["created"]
    assert outcomes[0].faults[0].refusal.message == (
        "versions[0].prerequisites[0]: A, B and C need one another, so that nobody could begin; take one of them out."
    )
    assert [outcome.faults[0].refusal.code for outcome in outcomes[:4]] == [
        *["prerequisite_circular"] * 3,
        "prerequisite_unknown",
    ]


def test_a_circle_through_a_stored_program_is_refused_too(now: datetime) -> None:
    make.program("B")
    make.program("A", make.definition(prerequisites=("B",)))

    with untouched():
        assert faults(now, item("B", version(prerequisites=["A"]))) == [
            ("B", "versions[0].prerequisites[0]", "prerequisite_circular")
        ]


def test_a_program_cannot_be_its_own_prerequisite(now: datetime) -> None:
    assert faults(now, item("A", version(prerequisites=["A"]))) == [("A", "versions[0]", "prerequisite_itself")]


def test_what_an_older_version_needed_is_history_and_comes_into_an_empty_register(now: datetime) -> None:
    items = [
        item("A", version(prerequisites=["B"]), version(name="Second")),
        item("B", version(), version(name="Second", prerequisites=["A"])),
    ]

    assert kinds(now, *items) == ["created", "created"]
    with untouched():
        assert kinds(now, *items) == ["unchanged", "unchanged"]


def test_one_code_twice_counts_once_when_identical_and_is_refused_when_not(now: datetime) -> None:
    items = [item("A"), item("B"), item(" A "), item("B", status="inactive"), item("C", status=5), item("C", status=5)]

    outcomes = accept(now, *items)

    assert [outcome.kind.value for outcome in outcomes] == [
        "created",
        "refused",
        "unchanged",
        "refused",
        "refused",
        "unchanged",
    ]
    assert outcomes[1].faults[0].refusal.code == "key_repeated"
    assert outcomes[1].faults[0].refusal.message == (
        "code: B is the code of programs[3] too, with other values: keep the one that is right."
    )
    assert not Program.objects.filter(code="B").exists()


def test_every_place_of_a_code_with_differing_values_is_refused_with_its_own_faults_too(now: datetime) -> None:
    found = faults(now, item("A"), *(item("A", version(name=f"{n}")) for n in range(4)), item("A", status=1))

    assert [code for _, _, code in found] == ["key_repeated"] * 5 + ["wrong_type", "key_repeated"]


def test_a_program_without_versions_is_defined_and_waits_for_one(now: datetime) -> None:
    assert kinds(now, item("A", versions=[])) == ["created"]
    assert kinds(now, item("A")) == ["updated"]


def test_an_export_comes_back_unchanged_and_makes_the_same_programs_elsewhere(now: datetime) -> None:
    with thrown_away():
        make.program("CPR")
        odd = make.definition(name=" Re\u0301animation ", prerequisites=("CPR",), stages=((1, "One "),))
        make.program("EMT-R", odd, examples=[example()])
        accept(now, item("B", version(), version(name="Second", prerequisites=["EMT-R"])), item("C", versions=[]))
        text = exported()
        with untouched():
            assert set(kinds(now, *decoded(text)["programs"])) == {"unchanged"}

    assert not Program.objects.exists()
    assert set(kinds(now, *decoded(text)["programs"])) == {"created"}
    assert decoded(exported()) == decoded(
        text.replace(" Re\\u0301animation ", "R\\u00e9animation").replace("One ", "One")
    )


def test_programs_in_any_order_give_the_same_register(now: datetime) -> None:
    items = [item(f"P-{n}", version(prerequisites=[f"P-{n - 1}"] if n % 5 else [])) for n in range(20)]
    items += [item("X", version(prerequisites=["Y"])), item("Y", version(prerequisites=["X"])), item("Z", status=3)]
    results = []
    for seed in range(3):
        random.Random(seed).shuffle(items)  # noqa: S311 - the same orders in every run
        with thrown_away():
            found = sorted((outcome.program, outcome.kind.value) for outcome in accept(now, *items))
            results.append((found, exported(), len(contents()["Program"])))

    assert results[0] == results[1] == results[2]
    assert results[0][2] == 20
