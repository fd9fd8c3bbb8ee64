"""What do the tests of the interface share? The fixed instant, the cast of those who ask, and counts that begin anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache

from conferral.web.api import entrance
from conferral.web.api.pace import Pace
from tests.conftest import NOW
from tests.web.matrix_cast import cast, cast_of_the_file

__all__ = ["cast", "cast_of_the_file"]


@pytest.fixture(autouse=True)
def _at_the_instant(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let it be the day of the tests, and let nobody have asked for anything yet."""
    if "django_db" not in request.keywords and "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("_django_db_helper")
    cache.clear()
    monkeypatch.setattr(entrance, "PACE", Pace())
    with time_machine.travel(NOW, tick=False):
        yield
