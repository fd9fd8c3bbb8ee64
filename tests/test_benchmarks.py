"""Does each side of the benchmarks do its work? With a handful of rows; how long it takes is not asked here."""

from __future__ import annotations

import json

import pytest

from tests.own_database import own_databases

pytestmark = pytest.mark.once
ENVIRONMENT = {"ALLOWED_HOSTS": "testserver", "HTTPS": "false", "DEBUG": "false"}


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """Run one of the benchmarks on a database of its own and return the rows that it prints."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    def run(job: str) -> list[dict[str, object]]:
        with own_databases([job], tmp_path) as (database,):
            return json.loads(database.run("-m", f"benchmarks.{job}", 20, 2).splitlines()[-1])

    return run


def test_a_bulk_enrolment_is_measured_beside_its_plain_sql(measured):
    plain, bulk = measured("enrolling")
    assert (plain["what"], plain["ratio"]) == ("plain SQL: enrollments and their entries", 1)
    assert bulk["what"] == "bulk enrolment, asked for and done"
    assert bulk["queries"] > plain["queries"] > 0
    assert bulk["ratio"] > 0
