"""Is it gone who a contact was, from every table and every file, while what certifies something stays?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from conferral.actions import (
    accounts,
    completions,
    contacts,
    deciding_jobs,
    enrolling_jobs,
    enrollments,
    erasure,
    jobs,
    merging,
    organization,
)
from conferral.documents.verification import disagreements
from conferral.models import Account, Completion, Contact, Designation, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.jobs import Item
from tests import make
from tests.actions.register import refused
from tests.uploaded import PDF, added

pytestmark = pytest.mark.django_db

SEARCH = "conferral_contact_search"
CANARIES = ("zebulon", "quagga", "okapi", "numbat", "axolotl", "tapir")
ASKED = "Asked by letter."
DEFINED = make.definition(
    make.requirement("EXAM"),
    make.requirement("ESSAY", requires_approval=True, is_required=False),
    make.requirement("CE", is_repeatable=True, units=Decimal(20), is_required=False),
    designation="EMT",
)


@pytest.fixture
def storage(monkeypatch, tmp_path):
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    return tmp_path


@pytest.fixture
def manager():
    return make.actor(Role.MANAGER)


@pytest.fixture
def zebulon(storage, now):
    """Somebody with everything: a double, an account each, notes, files, rejections, jobs that named them."""
    who = make.contact("M-1", "Zebulon", "Quagga", email="zebulon@okapi.example", organization="Okapi Works")
    double = make.contact("M-2", "Zeb", "Quagga", email="quagga@okapi.example")
    member = accounts.add(
        username="quagga", email="zebulon@okapi.example", password="Long and of no use 7", role=Role.NONE,
        contact=who.pk, by=COMMAND_LINE, at=now,
    )  # fmt: skip
    other = accounts.add(
        username="tapir", email="tapir@okapi.example", password="Long and of no use 7", role=Role.NONE,
        contact=double.pk, by=COMMAND_LINE, at=now,
    )  # fmt: skip
    program = make.program("EMT", DEFINED, enrollees_may_cancel=True)
    first = make.enrollment(double, program, date(2024, 1, 5))
    enrollments.cancel(
        enrollment=first.pk, reason="Quagga moved.", by=other.as_actor(date(2024, 2, 1)), at=make.noon(date(2024, 2, 1))
    )
    twice = jobs.ask(kind=enrolling_jobs.ENROLL, items=[Item(double.pk)], by=COMMAND_LINE, at=now, waits=True)
    twice.items.update(message="Zeb Quagga is enrolled already.")
    merging.merge(survivor=who.pk, duplicate=double.pk, reason="Quagga said so.", by=COMMAND_LINE, at=now)
    row = make.enrollment(who, program, date(2025, 3, 1))
    given_up = make.enrollment(who, make.program("CPR", enrollees_may_cancel=True), date(2025, 3, 1))
    enrollments.cancel(enrollment=given_up.pk, by=member.as_actor(date(2024, 2, 1)), at=make.noon(date(2025, 4, 1)))
    voided = make.completion(row, "CE", date(2025, 6, 2), units=Decimal(2))
    completions.void(completion=voided.pk, reason="Not of Quagga.", by=COMMAND_LINE, at=now)
    essay = make.completion(row, "ESSAY", date(2025, 6, 3), notes="About the axolotl.")
    added(essay, "quagga.pdf", PDF.replace(b"Catalog", b"axolotl"))
    job = jobs.ask_and_begin(
        kind=deciding_jobs.REJECT, items=[Item(essay.pk)], by=COMMAND_LINE, at=now,
        arguments={"note": "Numbat is missing.", "form": Rejection.NOTIFY.value},
    )  # fmt: skip
    job.items.update(message="Quagga is told.")
    make.completion(row, "EXAM", date(2025, 6, 4), notes="With numbat.")
    return Contact.objects.get(pk=who.pk)


def held(folder: Path) -> list[str]:
    """Return each canary that a table or a file still holds, and where.

    The index of the search knows a text by its runs of three letters, and so is looked through for the first three.
    """
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            text, letters = repr(cursor.fetchall()).lower(), 3 if table.startswith(SEARCH) else None
            found += [f"{table}: {canary}" for canary in CANARIES if canary[:letters] in text]
    for path in folder.rglob("*"):
        text = (str(path) + path.read_bytes().decode("latin-1") if path.is_file() else path.name).lower()
        found += [f"{path}: {canary}" for canary in CANARIES if canary in text]
    return found


def test_no_table_and_no_file_holds_the_name_the_email_or_a_note(
    zebulon, storage, manager, now, django_capture_on_commit_callbacks
) -> None:
    before = held(storage)
    assert all(any(canary in place for place in before) for canary in CANARIES)
    assert any(place.startswith(str(storage)) and place.endswith("axolotl") for place in before)
    if connection.vendor == "sqlite":
        assert f"{SEARCH}_data: zebulon" in before
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(contact=zebulon.pk, reason=ASKED, by=manager, at=now)
    assert held(storage) == []
    assert not any(Contact.objects.named(canary).exists() for canary in (*CANARIES, "erased", "M-1"))
    assert not Contact.objects.named("").filter(pk=zebulon.pk).exists()


def test_what_certifies_something_stays(zebulon, manager, now) -> None:
    def facts() -> list[object]:
        rows = Enrollment.objects.order_by("pk").values(
            *(field.attname for field in Enrollment._meta.fields if field.name != "sort_name")  # that is the name
        )
        done = Completion.objects.order_by("pk").values(
            "key", "requirement", "completed_on", "grade", "units", "is_live", "rejected_on", "voided_on", "enrollment"
        )
        return [list(rows), list(done), list(Designation.objects.values("contact", "name", "conferred_on"))]

    before = facts()
    erased = erasure.erase(contact=zebulon.pk, reason=ASKED, by=manager, at=now)
    assert facts() == before
    assert (erased.member_number, erased.full_name, erased.erased_at) == ("M-1", "Erased contact", now)
    assert list(Contact.objects.get(pk=zebulon.pk).designations.values_list("name")) == [("EMT",)]
    assert list(disagreements()) == []


def test_the_log_keeps_that_something_was_done_and_who_erased_it_and_why(zebulon, manager, now) -> None:
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    erasure.erase(contact=zebulon.pk, reason=ASKED, by=manager, at=now)
    *entries, last = Event.objects.order_by("pk")
    assert [entry.kind for entry in entries] == kinds
    assert all(
        (entry.before, entry.after, entry.reason) == ({}, {}, "") for entry in entries if entry.contact_id is not None
    )
    assert (last.kind, last.reason, last.actor, last.erased_at) == ("contact.erased", ASKED, manager.name, None)
    assert last.after == {"enrollments": 3, "files": 1, "number_replaced": False}
    assert {entry.actor for entry in entries} == {"command-line", "erased account"}


def test_the_number_goes_too_where_that_is_asked(zebulon, manager, now) -> None:
    erased = erasure.erase(contact=zebulon.pk, reason=ASKED, replaces_number=True, by=manager, at=now)
    assert erased.member_number.startswith("erased-")
    assert not erased.former_numbers.exists()
    assert contacts.add(details=replace(erased.details(), member_number="M-1"), by=COMMAND_LINE, at=now)


def test_an_erased_contact_is_not_enrolled_and_gets_no_account(zebulon, manager, now) -> None:
    erasure.erase(contact=zebulon.pk, reason=ASKED, by=manager, at=now)
    other = make.program()
    with refused("contact_erased"):
        enrollments.enroll(contact=zebulon.pk, program=other, enrolled_on=date(2026, 3, 2), by=COMMAND_LINE, at=now)
    with refused("contact_unknown"):
        accounts.add(
            username="again", email="", password="Long and of no use 7", role=Role.NONE, contact=zebulon.pk,
            by=COMMAND_LINE, at=now,
        )  # fmt: skip
    with refused("already_erased"):
        erasure.erase(contact=zebulon.pk, reason=ASKED, by=manager, at=now)


def test_who_may_not_erases_nothing(zebulon, manager, now) -> None:
    def erase(by, **said):
        return erasure.erase(contact=zebulon.pk, by=by, at=now, **{"reason": ASKED, **said})

    staff = make.actor(Role.STAFF)
    with refused("role_needed"):
        erase(staff)
    with refused("reason_missing"):
        erase(manager, reason="  ")
    with refused("stale"):
        erase(manager, revision=99)
    other = make.contact("M-9")
    himself = make.actor(Role.MANAGER, other)
    with refused("own_contact"):
        erasure.erase(contact=other.pk, reason=ASKED, by=himself, at=now)
    sysadmin = make.contact("M-10")
    make.actor(Role.SYSADMIN, sysadmin)
    with refused("role_above_own"):
        erasure.erase(contact=sysadmin.pk, reason=ASKED, by=manager, at=now)


def test_whoever_founded_the_register_is_not_named_as_its_founder_any_more(now) -> None:
    founder = organization.found(
        name="Register", username="quagga", email="q@okapi.example", password="Long and of no use 7",
        first_name="Zebulon", last_name="Quagga", at=now,
    )  # fmt: skip
    make.actor(Role.SYSADMIN)
    erasure.erase(contact=founder.contact_id, reason=ASKED, by=COMMAND_LINE, at=now)
    assert set(Event.objects.values_list("actor", flat=True)) == {"erased account", "command-line"}


def test_nobody_else_is_touched(zebulon, manager, now) -> None:
    other = make.contact("M-5", email="grace@example.org")
    make.completion(make.enrollment(other, make.program(None, DEFINED)), "EXAM", notes="Kept.")
    theirs = [
        list(model.objects.filter(**{path: other.pk}).order_by("pk").values())
        for model, path in ((Contact, "pk"), (Enrollment, "contact"), (Event, "contact_id"))
    ]
    erasure.erase(contact=zebulon.pk, reason=ASKED, by=manager, at=now)
    assert theirs == [
        list(model.objects.filter(**{path: other.pk}).order_by("pk").values())
        for model, path in ((Contact, "pk"), (Enrollment, "contact"), (Event, "contact_id"))
    ]
    assert Completion.objects.get(notes="Kept.")
    assert Account.objects.count() == 1
