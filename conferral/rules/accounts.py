"""Which account may somebody make, and for whom?

Keeps the rules of who may do what: users and roles are a Certification Admin's, and nobody gives
away more than they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from conferral.rules import contacts, permits
from conferral.rules.actors import Actor, Role
from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal

LONGEST_USERNAME = 150
LONGEST_PASSWORD = 1000
WHY_INVITED = Refusal("reason_missing", "Reason: say why this person gets an account; it is kept in the log.")

# No "@": one signs in by user name or by email, and a name that is somebody else's email would be either.
_USERNAME = re.compile(r"[\w.+-]+")


def may_grant(actor: Actor, role: Role) -> Refusal | None:
    """Refuse to give an account a level unless the actor manages users and has that level or a higher one."""
    if refusal := permits.may_manage_users(actor):
        return refusal
    if actor.at_least(role):
        return None
    return Refusal(
        "role_above_own", f"Only {role.label} may make a {role.label}; nobody gives a level above their own."
    )


def check_account(*, username: str, email: str) -> Refusal | None:
    """Refuse a user name that is blank, too long or not one word, and an email that is none; it may be blank."""
    if not username:
        return Refusal("username_missing", "username: every account needs one; it is blank.")
    if len(username) > LONGEST_USERNAME:
        return Refusal(
            "username_too_long",
            f"username: at most {LONGEST_USERNAME} characters, not {len(username)} ({shortened(username)}).",
        )
    if not _USERNAME.fullmatch(username):
        return Refusal(
            "username_malformed",
            f"username: {shortened(username)} may have letters, digits and . + - _ only.",
        )
    # An account's email is written as a contact's is.
    return contacts.check_details(contacts.Details(member_number="-", last_name="-", email=email))


def names_for(email: str) -> Iterator[str]:
    """Yield user names for whoever has this email, the likeliest first: what stands before the @, then numbered."""
    written = "".join(_USERNAME.findall(email.partition("@")[0])) or "user"
    yield written[:LONGEST_USERNAME]
    yield from (f"{written[: LONGEST_USERNAME - 10]}-{number}" for number in count(2))


def check_invitation(*, email: str, reason: str) -> Refusal | None:
    """Refuse to invite somebody who could not get the mail, or without saying why."""
    if not email:
        return Refusal("email_missing", "Email: the invitation goes there; write the person's address.")
    return permits.check_reason(reason, missing=WHY_INVITED)


def may_invite_again(actor: Actor, *, has_chosen: bool, is_active: bool) -> Refusal | None:
    """Refuse to mail a new link to somebody who has chosen a password already, or may not sign in."""
    if refusal := permits.may_manage_users(actor):
        return refusal
    if has_chosen:
        return Refusal(
            "password_chosen", "A password was chosen already; a new one is asked for on the page where people sign in."
        )
    if not is_active:
        return Refusal("account_closed", "This account is closed; reactivate it first.")
    return None


def check_password(password: str) -> Refusal | None:
    """Refuse a password that nobody types; whether it is strong enough is asked elsewhere."""
    if len(password) <= LONGEST_PASSWORD and "\0" not in password:
        return None
    return Refusal("password_too_long", f"password: at most {LONGEST_PASSWORD} characters, without a NUL.")
