"""How do staff cancel an enrollment, and who is not offered it?"""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import enrollments
from conferral.models import Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.conftest import NOW, TODAY
from tests.uploaded import added
from tests.web.signed_in import link, links, said, signed_in
from tests.web.staff.crowd import crowd

pytestmark = pytest.mark.django_db

LEVELS = (Role.STAFF, Role.MANAGER, Role.ADMIN, Role.SYSADMIN)
CANCEL = "Cancel program enrollment"


def at(name: str, row: Enrollment) -> str:
    return reverse(f"staff:enrollment{name}", args=[row.key])


def send(client, row: Enrollment, **more):
    return client.post(at("-cancellation", row), {"revision": row.revision, **more}, follow=True)


@zeal_ignore()
def waiting(**policies) -> Enrollment:
    """Make an enrollment with two completions, a file, and one of the two waiting for approval."""
    asked = make.definition(make.requirement("EXAM"), make.requirement("ESSAY", requires_approval=True))
    row = make.enrollment(make.contact("C-1", "Ada", "Byron"), make.program("P", asked, **policies), date(2026, 1, 5))
    make.completion(row, "EXAM", date(2026, 2, 1))
    added(make.completion(row, "ESSAY", date(2026, 2, 2)))
    return row


def test_the_enrollment_status_opens_the_definition_of_the_version_they_are_on():
    row, manager = waiting(), signed_in(Role.MANAGER)
    with zeal_ignore():
        make.publish(row.program, make.definition(name="Another"))
    window = manager.get(link(manager.get(at("", row)), "Enrollment Status: Enrolled"))
    words = said(window)
    assert "Emergency care P · version 1 Deadline Period 1 year Grace Period 30 days" in words
    assert "2 requirements. The whole definition" in words
    assert link(window, CANCEL) == at("-cancellation", row)
    assert manager.get(link(window, "The whole definition")).status_code == 200


def test_the_warning_says_what_stays_and_ok_cancels():
    row, manager = waiting(), signed_in(Role.MANAGER)
    words = said(manager.get(at("-cancellation", row)))
    assert "The enrollment of Ada Byron in Emergency care is cancelled as of today. This cannot be taken back." in words
    assert "It stays as history, with its 2 completions and the file that proves it." in words
    assert "One completion waits for a decision; it leaves the queue undecided." in words
    assert "The contact can be enrolled again, and begins anew then." in words
    row.refresh_from_db()
    assert row.cancelled_on is None

    answer = send(manager, row, reason="Moved away.")
    assert "The enrollment is cancelled. It stays as history." in said(answer)
    assert "Cancelled on 2 March 2026." in said(answer)
    assert link(answer, "Enroll again in Emergency care").startswith(reverse("staff:enroll-review", args=["P"]))
    row.refresh_from_db()
    assert (row.cancelled_on, row.completions.count()) == (TODAY, 2)
    assert Event.objects.get(kind="enrollment.cancelled").reason == "Moved away."
    assert "Edit the dates" not in said(answer)


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("role", LEVELS)
def test_it_is_offered_and_refused_as_the_option_and_the_level_say(role, is_open):
    row, client = waiting(enrollees_may_cancel=is_open), signed_in(role)
    window = client.get(at("-definition", row))
    may = is_open or role >= Role.MANAGER
    assert (CANCEL in [text for text, _ in links(window)]) == may
    answer = send(client, row)
    row.refresh_from_db()
    assert (row.cancelled_on == TODAY) == may
    if may:
        return
    sentence = "This program does not allow enrollees to cancel; only Certification Manager"
    assert sentence in said(window)
    assert sentence in said(answer)
    assert sentence in said(client.get(at("-cancellation", row), follow=True))


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("Amina", False),
        ("Bao", True),
        ("Chiara", True),
        ("Dmitri", True),
        ("Esperanza", False),
        ("Fatoumata", True),
        ("Georg", False),
    ],
)
def test_only_what_is_enrolled_in_grace_or_waits_for_approval_is_cancelled(name, may):
    crowd()
    with zeal_ignore():
        row = Enrollment.objects.get(contact__first_name=name)
    manager = signed_in(Role.MANAGER)
    assert (CANCEL in [text for text, _ in links(manager.get(at("-definition", row)))]) == may
    held = row.cancelled_on
    send(manager, row)
    row.refresh_from_db()
    assert (row.cancelled_on != held) == may


def test_not_confirming_changes_nothing():
    row, manager = waiting(), signed_in(Role.MANAGER)
    warning = manager.get(at("-cancellation", row))
    assert link(warning, "Close") == at("", row)
    manager.get(link(warning, "Close"))
    row.refresh_from_db()
    assert row.cancelled_on is None


def test_who_looked_at_it_before_it_was_changed_is_told_and_may_press_ok_again():
    row, manager = waiting(), signed_in(Role.MANAGER)
    with zeal_ignore():
        to = row.dates().__class__(row.enrolled_on, row.grace_begins_on, date(2027, 6, 30))
        enrollments.change_dates(enrollment=row.pk, to=to, reason="Ill", by=COMMAND_LINE, at=NOW)
    answer = send(manager, row)
    assert answer.status_code == 422
    assert "since you opened it (Expiration date: 4 February 2027 became 30 June 2027)" in said(answer)
    row.refresh_from_db()
    assert row.cancelled_on is None
    assert f'name="revision" value="{row.revision}"' in answer.content.decode()
    assert send(manager, row).status_code == 200
    row.refresh_from_db()
    assert row.cancelled_on == TODAY


def test_a_double_click_cancels_once_and_somebody_else_is_told():
    row, manager = waiting(), signed_in(Role.MANAGER)
    assert "The enrollment is cancelled." in said(send(manager, row))
    again = said(send(manager, row))
    assert "This enrollment is cancelled as of" not in again
    assert "This enrollment is cancelled as of 2 March 2026." in said(send(signed_in(Role.MANAGER), row))
    assert Event.objects.filter(kind="enrollment.cancelled").count() == 1


def test_a_form_without_what_was_looked_at_changes_nothing():
    row, manager = waiting(), signed_in(Role.MANAGER)
    answer = manager.post(at("-cancellation", row), {})
    assert answer.status_code == 422
    assert "This form is incomplete; open it anew." in said(answer)


def test_where_nobody_could_be_enrolled_again_the_warning_says_why():
    row, manager = waiting(), signed_in(Role.MANAGER)
    row.program.is_active = False
    row.program.save()
    words = said(manager.get(at("-cancellation", row)))
    assert (
        "As things are, the contact could not be enrolled again: Ada Byron cannot be enrolled: P has the status"
        in words
    )


def test_the_window_is_filled_alone_and_leads_on_within_itself():
    row, manager = waiting(), signed_in(Role.MANAGER)
    asked = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "window"}
    part = manager.get(at("-definition", row), **asked).content.decode()
    assert "<html" not in part
    assert f'hx-get="{at("-cancellation", row)}"' in part
    assert "<html" not in manager.get(at("-cancellation", row), **asked).content.decode()
    assert "hx-get" not in manager.get(at("-definition", row)).content.decode().split("<main")[1]


def test_what_is_not_there(staff):
    for name in ("definition", "cancellation", "dates", "timeline"):
        assert staff.get(reverse(f"staff:enrollment-{name}", args=[uuid.uuid4()])).status_code == 404


def test_the_window_and_the_warning_take_few_queries(django_assert_max_num_queries):
    row, manager = waiting(), signed_in(Role.MANAGER)
    for name in ("-definition", "-cancellation"):
        with django_assert_max_num_queries(12):
            manager.get(at(name, row))
