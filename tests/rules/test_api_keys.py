"""Which keys may be made and revoked, and what may a request be called?"""

from __future__ import annotations

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.api_keys import MOST_KEYS, check_idempotency_key, may_make, may_revoke

OWN = 7


def code(refusal) -> str:
    return refusal.code if refusal else ""


@pytest.mark.parametrize("role", Role)
def test_everybody_makes_keys_for_themselves_and_nobody_for_others(role):
    own, other = Actor("Anna", role, account=OWN), Actor("Ben", role, account=OWN + 1)
    assert may_make(own, OWN, label="Payroll", working=0) is None
    assert code(may_make(other, OWN, label="Payroll", working=0)) == "not_yours"
    assert code(may_make(own, OWN, label=" ", working=0)) == "label_missing"
    assert may_make(own, OWN, label="Payroll", working=MOST_KEYS - 1) is None
    assert code(may_make(own, OWN, label="Payroll", working=MOST_KEYS)) == "too_many_keys"


@pytest.mark.parametrize("role", Role)
def test_a_key_is_revoked_by_its_owner_and_by_whoever_manages_users(role):
    assert may_revoke(Actor("Anna", role, account=OWN), OWN) is None
    expected = "" if role >= Role.ADMIN else "role_needed"
    assert code(may_revoke(Actor("Ben", role, account=OWN + 1), OWN)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a", ""),
        ("x" * 255, ""),
        ("0b5e1c2a-6d0b-4c41-9a3e-2f4f0c8f1d11", ""),
        ("", "idempotency_key_malformed"),
        ("x" * 256, "idempotency_key_malformed"),
        ("ä", "idempotency_key_malformed"),
        ("a\tb", "idempotency_key_malformed"),
        ("a\0", "idempotency_key_malformed"),
    ],
)
def test_a_request_is_called_by_printable_ascii(given, expected):
    assert code(check_idempotency_key(given)) == expected
