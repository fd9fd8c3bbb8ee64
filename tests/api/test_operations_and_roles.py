"""Does every operation answer every role as the table says, and does nobody read what is another member's?

An operation without a row fails, and so does a row without an operation.
"""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from zeal import zeal_ignore

from conferral.models import Completion, Contact, Enrollment, Event
from conferral.web.api.document import document
from tests.api.calling import Program, key_of
from tests.api.operation_table import ROWS
from tests.web.route_table import ROLES

pytestmark = pytest.mark.django_db
OPERATIONS = {
    operation["operationId"]: (method.upper(), path)
    for path, found in document()["paths"].items()
    for method, operation in found.items()
}


@pytest.fixture
def programs(cast) -> dict[str, Program]:
    """Return a program for each role, with a key of it; nobody's has none."""
    found = {role: Program(key_of(account)) for role, account in cast.accounts.items()}
    return {role: found.get(role) or Program() for role in ROLES}


@zeal_ignore()
def path_of(name: str, of: Enrollment, whose: str) -> str:
    """Write the path of an operation about an enrollment and what hangs on it."""
    given = {
        "code": "P" if whose == "own" else "CANARY-P",
        "member_number": of.contact.member_number,
        "enrollment": of.key,
        "requirement": "COURSE",
        "completion": of.completions.get(awaits="approval").key,
    }
    return OPERATIONS[name][1].format(**given)


def sent(name: str, of: Enrollment) -> object:
    """Return the body of an operation, with whose it is."""
    text = json.dumps(ROWS[name].body)
    return json.loads(text.replace("NUMBER", of.contact.member_number).replace('"KEY"', f'"{of.key}"'))


def ask(program: Program, name: str, of: Enrollment, whose: str):
    return program.ask(OPERATIONS[name][0], path_of(name, of, whose), sent(name, of), **ROWS[name].headers)


def test_every_operation_has_a_row_and_every_row_an_operation():
    assert OPERATIONS.keys() == ROWS.keys()


@pytest.mark.parametrize("whose", ["own", "foreign"])
@pytest.mark.parametrize("name", ROWS)
def test_an_operation_answers_each_role_as_the_table_says(cast, programs, name, whose):
    found = []
    for role in ROLES:
        point = transaction.savepoint()
        before = _rows()
        answer = ask(programs[role], name, cast.object_of(role, whose), whose)
        found.append(str(answer.status_code))
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert _rows() == before, (role, "something was done")
        transaction.savepoint_rollback(point)
    assert tuple(found) == getattr(ROWS[name], whose)


@pytest.mark.parametrize("role", ["nobody", "member", "account without contact"])
def test_no_answer_holds_anything_of_another_member(cast, programs, role):
    asked = 0
    for name in ROWS:
        for whose in ("own", "foreign"):
            of = cast.object_of(role, whose)
            point = transaction.savepoint()
            answer = ask(programs[role], name, of, whose)
            transaction.savepoint_rollback(point)
            said = answer.content.decode().lower() + str(dict(answer.headers)).lower()
            known = json.dumps([path_of(name, of, whose), sent(name, of)]).lower()
            assert [canary for canary in cast.canaries if canary in said and canary not in known] == [], (name, whose)
            if whose == "foreign" and name == "enroll":
                assert "canaryfirst" not in said
            asked += 1
    assert asked == 2 * len(ROWS)


def test_whoever_is_not_theirs_to_know_and_whoever_is_not_there_are_answered_alike(cast, programs):
    """Or a member could find out whose numbers there are."""
    member = programs["member"]
    for path in ("/contacts/{}", "/contacts/{}/transcript"):
        theirs, nobodys = member.ask("GET", path.format("CANARY-1")), member.ask("GET", path.format("NOBODY"))
        assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content)
    both = member.post("/programs/P/enrollments", {"contacts": ["CANARY-1", "NOBODY"]}).json()["items"]
    assert {(one["outcome"], one["code"], one["message"]) for one in both} == {
        ("refused", "contact_unknown", "There is no such contact; add the contact first.")
    }


def test_staff_read_what_the_members_may_not(cast, programs):
    """Or the canaries would prove nothing."""
    said = ""
    for name in ("show_contact", "show_transcript", "show_enrollment", "list_requirements", "list_contacts"):
        answer = ask(programs["staff"], name, cast.canary, "foreign")
        assert answer.status_code == 200
        said += answer.content.decode().lower()
    assert all(word in said for word in (*cast.canaries[:2], "canaryfirst", "canary notes", "canary rejection"))


def _rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Completion, Contact, Enrollment, Event))
