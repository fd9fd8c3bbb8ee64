"""What does each notice to an enrollee say? A subject, a sentence or two, and the one thing to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferral.documents.letters import Letter
from conferral.rules.days import day_after, in_words
from conferral.rules.notices import Notice


@dataclass(frozen=True, slots=True)
class Attempted:
    """The completion that a notice is about, the status its requirement has now, and the note of a rejection."""

    requirement: str = ""
    address: str = ""
    completed_on: date | None = None
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The stage that a notice is about, by name, and the requirements that are left in it."""

    stage: str = ""
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a notice is about, as it is when it goes; of completion and stage only what the kind asks for."""

    on: date
    name: str
    organization: str
    program: str
    address: str
    deadline_on: date
    grace_begins_on: date | None
    expires_on: date
    earned_on: date | None = None
    designation: str = ""
    completion: Attempted = Attempted()
    opened: Opened = Opened()


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one kind."""

    subject: str
    paragraphs: tuple[str, ...]
    act: str
    quoted: str = ""
    items: tuple[str, ...] = ()


def letter(notice: Notice, matter: Matter) -> Letter:
    """Write the notice of that kind."""
    said = KINDS[notice](matter)
    named = {"organization": matter.organization}
    return Letter(
        subject=said.subject,
        greeting=_("Dear %(name)s,") % {"name": matter.name},
        paragraphs=said.paragraphs,
        quoted=said.quoted,
        items=said.items,
        act=said.act,
        address=matter.completion.address or matter.address,
        closing=_("%(organization)s sends this because you are enrolled there.") % named,
    )


def _enrolled(matter: Matter) -> Said:
    said = {"program": matter.program, "deadline": in_words(matter.deadline_on), "expires": in_words(matter.expires_on)}
    paragraphs = [_("You are enrolled in %(program)s. Your completion deadline is %(deadline)s.") % said]
    if matter.grace_begins_on is not None:
        paragraphs.append(_("A grace period follows it; the last day that counts is %(expires)s.") % said)
    return Said(_("You are enrolled in %(program)s") % said, tuple(paragraphs), _("See what to do first"))


def _stage_opened(matter: Matter) -> Said:
    said = {"program": matter.program, "stage": matter.opened.stage}
    return Said(
        _("%(stage)s of %(program)s is open") % said,
        (_("What came before is complete, so you can go on with %(stage)s of %(program)s:") % said,),
        _("Go on"),
        items=matter.opened.left,
    )


def _deadline(matter: Matter) -> Said:
    left = (matter.deadline_on - matter.on).days
    said = {"program": matter.program, "deadline": in_words(matter.deadline_on), "left": left}
    subject = ngettext(
        "%(program)s: %(left)s day to your deadline", "%(program)s: %(left)s days to your deadline", left
    )
    return Said(
        subject % said,
        (_("Your completion deadline in %(program)s is %(deadline)s.") % said,),
        _("See what is still needed"),
    )


def _grace_begun(matter: Matter) -> Said:
    said = {"program": matter.program, "expires": in_words(matter.expires_on)}
    return Said(
        _("%(program)s: your grace period has begun") % said,
        (
            _("The deadline of %(program)s has passed, and your grace period has begun.") % said,
            _("What you complete by %(expires)s still counts; after that day your enrollment expires.") % said,
        ),
        _("See what is still needed"),
    )


def _expires(matter: Matter) -> Said:
    left = (matter.expires_on - matter.on).days
    said = {"program": matter.program, "expires": in_words(matter.expires_on), "left": left}
    subject = ngettext(
        "%(program)s: your enrollment expires in %(left)s day",
        "%(program)s: your enrollment expires in %(left)s days",
        left,
    )
    return Said(
        subject % said,
        (_("The last day that counts in %(program)s is %(expires)s. After it your enrollment expires.") % said,),
        _("See what is still needed"),
    )


def _expired(matter: Matter) -> Said:
    said = {
        "program": matter.program,
        "expires": in_words(matter.expires_on),
        "since": in_words(day_after(matter.expires_on)),
    }
    return Said(
        _("%(program)s: your enrollment has expired") % said,
        (
            _("The last day that counted in %(program)s was %(expires)s, so your enrollment is Expired.") % said,
            _("What you completed is kept. Ask us whether you can be given more time or be enrolled again."),
        ),
        _("See your certifications"),
    )


def _of_completion(matter: Matter) -> dict[str, str]:
    return {
        "requirement": matter.completion.requirement,
        "program": matter.program,
        "status": matter.completion.status,
        "day": in_words(matter.completion.completed_on) if matter.completion.completed_on else "",
    }


def _received(matter: Matter) -> Said:
    said = _of_completion(matter)
    return Said(
        _("Received: %(requirement)s") % said,
        (
            _("Your completion of %(requirement)s in %(program)s, dated %(day)s, was recorded.") % said,
            _("Its status is %(status)s.") % said,
        ),
        _("See it"),
    )


def _approved(matter: Matter) -> Said:
    said = _of_completion(matter)
    return Said(
        _("Approved: %(requirement)s") % said,
        (_("Your completion of %(requirement)s in %(program)s, dated %(day)s, was approved and is Complete.") % said,),
        _("See what comes next"),
    )


def _rejected(matter: Matter) -> Said:
    said = _of_completion(matter)
    return Said(
        _("Please submit again: %(requirement)s") % said,
        (
            _("Your completion of %(requirement)s in %(program)s, dated %(day)s, was not accepted.") % said,
            _("The status of the requirement is now %(status)s. You can submit it again. This is the note:") % said,
        ),
        _("Submit it again"),
        quoted=matter.completion.note,
    )


def _earned(matter: Matter) -> Said:
    said = {
        "program": matter.program,
        "day": in_words(matter.earned_on) if matter.earned_on else "",
        "designation": matter.designation,
    }
    paragraphs = [_("Congratulations: you earned %(program)s on %(day)s.") % said]
    if matter.designation:
        paragraphs.append(_("You may now carry the designation %(designation)s.") % said)
    return Said(_("You have earned %(program)s") % said, tuple(paragraphs), _("See your certification"))


KINDS: dict[Notice, Callable[[Matter], Said]] = {
    Notice.ENROLLED: _enrolled,
    Notice.STAGE_OPENED: _stage_opened,
    Notice.DEADLINE_60: _deadline,
    Notice.DEADLINE_14: _deadline,
    Notice.GRACE_BEGUN: _grace_begun,
    Notice.EXPIRES_14: _expires,
    Notice.EXPIRED: _expired,
    Notice.RECEIVED: _received,
    Notice.APPROVED: _approved,
    Notice.REJECTED: _rejected,
    Notice.EARNED: _earned,
}
