"""Does a member number that was merged away lead to the survivor, and to nobody else?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from conferral.actions import (
    contacts,
    erasure,
    exporting,
    imported_completions,
    imported_contacts,
    imported_enrollments,
)
from conferral.management.commands.import_enrollments import Enrollments
from conferral.models import Contact, Enrollment, FormerNumber
from conferral.models.former_number import keys_of, numbered
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.contacts import Details
from conferral.rules.outcomes import Kind, Row
from tests import make
from tests.actions.register import refused

pytestmark = pytest.mark.django_db

FORMER = 10**9


@pytest.fixture
def merged(ada, now):
    """Somebody else was Grace, M-2, until she was found to be Ada."""
    FormerNumber.objects.create(member_number="M-2", contact=ada, former=FORMER, merged_at=now)
    return ada


def row(**cells: str) -> Row:
    return Row(2, cells, ())


def test_it_leads_to_the_survivor_and_so_do_the_entries_of_the_log(merged) -> None:
    assert numbered("M-2") == numbered("M-1") == merged
    assert numbered("M-3") is None
    assert keys_of(merged.pk) == [merged.pk, FORMER]


def test_nobody_gets_it_by_being_added_or_changed(merged, now) -> None:
    with refused("member_number_former") as caught:
        contacts.add(details=Details(member_number="M-2", first_name="Grace"), by=COMMAND_LINE, at=now)
    assert "M-2 was merged into Ada Lovelace, M-1" in str(caught.value)
    other = make.contact("M-3")
    with refused("member_number_former"):
        contacts.change(
            contact=other.pk, details=replace(other.details(), member_number="M-2"), by=COMMAND_LINE, at=now
        )
    with refused("member_number_former"):
        contacts.change(
            contact=merged.pk, details=replace(merged.details(), member_number="M-2"), by=COMMAND_LINE, at=now
        )


def test_whatever_is_asked_of_a_contact_that_was_merged_away_meanwhile_is_told_so(merged, now) -> None:
    asked = {"contact": FORMER, "by": COMMAND_LINE, "at": now}
    with refused("contact_gone"):
        contacts.change(details=merged.details(), **asked)
    with refused("contact_gone"):
        exporting.hand_out(reason="Asked by letter.", **asked)
    with refused("contact_gone"):
        erasure.erase(reason="Asked by letter.", **asked)


def test_contacts_csv_is_told_into_whom_it_was_merged(merged, now) -> None:
    cells = {"member_number": "M-2", "first_name": "Grace", "last_name": "Hopper", "email": "", "organization": ""}
    fresh = {**cells, "member_number": "M-4"}
    first, second = imported_contacts.accept([row(**cells), row(**fresh)], by=COMMAND_LINE, at=now)
    assert (first.refusal.code, second.kind) == ("member_number_former", Kind.CREATED)
    assert "merged into Ada Lovelace, M-1" in first.refusal.message
    assert sorted(Contact.objects.values_list("member_number", flat=True)) == ["M-1", "M-4"]


def test_enrollments_and_completions_that_name_it_are_the_survivors(merged, emt, now) -> None:
    enrolled = {
        "member_number": "M-2", "program": "EMT", "enrolled_on": "2025-03-01", "version": "", "grace_begins_on": "",
        "expires_on": "", "approved_on": "", "cancelled_on": "",
    }  # fmt: skip
    done = {
        "member_number": "M-2", "program": "EMT", "enrolled_on": "2025-03-01", "requirement": "PLEDGE",
        "completed_on": "2025-04-01", "reference": "", "grade": "", "units": "", "notes": "", "approved_on": "",
    }  # fmt: skip
    (first,) = imported_enrollments.accept([row(**enrolled)], by=COMMAND_LINE, at=now)
    (second,) = imported_completions.accept([row(**done)], by=COMMAND_LINE, at=now)
    (again,) = imported_enrollments.accept([row(**{**enrolled, "member_number": "M-1"})], by=COMMAND_LINE, at=now)
    assert (first.kind, second.kind, again.kind) == (Kind.CREATED, Kind.CREATED, Kind.UNCHANGED)
    (held,) = Enrollment.objects.all()
    assert (held.contact, held.enrolled_on, held.completions.count()) == (merged, date(2025, 3, 1), 1)


def test_rows_of_both_numbers_have_one_key(merged) -> None:
    cells = {"member_number": "M-2", "program": "EMT", "enrolled_on": "2025-03-01"}
    key = Enrollments().key
    assert key.read(cells) == key.read({**cells, "member_number": "M-1"}) == ("M-1", "EMT", "2025-03-01")
    assert key.read({**cells, "member_number": "M-7"}) == ("M-7", "EMT", "2025-03-01")


def test_an_erased_contact_is_neither_changed_nor_filled_by_a_file(ada, emt, now) -> None:
    Contact.objects.filter(pk=ada.pk).update(erased_at=now)
    with refused("contact_erased"):
        contacts.change(contact=ada.pk, details=replace(ada.details(), email=""), by=COMMAND_LINE, at=now)
    cells = {"member_number": "M-1", "first_name": "Ada", "last_name": "", "email": "", "organization": ""}
    enrolled = {
        "member_number": "M-1", "program": "EMT", "enrolled_on": "2025-03-01", "version": "", "grace_begins_on": "",
        "expires_on": "", "approved_on": "", "cancelled_on": "",
    }  # fmt: skip
    (first,) = imported_contacts.accept([row(**cells)], by=COMMAND_LINE, at=now)
    (second,) = imported_enrollments.accept([row(**enrolled)], by=COMMAND_LINE, at=now)
    assert [first.refusal.code, second.refusal.code] == ["contact_erased"] * 2
    assert not Enrollment.objects.exists()
