"""Can staff take along what became of each in a job, and what waits in a queue, as it is filtered?"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from zeal import zeal_ignore

from conferral.actions import deciding_jobs, enrollments, extending, jobs
from conferral.models import Contact, Enrollment, Event, Job
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import Item
from tests import make
from tests.actions.queue import met, program, waiting
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
COMPLETIONS, PROGRAMS = "staff:completions-file", "staff:programs-file"


def table(answer) -> list[list[str]]:
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@zeal_ignore()
def extended(*rows: Enrollment) -> Job:
    """Ask for an extension of these, and of one that is not there any more."""
    return jobs.ask_and_begin(
        kind=extending.KIND,
        items=[*(Item(row.pk) for row in rows), Item(10**6)],
        by=COMMAND_LINE,
        at=NOW,
        program=rows[0].program_id,
        arguments={"extension": {"to": "2027-06-30"}, "reason": "They were ill."},
    )


def people(count: int) -> list[Enrollment]:
    ours = make.program()
    rows = [Contact(member_number=f"N-{n:03}", first_name="Nora", last_name=f"Nth {n:03}") for n in range(count)]
    contacts = [contact.pk for contact in Contact.objects.bulk_create(rows)]
    on = date(2026, 1, 5)
    made = enrollments.enroll_many(contacts=contacts, program=ours, enrolled_on=on, by=COMMAND_LINE, at=make.noon(on))
    return [outcome.enrollment for outcome in made]


def test_a_file_says_what_became_of_each_and_why_in_the_order_asked_for(staff) -> None:
    ada, ben = people(2)
    enrollments.cancel(enrollment=ben.pk, by=COMMAND_LINE, at=NOW - timedelta(days=1))
    job = extended(ada, ben)
    answer = staff.post(reverse("staff:job-file", args=[job.key]))
    assert answer["Content-Disposition"] == 'attachment; filename="Extend the expiration date 2026-03-02.csv"'
    head, first, second, third = table(answer)
    assert head == ["Full Name", "Member number", "Outcome", "What was found"]
    assert first == ["Nora Nth 000", "N-000", "Extended", ""]
    assert second[:3] == ["Nora Nth 001", "N-001", "Refused"]
    assert "cancelled" in second[3]
    assert third[:3] == ["not there any more", "", "Refused"]
    entry = Event.objects.get(kind="list.exported")
    assert (entry.program_id, entry.account_id) == (ada.program_id, staff.account.pk)
    assert (entry.after["list"], entry.after["count"], entry.after["form"]) == ("outcome", 3, "csv")


def test_the_file_has_what_the_filter_of_the_page_leaves_and_as_xlsx_too(staff) -> None:
    job = extended(*people(1))
    here = reverse("staff:job-file", args=[job.key])
    page = staff.get(reverse("staff:job", args=[job.key]), {"outcome": "refused"}).content.decode()
    assert f"{here}?outcome=refused&amp;format=xlsx" in page
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(staff.post(f"{here}?outcome=refused&format=xlsx"))))
    assert [row[2] for row in book.get_sheet_by_index(0).to_python()] == ["Outcome", "Refused"]
    assert [row[2] for row in table(staff.post(f"{here}?outcome=extended"))] == ["Outcome", "Extended"]
    assert len(table(staff.post(f"{here}?outcome=nonsense"))) == 3
    assert sorted(Event.objects.filter(kind="list.exported").values_list("after__count", flat=True)) == [1, 1, 2]


def test_of_completions_the_requirement_is_told_too_and_what_is_not_done_yet_is_said(staff) -> None:
    (row,) = waiting(1)
    job = jobs.ask(kind=deciding_jobs.APPROVE, items=[Item(row.pk)], by=COMMAND_LINE, at=NOW, waits=True)
    head, first = table(staff.post(reverse("staff:job-file", args=[job.key])))
    assert (head[-1], first[2]) == ("Requirement and program", "Not done")
    assert first[4].endswith(f"· {row.enrollment.program.code}")


def test_a_job_that_never_was_has_no_file_and_a_link_makes_none(staff) -> None:
    job = extended(*people(1))
    assert staff.post(reverse("staff:job-file", args=[make.contact().key])).status_code == 404
    assert staff.get(reverse("staff:job-file", args=[job.key])).status_code == 405
    assert not Event.objects.filter(kind="list.exported").exists()


def test_what_waits_is_handed_out_as_it_is_filtered_the_oldest_first(staff) -> None:
    ours, other = program(scale=make.POINTS), program()
    late = make.enrollment(make.contact("L", "Late", "Comer"), ours)
    early = make.enrollment(make.contact("E", "=Early", "Bird"), ours)
    make.completion(late, today=date(2026, 3, 1))
    make.completion(early, grade="90", today=date(2026, 2, 1), notes="By post.")
    make.completion(make.enrollment(make.contact("O", "Other", "One"), other))
    head, first, second = table(staff.post(reverse(COMPLETIONS), {"program": ours.code}))
    told = dict(zip(head, first, strict=True))
    assert told == {
        "Full Name": "'=Early Bird", "Member number": "E", "Program": ours.code, "Program name": "Emergency care",
        "Requirement": "Exam", "Waits for": "approval", "Grade": "90", "Date": "2025-06-01", "Location": "",
        "Offering": "", "Units": "0", "Files": "0", "Notes": "By post.", "Waiting since": "2026-02-01",
    }  # fmt: skip
    assert (second[1], second[5]) == ("L", "a grade")
    assert [row[1] for row in table(staff.post(reverse(COMPLETIONS), {"needs": "grade"}))] == ["Member number", "L"]
    assert len(table(staff.post(f"{reverse(COMPLETIONS)}?format=csv", {"q": "bird"}))) == 2
    entries = Event.objects.filter(kind="list.exported", after__list="completions")
    assert sorted(entries.values_list("after__count", flat=True)) == [1, 1, 2]


def test_program_completions_that_wait_are_handed_out_too(staff) -> None:
    (row,) = met(1)
    number = row.contact.member_number
    head, first = table(staff.post(reverse(PROGRAMS), {"q": number}))
    told = dict(zip(head, first, strict=True))
    assert (told["Member number"], told["Program"]) == (number, row.program.code)
    assert told["Requirements met on"] == row.requirements_met_on.isoformat()
    assert len(table(staff.post(reverse(PROGRAMS), {"q": "nobody-at-all"}))) == 1
    entries = Event.objects.filter(kind="list.exported", after__list="program_completions")
    assert sorted(entries.values_list("after__count", flat=True)) == [0, 1]


def test_a_file_takes_as_many_queries_for_many_as_for_few(staff) -> None:
    rows = people(40)
    few, many = extended(*rows[:2]), extended(*rows)

    def asked(job: Job) -> int:
        with CaptureQueriesContext(connection) as counted:
            table(staff.post(reverse("staff:job-file", args=[job.key])))
        return len(counted)

    assert asked(few) == asked(many) <= 20
