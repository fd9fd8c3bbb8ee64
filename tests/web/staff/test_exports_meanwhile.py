"""What has the file of a long list of what is decided, cancelled, purged or drafted anew while a job writes it?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from zeal import zeal_ignore

from conferral.actions import attending, completions, contacts, enrollments, programs, purging
from conferral.actions.log import Log
from conferral.documents import log_file
from conferral.models import Completion, Contact, Enrollment, Event, Job, Message, Program, Registration
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attending import Attendance
from conferral.rules.contacts import Details
from conferral.rules.exporting import Listed
from tests import make
from tests.actions.queue import looked
from tests.conftest import NOW
from tests.web.signed_in import said
from tests.web.staff.every_list import STRICTER, Asked, as_a_job, downloaded, drafted, export_of, taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_chunks")]
TODAY = NOW.date()


@pytest.fixture
def meanwhile(lists, admin, committed, monkeypatch):
    """Let something be done after the first chunk, and return what a list had at once before, and the job's export."""

    def work(what: Listed, act: Callable[[], object], **more: object):
        asked = Asked(lists[what].address, {**lists[what].sent, **more})
        before = table(taken(admin, asked))
        export = as_a_job(admin, what, asked, monkeypatch)
        committed(most=1)
        with zeal_ignore():
            act()
        committed()
        return before, export

    return work


def table(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))


def refused(export) -> list[str]:
    """Return why rows of a job that has ended were refused."""
    job = Job.objects.get(pk=export.job_id)
    assert job.is_complete
    return sorted(job.items.filter(is_refused=True).values_list("code", flat=True))


def purge(row: Enrollment) -> None:
    """Purge an enrollment, cancelled if it was not."""
    if row.cancelled_on is None:
        enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=NOW)
    (outcome,) = purging.purge_many(enrollments=looked([row]), by=make.actor(Role.MANAGER), at=NOW)
    assert outcome.refusal is None


def last_waiting(rows):
    return rows.waiting(on=TODAY).order_by("recorded_at" if rows.model is Completion else "requirements_met_on", "pk")


def test_a_completion_that_was_approved_or_purged_waits_no_more_and_is_left_out(meanwhile, admin) -> None:
    def act() -> None:
        *_, purged, approved = last_waiting(Completion.objects.all())
        completions.approve(completion=approved.pk, by=make.actor(), at=NOW)
        purge(purged.enrollment)

    before, export = meanwhile(Listed.COMPLETIONS, act)
    assert refused(export) == ["row_gone"]
    assert table(downloaded(admin, export)) == before[:-1], "of three, one was kept already, and one is left out"


def test_a_program_completion_that_was_approved_or_purged_is_left_out(meanwhile, admin) -> None:
    def act() -> None:
        *_, purged, approved = last_waiting(Enrollment.objects.all())
        enrollments.approve(enrollment=approved.pk, by=make.actor(), at=NOW)
        purge(purged)

    before, export = meanwhile(Listed.PROGRAM_COMPLETIONS, act)
    assert refused(export) == ["row_gone", "row_gone"]
    assert table(downloaded(admin, export)) == before[:-2]


def test_who_gave_the_seat_back_is_not_on_the_roster_and_who_was_marked_is_as_marked(meanwhile, admin) -> None:
    def act() -> None:
        rows = {row.contact.first_name: row for row in Registration.objects.select_related("contact")}
        Registration.objects.filter(pk=rows["Cy"].pk).update(cancelled_at=NOW)
        attending.mark_chunk([rows["Zoe"].pk], Attendance.NO_SHOW, Log(make.actor(), make.noon(TODAY.replace(day=9))))

    before, export = meanwhile(Listed.ROSTER, act)
    assert [row["Full Name"] for row in before] == ["Ada Moss", "Bob Moss", "Cy Moss", "Zoe Moss"]
    found = table(downloaded(admin, export))
    assert [(row["Full Name"], row["Attendance"]) for row in found] == [
        ("Ada Moss", before[0]["Attendance"]),
        ("Bob Moss", before[0]["Attendance"]),
        ("Zoe Moss", Attendance.NO_SHOW.label),
    ]
    assert refused(export) == ["row_gone"]


def test_of_those_who_cancelled_nobody_is_listed_who_is_registered(lists, admin, committed, monkeypatch) -> None:
    asked = Asked(lists[Listed.ROSTER].address, {"show": "cancelled"})
    Registration.objects.filter(contact__first_name__in=("Ada", "Bob", "Cy")).update(cancelled_at=NOW)
    before = table(taken(admin, asked))
    export = as_a_job(admin, Listed.ROSTER, asked, monkeypatch)
    committed()
    assert table(downloaded(admin, export)) == before
    assert [row["Full Name"] for row in before] == ["Ada Moss", "Bob Moss", "Cy Moss"]


def test_a_notice_that_went_meanwhile_says_so_and_one_that_was_purged_is_left_out(meanwhile, admin) -> None:
    def act() -> None:
        sent = Message.objects.filter(contact__first_name="Amina").order_by("pk").first()
        Message.objects.filter(pk=sent.pk).update(state="sent", sent_to="a@example.org", ended_at=NOW)
        purge(Enrollment.objects.get(contact__first_name="Bao"))

    before, export = meanwhile(Listed.NOTICES, act)
    found = table(downloaded(admin, export))
    gone = refused(export)
    assert set(gone) == {"row_gone"}
    assert len(found) == len(before) - len(gone)
    assert {row["Full Name"] for row in before} - {row["Full Name"] for row in found} == {"Bao Trần"}
    assert "Sent" in {row["State"] for row in found if row["Full Name"] == "Amina Okafor"}


