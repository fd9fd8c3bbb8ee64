"""Are the files of many completions read at once, and do they come along with what is carried over?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import completions
from conferral.documents.attachments import contents_of, files_of, files_of_form
from conferral.documents.requirement_details import requirement_details
from conferral.documents.standing import standing_of
from conferral.models import Completion, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.refusals import Refusal
from tests import make
from tests.moving import move_to_current
from tests.uploaded import PDF, TODAY, added, uploaded

pytestmark = pytest.mark.django_db
CE = make.requirement("CE", is_repeatable=True, units=Decimal(20), requires_approval=True)


@pytest.fixture
def enrolled():
    return make.enrollment(make.contact(), make.program("P", make.definition(CE)), date(2026, 1, 5))


def proved(enrollment, day: int, *names: str) -> Completion:
    completion = make.completion(enrollment, "CE", date(2026, 2, day), units=Decimal(1))
    for name in names:
        added(completion, name, name.encode())
    return completion


def test_each_completion_has_its_own_files_in_the_order_they_were_added(enrolled):
    first, second, third = proved(enrolled, 1, "b.txt", "a.txt"), proved(enrolled, 2), proved(enrolled, 3, "c.txt")
    found = files_of([first, second, third])
    assert {pk: [file.name for file in files] for pk, files in found.items()} == {
        first.pk: ["b.txt", "a.txt"],
        third.pk: ["c.txt"],
    }
    assert found[third.pk][0].size == len("c.txt")


@pytest.mark.parametrize("count", [1, 12])
def test_the_files_of_however_many_completions_are_one_query(enrolled, count, django_assert_num_queries):
    rows = [proved(enrolled, 1 + number, f"{number}.txt") for number in range(count)]
    with django_assert_num_queries(1):
        assert len(files_of(rows)) == count


@zeal_ignore()
def test_requirement_details_takes_as_many_queries_for_one_attempt_as_for_twelve(enrolled):
    taken = []
    for number in range(12):
        proved(enrolled, 1 + number, f"{number}.txt")
        shown = standing_of(enrolled.key, on=TODAY)
        with CaptureQueriesContext(connection) as asked:
            details = requirement_details(shown, "CE", on=TODAY)
        taken.append(len(asked))
    assert set(taken) == {5}  # the fifth asks the log, because an attempt was touched
    assert details.attempts[0].takes_files
    assert [file.name for file in details.attempts[0].files] == ["11.txt"]


@zeal_ignore()
def test_what_is_carried_over_is_proved_by_the_files_of_its_original(enrolled):
    original = proved(enrolled, 1, "Proof.txt")
    completions.approve(completion=original.pk, by=COMMAND_LINE, at=make.noon(TODAY))
    for _ in range(2):
        make.publish(enrolled.program, make.definition(CE))
        move_to_current(
            contacts=[enrolled.contact_id], program=enrolled.program, keeps_dates=True, by=COMMAND_LINE,
            at=make.noon(TODAY), batch=uuid4(),
        )  # fmt: skip
    latest = Enrollment.objects.order_by("pk").last()
    copy = latest.completions.get()
    assert copy.carried_from.carried_from.enrollment_id == enrolled.pk
    assert [file.name for file in files_of([copy])[copy.pk]] == ["Proof.txt"]


@zeal_ignore()
def test_a_form_lists_what_its_own_reader_uploaded_for_it(enrolled):
    form, mine, other = uuid4(), make.actor(), make.actor()
    uploaded(enrolled, form, "Mine.pdf", PDF, requirement="CE", by=mine)
    uploaded(enrolled, form, "Theirs.pdf", PDF, requirement="CE", by=other)
    uploaded(enrolled, uuid4(), "Another form.pdf", PDF, requirement="CE", by=mine)
    elsewhere = make.enrollment(make.contact(), enrolled.program, date(2026, 1, 5))
    uploaded(elsewhere, form, "Another enrollment.pdf", PDF, requirement="CE", by=mine)
    listed = files_of_form(form, enrollment=enrolled.pk, reader=mine.account)
    assert [(file.name, file.is_mine) for file in listed] == [("Mine.pdf", True)]


def test_what_the_command_line_added_is_nobodys_who_only_looks(enrolled):
    completion = proved(enrolled, 1, "Proof.txt")
    assert [file.is_mine for file in files_of([completion])[completion.pk]] == [False]


def test_contents_that_were_exchanged_behind_our_back_are_not_handed_out(enrolled):
    file = added(make.completion(enrolled, "CE", date(2026, 2, 1), units=Decimal(1)))
    assert contents_of(file) == PDF
    default_storage.delete(file.path)
    default_storage.save(file.path, ContentFile(b"forged"))
    refusal = contents_of(file)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "file_damaged"
