"""What becomes of a purge when its worker is killed in the middle? Each enrollment is there whole, or gone with all of it.

Real processes on a database and a folder of files of their own; WORKER_KILLS says how many are killed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.management.killing import ENOUGH, finish, kills

PEOPLE = ENOUGH
POPULATE = """
import django
django.setup()
import sys
from conferral.actions import jobs
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import Item
from tests import make
from tests.actions.crowded import expired_many
from tests.actions.purged import AT
people = int(sys.argv[1])
program, others = expired_many(people, people), expired_many(5, 5)
rows = Enrollment.objects.filter(program=program).order_by("pk").values_list("pk", "revision")
jobs.ask(kind="enrollments.purge", items=[Item(*row) for row in rows], by=COMMAND_LINE, at=AT)
"""
ASKED = """
import django
django.setup()
import json
from conferral.models import Attachment, Completion, Enrollment, Event, Job, JobItem
def those(rows, name):
    return sorted(set(rows.order_by().values_list(name, flat=True)))
items = JobItem.objects.all()
purged = Event.objects.filter(kind="enrollment.purged", batch=Job.objects.get().key)
print(json.dumps({
    "done": those(items.filter(is_done=True, is_refused=False, code="purged"), "subject"),
    "logged": those(purged, "enrollment_id"),
    "entries": purged.count(),
    "left": those(Enrollment.objects.all(), "pk"),
    "with_completions": those(Completion.objects.all(), "enrollment_id"),
    "completions": Completion.objects.count(),
    "with_files": those(Attachment.objects.all(), "enrollment_id"),
    "paths": those(Attachment.objects.all(), "path"),
}))
"""


@pytest.fixture
def files(tmp_path, monkeypatch) -> Path:
    """A folder for the files of the processes."""
    folder = tmp_path / "media"
    folder.mkdir()
    monkeypatch.setenv("MEDIA_ROOT", str(folder))
    return folder


def stored(files: Path) -> set[str]:
    return {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()}


def agreed(database, files: Path) -> int:
    """Assert that all of an enrollment is there or none of it, and return how many are purged."""
    found = json.loads(database.run("-c", ASKED))
    assert found["done"] == found["logged"]
    assert found["entries"] == len(found["logged"])
    assert not set(found["done"]) & set(found["left"])
    assert found["left"] == found["with_completions"] == found["with_files"]
    assert found["completions"] == 5 * len(found["left"])
    assert len(found["left"]) + len(found["done"]) == PEOPLE + 5
    assert set(found["paths"]) <= stored(files), "a file that should stay is lost"
    return len(found["done"])


def test_killed_in_the_middle_each_is_purged_or_not_and_started_again_it_finishes(files, database) -> None:
    database.run("-c", POPULATE, PEOPLE)
    for _ in kills(database):
        assert 0 < agreed(database, files) <= PEOPLE
    finish(database)
    assert agreed(database, files) == PEOPLE
    database.run("manage.py", "sweep", "files", "--on", "2199-12-31")
    assert len(stored(files)) == 5
    assert agreed(database, files) == PEOPLE
