"""Does **Move to the current version** show what it will do to each, and do that and nothing else?"""

from __future__ import annotations

import re
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from conferral.models import Enrollment, Event, Job, Program
from conferral.rules.actors import Role
from tests import make
from tests.actions.register import contents
from tests.web.signed_in import link, links, said, signed_in
from tests.web.staff.test_enrolling import boxes, hidden

pytestmark = pytest.mark.django_db
FIND = "/staff/certification/enrollments/programs/P/moves/"
REVIEW, MOVE = f"{FIND}review/", f"{FIND}made/"
FIRST = make.definition(make.requirement("COURSE"), make.requirement("EXAM"))
SECOND = make.definition(
    make.requirement("COURSE", title="Course"), make.requirement("PLEDGE"), name="Emergency care, new"
)


@pytest.fixture
def manager(db):
    return signed_in(Role.MANAGER)


@pytest.fixture
def program(db):
    return make.program("P", FIRST)


@pytest.fixture
def people(program):
    """Ada did the exam, Grace the course, Zoë nothing; the program then got its second version."""
    found = [
        make.enrollment(make.contact(f"C-{number}", *name), program, date(2025, 6, 1))
        for number, name in enumerate((("Ada", "Byron"), ("Grace", "Hopper"), ("Zoë", "Ångström")), start=1)
    ]
    make.completion(found[0], "EXAM", date(2025, 7, 1))
    make.completion(found[1], "COURSE", date(2025, 7, 2))
    make.publish(program, SECOND)
    return found


def moving(answer) -> dict[str, list[str]]:
    found = {name: hidden(answer, name) for name in ("key", "version", "pick", "q")}
    found["dates"] = re.findall(r'<button class="main" name="dates" value="([^"]*)"', answer.content.decode())
    return found


def but_for_jobs() -> dict[str, object]:
    """Return what the register holds but for the job that says what became of each."""
    return {name: rows for name, rows in contents().items() if name not in {"Job", "JobItem"}}


def versions() -> list[tuple[str, int]]:
    rows = Enrollment.objects.filter(replaced_on=None, cancelled_on=None)
    return sorted(rows.values_list("contact__member_number", "version__number"))


def test_the_program_page_leads_there_once_there_is_a_second_version(manager, program):
    page = reverse("staff:program", args=["P"])
    assert "Move to the current version" not in said(manager.get(page))
    make.publish(program, SECOND)
    assert link(manager.get(page), "Move to the current version") == FIND


def test_those_on_older_versions_are_listed_and_nobody_else(manager, people, program):
    make.enrollment(make.contact("C-4", "New", "Person"), program, date(2026, 3, 1))
    assert boxes(manager.get(FIND)) == {"C-3": "", "C-1": "", "C-2": ""}
    words = said(manager.get(FIND))
    assert "3 enrollees on older versions" in words
    assert "Ada Byron C-1 Enrolled 1 of 2" in words
    assert boxes(manager.get(FIND, {"q": "hop"})) == {"C-2": ""}


def test_who_cannot_be_moved_is_shown_with_the_reason_and_cannot_be_ticked(manager, people, program):
    make.enrollment(make.contact("C-4", "Late", "Person"), make.program("Q", FIRST), date(2024, 1, 1))
    make.completion(people[1], "EXAM", date(2025, 7, 2))
    answer = manager.get(FIND)
    assert boxes(answer)["C-2"] == "disabled"
    assert "Grace Hopper cannot be moved: Earned since 2 July 2025, and what is earned stays as it is." in said(answer)


def test_staff_who_may_not_cancel_are_not_offered_it_and_refused(staff, people):
    answer = staff.get(FIND)
    assert set(boxes(answer).values()) == {"disabled"}
    assert "This program does not allow enrollees to cancel" in said(answer)
    before = contents()
    given = {"pick": ["C-1"], "dates": "new", "version": "2", "key": str(uuid.uuid4())}
    assert "This program does not allow enrollees to cancel" in said(staff.post(MOVE, given, follow=True))
    assert contents() == before
    Program.objects.update(enrollees_may_cancel=True)
    assert boxes(staff.get(FIND))["C-1"] == ""


