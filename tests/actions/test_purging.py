"""Does a purge remove exactly the enrollments it was asked for, with all that belongs to them, and nothing else?"""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import completions, enrollments, jobs, programs, purging
from conferral.actions.opened import Looked
from conferral.models import Completion, Contact, Enrollment, Event, JobItem, Message, Program
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.jobs import Item
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refused
from conferral.rules.terms import Dates
from tests import make
from tests.actions.moved import agreed
from tests.actions.purged import AT, NOTE, TODAY, cancelled, expired, held, program, purge, without
from tests.actions.queue import codes, looked
from tests.actions.register import contents, logged, untouched
from tests.uploaded import kept

pytestmark = pytest.mark.django_db


def test_a_purge_removes_exactly_those_rows_their_completions_and_their_files(
    django_capture_on_commit_callbacks,
) -> None:
    into = program()
    rows = [expired(into) for _ in range(3)] + [cancelled(into) for _ in range(2)]
    make.enrollment(into=into)
    going = [rows[0], rows[2], rows[3]]
    before, files = contents(), kept()
    with django_capture_on_commit_callbacks(execute=True):
        assert codes(purge(going)) == ["done"] * 3
    assert held() == without(before, enrollments=[row.pk for row in going])
    gone = {row["path"] for row in before["Attachment"] if row["enrollment_id"] != rows[1].pk}
    assert len(gone) == 2
    assert kept() == files - gone
    agreed()


def test_what_was_written_to_the_same_person_about_something_else_stays() -> None:
    going = expired(program())
    staying = make.enrollment(going.contact, make.program("OTHER"), TODAY)
    for about in (going.pk, staying.pk, None):
        Message.objects.create(
            key=uuid4(), kind="enrolled", contact=going.contact, enrollment_id=about, created_at=AT, due_at=AT
        )
    before = set(Message.objects.exclude(enrollment_id=going.pk).values_list("pk", flat=True))
    purge([going])
    assert set(Message.objects.values_list("pk", flat=True)) == before
    assert {None, staying.pk} <= set(Message.objects.values_list("enrollment_id", flat=True))


def test_one_entry_of_each_is_left_with_numbers_and_counts_alone() -> None:
    one = expired(program())
    number, batch, by = one.pk, uuid4(), make.actor(Role.MANAGER)
    with logged() as entries:
        purge([one], by=by, batch=batch)
    (entry,) = entries
    assert (entry.kind, entry.actor, entry.at, entry.batch) == ("enrollment.purged", by.name, AT, batch)
    assert (entry.enrollment_id, entry.contact_id, entry.program_id) == (number, one.contact_id, one.program_id)
    assert (entry.before, entry.after, entry.reason) == ({}, {"completions": 2, "files": 1}, "")
    assert (entry.completion_id, entry.subject, entry.erased_at) == (None, None, None)


def test_what_the_earlier_entries_held_is_erased_and_they_stay() -> None:
    into = program()
    one, other = expired(into), cancelled(into)
    enrollments.change_dates(
        enrollment=one.pk, to=Dates(one.enrolled_on, None, one.expires_on), reason=NOTE, by=COMMAND_LINE, at=AT
    )
    before = {entry.pk: entry for entry in Event.objects.all()}
    purge([one])
    for entry in Event.objects.filter(pk__in=before):
        was = before[entry.pk]
        assert (entry.kind, entry.actor, entry.at, entry.batch) == (was.kind, was.actor, was.at, was.batch)
        if entry.enrollment_id == one.pk:
            assert (entry.before, entry.after, entry.reason, entry.erased_at) == ({}, {}, "", AT)
        else:
            assert (entry.before, entry.after, entry.reason) == (was.before, was.after, was.reason)
            assert entry.erased_at is None
    said = json.dumps(list(Event.objects.filter(enrollment_id=one.pk).values("before", "after", "reason")))
    for text in ("Ada", "Lovelace", "example.org", "Certificate"):
        assert text not in said
    assert Event.objects.get(enrollment_id=other.pk, kind="enrollment.cancelled").reason == "Moved to Oslo."


