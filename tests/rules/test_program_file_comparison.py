"""Which versions of a file are published, measured by what is published already?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from conferral.rules.definition import Definition, Requirement
from conferral.rules.program_file_comparison import to_publish
from conferral.rules.program_file_versions import GivenVersion
from conferral.rules.terms import Period, Terms, Unit


def named(name: str) -> Definition:
    return Definition(
        name=name, terms=Terms(Period(1, Unit.YEARS)), requirements=(Requirement("EXAM", "Exam", "EXAM"),)
    )


def compared(given: str, stored: str) -> str:
    """Compare versions named by letters; say which are published, or which path is refused and why."""
    versions = [GivenVersion(named(letter), ()) for letter in given]
    new, faults = to_publish(versions, [named(letter) for letter in stored], program="X")
    if faults:
        return ", ".join(f"{fault.path} {fault.refusal.code}" for fault in faults)
    return "".join(item.version.definition.name for item in new)


@pytest.mark.parametrize(
    ("given", "stored", "result"),
    [
        ("A", "", "A"),
        ("ABC", "", "ABC"),
        ("A", "A", ""),
        ("AB", "AB", ""),
        ("ABC", "A", "BC"),
        ("A", "AB", ""),
        ("", "AB", ""),
        ("B", "A", "B"),
        ("AC", "AB", "C"),
        ("B", "AB", ""),
        ("AC", "ABC", ""),
        ("B", "ABC", "versions[0] version_differs"),
        ("C", "AB", "versions[0] version_differs"),
        ("XB", "AB", "versions[0] version_differs"),
        ("XBC", "AB", "versions[0] version_differs"),
        ("AXC", "AB", "versions[1] version_differs"),
        ("XY", "AB", "versions[0] version_differs"),
        ("AX", "ABC", "versions[1] version_differs"),
        ("C", "ABC", "versions[0] version_differs"),
        ("CB", "ABC", "versions[0] version_differs"),
    ],
)
def test_each_version_is_compared_with_the_stored_one_of_its_number(given: str, stored: str, result: str) -> None:
    assert compared(given, stored) == result


@pytest.mark.parametrize(("given", "stored"), [("A", ""), ("B", "A"), ("AC", "AB"), ("ABC", "A")])
def test_after_the_file_was_read_it_changes_nothing_more(given: str, stored: str) -> None:
    assert compared(given, stored + compared(given, stored)) == ""


def test_a_differing_version_is_said_with_the_keys_in_which_it_differs() -> None:
    given = replace(named("A"), terms=Terms(Period(1, Unit.YEARS), Period(1, Unit.DAYS)), in_order=True)

    _, faults = to_publish(
        [GivenVersion(given, ()), GivenVersion(named("B"), ())], [named("A"), named("B")], program="X"
    )

    (fault,) = faults
    assert fault.refusal.message == (
        "versions[0]: it differs from the published version 1 (grace_period, in_order), and a published version never "
        "changes. Give it as it was published, and what is new as a further version after the last."
    )


def test_only_versions_to_publish_are_asked_whether_they_can_be() -> None:
    empty = replace(named("A"), requirements=())
    versions = [GivenVersion(empty, ()), GivenVersion(replace(empty, name=""), ())]

    _, faults = to_publish(versions, [empty], program="X")

    assert [(fault.path, fault.refusal.code) for fault in faults] == [
        ("versions[1]", "name_missing"),
        ("versions[1]", "requirements_missing"),
    ]


@pytest.mark.parametrize(("given", "stored"), [("A", [" A"]), ("AC", ["A ", "B", "C\t"])])
def test_a_stored_text_with_blanks_around_it_is_the_same_text(given: str, stored: list[str]) -> None:
    versions = [GivenVersion(named(letter), ()) for letter in given]

    assert to_publish(versions, [named(name) for name in stored], program="X") == ([], [])


def test_that_nobody_can_meet_a_version_is_a_warning_and_whatever_makes_no_sense_a_fault() -> None:
    beyond = replace(named("A"), units_required=Decimal(5))

    (new,), faults = to_publish([GivenVersion(beyond, ())], [], program="X")
    assert (new.path, faults) == ("versions[0]", [])
    assert [warning.split(" units, ")[0] for warning in new.warnings] == ["The version asks for 5"]

    (new,), faults = to_publish([GivenVersion(replace(beyond, name=""), ())], [], program="X")
    assert len(new.warnings) == 1
    assert [fault.refusal.code for fault in faults] == ["name_missing"]
