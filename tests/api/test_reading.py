"""Is whatever cannot be meant refused, with where it stands, what is wrong, and what would be right?"""

from __future__ import annotations

import json

import pytest

from conferral.models import Contact, Event
from tests import make
from tests.api.calling import code, program_of

pytestmark = pytest.mark.django_db
NEW = {"member_number": "N-1", "last_name": "New"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "line 1, column 2"),
        (b'{"member_number": "N-1",}', "comma too many"),
        (b"\xff\xfe", "byte 0 is not UTF-8"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"member_number": "N-1", "member_number": "N-2"}', "stands twice"),
    ],
)
def test_what_is_no_json_is_400_and_says_where(body, said):
    answer = program_of().post("/contacts", body)
    assert (answer.status_code, code(answer)) == (400, "json_malformed")
    assert said in answer.json()["detail"]
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"member_number": "N\\u0000"}', "NUL"),
        (b'{"member_number": "N\\ud800"}', "half of a surrogate pair"),
        (b'{"N\\udc00": 1}', "half of a surrogate pair"),
    ],
)
def test_a_text_that_no_database_keeps_is_422(body, said):
    answer = program_of().post("/contacts", body)
    assert (answer.status_code, code(answer)) == (422, "text_malformed")
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field", "expected"),
    [
        ({**NEW, "emial": "x"}, "emial", "field_unknown"),
        ({"last_name": "New"}, "member_number", "field_missing"),
        ({**NEW, "email": 7}, "email", "text_expected"),
        ({**NEW, "email": "x" * 301}, "email", "text_too_long"),
        ({**NEW, "email": "nobody"}, "email", "email_malformed"),
        ({**NEW, "last_name": "a\nb"}, "last_name", "last_name_control_character"),
        ({"member_number": "N-1"}, "last_name", "name_missing"),
        ([], "", "object_expected"),
        ("text", "", "object_expected"),
        (None, "", "object_expected"),
    ],
)
def test_what_no_field_takes_is_422_and_names_the_field(body, field, expected):
    answer = program_of().post("/contacts", body if body is not None else b"")
    assert (answer.status_code, code(answer)) == (422, expected)
    assert answer.json().get("field", "") == field
    assert field in answer.json()["detail"]
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    "day", ["2026-02-30", "01.03.2026", "1899-12-31", "2200-01-01", "0000-00-00", "", 20260301, None]
)
def test_a_day_is_one_of_the_calendar_written_as_iso_says(day):
    program = program_of()
    answer = program.post(f"/programs/{make.program().code}/enrollments", {"contacts": ["N"], "enrolled_on": day})
    assert answer.status_code == 422
    assert answer.json()["field"] == "enrolled_on"
    if isinstance(day, str):
        answer = program.ask("GET", f"/programs/{make.program().code}/tally?on={day}")
        assert (answer.status_code, answer.json()["field"]) == (422, "on")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/contacts?q=" + "x" * 301, "text_too_long"),
        ("/contacts?cursor=tampered", "cursor_malformed"),
        ("/contacts?serach=x", "parameter_unknown"),
        ("/programs?q=x", "parameter_unknown"),
        ("/programs/P/enrollments?status=cancelled", "word_unknown"),
        ("/programs/P/enrollments?status=", "word_unknown"),
    ],
)
def test_a_query_that_cannot_be_meant_is_never_left_out_in_silence(path, expected):
    make.program("P")
    answer = program_of().ask("GET", path)
    assert (answer.status_code, code(answer)) == (422, expected)


def test_a_body_that_is_too_large_is_413():
    answer = program_of().post("/contacts", {**NEW, "organization": "x" * 3_000_000})
    assert (answer.status_code, code(answer)) == (413, "body_too_large")


def test_more_than_a_thousand_at_once_are_refused_by_their_number():
    answer = program_of().post(f"/programs/{make.program().code}/enrollments", {"contacts": ["N"] * 1001})
    assert (answer.status_code, code(answer)) == (422, "too_many")
    assert "at most 1000 at once, not 1001" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/enrollments/1", "/enrollments/not-an-id", "/programs/%00", "/completions/1/approval"]
)
def test_an_address_that_leads_nowhere_is_a_problem_too(path):
    answer = program_of().ask("GET", path)
    assert answer.status_code == 404
    assert code(answer) == "not_there"


def test_a_method_that_an_address_does_not_take_is_405_and_says_which_it_takes():
    answer = program_of().ask("DELETE", "/contacts")
    assert (answer.status_code, code(answer)) == (405, "not_this_way")
    assert set(answer["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}


def test_a_name_in_any_script_goes_in_and_comes_out():
    program = program_of()
    number = "N/1 ~.é"
    answer = program.post("/contacts", {"member_number": number, "last_name": "佐藤 𝒜 \u202e"})
    assert answer.status_code == 201
    assert program.get_json(answer["Location"])["member_number"] == number
    assert json.loads(answer.content)["last_name"] == "佐藤 𝒜 \u202e"
    assert Event.objects.filter(kind="contact.added").count() == 1
