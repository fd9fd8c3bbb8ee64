"""Does a review of thousands name the first two hundred of each kind, and count everybody?

Every page that looks at many before something is done to them: a selection's extension, cancellation and move, an
enrolment, a purge.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conferral.actions import enrollments
from conferral.actions.cancelling import cancel_chunk
from conferral.actions.log import Log
from conferral.actions.opened import Looked
from conferral.models import Contact, Enrollment, Program
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.web.staff.selection import LISTED
from tests import make
from tests.web.signed_in import said, signed_in

pytestmark = pytest.mark.django_db
HERE = "/staff/certification/enrollments/programs/"
COUNT = LISTED + 6
REFUSED = 3
FIRST = "The first 200 of 203 are shown. All of them are counted above."


@pytest.fixture
def manager(db):
    return signed_in(Role.MANAGER)


@pytest.fixture
def many(db) -> list[Enrollment]:
    """Enroll 206 in the first version of a program that has a second; the last three have cancelled since."""
    program = make.program("P")
    rows = [Contact(member_number=f"N-{n:03}", first_name="Nora", last_name=f"Nth {n:03}") for n in range(COUNT)]
    contacts = [contact.pk for contact in Contact.objects.bulk_create(rows)]
    on = date(2026, 1, 5)
    enrollments.enroll_many(contacts=contacts, program=program, enrolled_on=on, by=COMMAND_LINE, at=make.noon(on))
    make.publish(program, make.definition(make.requirement("EXAM"), make.requirement("PLEDGE")))
    make.program("Q")
    found = list(Enrollment.objects.order_by("pk").select_related("contact"))
    cancel(found[-REFUSED:])
    return list(Enrollment.objects.order_by("pk").select_related("contact"))


def cancel(rows: list[Enrollment]) -> None:
    cancel_chunk([Looked(row.pk) for row in rows], Log(COMMAND_LINE, make.noon(date(2026, 2, 1))))


def ticks(rows: list[Enrollment]) -> str:
    return " ".join(f"{row.key.hex}.{row.revision}" for row in rows)


def extension(client, rows):
    return client.post(f"{HERE}P/extension/", {"pick": ticks(rows), "how": "to", "to": "2027-12-31"})


def cancellation(client, rows):
    return client.post(f"{HERE}P/cancellations/", {"pick": ticks(rows)})


def move(client, rows):
    return client.post(f"{HERE}P/moves/review/", {"pick": [row.contact.member_number for row in rows], "dates": "new"})


def enrolment(client, rows):
    """Into the program the others are enrolled in: only who cancelled can be enrolled, and 203 cannot."""
    numbers = [row.contact.member_number for row in rows]
    return client.post(f"{HERE}P/enrollees/review/", {"pick": numbers, "enrolled_on": "2026-03-02"})


@pytest.mark.parametrize(
    ("review", "counted"),
    [
        (extension, ["203 expiration dates will be extended", "3 are left out"]),
        (cancellation, ["203 enrollments will be cancelled", "3 are left out"]),
        (move, ["203 enrollees will be moved to version 2", "3 enrollees will not be moved"]),
        (enrolment, ["3 contacts will be enrolled", "203 contacts will not be enrolled"]),
    ],
)
def test_two_hundred_are_named_and_everybody_is_counted_and_handed_on(manager, many, review, counted) -> None:
    with CaptureQueriesContext(connection) as few:
        review(manager, many[-5:])
    with CaptureQueriesContext(connection) as all_of_them:
        answer = review(manager, many)
    assert len(all_of_them) == len(few)
    words = said(answer)
    for sentence in (*counted, FIRST):
        assert sentence in words
    assert words.count("All of them are counted above.") == 1
    assert words.index("left out" if "left out" in counted[1] else "will not be") < words.index("Nora Nth 000")
    assert named(answer) == {*(f"Nora Nth {n:03}" for n in range(LISTED)), *last_three()}


def named(answer) -> set[str]:
    return set(re.findall(r"Nora Nth \d{3}", said(answer)))


def last_three() -> list[str]:
    return [f"Nora Nth {n:03}" for n in range(COUNT - REFUSED, COUNT)]


def test_a_purge_names_two_hundred_and_its_way_back_is_no_longer_than_servers_take(manager, many) -> None:
    cancel(many[REFUSED:-REFUSED])
    rows = list(Enrollment.objects.order_by("pk"))
    with CaptureQueriesContext(connection) as few:
        manager.post(reverse("staff:purge-review"), {"pick": ticks(rows[:5]), "q": "nth"})
    with CaptureQueriesContext(connection) as all_of_them:
        answer = manager.post(reverse("staff:purge-review"), {"pick": ticks(rows), "q": "nth"})
    assert len(all_of_them) == len(few)
    words = said(answer)
    assert "203 enrollments of 203 contacts will be deleted" in words
    assert FIRST in words
    assert "What cannot be purged, and is left out Why not Full Name Program Why not Nora Nth 000" in words
    assert len(named(answer)) == LISTED + REFUSED
    addresses = set(re.findall(rf'href="({reverse("staff:inactive")}\?[^"]*)"', answer.content.decode()))
    assert addresses == {f"{reverse('staff:inactive')}?q=nth"}
    assert Program.objects.count() == 2
