"""Is what comes twice under one Idempotency-Key done once and answered the same?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from conferral.actions import erasure, sweeps
from conferral.models import Contact, Enrollment, Event, GivenAnswer
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.api.calling import Program, code, key_of, program_of, somebody
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
NEW = {"member_number": "N-1", "last_name": "New"}


def test_the_same_request_twice_is_done_once_and_answered_the_same():
    program = program_of()
    first = program.post("/contacts", NEW, Idempotency_Key="one")
    again = program.post("/contacts", NEW, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert (again["Location"], again["Content-Type"]) == (first["Location"], first["Content-Type"])
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert Event.objects.filter(kind="contact.added").count() == 1


def test_without_a_key_it_is_done_as_often_as_it_is_asked():
    program = program_of()
    assert program.post("/contacts", NEW).status_code == 201
    answer = program.post("/contacts", NEW)
    assert (answer.status_code, code(answer)) == (409, "member_number_taken")
    assert GivenAnswer.objects.count() == 0


def test_another_request_under_the_same_key_is_refused():
    program = program_of()
    program.post("/contacts", NEW, Idempotency_Key="one")
    other = {**NEW, "member_number": "N-2"}
    for answer in (
        program.post("/contacts", other, Idempotency_Key="one"),
        program.post("/purges", NEW, Idempotency_Key="one"),
    ):
        assert (answer.status_code, code(answer)) == (422, "idempotency_key_reused")
    assert Contact.objects.count() == 1


def test_a_key_is_its_owners_whichever_key_to_the_interface_they_use():
    account = somebody()
    first, second, other = Program(key_of(account)), Program(key_of(account, "Another")), program_of()
    first.post("/contacts", NEW, Idempotency_Key="one")
    assert second.post("/contacts", NEW, Idempotency_Key="one").status_code == 201
    assert other.post("/contacts", NEW, Idempotency_Key="one").status_code == 409


def test_a_refusal_is_answered_the_same_again():
    program = program_of()
    make.contact("N-1")
    assert program.post("/contacts", NEW, Idempotency_Key="one").status_code == 409
    Contact.objects.filter(member_number="N-1").update(member_number="N-7")
    answer = program.post("/contacts", NEW, Idempotency_Key="one")
    assert (answer.status_code, code(answer)) == (409, "member_number_taken")


@pytest.mark.parametrize("body", [b"{", {**NEW, "emial": "x"}, {**NEW, "organization": "x" * 3_000_000}])
def test_what_was_not_understood_may_be_mended_under_the_same_key(body):
    program = program_of()
    assert program.post("/contacts", body, Idempotency_Key="one").status_code in {400, 413, 422}
    assert GivenAnswer.objects.count() == 0
    assert program.post("/contacts", NEW, Idempotency_Key="one").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\tin it", "ä"])
def test_a_key_that_cannot_be_kept_is_refused(key):
    answer = program_of().post("/contacts", NEW, Idempotency_Key=key)
    assert (answer.status_code, code(answer)) == (422, "idempotency_key_malformed")
    assert Contact.objects.count() == 0


def test_each_operation_that_does_something_is_done_once():
    asked = make.requirement(requires_approval=True, enrollees_may_record=True)
    row = make.enrollment(make.contact("M-1"), make.program("P", make.definition(asked)), TODAY)
    make.contact("M-2")
    program = program_of(Role.MANAGER)
    done = program.post(
        f"/enrollments/{row.key}/requirements/EXAM/completions", {"completed_on": "2026-03-02"}, Idempotency_Key="r"
    ).json()
    deeds = [
        ("/programs/P/enrollments", {"contacts": ["M-2", "M-1", "NOBODY"]}),
        (f"/enrollments/{row.key}/requirements/EXAM/completions", {"completed_on": "2026-03-02"}),
        (f"/completions/{done['id']}/rejection", {"form": "notify", "note": "Unreadable."}),
        (f"/enrollments/{row.key}/cancellation", None),
        ("/purges", {"enrollments": [str(row.key)]}),
    ]
    for place, (path, body) in enumerate(deeds):
        key = "r" if "completions" in path and "rejection" not in path else f"deed-{place}"
        first = program.post(path, body, Idempotency_Key=key)
        entries = Event.objects.count()
        again = program.post(path, body, Idempotency_Key=key)
        assert first.status_code in {200, 201}, first.content
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert Event.objects.count() == entries
    assert Enrollment.objects.count() == 1


def test_what_breaks_off_has_done_nothing_and_is_done_when_it_comes_again(monkeypatch):
    from conferral.web.api import contacts

    program = program_of()
    whole = contacts._told

    def broken(row):
        raise RuntimeError("The power went.")

    monkeypatch.setattr(contacts, "_told", broken)
    with pytest.raises(RuntimeError):
        program.post("/contacts", NEW, Idempotency_Key="one")
    assert (Contact.objects.count(), GivenAnswer.objects.count()) == (0, 0)
    monkeypatch.setattr(contacts, "_told", whole)
    assert program.post("/contacts", NEW, Idempotency_Key="one").status_code == 201


def test_answers_are_forgotten_after_a_day():
    program = program_of()
    program.post("/contacts", NEW, Idempotency_Key="one")
    assert sweeps.sweep("answers", at=NOW + timedelta(hours=23)) == 0
    assert sweeps.sweep("answers", at=NOW + timedelta(hours=24)) == 1
    assert GivenAnswer.objects.count() == 0


def test_an_answer_that_names_whoever_was_erased_is_not_given_again():
    program = program_of()
    program.post("/contacts", {**NEW, "first_name": "Zoë"}, Idempotency_Key="one")
    program.post("/contacts", {"member_number": "N-2", "last_name": "Other"}, Idempotency_Key="two")
    erasure.erase(contact=Contact.objects.get(member_number="N-1").pk, reason="Asked.", by=COMMAND_LINE, at=NOW)
    answer = program.post("/contacts", {**NEW, "first_name": "Zoë"}, Idempotency_Key="one")
    assert (answer.status_code, code(answer)) == (410, "answer_erased")
    again = program.post("/contacts", {"member_number": "N-2", "last_name": "Other"}, Idempotency_Key="two")
    assert again["Idempotent-Replayed"] == "true"
    assert not GivenAnswer.objects.filter(body__contains="Zo").exists()
