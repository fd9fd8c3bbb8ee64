"""What is marking who came called among the jobs, and what is offered once it has ended?"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from conferral.actions import attending
from conferral.documents.jobs import JobRow, arguments_of
from conferral.rules.actors import Actor
from conferral.web.staff.job_kind import Offer, Words


def _after(job: JobRow, _actor: Actor) -> list[Offer]:
    return [Offer(_("To the roster"), reverse("staff:offering", args=[arguments_of(job)["offering"]]))]


def _words() -> Words:
    outcomes = {
        attending.RECORDED: _("Attended, and recorded"),
        attending.NOT_RECORDED: _("Attended, but not recorded"),
        attending.DONE: _("Marked"),
        attending.UNCHANGED: _("Unchanged"),
    }
    return Words(_("Mark attendance"), outcomes, _after)


WORDS: dict[str, Callable[[], Words]] = {attending.KIND: _words}
"""What our kind is called and what can become of its items, in the reader's language."""
