"""Are many expiration dates extended at once as one by one, and is that taken back while nothing has built on it?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import enrollments
from conferral.actions.extending import extend_chunk
from conferral.actions.log import Log
from conferral.actions.opened import Looked
from conferral.models import Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.extending import Extension
from conferral.rules.standing import Status, standing
from conferral.rules.terms import Dates, Period, Unit
from tests import make
from tests.actions.bulk_changes import AT, SINCE, TODAY, asked, became, enrollees, taken_back
from tests.register import disagreements

pytestmark = pytest.mark.django_db
KIND = "enrollments.extend"
JUNE = date(2026, 6, 30)


def dates(row: Enrollment) -> Dates:
    return Enrollment.objects.get(pk=row.pk).dates()


def test_each_gets_the_new_expiration_date_and_stands_by_it_and_nothing_else_moves() -> None:
    rows = enrollees(3)
    assert became(asked(KIND, rows)) == ["extended"] * 3
    for row in rows:
        assert dates(row) == Dates(row.enrolled_on, row.grace_begins_on, JUNE)
        assert Enrollment.objects.get(pk=row.pk).revision == 2
    assert disagreements() == []


def test_an_expired_one_is_in_its_grace_period_again() -> None:
    (row,) = enrollees(1, date(2025, 1, 1))
    assert standing(row.facts(), TODAY).status is Status.EXPIRED
    asked(KIND, [row])
    assert standing(Enrollment.objects.get(pk=row.pk).facts(), TODAY).status is Status.GRACE


def test_a_period_counts_from_the_date_each_has() -> None:
    rows = [*enrollees(1), *enrollees(1, date(2025, 7, 1))]
    asked(KIND, rows, extension={"count": 3, "unit": "months"}, reason="Ill.")
    assert [dates(row).expires_on for row in rows] == [date(2026, 6, 3), date(2026, 10, 31)]


def test_the_log_says_of_each_what_was_and_is_why_and_in_which_job() -> None:
    rows = enrollees(2)
    job = asked(KIND, rows)
    entries = Event.objects.filter(batch=job.key).order_by("pk")
    assert [entry.enrollment_id for entry in entries] == [row.pk for row in rows]
    assert {(entry.kind, entry.reason) for entry in entries} == {("enrollment.dates_changed", "The exam was put off.")}
    assert entries[0].before == {"expires_on": "2026-03-03"}
    assert entries[0].after == {"expires_on": "2026-06-30"}


@pytest.mark.past_the_actions
def test_one_refusal_stops_no_other_and_says_why() -> None:
    rows = enrollees(5)
    late, changed, gone, replaced, fine = rows
    enrollments.cancel(enrollment=gone.pk, by=COMMAND_LINE, at=AT)
    gone.refresh_from_db()
    to = Dates(late.enrolled_on, late.grace_begins_on, date(2026, 7, 1))
    for row in (late, changed):
        enrollments.change_dates(enrollment=row.pk, to=to, reason="Ill.", by=COMMAND_LINE, at=AT)
    late.refresh_from_db()
    Enrollment.objects.filter(pk=replaced.pk).update(replaced_on=TODAY)
    job = asked(KIND, rows)
    assert became(job) == ["not_later", "stale", "enrollment_cancelled", "enrollment_replaced", "extended"]
    assert job.refused == 4
    assert dates(fine).expires_on == JUNE


def test_members_extend_nothing_and_nobody_without_a_reason() -> None:
    (row,) = enrollees(1)
    member = make.actor(Role.NONE, row.contact)
    assert became(asked(KIND, [row], member)) == ["role_needed"]
    assert became(asked(KIND, [row], extension={"to": "2026-06-30"}, reason=" ")) == ["reason_missing"]
    (outcome,) = extend_chunk([Looked(0)], Extension(by=Period(1, Unit.DAYS)), Log(COMMAND_LINE, AT, reason="Ill."))
    assert outcome.refusal.code == "enrollment_unknown"
    assert dates(row) == row.dates()


def test_it_takes_as_many_queries_for_forty_as_for_four() -> None:
    def queries(count: int) -> int:
        rows = enrollees(count)
        with CaptureQueriesContext(connection) as ran:
            log = Log(COMMAND_LINE, AT, reason="Ill.")
            extend_chunk([Looked(row.pk, row.revision) for row in rows], Extension(to=JUNE), log)
        return len(ran)

    assert queries(4) == queries(40)


# Taking it back


def test_taken_back_each_has_the_date_it_had_and_the_log_says_so() -> None:
    rows = enrollees(2)
    job = asked(KIND, rows)
    assert taken_back(job) == ["undone", "undone"]
    assert [dates(row) for row in rows] == [row.dates() for row in rows]
    assert Event.objects.filter(kind="enrollment.extension_undone").count() == 2
    assert taken_back(job) == ["changed_since"] * 2
    assert disagreements() == []


def test_what_has_built_on_it_stays_and_says_what_it_was() -> None:
    rows = enrollees(5)
    job = asked(KIND, rows)
    recorded, cancelled, changed, again, untouched = rows
    make.completion(recorded, "EXAM", TODAY)
    enrollments.cancel(enrollment=cancelled.pk, by=COMMAND_LINE, at=AT)
    to = Dates(SINCE, changed.grace_begins_on, date(2026, 7, 1))
    enrollments.change_dates(enrollment=changed.pk, to=to, reason="More.", by=COMMAND_LINE, at=AT)
    to = Dates(SINCE, date(2026, 4, 1), JUNE)
    enrollments.change_dates(enrollment=again.pk, to=to, reason="Grace.", by=COMMAND_LINE, at=AT)
    assert taken_back(job) == ["built_on", "built_on", "changed_since", "changed_since", "undone"]
    assert [dates(row).expires_on for row in rows[:4]] == [JUNE, JUNE, date(2026, 7, 1), JUNE]
    said = Event.objects.filter(kind="enrollment.extension_undone").get()
    assert said.enrollment_id == untouched.pk


def test_of_two_extensions_the_later_is_taken_back_before_the_earlier() -> None:
    (row,) = enrollees(1)
    first = asked(KIND, [row])
    row.refresh_from_db()
    second = asked(KIND, [row], extension={"to": "2026-09-30"}, reason="Again.")
    assert taken_back(first) == ["changed_since"]
    assert taken_back(second) == ["undone"]
    assert taken_back(first) == ["undone"]
    assert dates(row).expires_on == date(2026, 3, 3)


@pytest.mark.parametrize(("role", "expected"), [(Role.STAFF, "undo_not_yours"), (Role.MANAGER, "undone")])
def test_its_author_or_a_manager_takes_it_back(role, expected) -> None:
    author, other = make.actor(Role.STAFF), make.actor(role)
    job = asked(KIND, enrollees(1), author)
    assert taken_back(job, other) == [expected]


def test_it_is_taken_back_on_the_day_it_was_done() -> None:
    job = asked(KIND, enrollees(1))
    assert taken_back(job, today=date(2026, 3, 3)) == ["undo_too_late"]
    assert taken_back(job) == ["undone"]
