"""Is there one logo at most, stored once, whoever puts one at the same moment and whatever a crash leaves?"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from conferral.actions import logo, organization
from conferral.actions.stray_files import remove_strays
from conferral.models import Event, Organization
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.refusals import Refused
from tests.actions.test_concurrency import at_once, codes
from tests.conftest import NOW
from tests.hostile_files import jpeg, png, webp
from tests.uploaded import kept


@pytest.fixture(autouse=True)
def _on_a_disk(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))


def put(contents: bytes) -> Organization:
    return logo.put(name="logo", contents=contents, by=COMMAND_LINE, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_logos_put_at_once_one_is_left_and_its_contents_alone() -> None:
    organization.change(name="Society", by=COMMAND_LINE, at=NOW)
    acts = [lambda contents=contents: put(contents) for contents in (png(), jpeg(), webp())]
    assert codes(at_once(acts)) == ["done"] * 3
    assert kept() == {Organization.objects.get().logo_path}
    assert Event.objects.filter(kind="organization.logo_changed").count() == 3


@pytest.mark.django_db
def test_a_logo_stays_and_what_a_crash_left_of_another_leaves() -> None:
    with pytest.raises(Refused, match="name the organization first"):
        put(png())
    organization.change(name="Society", by=COMMAND_LINE, at=NOW)
    path = put(png()).logo_path
    stray = default_storage.save("logo/zz/stray", ContentFile(b"Seen."))
    for one in (path, stray):
        os.utime(default_storage.path(one), (0, 0))
    assert remove_strays(before=datetime.now(UTC)) == 1
    assert kept() == {path}
