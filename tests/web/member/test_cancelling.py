"""Can enrollees cancel their own enrollment where the program allows it, and nobody else's?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.models import Enrollment, Event, Order, Registration
from conferral.rules.actors import Role
from tests import make
from tests.actions.registered import event
from tests.conftest import NOW, TODAY
from tests.web.signed_in import link, links, said, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
CANCEL = "Cancel program enrollment"


def enrolled(ada, *, is_allowed: bool) -> Enrollment:
    asked = make.definition(make.requirement("EXAM"), make.requirement("ESSAY", requires_approval=True))
    row = make.enrollment(ada, make.program("P", asked, enrollees_may_cancel=is_allowed), date(2026, 1, 5))
    make.completion(row, "ESSAY", date(2026, 2, 2))
    return row


def at(name: str, row: Enrollment) -> str:
    return reverse(f"member:enrollment{name}", args=[row.key])


def test_the_enrollment_status_opens_the_definition_and_the_warning_says_what_stays(member, ada):
    row = enrolled(ada, is_allowed=True)
    progress = member.get(at("", row))
    assert link(progress, CANCEL) == at("-cancellation", row)
    window = member.get(link(progress, "Enrollment Status: Enrolled"))
    assert "Deadline Period 1 year Grace Period 30 days" in said(window)
    assert link(window, CANCEL) == at("-cancellation", row)
    with zeal_ignore():
        evening = event(title="Evening class", of="EXAM", starts_at=NOW + timedelta(days=7))
        order = Order.objects.create(billed_to=ada, placed_at=NOW, total=0, payment="free")
        Registration.objects.create(order=order, offering=evening, contact=ada, price=0)
    words = said(member.get(at("-cancellation", row)))
    for sentence in (
        "Your enrollment in Emergency care is cancelled as of today. This cannot be taken back.",
        "One completion waits for a decision; it leaves the queue undecided.",
        "The seats in events to come stay registered, and can be cancelled one by one: Evening class",
        "Your other enrollments stay as they are.",
    ):
        assert sentence in words
    row.refresh_from_db()
    assert row.cancelled_on is None


def test_ok_cancels_and_a_second_click_asks_for_what_the_first_did(member, ada):
    row = enrolled(ada, is_allowed=True)
    sent = {"revision": row.revision, "reason": "I moved away."}
    for _ in range(2):
        answer = member.post(at("-cancellation", row), sent, follow=True)
        assert "Cancelled on 2 March 2026." in said(answer)
    row.refresh_from_db()
    assert row.cancelled_on == TODAY
    done = Event.objects.get(kind="enrollment.cancelled")
    assert (done.reason, done.account_id) == ("I moved away.", member.account.pk)
    assert CANCEL not in dict(links(member.get(at("", row))))


def test_where_the_program_does_not_allow_it_it_is_not_offered_and_the_reason_is_said(member, ada):
    row = enrolled(ada, is_allowed=False)
    assert CANCEL not in dict(links(member.get(at("", row))))
    window = member.get(at("-definition", row))
    assert CANCEL not in dict(links(window))
    sentence = "This program does not allow enrollees to cancel"
    assert sentence in said(window)
    assert sentence in said(member.get(at("-cancellation", row), follow=True))
    assert sentence in said(member.post(at("-cancellation", row), {"revision": row.revision}, follow=True))
    row.refresh_from_db()
    assert row.cancelled_on is None


def test_what_changed_meanwhile_is_told_before_it_is_cancelled(member, ada):
    row = enrolled(ada, is_allowed=True)
    answer = member.post(at("-cancellation", row), {"revision": row.revision - 1})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.cancelled_on is None


def test_anybody_elses_does_not_exist(ada):
    row = enrolled(ada, is_allowed=True)
    other = signed_in(Role.SYSADMIN, make.contact("M-2", "Grace", "Hopper"))
    for name in ("-definition", "-cancellation"):
        assert other.get(at(name, row)).status_code == 404
    assert other.post(at("-cancellation", row), {"revision": row.revision}).status_code == 404
    row.refresh_from_db()
    assert row.cancelled_on is None
