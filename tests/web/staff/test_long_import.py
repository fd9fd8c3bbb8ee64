"""Is a long file looked at by a job whose page says what a look at once would, and can it be left?"""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.documents import import_looks
from conferral.models import Contact, ImportFile, Job
from conferral.rules.actors import Role
from tests import make
from tests.web.signed_in import said, signed_in
from tests.web.staff.test_contact_import import HEAD, NAMES, address, chosen, counts
from tests.working import work_off

pytestmark = pytest.mark.django_db
LONG = 12
ROWS = (
    "C-1,Ada,Lovelace,new@example.org,\nC-4,Bob,Bad,nobody,\nC-5,Eve,One,,\nC-5,Eve,Two,,\n"
    "C-6,Tom,Ross,family@example.org,\nC-7,Al,Ross,FAMILY@example.org,\n"
) + "".join(f"N-{number},First,Last {number},n{number}@example.org,\n" for number in range(LONG))


@pytest.fixture(autouse=True)
def _register(db, monkeypatch) -> None:
    make.contact("C-1", "Ada", "Byron", email="ada@example.org")
    monkeypatch.setattr(import_looks, "LOOKED_AT_ONCE", LONG)


def work() -> None:
    """Let a worker work: each of its chunks asks anew who asked, so there are as many such questions as chunks."""
    with zeal_ignore():
        work_off()


def main_of(answer) -> str:
    """Return what a page says but when it was looked at, and whose file it is."""
    words = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert words
    text = re.sub(r"<p class=\"dim\">What a job found.*?</p>", "", words.group())
    return re.sub(r"imports/[0-9a-f-]{36}|name=\"csrf[^>]*>", "", text)


def test_its_page_tells_what_a_look_at_once_tells(staff, monkeypatch) -> None:
    monkeypatch.setattr(import_looks, "LOOKED_AT_ONCE", 1000)
    at_once = staff.get(f"{address(staff, HEAD + ROWS)}dry-run/", chosen(*NAMES))
    monkeypatch.setattr(import_looks, "LOOKED_AT_ONCE", LONG)
    page = address(staff, HEAD + ROWS)
    assert "Of so many rows it is a job" in said(staff.get(page))
    asked = staff.post(f"{page}look/", chosen(*NAMES))
    assert asked.url == f"/staff/jobs/{Job.objects.get().key}/"
    words = said(staff.get(asked.url))
    assert "Import contacts: dry run" in words
    assert "You can leave this page" in words
    assert "0 of 1" in words
    assert staff.get(f"{page}dry-run/", chosen(*NAMES)).url == asked.url, "not before it has ended"
    work()
    ended = staff.get(asked.url).content.decode()
    link = re.search(r'href="([^"]+dry-run[^"]+)"', ended)
    assert link
    found = staff.get(link.group(1).replace("&amp;", "&"))
    assert counts(found) == {"Created": LONG + 2, "Changed": 1, "Unchanged": 0, "Refused": 3}
    assert main_of(found) == main_of(at_once)
    assert Contact.objects.count() == 1
    job = staff.post(f"{page}run/", chosen(*NAMES)).url
    work()
    assert "3 refused" in said(staff.get(job))
    assert Contact.objects.count() == LONG + 3


def test_another_choice_of_columns_has_to_be_looked_at_anew(staff) -> None:
    page = address(staff, HEAD + ROWS)
    staff.post(f"{page}look/", chosen(*NAMES))
    work()
    other = chosen("member_number", "first_name", "last_name", "", "")
    answer = staff.get(f"{page}dry-run/", other)
    assert "Import contacts: columns" in said(answer)
    staff.post(f"{page}look/", other)
    work()
    assert counts(staff.get(f"{page}dry-run/", other))["Refused"] == 2
    assert "Import contacts: columns" in said(staff.get(f"{page}dry-run/", chosen(*NAMES)))


def test_a_choice_that_cannot_be_is_told_at_its_column_and_nothing_is_asked_for(staff) -> None:
    page = address(staff, HEAD + ROWS)
    answer = staff.post(f"{page}look/", chosen("member_number", "member_number", "", "", ""))
    assert answer.status_code == 422
    assert "Column 1 is taken for the same already" in said(answer)
    assert not Job.objects.exists()


def test_others_see_that_there_is_a_look_and_nothing_of_the_file(staff) -> None:
    page = address(staff, HEAD + ROWS)
    asked = staff.post(f"{page}look/", chosen(*NAMES)).url
    work()
    other = signed_in(Role.SYSADMIN)
    words = said(other.get(asked))
    assert "Import contacts: dry run" in words
    assert "See what would become of each row" not in words
    for answer in (other.get(f"{page}dry-run/", chosen(*NAMES)), other.post(f"{page}look/", chosen(*NAMES))):
        assert answer.status_code == 404


def test_once_it_is_imported_its_look_leads_to_the_import(staff) -> None:
    page = address(staff, HEAD + ROWS)
    look = staff.post(f"{page}look/", chosen(*NAMES)).url
    job = staff.post(f"{page}run/", chosen(*NAMES)).url
    assert staff.post(f"{page}look/", chosen(*NAMES)).url == job
    assert staff.get(f"{page}dry-run/", chosen(*NAMES)).url == job
    work()
    words = said(staff.get(look))
    assert "It did not see the whole file" in words
    assert "See what would become of each row" not in words


def test_what_was_found_takes_as_many_queries_for_many_rows_as_for_few(staff) -> None:
    def queries(count: int) -> int:
        rows = "".join(f"Q-{number},First,Last {number},q{number % 20}@example.org,\n" for number in range(count))
        page = address(staff, HEAD + rows + "B-1,Bad,Bad,bad,\n")
        staff.post(f"{page}look/", chosen(*NAMES))
        work()
        with CaptureQueriesContext(connection) as asked:
            assert counts(staff.get(f"{page}dry-run/", chosen(*NAMES)))["Created"] == count
        return len(asked)

    queries(50)
    assert queries(50) == queries(1_500)


def test_what_reading_on_finds_leaves_nothing_of_the_file(staff) -> None:
    rows = "".join(f"N-{number},First,Last,,\n" for number in range(3_000))
    answer = staff.post(
        "/staff/imports/contacts/",
        {"file": SimpleUploadedFile("long.csv", (HEAD + rows + 'N-1,"open,,\n' + rows).encode())},
    )
    assert answer.status_code == 422
    assert "is opened and not closed" in said(answer)
    assert not ImportFile.objects.exists()
