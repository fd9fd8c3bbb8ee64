"""Does the history say of each version who published it when, what changed, and who is on it?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import enrollments, programs
from conferral.documents.version_history import publication, version_history
from conferral.models import Program
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.refusals import Refusal
from tests import make
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


@zeal_ignore()
def thrice(by=COMMAND_LINE) -> Program:
    """Version 1 with two people, 2 with one who has cancelled, 3 with nobody; and a draft."""
    made = make.program("EMT-R", make.definition(name="First"))
    for _ in range(2):
        make.enrollment(into=made, enrolled_on=date(2026, 1, 5))
    make.publish(made, make.definition(make.requirement(), make.requirement("ESSAY"), name="Second"))
    row = make.enrollment(into=made, enrolled_on=date(2026, 1, 6))
    enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(date(2026, 1, 7)))
    programs.save_draft(program=made, definition=make.definition(name="Third"), by=by, at=NOW)
    programs.publish(program=made, by=by, at=NOW)
    programs.save_draft(program=made, definition=make.definition(name="Fourth"), by=by, at=NOW)
    make.publish(make.program("OTHER"), make.definition(name="Another"))
    return made


def test_the_history_is_newest_first_with_who_when_what_and_how_many():
    by = make.actor()
    third, second, first = version_history(thrice(by), on=TODAY)
    assert (third.number, third.name, third.published_at, third.by, third.enrollees) == (3, "Third", NOW, by.name, 0)
    assert (second.number, second.by, second.enrollees) == (2, "command-line", 0)
    assert (first.number, first.enrollees, first.changes) == (1, 2, None)
    assert [str(one) for one in second.changes] == [
        "Name: First becomes Second",
        "Requirement ESSAY: Essay is added: required, stage 1",
    ]
    assert [str(one) for one in third.changes] == [
        "Name: Second becomes Third",
        "Requirement ESSAY: Essay is taken out",
    ]


def test_the_enrollees_are_those_of_the_day_asked_about():
    counts = {row.number: row.enrollees for row in version_history(thrice(), on=date(2026, 1, 6))}
    assert counts == {3: 0, 2: 1, 1: 2}


def test_a_program_without_a_version_has_no_history():
    made = programs.define(code="BARE", policies=programs.Policies(), by=COMMAND_LINE, at=NOW)
    assert version_history(made, on=TODAY) == []


@pytest.mark.parametrize("versions", [1, 8])
def test_the_history_takes_the_same_number_of_queries_however_many_versions_there_are(versions):
    made = make.program("EMT-R")
    for number in range(versions):
        make.publish(made, make.definition(name=f"Number {number}"))
    made = Program.objects.get(pk=made.pk)
    with CaptureQueriesContext(connection) as counted:
        assert len(version_history(made, on=TODAY)) == versions + 1
    assert len(counted) == 5, [query["sql"] for query in counted]


def test_a_publication_says_what_changes_what_is_wrong_and_who_keeps_their_version():
    made = thrice()
    planned = publication(made, make.definition(name="Fourth"), make.definition(name="Third"), on=TODAY)
    assert [str(one) for one in planned.changes] == ["Name: Third becomes Fourth"]
    assert (planned.problems, planned.enrollees) == ((), 2)
    unmet = make.definition(units_required=make.POINTS.maximum)
    planned = publication(made, unmet, None, on=TODAY)
    assert planned.changes is None
    assert [one.code for one in planned.problems if isinstance(one, Refusal)] == ["units_unreachable"]
