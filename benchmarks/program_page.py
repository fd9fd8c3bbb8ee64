"""What do the program page, its trackers and a purge cost over plain SQL? Fills the database it is given and prints figures as JSON.

F is the plain SQL of the page on the same rows: the four counts, and the first fifty rows with their contacts.
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is to be set up first
from django.contrib.auth.models import Group  # noqa: E402 - Django is to be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import purging, trackers  # noqa: E402 - Django is to be set up first
from benchmarks.filled import filled  # noqa: E402
from conferral import clock  # noqa: E402
from conferral.documents.enrollees import Sort, enrollees  # noqa: E402
from conferral.documents.standings_chart import standings_chart  # noqa: E402
from conferral.models import Account, Program  # noqa: E402
from conferral.models.keyset import Cursor  # noqa: E402
from conferral.rules.actors import Role  # noqa: E402

CURRENT = """program_id = :program AND begins_on <= :on AND (replaced_on IS NULL OR replaced_on > :on)
   AND (cancelled_on IS NULL OR cancelled_on > :on)"""
COUNTS = f"""
SELECT COUNT(*) FILTER (WHERE status = 'earned'), COUNT(*) FILTER (WHERE status = 'enrolled'),
       COUNT(*) FILTER (WHERE status = 'grace'), COUNT(*) FILTER (WHERE status = 'expired')
  FROM (SELECT CASE WHEN earned_on <= :on THEN 'earned' WHEN requirements_met_on <= :on THEN 'enrolled'
                    WHEN expires_on < :on THEN 'expired' WHEN grace_begins_on <= :on THEN 'grace' ELSE 'enrolled' END
          AS status FROM conferral_enrollment WHERE {CURRENT}) AS counted
"""  # noqa: S608 - a condition of our own
ROWS = f"""
SELECT e.key, c.first_name, c.last_name, c.member_number, e.enrolled_on, e.grace_begins_on, e.expires_on,
       e.started_on, e.requirements_met_on, e.earned_on
  FROM conferral_enrollment e JOIN conferral_contact c ON c.id = e.contact_id
 WHERE {CURRENT} ORDER BY c.sort_name, e.id LIMIT 50
"""  # noqa: S608 - likewise


def main(count: int, rounds: int) -> list[dict[str, Any]]:
    """Return a row per side: what it is, its queries, p50 and p95 in milliseconds, p50 in F."""
    on = clock.today()
    call_command("migrate", verbosity=0)
    program = filled(enrollees=count, on=on)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM")
        cursor.execute("ANALYZE")
    found = measured({"F: counts and rows in plain SQL": plain_sql(program, on), **pages(program, on)}, rounds)
    with trackers.covering_index():
        found += measured(trackers.sides(program, on), rounds)
    return found + measured(purging.sides(), purging.ROUNDS)


def measured(sides: dict[str, Callable[[], object]], rounds: int) -> list[dict[str, Any]]:
    """Let each side take its turn, round after round; the first is what the others are compared with."""
    queries = {name: counted(side) for name, side in sides.items()}
    took: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            began = time.perf_counter()
            side()
            took[name].append((time.perf_counter() - began) * 1000)
    p50 = {name: statistics.median(times) for name, times in took.items()}
    base = next(iter(p50.values()))
    p95 = {name: statistics.quantiles(times, n=20)[-1] for name, times in took.items()}
    return [
        {"what": name, "queries": queries[name], "p50": p50[name], "p95": p95[name], "ratio": p50[name] / base}
        for name in sides
    ]


def plain_sql(program: Program, on: date) -> Callable[[], None]:
    """Return F, asked of the driver itself."""
    said: dict[str, Any] = {"program": program.pk, "on": on.isoformat() if connection.vendor == "sqlite" else on}
    counts, rows = COUNTS, ROWS
    if connection.vendor == "postgresql":
        counts, rows = (sql.replace(":on", "%(on)s").replace(":program", "%(program)s") for sql in (COUNTS, ROWS))

    def ask() -> None:
        connection.ensure_connection()
        cursor = connection.connection.cursor()
        for sql in (counts, rows):
            cursor.execute(sql, said)
            cursor.fetchall()

    return ask


def pages(program: Program, on: date) -> dict[str, Callable[[], object]]:
    """Return the documents that make the page up, and the page itself, to somebody signed in."""

    def documents(**said: Any) -> Callable[[], object]:
        return lambda: (standings_chart(program, on=on, today=on), enrollees(program, on=on, **said))

    found = {
        "documents, first page by name": documents(),
        "documents, by deadline": documents(sort=Sort.DEADLINE),
        **{f"documents, search: {kind}": documents(text=text) for kind, text in searches(program).items()},
        "documents, page 1 of 25 rows": documents(size=25),
        "documents, the last but some of 25 rows": documents(size=25, after=far_place(program)),
    }
    address = reverse("staff:program", args=[program.code])
    account = Account.objects.create(username="bench")
    account.groups.add(Group.objects.get(name=Role.STAFF.label))
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    if client.get(address).status_code != HTTPStatus.OK:
        raise RuntimeError(f"{address} does not answer.")
    return {**found, "page, signed in, all middleware": lambda: client.get(address)}


def searches(program: Program) -> dict[str, str]:
    """Return what is searched for, by its kind."""
    number = f"{program.code}-{program.enrollments.count() // 2:06}"
    return {
        "a common name": "zoe",
        "an accented name": "ångström",
        "a rare number": number,
        "the beginning of a number": number[:-2],
        "an email": f"{number.lower()}@example.org",
        "a part that all have": "example.org",
        "nobody": "zzyzx",
    }


def far_place(program: Program) -> Cursor:
    """Return the place of page 3,600, or of the last page but some where there are fewer."""
    rows = program.enrollments.order_by("contact__sort_name", "pk").values_list("contact__sort_name", "pk")
    place = min(3600 * 25, program.enrollments.count() * 9 // 10)
    return ["name", *rows[place : place + 1][0]]


def counted(side: Callable[[], object]) -> int:
    """Return how many queries a side makes through Django, once it is warm."""
    side()
    with CaptureQueriesContext(connection) as ran:
        side()
    return len(ran.captured_queries)


if __name__ == "__main__":
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages):
        print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
