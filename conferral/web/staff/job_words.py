"""What is each kind of job called, what can become of its items, and what does it offer once it has ended?"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.actions import purging as actions
from conferral.documents.jobs import JobRow
from conferral.rules import program_tests
from conferral.rules.actors import Actor
from conferral.web.staff import (
    attending_words,
    enrolling_jobs,
    import_words,
    job_download,
    pending_jobs,
    purging,
    selection_jobs,
)
from conferral.web.staff.job_kind import Offer, Words


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
    **pending_jobs.WORDS,
    **enrolling_jobs.WORDS,
    **selection_jobs.WORDS,
    actions.KIND: purging.words,
    **import_words.WORDS,
    **attending_words.WORDS,
    **job_download.WORDS,
}
