"""Who is it that looks at the Member site, and on which day?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from conferral.models import Contact
from conferral.rules.actors import Role
from tests import make
from tests.conftest import NOW
from tests.web.at_the_entrance import Browser
from tests.web.signed_in import signed_in


@pytest.fixture
def on_the_day() -> Iterator[None]:
    """Let the clock stand on the day of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ada(db) -> Contact:
    """A contact that is a member."""
    return make.contact("M-1", "Ada", "Byron")


@pytest.fixture
def member(ada) -> Browser:
    """The browser of that contact, signed in."""
    return signed_in(Role.NONE, ada)
