"""Is a bulk enrolment taken back as if it had never been, and only where nothing has built on it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import completions, enrollments
from conferral.actions.bulk import bulk_of
from conferral.actions.undoing_enrolment import undo_enrolment
from conferral.models import Completion, Contact, Designation, Enrollment, Event, Job
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make, register
from tests.actions.test_enrolling_jobs import AT, TODAY, TWO, asked, renewed

pytestmark = pytest.mark.django_db


def undone(job: Job, contacts, *, by=COMMAND_LINE, at=AT) -> list[str]:
    """Undo a job for these contacts and return the code of each outcome."""
    found = undo_enrolment(contacts=[one.pk for one in contacts], bulk=bulk_of(job), by=by, at=at, batch=uuid4())
    return [refusal.code if (refusal := found[contact.pk]) else "undone" for contact in contacts]


def test_the_enrollments_are_gone_and_the_log_says_so() -> None:
    program, people = make.program(), [make.contact() for _ in range(3)]
    job = asked(people, program)
    assert undone(job, people[:2]) == ["undone", "undone"]
    assert list(Enrollment.objects.values_list("contact", flat=True)) == [people[2].pk]
    entry = Event.objects.filter(kind="enrollment.enrolling_undone", contact_id=people[0].pk).get()
    assert (entry.before["enrolled_on"], entry.before["version"], entry.after) == ("2026-03-02", 1, {})
    assert undone(job, people[:1]) == ["changed_since"]
    assert [enrollments.enroll(contact=people[0].pk, program=program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT)]
    assert undone(job, people[:1]) == ["changed_since"]
    assert register.disagreements() == []


def test_what_was_there_before_is_current_again_and_carried_copies_go_without_their_originals() -> None:
    program = make.program("P", TWO)
    ada = renewed("A", program)
    before = list(Enrollment.objects.values()), list(Completion.objects.values())
    job = asked([ada], program, carries=True)
    assert Completion.objects.count() == 2
    assert undone(job, [ada]) == ["undone"]
    assert (list(Enrollment.objects.values()), list(Completion.objects.values())) == before
    assert register.disagreements() == []


def test_what_was_earned_by_carrying_over_takes_its_designation_along() -> None:
    first = make.program(None, make.definition(designation="EMT"), is_maintenance=True)
    ada = make.contact()
    make.completion(make.enrollment(ada, first, date(2025, 3, 1)))
    conferred = Designation.objects.values().get()
    job = asked([ada], first, carries=True)
    assert undone(job, [ada]) == ["undone"]
    assert Designation.objects.values().get() == conferred


@pytest.mark.parametrize("what", ["recorded", "dates", "cancelled", "again", "voided original"])
def test_what_something_has_built_on_stays_and_is_told(what) -> None:
    program = make.program("P", TWO)
    ada, ben = renewed("A", program), renewed("B", program)
    job = asked([ada, ben], program, carries=True)
    row = Enrollment.objects.get(contact=ada, replaced_on=None)
    match what:
        case "recorded":
            make.completion(row, "PLEDGE", TODAY)
        case "dates":
            to = replace(row.dates(), expires_on=date(2028, 1, 1))
            enrollments.change_dates(enrollment=row.pk, to=to, reason="Illness.", by=COMMAND_LINE, at=AT)
        case "cancelled" | "again":
            enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=AT)
            if what == "again":
                asked([ada], program)
        case "voided original":
            original = Completion.objects.get(enrollment__contact=ada, carried_from=None)
            completions.void(completion=original.pk, reason="A mistake.", by=COMMAND_LINE, at=AT)
    kept = list(Enrollment.objects.filter(contact=ada).values())
    assert undone(job, [ada, ben]) == ["built_on", "undone"]
    assert list(Enrollment.objects.filter(contact=ada).values()) == kept
    assert register.disagreements() == []


def test_who_was_let_into_another_program_by_what_was_earned_keeps_it() -> None:
    program = make.program("P", make.definition(), is_maintenance=True)
    ada, ben = make.contact(), make.contact()
    make.completion(make.enrollment(ada, program, date(2025, 3, 1)))
    job = asked([ada, ben], program, carries=True)
    other = make.program("Q")
    for contact in (ada, ben):
        make.enrollment(contact, other, TODAY)
    assert undone(job, [ada, ben]) == ["built_on", "undone"]


def test_its_author_or_a_manager_undoes_it_the_same_day() -> None:
    program, people, author = make.program(), [make.contact() for _ in range(3)], make.actor()
    job = asked(people, program, by=author)
    assert undone(job, people[:1], by=make.actor()) == ["undo_not_yours"]
    assert undone(job, people[:1], by=author, at=AT + timedelta(days=1)) == ["undo_too_late"]
    assert undone(job, people[:1], by=author) == ["undone"]
    assert undone(job, people[1:2], by=make.actor(Role.MANAGER)) == ["undone"]
    assert Contact.objects.filter(enrollments__isnull=False).count() == 1


def test_undoing_takes_as_many_queries_for_many_as_for_few() -> None:
    program = make.program("P", TWO)
    counts = []
    for people in (3, 40):
        everybody = [renewed(f"N{people}-{number}", program) for number in range(people)]
        job = asked(everybody, program, carries=True)
        with CaptureQueriesContext(connection) as queries:
            assert undone(job, everybody) == ["undone"] * people
        counts.append(len(queries))
    assert counts[0] == counts[1]
