"""Who may say which contact an account belongs to?"""

from __future__ import annotations

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.levels import Held, may_manage
from conferral.rules.refusals import Refusal

CONTACT_HAS_ACCOUNT = Refusal(
    "contact_has_account", "Member number: this contact has an account already; there is one for each."
)


def may_connect(
    actor: Actor, held: Held, *, reason: str, has_contact: bool, is_erased: bool, is_taken: bool
) -> Refusal | None:
    """Refuse to let an account belong to a contact: whoever signs in with it sees all that is theirs.

    It takes whoever manages users, about the account of somebody else. What is connected stays so.
    """
    if refusal := may_manage(actor, held, reason):
        return refusal
    if has_contact:
        return Refusal("account_has_contact", "This account belongs to a contact already.")
    if not held.is_active:
        return Refusal("account_closed", "This account is closed; reactivate it first.")
    if is_erased:
        return permits.ERASED
    return CONTACT_HAS_ACCOUNT if is_taken else None


def may_invite(actor: Actor, *, email: str, is_erased: bool, has_account: bool) -> Refusal | None:
    """Refuse to invite a contact to the Member site unless a mail gets to them and they have no account.

    Any staff may: it gives nobody more than to see what is their own.
    """
    if refusal := permits.needs(actor, Role.STAFF, "invite contacts to the Member site"):
        return refusal
    if is_erased:
        return permits.ERASED
    if has_account:
        return Refusal("contact_has_account", "This contact has an account already; there is one for each.")
    if not email:
        return Refusal("email_missing", "This contact has no email, and the invitation goes there; add it first.")
    return None
