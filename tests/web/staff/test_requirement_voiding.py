"""Does the page list what voiding undoes before it is done, and does it take a manager and a reason?"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.models import Completion, Event
from conferral.rules.actors import Role
from tests import make
from tests.web.signed_in import link, said, signed_in

pytestmark = pytest.mark.django_db


@zeal_ignore()
def complete() -> Completion:
    program = make.program("R", make.definition(make.requirement(title="Exam"), designation="EMT"))
    enrollment = make.enrollment(make.contact("R-1", "Ada", "Byron"), program, date(2026, 1, 5))
    return make.completion(enrollment, "EXAM", date(2026, 2, 1))


def address(row: Completion) -> str:
    return reverse("staff:completion-voiding", args=[row.enrollment.key, "EXAM", row.key])


def test_a_manager_reads_what_is_undone_gives_a_reason_and_voids_once(db):
    row, manager = complete(), signed_in(Role.MANAGER)
    details = reverse("staff:requirement", args=[row.enrollment.key, "EXAM"])
    page = manager.get(link(manager.get(details), "Void"))
    words = said(page)
    assert "What voiding undoes" in words
    assert "The program was earned on 1 February 2026 and is not earned any more" in words
    assert "This designation is taken away: EMT." in words
    assert "Date 1 Feb 2026" in words
    blank = manager.post(address(row), {"revision": 1, "reason": "  "})
    assert blank.status_code == 422
    assert "What voiding undoes" in said(blank)
    for _ in range(2):
        answer = manager.post(address(row), {"revision": 1, "reason": "Forged."}, follow=True)
    assert "Voided Date 1 Feb 2026" in said(answer)
    assert "Forged." in said(answer)
    assert Event.objects.filter(kind="completion.voided").count() == 1
    assert Completion.objects.get().voided_by_id == manager.account.pk


def test_staff_below_a_manager_and_managers_about_their_own_are_turned_away(staff):
    row = complete()
    for client, why in (
        (staff, "Only a Certification Manager or a higher level may void a completion."),
        (signed_in(Role.ADMIN, row.enrollment.contact), "Nobody may void their own completion; ask a colleague."),
    ):
        assert why in said(client.get(address(row), follow=True))
        refused = client.post(address(row), {"revision": 1, "reason": "Forged."})
        assert refused.status_code == 422
        assert why in said(refused)
    assert Completion.objects.get().voided_on is None


def test_what_was_changed_meanwhile_is_not_voided_on_the_first_try(db):
    row, manager = complete(), signed_in(Role.MANAGER)
    Completion.objects.filter(pk=row.pk).update(revision=2)
    answer = manager.post(address(row), {"revision": 1, "reason": "Forged."})
    assert answer.status_code == 422
    assert "This was changed" in said(answer)
    assert "Forged.</textarea>" in answer.content.decode()
    manager.post(address(row), {"revision": 2, "reason": "Forged."})
    assert Completion.objects.get().void_reason == "Forged."
