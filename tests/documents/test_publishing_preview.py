"""Does the preview say what publishing and moving everybody would bring, person by person, and write nothing?"""

from __future__ import annotations

import tracemalloc
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import enrollments, programs
from conferral.documents import publishing_preview
from conferral.documents.enrollees import enrollees
from conferral.documents.preview_exported import as_rows
from conferral.documents.publishing_preview import Kind, people, preview
from conferral.models import Enrollment, Program, Version
from conferral.models.tally import tallies
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.standing import Tracker
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.actions.register import contents
from tests.moving import move_to_current

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
FIRST = make.definition(
    make.requirement("COURSE", units=Decimal(10)),
    make.requirement("EXAM", scale=make.POINTS, is_required=False),
    make.requirement("CE", is_repeatable=True, units=Decimal(20), is_required=False),
    make.requirement("ORAL"),
    units_required=Decimal(10),
)
STRICTER = make.definition(
    make.requirement("COURSE", units=Decimal(10)),
    make.requirement("ORAL", requires_approval=True),
    make.requirement("CE", is_repeatable=True, units=Decimal(10)),
    units_required=Decimal(20),
)
EASIER = make.definition(make.requirement("COURSE", units=Decimal(10)), name="Easier")


@zeal_ignore()
def everybody(program: Program) -> list[Enrollment]:
    """Enroll people who did everything there is to do, in many combinations, on both versions there are."""
    rows = []
    for number in range(48):
        on = (date(2025, 6, 1), date(2025, 2, 10), date(2024, 1, 1), date(2026, 3, 20))[number % 4]
        row = make.enrollment(
            make.contact(f"N-{number:02}", "Nora", f"Nth {number:02}"), program, on, today=min(on, TODAY)
        )
        rows.append(row)
        if on == date(2026, 3, 20):
            continue
        done = on.replace(day=20)
        if number % 3:
            make.completion(row, "COURSE", done)
        if number % 5 == 1:
            make.completion(row, "EXAM", done, grade=("60", "90")[number % 2])
        if number % 2:
            make.completion(row, "CE", done, units=Decimal("12.5"))
        if number % 6 == 1:
            make.completion(row, "ORAL", done)
        if number == 30:
            make.publish(program, FIRST)
    enrollments.change_dates(
        enrollment=rows[2].pk,
        to=enrollments.Dates(rows[2].enrolled_on, None, date(2027, 1, 1)),
        reason="Illness.",
        by=COMMAND_LINE,
        at=AT,
    )
    enrollments.cancel(enrollment=rows[4].pk, by=COMMAND_LINE, at=AT)
    return rows


@zeal_ignore()
def drafted(program: Program, defined) -> None:
    programs.save_draft(program=program, definition=defined, by=COMMAND_LINE, at=AT)


def of_draft(program: Program):
    with zeal_ignore():
        return Version.objects.whole().get(program=program, number=None).definition()


def shown(person) -> tuple:
    return person.then.status, str(person.far_then), person.far_then.units


@pytest.mark.parametrize("defined", [STRICTER, EASIER, FIRST], ids=["stricter", "easier", "the-same"])
@pytest.mark.parametrize("keeps_dates", [True, False])
def test_everybody_who_is_then_moved_stands_exactly_as_was_foreseen(defined, keeps_dates) -> None:
    """Both done: the preview, then publishing and moving everybody with kept dates."""
    program = make.program("P", FIRST)
    rows = everybody(program)
    edited = {rows[2].contact.member_number} if not keeps_dates else set()
    drafted(program, defined)
    before = contents()
    foreseen = {one.member_number: one for one in people(program, of_draft(program), keeps_dates=keeps_dates, on=TODAY)}
    assert contents() == before
    assert len(foreseen) == 47

    with zeal_ignore():
        programs.publish(program=program, by=COMMAND_LINE, at=AT)
        outcomes = move_to_current(
            contacts=[row.contact_id for row in rows], program=program, keeps_dates=True, by=COMMAND_LINE, at=AT
        )
    moved = {outcome.enrollment.pk for outcome in outcomes if outcome.enrollment}
    assert Counter(outcome.refusal.code for outcome in outcomes if outcome.refusal).keys() == {
        "enrollment_earned",
        "enrollment_expired",
        "not_enrolled",
    }
    numbers = dict(Enrollment.objects.filter(pk__in=moved).values_list("contact__member_number", "key"))
    compared = 0
    for row in enrollees(program, on=TODAY, size=100).rows:
        if row.member_number not in numbers:
            continue
        assert row.key == numbers[row.member_number]
        if row.member_number in edited:  # by the draft's periods, and not by hand
            continue
        is_so = (row.standing.status, f"{row.complete} of {row.requirements}", row.units)
        assert is_so == shown(foreseen[row.member_number]), row.full_name
        compared += 1
    assert compared >= 20


def test_what_they_have_now_is_what_the_pages_show() -> None:
    program = make.program("P", FIRST)
    everybody(program)
    found = {one.member_number: one for one in people(program, STRICTER, keeps_dates=True, on=TODAY)}
    listed = {row.member_number: row for row in enrollees(program, on=TODAY, size=100).rows}
    assert found.keys() == listed.keys()
    for number, one in found.items():
        row = listed[number]
        assert (one.now, one.version) == (row.standing, row.version)
        assert (one.far_now.complete, one.far_now.requirements, one.far_now.units) == (
            row.complete,
            row.requirements,
            row.units,
        )


