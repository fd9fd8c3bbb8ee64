"""Does the project keep the rules of its own house? Each check is also shown to bite, in tests/house."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import code, files, migrated, papers

ROOT = Path(__file__).resolve().parent.parent


pytestmark = pytest.mark.once


def test_no_file_is_longer_than_400_lines(capsys):
    with capsys.disabled():
        for question in files.questionable(ROOT):
            print(f"\n{question}")  # noqa: T201 - a question to whoever runs this, not a fault
    assert files.too_long(ROOT) == []


def test_every_name_says_what_is_inside():
    assert files.nameless(ROOT) == []


def test_every_module_begins_with_the_question_it_answers():
    assert files.without_question(ROOT) == []


def test_only_actions_write():
    assert code.writes_outside_actions(ROOT) == []


def test_only_the_clock_reads_the_clock():
    assert code.clocks(ROOT) == []


def test_nothing_catches_everything():
    assert code.swallowed_faults(ROOT) == []


def test_there_are_no_signals():
    assert code.signals(ROOT) == []


def test_nothing_overrides_save_or_delete():
    assert code.overridden_saves(ROOT) == []


def test_decisions_are_numbered_without_a_gap():
    assert papers.decisions(ROOT) == []


def test_every_variable_is_in_the_table_and_nothing_else():
    assert papers.variables(ROOT) == []


def test_no_migration_locks_a_big_table_to_add_an_index():
    assert migrated.locking(ROOT / "conferral" / "migrations") == []


def test_every_view_declares_its_audience():
    from conferral.web.urls import urlpatterns
    from tests.house.audiences import undeclared

    assert undeclared(urlpatterns) == []


def test_the_import_contracts_hold():
    lint_imports = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_rules_can_be_tested_without_django():
    from tests.house.without_django import run

    done = run(ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
