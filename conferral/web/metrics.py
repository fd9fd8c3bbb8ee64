"""How does a monitoring system ask how the installation is doing? At /metrics, in the text format of Prometheus.

Only with the token of `METRICS_TOKEN`; to everybody else, and without one, there is nothing here. No number tells of a
person. What comes from the database is the same whichever process answers; what is of the process says which.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.measured import Measured, measured
from conferral.web import counted
from conferral.web.access import on_any_day

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
GAUGES = {
    "conferral_jobs_waiting": ("jobs_waiting", "Jobs that have neither ended nor been given up."),
    "conferral_jobs_given_up": ("jobs_given_up", "Jobs that were given up; somebody has to start them again."),
    "conferral_job_oldest_seconds": ("oldest_job", "Age of the oldest job that has not ended; 0 without one."),
    "conferral_messages_waiting": ("messages_waiting", "Notices in the outbox that have not gone yet."),
    "conferral_messages_overdue_seconds": ("messages_overdue", "How long the first of them has been due; 0 if not."),
    "conferral_messages_failed": ("messages_failed", "Notices that no server took."),
    "conferral_workers": ("workers", "Workers seen within a minute."),
    "conferral_worker_seen_seconds": ("worker_seen", "How long ago the latest sign of life of a worker was."),
    "conferral_log_unsealed": ("entries_unsealed", "Entries of the log that are not sealed yet."),
    "conferral_log_unsealed_seconds": ("oldest_unsealed", "Age of the oldest of them; 0 without one."),
}


@on_any_day
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the numbers. Six queries."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    lines = [*_of_the_installation(measured(clock.now())), *_of_this_process()]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=MEDIA_TYPE)


def _of_the_installation(numbers: Measured) -> Iterator[str]:
    for name, (field, what) in GAUGES.items():
        yield f"# HELP {name} {what}"
        yield f"# TYPE {name} gauge"
        yield f"{name} {getattr(numbers, field)}"


def _of_this_process() -> Iterator[str]:
    answers, seconds = counted.answers()
    process = os.getpid()
    name = "conferral_requests_total"
    yield f"# HELP {name} Requests that this process answered, by the status of the answer."
    yield f"# TYPE {name} counter"
    for status, count in answers.items():
        yield f'{name}{{process="{process}",status="{status}"}} {count}'
    name = "conferral_requests_seconds_total"
    yield f"# HELP {name} Seconds that this process took for them."
    yield f"# TYPE {name} counter"
    yield f'{name}{{process="{process}"}} {seconds:.3f}'
