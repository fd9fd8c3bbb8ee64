"""Does the queue of program completions count and take what waits, and name what may be sent back?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from zeal import zeal_ignore

from conferral.actions import completions
from conferral.documents.pending_completions import log_position
from conferral.documents.pending_programs import all_shown, completions_that_count, named_items, pending_programs
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.jobs import Item
from tests import make
from tests.actions.queue import AT, TODAY, met

pytestmark = pytest.mark.django_db


def page(wanted="", program="", by=COMMAND_LINE):
    return pending_programs(wanted, program, by=by, today=TODAY)


def test_a_program_is_counted_alone_and_a_search_narrows_the_choices() -> None:
    (first,), (other, _) = met(1), met(2)
    assert (page(program=first.program.code).found, page().found) == (1, 3)
    (only,) = page(wanted=other.contact.member_number).programs
    assert (only.code, only.count) == (other.program.code, 1)


def test_all_that_was_shown_is_taken_as_it_was_and_what_came_since_is_counted() -> None:
    (first,) = met(1)
    position = log_position()
    met(2)
    shown = all_shown("", "", position=position, on=TODAY)
    assert (shown.items, shown.since) == ((Item(first.pk, first.revision),), 2)
    assert named_items([(first.key, 7)]) == (Item(first.pk, 7),)


@zeal_ignore()
def test_what_counts_is_listed_in_the_order_of_the_requirements_and_nothing_else_is() -> None:
    asked = [
        make.requirement("FIRST"),
        make.requirement("CE", is_repeatable=True, units=Decimal(5), requires_approval=True),
    ]
    row = make.enrollment(None, make.program(None, make.definition(*asked, requires_approval=True)))
    hours = make.completion(row, "CE", units=Decimal(6))
    completions.approve(completion=hours.pk, by=COMMAND_LINE, at=AT)
    voided = make.completion(row, "FIRST")
    completions.void(completion=voided.pk, reason="Not hers.", by=COMMAND_LINE, at=AT)
    again = make.completion(row, "FIRST", TODAY)
    make.completion(row, "CE", units=Decimal(1))
    found = completions_that_count(row)
    assert [(one.key, one.units) for one in found] == [(again.key, 0), (hours.key, 6)]
    (shown,) = page().rows
    assert (shown.units, shown.units_required) == (6, 0)


def test_ones_own_is_neither_approved_nor_sent_back() -> None:
    (row,) = met(1)
    (shown,) = page(by=make.actor(Role.STAFF, row.contact)).rows
    assert [one.code for one in (shown.no_approval, shown.no_sending_back)] == ["own_enrollment"] * 2
