"""Do the checks of papers bite? Each is given a folder or a table with something missing."""

from __future__ import annotations

import pytest

from tests.house import papers
from tests.house.test_teeth_of_files import plant

SETTINGS = 'DEBUG = env.truth("DEBUG", default=False)\nPOOL = env.count("POOL", default=1)\n'


@pytest.mark.parametrize(
    "names",
    [["0002-a.md"], ["0001-a.md", "0003-b.md"], ["0001-a.md", "0001-b.md"], ["0001-a.md", "0002_b.md"], ["0001-A.md"]],
)
def test_decisions_with_a_gap_a_double_or_another_name_are_found(tmp_path, names):
    for name in names:
        plant(tmp_path, f"docs/decisions/{name}")
    assert papers.decisions(tmp_path)


def test_decisions_in_a_row_are_fine(tmp_path):
    plant(tmp_path, "docs/decisions/0001-a.md")
    plant(tmp_path, "docs/decisions/0002-b-and-c.md")
    assert papers.decisions(tmp_path) == []


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        ("| `DEBUG` | x |\n| `POOL` | x |\n", 0),
        ("| `DEBUG` | x |\n", 1),
        ("| `DEBUG` | x |\n| `POOL` | x |\n| `GONE` | x |\n", 1),
        ("DEBUG and POOL\n", 2),
    ],
)
def test_a_variable_missing_on_either_side_is_found(tmp_path, table, faults):
    plant(tmp_path, "conferral/settings.py", SETTINGS)
    plant(tmp_path, "docs/operations.md", table)
    assert len(papers.variables(tmp_path)) == faults