def test_what_jobs_had_to_tell_of_it_is_erased_and_of_others_is_not() -> None:
    into = program()
    other, one = expired(into), expired(into)
    told = [(one.pk, "program.test"), (other.pk, "program.test"), (one.completions.first().pk, "completions.approve")]
    for subject, kind in [*told, (one.pk, "completions.approve")]:
        jobs.ask(kind=kind, items=[Item(subject)], by=COMMAND_LINE, at=AT, waits=True)
    JobItem.objects.update(is_done=True, is_refused=True, code="stale", message=NOTE)
    purge([one])
    assert [item.message for item in JobItem.objects.order_by("pk")] == ["", NOTE, "", NOTE]
    assert set(JobItem.objects.values_list("code", flat=True)) == {"stale"}


def test_the_contact_is_still_there_and_can_be_enrolled_again() -> None:
    into = program()
    one = cancelled(into, "M-77")
    purge([one])
    contact = Contact.objects.get(member_number="M-77")
    assert make.enrollment(contact, into, TODAY).contact == contact


def test_files_leave_only_once_the_purge_is_committed(django_capture_on_commit_callbacks) -> None:
    others = kept()
    one = expired(program())
    files = kept()
    assert len(files - others) == 1
    with django_capture_on_commit_callbacks() as callbacks:
        purge([one])
        assert kept() == files
    assert len(callbacks) == 1
    callbacks[0]()
    callbacks[0]()  # whoever comes second finds nothing
    assert kept() == others


def test_what_replaced_what_is_found_anew() -> None:
    into = program(is_maintenance=True)
    contact = make.contact()
    first = make.enrollment(contact, into, date(2022, 1, 3))
    second = make.enrollment(contact, into, date(2023, 6, 1))
    last = make.enrollment(contact, into, date(2025, 6, 2))
    enrollments.cancel(enrollment=last.pk, by=COMMAND_LINE, at=make.noon(date(2026, 1, 30)))
    purge([second])
    first.refresh_from_db()
    assert first.replaced_on == last.begins_on
    purge([Enrollment.objects.get(pk=last.pk)])
    first.refresh_from_db()
    assert first.replaced_on is None
    agreed()


# What may not be purged


def extended(row: Enrollment) -> None:
    to = Dates(row.enrolled_on, None, date(2026, 6, 30))
    enrollments.change_dates(enrollment=row.pk, to=to, reason="Ill.", by=COMMAND_LINE, at=AT)


def reopened(row: Enrollment) -> None:
    extended(row)
    recorded = Recorded(completed_on=TODAY)
    completions.record(enrollment=row.pk, requirement="EXAM", recorded=recorded, by=COMMAND_LINE, at=AT)


def retained(row: Enrollment) -> None:
    policies = programs.Policies(retention_years=7)
    programs.set_policies(program=row.program, policies=policies, by=COMMAND_LINE, at=AT)


def shortened(row: Enrollment) -> None:
    to = Dates(row.enrolled_on, None, date(2025, 1, 1))
    enrollments.change_dates(enrollment=row.pk, to=to, reason="Typed wrongly.", by=COMMAND_LINE, at=AT)


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [(extended, "not_inactive"), (reopened, "undecided"), (retained, "kept"), (shortened, "stale")],
)
def test_what_changed_since_it_was_looked_at_is_refused_and_the_others_go(meanwhile, code) -> None:
    one, other = expired(program()), expired(program())
    seen = looked([one, other])
    meanwhile(one)
    outcomes = purging.purge_many(enrollments=seen, by=COMMAND_LINE, at=AT)
    assert codes(outcomes) == [code, "done"]
    assert outcomes[0].refusal.message.endswith(".")
    assert list(Enrollment.objects.all()) == [one]
    assert one.completions.count() >= 2


