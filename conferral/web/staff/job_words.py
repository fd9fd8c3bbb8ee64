"""What is each kind of job called, what can become of its items, and what does it offer once it has ended?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.documents.jobs import JobRow
from conferral.rules import program_tests
from conferral.rules.actors import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to do with a job that has ended: a link, or a button where it changes something at once."""

    label: str
    address: str
    is_button: bool = False


def _nothing(_job: JobRow, _actor: Actor) -> Sequence[Offer]:
    return ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind: its title, its outcomes by their codes in the order of the filters, what it offers."""

    title: str
    outcomes: dict[str, str] = field(default_factory=dict)
    offers: Callable[[JobRow, Actor], Sequence[Offer]] = _nothing


def words_of(kind: str) -> Words:
    """Return the words of a kind; one that this version knows no more is called by its code."""
    return KINDS[kind]() if kind in KINDS else Words(kind)


def _program_test() -> Words:
    outcomes = {
        program_tests.MET: _("Requirements met"),
        program_tests.ONE_STEP: _("One step away"),
        program_tests.MISSING: _("More is missing"),
    }
    return Words(_("Test for completion"), outcomes, _after_program_test)


def _after_program_test(job: JobRow, _actor: Actor) -> list[Offer]:
    if not job.program:
        return []
    return [
        Offer(_("Test again"), reverse("staff:program-test", args=[job.program]), is_button=True),
        Offer(_("To the program"), reverse("staff:program", args=[job.program])),
    ]


KINDS: dict[str, Callable[[], Words]] = {
    "program.test": _program_test,
}
