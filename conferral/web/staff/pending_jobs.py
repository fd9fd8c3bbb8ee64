"""What does the page of a job say that decided completions?"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.actions import deciding_jobs
from conferral.documents.jobs import JobRow
from conferral.rules.actors import Actor
from conferral.web.staff.job_kind import Offer, Words
from conferral.web.staff.job_undoing import undo_offered, undone_offered


def _after_completions(job: JobRow, actor: Actor) -> list[Offer]:
    return [*undo_offered(job, actor), Offer(_("To what waits"), reverse("staff:requirement-completions"))]


def _after_programs(job: JobRow, actor: Actor) -> list[Offer]:
    return [*undo_offered(job, actor), Offer(_("To what waits"), reverse("staff:program-completions"))]


def _after_undoing(job: JobRow, _actor: Actor) -> list[Offer]:
    page = "program" if job.kind == deciding_jobs.UNDO_PROGRAMS else "requirement"
    return [*undone_offered(job), Offer(_("To what waits"), reverse(f"staff:{page}-completions"))]


WORDS: dict[str, Callable[[], Words]] = {
    deciding_jobs.APPROVE: lambda: Words(
        _("Approve completions"), {deciding_jobs.APPROVED: _("Approved")}, _after_completions
    ),
    deciding_jobs.REJECT: lambda: Words(
        _("Reject completions"), {deciding_jobs.REJECTED: _("Rejected")}, _after_completions
    ),
    deciding_jobs.APPROVE_PROGRAMS: lambda: Words(
        _("Approve program completions"), {deciding_jobs.APPROVED: _("Approved")}, _after_programs
    ),
    deciding_jobs.UNDO: lambda: Words(_("Undo"), {deciding_jobs.UNDONE: _("Undone")}, _after_undoing),
    deciding_jobs.UNDO_PROGRAMS: lambda: Words(_("Undo"), {deciding_jobs.UNDONE: _("Undone")}, _after_undoing),
}
"""What each kind of ours is called and what can become of its items, in the reader's language."""
