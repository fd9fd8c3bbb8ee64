"""Do tally, standing and verify print what is promised to other programs, with its exit statuses?"""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.storage import InMemoryStorage, default_storage

from conferral.models import Enrollment, Event, LedgerChange, LogHead
from tests import make
from tests.imports import command

pytestmark = pytest.mark.django_db


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be stored that another test left."""
    monkeypatch.setattr(default_storage, "_wrapped", InMemoryStorage())


def told(*arguments: str) -> tuple[str, str, int]:
    """Give a command and return its standard output, standard error and exit status."""
    said = command(*arguments)
    return said.out, said.err, said.status


def _register() -> None:
    waits = make.definition(make.requirement("EXAM"), requires_approval=True)
    emt, late = make.program("EMT-R", waits), make.program("ZED", make.definition(make.requirement("EXAM")))
    make.program("AAA")
    for number in range(4):
        make.enrollment(make.contact(f"M-{number}"), emt)
    make.completion(Enrollment.objects.get(contact__member_number="M-0"), "EXAM")
    make.enrollment(make.contact("M-9"), late, date(2024, 1, 1))


def test_tally_as_json_has_every_program_by_code_with_the_promised_names():
    _register()
    out, err, status = told("tally", "--on", "2025-06-01", "--json")
    assert (err, status) == ("", 0)
    empty = {"earned": 0, "enrolled": 0, "not_started": 0, "awaiting_approval": 0, "grace": 0, "expired": 0, "total": 0}
    assert json.loads(out) == {
        "on": "2025-06-01",
        "programs": [
            {"program": "AAA", **empty},
            {"program": "EMT-R", **empty, "enrolled": 4, "not_started": 3, "awaiting_approval": 1, "total": 4},
            {"program": "ZED", **empty, "expired": 1, "total": 1},
        ],
    }


def test_tally_of_one_program_prints_its_figures_for_a_person():
    _register()
    out, _, status = told("tally", "--program", "EMT-R", "--on", "2026-03-02")
    heading, figures = out.splitlines()[1:]
    assert heading.split("  ")[0].strip() == "Program"
    assert (figures.split(), status) == (["EMT-R", "0", "1", "0", "1", "3", "0", "4"], 0)


def test_tally_of_an_unknown_program_is_refused_in_a_sentence():
    assert told("tally", "--program", "NOPE") == ("", "There is no program with the code NOPE.\n", 2)


@pytest.mark.parametrize("command", [("tally",), ("standing", "M-0")])
@pytest.mark.parametrize("day", ["31/06/2012", "2025-02-29", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_is_none_is_refused_with_its_reason(command: tuple[str, ...], day: str):
    out, err, status = told(*command, f"--on={day}")
    assert (out, status) == ("", 2)
    assert err.startswith("--on: ")


def test_standing_as_json_has_the_promised_names():
    _register()
    out, _, status = told("standing", "M-0", "--on", "2025-07-01", "--json")
    assert status == 0
    assert json.loads(out) == {
        "member_number": "M-0",
        "on": "2025-07-01",
        "enrollments": [
            {
                "program": "EMT-R",
                "version": 1,
                "enrolled_on": "2025-03-01",
                "grace_begins_on": "2026-03-02",
                "expires_on": "2026-03-31",
                "status": "awaiting_approval",
                "current": True,
                "completion_deadline": "2026-03-01",
                "why": "Awaiting approval since 1 June 2025: all requirements were met that day and the program "
                "requires approval. It does not expire while it waits; the approval makes it Earned.",
                "next": None,
                "requirements": [{"requirement": "EXAM", "status": "complete"}],
            }
        ],
    }


def test_standing_for_a_person_says_status_reason_deadline_and_what_is_missing():
    _register()
    out, _, _ = told("standing", "M-1", "--on", "2026-03-02")
    assert "Ada Lovelace (M-1), as of 2026-03-02" in out
    assert "EMT-R version 1: Grace period" in out
    assert "Grace period since 2 March 2026: the deadline passed on 1 March with 0 of 1 requirement complete." in out
    assert "Next, as the records stand: Expired on 2026-04-01." in out
    assert "Missing: Exam (EXAM) is not complete: No Status." in out
    assert "No enrollment has begun by then." in told("standing", "M-1", "--on", "2024-01-01")[0]


def test_standing_of_nobody_and_in_no_program_is_refused_in_a_sentence():
    _register()
    assert told("standing", "M-77") == ("", "There is no contact with the member number M-77.\n", 2)
    assert told("standing", "M-1", "--program", "NO") == ("", "There is no program with the code NO.\n", 2)


@pytest.mark.past_the_actions
def test_verify_says_that_all_is_well_or_is_loud_with_status_1(storage):
    _register()
    assert told("sweep", "seal")[2] == 0
    head = LogHead.objects.get()
    agrees = (
        "Every derived fact agrees with the records; the log and the files are whole.\n"
        f"The log is sealed up to {head.number}:{bytes(head.hash).hex()}\n"
    )
    assert told("verify") == (agrees, "", 0)
    assert told("verify", "--head", str(head), "--head", str(head)[:30].upper()) == (agrees, "", 0)
    Enrollment.objects.filter(contact__member_number="M-0").update(started_on=None)
    out, _, status = told("verify")
    key = Enrollment.objects.get(contact__member_number="M-0").key
    assert out.splitlines()[:2] == [
        f"enrollment {key}: started_on is none, should be 2025-06-01",
        "1 thing is not as it should be.",
    ]
    assert status == 1


def test_verify_tells_of_a_head_that_is_none_and_of_entries_that_wait(storage):
    _register()
    out, _, status = told("verify")
    waits = f"{Event.objects.count()} entries of the log wait to be sealed, the oldest of 2020-01-01 12:00;"
    assert out.splitlines()[1].startswith(waits)
    assert (len(out.splitlines()), status) == (2, 0)
    out, _, status = told("verify", "--head", "99:" + "ab" * 32)
    assert out.splitlines()[:2] == [
        f"log: no. 99 was sealed when the head 99:{'ab' * 32} was handed out, and is not there",
        "1 thing is not as it should be.",
    ]
    assert status == 1
    out, err, status = told("verify", "--head", "99")
    assert (out, status) == ("", 2)
    assert err.startswith("--head: 99 is no head of the log. Write it as on a transcript")


def test_recount_puts_a_ledger_right_and_says_where_it_was_wrong(storage):
    _register()
    assert told("recount") == ("The ledger is right.\n", "", 0)
    LedgerChange.objects.filter(program__code="EMT-R", changes_on=date(2025, 3, 1)).delete()
    assert told("verify")[2] == 1
    assert told("recount") == ("EMT-R: days put right: 1\n", "", 0)
    assert told("verify")[2] == 0
