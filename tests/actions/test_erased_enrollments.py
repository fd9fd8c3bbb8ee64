"""Is nothing added to the enrollments of an erased contact by any action, and what waits still decided?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.storage import InMemoryStorage, default_storage

from conferral.actions import attachments, completions, correcting, enrollments, erasure
from conferral.documents.enrolment_review import review
from conferral.documents.verification import disagreements
from conferral.models import Completion, Contact, Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.correcting import Corrected
from conferral.rules.recording import Recorded
from conferral.rules.terms import Dates
from tests import imports, make
from tests.actions.bulk_changes import AT, TODAY, asked, became
from tests.actions.register import contents, refused
from tests.moving import move_to_current
from tests.uploaded import PDF, kept

pytestmark = pytest.mark.django_db

DEFINED = make.definition(
    make.requirement("EXAM"),
    make.requirement("ESSAY", requires_approval=True, is_required=False),
    make.requirement("TALK", requires_approval=True, is_required=False),
)
SINCE, DONE = date(2026, 1, 5), date(2026, 2, 1)
BY = {"by": COMMAND_LINE, "at": AT}


@pytest.fixture
def program():
    return make.program("EMT", DEFINED)


@pytest.fixture
def enrolled(program) -> Enrollment:
    """Somebody with two completions that wait, and erased since."""
    return erased(program, "ESSAY", "TALK")


def erased(program, *waiting: str, number: str = "M-1") -> Enrollment:
    row = make.enrollment(make.contact(number), program, SINCE)
    for requirement in waiting:
        make.completion(row, requirement, DONE)
    erasure.erase(contact=row.contact_id, reason="Asked by letter.", by=make.actor(Role.MANAGER), at=AT)
    return row


def test_nothing_is_recorded_attached_corrected_or_dated_anew(program, enrolled, monkeypatch) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", InMemoryStorage())
    waiting = Completion.objects.get(requirement__code="ESSAY")
    make.publish(program, DEFINED)
    before = contents()
    file = {"name": "Ada.pdf", "contents": PDF, **BY}
    later = Dates(SINCE, None, date(2027, 6, 30))
    attempts = [
        lambda: completions.record(
            enrollment=enrolled.pk, requirement="EXAM", recorded=Recorded(completed_on=DONE, notes="Ada."), **BY
        ),
        lambda: attachments.upload(form=uuid4(), enrollment=enrolled.pk, requirement="EXAM", **file),
        lambda: attachments.add(completion=waiting.pk, **file),
        lambda: correcting.correct(completion=waiting.pk, to=Corrected(completed_on=DONE, notes="Ada."), **BY),
        lambda: enrollments.change_dates(enrollment=enrolled.pk, to=later, reason="Ill.", **BY),
    ]
    for attempt in attempts:
        with refused("contact_erased"):
            attempt()
    (moved,) = move_to_current(contacts=[enrolled.contact_id], program=program, keeps_dates=True, **BY)
    assert moved.refusal.code == "contact_erased"
    assert contents() == before
    assert kept() == set()


def test_an_erased_contact_is_enrolled_in_nothing_and_the_review_says_so(program) -> None:
    gone, other = make.contact("M-1"), make.contact("M-2")
    erasure.erase(contact=gone.pk, reason="Asked by letter.", by=make.actor(Role.MANAGER), at=AT)
    looked = review(Contact.objects.order_by("pk"), program, enrolled_on=TODAY, by=COMMAND_LINE, today=TODAY)
    assert [row.refusal and row.refusal.code for row in looked.rows] == ["contact_erased", None]
    outcomes = enrollments.enroll_many(contacts=[gone.pk, other.pk], program=program, enrolled_on=TODAY, **BY)
    assert [outcome.refusal and outcome.refusal.code for outcome in outcomes] == ["contact_erased", None]
    assert Enrollment.objects.get().contact == other


def test_a_job_extends_the_others_and_says_of_it_why_not(program, enrolled) -> None:
    other = make.enrollment(make.contact("M-2"), program, SINCE)
    held = Enrollment.objects.in_bulk()
    job = asked(
        "enrollments.extend", [held[other.pk], held[enrolled.pk]], extension={"to": "2027-06-30"}, reason="Ill."
    )
    assert became(job) == ["extended", "contact_erased"]
    assert Enrollment.objects.get(pk=enrolled.pk).dates() == held[enrolled.pk].dates()


def test_no_file_brings_anything_in_under_its_number(enrolled) -> None:
    said = {"member_number": "M-1", "program": "EMT", "enrolled_on": SINCE}
    assert imports.words(imports.enrollments({**said, "expires_on": "2027-06-30"}, today=TODAY)) == ["contact_erased"]
    done = {**said, "requirement": "EXAM", "completed_on": DONE}
    assert imports.words(imports.completions(done, today=TODAY)) == ["contact_erased"]


def test_what_waits_is_decided_what_was_wrong_voided_and_what_is_open_cancelled(enrolled) -> None:
    essay, talk = Completion.objects.order_by("pk").values_list("pk", flat=True)
    completions.approve(completion=essay, **BY)
    completions.reject(completion=talk, form=Rejection.REJECTED, note="Not signed.", **BY)
    completions.void(completion=essay, reason="Signed by nobody.", **BY)
    assert Enrollment.objects.get(pk=enrolled.pk).cancelled_on is None
    assert enrollments.cancel(enrollment=enrolled.pk, reason="Nobody is left to go on.", **BY).cancelled_on == TODAY
    assert list(disagreements()) == []
