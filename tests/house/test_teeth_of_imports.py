"""Do the import contracts bite? Each is broken on purpose in a copy of the project."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.without_django import run

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent
LADDER = "A rung uses only the rungs below it"
PURE = "Rules know no Django, no database and nothing else of Conferral"
CLOCK = "Only web and management read the clock"
SITES = "The sites do not know each other"

BREACHES = [
    (LADDER, "actions/planted.py", "from conferral.web import urls"),
    (LADDER, "actions/planted.py", "from conferral import management"),
    (LADDER, "web/planted.py", "from conferral import management"),
    (LADDER, "management/planted.py", "from conferral.web import urls"),
    (LADDER, "documents/planted.py", "from conferral import actions"),
    (LADDER, "models/planted.py", "from conferral import documents"),
    (LADDER, "rules/planted.py", "from conferral import models"),
    (LADDER, "services/__init__.py", "x = 1"),
    (PURE, "rules/planted.py", "import django"),
    (PURE, "rules/planted.py", "from django.db import models"),
    (PURE, "rules/planted.py", "import psycopg"),
    (PURE, "rules/planted.py", "import sqlite3"),
    (PURE, "rules/planted.py", "from conferral import clock"),
    (PURE, "rules/planted.py", "from conferral import settings"),
    (CLOCK, "actions/planted.py", "from conferral import clock"),
    (CLOCK, "documents/planted.py", "from conferral.clock import today"),
    (CLOCK, "models/planted.py", "from conferral.clock import now"),
    (SITES, "web/staff/planted.py", "from conferral.web import member"),
    (SITES, "web/member/planted.py", "from conferral.web import staff"),
    (SITES, "web/public/planted.py", "from conferral.web import api"),
    (SITES, "web/api/planted.py", "from conferral.web import public"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its contracts, to be broken."""
    shutil.copytree(ROOT / "conferral", tmp_path / "conferral", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    lint_imports = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    return subprocess.run([lint_imports, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)


def test_the_copy_keeps_the_contracts_before_it_is_broken(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES)
def test_a_breach_is_found(copy, contract, file, line):
    path = copy / "conferral" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'"""Is this allowed?"""\n\n{line}\n', encoding="utf-8")
    done = lint(copy)
    assert done.returncode != 0
    assert f"{contract} BROKEN" in done.stdout


@pytest.mark.parametrize("line", ["import django", "import psycopg", "from django.utils import timezone"])
def test_rules_that_need_django_fail_without_it(tmp_path, line):
    for folder in ("conferral/rules", "tests/rules"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "conferral/__init__.py").touch()
    (tmp_path / "conferral/rules/__init__.py").touch()
    rule, test = tmp_path / "conferral/rules/days.py", tmp_path / "tests/rules/test_days.py"
    rule.write_text("DAY = 1\n", encoding="utf-8")
    test.write_text("from conferral.rules.days import DAY\n\ndef test_day():\n    assert DAY == 1\n", encoding="utf-8")
    assert run(tmp_path).returncode == 0
    rule.write_text(f"{line}\nDAY = 1\n", encoding="utf-8")
    assert run(tmp_path).returncode != 0
