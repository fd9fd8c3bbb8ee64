"""How does whoever asked for a long list get its file? By **Download** on the page of the job."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.actions.exporting_jobs import KIND, SLICES
from conferral.documents.exports import State, exported, opened
from conferral.documents.jobs import JobRow
from conferral.rules.actors import Actor
from conferral.rules.exporting import LABELS
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.formats import in_words
from conferral.web.spreadsheets import as_written
from conferral.web.staff.job_kind import Offer, Words


@staff_only
@require_safe
def download(request: Asking, job: UUID) -> HttpResponseBase:
    """Hand out the file that a job wrote, to whoever asked for it; to others, and a day later, there is none."""
    found = exported(job, by=request.actor, at=clock.now())
    file = opened(found) if found and found.state is State.THERE else None
    if found is None or file is None:
        raise Http404
    return as_written(found.form, found.name, found.on, file)


def _offers(job: JobRow, actor: Actor) -> list[Offer]:
    found = exported(job.key, by=actor, at=clock.now())
    is_there = found is not None and found.state is State.THERE
    return [Offer(_("Download"), reverse("staff:job-download", args=[job.key]))] if is_there else []


def _note(job: JobRow, actor: Actor) -> str:
    found = exported(job.key, by=actor, at=clock.now())
    if found is None:
        return ""
    words = {
        State.COMING: _("Once the file is whole, it can be downloaded here for a day."),
        State.THERE: _("The file is here for you until %(until)s; then it is removed."),
        State.ANOTHERS: _("The file is there for whoever asked for it, until %(until)s."),
        State.REMOVED: _("The file is not kept any more; export the list again."),
        State.NEVER: _("There is no file: not all of its rows could be written."),
    }
    what = _("%(list)s, as %(form)s.") % {"list": LABELS[found.what], "form": found.form.upper()}
    if job.kind == SLICES and found.state is State.COMING:
        what += " " + _("Each step is a thousand of its entries.")
    return f"{what} {words[found.state] % {'until': in_words(found.until) if found.until else ''}}"


def _words() -> Words:
    return Words(_("Export a list"), offers=_offers, note=_note, has_list=False, detail=_detail)


def _detail(job: JobRow) -> str:
    return LABELS.get(job.listed, "")


WORDS = {KIND: _words, SLICES: _words}
