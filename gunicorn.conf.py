"""How does gunicorn serve Conferral? It reads this by itself when it is started in this folder.

What its command line says goes before what stands here. `WEB_CONCURRENCY` says how many processes there are,
`DRAIN_SECONDS` for how long one that is asked to end (SIGTERM) still takes what is new: till the balancers know.
"""

from __future__ import annotations

import gc
import os
import signal
from typing import Any

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True  # its processes share what is loaded
limit_request_line = 8190  # the contacts ticked on Enroll a Contact travel in the address
drain_seconds = int(os.environ.get("DRAIN_SECONDS", "5"))
graceful_timeout = 30 + drain_seconds
control_socket_disable = True
# What it has to tell goes where all lines go, and says as little about people (conferral/logs.py).
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "conferral.logs.formatter", "form": os.environ.get("LOG_FORMAT", "json")}},
    "handlers": {"lines": {"class": "conferral.logs.Lines", "formatter": "lines"}},
    "root": {"handlers": [], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["lines"], "propagate": False}},
}


def when_ready(_server: Any) -> None:
    """Leave out what is loaded when garbage is collected: whoever looks through it no longer shares it."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Let a process that is asked to end answer 503 to /readyz, and all else as ever, before it takes nothing new."""
    from conferral.web.leaving import taking_leave

    def end() -> None:
        worker.handle_exit(signal.SIGTERM, None)

    signal.signal(signal.SIGTERM, taking_leave(end, after=drain_seconds))
