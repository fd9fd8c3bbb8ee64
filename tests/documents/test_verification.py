"""Does the verification find every derived fact that was tampered with, and nothing else?"""

from __future__ import annotations

from datetime import date

import pytest
from zeal import zeal_ignore

from conferral.actions import enrollments, ledger
from conferral.documents.verification import disagreements
from conferral.models import Completion, Designation, Enrollment, LedgerChange
from conferral.rules.actors import COMMAND_LINE
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def register() -> dict[str, Enrollment]:
    """Ada earned, Bob was cancelled and enrolled again, Cleo is half way."""
    exam = make.requirement("EXAM", scale=make.POINTS)
    program = make.program("EMT", make.definition(make.requirement("COURSE"), exam, designation="NREMT"))
    ada, bob, cleo = make.contact("M-1"), make.contact("M-2", "Bob", "Moss"), make.contact("M-3", "Cleo", "Vale")
    earned = make.enrollment(ada, program)
    make.completion(earned, "COURSE")
    make.completion(earned, "EXAM", grade="90")
    cancelled = make.enrollment(bob, program)
    enrollments.cancel(enrollment=cancelled.pk, by=COMMAND_LINE, at=make.noon(date(2025, 4, 1)))
    again = make.enrollment(bob, program, date(2025, 5, 1))
    half = make.enrollment(cleo, program)
    make.completion(half, "EXAM", grade="10")
    make.completion(half, "COURSE", date(2025, 7, 1))
    return {"earned": earned, "cancelled": cancelled, "again": again, "half": half}


def test_what_the_actions_wrote_agrees_with_the_records(register: dict[str, Enrollment]):
    assert list(disagreements()) == []


@pytest.mark.parametrize(
    ("which", "fact", "value"),
    [
        ("earned", "earned_on", date(2025, 6, 2)),
        ("earned", "earned_on", None),
        ("earned", "started_on", None),
        ("earned", "requirements_met_on", date(2025, 5, 31)),
        ("earned", "replaced_on", date(2025, 6, 1)),
        ("cancelled", "replaced_on", date(2025, 4, 30)),
        ("half", "started_on", date(2025, 6, 1)),
        ("half", "requirements_met_on", date(2025, 7, 1)),
    ],
)
@pytest.mark.past_the_actions
def test_a_tampered_fact_of_an_enrollment_is_named_with_what_is_due(
    register: dict[str, Enrollment], which: str, fact: str, value: date | None
):
    right = getattr(Enrollment.objects.get(pk=register[which].pk), fact)
    Enrollment.objects.filter(pk=register[which].pk).update(**{fact: value})
    found = [item for item in disagreements() if item.what.startswith("enrollment")]
    assert [(item.what, item.fact, item.stored, item.due) for item in found] == [
        (f"enrollment {register[which].key}", fact, value, right)
    ]


@pytest.mark.parametrize(("which", "code", "is_live"), [("earned", "COURSE", False), ("half", "EXAM", True)])
def test_a_completion_wrongly_live_or_not_is_named(
    register: dict[str, Enrollment], which: str, code: str, is_live: bool
):
    Completion.objects.filter(enrollment=register[which], requirement__code=code).update(is_live=is_live)
    key = Completion.objects.get(enrollment=register[which], requirement__code=code).key
    (found,) = disagreements()
    assert str(found) == f"completion {key}: is_live is {is_live}, should be {not is_live}"


@pytest.mark.parametrize("stored", ["grade", "approval"])
def test_a_completion_said_to_wait_for_what_it_does_not_is_named(register: dict[str, Enrollment], stored: str):
    Completion.objects.filter(enrollment=register["earned"], requirement__code="EXAM").update(awaits=stored)
    key = Completion.objects.get(enrollment=register["earned"], requirement__code="EXAM").key
    assert [str(found) for found in disagreements()] == [f"completion {key}: awaits is {stored}, should be none"]


def test_a_designation_lost_moved_or_made_up_is_named(register: dict[str, Enrollment]):
    Designation.objects.update(conferred_on=date(2025, 1, 1))
    assert [item.due for item in disagreements()] == [date(2025, 6, 1)]
    Designation.objects.all().delete()
    assert [(item.stored, item.due) for item in disagreements()] == [(None, date(2025, 6, 1))]
    Designation.objects.create(contact=register["earned"].contact, name="NREMT", conferred_on=date(2025, 6, 1))
    Designation.objects.create(contact=register["half"].contact, name="NREMT", conferred_on=date(2025, 6, 1))
    (made_up,) = disagreements()
    assert str(made_up) == (f"contact {register['half'].contact.key}: designation NREMT is 2025-06-01, should be none")


@pytest.mark.past_the_actions
def test_many_contacts_are_gone_through_in_chunks(register: dict[str, Enrollment], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("conferral.documents.verification.CHUNK", 1)
    Enrollment.objects.filter(pk=register["half"].pk).update(started_on=None)
    assert [item.fact for item in disagreements() if item.what.startswith("enrollment")] == ["started_on"]


def test_a_ledger_that_lost_a_row_or_has_one_too_many_is_named_by_program_and_day(register: dict[str, Enrollment]):
    LedgerChange.objects.filter(changes_on=date(2025, 7, 1)).delete()
    LedgerChange.objects.create(program=register["half"].program, changes_on=date(2025, 9, 9), grace=1)
    assert [str(item) for item in disagreements()] == [
        "ledger of EMT on 2025-07-01: not_started is 0, should be -1",
        "ledger of EMT on 2025-09-09: grace is 1, should be 0",
    ]
    assert ledger.recount(program=register["half"].program_id)
    assert list(disagreements()) == []


def test_a_ledger_in_pieces_agrees_as_well_as_one_compacted(register: dict[str, Enrollment]):
    assert LedgerChange.objects.count() > len({row.changes_on for row in LedgerChange.objects.all()})
    assert list(disagreements()) == []
    with zeal_ignore():  # a piece of a program at a time
        ledger.compact()
    assert list(disagreements()) == []
