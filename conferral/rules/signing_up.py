"""Who may come to the Member site by themselves, and whose record in the register is theirs?

What counts is the address: whoever shows that it is theirs is the one contact that has it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from enum import Enum

from conferral.rules import contacts
from conferral.rules.actors import Actor, Role
from conferral.rules.refusals import Refusal

LINK_LASTS = timedelta(days=3)
"""How long a link works that was mailed to confirm an address; a mail says so."""

GIVEN = "N-"
OURS = "^N-[0-9]{6,9}$"
"""Which member numbers look like those that are given to people who sign up by themselves."""

CLOSED = Refusal(
    "sign_up_closed",
    "This organization gives accounts by invitation; ask its staff for one.",
)
LINK_DEAD = Refusal(
    "link_dead", "This link does not work any more: it was used, or it is older than three days. Ask for a new one."
)
PASSWORD_WRONG = Refusal(
    "password_wrong",
    "password: This is not the password that was chosen when this link was asked for. "
    "If you did not choose it, sign up yourself with one of your own.",
)
HAS_ACCOUNT = Refusal(
    "email_taken", "There is an account with this email already: sign in, or ask for a new password there."
)
SAME_EMAIL = Refusal("email_same", "email: this is the email you sign in with now.")


class Whose(Enum):
    """Who of the register has an address."""

    NOBODY = "nobody"
    ONE = "one contact without an account"
    UNCLEAR = "several contacts, or one who has an account"


def whose(have_accounts: Collection[bool]) -> Whose:
    """Say whose an address is; for each contact that has it, whether they have an account already."""
    if not have_accounts:
        return Whose.NOBODY
    return Whose.ONE if tuple(have_accounts) == (False,) else Whose.UNCLEAR


def number(count: int) -> str:
    """Write the member number of somebody who signed up by themselves: N-000123."""
    return f"{GIVEN}{count:06}"


def may_sign_up(*, is_open: bool) -> Refusal | None:
    """Refuse to make an account of one's own where the organization does not want that."""
    return None if is_open else CLOSED


def check_address(email: str) -> Refusal | None:
    """Refuse an address that no mail goes to."""
    if not email:
        return Refusal("email_missing", "Email: write the address that the mail shall go to.")
    return contacts.check_details(contacts.Details(member_number="-", last_name="-", email=email))


def may_enter_oneself(actor: Actor, *, is_open: bool, is_confirmed: bool, of: Whose) -> Refusal | None:
    """Refuse to add oneself to the register, but to members who are nobody there and have shown whose address it is."""
    if refusal := may_sign_up(is_open=is_open):
        return refusal
    if actor.contact is not None:
        return Refusal("account_has_contact", "You are in the register already.")
    if not is_confirmed or actor.role is not Role.NONE or of is Whose.UNCLEAR:
        return Refusal("staff_connect", "The staff of your organization connect your account; ask them to.")
    return None
