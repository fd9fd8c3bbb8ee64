"""Does a worker write down what it does and what fails, and nothing in it that is about a person?"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from conferral import logs
from conferral.actions import jobs, sweeps
from conferral.actions.sweeps import Sweep
from conferral.management.working import Worker
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import Item
from tests import make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "wagtail"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    kept = io.StringIO()
    handler = logs.Lines(kept)
    handler.setFormatter(logs.formatter("json"))
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)


def worked(written: io.StringIO) -> list[dict]:
    Worker(CANARY[::-1], lost_after=timedelta(seconds=30), until_idle=True).run()
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_each_chunk_and_each_sweep_is_a_line(written) -> None:
    program = make.program(CANARY, make.definition(name=CANARY))
    enrolled = make.enrollment(make.contact(CANARY, CANARY, CANARY, email=f"{CANARY}@example.org"), program)
    jobs.ask(kind="program.test", program=program.pk, items=[Item(enrolled.pk)], by=COMMAND_LINE, at=NOW)
    lines = [line for line in worked(written) if line["logger"] == "conferral.worker"]
    assert lines[0]["event"] == "The worker begins."
    chunks = [line for line in lines if line["event"] == "A chunk of a job was done."]
    assert {line["status"] for line in chunks} == {"SUCCESSFUL"}
    swept = [line for line in lines if line["event"] == "A sweep was done."]
    assert [line["sweep"] for line in swept] == list(sweeps.SWEEPS)
    assert all(line["count"] >= 0 and line["milliseconds"] > 0 for line in swept)
    assert CANARY not in written.getvalue().lower()


def test_a_chunk_that_fails_over_somebodys_data_does_not_tell_it(written) -> None:
    jobs.ask(kind=CANARY, items=[Item(1)], by=COMMAND_LINE, at=NOW)
    failed = [line for line in worked(written) if "traceback" in line]
    assert failed
    assert {line["fault"] for line in failed} == {"KeyError"}
    assert CANARY not in written.getvalue()


def test_a_sweep_that_fails_over_somebodys_data_does_not_tell_it(written, monkeypatch) -> None:
    worker = Worker("one", lost_after=timedelta(seconds=30))

    def fail(_at: datetime) -> int:
        worker.running = False  # this turn is its last
        return int(CANARY)

    monkeypatch.setitem(sweeps.SWEEPS, "failing", Sweep(timedelta(hours=1), "fails", fail))
    worker.run()
    (line,) = (line for line in map(json.loads, written.getvalue().splitlines()) if "traceback" in line)
    assert line["event"] == "The worker goes on after a fault."
    assert line["fault"] == "ValueError"
    assert CANARY not in written.getvalue()
