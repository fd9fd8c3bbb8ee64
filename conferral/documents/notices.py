"""What does a message of the outbox say now, and does it still go?

Read when it goes, so that whatever was corrected meanwhile is told as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from conferral.documents import notice_words
from conferral.documents.digest import letter_of_digest
from conferral.documents.event_notices import letter_about_event
from conferral.documents.letterhead import organization, site_address
from conferral.documents.letters import Letter
from conferral.documents.notice_words import Attempted, Matter, Opened
from conferral.models import Completion, Enrollment, Message
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_of
from conferral.rules.attempts import AttemptState, state_of
from conferral.rules.notices import ABOUT_EVENTS, Dropped, Notice, Truth, dropped
from conferral.rules.progress import Progress, progress
from conferral.rules.stages import is_open, left_in


def letter_of(message: Message, *, on: date) -> Letter | Dropped:
    """Return what the message says on a day, or why it does not go; its contact or account has to come along."""
    return LETTERS[Notice(message.kind)](message, on)


def address_of(message: Message) -> str:
    """Return where the message goes; empty where there is no email address."""
    if message.contact is not None:
        return message.contact.email
    return message.account.mail_address() if message.account is not None else ""


def _of_enrollment(message: Message, on: date) -> Letter | Dropped:
    if message.enrollment_id is None:
        return Dropped.GONE
    row = Enrollment.objects.select_related("contact").filter(pk=message.enrollment_id).first()
    if row is None:
        return Dropped.GONE
    definition = definitions_of([row.version_id])[row.version_id]
    far = progress(definition, attempts_of([row.pk])[row.pk], on)
    completion = _completion(message, row)
    stage = message.about.get("stage")
    said_on = message.about.get("last_on")
    notice = Notice(message.kind)
    truth = Truth(
        on=on,
        has_address=bool(address_of(message)),
        facts=row.facts(),
        known_since=row.registered_on,
        attempt=_state(completion) if completion else None,
        is_decided=completion is not None and bool(completion.approved_on or completion.rejected_on),
        is_stage_open=stage is not None and is_open(far, stage),
    )
    if reason := dropped(notice, truth, last_on=date.fromisoformat(said_on) if said_on else None):
        return reason
    dates = row.dates()
    matter = Matter(
        on=on,
        name=row.contact.full_name,
        organization=organization(),
        program=definition.name,
        address=site_address("member:enrollment", row.key),
        deadline_on=dates.completion_deadline(on),
        grace_begins_on=dates.grace_begins_on,
        expires_on=dates.expires_on,
        earned_on=row.earned_on,
        designation=definition.designation,
        completion=_attempted(completion, row, far) if completion else Attempted(),
        opened=Opened() if stage is None else _opened(far, stage),
    )
    return notice_words.letter(notice, matter)


def _completion(message: Message, row: Enrollment) -> Completion | None:
    key = message.about.get("completion")
    return Completion.objects.with_case().filter(pk=key, enrollment=row).first() if key is not None else None


def _state(completion: Completion) -> AttemptState:
    return state_of(completion.requirement.as_rule(), completion.as_attempt(completion.requirement.code))


def _attempted(completion: Completion, row: Enrollment, far: Progress) -> Attempted:
    code = completion.requirement.code
    return Attempted(
        requirement=completion.requirement.title,
        address=site_address("member:requirement", row.key, code),
        completed_on=completion.completed_on,
        status=far.of(code).status.label,
        note=completion.rejection_note,
    )


def _opened(far: Progress, stage: int) -> Opened:
    name = dict(far.definition.stages).get(stage) or _("Stage %(number)s") % {"number": stage}
    return Opened(name, tuple(one.title for one in left_in(far, stage)))


LETTERS: dict[Notice, Callable[[Message, date], Letter | Dropped]] = {
    **dict.fromkeys(notice_words.KINDS, _of_enrollment),
    **dict.fromkeys(ABOUT_EVENTS, letter_about_event),
    Notice.DIGEST: letter_of_digest,
}
"""Who writes the letter of each kind. A new kind is a line here; a letter may bring files along."""
