"""Are notices by the day written once each, whatever was missed meanwhile, and quiet about the past?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from conferral.actions import enrollments, sweeps
from conferral.models import Message, ToldThrough
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.terms import Dates
from tests import imports, make
from tests.actions.posted import post
from tests.actions.test_concurrency import at_once

BEGUN = date(2025, 3, 1)
DAY = timedelta(days=1)
EVERYTHING = [
    ("deadline_60", date(2025, 12, 31)),
    ("deadline_14", date(2026, 2, 15)),
    ("grace_begun", date(2026, 3, 2)),
    ("expires_14", date(2026, 3, 17)),
    ("expired", date(2026, 4, 1)),
]
pytestmark = pytest.mark.django_db


def sweep(on: date) -> int:
    return sweeps.sweep("notices", at=make.noon(on))


def written() -> list[tuple[str, date]]:
    rows = Message.objects.exclude(kind="enrolled").order_by("pk").values_list("kind", "created_at")
    return [(kind, created_at.date()) for kind, created_at in rows]


def sweep_daily(since: date, until: date, *, every: int = 1) -> None:
    on = since
    while on <= until:
        sweep(on)
        on += every * DAY


def test_each_notice_is_written_once_on_its_day_however_often_it_is_swept() -> None:
    row = make.enrollment(make.contact(email="ada@example.org"), None, BEGUN)
    sweep(BEGUN)
    for _, on in EVERYTHING:
        assert [sweep(on - DAY), sweep(on), sweep(on)] == [0, 1, 0]
    assert written() == EVERYTHING
    assert Message.objects.get(kind="expired").about == {"last_on": "2026-03-31"}
    assert {one.enrollment_id for one in Message.objects.all()} == {row.pk}


def test_a_worker_that_was_away_tells_the_latest_alone() -> None:
    make.enrollment(None, None, BEGUN)
    sweep(BEGUN)
    assert sweep(date(2026, 3, 10)) == 1
    assert sweep(date(2026, 3, 20)) == 1
    assert [kind for kind, _ in written()] == ["grace_begun", "expires_14"]


def test_the_first_time_nothing_is_told_of_what_was_due_before() -> None:
    for day in (BEGUN, date(2024, 1, 1), date(2024, 12, 20)):
        make.enrollment(None, None, day)
    assert sweep(date(2026, 3, 3)) == 0
    assert ToldThrough.objects.get().day == date(2026, 3, 3)
    sweep_daily(date(2026, 3, 4), date(2026, 4, 2))
    assert written() == EVERYTHING[3:], "what comes due later is told"


def test_who_was_imported_is_told_nothing_of_the_past_and_of_what_comes_later() -> None:
    sweep(date(2026, 1, 1))
    for number in ("M-1", "M-2"):
        make.contact(number, email=f"{number}@example.org")
    make.program("EMT")
    imported_on = date(2026, 3, 2)
    cells = [
        {"member_number": "M-1", "enrolled_on": "2025-03-01"},
        {"member_number": "M-2", "enrolled_on": "2020-03-01"},
    ]
    done = imports.enrollments(*({**one, "program": "EMT"} for one in cells), today=imported_on)
    assert imports.words(done) == ["created"] * 2
    sweep_daily(imported_on, date(2026, 4, 2))
    assert written() == EVERYTHING[3:]
    assert {one.contact.member_number for one in Message.objects.select_related("contact")} == {"M-1"}


def test_another_deadline_is_told_anew_and_the_old_one_not_at_all() -> None:
    row = make.enrollment(make.contact(email="ada@example.org"), None, BEGUN)
    sweep(date(2026, 2, 14))
    sweep(date(2026, 2, 15))
    enrollments.change_dates(
        enrollment=row.pk, to=Dates(BEGUN, date(2026, 5, 1), date(2026, 5, 31)), reason="Ill", by=COMMAND_LINE,
        at=make.noon(date(2026, 2, 15)),
    )  # fmt: skip
    post(at=make.noon(date(2026, 2, 15)))
    assert [sent.subject for sent in mail.outbox] == ["You are enrolled in Emergency care"]
    assert Message.objects.get(kind="deadline_14").reason == "changed"
    sweep_daily(date(2026, 2, 16), date(2026, 4, 16))
    assert [kind for kind, _ in written()] == ["deadline_14", "deadline_60", "deadline_14"]
    post(at=make.noon(date(2026, 4, 16)))
    assert mail.outbox[-1].subject == "Emergency care: 14 days to your deadline"


def test_a_replaced_cancelled_or_earned_one_is_told_nothing() -> None:
    program = make.program(is_maintenance=True)
    earned = make.enrollment(None, program, BEGUN)
    make.completion(earned, completed_on=date(2025, 6, 1))
    cancelled = make.enrollment(None, program, BEGUN)
    enrollments.cancel(enrollment=cancelled.pk, by=COMMAND_LINE, at=make.noon(date(2025, 7, 1)))
    sweep(BEGUN)
    sweep_daily(date(2025, 12, 1), date(2026, 4, 5), every=5)
    assert not [kind for kind, _ in written() if kind not in {"received", "earned"}]


def test_many_are_written_in_as_many_queries_as_few(django_assert_num_queries, django_assert_max_num_queries) -> None:
    program = make.program()
    rows = [make.enrollment(None, program, BEGUN)]
    sweep(BEGUN)
    with django_assert_max_num_queries(12) as few:
        assert sweep(date(2025, 12, 31)) == 1
    rows += [make.enrollment(None, program, BEGUN) for _ in range(30)]
    Message.objects.all().delete()
    ToldThrough.objects.update(day=BEGUN)
    with django_assert_num_queries(len(few)):
        assert sweep(date(2025, 12, 31)) == len(rows)


@pytest.mark.django_db(transaction=True)
def test_of_eight_sweeps_at_once_one_writes() -> None:
    program = make.program()
    for _ in range(5):
        make.enrollment(None, program, BEGUN)
    sweep(BEGUN)
    at: datetime = make.noon(date(2025, 12, 31))
    found = at_once([lambda: sweeps.sweep("notices", at=at)] * 8)
    assert sorted(found) == [0] * 7 + [5]
    assert len(written()) == 5


def test_what_was_due_before_there_were_notices_is_not_told_on_any_later_day() -> None:
    make.enrollment(None, None, BEGUN)
    assert sweep(date(2026, 1, 20)) == 0, "60 days to the deadline were left on 31 December"
    on = date(2026, 1, 20)
    while on < date(2026, 2, 14):
        on += DAY
        assert sweep(on) == 0, on
    assert sweep(date(2026, 2, 15)) == 1
    assert written() == [("deadline_14", date(2026, 2, 15))]
