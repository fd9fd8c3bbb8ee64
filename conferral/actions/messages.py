"""How does a message leave the outbox: claimed by one worker, sent, and marked; dropped, tried again or given up?

One at a time, so a worker that dies has at most one in hand that may have gone without being marked. The next worker
sends it again under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import Enum, auto
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q

from conferral.actions.log import Log, day_of
from conferral.documents.letters import Letter
from conferral.documents.notices import address_of, letter_of
from conferral.models import Message, Worker
from conferral.models.message import State
from conferral.rules import permits, posting
from conferral.rules.actors import Actor, Role
from conferral.rules.notices import Dropped, Notice
from conferral.rules.refusals import Refusal, Refused

REST = timedelta(minutes=1)
"""So long nothing is sent after the mail server could not be reached."""

SENT_AGAIN = "notice.sent_again"


class Went(Enum):
    """What became of a message that was taken up."""

    ENDED = auto()
    """It was sent, dropped or given up."""
    REFUSED = auto()
    """The mail server did not take this one; it is tried again."""
    NO_SERVER = auto()
    """The mail server could not be reached; there is no use in trying others."""


@contextmanager
def connected() -> Iterator[BaseEmailBackend]:
    """Have a way out for some messages, opened with the first one and closed at the end."""
    connection: BaseEmailBackend = get_connection()
    try:
        yield connection
    finally:
        connection.close()


def are_due(*, at: datetime) -> bool:
    """Whether any message is to go now."""
    return Message.objects.due(at=at).exists()


def drop_unaddressed(*, at: datetime) -> int:
    """Drop what is due for those without an email address, all at once; return how many messages. One query."""
    account_nowhere = Q(account__email="") & (Q(account__contact=None) | Q(account__contact__email=""))
    nowhere = Message.objects.due(at=at).filter(Q(contact__email="") | account_nowhere)
    # Asked of the row itself as well: another worker may take it up while this waits for it.
    still_due = Message.objects.due(at=at).filter(pk__in=nowhere.values("pk"))
    return still_due.update(state=State.DROPPED.value, ended_at=at, reason=Dropped.NO_ADDRESS.value)


def send_next(*, worker: str, at: datetime, connection: BaseEmailBackend) -> Went | None:
    """Send the message that is due longest, for the worker of this name; None where none is due.

    One that is not true any more is dropped. One that the mail server refuses for good has failed; any other is tried
    again, up to three days.
    """
    message = _claim(worker, at)
    if message is None:
        return None
    if posting.is_given_up(message.attempts - 1):
        reason = message.reason or "Every worker that took it up came to an end over it."
        return _end(message, State.FAILED, at, reason=reason)
    letter = letter_of(message, on=day_of(at))
    if isinstance(letter, Dropped):
        return _end(message, State.DROPPED, at, reason=letter.value)
    to = address_of(message)
    try:
        connection.open()
        connection.send_messages([mail_of(message, letter, to)])
    except (OSError, SMTPException) as fault:  # what smtplib raises is an OSError too, but not all of it
        return _not_taken(message, fault, at, connection)
    return _end(message, State.SENT, at, sent_to=to, said=letter.kept())


def mail_of(message: Message, letter: Letter, to: str) -> EmailMultiAlternatives:
    """Return the mail of a letter. Its Message-ID follows from the key, so it is the same however often it is sent."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{message.key}@{domain}>", "Auto-Submitted": "auto-generated"}
    subject = " ".join(letter.subject.split())
    mail = EmailMultiAlternatives(subject, letter.text(), settings.DEFAULT_FROM_EMAIL, [to], headers=headers)
    mail.attach_alternative(letter.html(), "text/html")
    for file in letter.files:
        mail.attach(file.name, file.contents, file.media_type)
    return mail


def take_back_lost(*, seen_since: datetime, at: datetime, idle: str = "") -> int:
    """Let others send what workers had in hand that were not seen since then; return how many messages.

    `idle` names a worker that does nothing at the moment: what it had in hand failed, and waits for its next try.
    """
    alive = list(Worker.objects.filter(seen_at__gte=seen_since).values_list("name", flat=True))
    in_hand = Message.objects.waiting().exclude(claimed_by="")
    lost = in_hand.exclude(claimed_by__in=alive).update(claimed_by="", due_at=at)
    return lost + in_hand.filter(claimed_by=idle or "nobody").update(claimed_by="")


