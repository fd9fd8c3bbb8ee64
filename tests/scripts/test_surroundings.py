"""What do the demo and a register of one's own find in their environment, and what of it do they share?"""

from __future__ import annotations

import pytest
import surroundings

GIVEN = ("DATABASE_URL", "MEDIA_ROOT", "FILES_URL", "SECRET_KEY")


@pytest.fixture(autouse=True)
def _nothing_is_given(monkeypatch) -> None:
    for name in GIVEN:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.setenv("SECRET_KEY", "a secret of the tests")


def test_the_demo_keeps_its_files_where_no_other_register_of_this_machine_does() -> None:
    demo, run = surroundings.surroundings("demo"), surroundings.surroundings("run")
    assert demo["DATABASE_URL"] != run["DATABASE_URL"]
    assert demo["MEDIA_ROOT"] == str(surroundings.VAR / "demo-media")
    assert "MEDIA_ROOT" not in run  # the default of the settings: var/media


@pytest.mark.parametrize(("name", "value"), [("MEDIA_ROOT", "/srv/files"), ("FILES_URL", "s3://bucket")])
def test_files_go_where_the_environment_says(monkeypatch, name, value) -> None:
    monkeypatch.setenv(name, value)
    found = surroundings.surroundings("demo")
    assert (found.get("MEDIA_ROOT"), found[name]) == ("/srv/files" if name == "MEDIA_ROOT" else None, value)
