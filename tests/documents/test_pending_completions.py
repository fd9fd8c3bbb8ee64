"""Does the queue of completions count, name and take what its filter leaves, and nothing else?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from zeal import zeal_ignore

from conferral.actions import completions
from conferral.documents.pending_completions import Filter, all_shown, log_position, named_items, pending_completions
from conferral.models import Completion
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.jobs import Item
from tests import make
from tests.actions.queue import AT, TODAY, program, waiting
from tests.uploaded import added

pytestmark = pytest.mark.django_db


def page(by=COMMAND_LINE, **wanted):
    return pending_completions(Filter(**wanted), by=by, today=TODAY)


def two_requirements():
    asked = [make.requirement(code, requires_approval=True) for code in ("A", "B")]
    into = make.program(None, make.definition(*asked))
    row = make.enrollment(None, into)
    return into, make.completion(row, "A"), make.completion(row, "B")


def test_a_requirement_is_looked_at_alone_and_the_choices_are_those_of_its_program() -> None:
    into, _, second = two_requirements()
    waiting(1)
    found = page(program=into.code, requirement="B")
    assert ([row.key for row in found.rows], found.found) == ([second.key], 1)
    assert [(one.code, one.count) for one in found.requirements] == [("A", 1), ("B", 1)]
    assert len(found.programs) == 2


def test_a_search_narrows_the_choices_too() -> None:
    first, _ = waiting(1)[0], waiting(1)
    (only,) = page(text=first.enrollment.contact.member_number).programs
    assert (only.code, only.count) == (first.enrollment.program.code, 1)


def test_all_that_was_shown_leaves_out_what_waits_for_a_grade_and_counts_only_what_changed_of_it() -> None:
    ours, theirs = program(scale=make.POINTS), program()
    (graded,), _ = waiting(1, ours, grade="90"), waiting(1, ours)
    position = log_position()
    waiting(1, theirs)
    shown = all_shown(Filter(program=ours.code), position=position, on=TODAY)
    assert (shown.items, shown.since) == ((Item(graded.pk, graded.revision),), 0)


def test_what_is_named_is_taken_as_it_was_looked_at_the_oldest_first() -> None:
    young, old = waiting(1, today=date(2026, 2, 2)) + waiting(1, today=date(2026, 2, 1))
    assert named_items([(young.key, 7), (old.key, 3)]) == (Item(old.pk, 3), Item(young.pk, 7))


def test_what_waits_for_its_grade_is_not_asked_whether_it_may_be_approved() -> None:
    waiting(1, program(scale=make.POINTS))
    (row,) = page().rows
    assert (row.no_approval, row.no_rejection) == (None, None)


@zeal_ignore()
def test_a_row_says_its_own_units_and_which_files_are_the_readers() -> None:
    asked = make.requirement("CE", is_repeatable=True, units=Decimal(20), requires_approval=True)
    mine, theirs = make.actor(Role.STAFF), make.actor(Role.STAFF)
    done = make.completion(make.enrollment(None, make.program(None, make.definition(asked))), "CE", units=Decimal(3))
    added(done, "Mine.txt", b"mine", by=mine)
    added(done, "Theirs.txt", b"theirs", by=theirs)
    (row,) = page(mine).rows
    assert row.units == Decimal(3)
    assert [(file.name, file.is_mine) for file in row.files] == [("Mine.txt", True), ("Theirs.txt", False)]


def test_what_was_approved_waits_no_more() -> None:
    _, first, second = two_requirements()
    completions.approve(completion=first.pk, by=COMMAND_LINE, at=AT)
    assert [row.key for row in page().rows] == [second.key]
    assert Completion.objects.count() == 2
