"""On which day, and as whom, are the pages of the Staff site looked at?"""

from __future__ import annotations

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage, default_storage
from zeal import zeal_ignore

from conferral.documents import log_file
from conferral.rules import jobs as job_rules
from conferral.rules.actors import Role
from conferral.rules.exporting import Listed
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import signed_in
from tests.web.staff.every_list import Asked, every_list
from tests.web.staff.renewal import RENEWAL
from tests.working import work_off


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(db):
    """Somebody of the staff, signed in."""
    return signed_in()


@pytest.fixture
def renewal(db):
    """A program whose requirements stand in two stages, with categories within one another."""
    return make.program("R", RENEWAL)


@pytest.fixture
def small_chunks(monkeypatch, tmp_path) -> None:
    """Let two items of a job be a chunk and three entries of the log a slice, and keep files on a disk."""
    monkeypatch.setattr(job_rules, "CHUNK", 2)
    monkeypatch.setitem(job_rules.CHUNKS, job_rules.LOG_EXPORT, 2)
    monkeypatch.setattr(log_file, "SLICE", 3)
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))


@pytest.fixture
def lists(db) -> dict[Listed, Asked]:
    """A register, and how each list of it is asked for as a file."""
    return every_list()


@pytest.fixture
def admin(lists):
    """Somebody who manages users, signed in."""
    return signed_in(Role.ADMIN)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Let a worker work, and do what is due once that is committed."""

    @zeal_ignore()
    def work(most: int = 1000) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return work_off(most)

    return work