def test_what_became_of_whoever_was_purged_is_told_without_a_name_or_what_was_found(meanwhile, admin) -> None:
    before, export = meanwhile(Listed.OUTCOME, lambda: purge(Enrollment.objects.get(contact__first_name="Dmitri")))
    assert "Dmitri Ångström" in {row["Full Name"] for row in before}
    found = table(downloaded(admin, export))
    assert [row["Outcome"] for row in found] == [row["Outcome"] for row in before]
    assert [row["Full Name"] for row in found if row["Full Name"] not in {one["Full Name"] for one in before}] == [
        "not there any more"
    ]
    assert refused(export) == []


def test_who_cancelled_meanwhile_has_no_row_under_the_draft(meanwhile, admin) -> None:
    bao = "Bao Trần"
    before, export = meanwhile(
        Listed.PREVIEW,
        lambda: enrollments.cancel(
            enrollment=Enrollment.objects.get(contact__first_name="Bao").pk, by=COMMAND_LINE, at=NOW
        ),
        q="a",
    )
    names = [row["Full Name"] for row in before]
    assert names.index(bao) > 1, "its row was not kept before"
    assert table(downloaded(admin, export)) == [row for row in before if row["Full Name"] != bao]
    assert refused(export) == ["row_gone"]


def draft_of() -> Program:
    return Program.objects.get(code="EMT-R")


CHANGES = {
    "changed": lambda: drafted(draft_of(), make.definition(make.requirement("COURSE", title="Course"))),
    "discarded": lambda: programs.discard_draft(program=draft_of(), by=COMMAND_LINE, at=NOW),
    "published": lambda: programs.publish(program=draft_of(), by=COMMAND_LINE, at=NOW),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_of_a_draft_that_is_another_by_now_there_is_no_file_and_it_says_why(change, meanwhile, admin) -> None:
    _before, export = meanwhile(Listed.PREVIEW, CHANGES[change])
    job = Job.objects.get(pk=export.job_id)
    assert refused(export) == ["draft_changed"] * (job.total - 2)
    assert export_of(Listed.PREVIEW).path == ""
    page = said(admin.get(f"/staff/jobs/{job.key}/"))
    assert "There is no file" in page


def test_a_draft_that_was_saved_as_it_was_or_is_again_as_it_was_is_the_same(meanwhile, admin) -> None:
    def act() -> None:
        drafted(draft_of(), make.definition(make.requirement("COURSE", title="Course")))
        drafted(draft_of(), STRICTER)

    before, export = meanwhile(Listed.PREVIEW, act)
    assert refused(export) == []
    assert table(downloaded(admin, export)) == before


def test_the_log_has_all_of_its_entries_and_of_what_was_purged_nothing_more_than_that_it_was(meanwhile, admin) -> None:
    georg = Enrollment.objects.get
    before, export = meanwhile(Listed.LOG, lambda: purge(georg(contact__first_name="Georg")))
    found = table(downloaded(admin, export))
    assert [row["entry"] for row in found] == [row["entry"] for row in before]
    erased = [row for row in found if row["erased_at"]]
    assert {row["kind"] for row in erased} >= {"enrollment.enrolled"}
    assert all(row["before"] == row["after"] == row["reason"] == "" for row in erased)
    assert [row for row in found if not row["erased_at"]] == [
        row for row in before if row["entry"] not in {one["entry"] for one in erased}
    ]


def test_of_the_log_those_entries_are_written_that_a_search_meant_when_it_was_asked_for(
    meanwhile, admin, monkeypatch
) -> None:
    monkeypatch.setattr(log_file, "SLICE", 1)

    def act() -> None:
        amina = Contact.objects.get(first_name="Amina")
        details = Details(member_number=amina.member_number, first_name="Amira", last_name="Okafor")
        contacts.change(contact=amina.pk, details=details, by=make.actor(), at=NOW)
        make.contact("EMT-99", "Amina", "Another")

    before, export = meanwhile(Listed.LOG, act, person="amina")
    found = table(downloaded(admin, export))
    assert [row["entry"] for row in found] == [row["entry"] for row in before]
    assert {row["contact"] for row in before} == {"Amina Okafor"}
    assert found[-1]["contact"] == "Amira Okafor", "what a row says is of when it is written"
    arguments = str(Job.objects.get(pk=export.job_id).arguments)
    assert "amina" not in arguments.lower(), "what was searched for may be a name"


def test_no_entry_comes_into_the_file_of_the_log_that_was_written_since(meanwhile, admin) -> None:
    def act() -> None:
        make.contact("LATE-1")
        assert Event.objects.filter(kind="contact.added", at__lt=NOW).order_by("pk").last() is not None

    before, export = meanwhile(Listed.LOG, act)
    assert [row["entry"] for row in table(downloaded(admin, export))] == [row["entry"] for row in before]