def test_the_review_tells_of_each_what_is_kept_and_lost_and_writes_nothing(manager, people):
    before = contents()
    answer = manager.post(REVIEW, {"pick": ["C-1", "C-2", "C-3"], "dates": "new"})
    words = said(answer)
    assert contents() == before
    assert "3 enrollees will be moved to version 2" in words
    assert "Completions kept 1 Completions lost 1 of 1 person" in words
    assert "Exam of 1 July 2025 has no place: the new version does not ask for EXAM." in words
    assert "1 completion is kept Course of 2 July 2025 is carried over." in words
    assert "Nothing was completed yet, so nothing is kept or lost." in words
    assert "Enrollment date 2 Mar 2026 was 1 Jun 2025" in words
    assert "Expiration date 1 Apr 2027 was 1 Jul 2026" in words


def test_the_dates_can_be_kept_and_the_review_offers_the_other(manager, people):
    words = said(manager.post(REVIEW, {"pick": ["C-1"], "dates": "kept"}))
    assert "Enrollment date 1 Jun 2025 Grace period begins 2 Jun 2026" in words
    assert "Give new dates instead" in words
    assert "Keep the dates instead" in said(manager.post(REVIEW, {"pick": ["C-1"], "dates": "new"}))


def test_standing_before_and_after_are_both_told(manager, program):
    make.enrollment(make.contact("C-1", "Ada", "Byron"), program, date(2025, 2, 10))
    make.publish(program, SECOND)
    words = said(manager.post(REVIEW, {"pick": ["C-1"], "dates": "new"}))
    assert "Version 1 → 2 Status now Grace period Status after Enrolled" in words
    words = said(manager.post(REVIEW, {"pick": ["C-1"], "dates": "kept"}))
    assert "Status now Grace period Status after Grace period" in words


def test_move_moves_those_ticked_and_nobody_else_and_tells_what_became_of_them(manager, people):
    given = moving(manager.post(REVIEW, {"pick": ["C-1", "C-3"], "dates": "new"}))
    answer = manager.post(MOVE, given, follow=True)
    assert versions() == [("C-1", 2), ("C-2", 1), ("C-3", 2)]
    words = said(answer)
    assert "2 enrollees of P were moved." in words
    assert "Ada Byron C-1 Enrolled 2 2 Mar 2026 1 Apr 2027 0 kept, 1 lost Exam of 1 July 2025 has no place" in words
    assert "Enrolled since 2 March 2026" in said(manager.get(link(answer, "Ada Byron")))
    batch = Job.objects.get().key
    assert Event.objects.filter(batch=batch, account_id=manager.account.pk).count() == 6


def test_one_refusal_does_not_stop_the_others_and_is_told(manager, people):
    given = moving(manager.post(REVIEW, {"pick": ["C-1", "C-2"], "dates": "new"}))
    manager.post(MOVE, moving(manager.post(REVIEW, {"pick": ["C-2"], "dates": "new"})))
    answer = manager.post(MOVE, given, follow=True)
    assert "1 enrollee of P was moved." in said(answer)
    assert "1 enrollee was not moved Grace Hopper is on the current version of P already." in said(answer)


def test_a_double_click_moves_once_and_says_the_same_twice(manager, people):
    given = moving(manager.post(REVIEW, {"pick": ["C-1", "C-2"], "dates": "kept"}))
    first, second = (manager.post(MOVE, given, follow=True) for _ in range(2))
    assert said(first) == said(second)
    assert Enrollment.objects.count() == 5


def test_a_version_published_after_the_review_moves_nobody(manager, people, program):
    given = moving(manager.post(REVIEW, {"pick": ["C-1"], "dates": "new"}))
    make.publish(program, FIRST)
    words = said(manager.post(MOVE, given, follow=True))
    assert "Ada Byron was not moved: version 3 was published meanwhile." in words
    assert versions() == [("C-1", 1), ("C-2", 1), ("C-3", 1)]


