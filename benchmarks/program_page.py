"""What do the program page, a search, the trackers and a purge cost over plain SQL? Fills a database and prints JSON.

F is the plain SQL of the page on the same rows: the four counts, and the first fifty rows with their contacts.
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is to be set up first
from django.contrib.auth.models import Group  # noqa: E402 - Django is to be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import purging, trackers  # noqa: E402 - Django is to be set up first
from benchmarks.filled import empty_programs, filled, known  # noqa: E402
from benchmarks.measuring import measured  # noqa: E402
from conferral import clock  # noqa: E402
from conferral.documents.contact_list import contacts  # noqa: E402
from conferral.documents.enrollees import Sort, enrollees  # noqa: E402
from conferral.documents.everywhere import everywhere  # noqa: E402
from conferral.documents.standings_chart import standings_chart  # noqa: E402
from conferral.models import Account, Contact, Program  # noqa: E402
from conferral.models.keyset import Cursor  # noqa: E402
from conferral.rules.actors import Role  # noqa: E402

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PAGE = "page, signed in, all middleware"
PROGRAMS = (50, 5_000)
"""Among so many programs the page is asked for."""

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
 WHERE {CURRENT} ORDER BY e.sort_name, e.id LIMIT 50
"""  # noqa: S608 - likewise


def main(count: int, rounds: int) -> list[dict[str, Any]]:
    """Return what was measured, a row per side, one comparison after the other."""
    on = clock.today()
    call_command("migrate", verbosity=0)
    program, small = filled(enrollees=count, on=on), filled(enrollees=count * 6 // 100, code="SMALL", on=on)
    known(contacts=2 * count - Contact.objects.count(), code="KNOWN")
    client = signed_in()
    settled()
    f = {"F: counts and rows in plain SQL": plain_sql(program, on)}
    found = measured({**f, **pages(program, on), **contact_searches(program, on), PAGE: page(client, program)}, rounds)
    found += measured(
        {f"page of {small.enrollments.count():,}": page(client, small), f"page of {count:,}": page(client, program)},
        rounds,
    )
    for programs in PROGRAMS:
        empty_programs(upto=programs)
        settled()
        found += measured({**f, f"page among {programs:,} programs": page(client, program)}, rounds)
    with trackers.covering_index():
        found += measured(trackers.sides(program, on), rounds)
    return found + measured(purging.sides(), purging.ROUNDS)


def settled() -> None:
    """Let the database take its statistics."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM")
        cursor.execute("ANALYZE")


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
    """Return the documents that make the page up."""

    def documents(**said: Any) -> Callable[[], object]:
        return lambda: (standings_chart(program, on=on, today=on), enrollees(program, on=on, **said))

    return {
        "documents, first page by name": documents(),
        "documents, by deadline": documents(sort=Sort.DEADLINE),
        **{f"documents, search: {kind}": documents(text=text) for kind, text in searches(program).items()},
        "documents, page 1 of 25 rows": documents(size=25),
        "documents, the last but some of 25 rows": documents(size=25, after=far_place(program)),
    }


def contact_searches(program: Program, on: date) -> dict[str, Callable[[], object]]:
    """Return the searches of the list of contacts, and those of everything."""
    asked = searches(program)
    return {
        **{f"contacts, search: {kind}": partial(contacts, wanted=text) for kind, text in asked.items()},
        **{f"everywhere, search: {kind}": partial(everywhere, text, on=on) for kind, text in asked.items()},
    }


def signed_in() -> Client:
    """Return the browser of somebody of the staff."""
    account = Account.objects.create(username="bench")
    account.groups.add(Group.objects.get(name=Role.STAFF.label))
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def page(client: Client, program: Program) -> Callable[[], object]:
    """Return what asks for the page itself."""
    address = reverse("staff:program", args=[program.code])
    if client.get(address).status_code != HTTPStatus.OK:
        raise RuntimeError(f"{address} does not answer.")
    return lambda: client.get(address)


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
    rows = program.enrollments.order_by("sort_name", "pk").values_list("sort_name", "pk")
    place = min(3600 * 25, program.enrollments.count() * 9 // 10)
    return ["name", *rows[place : place + 1][0]]


if __name__ == "__main__":
    with override_settings(STORAGES=STORAGES):
        print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
