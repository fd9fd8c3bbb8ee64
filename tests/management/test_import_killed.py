"""Does an import that was killed in the middle, begun again, end as one that nobody disturbed?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.imports import COMPLETIONS, ENROLLMENTS, put, written
from tests.own_database import Database, own_databases

PEOPLE = 1000
POPULATE = f"""
import django
django.setup()
from decimal import Decimal
from conferral.models import Contact
from tests import make
make.program("EMT", make.definition(
    make.requirement("EXAM", scale=make.POINTS),
    make.requirement("CE", is_repeatable=True, units=Decimal(10)),
    designation="EMT",
))
Contact.objects.bulk_create(Contact(member_number=f"N-{{n}}", last_name="Name") for n in range({PEOPLE}))
"""
DAY_OF_IMPORT = (5, 6)
"""Where an enrollment's day and instant of registration stand: the two runs may lie on two days."""


def bring(database: Database, name: str, source: Path) -> dict[str, int]:
    return json.loads(database.run("manage.py", name, source, "--json"))


def kill_in_the_middle(database: Database, name: str, source: Path, table: str) -> int:
    """Kill the import as soon as its first chunks are in; return how many rows those are."""
    with database.begin("manage.py", name, source) as process:
        until = time.monotonic() + 300
        while database.count(table) == 0:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until
            time.sleep(0.005)
        process.kill()
        process.communicate()
    assert process.returncode == -9
    return database.count(table)


def state_of(database: Database) -> dict[str, object]:
    state = database.state()
    for row in state["held"]["enrollment"]:
        for place in reversed(DAY_OF_IMPORT):
            del row[place]
    return state


@pytest.fixture
def databases(tmp_path: Path) -> Iterator[list[Database]]:
    """Two databases alike: one for the killed import, one for the undisturbed."""
    with own_databases(["killed", "undisturbed"], tmp_path) as two:
        for database in two:
            database.run("-c", POPULATE)
        yield two


def enrollments() -> list[dict[str, object]]:
    return [
        {"member_number": f"N-{n}", "program": "EMT", "enrolled_on": enrolled_on, "cancelled_on": cancelled_on}
        for enrolled_on, cancelled_on in [("2023-01-01", ""), ("2020-01-01", "2020-06-01"), ("2020-06-01", "")]
        for n in range(PEOPLE)
    ]


def completions() -> list[dict[str, object]]:
    return [
        {"member_number": f"N-{n}", "program": "EMT", "enrolled_on": "2023-01-01", **said}
        for said in (
            {"requirement": "EXAM", "completed_on": "2023-05-01", "grade": "90"},
            {"requirement": "CE", "completed_on": "2023-03-01", "units": "10"},
            {"requirement": "EXAM", "completed_on": "2023-04-01", "grade": "80"},
        )
        for n in range(PEOPLE)
    ]


def test_a_killed_import_begun_again_ends_as_an_undisturbed_one(databases, tmp_path: Path) -> None:
    killed, undisturbed = databases
    files = {
        "enrollment": put(tmp_path / "enrollments.csv", written(ENROLLMENTS, enrollments())),
        "completion": put(tmp_path / "completions.csv", written(COMPLETIONS, completions())),
    }
    for thing, source in files.items():
        total = 3 * PEOPLE
        command = f"import_{thing}s"
        assert bring(undisturbed, command, source)["created"] == total

        came_in = kill_in_the_middle(killed, command, source, f"conferral_{thing}")
        assert 0 < came_in < total
        assert came_in % 500 == 0, "a chunk is in as a whole or not at all"
        again = bring(killed, command, source)

        assert (again["unchanged"], again["created"], again["refused"]) == (came_in, total - came_in, 0)
        state = state_of(killed)
        assert state["disagreements"] == []
        assert state == state_of(undisturbed)
