"""How does a test call the interface as a program does, with a key of somebody?"""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from zeal import zeal_context, zeal_ignore

from conferral.actions import api_keys
from conferral.models import Account, Contact
from conferral.rules.actors import Role
from tests.conftest import NOW

ROOT = "/api/v1"


class Program(Client):
    """A program with a key, or without one; it speaks JSON."""

    def __init__(self, token: str = "", **more: Any) -> None:
        super().__init__(**more)
        self.token = token

    def request(self, **request):
        with zeal_context():
            return super().request(**request)

    def ask(self, method: str, path: str, body: object = None, **headers: str):
        """Ask for something; a body is sent as JSON, or as it stands where it is bytes."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        address = path if path.startswith("/api") else f"{ROOT}{path}"
        return self.generic(method, address, raw, content_type="application/json", headers={**given, **_named(headers)})

    def get_json(self, path: str, **headers: str) -> Any:
        answer = self.ask("GET", path, **headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, body: object = None, **headers: str):
        return self.ask("POST", path, body, **headers)

    def patch(self, path: str, body: object = None, **headers: str):
        return self.ask("PATCH", path, body, **headers)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@zeal_ignore()
def key_of(account: Account, label: str = "Payroll") -> str:
    """Make a key for an account."""
    by = account.as_actor(NOW.date())
    return api_keys.make(account=account.pk, label=label, by=by, at=NOW).token


@zeal_ignore()
def somebody(role: Role = Role.STAFF, contact: Contact | None = None) -> Account:
    """Let somebody of a level have an account."""
    account = Account.objects.create(username=f"{role.name.lower()}-{Account.objects.count()}", contact=contact)
    if role is not Role.NONE:
        account.groups.add(Group.objects.get_or_create(name=role.label)[0])
    return account


def program_of(role: Role = Role.STAFF, contact: Contact | None = None) -> Program:
    """Return a program with a key of somebody of a level."""
    return Program(key_of(somebody(role, contact)))


def code(answer) -> str:
    """Return the code of a problem, after a look at whether it is one."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["type"] == "about:blank"
    assert told["detail"].endswith((".", "?", ")")), told["detail"]
    return told["code"]
