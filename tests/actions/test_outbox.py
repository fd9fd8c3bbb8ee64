"""Is what happens told to whom it concerns, once, with what it tells of or not at all?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from conferral.actions import completions, enrollments, outbox
from conferral.actions.approvals import approve_many
from conferral.actions.opened import Looked
from conferral.actions.outbox import Written
from conferral.models import Completion, Message
from conferral.models.message import key_of
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.notices import Notice
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refused
from tests import imports, make

ON = date(2026, 3, 2)
AT = make.noon(ON)
pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def in_order():
    return make.program(
        None,
        make.definition(
            make.requirement("PLEDGE"), make.requirement("EXAM", stage=2, requires_approval=True), in_order=True
        ),
    )


def test_enrolling_recording_approving_and_earning_are_told_to_the_enrollee() -> None:
    row = make.enrollment(make.contact(email="ada@example.org"), in_order(), ON)
    make.completion(row, "PLEDGE", ON)
    exam = make.completion(row, "EXAM", ON)
    completions.approve(completion=exam.pk, by=COMMAND_LINE, at=AT)
    assert kinds() == ["enrolled", "received", "stage_opened", "received", "approved", "earned"]
    assert {(one.contact_id, one.enrollment_id, one.state) for one in Message.objects.all()} == {
        (row.contact_id, row.pk, "waiting")
    }
    opened = Message.objects.get(kind="stage_opened")
    assert (opened.about, opened.due_at, opened.attempts) == ({"stage": 2}, make.noon(ON), 0)


@pytest.mark.parametrize("form", list(Rejection))
def test_either_form_of_rejecting_is_told(form) -> None:
    row = make.enrollment(None, in_order(), ON)
    make.completion(row, "PLEDGE", ON)
    exam = make.completion(row, "EXAM", ON)
    completions.reject(completion=exam.pk, form=form, note="Incomplete", by=COMMAND_LINE, at=AT)
    assert kinds()[-1] == "rejected"
    assert Message.objects.get(kind="rejected").about == {"completion": exam.pk}


def test_what_is_refused_is_told_to_nobody() -> None:
    row = make.enrollment(None, in_order(), ON)
    with pytest.raises(Refused):
        make.completion(row, "EXAM", ON)
    with pytest.raises(Refused):
        enrollments.cancel(enrollment=row.pk, by=make.actor(Role.NONE), at=AT)
    assert kinds() == ["enrolled"]


def test_what_breaks_off_leaves_neither_the_change_nor_its_notice() -> None:
    row = make.enrollment(None, in_order(), ON)

    def broken_off() -> None:
        with transaction.atomic():
            make.completion(row, "PLEDGE", ON)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert (kinds(), Completion.objects.count()) == (["enrolled"], 0)


def test_a_double_click_records_and_tells_once() -> None:
    row = make.enrollment(None, in_order(), ON)
    key = key_of("click")
    for _ in range(2):
        completions.record(
            enrollment=row.pk, requirement="PLEDGE", recorded=Recorded(completed_on=ON), key=key, by=COMMAND_LINE, at=AT
        )
    assert kinds() == ["enrolled", "received", "stage_opened"]


def test_the_database_holds_one_message_of_a_key() -> None:
    contact = make.contact()
    one = Written(key_of("deadline_14", 1, ON), Notice.DEADLINE_14, {"last_on": ON}, contact=contact.pk)
    outbox.put([one], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        outbox.put([one], at=AT + timedelta(days=1))


@pytest.mark.parametrize("change", [{"state": "sent"}, {"state": "failed", "ended_at": AT}, {"contact": None}])
def test_the_database_refuses_a_message_that_makes_no_sense(change) -> None:
    make.enrollment(None, in_order(), ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(**change)


def test_an_import_tells_nobody_anything() -> None:
    make.contact("M-1", email="ada@example.org")
    make.program("EMT", make.definition(make.requirement("PLEDGE"), make.requirement("EXAM", stage=2), in_order=True))
    cells = {"member_number": "M-1", "program": "EMT", "enrolled_on": "2026-02-01"}
    done = [
        *imports.enrollments(cells, today=ON),
        *imports.completions(
            *({**cells, "requirement": code, "completed_on": "2026-02-03"} for code in ("PLEDGE", "EXAM")), today=ON
        ),
    ]
    assert imports.words(done) == ["created"] * 3
    assert kinds() == []
    assert Completion.objects.filter(is_live=True).count() == 2


def test_a_bulk_writes_its_notices_in_as_many_queries_as_one(
    django_assert_num_queries, django_assert_max_num_queries
) -> None:
    program = in_order()
    people = [make.contact().pk for _ in range(40)]
    with django_assert_max_num_queries(100) as few:
        enrollments.enroll_many(contacts=people[:1], program=program, enrolled_on=ON, by=COMMAND_LINE, at=AT)
    with django_assert_num_queries(len(few)):
        enrollments.enroll_many(contacts=people[1:], program=program, enrolled_on=ON, by=COMMAND_LINE, at=AT)
    assert kinds() == ["enrolled"] * 40


def test_a_bulk_approval_tells_each_and_those_refused_nothing() -> None:
    program = make.program(None, make.definition(make.requirement(requires_approval=True)))
    rows = [make.enrollment(None, program, ON) for _ in range(3)]
    looked_at = [Looked(make.completion(row, completed_on=ON).pk, 1) for row in rows[:2]]
    looked_at.append(Looked(10_000, 1))
    approve_many(completions=looked_at, by=COMMAND_LINE, at=AT)
    told = Message.objects.filter(kind="approved").values_list("enrollment_id", flat=True)
    assert sorted(told) == [row.pk for row in rows[:2]]
