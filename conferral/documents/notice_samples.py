"""How does each kind of notice look? Written with somebody made up, so that nobody's record is needed to see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from conferral.documents import digest, event_notices, notice_words
from conferral.documents.letterhead import organization, site_address
from conferral.documents.letters import Letter
from conferral.documents.notice_words import Attempted, Matter, Opened
from conferral.rules.notices import ABOUT_EVENTS, EARLY, LATE, Notice
from conferral.rules.requirement_status import RequirementStatus

GRACE = timedelta(days=30)


def sample_of(notice: Notice, *, on: date) -> Letter:
    """Return a notice of that kind as it would read on a day to somebody who is made up."""
    return SAMPLES[notice](notice, on)


def _of_enrollee(notice: Notice, on: date) -> Letter:
    deadline_on = on + (LATE if notice is Notice.DEADLINE_14 else EARLY)
    grace_begins_on: date | None = deadline_on + timedelta(days=1)
    expires_on = deadline_on + GRACE
    if notice in {Notice.GRACE_BEGUN, Notice.EXPIRES_14}:
        grace_begins_on, expires_on = on, on + (LATE if notice is Notice.EXPIRES_14 else GRACE)
    if notice is Notice.EXPIRED:
        grace_begins_on, expires_on = None, on - timedelta(days=1)
    matter = Matter(
        on=on,
        name=_("Ada Lovelace"),
        organization=organization(),
        program=_("Emergency care"),
        address=site_address("member:home"),
        deadline_on=deadline_on,
        grace_begins_on=grace_begins_on,
        expires_on=expires_on,
        earned_on=on,
        designation="EMT-R",
        completion=_completion(notice, on) if notice in OF_COMPLETION else Attempted(),
        opened=Opened(_("Stage %(number)s") % {"number": 2}, (_("Written exam"), _("Hospital shift"))),
    )
    return notice_words.letter(notice, matter)


OF_COMPLETION = {
    Notice.RECEIVED: RequirementStatus.AWAITING_APPROVAL,
    Notice.APPROVED: RequirementStatus.COMPLETE,
    Notice.REJECTED: RequirementStatus.NO_STATUS,
}
"""The kinds about a completion, and the status that its requirement then has."""


def _completion(notice: Notice, on: date) -> Attempted:
    return Attempted(
        requirement=_("Written exam"),
        address=site_address("member:home"),
        completed_on=on - timedelta(days=3),
        status=OF_COMPLETION[notice].label,
        note=_("Incomplete"),
    )


def _digest(_notice: Notice, on: date) -> Letter:
    found = digest.Waiting(completions=12, programs=3, failed=1, enter_grace=4, expire=2)
    return digest.written(_("Ada Lovelace"), found, on)


SAMPLES: dict[Notice, Callable[[Notice, date], Letter]] = {
    **dict.fromkeys(notice_words.KINDS, _of_enrollee),
    **dict.fromkeys(ABOUT_EVENTS, event_notices.sample),
    Notice.DIGEST: _digest,
}
