"""Who comes to the entrance in tests, and with what in their hands?"""

from __future__ import annotations

import re
import time
from html import unescape

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from zeal import zeal_context, zeal_ignore

from conferral.actions import accounts
from conferral.models import Account
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make

PASSWORD = "correct horse battery"
ANOTHER = "staple in the wrong place"
# Django fetches a session twice when it gets a new key.
SESSIONS = [{"model": "conferral.Session", "field": "*"}]


class Browser(Client):
    """A browser whose every request is watched for queries per row on its own, not together with the ones before."""

    def request(self, **request):
        with zeal_context(), zeal_ignore(SESSIONS):
            return super().request(**request)


@zeal_ignore()
def account(username="Sam", email="Sam.Stone@Example.test", role=Role.STAFF, contact=None) -> Account:
    return accounts.add(
        username=username,
        email=email,
        password=PASSWORD,
        role=role,
        contact=contact,
        by=COMMAND_LINE,
        at=make.noon(make.date(2020, 1, 1)),
    )


def sign_in(client, name="Sam", password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": name, "password": password, **more})


@zeal_ignore()
def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def text(answer) -> str:
    """What a person reads of a page."""
    page = re.sub(r"(?s)<head>.*?</head>|<svg.*?</svg>|<[^>]*>", " ", answer.content.decode())
    return " ".join(unescape(page).split())


def field(answer, name) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, f"no field {name}"
    return unescape(found[1])


def arrived(count=1) -> list:
    """The mails, once that many have come: they leave from a thread of their own."""
    for _ in range(200):
        if len(mail.outbox) >= count:
            break
        time.sleep(0.02)
    return mail.outbox


def link_of(letter) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def code_of(secret) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


@zeal_ignore()
def second_factor(who, *, recovery=False) -> str:
    """Turn the second factor on, with recovery codes if wanted, and return its key."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(who, secret)
    if recovery:
        RecoveryCodes.activate(who)
    return secret


def all_in(answer, pattern) -> list[str]:
    """What a pattern catches in a page."""
    return re.findall(pattern, answer.content.decode())
