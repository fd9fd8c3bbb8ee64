"""What has to be there before somebody can do a thing to an account, their own or another's?"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from conferral.models import Account, ApiKey, Enrollment, PendingEmail, Session
from tests import make
from tests.conftest import NOW
from tests.web.matrix_cast import Cast

LINK = "a-link-of-a-mail"
KEY = UUID(int=7)
PASSWORD = "a password to change"


def somebody_alone(_cast: Cast, _of: Enrollment) -> dict[str, object]:
    """The account of somebody who signed up and belongs to no contact."""
    return {"account": Account.objects.create(username="alone", email="alone@example.org").key}


def somebody_to_invite(_cast: Cast, _of: Enrollment) -> dict[str, object]:
    """A contact with an email and no account."""
    return {"member_number": make.contact("NEW-1", email="new@example.org").member_number}


def a_link(_cast: Cast, _of: Enrollment) -> dict[str, object]:
    """The link to a new email, not written down yet."""
    return {"token": LINK}


def handed_link(account: Account) -> None:
    """Let the link give this account its new email."""
    digest = sha256(LINK.encode()).hexdigest()
    PendingEmail.objects.create(token_sha256=digest, email="new@example.org", account=account, asked_at=NOW)


def a_key(_cast: Cast, _of: Enrollment) -> dict[str, object]:
    """A key that is nobody's yet."""
    return {"api_key": KEY}


def handed_key(account: Account) -> None:
    """Let the key be this account's."""
    ApiKey.objects.create(
        key=KEY, account=account, label="Payroll", prefix="cfl_abcdef", token_sha256="0" * 64, created_at=NOW
    )


def a_key_of_the_member(cast: Cast, _of: Enrollment) -> dict[str, object]:
    """A key that is a member's."""
    handed_key(cast.accounts["member"])
    return {"api_key": KEY, "account": cast.accounts["member"].key}


def handed_another_place(account: Account) -> None:
    """Let the account be signed in somewhere else too."""
    Session.objects.create(session_key="elsewhere", account=account.pk, expire_date=NOW + timedelta(days=1))
