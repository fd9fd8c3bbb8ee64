"""Does an enrollment hold the sort key of its contact, whatever becomes of the contact and whoever writes?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F

from conferral.actions import contacts, enrollments, erasure, imported_contacts, merging
from conferral.documents.verification import disagreements
from conferral.models import Contact, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.contacts import Details
from conferral.rules.outcomes import Row
from tests import imports, make
from tests.actions.test_concurrency import AT, TODAY, at_once

pytestmark = pytest.mark.django_db

KING = Details(member_number="M-1", first_name="Ada", last_name="King")


@pytest.fixture
def ada() -> Contact:
    """Return somebody who is enrolled in two programs; Bob Moss is in one of them."""
    ada = make.contact("M-1")
    emt = make.program("EMT")
    make.enrollment(ada, emt)
    make.enrollment(ada, make.program("CPR"))
    make.enrollment(make.contact("M-2", "Bob", "Moss"), emt, date(2025, 4, 1))
    return ada


def kept() -> list[str]:
    """Return the sort keys that enrollments hold; each has to be its contact's."""
    rows = list(Enrollment.objects.order_by("sort_name").values_list("sort_name", "contact__sort_name"))
    assert all(held == due for held, due in rows)
    return [held for held, _ in rows]


def test_who_is_enrolled_is_sorted_as_the_contact_is(ada: Contact) -> None:
    assert kept() == ["lovelace, ada", "lovelace, ada", "moss, bob"]


def test_a_renamed_contact_is_sorted_by_the_new_name_and_nobody_else_is(ada: Contact) -> None:
    contacts.change(contact=ada.pk, details=KING, by=COMMAND_LINE, at=AT)
    assert kept() == ["king, ada", "king, ada", "moss, bob"]


def test_a_contact_renamed_by_an_import_is_sorted_by_the_new_name(ada: Contact) -> None:
    cells = {"member_number": "M-1", "first_name": "Ada", "last_name": "King", "email": "", "organization": ""}
    imported_contacts.accept([Row(2, cells, tuple(cells.values()))], by=COMMAND_LINE, at=AT)
    assert kept() == ["king, ada", "king, ada", "moss, bob"]


def test_an_imported_enrollment_is_sorted_as_the_contact_is(ada: Contact) -> None:
    imports.enrollments({"member_number": "M-2", "program": "CPR", "enrolled_on": "2025-03-01"})
    assert kept() == ["lovelace, ada", "lovelace, ada", "moss, bob", "moss, bob"]


@pytest.mark.parametrize(("taken", "name"), [((), "lovelace, ada"), (("first_name", "last_name"), "moss, bob")])
def test_merged_contacts_are_sorted_by_the_name_that_is_kept(ada: Contact, taken: tuple[str, ...], name: str) -> None:
    bob = Contact.objects.get(member_number="M-2")
    merging.merge(survivor=ada.pk, duplicate=bob.pk, taken=taken, reason="One person.", by=COMMAND_LINE, at=AT)
    assert kept() == [name] * 3


def test_of_an_erased_contact_no_enrollment_holds_the_name(ada: Contact) -> None:
    erasure.erase(contact=ada.pk, reason="Asked for it.", by=COMMAND_LINE, at=AT)
    assert [name for name in kept() if "lovelace" in name] == []


WRITTEN: dict[str, Callable[[Enrollment], object]] = {
    "saved as it was read before the contact was renamed": lambda row: row.save(),
    "written past the actions": lambda row: Enrollment.objects.filter(pk=row.pk).update(sort_name="somebody"),
    "given to another contact": lambda row: Enrollment.objects.filter(pk=row.pk).update(
        contact=Contact.objects.get(member_number="M-2"), replaced_on=F("enrolled_on")
    ),
}


@pytest.mark.parametrize("how", WRITTEN)
@pytest.mark.past_the_actions
def test_whatever_is_written_to_an_enrollment_it_holds_its_contacts(ada: Contact, how: str) -> None:
    row = ada.enrollments.get(program__code="EMT")
    contacts.change(contact=ada.pk, details=KING, by=COMMAND_LINE, at=AT)
    WRITTEN[how](row)
    assert kept() == ["king, ada", *(["moss, bob"] * 2 if "given" in how else ["king, ada", "moss, bob"])]


def test_without_its_triggers_verify_would_say_so_and_the_migration_fills_it(ada: Contact) -> None:
    migration = import_module("conferral.migrations.0020_enrollment_sort_names")
    schema = connection.SchemaEditorClass(connection)
    migration.remove_triggers(apps, schema)
    schema.execute("UPDATE conferral_enrollment SET sort_name = ''")
    assert [(item.fact, item.stored, item.due) for item in disagreements()] == [
        ("sort_name", "", due) for due in ("lovelace, ada", "lovelace, ada", "moss, bob")
    ]
    migration.fill(apps, schema)
    migration.add_triggers(apps, schema)
    assert kept() == ["lovelace, ada", "lovelace, ada", "moss, bob"]


@pytest.mark.django_db(transaction=True)
def test_enrolled_while_the_contact_is_renamed_it_holds_the_new_name() -> None:
    program = make.program()
    for number in range(4):
        who = make.contact(f"M-{number}")
        details = Details(member_number=who.member_number, first_name="Ada", last_name="King")
        at_once(
            [
                lambda who=who, details=details: contacts.change(
                    contact=who.pk, details=details, by=COMMAND_LINE, at=AT
                ),
                lambda who=who: enrollments.enroll(
                    contact=who.pk, program=program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT
                ),
            ]
        )
    assert kept() == ["king, ada"] * 4
