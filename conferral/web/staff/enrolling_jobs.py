"""What is a bulk enrolment called among the jobs, and what is offered once it has ended?"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.actions import enrolling_jobs
from conferral.documents.jobs import JobRow
from conferral.rules.actors import Actor
from conferral.web.staff.job_kind import Offer, Words
from conferral.web.staff.job_undoing import undo_offered, undone_offered


def _after_enrolling(job: JobRow, actor: Actor) -> list[Offer]:
    return [
        *undo_offered(job, actor),
        _to_the_program(job),
        Offer(_("Enroll more"), reverse("staff:enroll", args=[job.program])),
    ]


def _after_undoing(job: JobRow, _actor: Actor) -> list[Offer]:
    return [*undone_offered(job), _to_the_program(job)]


def _to_the_program(job: JobRow) -> Offer:
    return Offer(_("To the program"), reverse("staff:program", args=[job.program]))


def _page(job: JobRow) -> str:
    return reverse("staff:registered", args=[job.program, job.key])


WORDS: dict[str, Callable[[], Words]] = {
    enrolling_jobs.ENROLL: lambda: Words(
        _("Enroll contacts"), {enrolling_jobs.ENROLLED: _("Enrolled")}, _after_enrolling, _page
    ),
    enrolling_jobs.UNDO: lambda: Words(
        _("Undo the enrolment"), {enrolling_jobs.UNDONE: _("Not enrolled any more")}, _after_undoing
    ),
}
"""What each kind of ours is called and what can become of its items, in the reader's language."""
