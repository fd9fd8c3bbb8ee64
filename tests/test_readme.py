"""Does the README show what the register really answers?"""

from __future__ import annotations

import shlex
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
COMMAND = ".venv/bin/python manage.py "
pytestmark = pytest.mark.django_db


def _shown() -> list[tuple[str, list[str]]]:
    """Return each command of the README with the lines that it shows as the answer."""
    found: list[tuple[str, list[str]]] = []
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines():
        code = line.removeprefix("    ") if line.startswith("    ") or not line else None
        if code is None:
            found.append(("", []))
        elif code.removeprefix("$ ").startswith(COMMAND):
            found.append((code.removeprefix("$ ").removeprefix(COMMAND), []))
        elif found:
            found[-1][1].append(code)
    return [(command, answer) for command, answer in found if command]


def test_every_command_of_the_readme_answers_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    commands = _shown()
    assert [command.split()[0] for command, _ in commands] == [
        "import_programs",
        "import_contacts",
        "import_enrollments",
        "import_completions",
        "tally",
        "standing",
    ]
    for command, answer in commands:
        said = StringIO()
        call_command(*shlex.split(command), stdout=said, stderr=StringIO())
        if not command.startswith("import"):
            assert said.getvalue().splitlines() == "\n".join(answer).strip("\n").splitlines(), command
