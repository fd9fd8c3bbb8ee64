"""Which association is it, who works there, and how do they sign in?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conferral.actions import accounts, contacts, organization
from conferral.actions.log import day_of
from conferral.models import Account, Component, Contact, Organization, Program
from conferral.rules.actors import Actor, Role
from conferral.rules.contacts import Details

NAME = "Northfield Association of Emergency and Care Professionals"
PASSWORD = "conferral-demo"  # noqa: S105 - the demo's one password, printed for whoever tries it
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who signs in: a user name, the person behind it and their level."""

    username: str
    first_name: str
    last_name: str
    role: Role

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.username}@{DOMAIN}"


SYSADMIN = Login("sysadmin", "Imogen", "Castellane", Role.SYSADMIN)
ADMIN = Login("admin", "Tomasz", "Wróblewicz", Role.ADMIN)
MANAGER = Login("manager", "Amara", "Delacourt-Obi", Role.MANAGER)
STAFF = Login("staff", "Henrik", "Østergård", Role.STAFF)
MEMBER = Login("member", "Noor", "Van Aldenbrook", Role.NONE)
OTHER_MEMBERS = (
    Login("beatriz", "Beatriz", "Monteverde", Role.NONE),
    Login("kenji", "健二", "青葉原", Role.NONE),
    Login("yusuf", "Yusuf", "Karadağlı", Role.NONE),
)
LOGINS = (SYSADMIN, ADMIN, MANAGER, STAFF, MEMBER, *OTHER_MEMBERS)


@dataclass(frozen=True, slots=True)
class Office:
    """Who acts in the demo: the actors of everybody with an account, by user name."""

    actors: dict[str, Actor]

    @property
    def admin(self) -> Actor:
        """Who sets the programs up."""
        return self.actors[ADMIN.username]

    @property
    def manager(self) -> Actor:
        """Who decides: grades, approves, rejects, voids."""
        return self.actors[MANAGER.username]

    @property
    def staff(self) -> Actor:
        """Who enrolls and records."""
        return self.actors[STAFF.username]

    def member(self, contact: int) -> Actor | None:
        """Return who a contact is when signed in; None without an account."""
        return next((actor for actor in self.actors.values() if actor.is_contact(contact)), None)


def found(at: datetime) -> Office:
    """Open the register and give everybody of `LOGINS` a contact and an account."""
    first = organization.found(
        name=NAME,
        username=SYSADMIN.username,
        email=SYSADMIN.email,
        password=PASSWORD,
        first_name=SYSADMIN.first_name,
        last_name=SYSADMIN.last_name,
        member_number="S-1",
        at=at,
    )
    sysadmin = first.as_actor(day_of(at))
    organization.change(name=NAME, sign_up_is_open=True, by=sysadmin, at=at)
    actors = {SYSADMIN.username: sysadmin}
    for number, login in enumerate(LOGINS[1:], start=2):
        prefix = "M" if login.role is Role.NONE else "S"
        actors[login.username] = _account(login, f"{prefix}-{number}", sysadmin, at).as_actor(day_of(at))
    return Office(actors)


def _account(login: Login, member_number: str, by: Actor, at: datetime) -> Account:
    contact = contacts.add(
        details=Details(
            member_number=member_number, first_name=login.first_name, last_name=login.last_name, email=login.email
        ),
        by=by,
        at=at,
    )
    return accounts.add(
        username=login.username,
        email=login.email,
        password=PASSWORD,
        role=login.role,
        contact=contact.pk,
        by=by,
        at=at,
    )


def is_empty() -> bool:
    """Whether the register is nobody's yet, and nothing has come into it."""
    return not any(model.objects.exists() for model in (Organization, Account, Contact, Program, Component))
