"""Which lists may be read from a replica of the database, and when is that allowed? (decision 0045)

What a view shows is read from the replica where the view says that it may lag (`may_lag`, `file_may_lag`), the replica
is there and hardly behind, and it has all that this browser did. Everything else is read from the primary: whatever
stands in a transaction, so all that an action asks, sessions, and who asks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from conferral.web.patience import Lack, lack
from conferral.web.replica_watched import REPLICA, position, watch

SAFE = {"GET", "HEAD"}
COOKIE = "conferral-position"
COOKIE_SECONDS = 60
"""Longer than a replica that is read from may be behind (`replica_watched`)."""
UNKNOWN = "FFFFFFFF/FFFFFFFF"
"""A position that is never reached: where none can be had, all is read from the primary until the cookie is over."""
NEVER = {("conferral", "session"), ("django_cache", "cacheentry")}
"""Who is signed in, and how often something was tried: the newest counts."""

View = Callable[..., HttpResponseBase]
logger = logging.getLogger("conferral.replica")
_reading: ContextVar[bool] = ContextVar("reading_from_the_replica", default=False)


class Router:
    """Says to Django from which database a row is read: the primary, unless a view reads from the replica."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """Name the replica where a view reads from it, and nothing has to be exact."""
        meta = model._meta  # noqa: SLF001 - Django's documented name for it
        if not _reading.get() or (meta.app_label, meta.model_name) in NEVER:
            return DEFAULT_DB_ALIAS
        return DEFAULT_DB_ALIAS if connections[DEFAULT_DB_ALIAS].in_atomic_block else REPLICA

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        """Name the primary: nothing else is written to."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_rows: Model, **_hints: Any) -> bool:
        """Let rows from both meet: they are the same rows."""
        return True

    def allow_migrate(self, db: str, *_args: Any, **_hints: Any) -> bool:
        """Migrate the primary; the replica follows."""
        return db == DEFAULT_DB_ALIAS


class OwnWritesSeen:
    """Middleware that lets a browser keep up to where the primary had come when it had done what it was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and after whatever may have written give the position along."""
        answer = self._get_response(request)
        if REPLICA in settings.DATABASES and request.method not in SAFE:
            cast("Any", answer).set_signed_cookie(
                COOKIE,
                UNKNOWN if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else _reached(),
                max_age=COOKIE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return answer


def may_lag(view: View) -> View:
    """Let what a view shows be read from the replica; where it is sent something, from the primary as ever.

    A replica that fails meanwhile is left alone for a while, and the view is asked once more.
    """

    @wraps(view)
    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SAFE or not _allowed(request):
            return view(request, *args, **kwargs)
        try:
            with _from_the_replica():
                return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError) as fault:
            if lack(fault) is Lack.SLOW:
                raise  # it would be no quicker there
            _let_go()
            return view(request, *args, **kwargs)

    reading.lags = True  # type: ignore[attr-defined]
    return reading


def file_may_lag(view: View) -> View:
    """Let the rows of a file that is taken along be read from the replica; that it was taken is written as ever."""

    @wraps(view)
    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _allowed(request):
            return view(request, *args, **kwargs)
        with _from_the_replica():
            answer = view(request, *args, **kwargs)
        if isinstance(answer, StreamingHttpResponse):
            answer.streaming_content = _still(cast("Iterable[bytes]", answer.streaming_content))
        return answer

    reading.lags = True  # type: ignore[attr-defined]
    return reading


def _allowed(request: HttpRequest) -> bool:
    if REPLICA not in settings.DATABASES:
        return False
    done = request.get_signed_cookie(COOKIE, default="", max_age=COOKIE_SECONDS)
    return watch.allows(done or None)


def _reached() -> str:
    try:
        return position(DEFAULT_DB_ALIAS) or UNKNOWN
    except Error:
        return UNKNOWN


@contextmanager
def _from_the_replica() -> Iterator[None]:
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def _still(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what is streamed after the view has answered, each part read from the replica too."""
    left = iter(parts)
    while True:
        with _from_the_replica():
            part = next(left, None)
        if part is None:
            return
        yield part


def _let_go() -> None:
    logger.warning("The replica failed while it was read from.")
    watch.failed()