def test_without_a_tick_nothing_goes_on(manager, people):
    answer = manager.post(REVIEW, {"q": "ada", "dates": "kept"})
    assert answer.status_code == 422
    assert "Nobody is ticked yet." in said(answer)
    assert boxes(answer) == {"C-1": ""}


def test_the_review_stands_in_the_address_and_a_long_selection_comes_by_form(manager, people):
    asked = {"pick": ["C-1", "C-2"], "dates": "kept"}
    by_address, by_form = manager.get(REVIEW, asked), manager.post(REVIEW, asked)
    assert moving(by_address).keys() == moving(by_form).keys()
    assert "2 enrollees will be moved to version 2" in said(by_address)
    assert link(by_address, "Give new dates instead") == f"{REVIEW}?q=&pick=C-1&pick=C-2&dates=new"
    many = manager.post(REVIEW, {**asked, "pick": ["C-1", *(f"LONG-{number:04}" for number in range(400))]})
    assert "Give new dates instead" in said(many)
    assert "Give new dates instead" not in [text for text, _ in links(many)]
    found = manager.post(FIND, {"pick": [f"LONG-{number:04}" for number in range(400)]})
    assert '<form class="enrolling" method="post"' in found.content.decode()


def test_a_choice_that_is_none_keeps_the_ticks(manager, people):
    answer = manager.post(REVIEW, {"pick": ["C-1"], "dates": "nonsense"})
    assert answer.status_code == 422
    assert "nonsense is not one of the available choices" in said(answer)
    assert boxes(answer)["C-1"] == "checked"


@pytest.mark.parametrize("spoilt", [{"key": "x"}, {"version": "0"}, {"version": "x"}, {"dates": "x"}])
def test_a_form_spoilt_on_the_way_moves_nobody(manager, people, spoilt):
    given = moving(manager.post(REVIEW, {"pick": ["C-1"], "dates": "new"}))
    answer = manager.post(MOVE, {**given, **spoilt})
    assert answer.status_code in {200, 422}
    assert Enrollment.objects.count() == 3


def test_ticks_survive_another_search(manager, people):
    answer = manager.get(FIND, {"q": "hopper", "pick": ["C-1"], "dates": "kept"})
    assert boxes(answer) == {"C-2": ""}
    assert hidden(answer, "pick") == ["C-1"]
    assert '<option value="kept" selected>' in answer.content.decode()


@zeal_ignore()
def crowd(program, count: int) -> None:
    for number in range(count):
        row = make.enrollment(make.contact(f"N-{number:02}", "Nora", f"Nth {number:02}"), program, date(2025, 6, 1))
        make.completion(row, "COURSE", date(2025, 7, 1))


def test_everybody_whom_a_search_finds_can_be_selected(manager, program):
    crowd(program, 55)
    make.publish(program, SECOND)
    assert "Select all 55 found" in said(manager.get(FIND, {"q": "nth"}))
    assert "All 55 found are selected" in said(manager.get(FIND, {"q": "nth", "all": "1"}))
    review = manager.post(REVIEW, {"all": "1", "q": "nth", "dates": "new"})
    assert "55 enrollees will be moved" in said(review)
    manager.post(MOVE, moving(review))
    assert {number for _, number in versions()} == {2}
    assert "Everybody enrolled is on version 2, the current one." in said(manager.get(FIND))


def test_more_than_are_moved_at_once_is_said(manager, people):
    answer = manager.post(REVIEW, {"pick": [f"N-{number}" for number in range(20_001)], "dates": "new"})
    assert answer.status_code == 422
    assert "20,001 enrollees are selected; at most 20,000 are moved at once." in said(answer)


