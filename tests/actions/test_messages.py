"""Does each message go once to whom it is for, as things are then, and what becomes of one that does not?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Event as Signal
from threading import Timer

import pytest
from django.core import mail
from django.db import transaction

from conferral.actions import completions, contacts, enrollments, erasure, merging, messages, workers
from conferral.actions.messages import Went
from conferral.actions.opened import Looked
from conferral.actions.purging import purge_many
from conferral.models import Enrollment, Event, Message
from conferral.rules import posting
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.notices import Dropped
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.posted import post
from tests.actions.test_concurrency import at_once
from tests.mail_server import MailServer

ON = date(2026, 3, 2)
AT = make.noon(ON)
ADA = "ada@example.org"
pytestmark = pytest.mark.django_db


def program():
    return make.program(
        None,
        make.definition(
            make.requirement("PLEDGE", title="Ethics pledge"),
            make.requirement("EXAM", stage=2, requires_approval=True),
            in_order=True,
            designation="EMT",
        ),
    )


@pytest.fixture
def row() -> Enrollment:
    return make.enrollment(make.contact(email=ADA), program(), ON)


@pytest.fixture
def server(settings):
    with MailServer() as one:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", one.port
        yield one


def states() -> list[tuple[str, str, str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "state", "reason"))


def test_a_mail_says_what_happened_in_text_and_html_with_the_one_thing_to_do(row, settings) -> None:
    settings.SITE_URL = "https://register.example.org"
    assert post(at=AT) == [Went.ENDED]
    (sent,) = mail.outbox
    (html,) = [part.content for part in sent.alternatives]
    assert (sent.to, sent.subject) == ([ADA], "You are enrolled in Emergency care")
    address = f"https://register.example.org/my/certifications/{row.key}/"
    for face in (sent.body, html):
        assert "Dear Ada Lovelace," in face
        assert "Your completion deadline is 2 March 2027." in face
        assert "the last day that counts is 1 April 2027." in face
        assert face.count(address) == 1
    message = Message.objects.get()
    assert sent.extra_headers["Message-ID"] == f"<{message.key}@localhost>"
    assert (message.state, message.sent_to, message.ended_at, message.claimed_by) == ("sent", ADA, AT, "")
    assert message.said["subject"] == sent.subject
    assert post(at=AT + timedelta(days=400)) == [], "it goes once"


def test_each_happening_is_told_in_its_own_words(row) -> None:
    make.completion(row, "PLEDGE", ON)
    exam = make.completion(row, "EXAM", ON)
    post(at=AT)
    completions.reject(
        completion=exam.pk, form=Rejection.NOTIFY, note="No <b>signature</b>\non it", by=COMMAND_LINE, at=AT
    )
    post(at=AT)
    exam = make.completion(row, "EXAM", ON)
    post(at=AT)
    completions.approve(completion=exam.pk, by=COMMAND_LINE, at=AT)
    post(at=AT)
    assert [sent.subject for sent in mail.outbox] == [
        "You are enrolled in Emergency care",
        "Received: Ethics pledge",
        "Stage 2 of Emergency care is open",
        "Received: Exam",
        "Please submit again: Exam",
        "Received: Exam",
        "Approved: Exam",
        "You have earned Emergency care",
    ]
    rejected = mail.outbox[4]
    assert "> No <b>signature</b>\n> on it" in rejected.body
    assert "No &lt;b&gt;signature&lt;/b&gt;<br>on it" in rejected.alternatives[0].content
    assert "is now No Status" in rejected.body
    assert "Awaiting Approval" in mail.outbox[3].body
    assert "- Exam" in mail.outbox[2].body
    assert "designation EMT" in mail.outbox[7].body


def test_corrections_made_before_it_goes_are_what_it_says(row) -> None:
    corrected = replace(row.contact.details(), first_name="Augusta", email="new@example.org")
    contacts.change(contact=row.contact_id, details=corrected, by=COMMAND_LINE, at=AT)
    post(at=AT)
    assert (mail.outbox[0].to, "Dear Augusta Lovelace," in mail.outbox[0].body) == (["new@example.org"], True)


def test_who_cancelled_has_no_address_or_was_taken_out_meanwhile_gets_none() -> None:
    offered = program()
    cancelled, nowhere, gone, stays = (
        make.enrollment(make.contact(email=email), offered, ON) for email in ("c@example.org", "", "g@example.org", ADA)
    )
    enrollments.cancel(enrollment=cancelled.pk, by=COMMAND_LINE, at=AT)
    Message.objects.filter(enrollment_id=gone.pk).update(enrollment_id=gone.pk + 1000)
    assert messages.drop_unaddressed(at=AT) == 1
    post(at=AT)
    assert [sent.to for sent in mail.outbox] == [[stays.contact.email]]
    assert [reason for _, state, reason in states() if state == "dropped"] == ["cancelled", "no_address", "gone"]
    assert not Message.objects.filter(enrollment_id=nowhere.pk, state="sent").exists()


def test_what_was_decided_or_taken_back_meanwhile_is_not_told(row) -> None:
    make.completion(row, "PLEDGE", ON)
    exam = make.completion(row, "EXAM", ON)
    completions.approve(completion=exam.pk, by=COMMAND_LINE, at=AT)
    completions.void(completion=exam.pk, reason="Not hers", by=COMMAND_LINE, at=AT)
    post(at=AT)
    dropped = {kind: reason for kind, state, reason in states() if state == "dropped"}
    assert dropped == {"received": "decided", "approved": "changed", "earned": "changed"}


def test_a_merged_contact_hands_its_messages_on_to_the_survivor(row) -> None:
    survivor = make.contact(email="survivor@example.org")
    merging.merge(survivor=survivor.pk, duplicate=row.contact_id, reason="One person", by=COMMAND_LINE, at=AT)
    post(at=AT)
    assert [sent.to for sent in mail.outbox] == [["survivor@example.org"]]


def test_erasing_takes_words_and_addresses_away_and_what_waits_does_not_go(row) -> None:
    post(at=AT)
    make.completion(row, "PLEDGE", ON)
    erasure.erase(contact=row.contact_id, reason="Asked to be", by=COMMAND_LINE, at=AT)
    post(at=AT)
    assert len(mail.outbox) == 1
    assert states() == [
        ("enrolled", "sent", ""),
        ("received", "dropped", "erased"),
        ("stage_opened", "dropped", "erased"),
    ]
    assert {(one.sent_to, str(one.said)) for one in Message.objects.all()} == {("", "{}")}


def test_one_erased_while_a_worker_has_it_in_hand_keeps_nothing(row, monkeypatch) -> None:
    def erased_meanwhile(*_: object) -> object:
        erasure.erase(contact=row.contact_id, reason="Asked to be", by=COMMAND_LINE, at=AT)
        return real(*_)

    real = messages.mail_of
    monkeypatch.setattr(messages, "mail_of", erased_meanwhile)
    post(at=AT)
    message = Message.objects.get()
    assert (message.state, message.sent_to, message.said) == ("dropped", "", {})


def test_a_purge_takes_messages_along() -> None:
    old = make.enrollment(make.contact(email=ADA), make.program(retention_years=1), date(2015, 1, 1))
    kept = make.enrollment(make.contact(email=ADA), program(), ON)
    purge_many(enrollments=[Looked(old.pk)], by=make.actor(Role.MANAGER), at=AT)
    assert set(Message.objects.values_list("enrollment_id", flat=True)) == {kept.pk}


def test_the_mail_server_is_down_for_an_hour_and_nothing_is_lost(server) -> None:
    offered = program()
    people = [make.enrollment(make.contact(email=f"p{n}@example.org"), offered, ON) for n in range(12)]
    at = AT
    with server.down():
        while at < AT + timedelta(hours=1):
            assert post(at=at) in ([Went.NO_SERVER], []), "others are not tried in vain"
            at += 6 * messages.REST
        assert Message.objects.filter(state="waiting").count() == 12
        assert set(Message.objects.exclude(reason="").values_list("reason", flat=True)) == {
            "The mail server could not be reached (ConnectionRefusedError)."
        }
        enrollments.cancel(enrollment=people[3].pk, by=COMMAND_LINE, at=at)
    while Message.objects.filter(state="waiting").exists() and at < AT + timedelta(hours=3):
        post(at=at)
        at += 6 * messages.REST
    assert server.recipients() == sorted(f"p{n}@example.org" for n in range(12) if n != 3)
    assert sorted(state for _, state, _ in states()) == ["dropped"] + ["sent"] * 11
    assert not Message.objects.filter(state="sent").exclude(reason="").exists()


def test_one_address_that_is_refused_stops_no_other_and_can_be_tried_again(server) -> None:
    offered = program()
    for name in ("unknown", "busy", "ada"):
        make.enrollment(make.contact(email=f"{name}@example.org"), offered, ON)
    answers = {"unknown@example.org": "550 no such user", "busy@example.org": "451 later"}
    server.answers = lambda to: answers.get(to, "250 yes")
    assert post(at=AT) == [Went.ENDED, Went.REFUSED, Went.ENDED]
    assert [(state, reason) for _, state, reason in states()] == [
        ("failed", "The mail server refused it (550)."),
        ("waiting", "The mail server refused it (451)."),
        ("sent", ""),
    ]
    answers.clear()
    assert post(at=AT) == [], "it rests"
    assert post(at=AT + timedelta(minutes=1)) == [Went.ENDED]
    failed = Message.objects.get(state="failed")
    messages.retry(message=failed.pk, by=make.actor(), at=AT + timedelta(hours=1))
    entry = Event.objects.get(kind="notice.sent_again")
    assert (entry.contact_id, entry.after) == (failed.contact_id, {"notice": "Enrolled"})
    with pytest.raises(Refused, match="has not failed"):
        messages.retry(message=failed.pk, by=make.actor(), at=AT)
    assert post(at=AT + timedelta(hours=1)) == [Went.ENDED]
    assert server.recipients() == ["ada@example.org", "busy@example.org", "unknown@example.org"]
    assert len(set(server.message_ids())) == 3


def test_members_send_nothing_again(row) -> None:
    with pytest.raises(Refused):
        messages.retry(message=Message.objects.get().pk, by=make.actor(Role.NONE), at=AT)


def test_what_came_to_nothing_for_three_days_has_failed(row, server) -> None:
    server.stop()
    Message.objects.update(attempts=posting.MOST_ATTEMPTS - 2)
    assert post(at=AT) == [Went.NO_SERVER]
    assert post(at=AT + timedelta(minutes=59)) == []
    assert post(at=AT + timedelta(hours=1)) == [Went.ENDED]
    message = Message.objects.get()
    assert (message.state, message.reason) == (
        "failed",
        "The mail server could not be reached (ConnectionRefusedError).",
    )


def test_what_a_killed_worker_had_in_hand_is_sent_by_the_next_under_the_same_message_id(row, monkeypatch) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(messages, "_end", killed)
        with pytest.raises(KeyboardInterrupt):
            post(at=AT, by="killed")
    workers.seen(name="other", at=AT)
    workers.seen(name="killed", at=AT)
    assert post(at=AT + timedelta(days=1), by="other") == [], "it is in hand"
    assert messages.take_back_lost(seen_since=AT + timedelta(seconds=1), at=AT, idle="other") == 1
    assert post(at=AT, by="other") == [Went.ENDED]
    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first == second
    assert post(at=AT, by="other") == []


def test_one_that_every_worker_fails_over_is_given_up(row, monkeypatch) -> None:
    monkeypatch.setattr("conferral.actions.messages.letter_of", lambda *_, **__: 1 / 0)
    Message.objects.update(attempts=posting.MOST_ATTEMPTS - 3)
    at: datetime = AT
    for _ in range(5):
        try:
            if not post(at=at, by="one"):
                break
        except ZeroDivisionError:
            workers.seen(name="one", at=at)
            messages.take_back_lost(seen_since=at, at=at, idle="one")
        at = max(at, Message.objects.get().due_at)
    assert states() == [("enrolled", "failed", "Every worker that took it up came to an end over it.")]


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_at_once_each_mail_is_sent_by_one() -> None:
    offered = program()
    for number in range(20):
        make.enrollment(make.contact(email=f"p{number}@example.org"), offered, ON)
    at_once([lambda name=name: post(at=AT, by=str(name)) for name in range(8)])
    assert len(mail.outbox) == 20
    assert len({sent.to[0] for sent in mail.outbox}) == 20
    assert {state for _, state, _ in states()} == {"sent"}


def test_sending_one_asks_a_fixed_number_of_queries(row, django_assert_num_queries) -> None:
    make.completion(row, "PLEDGE", ON)
    post(at=AT)
    make.completion(row, "EXAM", ON)
    with django_assert_num_queries(15):
        post(at=AT)


def test_history_that_waits_can_be_dropped_and_what_is_new_goes(row) -> None:
    later = make.enrollment(make.contact(email="new@example.org"), program(), ON + timedelta(days=2))
    assert messages.drop_history(before=AT + timedelta(days=1)) == 1
    post(at=AT + timedelta(days=2))
    assert [sent.to for sent in mail.outbox] == [[later.contact.email]]
    assert states()[0] == ("enrolled", "dropped", Dropped.HISTORY)


def test_message_ids_say_nothing_of_a_person_and_differ(row) -> None:
    make.completion(row, "PLEDGE", ON)
    post(at=AT)
    ids = [sent.extra_headers["Message-ID"] for sent in mail.outbox]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"<[0-9a-f-]{36}@localhost>", one) for one in ids)


@pytest.mark.django_db(transaction=True)
def test_a_message_that_another_worker_takes_up_meanwhile_is_left_to_it() -> None:
    make.enrollment(make.contact(email=""), program(), ON)
    waits, goes_on = Signal(), Signal()

    def take_up() -> str:
        with transaction.atomic():
            Message.objects.select_for_update().get()
            waits.set()
            goes_on.wait(timeout=2)  # till the other one waits for the row; SQLite lets it wait for the whole file
            Message.objects.update(claimed_by="another", attempts=1)
        return "taken up"

    def drop() -> int:
        assert waits.wait(timeout=30)
        Timer(0.5, goes_on.set).start()
        return messages.drop_unaddressed(at=AT)

    assert at_once([take_up, drop]) == ["taken up", 0]
    assert states() == [("enrolled", "waiting", "")]
