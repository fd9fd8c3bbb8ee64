"""Who and what do the tests of imported completions begin with?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import make
from tests.actions.emt import ENROLLED


@pytest.fixture
def ada():
    return make.contact("M-1")


@pytest.fixture
def emt():
    return make.program(
        "EMT",
        make.definition(
            make.requirement("PLEDGE", stage=1, title="Ethics pledge"),
            make.requirement("EXAM", stage=2, scale=make.POINTS),
            make.requirement("COURSE", stage=2, requires_approval=True, is_required=False),
            make.requirement("CE", stage=3, is_repeatable=True, units=Decimal(20), is_required=False),
            in_order=True,
            designation="EMT",
        ),
    )


@pytest.fixture
def enrolled(ada, emt):
    return make.enrollment(ada, emt, ENROLLED)
