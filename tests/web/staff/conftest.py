"""On which day, and as whom, are the pages of the Staff site looked at?"""

from __future__ import annotations

import pytest
import time_machine

from tests import make
from tests.conftest import NOW
from tests.web.signed_in import signed_in
from tests.web.staff.renewal import RENEWAL


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
