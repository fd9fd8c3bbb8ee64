"""Is nobody's change undone unseen?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from conferral.actions import enrollments
from conferral.models import Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.terms import Dates
from tests import make
from tests.api.calling import code, program_of
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
LATER = {"expires_on": "2027-06-30", "reason": "Ill."}


@pytest.fixture
def row():
    return make.enrollment(
        make.contact(), make.program(None, make.definition(make.requirement(requires_approval=True))), TODAY
    )


def moved(row) -> None:
    """Let somebody change the expiration date meanwhile."""
    dates = row.dates()
    to = Dates(dates.enrolled_on, dates.grace_begins_on, dates.expires_on + timedelta(days=10))
    enrollments.change_dates(enrollment=row.pk, to=to, reason="Late.", by=COMMAND_LINE, at=NOW)


def test_a_change_names_what_was_looked_at(row):
    program, path = program_of(), f"/enrollments/{row.key}"
    seen = program.ask("GET", path)
    answer = program.patch(path, LATER, If_Match=seen["ETag"])
    assert answer.status_code == 200
    assert answer.json()["expires_on"] == "2027-06-30"
    assert answer["ETag"] not in {seen["ETag"], ""}
    assert program.patch(path, {**LATER, "expires_on": "2027-07-30"}, If_Match=answer["ETag"]).status_code == 200
    entry = Event.objects.filter(kind="enrollment.dates_changed").first()
    assert entry.reason == "Ill."


def test_without_it_nothing_is_changed(row):
    answer = program_of().patch(f"/enrollments/{row.key}", LATER)
    assert (answer.status_code, code(answer)) == (428, "if_match_missing")
    row.refresh_from_db()
    assert row.revision == 1


def test_what_was_changed_meanwhile_is_told_and_stays(row):
    program, path = program_of(), f"/enrollments/{row.key}"
    seen = program.ask("GET", path)["ETag"]
    moved(row)
    answer = program.patch(path, LATER, If_Match=seen)
    assert (answer.status_code, code(answer)) == (412, "stale")
    assert "Expiration date" in answer.json()["detail"]
    assert program.get_json(path)["expires_on"] != "2027-06-30"
    assert program.patch(path, LATER, If_Match="*").status_code == 200


@pytest.mark.parametrize("tag", ['W/"r1"', "r1", '"r1", "r2"', '"x"', '"r99"', '"r0"'])
def test_what_is_no_strong_tag_of_this_state_never_matches(row, tag):
    answer = program_of().patch(f"/enrollments/{row.key}", LATER, If_Match=tag)
    assert (answer.status_code, code(answer)) == (412, "stale")


def test_that_a_day_went_by_is_no_change_but_another_answer(row):
    program, path = program_of(), f"/enrollments/{row.key}"
    seen = program.ask("GET", path)["ETag"]
    assert program.ask("GET", path, If_None_Match=seen).status_code == 304
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        answer = program.ask("GET", path, If_None_Match=seen)
        assert answer.status_code == 200
        assert answer["ETag"] != seen
        assert program.patch(path, LATER, If_Match=seen).status_code == 200


def test_a_list_gives_the_tag_of_each(row):
    program = program_of()
    (listed,) = program.get_json(f"/programs/{row.program.code}/enrollments")["items"]
    assert program.patch(f"/enrollments/{row.key}", LATER, If_Match=listed["etag"]).status_code == 200
    assert program.patch(f"/enrollments/{row.key}", LATER, If_Match=listed["etag"]).status_code == 412


def test_a_decision_may_name_what_was_looked_at(row):
    program = program_of()
    make.completion(row, completed_on=TODAY)
    (asked,) = program.get_json(f"/enrollments/{row.key}/requirements")["items"]
    (attempt,) = asked["completions"]
    path = f"/completions/{attempt['id']}/approval"
    answer = program.post(path, If_Match='"r7"')
    assert (answer.status_code, code(answer)) == (412, "stale")
    answer = program.post(path, If_Match=attempt["etag"])
    assert (answer.status_code, answer.json()["state"]) == (200, "complete")
    assert answer.json()["etag"] != attempt["etag"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"reason": "Ill."}, 409, None),
        ({"expires_on": "2020-01-01", "reason": "Ill."}, 422, "expires_on"),
        ({"grace_begins_on": "2020-01-01", "reason": "Ill."}, 422, "grace_begins_on"),
        ({"expires_on": None, "reason": "Ill."}, 422, "expires_on"),
        ({"expires_on": "2027-06-30", "reason": " "}, 422, "reason"),
        ({"expires_on": "2027-06-30"}, 422, "reason"),
    ],
)
def test_dates_that_cannot_be_are_refused_by_their_field(row, body, status, field):
    answer = program_of().patch(f"/enrollments/{row.key}", body, If_Match="*")
    assert answer.status_code == status
    assert answer.json().get("field") == field


def test_a_grace_period_is_taken_away_by_null_and_stays_where_it_is_left_out(row):
    program, path = program_of(), f"/enrollments/{row.key}"
    assert program.patch(path, LATER, If_Match="*").json()["grace_begins_on"] is not None
    assert (
        program.patch(path, {"grace_begins_on": None, "reason": "None."}, If_Match="*").json()["grace_begins_on"]
        is None
    )


def test_a_member_is_refused_before_anything_is_asked(row):
    answer = program_of(Role.NONE, row.contact).patch(f"/enrollments/{row.key}", LATER)
    assert (answer.status_code, code(answer)) == (403, "role_needed")
