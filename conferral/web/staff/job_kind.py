"""What has a kind of job to say on the page of a job, and what to offer once it has ended?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from conferral.documents.jobs import JobRow
from conferral.rules.actors import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to do with a job that has ended: a link, or a button where it changes something at once."""

    label: str
    address: str
    is_button: bool = False


def _silence(_job: JobRow, _actor: Actor) -> str:
    return ""


def _no_detail(_job: JobRow) -> str:
    return ""


def _nothing(_job: JobRow, _actor: Actor) -> Sequence[Offer]:
    return ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind: its title, its outcomes by their codes in the order of the filters, what it offers.

    `page` gives the address of a page of its own where the kind has one, `note` a sentence beside how far it is,
    `detail` what tells it apart from others of its kind where jobs are listed.
    Where what became of each is nothing to look at, it has no list.
    """

    title: str
    outcomes: dict[str, str] = field(default_factory=dict)
    offers: Callable[[JobRow, Actor], Sequence[Offer]] = _nothing
    page: Callable[[JobRow], str] | None = None
    note: Callable[[JobRow, Actor], str] = _silence
    has_list: bool = True
    detail: Callable[[JobRow], str] = _no_detail
