"""Does the page after **Move** say how far it is, what became of each, and who was not moved and why?"""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import enrollments
from conferral.models import Contact, Enrollment, Job
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.web.signed_in import link, said, signed_in
from tests.web.staff.test_moving import FIRST, MOVE, REVIEW, SECOND, moving
from tests.working import work_off

pytestmark = pytest.mark.django_db
MANY = 201


@pytest.fixture
def manager(db):
    return signed_in(Role.MANAGER)


def crowd(count: int) -> list[str]:
    program = make.program("P", FIRST)
    numbers = [f"N-{n:03}" for n in range(count)]
    Contact.objects.bulk_create(
        Contact(member_number=number, first_name="Nora", last_name=f"Nth {number[2:]}") for number in numbers
    )
    enrollments.enroll_many(
        contacts=list(Contact.objects.filter(member_number__in=numbers).values_list("pk", flat=True)),
        program=program,
        enrolled_on=date(2025, 6, 1),
        by=COMMAND_LINE,
        at=make.noon(date(2025, 6, 1)),
    )
    make.publish(program, SECOND)
    return numbers


def test_many_are_moved_by_the_worker_and_the_page_says_how_far_it_is(manager) -> None:
    numbers = crowd(MANY)
    given = moving(manager.post(REVIEW, {"pick": numbers, "dates": "kept"}))
    answers = [manager.post(MOVE, given, follow=True) for _ in range(2)]
    assert Job.objects.count() == 1
    for answer in answers:
        assert "Moving P · asked for by manager-0" in said(answer)
        assert "0 of 201" in said(answer)
    assert Enrollment.objects.count() == MANY
    with zeal_ignore():
        work_off()
    assert Enrollment.objects.filter(version__number=2, replaced_on=None).count() == MANY
    page = answers[0].request["PATH_INFO"]
    alone = manager.get(page, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="progress").content.decode()
    assert "<h1>" not in alone
    assert "Export CSV" in alone
    answer = manager.get(page)
    assert "201 enrollees of P were moved." in said(answer)
    assert "Nora Nth 049 N-049 Enrolled 2 1 Jun 2025 1 Jul 2026 0 kept, 0 lost" in said(answer)
    assert "Nora Nth 050" in said(manager.get(link(answer, "Next →")))
    assert manager.get(reverse("staff:job", args=[Job.objects.get().key]))["Location"] == page


def test_who_was_not_moved_is_told_and_can_be_looked_at_alone(manager) -> None:
    numbers = crowd(3)
    given = moving(manager.post(REVIEW, {"pick": numbers, "dates": "new"}))
    row = Enrollment.objects.get(contact__member_number="N-001")
    enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(date(2026, 3, 2)))
    answer = manager.post(MOVE, given, follow=True)
    assert "1 enrollee was not moved Nora Nth 001" in said(answer)
    alone = said(manager.get(link(answer, "Refused 1")))
    assert "N-001" in alone
    assert "N-002" not in alone


def test_nobody_in_the_register_is_no_move_and_another_job_has_no_such_page(manager) -> None:
    (number,) = crowd(1)
    given = moving(manager.post(REVIEW, {"pick": [number], "dates": "new"}))
    words = said(manager.post(MOVE, {**given, "pick": ["X-1"]}))
    assert "Nobody of those ticked is in the register." in words
    assert not Job.objects.exists()
    manager.post(MOVE, given)
    key = Job.objects.get().key
    make.program("Q")
    assert manager.get(reverse("staff:moved", args=["Q", key])).status_code == 404
    assert manager.get(reverse("staff:moved", args=["P", uuid.uuid4()])).status_code == 404
    Job.objects.update(kind="program.test")
    assert manager.get(reverse("staff:moved", args=["P", key])).status_code == 404
