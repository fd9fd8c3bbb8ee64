"""How does gunicorn serve Conferral? It reads this by itself when it is started in this folder.

What its command line says goes before what stands here. `WEB_CONCURRENCY` says how many processes there are.
"""

from __future__ import annotations

import os

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
limit_request_line = 8190  # the contacts ticked on Enroll a Contact travel in the address
graceful_timeout = 30
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
