"""Does a transcript say of every program what the records say about that day, and credit only what counts?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from zeal import zeal_ignore

from conferral.actions import completions, sealing
from conferral.documents.standing import standings_of
from conferral.documents.transcript import Counted
from conferral.documents.transcript_json import fingerprint
from conferral.models import Seal
from conferral.models.definitions import KEPT
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.requirement_status import RequirementStatus
from tests import make
from tests.conftest import TODAY
from tests.documents.transcribed import ada, of_size, transcript
from tests.moving import move_to_current

pytestmark = pytest.mark.django_db


def of(program, code: str):
    return next(item for item in program.requirements if item.code == code)


def test_current_programs_come_first_then_history_each_with_its_cycle():
    said = transcript(ada())
    assert [(one.program, one.cycle, one.status.label, one.is_current) for one in said.enrollments] == [
        ("ADV", 2, "Enrolled", True),
        ("ADV", 1, "Earned", False),
        ("BASE", None, "Cancelled", False),
    ]
    assert said.enrollments[1].designation == "AEMT"
    assert said.designations == (("AEMT", date(2024, 4, 2)),)
    assert (said.issuer, said.name, said.organization) == (
        "Nordic Board of Emergency Care", "Ada Lovelace", "Østre Works",
    )  # fmt: skip


def test_each_requirement_has_the_completions_that_count_and_no_others():
    second, first, _ = transcript(ada()).enrollments
    assert of(first, "NAT").completions == (Counted(date(2024, 3, 1), "80", None),)
    assert of(first, "NAT").grade == "80"
    local = of(first, "LOC")
    assert [one.units for one in local.completions] == [Decimal("2.5"), Decimal("6.25")]
    assert (local.complete_on, local.units, local.units_asked, local.grade) == (
        date(2024, 4, 2),
        Decimal("8.75"),
        6,
        "",
    )
    assert of(second, "PLEDGE").status is RequirementStatus.AWAITING_APPROVAL
    assert of(second, "PLEDGE").completions == ()


def test_what_was_rejected_or_voided_is_not_credited():
    second = transcript(ada()).enrollments[0]
    assert (of(second, "ESSAY").status, of(second, "ESSAY").completions) == (RequirementStatus.REJECTED, ())
    assert (of(second, "TALK").status, of(second, "TALK").completions) == (RequirementStatus.NO_STATUS, ())


def test_voiding_takes_the_credit_back():
    who = make.contact()
    asked = make.definition(make.requirement(units=Decimal(4)), unit_type="points")
    done = make.completion(make.enrollment(who, make.program(None, asked)))
    assert [(one.unit_type, one.units) for one in transcript(who).credits] == [("points", 4)]
    completions.void(completion=done.pk, reason="Forged", by=COMMAND_LINE, at=make.noon(TODAY))
    assert transcript(who).credits == ()


def test_units_are_counted_per_category_and_per_type_up_to_the_maximum():
    said = transcript(ada())
    first = said.enrollments[1]
    assert [(one.code, one.gathered, one.counted, one.minimum, one.maximum) for one in first.categories] == [
        ("N", 10, 10, 10, None),
        ("L", Decimal("8.75"), 8, None, 8),
    ]
    assert (first.units, first.units_required, first.unit_type) == (18, 16, "CE hours")
    assert [(one.unit_type, one.units) for one in said.credits] == [("CE hours", 28)]


def test_units_of_a_type_without_a_name_are_credited_too():
    who = make.contact()
    make.completion(make.enrollment(who, make.program(None, make.definition(make.requirement(units=Decimal(4))))))
    assert [(one.unit_type, one.units) for one in transcript(who).credits] == [("", 4)]


@zeal_ignore()
def test_what_was_carried_over_is_credited_once():
    who = make.contact()
    asked = make.definition(make.requirement("A", units=Decimal(4)), make.requirement("B", units=Decimal(3)))
    program = make.program(None, asked)
    make.completion(make.enrollment(who, program, date(2025, 9, 1)), "A", date(2025, 9, 2))
    make.publish(program, replace(asked, name="Newer"))
    move_to_current(contacts=[who.pk], program=program, keeps_dates=True, by=COMMAND_LINE, at=make.noon(TODAY))
    said = transcript(who)
    assert [(one.is_current, one.units, one.units_carried) for one in said.enrollments] == [(True, 4, 4), (False, 4, 0)]
    assert [one.units for one in said.credits] == [4]


def test_a_day_is_answered_as_the_rule_of_standing_answers_it():
    who = ada()
    for days in range(0, 900, 13):
        on = date(2024, 1, 1) + timedelta(days=days)
        asked = {(one.program, one.enrollment.enrolled_on): one for one in standings_of(who, on=on)}
        told = {(one.program, one.enrolled_on): one for one in transcript(who, on=on).enrollments}
        assert told.keys() == asked.keys(), on
        for key, one in told.items():
            now, far = asked[key].standing, asked[key].progress
            assert (one.status, one.since, one.is_current, one.why) == (now.status, now.since, now.is_current, asked[key].why)  # fmt: skip
            assert {item.code: item.status for item in one.requirements} == {
                item.requirement.code: item.status for item in far.requirements
            }
            assert one.units == far.units


def test_before_the_first_enrollment_there_is_nothing_and_no_designation():
    said = transcript(ada(), on=date(2023, 12, 31))
    assert (said.enrollments, said.designations, said.credits) == ((), (), ())
    assert transcript(make.contact("N-1")).enrollments == ()


def test_the_cycle_is_the_one_of_that_day():
    who = ada()
    assert [one.cycle for one in transcript(who, on=date(2024, 2, 1)).enrollments] == [1]


@pytest.mark.parametrize("enrolled", [1, 12])
def test_a_transcript_takes_eight_queries_however_many_enrollments_there_are(enrolled, django_assert_num_queries):
    who = of_size(enrolled, 4)
    KEPT.forget()
    with django_assert_num_queries(8):
        assert len(transcript(who).enrollments) == enrolled


def test_the_fingerprint_is_of_the_facts_and_not_of_the_moment():
    who = ada()
    said = transcript(who)
    later = replace(said, generated_at=said.generated_at + timedelta(hours=1), log_head=None)
    assert fingerprint(later) == fingerprint(said)
    assert len(fingerprint(said)) == 64
    assert fingerprint(replace(said, name="Ada King")) != fingerprint(said)
    assert fingerprint(transcript(who, on=date(2026, 3, 1))) != fingerprint(said)


def test_the_head_of_the_log_is_up_to_where_it_is_sealed():
    who = ada()
    assert transcript(who).log_head is None
    sealing.seal(at=make.noon(date(2026, 3, 2)))
    make.contact("N-1")
    last = Seal.objects.order_by("number").last()
    assert transcript(who).log_head == (last.number, bytes(last.hash))
