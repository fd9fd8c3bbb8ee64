"""What does the page of a job say that extended, cancelled or moved the enrollments of a selection?"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.actions import cancelling, extending, moving_jobs
from conferral.documents.jobs import JobRow
from conferral.rules.actors import Actor
from conferral.web.staff.job_kind import Offer, Words
from conferral.web.staff.job_undoing import undo_offered, undone_offered


def _to_program(job: JobRow) -> list[Offer]:
    return [Offer(_("To the program"), reverse("staff:program", args=[job.program]))] if job.program else []


def _after(job: JobRow, actor: Actor) -> list[Offer]:
    return [*undo_offered(job, actor), *_to_program(job)]


def _after_undoing(job: JobRow, _actor: Actor) -> list[Offer]:
    return [*undone_offered(job), *_to_program(job)]


def _after_moving(job: JobRow, _actor: Actor) -> list[Offer]:
    more = [Offer(_("Move more"), reverse("staff:moves", args=[job.program]))] if job.program else []
    return [*_to_program(job), *more]


def _page_of_move(job: JobRow) -> str:
    return reverse("staff:moved", args=[job.program, job.key])


WORDS: dict[str, Callable[[], Words]] = {
    extending.KIND: lambda: Words(_("Extend the expiration date"), {extending.EXTENDED: _("Extended")}, _after),
    cancelling.KIND: lambda: Words(_("Cancel enrollments"), {cancelling.CANCELLED: _("Cancelled")}, _after),
    moving_jobs.MOVE: lambda: Words(
        _("Move to the current version"), {moving_jobs.MOVED: _("Moved")}, _after_moving, _page_of_move
    ),
    extending.UNDO: lambda: Words(_("Undo the extension"), {extending.UNDONE: _("Undone")}, _after_undoing),
    cancelling.UNDO: lambda: Words(_("Undo the cancellation"), {cancelling.UNDONE: _("Undone")}, _after_undoing),
}
"""What each kind of ours is called and what can become of its items, in the reader's language."""
