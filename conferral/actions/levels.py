"""Who is given which level and until when, and whose account is closed or opened again?"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from conferral.actions import revisions
from conferral.actions.accounts import GONE, put_on_level
from conferral.actions.locks import locked_accounts
from conferral.actions.log import Log, day_of
from conferral.models import Account
from conferral.models.account import ROLE_OF_GROUP
from conferral.rules.actors import Actor, Role
from conferral.rules.levels import Held, may_close, may_give, may_manage
from conferral.rules.refusals import Refused


@transaction.atomic
def grant(
    *,
    account: int,
    role: Role,
    ends_on: date | None = None,
    reason: str,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> Account:
    """Give an account a level instead of the one it has, to count up to its last day, or always.

    Raises Refused: `account_unknown`, `stale`, those of `rules.levels.may_give`.
    """
    log = Log(by, at, reason=reason)
    return _give(account, role, ends_on, log=log, revision=revision, kind="account.level_granted")


@transaction.atomic
def withdraw(*, account: int, reason: str, by: Actor, at: datetime, revision: int | None = None) -> Account:
    """Take the level away, from the next request on. Raises Refused: those of `grant`."""
    log = Log(by, at, reason=reason)
    return _give(account, Role.NONE, None, log=log, revision=revision, kind="account.level_withdrawn")


@transaction.atomic
def deactivate(*, account: int, reason: str, by: Actor, at: datetime, revision: int | None = None) -> Account:
    """Close an account: nobody signs in with it, and whoever is signed in is not any more.

    Raises Refused: `account_unknown`, `stale`, those of `rules.levels.may_close`.
    """
    row, held, others_last = _locked(account)
    if refusal := may_close(by, held, reason=reason, others_last=others_last):
        raise Refused(refusal)
    revisions.check(row, revision)
    if not row.is_active:
        return row
    row.is_active = False
    row.closings += 1
    return _written(row, Log(by, at, reason=reason), "account.deactivated", {"is_active": True}, {"is_active": False})


@transaction.atomic
def reactivate(*, account: int, reason: str, by: Actor, at: datetime, revision: int | None = None) -> Account:
    """Open a closed account again, with the level it was given, unless that has ended.

    Raises Refused: `account_unknown`, `stale`, those of `rules.levels.may_manage`.
    """
    row, held, _ = _locked(account)
    if refusal := may_manage(by, held, reason):
        raise Refused(refusal)
    revisions.check(row, revision)
    if row.is_active:
        return row
    row.is_active = True
    return _written(row, Log(by, at, reason=reason), "account.reactivated", {"is_active": False}, {"is_active": True})


def _give(account: int, role: Role, ends_on: date | None, *, log: Log, revision: int | None, kind: str) -> Account:
    row, held, others_last = _locked(account)
    refusal = may_give(
        log.by, held, role=role, ends_on=ends_on, reason=log.reason, on=day_of(log.at), others_last=others_last
    )
    if refusal:
        raise Refused(refusal)
    revisions.check(row, revision)
    before, after = _said(held.role, held.ends_on), _said(role, ends_on)
    if before == after:
        return row
    row.groups.remove(*row.groups.filter(name__in=ROLE_OF_GROUP))
    put_on_level(row, role)
    row.is_superuser = False
    row.level_ends_on = ends_on
    return _written(row, log, kind, before, after)


def _said(role: Role, ends_on: date | None) -> dict[str, object]:
    return {"role": role.label, "level_ends_on": ends_on and ends_on.isoformat()}


def _written(row: Account, log: Log, kind: str, before: dict[str, object], after: dict[str, object]) -> Account:
    """Save what of an account actions change, and say so; its password and its last sign-in are not touched."""
    row.revision += 1
    row.save(update_fields=["is_active", "is_superuser", "level_ends_on", "closings", "revision"])
    named = {"account": row.pk, "username": row.username}
    log.add(kind, contact=row.contact_id, subject=row.key, before=named | before, after=named | after)
    log.write()
    return row


def _locked(account: int) -> tuple[Account, Held, bool]:
    """Lock an account and those of all SysAdmins; return it, what it holds, and whether another lasts as SysAdmin."""
    found = locked_accounts([account])
    if account not in found:
        raise Refused(GONE)
    others_last = any(row.held().lasts for row in found.values() if row.pk != account)
    return found[account], found[account].held(), others_last
