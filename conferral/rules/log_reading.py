"""Which entries of the log may whom see?

Staff see what everybody does to contacts, programs and enrollments, as they see those. What is about accounts, roles
and the organization itself is for those who manage them: to anybody else it is not there.
"""

from __future__ import annotations

from conferral.rules.actors import Actor, Role
from conferral.rules.permits import may_manage_users

OF_THOSE_WHO_MANAGE = ("account", "organization")
"""What an entry is about (the word before the point of its kind) that only users' managers see."""


def is_readable(actor: Actor) -> bool:
    """Whether there is a log for an actor at all; members see what concerns them on its own page."""
    return actor.at_least(Role.STAFF)


def hidden_areas(actor: Actor) -> tuple[str, ...]:
    """Return what the entries are about that an actor does not see."""
    return () if may_manage_users(actor) is None else OF_THOSE_WHO_MANAGE


def may_see_kind(actor: Actor, kind: str) -> bool:
    """Whether an actor sees entries of a kind."""
    return is_readable(actor) and area_of(kind) not in hidden_areas(actor)


def area_of(kind: str) -> str:
    """Return what entries of a kind are about."""
    return kind.partition(".")[0]
