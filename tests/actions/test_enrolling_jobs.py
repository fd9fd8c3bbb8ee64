"""Does a job enroll whoever was looked at, on the terms that were looked at, each once, with what carries over?"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import enrollments, jobs
from conferral.actions.enrolling import How
from conferral.actions.enrolling_jobs import ENROLL, arguments_of
from conferral.documents.enrolment_review import review
from conferral.models import Completion, Contact, Enrollment, Event, Job, JobItem, Program
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.jobs import CHUNK, Item
from conferral.rules.standing import standing
from tests import make, register
from tests.working import work_off

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
TWO = make.definition(make.requirement("EXAM"), make.requirement("PLEDGE"), designation="EMT")


def asked(contacts, program: Program, *, by=COMMAND_LINE, key=None, **how) -> Job:
    """Ask for the enrolment of contacts, as **Register** does."""
    return jobs.ask_and_begin(
        kind=ENROLL,
        items=[Item(contact.pk) for contact in contacts],
        program=program.pk,
        by=by,
        at=AT,
        arguments=arguments_of(How(**{"enrolled_on": TODAY, **how})),
        key=key,
    )


def became(job: Job) -> dict[str, str]:
    """Return what became of each contact, by member number."""
    numbers = dict(Contact.objects.values_list("pk", "member_number"))
    return {numbers[subject]: code for subject, code in JobItem.objects.filter(job=job).values_list("subject", "code")}


def test_each_is_enrolled_or_refused_under_the_key_of_the_job() -> None:
    program, ada, ben = make.program(), make.contact("A"), make.contact("B")
    make.enrollment(ben, program, date(2026, 1, 1))
    job = asked([ada, ben], program, enrolled_on=date(2026, 2, 1))
    assert became(job) == {"A": "enrolled", "B": "already_enrolled"}
    assert (job.is_complete, job.refused) == (True, 1)
    row = Enrollment.objects.get(contact=ada)
    assert (row.enrolled_on, row.registered_on) == (date(2026, 2, 1), TODAY)
    assert Event.objects.get(batch=job.key).enrollment_id == row.pk


def test_more_than_a_chunk_is_done_by_the_worker() -> None:
    program = make.program()
    everybody = [make.contact() for _ in range(CHUNK + 1)]
    job = asked(everybody, program)
    assert (job.done, Enrollment.objects.count()) == (0, 0)
    assert work_off() == 2
    job.refresh_from_db()
    assert (job.done, job.refused) == (CHUNK + 1, 0)
    assert Enrollment.objects.count() == CHUNK + 1
    assert register.disagreements() == []


def test_after_another_version_was_published_nobody_is_enrolled_under_terms_nobody_saw() -> None:
    program, ada, ben = make.program(), make.contact("A", "Ada", "Byron"), make.contact("B")
    make.enrollment(ben, program, date(2026, 1, 1))
    make.publish(program, TWO)
    job = asked([ada, ben], program, version=1)
    assert became(job) == {"A": "version_changed", "B": "already_enrolled"}
    said = JobItem.objects.get(code="version_changed").message
    assert said == "Ada Byron was not enrolled: version 2 was published meanwhile. Look at the review again."
    assert became(asked([ada], program, version=2)) == {"A": "enrolled"}


def test_asked_twice_under_one_key_it_is_one_job() -> None:
    program, ada, key = make.program(), make.contact("A"), uuid.uuid4()
    first, second = (asked([ada], program, key=key) for _ in range(2))
    assert first == second
    assert Enrollment.objects.count() == 1


def test_who_is_no_staff_any_more_when_the_worker_comes_enrolls_nobody() -> None:
    program, who = make.program(), make.actor(Role.NONE)
    assert became(asked([make.contact("A")], program, by=who)) == {"A": "not_yours"}


def renewed(number: str, program: Program) -> Contact:
    """Return a contact who did the exam in an enrollment that expired."""
    contact = make.contact(number, "Ada", number)
    row = make.enrollment(contact, program, date(2023, 12, 1))
    make.completion(row, "EXAM", date(2024, 2, 1))
    return contact


def test_completions_come_along_only_where_it_was_asked_for_linked_and_logged() -> None:
    program = make.program("P", TWO)
    ada, ben = renewed("A", program), renewed("B", program)
    asked([ada], program)
    job = asked([ben], program, carries=True)
    assert not Completion.objects.filter(enrollment__contact=ada, enrollment__enrolled_on=TODAY).exists()
    original = Completion.objects.get(enrollment__contact=ben, carried_from=None)
    copy = Completion.objects.get(carried_from=original)
    new = Enrollment.objects.get(contact=ben, enrolled_on=TODAY)
    assert (copy.enrollment, copy.completed_on, copy.is_live) == (new, date(2024, 2, 1), True)
    assert (new.started_on, new.earned_on) == (date(2024, 2, 1), None)
    logged = Event.objects.get(batch=job.key, kind="enrollment.enrolled").after
    assert [one["completion"] for one in logged["carried"]] == [original.pk]
    assert register.disagreements() == []


def test_what_earned_it_before_earns_it_again_with_its_designation() -> None:
    program = make.program(None, make.definition(designation="EMT"), is_maintenance=True)
    ada = make.contact()
    make.completion(make.enrollment(ada, program, date(2025, 3, 1)))
    job = asked([ada], program, carries=True)
    assert Enrollment.objects.get(enrolled_on=TODAY).earned_on == TODAY
    assert Event.objects.filter(batch=job.key, kind="enrollment.earned").count() == 1
    assert register.disagreements() == []


def test_the_preview_says_of_each_person_what_register_then_does() -> None:
    hours = make.requirement("HOURS", is_repeatable=True, units=Decimal(4))
    program = make.program("P", make.definition(make.requirement("EXAM"), hours, units_required=Decimal(4)))
    people = [renewed(number, program) for number in "ABC"]
    again = make.enrollment(people[1], program, date(2025, 1, 15))
    make.completion(again, "EXAM", date(2025, 3, 1))
    make.completion(again, "HOURS", date(2025, 4, 1), units=Decimal(3))
    make.enrollment(people[2], program, date(2026, 1, 1))
    make.publish(program, make.definition(make.requirement("TEST", component="EXAM"), hours, units_required=Decimal(4)))
    people.append(make.contact("D"))
    seen = review(people, program, enrolled_on=TODAY, carries=True, by=COMMAND_LINE, today=TODAY)
    asked(people, program, carries=True)
    for row in seen.rows:
        news = Enrollment.objects.filter(contact=row.contact, enrolled_on=TODAY)
        if row.refusal:
            assert not news.exists()
            continue
        new = news.get()
        copies = Completion.objects.filter(enrollment=new).values_list("carried_from", "requirement__code")
        assert sorted(copies) == sorted(
            (one.original.key, one.copy.requirement) for one in (row.carried.kept if row.carried else ())
        )
        assert row.standing in {None, standing(new.facts(), TODAY)}
    assert [bool(row.refusal) for row in seen.rows] == [False, False, True, False]
    assert [len(row.carried.kept) for row in seen.rows if row.carried] == [1, 2]


@pytest.mark.parametrize("carries", [False, True])
def test_a_chunk_takes_as_many_queries_for_many_as_for_few(carries) -> None:
    program = make.program("P", TWO)
    counts = []
    for people in (3, 40):
        everybody = [renewed(f"N{people}-{number}", program) for number in range(people)]
        with CaptureQueriesContext(connection) as queries:
            asked(everybody, program, carries=carries)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_command_may_carry_over_too() -> None:
    program = make.program("P", TWO)
    ada = renewed("A", program)
    enrollments.enroll_many(contacts=[ada.pk], program=program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT, carries=True)
    assert Completion.objects.filter(carried_from__isnull=False).count() == 1
