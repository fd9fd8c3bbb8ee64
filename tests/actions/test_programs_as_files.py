"""Does a file say everything there is about a program? Handed out and brought into an empty register, it is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conferral.actions import imported_programs, programs
from conferral.documents.program_file import as_text, program_file
from conferral.models import Program, Version
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.definition import Definition, is_out_of_reach, problems
from conferral.rules.program_file import GivenProgram, parse
from conferral.rules.program_file_examples import failing
from tests import make
from tests.actions.register import untouched
from tests.conftest import NOW
from tests.lawful_programs import POLICIES, definitions, examples
from tests.sample_programs import decoded

pytestmark = pytest.mark.django_db

SETTLED = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=40,
    phases=[Phase.generate],  # a smaller failing program would take minutes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def accept(text: str, at: datetime = NOW) -> list[str]:
    outcomes = imported_programs.accept(decoded(text)["programs"], by=COMMAND_LINE, at=at)
    assert [outcome.faults for outcome in outcomes if outcome.faults] == []
    return [outcome.kind.value for outcome in outcomes]


def exported() -> str:
    return as_text(program_file(Program.objects.all()))


def is_lawful(definition: Definition) -> bool:
    return all(is_out_of_reach(problem) for problem in problems(definition, program="X"))


lawful = definitions(("BASE", "É/2")).filter(is_lawful)


@SETTLED
@given(first=lawful, last=lawful, policies=POLICIES, given_examples=st.lists(examples(), max_size=4))
def test_any_program_comes_back_the_same_and_the_second_time_changes_nothing(
    db, first, last, policies, given_examples
) -> None:
    kept = [
        one
        for place, one in enumerate(given_examples)
        if not failing(last, [one]) and one["name"] not in [other["name"] for other in given_examples[:place]]
    ]
    with transaction.atomic():
        make.program("BASE")
        make.program("É/2")
        made = programs.define(code="X", policies=programs.Policies(**policies), by=COMMAND_LINE, at=NOW)
        for definition in (first, last):
            programs.publish_definition(program=made, definition=definition, by=COMMAND_LINE, at=NOW, is_history=True)
        held = replace(programs.policies_of(Program.objects.get(pk=made.pk)), examples=kept)
        programs.set_policies(program=made, policies=held, by=COMMAND_LINE, at=NOW)
        text = exported()
        stored = [version.definition() for version in Version.objects.whole().filter(program=made).order_by("number")]
        with untouched():
            assert accept(text) == ["unchanged"] * 3
        transaction.set_rollback(True)

    assert stored == [first, last]
    with transaction.atomic():
        assert not Program.objects.exists()
        assert accept(text) == ["created"] * 3
        assert exported() == text
        again = Program.objects.get(code="X")
        assert programs.policies_of(again) == held
        versions = Version.objects.whole().filter(program=again).order_by("number")
        assert [version.definition() for version in versions] == stored
        with untouched():
            assert accept(text) == ["unchanged"] * 3
        transaction.set_rollback(True)


@SETTLED
@given(example=examples())
def test_any_example_reads_back_as_it_was_kept(example) -> None:
    value = {"code": "X", "versions": [], "examples": [example]}
    found = parse(decoded(as_text(value)))
    assert isinstance(found, GivenProgram)
    assert found.policies["examples"] == [example]
