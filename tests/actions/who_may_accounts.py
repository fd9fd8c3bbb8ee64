"""Who may make accounts, give levels, and say whose an account is?"""

from __future__ import annotations

from uuid import UUID

from conferral.actions import accounts, api_keys, connecting, levels
from conferral.models import Account
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.actions.who_may_row import Row
from tests.conftest import NOW

ADMIN = Role.ADMIN


def alone() -> int:
    """Let somebody have an account that belongs to no contact."""
    return int(Account.objects.create(username="alone").pk)


def invited() -> int:
    """Let the command line invite somebody of staff."""
    return accounts.invite(
        email="invited@example.org", role=Role.STAFF, contact=None, reason="New.", by=COMMAND_LINE, at=NOW
    ).pk


def a_key() -> UUID:
    """Let somebody else have a key."""
    owner = make.actor()
    return api_keys.make(account=int(owner.account or 0), label="Payroll", by=owner, at=NOW).row.key


ACCOUNT_ROWS: dict[str, Row] = {
    "accounts.add": Row(
        lambda _c, by: accounts.add(
            username="new",
            email="new@example.org",
            password="correct horse battery",
            role=Role.STAFF,
            contact=None,
            by=by,
            at=NOW,
        ),
        ADMIN,
    ),
    "accounts.invite": Row(
        lambda _c, by: accounts.invite(
            email="new@example.org", role=Role.STAFF, contact=None, reason="New.", by=by, at=NOW
        ),
        ADMIN,
    ),
    "accounts.invite_again": Row(lambda _c, by: accounts.invite_again(account=invited(), by=by, at=NOW), ADMIN),
    "api_keys.revoke": Row(lambda _c, by: api_keys.revoke(api_key=a_key(), by=by, at=NOW), ADMIN),
    "connecting.connect": Row(
        lambda _c, by: connecting.connect(
            account=alone(), contact=make.contact().pk, reason="Their letter.", by=by, at=NOW
        ),
        ADMIN,
    ),
    "connecting.invite": Row(
        lambda _c, by: connecting.invite(contact=make.contact(email="new@example.org").pk, by=by, at=NOW)
    ),
    "levels.grant": Row(
        lambda _c, by: levels.grant(account=invited(), role=Role.MANAGER, reason="Elected.", by=by, at=NOW), ADMIN
    ),
    "levels.withdraw": Row(lambda _c, by: levels.withdraw(account=invited(), reason="Left.", by=by, at=NOW), ADMIN),
    "levels.deactivate": Row(lambda _c, by: levels.deactivate(account=invited(), reason="Left.", by=by, at=NOW), ADMIN),
    "levels.reactivate": Row(lambda _c, by: levels.reactivate(account=invited(), reason="Back.", by=by, at=NOW), ADMIN),
}

ACCOUNT_WITHIN = {
    "api_keys.make": "one's own account alone; tried in test_api_keys.py",
    "sessions.end_others": "one's own account alone, which a page hands over",
}
