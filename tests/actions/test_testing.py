"""Is it found out who has completed a program and who has not, and is what was kept put right on the way?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import enrollments, testing
from conferral.models import Completion, Designation, Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make, register
from tests.actions.register import logged, refused, untouched

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)


def enrolled(*requirements, on: date = date(2025, 3, 1), **said) -> Enrollment:
    return make.enrollment(None, make.program(None, make.definition(*requirements, **said)), on)


def outcome_of(row: Enrollment) -> testing.Outcome:
    return testing.test(enrollment=row.pk, by=COMMAND_LINE, at=AT)


def test_what_is_missing_is_said_and_nothing_is_written():
    row = enrolled(make.requirement("EXAM", title="Exam"), make.requirement("PLEDGE", title="Pledge"))
    make.completion(row, "PLEDGE")
    with untouched():
        outcome = outcome_of(row)
    assert outcome.found.said == "Not completed: 1 thing is still missing."
    assert outcome.found.missing == ("Exam (EXAM) is not complete: No Status.",)
    assert (outcome.found.is_met, outcome.found.steps, outcome.was_changed) == (False, 1, False)


def test_who_has_completed_is_told_since_when():
    row = enrolled()
    make.completion(row, completed_on=date(2025, 6, 1))
    with untouched():
        assert (
            outcome_of(row).found.said
            == "Completed. All requirements are met since 1 June 2025; earned on 1 June 2025."
        )


def test_who_waits_for_the_approval_of_the_program_is_told_so():
    row = enrolled(requires_approval=True)
    make.completion(row)
    waits = "All requirements are met since 1 June 2025. It waits for the approval of the program completion."
    assert outcome_of(row).found.said == waits
    enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=AT)
    assert "earned on 2 March 2026" in outcome_of(row).found.said


@pytest.mark.past_the_actions
def test_what_was_kept_wrongly_is_put_right_and_logged_once():
    row = enrolled(designation="EMT")
    done = make.completion(row)
    Enrollment.objects.filter(pk=row.pk).update(started_on=None, requirements_met_on=None, earned_on=None)
    Designation.objects.all().delete()
    with logged() as entries:
        outcome = outcome_of(row)
    assert outcome.was_changed
    assert [(entry.kind, entry.after) for entry in entries] == [
        ("enrollment.earned", {"earned_on": "2025-06-01"}),
        (
            "enrollment.tested",
            {"started_on": "2025-06-01", "requirements_met_on": "2025-06-01", "earned_on": "2025-06-01"},
        ),
    ]
    assert register.disagreements() == []
    with untouched():
        assert not outcome_of(row).was_changed
    Completion.objects.filter(pk=done.pk).update(is_live=False)
    outcome_of(row)
    assert register.disagreements() == []


@pytest.mark.past_the_actions
def test_being_tested_makes_no_form_stale():
    row = enrolled()
    make.completion(row)
    Enrollment.objects.filter(pk=row.pk).update(started_on=None)
    before = Enrollment.objects.get(pk=row.pk).revision
    outcome_of(row)
    assert Enrollment.objects.get(pk=row.pk).revision == before


def test_one_who_is_one_step_away_is_told_apart_from_others_in_one_go():
    program = make.program(None, make.definition(make.requirement("A"), make.requirement("B")))
    rows = [make.enrollment(None, program) for _ in range(3)]
    for row, codes in zip(rows, ("", "A", "AB"), strict=True):
        for code in codes:
            make.completion(row, code)
    asked = [row.pk for row in reversed(rows)]
    outcomes = testing.test_many(enrollments=asked, by=COMMAND_LINE, at=AT)
    assert [(one.enrollment, one.found.steps) for one in outcomes] == list(zip(asked, (0, 1, 2), strict=True))


def test_testing_many_takes_as_many_queries_as_testing_few():
    program = make.program(None, make.definition(make.requirement("A"), make.requirement("B")))
    rows = [make.enrollment(None, program) for _ in range(40)]
    for row in rows[::2]:
        make.completion(row, "A")
    counts = []
    for some in (rows[:2], rows):
        with CaptureQueriesContext(connection) as asked:
            testing.test_many(enrollments=[row.pk for row in some], by=COMMAND_LINE, at=AT)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_members_do_not_test():
    row = enrolled()
    herself = make.actor(Role.NONE, row.contact)
    with refused("role_needed"):
        testing.test(enrollment=row.pk, by=herself, at=AT)