def test_what_was_done_in_it_since_it_was_looked_at_is_refused_too() -> None:
    """A completion counts as no change of the enrollment, and yet more would go than was counted."""
    into = program()
    rows = [make.enrollment(None, into) for _ in range(2)]
    programs.set_policies(program=into, policies=programs.Policies(is_active=False), by=COMMAND_LINE, at=AT)
    seen, position = looked(rows), Event.objects.latest("pk").pk
    make.completion(rows[0], "ETHICS", TODAY)
    outcomes = purging.purge_many(enrollments=seen, by=COMMAND_LINE, at=AT, position=position)
    assert codes(outcomes) == ["stale", "done"]
    assert "on 2 March 2026 at 12:00" in outcomes[0].refusal.message


@pytest.mark.parametrize("role", [Role.NONE, Role.STAFF])
def test_only_a_certification_manager_and_those_above_may_purge(role) -> None:
    one, by = expired(program()), make.actor(role)
    with untouched():
        assert codes(purge([one], by=by)) == ["role_needed"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN, Role.SYSADMIN])
def test_certification_managers_and_those_above_purge(role) -> None:
    assert codes(purge([expired(program())], by=make.actor(role))) == ["done"]


def test_what_is_purged_already_is_told_so() -> None:
    one = expired(program())
    seen = looked([one])
    purge([one])
    with untouched():
        outcomes = purging.purge_many(enrollments=[*seen, Looked(10**9)], by=COMMAND_LINE, at=AT)
    assert codes(outcomes) == ["enrollment_unknown"] * 2


def test_nothing_else_can_be_done_in_what_was_purged_and_that_is_said() -> None:
    one = expired(program())
    completion = one.completions.first().pk
    purge([one])
    for act in (
        lambda: enrollments.cancel(enrollment=one.pk, by=COMMAND_LINE, at=AT),
        lambda: completions.approve(completion=completion, by=COMMAND_LINE, at=AT),
        lambda: completions.void(completion=completion, reason="Late.", by=COMMAND_LINE, at=AT),
        lambda: extended(one),
    ):
        with pytest.raises(Refused, match="any more"):
            act()


# Many


def test_a_purge_takes_as_many_queries_for_one_as_for_many() -> None:
    into = program()
    counts = []
    for number in (1, 6):
        rows = [expired(into) for _ in range(number)]
        with CaptureQueriesContext(connection) as counted:
            purge(rows)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 25


@pytest.mark.past_the_actions
def test_a_job_purges_in_chunks_and_names_whose_each_was() -> None:
    from conferral.documents import jobs as shown

    into = program()
    rows = [cancelled(into) for _ in range(3)]
    seen = looked(rows)
    extended_one = Enrollment.objects.create(
        contact=make.contact("M-9"), program=into, version=rows[0].version, registered_at=AT, registered_on=TODAY,
        enrolled_on=TODAY, expires_on=date(2027, 1, 1),
    )  # fmt: skip
    items = [Item(one.subject, one.revision) for one in seen] + [Item(extended_one.pk, 1)]
    job = jobs.ask_and_begin(kind=purging.KIND, items=items, by=make.actor(Role.MANAGER), at=AT)
    assert (job.done, job.refused, job.is_complete) == (4, 1, True)
    row = shown.job(job.key)
    listed = shown.items(row).rows
    assert [(one.code, one.is_refused) for one in listed] == [("purged", False)] * 3 + [("not_inactive", True)]
    numbers = Contact.objects.filter(pk__in=[one.contact_id for one in rows]).order_by("pk")
    assert [one.subject.detail for one in listed[:3]] == [contact.member_number for contact in numbers]
    assert [one.subject.enrollment is None for one in listed] == [True, True, True, False]
    assert set(Event.objects.filter(kind="enrollment.purged").values_list("batch", flat=True)) == {job.key}
    assert Program.objects.filter(pk=into.pk).exists()
    assert not Completion.objects.exists()
