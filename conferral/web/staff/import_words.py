"""What is each kind of import called among the jobs, and what is offered once it has ended?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.actions import import_jobs
from conferral.documents.jobs import JobRow
from conferral.models import ImportFile
from conferral.rules.actors import Actor
from conferral.rules.importing import LOOKS, ImportKind, may_import
from conferral.rules.outcomes import Kind
from conferral.web.staff.import_kinds import shown
from conferral.web.staff.job_kind import Offer, Words


def _after(job: JobRow, actor: Actor) -> list[Offer]:
    kind = import_jobs.KINDS[job.kind]
    said = shown(kind)
    offers = [Offer(said.leads_to, said.belongs)]
    if actor.is_account(job.asked_by) and may_import(actor, kind) is None:
        offers.append(Offer(_("Import another file"), said.address))
        if job.refused:
            offers.insert(0, Offer(_("Download the refused rows"), reverse("staff:import-refused", args=[job.key])))
    return offers


def _words(kind: ImportKind) -> Words:
    outcomes = {
        str(Kind.CREATED): _("Created"),
        str(Kind.UPDATED): _("Changed"),
        str(Kind.UNCHANGED): _("Unchanged"),
    }
    return Words(shown(kind).title, outcomes, _after)


def _look_words(kind: ImportKind) -> Words:
    title = _("%(title)s: dry run") % {"title": shown(kind).title}
    return Words(title, offers=_after_look, note=_note_of_look, has_list=False)


def _after_look(job: JobRow, actor: Actor) -> list[Offer]:
    upload = ImportFile.objects.filter(look=job.key, uploaded_by=actor.account).first()
    if upload is None or job.refused or may_import(actor, LOOKS[job.kind]):
        return []
    chosen = {f"column-{place}": field for place, field in enumerate(upload.looked["taken_for"], start=1)}
    address = f"{reverse('staff:import-review', args=[upload.key])}?{urlencode(chosen)}"
    return [Offer(_("See what would become of each row"), address)]


def _note_of_look(job: JobRow, _actor: Actor) -> str:
    if job.refused:
        return _(
            "It did not see the whole file: another look at it was asked for, it was imported, it is not kept any "
            "more, or whoever asked may not import it."
        )
    return _("Each step is a thousand rows of the file. Nothing is written to the register.")


WORDS: dict[str, Callable[[], Words]] = {
    **{name: partial(_words, kind) for name, kind in import_jobs.KINDS.items()},
    **{name: partial(_look_words, kind) for name, kind in LOOKS.items()},
}
"""What our kinds are called and what can become of their items, in the reader's language."""
