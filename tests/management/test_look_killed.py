"""What becomes of a look ahead at a long file when its worker is killed? Each step is found once or not yet.

Real processes on a database of their own.
"""

from __future__ import annotations

import json
import os

from tests.management.killing import KILLS, finish, kills

ROWS = int(os.environ.get("LOOKED", str(200 * (KILLS + 6))))
ASKED = """
import django
django.setup()
import sys
from django.utils import timezone
from conferral.actions import import_looks, imports
from conferral.documents.uploaded_rows import uploaded
from conferral.models import Contact
from conferral.rules.importing import ImportKind
from tests import make
rows, at = int(sys.argv[1]), timezone.now()
import_looks.LOOKED_IN_A_STEP = 100
Contact.objects.bulk_create(Contact(member_number=f"N-{n}", last_name="Name") for n in range(0, rows, 10))
names = ("member_number", "last_name", "email")
cells = ((f"N-{n if n % 10 != 9 else 9}", f"Last {n}", "nobody" if n % 10 == 5 else f"n{n % 50}@example.org")
    for n in range(rows))
file = uploaded(ImportKind.CONTACTS, "\\n".join(map(",".join, (names, *cells))).encode(), "people.csv")
by = make.actor()
kept = imports.keep(kind=ImportKind.CONTACTS, name="people.csv", uploaded=file, by=by, at=at)
import_looks.ask(upload=kept.key, taken_for=names, by=by, at=at)
"""
FOUND = """
import django
django.setup()
import json
from conferral.models import Contact, ImportFile, ImportRow, JobItem
looked = ImportFile.objects.get().looked
print(json.dumps({
    "steps": JobItem.objects.filter(is_done=True, is_refused=False).count(),
    "counts": looked["counts"],
    "warned": looked["warned"],
    "marked": ImportRow.objects.exclude(email_mark=None).count(),
    "contacts": Contact.objects.count(),
}))
"""


def test_killed_in_the_middle_a_step_is_found_once_or_not_yet_and_another_worker_goes_on(database) -> None:
    database.run("-c", ASKED, ROWS)
    for _ in kills(database, some_at_once=True):
        so_far = json.loads(database.run("-c", FOUND))
        assert sum(so_far["counts"].values()) == 100 * so_far["steps"]
        assert so_far["marked"] == so_far["counts"]["created"] + so_far["counts"]["updated"]
    finish(database)
    at_last = json.loads(database.run("-c", FOUND))
    tenth = ROWS // 10
    assert at_last["steps"] == ROWS // 100
    # One in ten is known, one in ten has a bad email, and one in ten has the number of another, with other values.
    assert at_last["counts"] == {"created": 7 * tenth, "updated": tenth, "unchanged": 0, "refused": 2 * tenth}
    assert at_last["warned"] == 8 * tenth - 40, "of fifty emails forty are accepted, each the first time alone"
    assert at_last["contacts"] == tenth
