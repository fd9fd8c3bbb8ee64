"""What is each kind of import called among the jobs, and what is offered once it has ended?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.actions import import_jobs
from conferral.documents.jobs import JobRow
from conferral.rules.actors import Actor
from conferral.rules.importing import ImportKind, may_import
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


WORDS: dict[str, Callable[[], Words]] = {name: partial(_words, kind) for name, kind in import_jobs.KINDS.items()}
"""What our kinds are called and what can become of their items, in the reader's language."""
