"""What is an import of contacts called among the jobs, and what is offered once it has ended?"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.actions import contact_import_jobs
from conferral.documents.jobs import JobRow
from conferral.rules.actors import Actor
from conferral.rules.outcomes import Kind
from conferral.web.staff.job_kind import Offer, Words


def _after(job: JobRow, actor: Actor) -> list[Offer]:
    offers = [Offer(_("To the contacts"), reverse("staff:contacts"))]
    if actor.is_account(job.asked_by):
        offers.append(Offer(_("Import another file"), reverse("staff:contact-import")))
        if job.refused:
            address = reverse("staff:contact-import-refused", args=[job.key])
            offers.insert(0, Offer(_("Download the refused rows"), address))
    return offers


def _words() -> Words:
    outcomes = {
        str(Kind.CREATED): _("Created"),
        str(Kind.UPDATED): _("Changed"),
        str(Kind.UNCHANGED): _("Unchanged"),
    }
    return Words(_("Import contacts"), outcomes, _after)


WORDS: dict[str, Callable[[], Words]] = {contact_import_jobs.KIND: _words}
"""What our kind is called and what can become of its items, in the reader's language."""
