"""Can those who manage users find, invite, promote and close them, and does everybody else not?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.documents import accounts as documents
from conferral.models import Account, Event
from conferral.rules.actors import Role
from tests import make
from tests.conftest import NOW, TODAY
from tests.web.at_the_entrance import PASSWORD, Browser, arrived, link_of, second_factor, sign_in
from tests.web.signed_in import button, link, links, said, signed_in

pytestmark = pytest.mark.django_db

LIST, NEW = "/staff/users/", "/staff/users/new/"
LENGTH = len(f"{LIST}00000000-0000-4000-8000-000000000000/")


@pytest.fixture
def admin():
    return signed_in(Role.ADMIN, name="boss")


@zeal_ignore()
def user(role: Role = Role.STAFF, **said: object) -> Account:
    row = Account.objects.get(pk=make.actor(role).account)
    Account.objects.filter(pk=row.pk).update(**said)
    row.refresh_from_db()
    return row


def page(row: Account, part: str = "") -> str:
    return f"{LIST}{row.key}/{part}"


# The list


def test_the_list_finds_sorts_counts_and_tells_all_of_each(admin):
    ada = user(username="ada", email="ada@example.org", level_ends_on=TODAY, last_login=NOW)
    Account.objects.filter(pk=ada.pk).update(contact=make.contact("M-1"))
    second_factor(ada)
    user(username="bob", is_active=False, level_ends_on=TODAY - timedelta(days=1))
    answer = admin.get(LIST)
    assert "3 users found" in said(answer)
    assert "ada ada@example.org Staff until 2 Mar 2026 Ada Lovelace 2 Mar 2026, 09:30 Yes Yes" in said(answer)
    assert "bob Member ended 1 Mar 2026 – never No No" in said(answer)

    def names(**asked: str) -> list[str]:
        return [words for words, address in links(admin.get(LIST, asked)) if len(address) == LENGTH]

    Account.objects.filter(username="boss").update(last_login=NOW - timedelta(days=1))
    assert names() == ["ada", "bob", "boss"]
    assert names(sort="seen", down="1") == ["ada", "boss", "bob"]
    assert names(q="lovelace M-1") == ["ada"]
    assert "Nobody matches" in said(admin.get(LIST, {"q": "nobody"}))


def test_the_list_pages_by_place_and_takes_as_many_queries_for_many(admin):
    with CaptureQueriesContext(connection) as few:
        documents.users(on=TODAY)
    with zeal_ignore():
        for number in range(60):
            Account.objects.create(username=f"user-{number:02}", contact=make.contact(f"N-{number:02}"))
    with CaptureQueriesContext(connection) as many:
        first = documents.users(on=TODAY)
    assert len(many) == len(few) == 3
    for sort in documents.Sort:
        first = documents.users(on=TODAY, sort=sort)
        second = documents.users(on=TODAY, sort=sort, after=first.next)
        assert [len(first.rows), len(second.rows), first.found] == [50, 11, 61]
        assert documents.users(on=TODAY, sort=sort, before=second.previous).rows == first.rows


def test_what_is_found_is_exported_and_the_log_says_so(admin):
    user(username="ada", email="=ada@example.org", level_ends_on=TODAY, last_login=NOW)
    answer = admin.post(button(admin.get(LIST, {"q": "ada"}), "Export CSV"))
    head, row = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert head == "username,email,level,level_ends_on,member_number,full_name,last_signed_in_at,second_factor,active"
    assert row == "ada,'=ada@example.org,Staff,2026-03-02,,,2026-03-02T09:30:00+00:00,no,yes"
    entry = Event.objects.get(kind="list.exported")
    assert (entry.after["list"], entry.after["count"], entry.account_id) == ("users", 1, admin.account.pk)


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER])
def test_who_does_not_manage_users_is_not_offered_them_and_told_so(role):
    client = signed_in(role)
    assert LIST not in client.get("/staff/contacts/").content.decode()
    assert LIST in signed_in(Role.ADMIN).get("/staff/contacts/").content.decode()
    refused = client.get(LIST)
    assert (refused.status_code, "Only a Certification Admin" in said(refused)) == (409, True)


# Inviting


def test_whoever_is_invited_chooses_a_password_by_the_mail_and_signs_in_once(admin):
    make.contact("M-7", "Grace", "Hopper")
    given = {"email": "grace@example.org", "role": str(int(Role.MANAGER)), "contact": "M-7", "reason": "Elected."}
    answer = admin.post(NEW, given, follow=True)
    assert "The invitation is on its way to grace@example.org." in said(answer)
    assert "not chosen yet" in said(answer)
    (letter,) = arrived()
    assert (letter.to, "Your user name is grace;" in letter.body) == (["grace@example.org"], True)
    guest = Browser()
    form = guest.get(link_of(letter), follow=True)
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    guest.post(form.request["PATH_INFO"], chosen)
    assert sign_in(guest, "grace@example.org").url == "/"
    assert guest.get("/staff/contacts/").status_code == 200
    assert "does not work" in said(Browser().get(link_of(letter), follow=True))
    assert "chosen" in said(admin.get(page(Account.objects.get(username="grace"))))


def test_an_invitation_is_sent_again_and_an_earlier_link_still_chooses_only_one_password(admin):
    admin.post(NEW, {"email": "grace@example.org", "role": "0", "contact": "", "reason": "A member."})
    arrived()
    row = Account.objects.get(username="grace")
    answer = admin.post(page(row, "invitation/"), follow=True)
    assert "A new invitation is on its way" in said(answer)
    assert len(arrived(2)) == 2
    assert Event.objects.filter(kind="account.invited_again").count() == 1


@pytest.mark.parametrize(
    ("said_", "told"),
    [
        ({"email": ""}, "This field is required"),
        ({"email": "grace"}, "is not an email address"),
        ({"contact": "M-404"}, "No contact has this number"),
        ({"reason": ""}, "Say why"),
        ({"role": "4"}, "Select a valid choice"),
        ({"role": "x"}, "Select a valid choice"),
    ],
)
def test_what_is_refused_is_told_beside_its_field_and_no_mail_leaves(admin, said_, told):
    given = {"email": "grace@example.org", "role": "1", "contact": "", "reason": "New here.", **said_}
    answer = admin.post(NEW, given)
    assert (answer.status_code, told in said(answer)) == (422, True)
    assert Account.objects.count() == 1
    assert mail.outbox == []


# One user


def test_a_level_is_given_until_a_day_withdrawn_and_the_account_closed_and_opened(admin):
    row = user(Role.NONE, username="grace")
    form = {"revision": "1", "role": "2", "ends_on": "2026-03-31", "reason": "Elected for a month."}
    answer = admin.post(page(row, "level/"), form, follow=True)
    assert "Certification Manager until 31 Mar 2026" in said(answer)
    stale = admin.post(page(row, "level/"), {**form, "role": "1"})
    assert (stale.status_code, "Level: “Member” became “Certification Manager”" in said(stale)) == (422, True)
    assert 'name="revision" value="2"' in stale.content.decode()
    admin.post(page(row, "withdrawal/"), {"revision": "2", "reason": "They resigned."})
    admin.post(page(row, "deactivation/"), {"revision": "3", "reason": "They left."})
    answer = admin.get(page(row))
    assert "Deactivated" in said(answer)
    admin.post(page(row, "reactivation/"), {"revision": "4", "reason": "They are back."})
    kinds = Event.objects.filter(subject=row.key).order_by("pk").values_list("kind", "reason")
    assert list(kinds) == [
        ("account.level_granted", "Elected for a month."),
        ("account.level_withdrawn", "They resigned."),
        ("account.deactivated", "They left."),
        ("account.reactivated", "They are back."),
    ]


def test_what_may_not_be_done_is_not_offered_and_why_is_said(admin):
    own = admin.get(page(admin.account))
    assert "This account is yours" in said(own)
    above = admin.get(page(user(Role.SYSADMIN)))
    assert "Only a SysAdmin may change the account of a SysAdmin" in said(above)
    for answer in (own, above):
        assert not {"Give a level", "Deactivate"} & {words for words, _ in links(answer)}
    refused = admin.post(page(admin.account, "deactivation/"), {"revision": "1", "reason": "Tired."})
    assert (refused.status_code, "This account is yours" in said(refused)) == (422, True)
    levels = admin.get(page(user(), "level/")).content.decode()
    assert "Certification Admin</option>" in levels
    assert "SysAdmin</option>" not in levels
    assert admin.get(f"{LIST}00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_day_that_is_over_is_told_beside_its_field(admin):
    form = {"revision": "1", "role": "1", "ends_on": "2026-03-01", "reason": "Late."}
    answer = admin.post(page(user(Role.NONE), "level/"), form)
    assert "1 March 2026 is over; write today or a later day" in said(answer)


def test_after_its_last_day_a_level_opens_nothing():
    client = signed_in(Role.STAFF)
    Account.objects.filter(pk=client.account.pk).update(level_ends_on=TODAY)
    assert client.get("/staff/contacts/").status_code == 200
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert client.get("/staff/contacts/").status_code == 404


def test_the_contact_page_leads_those_who_may_to_the_account(admin, staff):
    row = user(Role.NONE, contact=make.contact("M-1"), username="ada")
    make.contact("M-2")
    assert link(admin.get("/staff/contacts/by-number/M-1/"), "ada") == page(row)
    assert link(admin.get("/staff/contacts/by-number/M-2/"), "Invite with a level") == f"{NEW}?contact=M-2"
    assert 'value="M-2"' in admin.get(f"{NEW}?contact=M-2").content.decode()
    assert page(row) not in staff.get("/staff/contacts/by-number/M-1/").content.decode()


def test_the_log_leads_to_the_user_it_is_about(admin):
    row = user(Role.NONE, username="grace")
    admin.post(page(row, "level/"), {"revision": "1", "role": "1", "ends_on": "", "reason": "Help."})
    answer = admin.get("/staff/log/", {"kind": "account"})
    assert link(answer, "grace") == page(row)
    assert "Level given: grace. Level: “Member” became “Staff”." in said(answer)


# Whoever signed up and belongs to nobody yet


def test_accounts_without_a_contact_are_found_exported_and_connected(admin):
    lone = user(Role.NONE, username="ada", email="ada@example.org")
    user(Role.NONE, username="closed", is_active=False)
    user(Role.NONE, username="grace", contact=make.contact("M-9", "Grace", "Hopper"))
    for number in ("M-1", "M-2"):
        make.contact(number, email="Ada@example.org")
    listed = admin.get(LIST, {"alone": "1"})
    assert [words for words, address in links(listed) if len(address) == LENGTH] == ["ada", "boss"]
    answer = admin.post(button(admin.get(LIST, {"alone": "1", "q": "ada"}), "Export CSV"))
    assert len(b"".join(answer.streaming_content).splitlines()) == 2
    shown = admin.get(page(lone))
    assert "2 contacts have this email:" in said(shown)
    leads = link(shown, "Connect with M-2")
    assert 'value="M-2"' in admin.get(leads).content.decode()
    sent = {"revision": "1", "contact": "M-2", "reason": "Their letter."}
    assert "The account is connected." in said(admin.post(leads, sent, follow=True))
    assert Account.objects.get(pk=lone.pk).contact.member_number == "M-2"
    assert "this account belongs to a contact already" in said(admin.post(leads, {**sent, "contact": "M-1"})).lower()
    assert "No contact has this number" in said(admin.post(leads, {**sent, "contact": "M-77"}))
    assert "Connect with" not in said(admin.get(page(lone)))


def test_any_staff_invite_a_contact_to_the_member_site_who_chooses_a_password_by_the_mail(staff):
    make.contact("M-7", "Grace", "Hopper", email="grace@example.org")
    make.contact("M-8")
    here = "/staff/contacts/by-number/M-7/"
    assert "Invite to the Member site" not in said(staff.get("/staff/contacts/by-number/M-8/"))
    assert "Invite to the Member site" in said(staff.get(here))
    answer = staff.post(f"{here}invitation/", follow=True)
    assert "The invitation is on its way to grace@example.org." in said(answer)
    assert "Invite to the Member site" not in said(answer)
    (letter,) = arrived()
    guest = Browser()
    form = guest.get(link_of(letter), follow=True)
    guest.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(guest, "grace@example.org").url == "/"
    assert guest.get("/my/").status_code == 200
    again = staff.post(f"{here}invitation/", follow=True)
    assert "has an account already" in said(again)