@transaction.atomic
def retry(*, message: int, by: Actor, at: datetime) -> Message:
    """Let a message that failed be sent after all. Raises Refused: `role_needed`, `not_failed`."""
    if refusal := permits.needs(by, Role.STAFF, "send a notice again"):
        raise Refused(refusal)
    row = Message.objects.select_for_update(of=("self",)).get(pk=message)
    if row.state != State.FAILED:
        raise Refused(Refusal("not_failed", "This notice has not failed, so there is nothing to send again."))
    row.state, row.ended_at, row.reason, row.attempts, row.due_at = State.WAITING.value, None, "", 0, at
    row.save(update_fields=["state", "ended_at", "reason", "attempts", "due_at"])
    log = Log(by, at)
    log.add(SENT_AGAIN, contact=row.contact_id, enrollment=row.enrollment_id, after={"notice": Notice(row.kind).label})
    log.write()
    return row


def erase_messages(contact: int, at: datetime) -> None:
    """Erase where messages to a contact went and what they said, and drop those that wait. Two queries."""
    rows = Message.objects.filter(contact=contact)
    rows.update(sent_to="", said={})
    rows.waiting().update(state=State.DROPPED.value, ended_at=at, reason=Dropped.ERASED.value, claimed_by="")


def drop_history(*, before: datetime) -> int:
    """Drop what waits since before then: it is about the past. Returns how many messages."""
    waiting = Message.objects.waiting().filter(created_at__lt=before)
    return waiting.update(
        state=State.DROPPED.value, ended_at=F("created_at"), reason=Dropped.HISTORY.value, claimed_by=""
    )


def _claim(worker: str, at: datetime) -> Message | None:
    """Take the next message in hand, so that nobody else does; should it come to nothing, it rests first."""
    with transaction.atomic():
        due = Message.objects.due(at=at).order_by("due_at", "pk")
        key = due.select_for_update(skip_locked=True).values_list("pk", flat=True).first()
        if key is None:
            return None
        message = Message.objects.select_related("contact", "account__contact").get(pk=key)
        message.claimed_by = worker
        message.attempts += 1
        message.due_at = posting.next_try(message.attempts, at)
        message.save(update_fields=["claimed_by", "attempts", "due_at"])
    return message


def _end(message: Message, state: State, at: datetime, **more: object) -> Went:
    """Write what became of it, unless it is in hand no more: erased meanwhile, or another worker took it over."""
    in_hand = Message.objects.filter(pk=message.pk, claimed_by=message.claimed_by)
    in_hand.update(state=state.value, ended_at=at, claimed_by="", **{"reason": "", **more})
    return Went.ENDED


def _not_taken(message: Message, fault: Exception, at: datetime, connection: BaseEmailBackend) -> Went:
    connection.close()
    reason = _reason(fault)
    if _codes(fault) and min(_codes(fault)) >= posting.REFUSED_FOR_GOOD:
        return _end(message, State.FAILED, at, reason=reason)
    if posting.is_given_up(message.attempts):
        return _end(message, State.FAILED, at, reason=reason)
    Message.objects.filter(pk=message.pk, claimed_by=message.claimed_by).update(claimed_by="", reason=reason)
    return Went.REFUSED if _codes(fault) else Went.NO_SERVER


def _codes(fault: Exception) -> Collection[int]:
    """Return what the server answered about this message; nothing where the fault is not about the message."""
    if isinstance(fault, SMTPRecipientsRefused):
        return [code for code, _said in fault.recipients.values()]
    return [int(fault.smtp_code)] if isinstance(fault, SMTPDataError | SMTPSenderRefused) else []


def _reason(fault: Exception) -> str:
    """Say what went wrong, without the address: the kind of fault, and the number that the server answered with."""
    if codes := _codes(fault):
        return f"The mail server refused it ({', '.join(str(code) for code in codes)})."
    return f"The mail server could not be reached ({type(fault).__name__})."
