"""Is this process alive, and is it ready to serve? For balancers and supervisors."""

from __future__ import annotations

from django.db import Error as NoDatabase
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conferral.web.access import on_any_day
from conferral.web.leaving import is_leaving


@on_any_day
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view is given the request
    """Answer 200 while the process runs; asks nothing of the database."""
    return _plain("alive")


@on_any_day
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view is given the request
    """Answer 200 when the database answers, every migration is applied and nobody has asked the process to end.

    Otherwise 503 with the reason.
    """
    if is_leaving():
        return _plain("the server is about to end", status=503)
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except NoDatabase:
        return _plain("the database does not answer", status=503)
    if waiting:
        return _plain("migrations are waiting to be applied", status=503)
    return _plain("ready")


def _plain(sentence: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
