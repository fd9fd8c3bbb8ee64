"""What does the page of a job say that decided completions, and how are those decisions taken back?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import deciding_jobs, jobs
from conferral.actions.log import day_of
from conferral.documents.jobs import JobRow
from conferral.models import Job, JobItem
from conferral.rules.actors import Actor
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.undoing import Made, may_undo
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.job_kind import Offer, Words


@staff_only
@require_POST
def undo(request: Asking, job: UUID) -> HttpResponse:
    """Take back what a job decided, as a job of its own; asked twice it is one."""
    found = get_object_or_404(Job, key=job, kind__in=deciding_jobs.UNDOING)
    made = Made(by=found.asked_by_id, on=day_of(found.asked_at))
    if refusal := may_undo(request.actor, made=made, on=clock.today()) or _running(found):
        raise Refused(refusal)
    key = undoing_of(found.key)
    if not Job.objects.filter(key=key).exists():
        subjects = JobItem.objects.filter(job=found, is_done=True, is_refused=False).order_by("place")
        items = [Item(subject) for subject in subjects.values_list("subject", flat=True)]
        jobs.ask_and_begin(
            kind=deciding_jobs.UNDOING[found.kind],
            items=items,
            by=request.actor,
            at=clock.now(),
            arguments={"job": str(found.key)},
            key=key,
        )
    return redirect("staff:job", job=key)


def undoing_of(job: UUID) -> UUID:
    """Return the name of the job that takes a job back: there is one."""
    return uuid5(job, "undo")


def _running(job: Job) -> Refusal | None:
    if not job.is_running:
        return None
    return Refusal("job_running", "This is still being done; it can be undone once it has ended.")


def _after_completions(job: JobRow, actor: Actor) -> list[Offer]:
    return [*_undoing(job, actor), Offer(_("To what waits"), reverse("staff:requirement-completions"))]


def _after_programs(job: JobRow, actor: Actor) -> list[Offer]:
    return [*_undoing(job, actor), Offer(_("To what waits"), reverse("staff:program-completions"))]


def _after_undoing(job: JobRow, _actor: Actor) -> list[Offer]:
    undone = Job.objects.get(pk=job.number).arguments["job"]
    page = "program" if job.kind == deciding_jobs.UNDO_PROGRAMS else "requirement"
    return [
        Offer(_("What was undone"), reverse("staff:job", args=[undone])),
        Offer(_("To what waits"), reverse(f"staff:{page}-completions")),
    ]


def _undoing(job: JobRow, actor: Actor) -> list[Offer]:
    """Offer **Undo** while the rule allows it and something was decided; what was undone leads there."""
    key = undoing_of(job.key)
    if Job.objects.filter(key=key).exists():
        return [Offer(_("It was undone"), reverse("staff:job", args=[key]))]
    if job.done == job.refused or may_undo(
        actor, made=Made(by=job.asked_by, on=day_of(job.asked_at)), on=clock.today()
    ):
        return []
    return [Offer(_("Undo"), reverse("staff:decisions-undo", args=[job.key]), is_button=True)]


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
