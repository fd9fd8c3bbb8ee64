"""What becomes of completions that were carried over, and of their originals?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from conferral.actions import completions
from conferral.models import Completion, Designation, Enrollment, Program
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.actions.moved import AT, ENROLLED, FIRST, SECOND, TODAY, agreed, move, of
from tests.actions.register import logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(db) -> Program:
    return make.program("P", FIRST)


@pytest.fixture
def ada(program) -> Enrollment:
    """Ada, who did the course on 1 July 2025."""
    row = make.enrollment(make.contact("C-1"), program, ENROLLED)
    make.completion(row, "COURSE", date(2025, 7, 1), notes="In Oslo.")
    return row


# Voiding what was carried


def test_voiding_the_original_voids_its_copies_all_the_way_down_and_unearns_what_followed(program, ada) -> None:
    original = Completion.objects.get(enrollment=ada)
    for name in ("Second", "Third"):
        make.publish(program, make.definition(make.requirement("COURSE"), make.requirement(name), name=name))
        move(ada, keeps_dates=True)
    make.publish(program, make.definition(make.requirement("COURSE"), designation="EMT-B"))
    move(ada, keeps_dates=True)
    last = of("C-1")[-1]
    assert (last.earned_on, Designation.objects.count()) == (date(2025, 7, 1), 1)
    with logged() as entries:
        completions.void(completion=original.pk, reason="Forged.", by=COMMAND_LINE, at=AT)
    found = Completion.objects.order_by("pk")
    assert [(one.voided_on, one.void_reason, one.is_live, one.revision) for one in found] == [
        (TODAY, "Forged.", False, 2)
    ] * 4
    voided = [entry for entry in entries if entry.kind == "completion.voided"]
    assert sorted(entry.completion_id for entry in voided) == [one.pk for one in found]
    assert {entry.reason for entry in entries} == {"Forged."}
    assert [entry.enrollment_id for entry in entries if entry.kind == "enrollment.earning_lost"] == [last.pk]
    last.refresh_from_db()
    assert (last.earned_on, last.started_on, Designation.objects.count()) == (None, None, 0)
    agreed()


def test_voiding_a_copy_leaves_the_original_and_voids_what_was_carried_on_from_it(program, ada) -> None:
    for name in ("Second", "Third"):
        make.publish(program, make.definition(make.requirement("COURSE"), make.requirement(name), name=name))
        move(ada, keeps_dates=True)
    original, copy, second_copy = Completion.objects.order_by("pk")
    completions.void(completion=copy.pk, reason="Not here.", by=COMMAND_LINE, at=AT)
    for one in (original, copy, second_copy):
        one.refresh_from_db()
    assert [one.voided_on for one in (original, copy, second_copy)] == [None, TODAY, TODAY]
    assert (original.is_live, original.revision) == (True, 1)
    agreed()


def test_voiding_the_original_voids_a_copy_in_whatever_state_and_leaves_the_rest_of_the_cycle(program, ada) -> None:
    make.publish(program, SECOND)
    move(ada)
    new = of("C-1")[-1]
    pledge = make.completion(new, "PLEDGE", TODAY)
    copy = Completion.objects.get(carried_from__isnull=False)
    completions.reject(completion=copy.pk, form=completions.Rejection.NOTIFY, note="No proof.", by=COMMAND_LINE, at=AT)
    completions.void(completion=copy.carried_from_id, reason="Forged.", by=COMMAND_LINE, at=AT)
    copy.refresh_from_db()
    pledge.refresh_from_db()
    assert (copy.voided_on, copy.rejection_note) == (TODAY, "No proof.")
    assert (pledge.voided_on, pledge.is_live, pledge.revision) == (None, True, 1)
    new.refresh_from_db()
    assert (new.cancelled_on, new.started_on) == (None, TODAY)
    agreed()


def test_grades_are_kept_where_the_new_scale_is_the_same_and_left_off_where_none_is_asked(program) -> None:
    make.publish(program, make.definition(*(make.requirement(code, scale=make.POINTS) for code in "ABCD")))
    row = make.enrollment(make.contact("C-2"), program, ENROLLED)
    for code in "ABC":
        make.completion(row, code, date(2025, 7, 1), grade="75")
    make.publish(
        program,
        make.definition(
            make.requirement("A", scale=make.POINTS),
            make.requirement("B"),
            make.requirement("C", scale=grades.points(Decimal(100), Decimal(80))),
        ),
    )
    move(row)
    new = of("C-2")[-1]
    kept = Completion.objects.filter(enrollment=new).order_by("pk")
    assert [(one.requirement.code, one.grade) for one in kept] == [("A", "75"), ("B", "")]
    agreed()


def test_completions_of_one_day_that_go_to_one_requirement_are_told_apart(program) -> None:
    make.publish(
        program, make.definition(*(make.requirement(code, component="CE", units=Decimal(4)) for code in "ABCD"))
    )
    row = make.enrollment(make.contact("C-2"), program, ENROLLED)
    for code in "ABC":
        make.completion(row, code, date(2025, 7, 1))
    make.publish(program, make.definition(make.requirement("CE", is_repeatable=True, units=Decimal(12))))
    move(row)
    new = of("C-2")[-1]
    kept = Completion.objects.filter(enrollment=new).order_by("pk").values_list("reference", "units", "is_live")
    assert list(kept) == [("", Decimal(4), True), ("2", Decimal(4), True), ("3", Decimal(4), True)]
    assert new.earned_on == TODAY
    agreed()
