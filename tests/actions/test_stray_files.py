"""Does what a crash left in the storage leave, and nothing that a file names?"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from conferral.actions import sweeps
from conferral.actions.stray_files import remove_strays
from tests.actions.purged import expired, program
from tests.uploaded import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_disk(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))


def stray(name: str, age: timedelta) -> str:
    path = default_storage.save(f"files/zz/{name}", ContentFile(b"Seen."))
    then = (datetime.now(UTC) - age).timestamp()
    os.utime(default_storage.path(path), (then, then))
    return path


def test_what_no_file_names_leaves_after_a_day_and_the_rest_stays() -> None:
    row = expired(program())
    path = row.attachments.get().path
    os.utime(default_storage.path(path), (0, 0))
    old, new = stray("old", timedelta(hours=25)), stray("new", timedelta(hours=23))
    assert sweeps.sweep("files", at=datetime.now(UTC)) == 1
    assert kept() == {path, new}
    assert old not in kept()
    assert sweeps.sweep("files", at=datetime.now(UTC)) == 0


def test_where_nothing_was_ever_stored_there_is_nothing_to_remove() -> None:
    assert remove_strays(before=datetime.now(UTC)) == 0
