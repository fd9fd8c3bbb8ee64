"""Which level of an account counts on a day, and who may give or take it, or close the account?

Keeps the rules of who may do what: nobody gives or takes a level above their own, nobody touches their own, and the
register always keeps a SysAdmin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from conferral.rules import days, permits
from conferral.rules.accounts import may_grant
from conferral.rules.actors import Actor, Role
from conferral.rules.refusals import Refusal

WHY_LEVEL = Refusal("reason_missing", "Reason: say why; it is kept in the log.")

LAST = Refusal(
    "last_sysadmin",
    "This is the only SysAdmin whose level has no end, and the register always keeps one; make somebody else SysAdmin "
    "first.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What an account was given: a level, and the last day on which it counts (None for no end).

    `is_active` is whether anybody may sign in with it.
    """

    account: int
    role: Role
    ends_on: date | None = None
    is_active: bool = True

    def on(self, day: date) -> Role:
        """Return the level that counts on a day: none once its last day is over, and none of a closed account."""
        if not self.is_active or (self.ends_on is not None and self.ends_on < day):
            return Role.NONE
        return self.role

    @property
    def lasts(self) -> bool:
        """Whether the account is a SysAdmin's today and on every day to come."""
        return self.role is Role.SYSADMIN and self.is_active and self.ends_on is None


def are_last(accounts: Collection[int], held: Iterable[Held]) -> bool:
    """Whether no SysAdmin without an end would be left if these accounts were gone; `held` has all that SysAdmins hold.

    Where there is none anyway nothing is lost.
    """
    lasting = {one.account for one in held if one.lasts}
    return bool(lasting) and lasting <= set(accounts)


def may_manage(actor: Actor, held: Held, reason: str) -> Refusal | None:
    """Refuse to change an account unless the actor manages users, is somebody else, and of that level or a higher one.

    What it was given counts, also where that has ended.
    """
    if refusal := permits.may_manage_users(actor):
        return refusal
    if actor.is_account(held.account):
        return Refusal(
            "own_account",
            "This account is yours: nobody changes their own level or closes their own account; ask another.",
        )
    if not actor.at_least(held.role):
        return Refusal(
            "role_above_own", f"Only {held.role.and_up} may change the account of a {held.role.label}; ask one of them."
        )
    return permits.check_reason(reason, missing=WHY_LEVEL)


def may_give(
    actor: Actor, held: Held, *, role: Role, ends_on: date | None, reason: str, on: date, others_last: bool
) -> Refusal | None:
    """Refuse to give an account a level that counts from today to `ends_on`, its last day.

    `Role.NONE` takes the level away. `others_last` is whether another account is a SysAdmin's without an end.
    """
    if refusal := may_manage(actor, held, reason) or may_grant(actor, role) or _check_end(role, ends_on, on):
        return refusal
    if held.lasts and not others_last and (role is not Role.SYSADMIN or ends_on is not None):
        return LAST
    return None


def may_close(actor: Actor, held: Held, *, reason: str, others_last: bool) -> Refusal | None:
    """Refuse to close an account; the last SysAdmin's stays open."""
    if refusal := may_manage(actor, held, reason):
        return refusal
    return LAST if held.lasts and not others_last else None


def _check_end(role: Role, ends_on: date | None, on: date) -> Refusal | None:
    if ends_on is None:
        return None
    if role is Role.NONE:
        return Refusal("end_without_level", "Last day: a member has no level that could end; leave the day out.")
    if ends_on < on:
        return Refusal(
            "level_ended_before",
            f"Last day: {days.in_words(ends_on)} is over; write today or a later day, or withdraw the level.",
        )
    return days.out_of_range("Last day", ends_on)
