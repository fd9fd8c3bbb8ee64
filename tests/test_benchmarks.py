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

    def run(job: str, *said: int) -> list[dict[str, object]]:
        with own_databases([job], tmp_path) as (database,):
            return json.loads(database.run("-m", f"benchmarks.{job}", *said).splitlines()[-1])

    return run


def test_a_bulk_enrolment_is_measured_beside_its_plain_sql(measured):
    plain, bulk = measured("enrolling", 20, 2)
    assert (plain["what"], plain["ratio"]) == ("plain SQL: enrollments and their entries", 1)
    assert bulk["what"] == "bulk enrolment, asked for and done"
    assert bulk["queries"] > plain["queries"] > 0
    assert bulk["ratio"] > 0


def test_a_whole_register_is_filled_and_asked(measured):
    rows = {row["what"]: row for row in measured("register", 60, 2, 3)}
    assert rows["View progress, eight requirements"]["queries"] <= 6
    assert rows["page, signed in, all middleware"]["queries"] <= 8
    assert rows["due today, as the pages ask"]["queries"] == 2
    assert rows["every enrollee, as a file"]["megabytes"] < 32
    assert all(row["ratio"] > 0 for row in rows.values())


def test_the_log_is_written_by_a_job_in_slices_beside_the_file_at_once(measured):
    rows = {row["what"]: row for row in measured("log_exporting", 2_500)}
    for form in ("csv", "xlsx"):
        written = rows[f"{form}: written"]
        assert (written["items"], written["refused"], written["parts_left"]) == (3, 0, 0)
        assert rows[f"{form}: written, in memory"]["megabytes"] < 8
