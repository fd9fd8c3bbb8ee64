"""How is a register opened, and how does its organization get its name?"""

from __future__ import annotations

from datetime import datetime
from itertools import count

from django.db import IntegrityError, transaction

from conferral.actions import accounts, contacts
from conferral.actions.log import Log, changes, day_of
from conferral.models import Account, Contact, FormerNumber, Organization
from conferral.rules import permits
from conferral.rules.accounts import check_account
from conferral.rules.actors import Actor, Role
from conferral.rules.contacts import Details, check_line
from conferral.rules.prices import check_currency
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.time_zones import check_zone

LONGEST_NAME = 200
FOUNDER = "SYSADMIN-"
SET = ("time_zone", "currency", "staff_need_second_factor", "sign_up_is_open")
STALE = Refusal(
    "stale", "Somebody else changed the settings since you opened them; look at them again. Nothing of yours was saved."
)


@transaction.atomic
def found(
    *,
    name: str,
    username: str,
    email: str,
    password: str,
    first_name: str,
    last_name: str,
    member_number: str = "",
    staff_need_second_factor: bool = False,
    at: datetime,
) -> Account:
    """Open an empty register: the organization, the first contact, and their account as the first SysAdmin.

    Nobody is asked for a role, because nobody has one yet; so it works once. Records may have been
    brought in before: without a member number the founder gets a free one. Raises Refused:
    `already_founded`, `name_...`, those of `contacts.add` and `accounts.add`.
    """
    already = Refusal("already_founded", "This register is open already; sign in, or ask its SysAdmin for an account.")
    if Organization.objects.exists() or Account.objects.exists():
        raise Refused(already)
    if refusal := _check_name(name) or check_account(username=username, email=email):
        raise Refused(refusal)
    if not _created(name, staff_need_second_factor=staff_need_second_factor):
        raise Refused(already)
    founder = Actor(name=username, role=Role.SYSADMIN)
    number = member_number or _free_number()
    details = Details(member_number=number, first_name=first_name, last_name=last_name, email=email)
    contact = contacts.add(details=details, by=founder, at=at)
    account = accounts.add(
        username=username,
        email=email,
        password=password,
        role=Role.SYSADMIN,
        contact=contact.pk,
        by=founder,
        at=at,
    )
    log = Log(account.as_actor(day_of(at)), at)
    log.add(
        "organization.founded",
        contact=contact.pk,
        after={"name": name, "staff_need_second_factor": staff_need_second_factor},
    )
    log.write()
    return account


@transaction.atomic
def change(
    *,
    name: str,
    time_zone: str = "",
    currency: str = "",
    staff_need_second_factor: bool = False,
    sign_up_is_open: bool = False,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> Organization:
    """Name the organization, whether it had a name before or not, and set what holds for all of the register.

    Raises Refused: `role_needed`, `name_...`, `time_zone_unknown`, `currency_malformed`, `stale`. Another time zone
    changes no day that is recorded.
    """
    if refusal := permits.may_manage_users(by) or _check_name(name) or check_zone("time_zone", time_zone):
        raise Refused(refusal)
    if refusal := check_currency("currency", currency):
        raise Refused(refusal)
    log = Log(by, at)
    is_new = _created(name)
    row = Organization.objects.select_for_update().get()
    if is_new:
        log.add("organization.named", before={"name": ""}, after={"name": name})
    elif revision is not None and row.revision != revision:
        raise Refused(STALE)
    elif row.name != name:
        log.add("organization.named", before={"name": row.name}, after={"name": name})
    held = {name: getattr(row, name) for name in SET}
    said = {
        "time_zone": time_zone,
        "currency": currency,
        "staff_need_second_factor": staff_need_second_factor,
        "sign_up_is_open": sign_up_is_open,
    }
    before, after = changes(held, said)
    if after:
        log.add("organization.settings_changed", before=before, after=after)
    if row.name != name or after:
        for field, value in {"name": name, **said}.items():
            setattr(row, field, value)
        row.revision += 1
        row.save(update_fields=["name", *SET, "revision"])
    log.write()
    return row


def _free_number() -> str:
    taken = {
        number
        for model in (Contact, FormerNumber)
        for number in model.objects.filter(member_number__startswith=FOUNDER).values_list("member_number", flat=True)
    }
    return next(number for n in count(1) if (number := f"{FOUNDER}{n}") not in taken)


def _created(name: str, *, staff_need_second_factor: bool = False) -> bool:
    """Create the one row; of several who try at once the primary key lets one."""
    try:
        with transaction.atomic():
            Organization.objects.create(name=name, staff_need_second_factor=staff_need_second_factor)
    except IntegrityError:
        return False
    return True


def _check_name(name: str) -> Refusal | None:
    if not name.strip():
        return Refusal("name_missing", "name: the organization needs one; it is blank.")
    return check_line("name", name, LONGEST_NAME)
