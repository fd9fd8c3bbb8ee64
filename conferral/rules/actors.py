"""Who is acting, and what are they to the thing acted on?

Keeps the rules of who may do what: levels are cumulative, Staff < Manager < Admin < SysAdmin.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """A level of staff; `NONE` is a member (or nobody) and ranks below every staff level."""

    NONE = 0
    STAFF = 1
    MANAGER = 2
    ADMIN = 3
    SYSADMIN = 4

    @property
    def label(self) -> str:
        """The security group's name, as the manual writes it."""
        return _LABELS[self]

    @property
    def and_up(self) -> str:
        """Whoever has this level or a higher one, as a sentence begins with: "Only ... may"."""
        if self is Role.SYSADMIN:
            return "a SysAdmin"
        return "staff" if self is Role.STAFF else f"a {self.label} or a higher level"


_LABELS = {
    Role.NONE: "Member",
    Role.STAFF: "Staff",
    Role.MANAGER: "Certification Manager",
    Role.ADMIN: "Certification Admin",
    Role.SYSADMIN: "SysAdmin",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a name for the log, a level, and who they are.

    `account` and `contact` identify the sign-in account and the contact behind it (None for the
    command line). `is_command_line` marks the one actor that may do everything.
    """

    name: str
    role: Role = Role.NONE
    account: int | None = None
    contact: int | None = None
    is_command_line: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether the actor has any staff level."""
        return self.role >= Role.STAFF

    @property
    def is_unconnected(self) -> bool:
        """Whether the actor is a member's account that belongs to no contact, so that nothing is its own."""
        return self.account is not None and self.contact is None and not self.is_staff

    def at_least(self, role: Role) -> bool:
        """Whether the actor has this level or a higher one."""
        return self.role >= role

    def is_contact(self, contact: int | None) -> bool:
        """Whether the actor is the contact meant (never true for someone without a contact)."""
        return contact is not None and self.contact == contact

    def is_account(self, account: int | None) -> bool:
        """Whether the actor is the account meant (never true for someone without an account)."""
        return account is not None and self.account == account


COMMAND_LINE = Actor(name="command-line", role=Role.SYSADMIN, is_command_line=True)
