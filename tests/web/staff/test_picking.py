"""Is whoever was ticked and merged away since followed to the survivor, and is that told before anything is done?"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.actions import merging
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.web.signed_in import said, signed_in
from tests.web.staff import test_moving
from tests.web.staff.test_enrolling import FIND, REGISTER, REVIEW, boxes, hidden, registration

pytestmark = pytest.mark.django_db

MERGED = "C-2 was merged into Ada Byron, C-1."


@pytest.fixture
def ada(db):
    return make.contact("C-1", "Ada", "Byron")


@pytest.fixture
def double(db):
    return make.contact("C-2", "A.", "Byron")


def merge(survivor, duplicate, now) -> None:
    merging.merge(survivor=survivor.pk, duplicate=duplicate.pk, reason="One person.", by=COMMAND_LINE, at=now)


def test_the_finder_ticks_the_survivor_and_tells(staff, ada, double, now) -> None:
    make.program("P")
    merge(ada, double, now)
    answer = staff.get(FIND, {"q": "byron", "pick": ["C-2", "C-1"]})
    assert boxes(answer) == {"C-1": "checked"}
    assert MERGED in said(answer)
    elsewhere = staff.get(FIND, {"q": "nobody", "pick": ["C-2", "C-1"]})
    assert hidden(elsewhere, "pick") == ["C-1"]
    assert "merged" not in said(staff.get(FIND, {"pick": ["C-1"]}))


def test_register_enrolls_a_survivor_once_only_after_the_review_has_named_it(staff, ada, double, now) -> None:
    make.program("P")
    given = registration(staff.post(REVIEW, {"pick": ["C-2"], "enrolled_on": "2026-03-02"}))
    merge(ada, double, now)
    again = staff.post(REGISTER, given)
    assert MERGED in said(again)
    assert "1 contact will be enrolled" in said(again)
    assert not Enrollment.objects.exists()
    staff.post(REGISTER, registration(again))
    assert Enrollment.objects.get().contact == ada


def test_move_moves_a_survivor_only_after_the_review_has_named_it(ada, double, now) -> None:
    manager = signed_in(Role.MANAGER)
    program = make.program("P", test_moving.FIRST)
    make.enrollment(double, program, date(2025, 6, 1))
    make.publish(program, test_moving.SECOND)
    given = test_moving.moving(manager.post(test_moving.REVIEW, {"pick": ["C-2"]}))
    merge(ada, double, now)
    again = manager.post(test_moving.MOVE, given)
    assert MERGED in said(again)
    assert Enrollment.objects.get().contact == ada
    manager.post(test_moving.MOVE, test_moving.moving(again))
    assert list(Enrollment.objects.order_by("pk").values_list("version__number", flat=True)) == [1, 2]


def test_whoever_was_erased_since_is_named_with_the_reason_and_not_enrolled(staff, ada, double, now) -> None:
    make.program("P")
    double.erased_at = now
    double.save()
    answer = staff.post(REVIEW, {"pick": ["C-1", "C-2"], "enrolled_on": "2026-03-02"})
    assert registration(answer)["pick"] == ["C-1"]
    assert "This contact was erased" in said(answer)
