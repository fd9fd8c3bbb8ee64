"""Do two contacts that are one person become one, with both histories and nothing lost?"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.actions import completions, enrollments, merging, offerings
from conferral.documents.verification import disagreements
from conferral.models import Account, Attachment, Completion, Component, Contact, Designation, Enrollment, Event
from conferral.models.former_number import keys_of, numbered
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.offerings import Details as Offered
from conferral.rules.offerings import Kind
from tests import make
from tests.actions.register import refused
from tests.uploaded import added

pytestmark = pytest.mark.django_db(transaction=False)

EMT = make.definition(
    make.requirement("EXAM"), make.requirement("ESSAY", is_required=False, requires_approval=True), designation="EMT"
)
WHY = "Same birth date and address, by telephone."


@pytest.fixture
def ada():
    return make.contact("M-1", email="ada@example.org")


@pytest.fixture
def same():
    return make.contact("M-2", "Augusta", "King", email="king@example.org", organization="Analytical Engines")


@pytest.fixture
def manager():
    return make.actor(Role.MANAGER)


def merged(ada, same, by, now, **said):
    said = {"reason": WHY, **said}
    return merging.merge(survivor=ada.pk, duplicate=same.pk, by=by, at=now, **said)


def test_enrollments_completions_files_and_designations_are_the_survivors(ada, same, manager, now) -> None:
    program, other = make.program("EMT", EMT, is_maintenance=True), make.program("CPR")
    old = make.enrollment(same, program, date(2020, 1, 1))
    proof = added(make.completion(old, "ESSAY", date(2020, 2, 1)), "Essay.pdf")
    make.completion(old, "EXAM", date(2020, 3, 1))
    new = make.enrollment(ada, program, date(2025, 3, 1))
    only = make.enrollment(same, other, date(2025, 4, 1))
    merged(ada, same, manager, now)
    assert not Contact.objects.filter(pk=same.pk).exists()
    rows = {row.pk: row for row in Enrollment.objects.filter(contact=ada)}
    assert rows.keys() == {old.pk, new.pk, only.pk}
    assert (rows[old.pk].replaced_on, rows[new.pk].replaced_on, rows[only.pk].replaced_on) == (
        date(2025, 3, 1), None, None,
    )  # fmt: skip
    assert Completion.objects.filter(enrollment=old).count() == 2
    assert Attachment.objects.get().pk == proof.pk
    assert list(Designation.objects.values_list("contact", "name")) == [(ada.pk, "EMT")]
    assert list(disagreements()) == []


def test_the_later_date_is_current_whichever_contact_it_came_from(ada, same, manager, now) -> None:
    program = make.program()
    first, second = make.enrollment(ada, program, date(2024, 3, 1)), make.enrollment(same, program, date(2025, 3, 1))
    third = make.contact("M-3")
    before = make.enrollment(third, program, date(2023, 3, 1))
    merged(ada, same, manager, now)
    merging.merge(survivor=ada.pk, duplicate=third.pk, reason=WHY, by=manager, at=now)
    found = dict(Enrollment.objects.values_list("pk", "replaced_on"))
    assert found == {before.pk: first.enrolled_on, first.pk: second.enrolled_on, second.pk: None}
    assert list(disagreements()) == []


def test_the_log_keeps_both_histories_and_says_who_was_merged_and_why(ada, same, manager, now) -> None:
    make.enrollment(same, make.program())
    entries = set(Event.objects.values_list("key", flat=True))
    enrolled = Enrollment.objects.get()
    merged(ada, same, manager, now, taken=["last_name", "organization"])
    (entry,) = Event.objects.exclude(key__in=entries)
    assert (entry.kind, entry.contact_id, entry.reason, entry.actor) == ("contact.merged", ada.pk, WHY, manager.name)
    assert entry.before == {"last_name": "Lovelace", "organization": ""}
    assert entry.after == {
        "last_name": "King",
        "organization": "Analytical Engines",
        "merged": {
            "contact": same.pk, "member_number": "M-2", "first_name": "Augusta", "last_name": "King",
            "email": "king@example.org", "organization": "Analytical Engines", "enrollments": [enrolled.pk],
        },
    }  # fmt: skip
    assert keys_of(ada.pk) == [ada.pk, same.pk]
    kinds = Event.objects.filter(contact_id__in=keys_of(ada.pk)).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["contact.added", "contact.added", "enrollment.enrolled", "contact.merged"]


def test_the_details_taken_are_the_duplicates_and_the_number_leads_on(ada, same, manager, now) -> None:
    third = make.contact("M-3")
    merging.merge(survivor=same.pk, duplicate=third.pk, reason=WHY, by=manager, at=now)
    row = merged(ada, same, manager, now, taken=["email", "member_number"])
    row.refresh_from_db()
    assert (row.member_number, row.full_name, row.email, row.revision) == ("M-1", "Ada Lovelace", "king@example.org", 2)
    assert [numbered(number) for number in ("M-1", "M-2", "M-3")] == [row] * 3
    assert list(Contact.objects.named("king@example")) == [row]


def test_who_signs_in_goes_on_signing_in_and_of_two_accounts_the_duplicates_is_closed(ada, same, manager, now) -> None:
    hers = make.actor(Role.NONE, same)
    merged(ada, same, manager, now)
    assert Account.objects.get(pk=hers.account).contact == ada
    third = make.contact("M-3")
    other = make.actor(Role.STAFF, third)
    merging.merge(survivor=ada.pk, duplicate=third.pk, reason=WHY, by=manager, at=now)
    closed = Account.objects.get(pk=other.account)
    assert (closed.contact, closed.is_active, closed.role(date(2026, 3, 2))) == (None, False, Role.NONE)
    assert Account.objects.get(pk=hers.account).contact == ada
    assert Event.objects.filter(kind__startswith="account.").order_by("pk").values_list(
        "kind", "contact_id"
    ).last() == (
        "account.closed",
        ada.pk,
    )


def test_what_was_taught_is_taught_by_the_survivor(ada, same, manager, now) -> None:
    make.program()
    details = Offered(kind=Kind.RESOURCE, title="At home", instructor=same.pk)
    taught = offerings.add(component=Component.objects.get().pk, details=details, by=COMMAND_LINE, at=now)
    merged(ada, same, manager, now)
    taught.refresh_from_db()
    assert taught.instructor == ada


def test_two_enrollments_of_one_day_stand_in_the_way_until_one_is_cancelled(ada, same, manager, now) -> None:
    program = make.program("EMT")
    make.enrollment(ada, program, date(2025, 3, 1))
    again = make.enrollment(same, program, date(2025, 3, 1))
    with refused("enrollments_same_day") as caught:
        merged(ada, same, manager, now)
    assert "Both are enrolled in EMT as of 1 March 2025" in str(caught.value)
    enrollments.cancel(enrollment=again.pk, by=COMMAND_LINE, at=now)
    merged(ada, same, manager, now)
    assert Enrollment.objects.filter(contact=ada).count() == 2
    assert list(disagreements()) == []


def test_staff_merge_nobody_managers_neither_themselves_nor_an_account_above_their_own(ada, same, now) -> None:
    staff, manager_too = make.actor(Role.STAFF), make.actor(Role.MANAGER)
    with refused("role_needed"):
        merged(ada, same, staff, now)
    manager = make.actor(Role.MANAGER, ada)
    for one, other in ((ada, same), (same, ada)):
        with refused("own_contact"):
            merged(one, other, manager, now)
    make.actor(Role.SYSADMIN, same)
    with refused("role_above_own"):
        merged(ada, same, manager_too, now)
    merged(ada, same, make.actor(Role.SYSADMIN), now)


def test_it_needs_a_reason_another_contact_and_what_was_looked_at(ada, same, manager, now) -> None:
    with refused("reason_missing"):
        merged(ada, same, manager, now, reason=" ")
    with refused("merged_with_itself"):
        merged(ada, ada, manager, now)
    with refused("stale"):
        merged(ada, same, manager, now, looked_at=(1, 7))
    Contact.objects.filter(pk=same.pk).update(erased_at=now)
    with refused("contact_erased"):
        merged(ada, same, manager, now)
    with refused("contact_gone"):
        merging.merge(survivor=ada.pk, duplicate=10**9, reason=WHY, by=manager, at=now)


def test_what_waited_for_a_decision_still_waits_and_is_decided(ada, same, manager, now) -> None:
    program = make.program(None, make.definition(make.requirement("EXAM", requires_approval=True)))
    waiting = make.completion(make.enrollment(same, program), "EXAM")
    merged(ada, same, manager, now)
    completions.approve(completion=waiting.pk, by=COMMAND_LINE, at=now)
    assert Enrollment.objects.get(contact=ada).earned_on == date(2025, 6, 1)
