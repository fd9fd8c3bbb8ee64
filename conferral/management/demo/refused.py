"""Which notice of the demo did not go? One whose address the mail server refused, the evening before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from conferral.actions import messages
from conferral.models import Message

UNKNOWN = 550
WORKER = "demo"


class Refusing(BaseEmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Refuse every address for good."""
        raise SMTPRecipientsRefused({to: (UNKNOWN, b"unknown") for mail in email_messages for to in mail.to})


def refuse_one(at: datetime) -> None:
    """Send until one is refused; what is not true any more is dropped on the way, as it is by every worker."""
    server = Refusing()
    while not Message.objects.failed().exists() and messages.send_next(worker=WORKER, at=at, connection=server):
        pass
