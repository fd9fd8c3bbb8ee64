"""What is the least that a server can do for the program page? Ask F in plain SQL, and answer as many characters."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from django.db import connection

from benchmarks.program_page import plain_sql
from conferral import clock
from conferral.models import Program

BODY = b"x" * int(os.environ.get("BARE_BYTES", "30000"))
ASK = plain_sql(Program.objects.get(code=os.environ["BARE_PROGRAM"]), clock.today())
connection.close()  # a process that is forked off opens its own
getattr(connection, "close_pool", bool)()  # PostgreSQL has one


def application(_environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer any request."""
    ASK()
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(BODY)))])
    return [BODY]
