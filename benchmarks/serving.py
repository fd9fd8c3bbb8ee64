"""How many program pages a second are handed out to eight clients, beside its plain SQL? And in what memory?

Both by the same server, two processes of four threads, the clients a process of their own on the same machine: of what
it can do they take their part. Prints figures as JSON.
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is to be set up first
from django.core.management import call_command  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.filled import filled  # noqa: E402 - Django is to be set up first
from benchmarks.program_page import settled, signed_in  # noqa: E402
from benchmarks.served import ROOT, Server, served  # noqa: E402
from conferral import clock  # noqa: E402

CLIENTS, TURNS = 8, 3
BARE, PAGES = "F served bare, eight clients", "program page, eight clients"


def main(enrollees: int, seconds: int) -> list[dict[str, Any]]:
    """Return a row per side: requests a second, their milliseconds, and the megabytes of the two processes."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    program = filled(enrollees=enrollees, on=clock.today())
    settled()
    client = signed_in()
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    path = reverse("staff:program", args=[program.code])
    size = len(client.get(path).content)
    told: dict[str, list[dict[str, Any]]] = {BARE: [], PAGES: []}
    environment = {"LOG_LEVEL": "warning", **os.environ, "BARE_BYTES": str(size), "BARE_PROGRAM": program.code}
    with served("benchmarks.bare:application", environment) as bare, served("conferral.wsgi", environment) as ours:
        asked(ours, 1, cookie, path)
        for _ in range(TURNS):
            told[BARE].append(asked(bare, seconds, "", path))
            told[PAGES].append(asked(ours, seconds, cookie, path))
        held = {BARE: bare.megabytes(), PAGES: ours.megabytes()}
    most = {what: max(turns, key=lambda turn: turn["a_second"]) for what, turns in told.items()}
    return [
        {"what": what, **turn, "ratio": turn["a_second"] / most[BARE]["a_second"], "megabytes": held[what]}
        for what, turn in most.items()
    ]


def asked(server: Server, seconds: int, cookie: str, path: str) -> dict[str, Any]:
    """Let clients ask a server; refuse figures of anything but pages."""
    command = [sys.executable, "-m", "benchmarks.clients", str(server.port), str(CLIENTS), str(seconds), cookie, path]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
    found: dict[str, Any] = json.loads(done.stdout)
    if found.pop("wrong"):
        raise RuntimeError(f"Something else was answered: {json.loads(done.stdout)['wrong']}")
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