@pytest.mark.parametrize("on", [TODAY, date(2025, 6, 30), date(2028, 1, 1)])
def test_counts_add_up_to_the_trackers_and_to_the_people(on) -> None:
    program = make.program("P", FIRST)
    everybody(program)
    found = preview(program, STRICTER, keeps_dates=False, on=on)
    (tally,) = tallies([program], on=on)
    assert found.total == tally.total == found.kinds.total() == found.trackers_then.total()
    assert [found.trackers_now[tracker] for tracker in Tracker] == [
        tally.earned,
        tally.enrolled,
        tally.grace,
        tally.expired,
    ]
    for kind, some in found.people.items():
        assert len(some) == found.kinds[kind]
        assert [one.full_name for one in some] == sorted(one.full_name for one in some)
    assert Kind.NOTHING not in found.people


def test_a_draft_equal_to_what_is_in_force_changes_nothing_for_anybody() -> None:
    program = make.program("P", FIRST)
    everybody(program)
    found = preview(program, FIRST, keeps_dates=True, on=TODAY)
    assert found.kinds.keys() <= {Kind.NOTHING, Kind.LOSES}
    assert (found.complete_now, found.fewer_units, found.more_units) == (found.complete_then, 0, 0)
    assert found.trackers_now == found.trackers_then


def test_each_kind_of_change_is_told_apart() -> None:
    program = make.program("P", make.definition(make.requirement("A"), make.requirement("B")))
    people_ = {}
    for name, done in {"both": "AB", "one": "A", "other": "B", "none": "", "late": ""}.items():
        on = date(2025, 2, 10) if name == "late" else date(2025, 6, 1)
        row = people_[name] = make.enrollment(make.contact(name, name), program, on)
        for code in done:
            make.completion(row, code, date(2025, 7, 1))
    asked = make.definition(make.requirement("A"), terms=Terms(Period(2, Unit.YEARS)))
    kinds = {one.member_number: one.kind for one in people(program, asked, keeps_dates=False, on=TODAY)}
    assert kinds == {
        "both": Kind.LOSES,
        "one": Kind.NEWLY,
        "other": Kind.LOSES,
        "none": Kind.NOTHING,
        "late": Kind.STATUS,
    }
    more = make.definition(*(make.requirement(code) for code in "ABC"))
    found = preview(program, more, keeps_dates=True, on=TODAY)
    assert [one.member_number for one in found.people[Kind.NO_LONGER]] == ["both"]
    assert (found.complete_now, found.complete_then, found.lost) == (1, 0, 0)


def test_a_program_approval_holds_for_who_is_earned_and_for_nobody_else() -> None:
    asked = make.definition(make.requirement("A"), requires_approval=True)
    program = make.program("P", asked)
    rows = [make.enrollment(make.contact(f"C-{number}"), program, date(2025, 6, 1)) for number in range(2)]
    for row in rows:
        make.completion(row, "A", date(2025, 7, 1))
    enrollments.approve(enrollment=rows[0].pk, by=COMMAND_LINE, at=AT)
    found = [one.then.status.value for one in people(program, asked, keeps_dates=True, on=TODAY)]
    assert found == ["earned", "awaiting_approval"]


def test_dates_follow_from_the_enrollment_date_by_the_drafts_periods_or_are_kept() -> None:
    program = make.program("P", FIRST)
    make.enrollment(make.contact("C-1"), program, date(2025, 6, 1))
    short = make.definition(make.requirement("COURSE"), terms=Terms(Period(3, Unit.MONTHS)))
    endless = make.definition(make.requirement("COURSE"), terms=Terms(Period(300, Unit.YEARS)))

    def then(defined, *, keeps_dates: bool) -> list[str]:
        return [one.then.status.value for one in people(program, defined, keeps_dates=keeps_dates, on=TODAY)]

    assert then(short, keeps_dates=False) == ["expired"]
    assert then(short, keeps_dates=True) == ["enrolled"]
    assert then(endless, keeps_dates=False) == ["enrolled"]


def test_only_so_many_are_kept_by_name_and_all_are_counted(monkeypatch) -> None:
    monkeypatch.setattr(publishing_preview, "SHOWN", 3)
    monkeypatch.setattr(publishing_preview, "CHUNK", 5)
    monkeypatch.setattr(publishing_preview, "MOST_KEPT", 2)
    program = make.program("P", FIRST)
    everybody(program)
    found = preview(program, STRICTER, keeps_dates=True, on=TODAY)
    assert found.total == 47
    assert all(len(some) <= 3 for some in found.people.values())
    assert max(found.kinds[kind] for kind in found.people) > 3
    assert len(list(as_rows(people(program, STRICTER, keeps_dates=True, on=TODAY)))) == 47
    one = list(people(program, STRICTER, keeps_dates=True, on=TODAY, wanted="nth 07"))
    assert [person.member_number for person in one] == ["N-07"]


def test_a_thousand_more_cost_two_queries_more(monkeypatch) -> None:
    program = make.program("P", FIRST)
    everybody(program)

    def asked(chunk: int) -> int:
        monkeypatch.setattr(publishing_preview, "CHUNK", chunk)
        with CaptureQueriesContext(connection) as counted:
            preview(program, STRICTER, keeps_dates=True, on=TODAY)
        return len(counted)

    assert asked(47) == 4
    assert asked(10) == 4 + 4 * 2 + 2  # in chunks of ten, the second version is met in a later one


def test_memory_does_not_grow_with_the_number_of_enrollees(monkeypatch) -> None:
    monkeypatch.setattr(publishing_preview, "CHUNK", 50)
    program = make.program("P", FIRST)
    sizes = []
    for count in (200, 400):
        with zeal_ignore():
            contacts = [make.contact().pk for _ in range(count)]
            enrollments.enroll_many(
                contacts=contacts, program=program, enrolled_on=date(2025, 6, 1), by=COMMAND_LINE, at=AT
            )
        tracemalloc.start()
        for _ in people(program, STRICTER, keeps_dates=True, on=TODAY):
            pass
        sizes.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert sizes[1] < sizes[0] * 1.5, sizes
