"""Who may make a key for programs, what is it called, and who may revoke it?"""

from __future__ import annotations

from conferral.rules import contacts, permits
from conferral.rules.actors import Actor
from conferral.rules.refusals import Refusal

LONGEST_LABEL = 100
LONGEST_IDEMPOTENCY_KEY = 255
MOST_KEYS = 20

BEGINS = "cfl_"
"""How every key begins, so that one that was left lying about is known for what it is."""

LABEL_MISSING = Refusal("label_missing", "Label: say which program gets this key, so that you know later.")
UNKNOWN = Refusal("api_key_unknown", "There is no such key.")
REUSED = Refusal(
    "idempotency_key_reused",
    "Idempotency-Key: another request was sent under this key; each request of its own needs a new one.",
)
ERASED = Refusal(
    "answer_erased",
    "This was done once already. What was answered named a contact that was erased since, so it is not kept any more.",
)


def may_make(actor: Actor, account: int, *, label: str, working: int) -> Refusal | None:
    """Refuse a key for anybody else, without a name of its own, or beyond the most that one may have."""
    if not actor.is_account(account):
        return Refusal("not_yours", "A key is made by the one for whom it acts.")
    if not label.strip():
        return LABEL_MISSING
    if refusal := contacts.check_line("Label", label, LONGEST_LABEL):
        return Refusal(refusal.code.lower(), refusal.message)
    if working >= MOST_KEYS:
        return Refusal("too_many_keys", f"You have {MOST_KEYS} keys that work; revoke one that is not needed first.")
    return None


def may_revoke(actor: Actor, account: int) -> Refusal | None:
    """Let everybody revoke their own keys, and whoever manages users anybody's."""
    return None if actor.is_account(account) else permits.may_manage_users(actor)


def check_idempotency_key(given: str) -> Refusal | None:
    """Refuse what cannot be kept as the name of a request: printable ASCII of up to 255 characters may."""
    if 0 < len(given) <= LONGEST_IDEMPOTENCY_KEY and given.isascii() and given.isprintable():
        return None
    return Refusal(
        "idempotency_key_malformed",
        f"Idempotency-Key: write from 1 to {LONGEST_IDEMPOTENCY_KEY} printable ASCII characters, a random UUID for "
        "example.",
    )
