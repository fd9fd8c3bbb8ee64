"""Does a list give each of its rows once, page by page, in a fixed number of queries?"""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import merging
from conferral.documents.standing import standings_of
from conferral.models import Contact, Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.web.api import cursors
from conferral.web.api.contacts import CONTACTS
from tests import make
from tests.api.calling import Program, program_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
NAMES = ["Ångström", "Zoë", "佐藤", "O'Brien", "Lovelace"]


@zeal_ignore()
def enrolled(count: int, code: str = "P") -> None:
    made = make.program(code, make.definition(make.requirement("COURSE"), make.requirement("EXAM")))
    for number in range(count):
        who = make.contact(f"{code}-{number}", "Ada", NAMES[number % len(NAMES)])
        row = make.enrollment(who, made, [date(2025, 12, 1), date(2025, 2, 20), date(2024, 1, 1)][number % 3])
        if number % 2:
            make.completion(row, "COURSE", row.enrolled_on)


def walked(program: Program, path: str) -> list[dict]:
    """Go through all pages of a list."""
    rows, cursor, pages = [], "", 0
    sign = "&" if "?" in path else "?"
    while cursor is not None:
        told = program.get_json(f"{path}{sign}cursor={cursor}" if cursor else path)
        rows += told["items"]
        cursor, pages = told["next"], pages + 1
        assert pages < 50
    return rows


def test_a_walk_by_cursors_meets_each_contact_once_in_the_order_of_names(monkeypatch):
    monkeypatch.setattr(cursors, "SIZE", 3)
    enrolled(10)
    found = [one["member_number"] for one in walked(program_of(), "/contacts")]
    assert found == list(Contact.objects.order_by("sort_name", "pk").values_list("member_number", flat=True))


def test_a_walk_by_cursors_meets_each_enrollee_once_also_within_a_search(monkeypatch):
    monkeypatch.setattr(cursors, "SIZE", 2)
    enrolled(10)
    program = program_of()
    whole = walked(program, "/programs/P/enrollments")
    rows = Enrollment.objects.order_by("sort_name", "pk")
    assert [one["id"] for one in whole] == [str(row.key) for row in rows]
    for asked, wanted in (
        ("q=angstrom", lambda one: "Ångström" in one["name"]),
        ("status=grace", lambda one: one["status"] == "grace"),
        ("q=ada&status=expired", lambda one: one["status"] == "expired"),
    ):
        part = walked(program, f"/programs/P/enrollments?{asked}")
        assert part
        assert part == [one for one in whole if wanted(one)]


def test_a_list_says_of_each_enrollee_what_its_enrollment_says():
    enrolled(6)
    program = program_of()
    for one in walked(program, "/programs/P/enrollments?on=2026-01-15"):
        told = program.get_json(f"/enrollments/{one['id']}?on=2026-01-15")
        same = (
            "member_number",
            "version",
            "enrolled_on",
            "grace_begins_on",
            "expires_on",
            "status",
            "completion_deadline",
        )
        assert {name: one[name] for name in same} == {name: told[name] for name in same}


def test_an_enrollment_is_told_as_standing_tells_it():
    enrolled(3)
    program = program_of()
    for who in Contact.objects.order_by("pk"):
        for shown in standings_of(who, on=date(2026, 3, 2)):
            told = program.get_json(f"/enrollments/{shown.enrollment.key}")
            extra = {name: told.pop(name) for name in ("id", "member_number", "on")}
            assert extra == {"id": str(shown.enrollment.key), "member_number": who.member_number, "on": "2026-03-02"}
            assert told == json.loads(json.dumps(shown.as_json(), default=str))


def test_a_cursor_of_another_list_and_a_spoilt_one_are_refused(monkeypatch):
    monkeypatch.setattr(cursors, "SIZE", 1)
    enrolled(3)
    program = program_of()
    cursor = program.get_json("/contacts")["next"]
    assert program.ask("GET", f"/programs/P/enrollments?cursor={cursor}").status_code == 422
    for spoilt in (cursor[:-1], "x" + cursor, cursor.replace(".", "-")):
        answer = program.ask("GET", f"/contacts?cursor={spoilt}")
        assert (answer.status_code, answer.json()["field"]) == (422, "cursor")


def test_a_walk_ends_where_nothing_is_left_behind_the_cursor():
    enrolled(3)
    past_the_end = cursors.written(CONTACTS, ["name", "\U0010fffd", 10**9])
    assert program_of().get_json(f"/contacts?cursor={past_the_end}") == {"items": [], "next": None}


@pytest.mark.parametrize(
    "path",
    [
        "/programs",
        "/programs/P",
        "/programs/P/tally",
        "/programs/P/enrollments",
        "/programs/P/enrollments?q=ada",
        "/contacts",
        "/contacts?q=ada",
    ],
)
def test_a_list_takes_as_many_queries_for_many_as_for_few(path):
    program, counts = program_of(), []
    program.ask("GET", "/programs")
    for people in (3, 12):
        enrolled(people, f"Q{people}")
        if people == 3:
            enrolled(3, "P")
        else:
            with zeal_ignore():
                for number in range(12):
                    make.enrollment(
                        make.contact(f"MORE-{number}"), Enrollment.objects.filter(program__code="P")[0].program
                    )
        program.ask("GET", path)
        cache.clear()
        with CaptureQueriesContext(connection) as counted:
            assert program.ask("GET", path).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert counts[0] <= 20, "\n".join(one["sql"][:200] for one in counted)


def test_what_is_told_of_one_contact_takes_as_many_queries_for_many_enrollments_as_for_few():
    program, counts = program_of(), []
    who = make.contact("WHO")
    for more in (1, 6):
        with zeal_ignore():
            for _ in range(more):
                row = make.enrollment(who, make.program())
                make.completion(row)
        paths = (
            "/contacts/WHO",
            f"/enrollments/{row.key}",
            f"/enrollments/{row.key}/requirements",
            f"/enrollments/{row.key}/events",
        )
        for path in paths:
            program.ask("GET", path)
        cache.clear()
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as counted:
                program.get_json(path)
            found.append(len(counted))
        counts.append(found)
    assert counts[0] == counts[1]


def test_members_are_told_of_the_programs_on_offer_alone():
    make.program("HIDDEN")
    make.program("OFFERED", make.definition(unit_type="CE hours"))
    member, staff = program_of(Role.NONE, make.contact()), program_of()
    assert [one["code"] for one in member.get_json("/programs")["items"]] == ["OFFERED"]
    assert member.ask("GET", "/programs/HIDDEN").status_code == 404
    assert [one["code"] for one in staff.get_json("/programs")["items"]] == ["HIDDEN", "OFFERED"]
    whole = staff.get_json("/programs/OFFERED")
    assert whole == member.get_json("/programs/OFFERED")
    assert whole["definition"]["unit_type"] == "CE hours"
    assert [one["code"] for one in whole["definition"]["requirements"]] == ["EXAM"]


def test_a_contact_is_found_by_the_number_that_it_had():
    with zeal_ignore():
        kept, gone = make.contact("KEPT"), make.contact("GONE")
        merging.merge(survivor=kept.pk, duplicate=gone.pk, reason="Twice.", by=COMMAND_LINE, at=NOW)
    assert program_of().get_json("/contacts/GONE")["member_number"] == "KEPT"
