"""How do contacts come into the register, who may add and change them, and what is refused?"""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from conferral.actions import contacts
from conferral.models import Contact
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.contacts import Details
from tests import make
from tests.actions.register import logged, refused, untouched

pytestmark = pytest.mark.django_db

ADA = Details(
    member_number="M-0001",
    first_name="Ada",
    last_name="Lovelace",
    email="ada@example.org",
    organization="Analytical Engines",
)
BROKEN = [
    ({"member_number": ""}, "member_number_missing"),
    ({"member_number": "x" * 65}, "member_number_too_long"),
    ({"member_number": "M\n1"}, "member_number_control_character"),
    ({"first_name": "", "last_name": ""}, "name_missing"),
    ({"first_name": "x" * 301}, "first_name_too_long"),
    ({"last_name": "Love\0lace"}, "last_name_control_character"),
    ({"email": "ada"}, "email_malformed"),
    ({"email": "a" * 243 + "@example.org"}, "email_too_long"),
    ({"organization": "x" * 301}, "organization_too_long"),
]


def add(details=ADA, by=COMMAND_LINE, at=None) -> Contact:
    return contacts.add(details=details, by=by, at=at)


def test_an_added_contact_is_known_by_its_details_and_logged(now) -> None:
    staff = make.actor(Role.STAFF)
    with logged() as entries:
        made = add(by=staff, at=now)
    made.refresh_from_db()
    assert contacts.details_of(made) == ADA
    assert (made.full_name, made.revision) == ("Ada Lovelace", 1)
    (entry,) = entries
    assert (entry.kind, entry.contact_id, entry.actor, entry.account_id, entry.at) == (
        "contact.added",
        made.pk,
        staff.name,
        staff.account,
        now,
    )
    assert (entry.before, entry.after) == ({}, asdict(ADA))


@pytest.mark.parametrize("role", Role)
def test_every_level_of_staff_and_no_member_keeps_contacts(role, now) -> None:
    ada, by = add(at=now), make.actor(role)
    other = replace(ADA, member_number="M-0002")
    if role is Role.NONE:
        with refused("role_needed"):
            add(other, by=by, at=now)
        with refused("role_needed"):
            contacts.change(contact=ada.pk, details=other, by=by, at=now)
        return
    assert add(other, by=by, at=now).member_number == "M-0002"
    assert contacts.change(contact=ada.pk, details=replace(ADA, first_name="Augusta"), by=by, at=now).revision == 2


def test_a_member_does_not_change_even_their_own_record(now) -> None:
    ada = add(at=now)
    herself = make.actor(Role.NONE, ada)
    with refused("role_needed"):
        contacts.change(contact=ada.pk, details=replace(ADA, first_name="Augusta"), by=herself, at=now)


@pytest.mark.parametrize(("change", "code"), BROKEN)
def test_details_that_are_none_are_refused_when_added_and_when_changed(change, code, now) -> None:
    ada = add(at=now)
    with refused(code):
        add(replace(ADA, **{"member_number": "M-0002", **change}), at=now)
    with refused(code):
        contacts.change(contact=ada.pk, details=replace(ADA, **change), by=COMMAND_LINE, at=now)


@pytest.mark.parametrize(
    "change",
    [
        {"member_number": "x" * 64},
        {"first_name": "x" * 300, "last_name": ""},
        {"email": "a" * 242 + "@example.org"},
        {"email": "", "organization": ""},
        {"first_name": "Ü’مرحبا 👩‍🚒", "last_name": 'O"Neil; DROP TABLE'},
    ],
)
def test_what_is_just_lawful_is_kept_to_the_letter(change, now) -> None:
    details = replace(ADA, **change)
    made = add(details, at=now)
    made.refresh_from_db()
    assert contacts.details_of(made) == details


def test_a_member_number_belongs_to_one_contact_and_an_email_may_be_shared(now) -> None:
    add(at=now)
    with refused("member_number_taken") as caught:
        add(replace(ADA, first_name="Grace"), at=now)
    assert "M-0001" in str(caught.value)
    grace = add(replace(ADA, member_number="M-0002"), at=now)
    with refused("member_number_taken"):
        contacts.change(contact=grace.pk, details=ADA, by=COMMAND_LINE, at=now)


def test_a_change_is_logged_with_only_what_differs(now) -> None:
    ada = add(at=now)
    with logged() as entries:
        changed = contacts.change(
            contact=ada.pk, details=replace(ADA, email="", member_number="M-7"), by=COMMAND_LINE, at=now
        )
    assert contacts.details_of(Contact.objects.get(pk=ada.pk)) == replace(ADA, email="", member_number="M-7")
    assert changed.revision == 2
    (entry,) = entries
    assert (entry.kind, entry.contact_id) == ("contact.changed", ada.pk)
    assert entry.before == {"email": "ada@example.org", "member_number": "M-0001"}
    assert entry.after == {"email": "", "member_number": "M-7"}


def test_changing_nothing_writes_nothing(now) -> None:
    ada = add(at=now)
    with untouched():
        contacts.change(contact=ada.pk, details=ADA, by=COMMAND_LINE, at=now)
