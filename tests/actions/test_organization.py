"""How is an empty register opened, once, and how does its organization get another name?"""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import authenticate

from conferral.actions import organization
from conferral.models import Account, Contact, Event, Organization
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once, codes

AT = make.noon(date(2026, 3, 2))
FIRST = {
    "name": "Northfield Association",
    "username": "ada",
    "email": "ada@example.org",
    "password": "analytical-engine",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "member_number": "M-1",
}


def found(**said: str) -> Account:
    return organization.found(**{**FIRST, "at": AT, **said})


def refused(act, **said: object) -> str:
    before = Organization.objects.count(), Account.objects.count(), Contact.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as no:
        act(**said)
    assert before == (
        Organization.objects.count(), Account.objects.count(), Contact.objects.count(), Event.objects.count(),
    )  # fmt: skip
    return no.value.refusal.code


def name(**said: object) -> Organization:
    return organization.change(**{"name": "Southfield", "by": COMMAND_LINE, "at": AT, **said})


@pytest.mark.django_db
def test_the_first_opening_makes_the_organization_a_contact_and_the_first_sysadmin():
    first = found()
    assert Organization.objects.get().name == "Northfield Association"
    contact = Contact.objects.get()
    assert (contact.full_name, contact.member_number, contact.email) == ("Ada Lovelace", "M-1", "ada@example.org")
    assert (first.role(AT.date()), first.contact) == (Role.SYSADMIN, contact)
    assert authenticate(request=None, username="ada", password="analytical-engine") == first
    kinds = list(Event.objects.order_by("pk").values_list("kind", "actor"))
    assert kinds == [("contact.added", "ada"), ("account.added", "ada"), ("organization.founded", "ada")]
    last = Event.objects.get(kind="organization.founded")
    assert (last.account_id, last.contact_id) == (first.pk, contact.pk)
    assert last.after == {"name": "Northfield Association", "staff_need_second_factor": False}


@pytest.mark.django_db
def test_a_register_is_opened_once():
    found()
    assert refused(found, username="bob", email="bob@example.org", member_number="M-2") == "already_founded"


@pytest.mark.django_db
def test_where_records_were_brought_in_before_the_founder_gets_a_free_number():
    make.contact("SYSADMIN-1", "Somebody", "Else")
    assert found(member_number="").contact.member_number == "SYSADMIN-2"


@pytest.mark.django_db
def test_where_there_is_an_account_or_an_organization_nothing_is_opened():
    make.actor(Role.NONE)
    assert refused(found) == "already_founded"
    Account.objects.all().delete()
    name()
    assert refused(found) == "already_founded"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"name": "x" * 201}, "name_too_long"),
        ({"username": "x" * 300}, "username_too_long"),
        ({"password": "short"}, "password_weak"),
        ({"member_number": "x" * 65}, "member_number_too_long"),
        ({"email": "nonsense"}, "email_malformed"),
    ],
)
def test_of_an_opening_that_is_refused_nothing_stays(said, code):
    assert refused(found, **said) == code
    assert Organization.objects.count() == 0
    found()


@pytest.mark.django_db
def test_a_name_is_given_and_changed_by_an_admin_and_logged_with_what_it_was():
    admin = make.actor(Role.ADMIN)
    assert name(name="Northfield").name == "Northfield"
    assert name(by=admin).name == "Southfield"
    assert name(by=admin).revision == 2
    changes = Event.objects.filter(kind="organization.named").order_by("pk").values_list("before", "after", "actor")
    assert list(changes) == [
        ({"name": ""}, {"name": "Northfield"}, "command-line"),
        ({"name": "Northfield"}, {"name": "Southfield"}, admin.name),
    ]
    assert refused(name, by=make.actor(Role.MANAGER)) == "role_needed"
    assert refused(name, name="") == "name_missing"
    assert refused(name, name="a\nb") == "name_control_character"


@pytest.mark.django_db
def test_another_time_zone_is_logged_with_the_one_before_and_one_that_is_none_is_refused():
    name(name="Northfield")
    assert name(name="Northfield", time_zone="Pacific/Kiritimati").time_zone == "Pacific/Kiritimati"
    assert name(name="Northfield", time_zone="").time_zone == ""
    changes = Event.objects.filter(kind="organization.settings_changed").order_by("pk").values_list("before", "after")
    assert list(changes) == [
        ({"time_zone": ""}, {"time_zone": "Pacific/Kiritimati"}),
        ({"time_zone": "Pacific/Kiritimati"}, {"time_zone": ""}),
    ]
    assert refused(name, time_zone="Mars/Olympus") == "time_zone_unknown"
    assert refused(name, time_zone="Europe/Berlin", by=make.actor(Role.MANAGER)) == "role_needed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_of_several_who_open_the_register_at_once_one_does(_round):
    several = [
        lambda n=n: found(username=f"u-{n}", email=f"u-{n}@example.org", member_number=f"M-{n}") for n in range(4)
    ]
    assert codes(at_once(several)) == ["already_founded"] * 3 + ["done"]
    assert (Organization.objects.count(), Account.objects.count(), Contact.objects.count()) == (1, 1, 1)
    assert Event.objects.filter(kind="organization.founded").count() == 1


@pytest.mark.django_db(transaction=True)
def test_named_by_several_at_once_the_organization_is_one():
    at_once([lambda n=n: name(name=f"Field {n}") for n in range(4)])
    row = Organization.objects.get()
    assert row.revision == 4
    assert Event.objects.filter(kind="organization.named").count() == 4
