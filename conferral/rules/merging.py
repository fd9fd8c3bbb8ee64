"""May two contacts be merged, and what is then known of the one that stays?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.contacts import Details, contact_erased
from conferral.rules.days import in_words
from conferral.rules.refusals import Refusal

CHOSEN = ("first_name", "last_name", "email", "organization")
"""The details of which either may be kept; the member number is always that of the contact that stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two contacts: who it is, the role of its account (None: it has none), the days it is enrolled as of.

    `is_last_sysadmin` says that its account is the only SysAdmin's whose level has no end.
    `enrolled` holds the enrollment dates of the enrollments that are not cancelled, by program code.
    """

    contact: int
    details: Details
    is_erased: bool
    role: Role | None
    is_last_sysadmin: bool
    enrolled: Mapping[str, Collection[date]]

    @property
    def name(self) -> str:
        """Both names, whichever there are."""
        return f"{self.details.first_name} {self.details.last_name}".strip()


def may_merge(by: Actor, *, survivor: Side, duplicate: Side) -> Refusal | None:
    """Certification Managers and up merge two contacts that stand for one person; never their own.

    Of two accounts the duplicate's is closed, so the last SysAdmin's has to be the other one.
    Two enrollments of one program with one date cannot stand side by side, unless one is cancelled.
    """
    if refusal := permits.may_merge(by):
        return refusal
    if survivor.contact == duplicate.contact:
        return Refusal("merged_with_itself", f"{survivor.name} cannot be merged with itself; choose another contact.")
    for side in (survivor, duplicate):
        if side.is_erased:
            return contact_erased(side.details.member_number)
        if by.is_contact(side.contact):
            return Refusal("own_contact", "This contact is you; somebody else has to merge it.")
    return _closing(by, survivor, duplicate) or _same_day(survivor, duplicate)


def merged(survivor: Details, duplicate: Details, taken: Collection[str]) -> Details:
    """Return what is known of the contact that stays, with the details `taken` from the other one."""
    theirs = asdict(duplicate)
    return replace(survivor, **{name: theirs[name] for name in CHOSEN if name in taken})


def offered(survivor: Details, duplicate: Details) -> list[str]:
    """Return the details that only the duplicate has, which are taken over unless somebody says otherwise."""
    ours, theirs = asdict(survivor), asdict(duplicate)
    return [name for name in CHOSEN if theirs[name] and not ours[name]]


def _closing(by: Actor, survivor: Side, duplicate: Side) -> Refusal | None:
    """Refuse to close the duplicate's account where it is above one's own, or the last SysAdmin's."""
    if survivor.role is None or duplicate.role is None:
        return None
    if duplicate.role > by.role:
        return Refusal(
            "role_above_own",
            f"{duplicate.name} signs in as {duplicate.role.label}, and merging would close that account; "
            f"a {duplicate.role.label} has to do it, or let the other contact stay.",
        )
    if duplicate.is_last_sysadmin:
        return Refusal(
            "last_sysadmin",
            f"{duplicate.name} is the only SysAdmin whose level has no end, and merging would close that account; let "
            "the other contact be merged away, or make somebody else SysAdmin first.",
        )
    return None


def _same_day(survivor: Side, duplicate: Side) -> Refusal | None:
    for program in sorted(survivor.enrolled.keys() & duplicate.enrolled.keys()):
        both = set(survivor.enrolled[program]) & set(duplicate.enrolled[program])
        if both:
            return Refusal(
                "enrollments_same_day",
                f"Both are enrolled in {program} as of {in_words(min(both))}, and two such enrollments cannot stand "
                "side by side. Cancel one of the two, or change its Enrollment date, then merge.",
            )
    return None
