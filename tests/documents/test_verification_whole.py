"""Is whatever is done to a register past the actions found and named? Each is planted in SQL or on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, connection, transaction
from zeal import zeal_ignore

from conferral.actions import completions, enrollments, erasure, purging, sealing
from conferral.documents import verification, verification_of_log
from conferral.documents.verification_of_log import entries_waiting, faults_of_log
from conferral.models import Attachment, Contact, Enrollment, Event, GradeScale, LogHead, Order, Seal
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.sealing import Head
from tests import make
from tests.actions.queue import looked
from tests.documents.tampered import TAMPERED, do, planted
from tests.models.rows import saved
from tests.uploaded import added

pytestmark = [pytest.mark.django_db, pytest.mark.past_the_actions]

AT = make.noon(date(2026, 3, 2))
DEFINED = make.definition(
    make.requirement("COURSE"), make.requirement("EXAM", scale=make.POINTS, requires_approval=True), designation="NREMT"
)


@dataclass(frozen=True)
class Register:
    """Ada earned, Bob's enrollment was purged, Cleo is half way, Dora is erased; all of it is sealed but one entry."""

    ada: Enrollment
    bob: Enrollment
    cleo: Enrollment
    file: Path
    head: Head
    first: Event
    second: Event
    by_staff: Event


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Register:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    with zeal_ignore():
        program = make.program("EMT", DEFINED)
        people = [make.contact(f"M-{name}", name) for name in ("Ada", "Bob", "Cleo", "Dora")]
        ada, bob, cleo, _ = (make.enrollment(one, program) for one in people)
        make.completion(ada, "COURSE")
        exam = make.completion(ada, "EXAM", grade="90")
        file = added(exam)
        completions.approve(completion=exam.pk, by=COMMAND_LINE, at=AT)
        make.completion(cleo, "COURSE", date(2025, 7, 1))
        staff = make.actor(Role.ADMIN)
        enrollments.cancel(enrollment=bob.pk, reason="Moved.", by=staff, at=make.noon(date(2025, 4, 1)))
        saved(Order, billed_to=people[0])
        scale = saved(GradeScale)
        scale.signature = GradeScale.signature_of(scale.scale)
        scale.save()
        sealing.seal(at=AT)
        purging.purge_many(enrollments=looked([bob]), by=COMMAND_LINE, at=AT)
        erasure.erase(contact=people[3].pk, reason="By letter.", by=COMMAND_LINE, at=AT + timedelta(minutes=1))
        make.contact("M-new")
        sealing.seal(at=AT)
        make.contact("M-waits")
    first, second = Event.objects.filter(enrollment_id=ada.pk).order_by("pk")[:2]
    by_staff = Event.objects.get(account_id=staff.account)
    head = LogHead.objects.get().as_head()
    return Register(ada, bob, cleo, tmp_path / file.path, head, first, second, by_staff)


def found(*heads: Head) -> list[str]:
    return [str(one) for one in verification.faults(heads=heads)]


def of_log(*heads: Head) -> list[str]:
    return [str(one) for one in faults_of_log(given=heads)]


def test_what_the_actions_wrote_is_as_it_should_be(register: Register):
    assert found(register.head) == []
    assert entries_waiting().count == 1


def test_whatever_is_tampered_with_in_the_database_is_named(register: Register):
    names = {
        "first": register.first.pk, "second": register.second.pk, "key": register.first.key,
        "second_key": register.second.key, "number": Seal.objects.get(event_id=register.first.pk).number,
        "last": register.head.number, "before_last": register.head.number - 2, "ada": register.ada.pk,
        "ada_key": register.ada.key, "ada_contact": register.ada.contact_id, "bob": register.bob.pk,
        "cleo": register.cleo.pk, "new": Contact.objects.get(member_number="M-new").pk,
        "by_staff": register.by_staff.pk, "scale": GradeScale.objects.order_by("pk").last().pk,
    }  # fmt: skip
    missed = {}
    for what, (statements, said) in TAMPERED.items():
        with planted(*statements, **names):
            lines = found()
            if not any(said.format(**names) in line for line in lines):
                missed[what] = lines
    assert missed == {}
    assert found() == [], "nothing is left of what was planted"


@pytest.mark.parametrize("what", ["what an entry says", "an entry gone", "a seal gone", "the head set back"])
def test_without_more_rights_than_the_register_has_the_log_cannot_be_tampered_with(register: Register, what: str):
    names = {"first": register.first.pk, "number": 1}
    (statement,) = TAMPERED[what][0]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(**names))


def test_a_log_sealed_anew_after_a_change_is_found_by_a_head_handed_out_before(register: Register):
    forged = "UPDATE conferral_event SET actor = 'zoe' WHERE kind = 'contact.added'"
    with planted(forged, "DELETE FROM conferral_seal", "DELETE FROM conferral_loghead"):
        sealing.seal(at=AT)
        assert of_log() == []
        assert of_log(register.head) == [
            f"log: no. {register.head.number} has another hash than when the head {register.head} was handed out"
        ]


def test_an_end_cut_off_together_with_the_head_is_found_by_a_head_handed_out_before(register: Register):
    last = Seal.objects.order_by("number").last()
    before = Seal.objects.get(number=last.number - 1)
    with planted("DELETE FROM conferral_loghead"):
        do(
            "DELETE FROM conferral_event WHERE id = {place}",
            "DELETE FROM conferral_seal WHERE number = {number}",
            place=last.event_id,
            number=last.number,
        )
        LogHead.objects.create(number=before.number, hash=before.hash, seen_at=AT)
        assert of_log() == []
        (said,) = of_log(register.head)
        assert said.startswith(f"log: no. {last.number} was sealed when the head {register.head} was handed out, and")


def test_a_file_that_was_changed_went_or_was_put_there_is_named(register: Register):
    file, key = register.file, Attachment.objects.get().key
    contents = file.read_bytes()
    file.write_bytes(contents + b" ")
    assert [line.split(" is ")[0] for line in found()] == [f"file {key}: size", f"file {key}: sha256"]
    file.unlink()
    assert found() == [f"file {key}: contents is none, should be {len(contents)} bytes"]
    file.write_bytes(contents)
    file.with_name("planted").write_bytes(b"x")
    (said,) = found()
    assert said.startswith(f"stored contents files/{file.parent.name}/planted: no file and no logo is kept there")


def test_the_log_is_followed_in_chunks(register: Register, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verification_of_log, "CHUNK", 3)
    assert of_log(register.head) == []
    number = Seal.objects.get(event_id=register.second.pk).number
    with planted("DELETE FROM conferral_event WHERE id = {place}", place=register.second.pk):
        assert of_log() == [f"log, no. {number}, entry {register.second.key}: the entry was removed"]


def test_following_the_log_takes_two_queries_a_chunk_and_three_where_entries_were_erased(
    register: Register, django_assert_num_queries
):
    with django_assert_num_queries(1 + 2 + 3):
        assert of_log() == []
