"""Does a key open what its owner may, and not a moment longer?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from zeal import zeal_ignore

from conferral.actions import api_keys, levels
from conferral.models import Account, ApiKey, Event, Organization
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.web.api import pace
from conferral.web.how_often import RATES
from tests import make
from tests.api.calling import Program, code, key_of, program_of, somebody
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


def status(program: Program, path: str = "/contacts") -> int:
    return program.ask("GET", path).status_code


def test_a_key_opens_what_its_owner_may():
    assert status(program_of(Role.STAFF)) == 200
    assert status(program_of(Role.NONE, make.contact())) == 404


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer cfl_wrong", "Basic {}", "{}", "Token {}", "Bearer {}x", "Bearer x{}"]
)
def test_without_a_key_that_works_nothing_is_answered(header):
    token = key_of(somebody())
    answer = Program().get("/api/v1/contacts", headers={"Authorization": header.format(token)})
    assert (answer.status_code, code(answer)) == (401, "key_wrong")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert Program().get("/api/v1/contacts").status_code == 401


def test_a_session_opens_nothing_here():
    """A page of somebody else could use it."""
    browser = Program()
    with zeal_ignore():
        browser.force_login(somebody(), backend="conferral.web.sign_in.SignIn")
    assert browser.get("/api/v1/contacts").status_code == 401


def test_a_revoked_key_and_that_of_a_closed_account_open_nothing_at_once():
    account = somebody()
    first, second = Program(key_of(account)), Program(key_of(account, "Another"))
    assert (status(first), status(second)) == (200, 200)
    row = ApiKey.objects.get(label="Payroll")
    api_keys.revoke(api_key=row.key, by=account.as_actor(TODAY), at=NOW)
    assert (status(first), status(second)) == (401, 200)
    levels.deactivate(account=account.pk, reason="Left.", by=COMMAND_LINE, at=NOW)
    assert status(second) == 401


def test_a_level_that_is_withdrawn_or_has_ended_counts_no_more_at_once():
    account = somebody(Role.MANAGER)
    program = Program(key_of(account))
    assert program.post("/purges", {"enrollments": [str(account.key)]}).status_code == 200
    levels.grant(account=account.pk, role=Role.STAFF, reason="Less.", by=COMMAND_LINE, at=NOW)
    answer = program.post("/purges", {"enrollments": [str(account.key)]})
    assert (answer.status_code, code(answer)) == (403, "role_needed")
    Account.objects.filter(pk=account.pk).update(level_ends_on=TODAY - timedelta(days=1))
    assert status(program) == 404
    assert status(program, "/programs") == 200


def test_staff_without_the_second_factor_that_is_asked_find_nothing():
    program, account = program_of(Role.STAFF), Account.objects.get()
    Organization.objects.update_or_create(defaults={"name": "Northfield", "staff_need_second_factor": True})
    answer = program.ask("GET", "/programs")
    assert (answer.status_code, code(answer)) == (403, "second_factor_needed")
    Authenticator.objects.create(user=account, type="totp", data={})
    assert status(program) == 200


def test_what_a_key_does_is_written_in_the_log_as_its_owner():
    program, account = program_of(Role.STAFF), Account.objects.get()
    program.post("/contacts", {"member_number": "N-1", "last_name": "New"})
    entry = Event.objects.get(kind="contact.added")
    assert (entry.account_id, entry.actor) == (account.pk, account.username)


def test_when_a_key_was_used_last_is_noted_once_a_minute():
    program = program_of()
    assert ApiKey.objects.get().last_used_at is None
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (61, 60)):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            status(program)
        (used_at,) = ApiKey.objects.values_list("last_used_at", flat=True)
        assert used_at == NOW + timedelta(seconds=noted)


def test_a_key_is_kept_as_a_hash_alone():
    token = key_of(somebody())
    row = ApiKey.objects.get()
    assert token.startswith(row.prefix)
    assert len(row.prefix) < len(token) / 4
    assert token not in str(ApiKey.objects.values().get())
    assert token not in str(list(Event.objects.values()))


def test_whoever_asks_too_often_is_told_when_to_come_again(monkeypatch):
    monkeypatch.setattr(pace, "MOST", 3)
    program, other = program_of(), program_of()
    assert [status(program) for _ in range(3)] == [200] * 3
    with time_machine.travel(NOW + timedelta(seconds=20), tick=False):
        answer = program.ask("GET", "/contacts")
        assert (answer.status_code, code(answer), answer["Retry-After"]) == (429, "too_often", "40")
        assert status(other) == 200
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert status(program) == 200


def test_whoever_guesses_keys_is_slowed_down(monkeypatch):
    monkeypatch.setitem(RATES, "api_wrong_key", "2/m/ip")
    guesses = [Program(f"cfl_{number}").ask("GET", "/programs") for number in range(3)]
    assert [one.status_code for one in guesses] == [401, 401, 429]
    assert int(guesses[2]["Retry-After"]) == 60
    assert status(program_of()) == 200


def test_the_day_is_that_of_the_organization():
    Organization.objects.update_or_create(defaults={"name": "Northfield", "time_zone": "Pacific/Kiritimati"})
    made = make.program("P")
    with time_machine.travel(NOW.replace(hour=12), tick=False):
        cache.clear()
        told = program_of().get_json(f"/programs/{made.code}/tally")
    assert told["on"] == date(2026, 3, 3).isoformat()
