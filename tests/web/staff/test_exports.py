"""Does a long list become a job at whose page its file can be downloaded, by whoever asked for it and by nobody else?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import exports, jobs
from conferral.documents.contact_list import EXPORTED, exported, keys_exported
from conferral.documents.spreadsheet import csv_of
from conferral.models import Account, Contact, Event, Export, Job
from conferral.rules.actors import Role
from conferral.rules.exporting import AT_ONCE, Listed
from tests.conftest import NOW, TODAY
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db
CONTACTS = "/staff/contacts/export/"


def people(count: int) -> None:
    Contact.objects.bulk_create(
        Contact(member_number=f"N-{number}", last_name=f"Name {number}", sort_name=f"{number:06}")
        for number in range(count)
    )


@zeal_ignore()
def write(job: Job) -> None:
    jobs.run_here(job.key, at=NOW)


def test_up_to_the_threshold_a_list_is_handed_out_at_once(staff):
    people(AT_ONCE)
    answer = staff.post(CONTACTS)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert b"".join(answer).count(b"\r\n") == AT_ONCE + 1
    assert not Job.objects.exists()


def test_beyond_it_the_answer_is_the_page_of_a_job_and_then_its_file(staff):
    people(AT_ONCE + 1)
    answer = staff.post(CONTACTS, {"format": "csv"})
    job = Job.objects.get()
    assert answer["Location"] == reverse("staff:job", args=[job.key])
    page = staff.get(answer["Location"])
    assert "0 of 5,001" in said(page)
    assert "The contacts, as CSV. Once the file is whole, it can be downloaded here for a day." in said(page)
    assert "Download" not in dict(links(page))
    assert staff.get(reverse("staff:job-download", args=[job.key])).status_code == 404

    write(job)
    page = staff.get(answer["Location"])
    assert "The file is here for you until 3 Mar 2026" in said(page)
    assert "not there any more" not in said(page)
    assert staff.post(reverse("staff:job-file", args=[job.key])).status_code == 404, "its items are no list"
    file = staff.get(link(page, "Download"))
    assert b"".join(file) == b"".join(csv_of(EXPORTED, exported()))
    assert file["Content-Disposition"] == 'attachment; filename="Contacts 2026-03-02.csv"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in file["Cache-Control"]
    assert Event.objects.filter(kind="list.exported").count() == 1

    # Another of the staff, even a SysAdmin, sees that there is a file, and does not get it.
    for role in (Role.STAFF, Role.SYSADMIN):
        another = signed_in(role)
        page = another.get(answer["Location"])
        assert "The file is there for whoever asked for it" in said(page)
        assert "Download" not in dict(links(page))
        assert another.get(reverse("staff:job-download", args=[job.key])).status_code == 404

    path = Export.objects.get().path
    default_storage.delete(path)
    assert staff.get(reverse("staff:job-download", args=[job.key])).status_code == 404

    Account.objects.get(pk=staff.account.pk).groups.clear()
    assert staff.get(reverse("staff:job-download", args=[job.key])).status_code in {403, 404}


def test_a_day_later_it_is_not_there_even_before_the_sweep(staff):
    people(3)
    by = Account.objects.get(pk=staff.account.pk).as_actor(TODAY)
    job = exports.ask(
        what=Listed.CONTACTS, sheet=exports.Sheet("Contacts", EXPORTED, "xlsx"), on=TODAY, keys=keys_exported(),
        chosen={}, by=by, at=NOW,
    )  # fmt: skip
    write(job)
    address = reverse("staff:job-download", args=[job.key])
    answer = staff.get(address)
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert b"".join(answer).startswith(b"PK")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        again = signed_in(Role.STAFF)
        Job.objects.filter(pk=job.pk).update(asked_by=again.account)
        assert again.get(address).status_code == 404
        page = again.get(reverse("staff:job", args=[job.key]))
        assert "The file is not kept any more; export the list again." in said(page)


def test_of_another_kind_of_job_there_is_no_file(staff):
    job = Job.objects.create(
        kind="program.test", asked_at=NOW, ended_at=NOW, total=0, asked_by=Account.objects.get(pk=staff.account.pk)
    )
    assert staff.get(reverse("staff:job-download", args=[job.key])).status_code == 404
