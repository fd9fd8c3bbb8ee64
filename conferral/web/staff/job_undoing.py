"""How is what a job did taken back? **Undo** on its page, once and as a job of its own."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import jobs
from conferral.actions.bulk import bulk_of
from conferral.actions.job_kinds import UNDOING
from conferral.actions.log import day_of
from conferral.documents.jobs import JobRow
from conferral.models import Job, JobItem
from conferral.rules.actors import Actor
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.undoing import Made, may_undo
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.job_kind import Offer


@staff_only
@require_POST
def undo(request: Asking, job: UUID) -> HttpResponse:
    """Take back what a job did, item by item, as a job of its own; asked twice it is one."""
    found = get_object_or_404(Job, key=job, kind__in=UNDOING)
    if refusal := may_undo(request.actor, made=bulk_of(found).made(), on=clock.today()) or _running(found):
        raise Refused(refusal)
    key = undoing_of(found.key)
    if not Job.objects.filter(key=key).exists():
        subjects = JobItem.objects.filter(job=found, is_done=True, is_refused=False).order_by("place")
        items = [Item(subject) for subject in subjects.values_list("subject", flat=True)]
        jobs.ask_and_begin(
            kind=UNDOING[found.kind],
            items=items,
            by=request.actor,
            at=clock.now(),
            program=found.program_id,
            arguments={"job": str(found.key)},
            key=key,
        )
    return redirect("staff:job", job=key)


def undoing_of(job: UUID) -> UUID:
    """Return the name of the job that takes a job back: there is one."""
    return uuid5(job, "undo")


def undo_offered(job: JobRow, actor: Actor) -> list[Offer]:
    """Offer **Undo** of a job while the rule allows it and something was done; what was undone leads there."""
    key = undoing_of(job.key)
    if Job.objects.filter(key=key).exists():
        return [Offer(_("It was undone"), reverse("staff:job", args=[key]))]
    made = Made(by=job.asked_by, on=day_of(job.asked_at))
    if job.done == job.refused or may_undo(actor, made=made, on=clock.today()):
        return []
    return [Offer(_("Undo"), reverse("staff:job-undo", args=[job.key]), is_button=True)]


def undone_offered(job: JobRow) -> list[Offer]:
    """Offer, on the page of a job that takes another back, the way to that other."""
    undone = Job.objects.get(pk=job.number).arguments["job"]
    return [Offer(_("What was undone"), reverse("staff:job", args=[undone]))]


def _running(job: Job) -> Refusal | None:
    if not job.is_running:
        return None
    return Refusal("job_running", "This is still being done; it can be undone once it has ended.")
