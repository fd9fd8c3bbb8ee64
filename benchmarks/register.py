"""What do pages, a completion, what is due today and an export cost in a whole register? Fills one and prints JSON.

The first side of each comparison is plain SQL. F is that of the program page (program_page.py).
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django is to be set up first
from django.test import Client, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import due, exporting, recording  # noqa: E402 - Django is to be set up first
from benchmarks.measuring import measured  # noqa: E402
from benchmarks.program_page import PAGE, STORAGES, page, plain_sql, settled, signed_in  # noqa: E402
from benchmarks.whole import PROGRAMS, whole  # noqa: E402
from conferral import clock  # noqa: E402
from conferral.models import Completion, Enrollment, Program  # noqa: E402
from conferral.rules.standing import Status  # noqa: E402

F = "F: counts and rows in plain SQL"
MOST_EXPORTS = 5


def main(enrollees: int, rounds: int, programs: int = PROGRAMS) -> list[dict[str, Any]]:
    """Return what was measured, a row per side, one comparison after the other."""
    on = clock.today()
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    program = whole(enrollees=enrollees, on=on, upto=programs)
    settled()
    told = f"{Enrollment.objects.count():,} enrollments, {Completion.objects.count():,} completions"
    print(f"{told}, in {time.monotonic() - began:.0f} s", file=sys.stderr)
    client = signed_in()
    f = {F: plain_sql(program, on)}
    found = measured(
        {**f, PAGE: page(client, program), "View progress, eight requirements": progress(client, program, on)}, rounds
    )
    found += measured(recording.sides(on, rounds), rounds)
    found += measured(due.sides(on), rounds)
    few = min(rounds, MOST_EXPORTS)
    return found + [
        {**row, "megabytes": exporting.most_memory(program, on)} for row in measured(exporting.sides(program, on), few)
    ]


def progress(client: Client, program: Program, on: date) -> Callable[[], object]:
    """Return what asks for the page of one who is on the way: half of the eight requirements are done."""
    current = program.enrollments.with_status(Status.ENROLLED, on=on).current(on=on)
    enrollment = current.filter(started_on__isnull=False).order_by("-pk")[0]
    address = reverse("staff:enrollment", args=[enrollment.key])
    return lambda: client.get(address)


if __name__ == "__main__":
    with override_settings(STORAGES=STORAGES):
        print(json.dumps(main(*map(int, sys.argv[1:]))))