@pytest.mark.parametrize("page", ["find", "review", "made"])
def test_pages_take_as_many_queries_for_many_as_for_few(manager, program, page):
    crowd(program, 40)
    make.publish(program, SECOND)

    def asked(some: int) -> int:
        picks = [f"N-{number:02}" for number in range(40)][-some:]
        if page == "find":
            with CaptureQueriesContext(connection) as counted:
                manager.get(FIND, {"q": "nth 0" if some == 2 else "nth"})
            return len(counted)
        if page == "review":
            with CaptureQueriesContext(connection) as counted:
                manager.post(REVIEW, {"pick": picks, "dates": "new"})
            return len(counted)
        manager.post(MOVE, moving(manager.post(REVIEW, {"pick": picks, "dates": "new"})))
        with CaptureQueriesContext(connection) as counted:
            assert manager.get(reverse("staff:moved", args=["P", Job.objects.last().key])).status_code == 200
        return len(counted)

    few = asked(2)
    assert asked(38) == few <= 14


def test_an_enrollment_on_an_older_version_says_so_and_leads_to_its_own_review(manager, people):
    answer = manager.get(reverse("staff:enrollment", args=[people[0].key]))
    assert "version 1 of 2" in said(answer)
    assert (
        "This enrollment is on version 1; version 2 is in force. What was edited since version 1 does not apply to it."
        in said(answer)
    )
    review = manager.get(link(answer, "Move to the current version"))
    assert "1 enrollee will be moved to version 2" in said(review)
    assert "Ada Byron" in [text for text, _ in links(review)]
    manager.post(MOVE, moving(review))
    assert versions() == [("C-1", 2), ("C-2", 1), ("C-3", 1)]
    old = said(manager.get(reverse("staff:enrollment", args=[people[0].key])))
    assert "Cancelled on 2 March 2026" in old
    assert "Move to the current version" not in old


def test_what_cannot_be_moved_by_this_person_or_on_that_day_is_not_offered(staff, manager, people, program):
    page = reverse("staff:enrollment", args=[people[0].key])
    for answer in (staff.get(page), manager.get(page, {"on": "2026-03-01"})):
        assert "on version 1; version 2 is in force" in said(answer)
        assert "Move to the current version" not in said(answer)
    newest = make.enrollment(make.contact("C-4"), program, date(2026, 3, 2))
    assert "version 2 of" not in (words := said(manager.get(reverse("staff:enrollment", args=[newest.key]))))
    assert "On version" not in words


def test_a_carried_completion_says_so_where_it_is_shown(manager, people):
    manager.post(MOVE, moving(manager.post(REVIEW, {"pick": ["C-2"], "dates": "new"})))
    new = Enrollment.objects.get(contact__member_number="C-2", replaced_on=None)
    answer = manager.get(reverse("staff:requirement", args=[new.key, "COURSE"]))
    assert "Complete Date 2 Jul 2025 Carried over from an earlier enrollment" in said(answer)


def test_a_program_without_a_version_and_a_batch_that_never_was_are_not_there(manager, program):
    assert manager.get(FIND).status_code == 200
    assert manager.get(reverse("staff:moves", args=["NOWHERE"])).status_code == 404
    assert manager.get(reverse("staff:moved", args=["P", uuid.uuid4()])).status_code == 404
    assert manager.get(REVIEW)["Location"] == FIND


def test_units_and_scales_do_not_break_the_review(manager, program):
    make.publish(
        program, make.definition(make.requirement("CE", is_repeatable=True, units=Decimal(4)), make.requirement("X"))
    )
    row = make.enrollment(make.contact("C-1", "Ada", "Byron"), program, date(2025, 6, 1))
    make.completion(row, "CE", date(2025, 7, 1), units=Decimal("1.5"))
    make.publish(program, make.definition(make.requirement("CE", title="Course")))
    words = said(manager.post(REVIEW, {"pick": ["C-1"], "dates": "new"}))
    assert "Ce of 1 July 2025 is not enough: 1.5 of 4 units were reached, and Course is met as a whole now." in words
