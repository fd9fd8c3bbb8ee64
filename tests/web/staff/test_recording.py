"""Does **Record Completion** keep what was done, refuse what cannot be, and lose nothing that was typed?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import offerings
from conferral.models import Completion, Component, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.offerings import Details, Kind
from tests import make
from tests.web.signed_in import link, links, said

pytestmark = pytest.mark.django_db


def enrolled(*requirements, **said_of) -> Enrollment:
    asked = make.definition(*requirements, **said_of)
    return make.enrollment(make.contact("R-1", "Ada", "Byron"), make.program("R", asked), date(2026, 1, 5))


def details(enrollment, code="EXAM") -> str:
    return reverse("staff:requirement", args=[enrollment.key, code])


def form(enrollment, code="EXAM") -> str:
    return reverse("staff:record", args=[enrollment.key, code])


def key(answer) -> str:
    return re.search(r'name="key" value="([^"]*)"', answer.content.decode())[1]


def save(staff, enrollment, code="EXAM", **typed):
    opened = staff.get(form(enrollment, code))
    name = key(opened) if opened.status_code == 200 else str(uuid4())
    return staff.post(
        form(enrollment, code), {"key": name, "completed_on": "2026-02-01", "notes": "", **typed}, follow=True
    )


@zeal_ignore()
def offering(component: str, title: str, kind: Kind = Kind.RESOURCE, **details) -> None:
    offerings.add(
        component=Component.objects.get(code=component).pk,
        details=Details(kind=kind, title=title, **details),
        by=COMMAND_LINE,
        at=make.noon(date(2026, 1, 1)),
    )


def test_without_offerings_the_requirement_as_a_whole_is_recorded(staff):
    enrollment = enrolled(make.requirement())
    assert link(staff.get(details(enrollment)), "Record Completion") == form(enrollment)
    answer = save(staff, enrollment, notes="Seen it myself.")
    assert "The completion is recorded." in said(answer)
    assert "Complete on 1 Feb 2026" in said(answer)
    assert "Seen it myself." in said(answer)
    assert f"by {staff.account.username}" in said(answer)


def test_once_complete_it_is_read_only(staff):
    enrollment = enrolled(make.requirement(), make.requirement("REST"))
    save(staff, enrollment)
    answer = staff.get(details(enrollment))
    assert "Record Completion" not in [text for text, _ in links(answer)]
    assert "Exam is Complete with the completion of 1 February 2026." in said(answer)
    again = save(staff, enrollment)
    assert "Exam is Complete with the completion of 1 February 2026." in said(again)
    assert Completion.objects.count() == 1


def test_the_last_requirement_earns_the_program_and_the_page_says_so(staff):
    enrollment = enrolled(make.requirement())
    save(staff, enrollment)
    assert "Earned on 1 February 2026" in said(staff.get(reverse("staff:enrollment", args=[enrollment.key])))


def test_a_double_click_records_once(staff):
    enrollment = enrolled(make.requirement("HOURS", units=Decimal(10), is_repeatable=True))
    given = {"key": key(staff.get(form(enrollment, "HOURS"))), "completed_on": "2026-02-01", "units": "2", "notes": ""}
    first, second = (staff.post(form(enrollment, "HOURS"), given, follow=True) for _ in range(2))
    assert Completion.objects.count() == 1
    assert said(first) == said(second)
    save(staff, enrollment, "HOURS", units="3")
    assert Completion.objects.count() == 2


def test_saved_again_with_something_else_it_is_said_what_was_kept_and_the_next_save_records_it(staff):
    enrollment = enrolled(make.requirement("HOURS", units=Decimal(10), is_repeatable=True))
    given = {"key": key(staff.get(form(enrollment, "HOURS"))), "completed_on": "2026-02-01", "units": "2", "notes": ""}
    staff.post(form(enrollment, "HOURS"), given)
    answer = staff.post(form(enrollment, "HOURS"), {**given, "completed_on": "2026-02-02", "units": "3"})
    assert answer.status_code == 422
    assert "recorded the completion of 1 February 2026 already" in said(answer)
    assert 'value="2026-02-02"' in answer.content.decode()
    staff.post(form(enrollment, "HOURS"), {**given, "key": key(answer), "completed_on": "2026-02-02", "units": "3"})
    assert sorted(Completion.objects.values_list("units", flat=True)) == [2, 3]


def test_where_nothing_can_be_recorded_the_form_is_not_shown(staff):
    enrollment = enrolled(make.requirement(), make.requirement("REST"))
    save(staff, enrollment)
    answer = staff.get(form(enrollment), follow=True)
    assert answer.redirect_chain[-1][0] == details(enrollment)
    assert "Exam is Complete with the completion of 1 February 2026." in said(answer)


def test_a_key_of_another_requirement_is_refused(staff):
    enrollment = enrolled(make.requirement("A"), make.requirement("B"))
    used = key(staff.get(form(enrollment, "A")))
    given = {"key": used, "completed_on": "2026-02-01", "notes": ""}
    staff.post(form(enrollment, "A"), given)
    answer = staff.post(form(enrollment, "B"), given)
    assert answer.status_code == 422
    assert "and it is kept. Save again" in said(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"completed_on": ""}, "Enter a date"),
        ({"completed_on": "2026-02-31"}, "is not a day of the calendar"),
        ({"completed_on": "2026-03-03"}, "3 March 2026 lies in the future; it has to be 2 March 2026 or earlier."),
        ({"grade": "101"}, "is not a number of points from 0 to 100"),
        ({"grade": "A"}, "is not a number of points from 0 to 100"),
        ({"notes": "x" * 10_001}, "At most 10000 characters"),
        ({"key": "no key"}, "This form is incomplete; open it anew."),
    ],
)
def test_what_is_refused_names_the_field_and_keeps_what_was_typed(staff, typed, sentence):
    enrollment = enrolled(make.requirement(scale=make.POINTS))
    given = {"completed_on": "2026-02-01", "grade": "88", "notes": "kept as typed", **typed}
    answer = save(staff, enrollment, **given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode() or sentence in said(answer)
    assert Completion.objects.count() == 0
    body = answer.content.decode()
    for name in ("completed_on", "grade"):
        assert not given[name] or f'value="{given[name]}"' in body
    assert given["notes"][:50] in body
    if "key" not in typed:
        assert 'aria-invalid="true"' in body
        assert 'class="errors"' in body


@pytest.mark.parametrize(
    ("grade", "status"), [("70", "Complete on 1 Feb 2026"), ("69.5", "Not passed"), ("", "Awaiting Grade")]
)
def test_a_grade_decides_and_without_one_it_waits(staff, grade, status):
    enrollment = enrolled(make.requirement(scale=make.POINTS), make.requirement("REST"))
    assert status in said(save(staff, enrollment, grade=grade))


def test_a_grade_is_chosen_where_the_scale_knows_few(staff):
    from conferral.rules import grades

    enrollment = enrolled(make.requirement(scale=grades.letters(("A", "B", "F"), "B")))
    body = staff.get(form(enrollment)).content.decode()
    assert re.findall(r'<option value="([^"]*)"', body) == ["", "A", "B", "F"]
    assert "Complete" in said(save(staff, enrollment, grade="B"))


def test_what_needs_approval_awaits_it_and_keeps_the_next_stage_shut(staff):
    enrollment = enrolled(
        make.requirement("PLEDGE", title="Pledge", requires_approval=True),
        make.requirement("EXAM", stage=2),
        in_order=True,
    )
    assert "This requirement asks for an approval" in said(staff.get(form(enrollment, "PLEDGE")))
    assert "Awaiting Approval" in said(save(staff, enrollment, "PLEDGE"))
    shut = save(staff, enrollment, "EXAM")
    assert "Exam opens when these are Complete: Pledge." in said(shut)
    assert Completion.objects.count() == 1


def test_a_day_before_the_enrollment_is_a_warning_to_staff(staff):
    answer = save(staff, enrolled(make.requirement()), completed_on="2025-12-31")
    assert "31 December 2025 is before the enrollment date 5 January 2026; it counts all the same." in said(answer)


def test_nothing_is_recorded_on_what_has_expired(staff):
    asked = make.program("OLD", make.definition(make.requirement()))
    enrollment = make.enrollment(make.contact(), asked, date(2024, 1, 1))
    assert "Extend the expiration date first." in said(staff.get(details(enrollment)))
    assert "Extend the expiration date first." in said(save(staff, enrollment))
    assert Completion.objects.count() == 0


def test_a_repeatable_requirement_asks_for_units(staff):
    enrollment = enrolled(make.requirement("HOURS", title="Hours", units=Decimal(10), is_repeatable=True))
    assert "say how many units" in said(save(staff, enrollment, "HOURS", units="")).lower()
    assert "is not a number of units" in said(save(staff, enrollment, "HOURS", units="two"))
    assert "2.5 of 10 units" in said(
        save(staff, enrollment, "HOURS", units="2.5")
    ) or Completion.objects.get().units == Decimal("2.5")


def test_with_offerings_the_one_completed_is_recorded(staff):
    enrollment = enrolled(make.requirement())
    offering("EXAM", "Exam at home")
    offering(
        "EXAM", "Exam in Oslo", Kind.EVENT, place="Oslo", seats=20,
        starts_at=datetime(2026, 2, 10, 9, tzinfo=UTC), ends_at=datetime(2026, 2, 10, 12, tzinfo=UTC),
    )  # fmt: skip
    offering(
        "EXAM", "Exam next month", Kind.EVENT,
        starts_at=datetime(2026, 4, 10, 9, tzinfo=UTC), ends_at=datetime(2026, 4, 10, 12, tzinfo=UTC),
    )  # fmt: skip
    answer = staff.get(details(enrollment))
    assert "Exam in Oslo 10 Feb 2026, 09:00 · Oslo · 20 seats" in said(answer)
    chosen = [where for text, where in links(answer) if text == "Record Completion"]
    assert len(chosen) == 2
    without = save(staff, enrollment)
    assert "say which offering of Exam was completed" in said(without).lower().replace("exam was", "Exam was")
    opened = staff.get(chosen[0])
    which = re.search(r'<option value="([^"]+)" selected>([^<]*)', opened.content.decode())
    early = save(
        staff, enrollment, offering=re.search(r'<option value="([^"]+)"[^>]*>Exam in Oslo', opened.content.decode())[1]
    )
    assert "The offering begins on 10 February 2026" in said(early)
    recorded = save(staff, enrollment, offering=which[1], completed_on="2026-02-10")
    assert "The completion is recorded." in said(recorded)
    assert Completion.objects.get().offering.title == which[2]


def test_no_such_requirement_is_not_there(staff):
    enrollment = enrolled(make.requirement())
    assert staff.get(details(enrollment, "GHOST")).status_code == 404
    assert staff.get(form(enrollment, "GHOST")).status_code == 404


def test_staff_does_not_grade_themselves(db):
    from conferral.rules.actors import Role
    from tests.web.signed_in import signed_in

    enrollment = enrolled(make.requirement(scale=make.POINTS))
    own = signed_in(Role.STAFF, enrollment.contact)
    assert "nobody may grade their own completion" in said(save(own, enrollment, grade="99")).lower()


def test_a_grade_that_does_not_pass_is_said_where_success_would_be(staff):
    enrollment = enrolled(make.requirement(scale=make.POINTS))
    answer = save(staff, enrollment, grade="69")
    assert "Its grade 69 does not pass (points out of 100, 70 passes): nothing is complete by it." in said(answer)
    assert "The completion is recorded" not in said(answer)


def test_what_is_still_to_come_is_said_with_what_was_recorded(staff):
    enrollment = enrolled(
        make.requirement("ESSAY", scale=make.POINTS), make.requirement("PLEDGE", requires_approval=True)
    )
    assert "It is Awaiting Grade now." in said(save(staff, enrollment, "ESSAY"))
    assert "It is Awaiting Approval now." in said(save(staff, enrollment, "PLEDGE"))


def test_offerings_of_one_name_are_told_apart_and_those_to_come_are_not_offered(staff):
    enrollment = enrolled(make.requirement())
    for month, place in ((2, "Oslo"), (1, "Rome"), (4, "Bern")):
        held = datetime(2026, month, 10, 9, tzinfo=UTC)
        offering("EXAM", "Sitting", Kind.EVENT, starts_at=held, ends_at=held, place=place)
    page = staff.get(form(enrollment)).content.decode()
    assert [line.strip() for line in re.findall(r"<option[^>]*>([^<]*)</option>", page)] == [
        "Choose what was completed",
        "Sitting, 10 Feb 2026, 09:00, Oslo",
        "Sitting, 10 Jan 2026, 09:00, Rome",
    ]


def test_a_form_sent_without_anything_is_refused(staff):
    enrollment = enrolled(make.requirement())
    assert staff.post(form(enrollment), {}).status_code == 422
