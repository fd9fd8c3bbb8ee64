"""How does a mail leave without keeping anybody waiting? From a thread of its own.

Whoever asks for a new password is answered at once and alike, whether there is a mail to send or not:
how long an answer takes would tell strangers who has an account.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

# Its threads begin with the first mail, so after a server has forked; Python waits for them at its end.
_leaving = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail")
_log = logging.getLogger("conferral.mail")


def send(template: str, to: str, values: dict[str, Any]) -> Future[None]:
    """Write and send one mail, soon: `template` with `_subject.txt` and with `_message.txt`."""
    return _leaving.submit(_send, template, to, values)


def _send(template: str, to: str, values: dict[str, Any]) -> None:
    subject = render_to_string(f"{template}_subject.txt", values, using="pages")
    body = render_to_string(f"{template}_message.txt", values, using="pages")
    mail = EmailMessage(" ".join(subject.split()), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to])
    try:
        mail.send()
    except OSError as fault:  # what smtplib raises is one too
        _log.error("A mail could not be sent.", extra={"mail": template, "fault": type(fault).__name__})
