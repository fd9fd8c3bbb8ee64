"""Does the ledger follow every change of an enrollment, once, and can it be made smaller at any time?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from conferral.actions import enrollments, ledger
from conferral.actions.ledger import kept_ledger
from conferral.models import Enrollment, LedgerChange, Program
from conferral.models.ledger import ledger_and_due
from conferral.models.tally import Tally, counted_tallies, tallies
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.refusals import Refused
from conferral.rules.terms import Dates
from tests import make
from tests.conftest import NOW, TODAY
from tests.ledger_held import drawn, faults

pytestmark = pytest.mark.django_db

FIGURES = ("earned", "enrolled", "not_started", "awaiting_approval", "grace", "expired")


def rows() -> dict[date, list[dict[str, int]]]:
    """Return what each row of the ledger changes, by day, in the order in which they were written."""
    found: dict[date, list[dict[str, int]]] = {}
    for row in LedgerChange.objects.order_by("changes_on", "pk"):
        changed = {name: getattr(row, name) for name in FIGURES if getattr(row, name)}
        found.setdefault(row.changes_on, []).append(changed)
    return found


@pytest.fixture
def emt() -> Program:
    return make.program("EMT", make.definition(make.requirement("EXAM"), make.requirement("COURSE")))


@pytest.fixture
def eventful(emt: Program) -> Program:
    """A program where people were enrolled on several days, and recorded, earned, were cancelled and came again."""
    people = [make.contact() for _ in range(6)]
    for place, who in enumerate(people):
        make.enrollment(who, emt, date(2025, 3, 1 + place % 3))
    first, second, third, *_ = Enrollment.objects.order_by("pk")
    make.completion(first)
    make.completion(first, "COURSE", date(2025, 7, 1))
    make.completion(second)
    enrollments.cancel(enrollment=third.pk, by=COMMAND_LINE, at=make.noon(date(2025, 8, 1)))
    make.enrollment(people[2], emt, date(2025, 8, 2))
    return emt


def test_two_enrolled_together_are_one_row_for_each_day_on_which_something_comes(emt: Program):
    enrollments.enroll_many(
        contacts=[make.contact().pk, make.contact().pk], program=emt, enrolled_on=TODAY, by=COMMAND_LINE, at=NOW
    )
    assert rows() == {
        TODAY: [{"enrolled": 2, "not_started": 2}],
        date(2027, 3, 3): [{"enrolled": -2, "not_started": -2, "grace": 2}],
        date(2027, 4, 2): [{"grace": -2, "expired": 2}],
    }
    assert tallies([emt], on=TODAY) == [Tally("EMT", enrolled=2, not_started=2)]
    assert tallies([emt], on=date(2027, 4, 1)) == [Tally("EMT", grace=2)]
    assert tallies([emt], on=date(2027, 4, 2)) == [Tally("EMT", expired=2)]
    assert tallies([emt], on=date(2026, 3, 1)) == [Tally("EMT")]


def test_a_later_expiration_date_moves_only_the_day_it_moves(emt: Program):
    row = make.enrollment(None, emt, TODAY)
    LedgerChange.objects.all().delete()
    ledger.recount(program=emt.pk)
    before = rows()
    to = Dates(row.enrolled_on, row.grace_begins_on, date(2027, 5, 1))
    enrollments.change_dates(enrollment=row.pk, to=to, reason="Asked for.", by=COMMAND_LINE, at=NOW)
    moved = {day: added[len(before.get(day, [])) :] for day, added in rows().items()}
    assert {day: added for day, added in moved.items() if added} == {
        date(2027, 4, 2): [{"grace": 1, "expired": -1}],
        date(2027, 5, 2): [{"grace": -1, "expired": 1}],
    }


def test_what_changes_no_figure_on_any_day_writes_nothing(emt: Program):
    row = make.enrollment(None, emt)
    make.completion(row, completed_on=date(2025, 6, 1), today=date(2025, 6, 1))
    before = list(LedgerChange.objects.order_by("pk").values_list())
    to = Dates(row.enrolled_on, row.grace_begins_on, row.expires_on)
    enrollments.change_dates(enrollment=row.pk, to=to, reason="As it was.", by=COMMAND_LINE, at=NOW)
    with kept_ledger(contacts=[row.contact_id]):
        Enrollment.objects.filter(pk=row.pk).update(revision=7)
    assert list(LedgerChange.objects.order_by("pk").values_list()) == before


def test_what_is_refused_or_breaks_off_leaves_no_trace_in_the_ledger(emt: Program):
    row = make.enrollment(None, emt)
    before = list(LedgerChange.objects.values_list())
    with pytest.raises(Refused):
        enrollments.cancel(enrollment=row.pk, by=make.actor(make.Role.NONE), at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), kept_ledger(contacts=[row.contact_id]):
        Enrollment.objects.filter(pk=row.pk).update(started_on=TODAY, expires_on=date(1899, 1, 1))
    assert list(LedgerChange.objects.values_list()) == before


def test_a_ledger_is_kept_once_and_within_a_transaction(emt: Program):
    row = make.enrollment(None, emt)
    once, twice = kept_ledger(contacts=[row.contact_id]), kept_ledger(contacts=[row.contact_id])
    with once, pytest.raises(AssertionError, match="written twice"), twice:
        pass
    with kept_ledger(contacts=[row.contact_id]):
        pass  # the assertion left nothing behind


@pytest.mark.django_db(transaction=True)
def test_a_ledger_is_not_kept_outside_a_transaction():
    with pytest.raises(AssertionError, match="within the transaction"), kept_ledger(contacts=[1]):
        pass


@pytest.mark.past_the_actions
@pytest.mark.parametrize(
    ("which", "changed"),
    [
        (1, {"expires_on": date(2026, 5, 1)}),
        (0, {"cancelled_on": date(2025, 9, 1)}),
        (3, {"started_on": date(2025, 4, 1)}),
        (1, {"grace_begins_on": None}),
        (0, {"earned_on": None}),
        (2, {"replaced_on": date(2025, 7, 31), "cancelled_on": None}),
    ],
    ids=str,
)
def test_what_is_written_past_the_actions_is_found_by_the_check_of_the_tests_and_mended_by_recounting(
    eventful: Program, which: int, changed: dict[str, date | None]
):
    assert faults() == []
    assert ledger.recount(program=eventful.pk) == {}
    Enrollment.objects.filter(pk=Enrollment.objects.order_by("pk")[which].pk).update(**changed)
    assert faults()
    assert ledger.recount(program=eventful.pk)
    assert faults() == []


def test_the_trackers_of_200_days_are_what_counting_the_enrollments_finds(eventful: Program):
    other = make.program("OTHER")
    make.enrollment(None, other, date(2025, 3, 2))
    days = drawn(200)
    assert len(days) > 40
    for on in days:
        assert tallies([other, eventful], on=on) == counted_tallies([other, eventful], on=on), on


def test_compacted_there_is_a_row_for_each_program_and_day_and_every_figure_stays(eventful: Program):
    days = drawn(60)
    before = [tallies([eventful], on=on) for on in days]
    count = LedgerChange.objects.count()
    assert ledger.compact() == count - LedgerChange.objects.count() > 0
    places = list(LedgerChange.objects.values_list("program", "changes_on"))
    assert len(places) == len(set(places))
    assert [tallies([eventful], on=on) for on in days] == before
    kept = list(LedgerChange.objects.order_by("pk").values_list())
    assert ledger.compact() == 0
    assert list(LedgerChange.objects.order_by("pk").values_list()) == kept


@pytest.mark.parametrize("most", [2, 3, 7])
def test_compacted_piece_by_piece_it_comes_to_the_same(eventful: Program, most: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ledger, "MOST_COMPACTED", most)
    due = ledger_and_due(eventful.pk)[1]
    assert ledger.compact() > 0
    assert LedgerChange.objects.count() == len(due)
    assert ledger_and_due(eventful.pk) == (due, due)


def test_rows_that_take_each_other_away_are_gone_once_compacted(emt: Program):
    row = make.enrollment(None, emt, TODAY)
    for expires_on in (date(2027, 6, 1), row.expires_on):
        to = Dates(row.enrolled_on, row.grace_begins_on, expires_on)
        enrollments.change_dates(enrollment=row.pk, to=to, reason="Asked for.", by=COMMAND_LINE, at=NOW)
    assert len(rows()[date(2027, 6, 2)]) == 2
    ledger.compact()
    assert sorted(rows()) == [TODAY, date(2027, 3, 3), date(2027, 4, 2)]
