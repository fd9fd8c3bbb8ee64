"""Does `transcript` hand out what the page hands out, to a file or to standard output, with the promised statuses?"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
import time_machine

from conferral.documents.transcript_csv import as_csv
from conferral.documents.transcript_json import as_json
from conferral.documents.transcript_pdf import as_pdf
from tests.conftest import NOW
from tests.documents.transcribed import ada, transcript
from tests.imports import Said, command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_fixed_instant():
    with time_machine.travel(NOW, tick=False):
        yield


def test_json_is_what_comes_when_no_format_is_named() -> None:
    who = ada()
    said = command("transcript", "M/1")
    assert (said.status, said.err) == (0, "")
    assert json.loads(said.out) == as_json(transcript(who))
    assert said.out.endswith("}\n")
    assert not said.out.endswith("\n\n")


def test_any_day_and_csv_can_be_asked_for() -> None:
    who = ada()
    asked = transcript(who, on=date(2024, 3, 15))
    said = command("transcript", "M/1", "--on", "2024-03-15", "--format", "csv")
    assert said == Said(0, as_csv(asked), "")


def test_a_pdf_goes_into_a_file_and_that_is_said(tmp_path: Path) -> None:
    who, out = ada(), tmp_path / "ada.pdf"
    said = command("transcript", "M/1", "--format", "pdf", "-o", out)
    assert said == Said(0, "", f"The transcript of Ada Lovelace (M/1) is written to {out}.\n")
    assert out.read_bytes() == as_pdf(transcript(who))


def test_a_pdf_can_be_handed_on_to_another_program(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    who = ada()
    assert command("transcript", "M/1", "--format", "pdf") == Said(0, "", "")
    assert capsysbinary.readouterr().out == as_pdf(transcript(who))


def test_a_pdf_is_not_printed_where_no_bytes_can_go(monkeypatch: pytest.MonkeyPatch) -> None:
    ada()

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    said = command("transcript", "M/1", "--format", "pdf")
    assert said == Said(2, "", "A PDF is not for a terminal: name a file with -o FILE.\n")


def test_nobody_a_day_that_is_none_and_a_file_that_cannot_be_are_status_2(tmp_path: Path) -> None:
    ada()
    assert command("transcript", "M-0") == Said(2, "", "There is no contact with the member number M-0.\n")
    assert command("transcript", "M/1", "--on", "2025-02-29").status == 2
    out = tmp_path / "nowhere" / "ada.json"
    assert command("transcript", "M/1", "-o", out) == Said(
        2, "", f"{out} could not be written: No such file or directory.\n"
    )
    assert not out.exists()
