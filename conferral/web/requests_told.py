"""What is written down about a request? One line: which route answered it, how, and how long that took.

Never its address, whose path holds member numbers and whose query holds what was searched for. Each request has an id,
its proxy's if that gave it one, which every line written meanwhile has too and which goes back with the answer.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from structlog.contextvars import bound_contextvars

from conferral.web import counted

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[0-9a-f-]{16,64}", re.IGNORECASE)
"""An id as proxies give it; whatever else was sent as one might say something."""

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
logger = logging.getLogger("conferral.requests")


class RequestsTold:
    """Middleware around all others: it gives each request its id, counts its answer and writes its line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and tell of it; of the files of the layout nothing is told."""
        began, id_ = time.perf_counter(), _id_of(request)
        with bound_contextvars(request_id=id_):
            answer = self._get_response(request)
            answer.headers[HEADER] = id_
            if not request.path_info.startswith(settings.STATIC_URL):
                seconds = time.perf_counter() - began
                counted.answered(answer.status_code, seconds)
                logger.info(
                    "A request was answered.",
                    extra={
                        "route": request.resolver_match.view_name if request.resolver_match else None,
                        "method": request.method if request.method in METHODS else "other",
                        "status": answer.status_code,
                        "milliseconds": round(seconds * 1000, 1),
                    },
                )
        return answer


def _id_of(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    return given if _GIVEN.fullmatch(given) else uuid4().hex
