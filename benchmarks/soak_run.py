"""How is one database soaked? A server and a worker are started on it, clients let loose, and all of it looked at.

Prints what was seen as JSON.
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is to be set up first
from django.core.management import call_command  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.filled import filled, known  # noqa: E402 - Django is to be set up first
from benchmarks.program_page import settled, signed_in  # noqa: E402
from benchmarks.served import ROOT, Server, megabytes, served  # noqa: E402
from benchmarks.soaked_program import CODE, REPEATED, soaked_program, staff_keys  # noqa: E402
from benchmarks.soaking import Busy, Seen, World  # noqa: E402
from conferral import clock  # noqa: E402
from conferral.actions import jobs  # noqa: E402
from conferral.documents.verification import faults  # noqa: E402
from conferral.models import Completion, Contact, Enrollment, Job, Program  # noqa: E402
from conferral.rules.actors import COMMAND_LINE  # noqa: E402
from conferral.rules.jobs import Item  # noqa: E402

LOOK_EVERY = 5.0
JOBS_AT_ONCE = 2
STARTING = 0.2
"""The first fifth of the time is warming up, as far as memory goes."""


def main(enrollees: int, clients: int, seconds: float, kill_every: float) -> dict[str, Any]:
    """Soak, and return what was seen."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    program = filled(enrollees=enrollees, on=clock.today())
    soaked = soaked_program(people=enrollees // 10)
    known(contacts=enrollees, code="NEW")
    settled()
    new = Contact.objects.filter(member_number__startswith="NEW").values_list("member_number", flat=True)
    world = partial(
        World,
        cookie=f"{settings.SESSION_COOKIE_NAME}={signed_in().session.session_key}",
        pages=addresses(program),
        keys=staff_keys(clients),
        enrollments=[str(key) for key in soaked.enrollments.values_list("key", flat=True)],
        requirement=REPEATED,
        program=CODE,
        people=list(new),
        today=clock.today().isoformat(),
    )
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT)
    try:
        with served("conferral.wsgi", dict(os.environ)) as server:
            until = time.monotonic() + seconds
            seen, looked = soak(
                server,
                world(port=server.port),
                clients=clients,
                until=until,
                kill_every=kill_every,
                program=program,
                worker=worker.pid,
            )
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
    call_command("worker", "--until-idle", verbosity=0)
    return told(seen, looked, seconds)


def addresses(program: Program) -> list[str]:
    """Return the pages that are read, in the proportions of a day."""
    page = reverse("staff:program", args=[program.code])
    enrollments = program.enrollments.order_by("pk").values_list("key", flat=True)[:50]
    shown = [reverse("staff:enrollment", args=[key]) for key in enrollments]
    searched = [f"{page}?q={text}" for text in ("zoe", "smith", "bench-0001", "nobody-of-that-name")]
    lists = [reverse(f"staff:{name}") for name in ("home", "programs", "contacts", "log", "jobs")]
    return [*shown, *[page] * 10, *searched, f"{page}?sort=deadline", *lists]


def soak(
    server: Server,
    world: World,
    *,
    clients: int,
    until: float,
    kill_every: float,
    program: Program,
    worker: int,
) -> tuple[Seen, list[dict[str, float]]]:
    """Let the clients loose, kill a server process now and then, keep the worker busy, and look at the memory."""
    seen, looked = Seen(), []
    busy = [Busy(world, seen, number=number, until=until) for number in range(clients)]
    for client in busy:
        client.start()
    began = last = time.monotonic()
    chance = random.Random(1)  # noqa: S311 - whom to kill
    while any(client.is_alive() for client in busy):
        time.sleep(min(LOOK_EVERY, kill_every))
        keep_busy(program)
        looked.append({"at": time.monotonic() - began, "server": server.megabytes(), "worker": megabytes(worker)})
        if time.monotonic() - last >= kill_every and server.workers() and time.monotonic() < until:
            os.kill(chance.choice(server.workers()), signal.SIGKILL)
            seen.count("killed")
            last = time.monotonic()
    return seen, looked


def keep_busy(program: Program) -> None:
    """Ask for another job, tests of a whole program, where few are left to do."""
    if Job.objects.filter(ended_at=None).count() >= JOBS_AT_ONCE:
        return
    items = [Item(pk) for pk in program.enrollments.filter(earned_on=None).values_list("pk", flat=True)]
    jobs.ask(kind="program.test", items=items, program=program.pk, by=COMMAND_LINE, at=clock.now())


def told(seen: Seen, looked: Sequence[dict[str, float]], seconds: float) -> dict[str, Any]:
    """Return what was seen, and what of it should not have been."""
    found = [*seen.wrong, *lost_or_doubled(seen), *map(str, faults())]
    calm = [one for one in looked if one["at"] >= STARTING * seconds] or list(looked)
    return {
        "requests": sum(len(took) for took in seen.took.values()),
        "a_second": sum(len(took) for took in seen.took.values()) / seconds,
        "milliseconds": {
            kind: {"p50": statistics.median(took), "most": max(took), "answers": len(took)}
            for kind, took in sorted(seen.took.items())
        },
        "counts": {name: count for name, count in seen.counts.items() if name not in seen.took},
        "writes": dict(Counter(seen.acknowledged.values())),
        "jobs": Job.objects.exclude(ended_at=None).count(),
        "megabytes": {
            who: {"first": calm[0][who], "median": statistics.median(one[who] for one in calm), "last": calm[-1][who]}
            for who in ("server", "worker")
        },
        "faults": found[:50],
    }


def lost_or_doubled(seen: Seen) -> list[str]:
    """Name what was acknowledged and is not there once, and what was asked for and is there twice."""
    there = Counter(Completion.objects.filter(notes__in=seen.asked).values_list("notes", flat=True))
    there += Counter(
        Enrollment.objects.filter(contact__member_number__in=seen.asked).values_list(
            "contact__member_number", flat=True
        )
    )
    lost = [f"lost: {kind} {mark}" for mark, kind in seen.acknowledged.items() if not there[mark]]
    return lost + [f"{count} times: {mark}" for mark, count in there.items() if count > 1]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))))
