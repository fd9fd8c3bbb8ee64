"""Is every mail sent, and none twice but for a kill in the very moment, whatever is killed while the server is slow?

Real processes on a database of their own, and a mail server of the test's; WORKER_KILLS says how many are killed.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter

from tests.mail_server import MailServer
from tests.management.killing import KILLS, ends, wait_until, working

WAITING = "conferral_message WHERE ended_at IS NULL"
PEOPLE = 12 * (KILLS + 2)
POPULATE = """
import django
django.setup()
import sys
from datetime import date
from django.utils import timezone
from conferral.actions import enrollments
from conferral.models import Contact
from conferral.rules.actors import COMMAND_LINE
from tests import make
at = timezone.now()
program, people = make.program("EMT"), int(sys.argv[1])
Contact.objects.bulk_create(
    Contact(member_number=f"N-{n}", last_name="Name", email=f"n{n}@example.org") for n in range(people)
)
keys = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
enrollments.enroll_many(contacts=keys, program=program, enrolled_on=at.date(), by=COMMAND_LINE, at=at)
"""
CANCEL = """
import django
django.setup()
import sys
from django.utils import timezone
from conferral.actions import enrollments
from conferral.models import Enrollment, Message
from conferral.rules.actors import COMMAND_LINE
over = Enrollment.objects.exclude(cancelled_on=None).values("pk")
untouched = Message.objects.filter(ended_at=None, attempts=0).exclude(enrollment_id__in=over)
last = untouched.order_by("-due_at", "-pk").first()
row = Enrollment.objects.select_related("contact").get(pk=last.enrollment_id)
enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=timezone.now())
print(row.contact.email)
"""


def test_killed_at_random_moments_no_mail_is_lost_and_none_goes_to_who_cancelled(database, monkeypatch) -> None:
    dice = random.Random(20260302)  # noqa: S311 - no secret
    database.run("-c", POPULATE, PEOPLE)
    cancelled = []
    with MailServer(takes_seconds=0.02) as server:
        database.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        for number in range(KILLS):
            before = len(server.mails)
            with working(database) as worker:
                wait_until(lambda: len(server.mails) > before)  # noqa: B023 - called here
                time.sleep(dice.uniform(0, 0.1))
                worker.kill()
                worker.communicate()
            assert worker.returncode == -signal.SIGKILL
            assert database.count(WAITING) > 1, "the killing was to come in the middle"
            if number % 2 == 0:
                cancelled.append(database.run("-c", CANCEL).strip())
        server.takes_seconds = 0.0
        with working(database) as worker:
            wait_until(lambda: database.count(WAITING) == 0)
            assert ends(worker, signal.SIGTERM) == 0
        sent = Counter(server.recipients())
        assert set(sent) == {f"n{number}@example.org" for number in range(PEOPLE)} - set(cancelled)
        assert sum(sent.values()) - len(sent) <= KILLS
        assert len(set(server.message_ids())) == len(sent), "a mail sent twice is known for one"
    assert database.count("conferral_message WHERE state = 'sent'") == PEOPLE - len(cancelled)
