"""Does a person get everything that is held about them, whatever the register learns to hold?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from conferral.actions import account_emails, waitlists
from conferral.documents.personal_data import personal_data
from conferral.models import Account, Contact
from tests import make
from tests.actions.registered import AT, check_out, enrolled, event, member, program, put

pytestmark = pytest.mark.django_db
DAY = AT.date()
TOLD = {
    "Account": "accounts",
    "Designation": "designations",
    "Enrollment": "enrollments",
    "FormerNumber": "contact",
    "Offering": "offerings_taught",
    "Order": "orders",
    "Place": "waitlists",
    "Registration": "registrations",
    "Event": "log",
}
"""Where in the data what belongs to a contact is told."""
PASSING = {"Hold", "Message"}
"""What is gone within the hour, and mails, which the person has."""


def test_whatever_belongs_to_a_contact_is_told():
    belongs = {one.related_model.__name__ for one in Contact._meta.related_objects}
    assert belongs - TOLD.keys() == PASSING
    told = personal_data(make.contact(), at=AT, on=DAY)
    assert set(TOLD.values()) - told.keys() == set()


def test_places_on_waitlists_the_membership_and_emails_to_confirm_are_among_it():
    made, staff = program(), make.actor()
    full = event(seats=1)
    check_out(put(enrolled(made), full, staff), staff)
    ada = enrolled(made)
    by = member(ada)
    waitlists.join(enrollment=ada.pk, requirement="CLASS", offering=full.pk, by=by, at=AT)
    account_emails.ask(account=Account.objects.get(pk=by.account), email="new@example.org", at=AT + timedelta(hours=1))
    Contact.objects.filter(pk=ada.contact_id).update(is_member=True)
    told = personal_data(Contact.objects.get(pk=ada.contact_id), at=AT, on=DAY)
    assert told["contact"]["is_member"] is True
    assert told["waitlists"] == [{"event": full.title, "joined_at": AT, "offered_until": None, "ended_at": None}]
    (account,) = told["accounts"]
    assert [one["email"] for one in account["emails_to_confirm"]] == ["new@example.org"]
