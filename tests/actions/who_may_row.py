"""What does the table of who may what say of one action?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conferral.actions.opened import Looked
from conferral.models import Completion, Enrollment
from conferral.rules.actors import Actor, Role
from tests.actions.who_may_cast import Cast

DONE = "done"


@dataclass(frozen=True, slots=True)
class Row:
    """One action: what is asked, the lowest level for whom it is done, and what the others are told, by its code.

    `foreign` is what a member is told of another's record, `own` of their own (`done` where they may), `below` what
    staff of a lower level are told, and `not_own` what staff are told of their own; blank where it is theirs too.
    """

    ask: Callable[[Cast, Actor], object]
    lowest: Role = Role.STAFF
    foreign: str = "role_needed"
    own: str = "role_needed"
    below: str = "role_needed"
    not_own: str = ""


def looked(row: Completion | Enrollment) -> list[Looked]:
    row.refresh_from_db()
    return [Looked(row.pk, row.revision)]
