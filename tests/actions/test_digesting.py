"""Does staff learn once a day what waits, and nobody who is no staff?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail

from conferral.actions import messages, sweeps
from conferral.models import Account, Message
from conferral.rules.actors import Role
from tests import make
from tests.actions.posted import post
from tests.actions.test_concurrency import at_once

ON = date(2026, 3, 2)
AT = make.noon(ON)
pytestmark = pytest.mark.django_db


def sweep(on: date = ON) -> int:
    return sweeps.sweep("digest", at=make.noon(on))


def staff(role: Role = Role.STAFF, email: str = "") -> Account:
    account = Account.objects.get(pk=make.actor(role).account)
    account.email = email
    account.save()
    return account


def waiting():
    row = make.enrollment(None, make.program(None, make.definition(make.requirement(requires_approval=True))), ON)
    return make.completion(row, completed_on=ON)


def digests() -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind="digest").order_by("pk")
    return [(one.account.email, one.state) for one in rows.select_related("account")]


def test_each_account_of_staff_gets_one_a_day_when_something_waits() -> None:
    for role in (Role.STAFF, Role.MANAGER):
        staff(role, f"{role.name}@example.org")
    staff(Role.NONE, "member@example.org")
    closed = staff(Role.STAFF, "closed@example.org")
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    assert sweep() == 0, "nothing waits"
    waiting()
    assert [sweep(), sweep()] == [2, 0]
    assert sweep(ON + timedelta(days=1)) == 2
    assert [email for email, _ in digests()] == ["STAFF@example.org", "MANAGER@example.org"] * 2


def test_it_says_how_much_waits_and_names_nobody() -> None:
    staff(email="sam@example.org")
    waiting()
    make.enrollment(None, None, ON - timedelta(days=365))  # its grace period begins tomorrow
    make.enrollment(None, None, date(2025, 2, 3))  # it expires on 5 March
    failed = make.enrollment(None, None, ON)
    Message.objects.filter(enrollment_id=failed.pk).update(state="failed", ended_at=AT, reason="Refused.")
    sweep()
    messages.drop_unaddressed(at=AT)
    post(at=AT)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["sam@example.org"], "What waits on 2 March 2026")
    for line in (
        "- 1 requirement completion waits",
        "- 1 notice has failed",
        "- 1 enrollment enters its grace period within 7 days",
        "- 1 enrollment expires within 7 days",
    ):
        assert line in sent.body
    assert "program completion" not in sent.body
    assert "Lovelace" not in sent.body
    assert sent.body.count("/staff/") == 1


def test_it_is_not_sent_where_nothing_waits_any_more_another_day_or_to_who_is_no_staff_now() -> None:
    one, other = staff(email="one@example.org"), staff(email="other@example.org")
    done = waiting()
    sweep()
    other.groups.clear()
    post(at=AT + timedelta(days=1))
    assert (mail.outbox, {state for _, state in digests()}) == ([], {"dropped"})
    sweep(ON + timedelta(days=1))
    done.delete()
    post(at=AT + timedelta(days=1))
    assert mail.outbox == []
    assert digests()[-1] == (one.email, "dropped")


def test_an_account_without_an_address_of_its_own_gets_it_where_its_contact_does() -> None:
    make.actor(Role.STAFF, make.contact(email="ada@example.org"))
    make.actor(Role.STAFF)
    waiting()
    sweep()
    assert messages.drop_unaddressed(at=AT) == 3, "and the two to who is enrolled"
    post(at=AT)
    assert [sent.to for sent in mail.outbox] == [["ada@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_at_once_one_writes_it() -> None:
    staff(email="sam@example.org")
    waiting()
    found = at_once([lambda: sweeps.sweep("digest", at=AT)] * 8)
    assert sorted(found) == [0] * 7 + [1]
