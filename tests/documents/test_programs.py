"""Does the list By program name every program with its version and its trackers?"""

from __future__ import annotations

from datetime import date

import pytest
from zeal import zeal_ignore

from conferral.actions import programs as actions
from conferral.documents.programs import ProgramRow, Sort, programs
from conferral.models.tally import Tally
from conferral.rules.actors import COMMAND_LINE
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)


@pytest.fixture
@zeal_ignore()
def four() -> None:
    """Emergency care (two versions, three people), Ambulance (one person), a draft without a version, an inactive one."""
    emt = make.program("EMT", make.definition(name="Émergency care old"))
    amb = make.program("AMB", make.definition(name="zebra ambulance"))
    for number in range(3):
        make.enrollment(make.contact(f"M-{number}"), emt, date(2026, 1, 1))
    make.enrollment(make.contact("M-9"), amb, date(2020, 1, 1))
    make.publish(emt, make.definition(make.requirement("NEW"), name="Émergency care"))
    actions.define(code="new", policies=actions.Policies(), by=COMMAND_LINE, at=make.noon(DAY))
    make.program("OLD", make.definition(name="Gone"), is_active=False)


def test_each_program_has_its_current_version_and_its_trackers(four):
    assert programs(on=DAY) == [
        ProgramRow(code="AMB", name="zebra ambulance", is_active=True, version=1, tally=Tally("AMB", expired=1)),
        ProgramRow(
            code="EMT", name="Émergency care", is_active=True, version=2, tally=Tally("EMT", enrolled=3, not_started=3)
        ),
        ProgramRow(code="new", name="new", is_active=True, version=None, tally=Tally("new")),
    ]
    assert [row.is_published for row in programs(on=DAY)] == [True, True, False]


def test_inactive_programs_only_where_asked_for(four):
    assert [(row.code, row.is_active) for row in programs(on=DAY, with_inactive=True)][-1] == ("OLD", False)


@pytest.mark.parametrize(
    ("sort", "codes"),
    [
        (Sort.CODE, ["AMB", "EMT", "new"]),
        (Sort.NAME, ["EMT", "new", "AMB"]),
        (Sort.TOTAL, ["new", "AMB", "EMT"]),
        (Sort.ENROLLED, ["AMB", "new", "EMT"]),
        (Sort.EXPIRED, ["EMT", "new", "AMB"]),
        (Sort.EARNED, ["AMB", "EMT", "new"]),
        (Sort.GRACE, ["AMB", "EMT", "new"]),
    ],
)
def test_the_list_can_be_sorted_either_way(four, sort: Sort, codes: list[str]):
    assert [row.code for row in programs(on=DAY, sort=sort)] == codes
    if len({getattr(row.tally, sort, row.code) for row in programs(on=DAY)}) == len(codes):
        assert [row.code for row in programs(on=DAY, sort=sort, descending=True)] == codes[::-1]


def test_three_queries_however_many_programs(four, django_assert_num_queries):
    with django_assert_num_queries(3):
        programs(on=DAY)
    for _ in range(10):
        make.program()
    with django_assert_num_queries(3):
        assert len(programs(on=DAY)) == 13
