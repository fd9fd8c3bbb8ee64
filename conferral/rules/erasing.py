"""May a contact be erased, and what stands where a name stood?"""

from __future__ import annotations

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.contacts import Details
from conferral.rules.refusals import Refusal

NAME = "Erased contact"
NOTE = "Erased."
"""Stands where the database asks for a text: why a completion was rejected or voided."""

ACTOR = "erased account"
NO_REASON = Refusal("reason_missing", "Reason: say who asked for it and how; do not write the name.")


def may_erase(
    by: Actor, *, contact: int, name: str, is_erased: bool, role: Role, is_last_sysadmin: bool, reason: str
) -> Refusal | None:
    """Certification Managers and up erase contacts, with a reason; never themselves or an account above their own.

    `role` is the highest of the accounts that go with the contact. `is_last_sysadmin` says that without them no
    SysAdmin would be left whose level has no end.
    """
    if refusal := permits.may_erase(by):
        return refusal
    if is_erased:
        return Refusal("already_erased", "This contact was erased already.")
    if by.is_contact(contact):
        return Refusal("own_contact", "This contact is you; somebody else has to erase it.")
    if role > by.role:
        return Refusal(
            "role_above_own",
            f"{name} signs in as {role.label}, and erasing removes that account; a {role.label} has to do it.",
        )
    if is_last_sysadmin:
        return Refusal(
            "last_sysadmin",
            f"{name} is the only SysAdmin whose level has no end, and erasing removes that account; make somebody else "
            "SysAdmin first.",
        )
    return permits.check_reason(reason, missing=NO_REASON)


def left(number: str) -> Details:
    """Return the details that are left of an erased contact: that there was one."""
    return Details(member_number=number, last_name=NAME)
