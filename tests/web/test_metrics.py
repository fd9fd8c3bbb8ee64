"""Are the numbers of an installation right, few questions to the database, and nobody's but the monitoring system's?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import jobs, programs, sealing, workers
from conferral.models import Event, Job, Message
from conferral.models.message import State
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import Item
from tests import make

pytestmark = pytest.mark.django_db
TOKEN = "a long token of our own"
QUERIES = 6


@pytest.fixture(autouse=True)
def _with_a_token(settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def numbers(client) -> dict[str, float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{process="\d+"(,status="\d{3}")?\})? \d+(\.\d+)?', line) for line in lines)
    return {
        re.sub(r'process="\d+",?', "", name).replace("{}", ""): float(count)
        for name, count in (line.rsplit(" ", 1) for line in lines)
    }


def message(at: datetime, **said) -> None:
    Message.objects.create(
        key=uuid4(), kind="earned", contact=make.contact(email="wagtail@example.org"), created_at=at, due_at=at, **said
    )


def test_of_an_empty_register_everything_is_nothing(client) -> None:
    found = numbers(client)
    assert {name: count for name, count in found.items() if count and "requests" not in name} == {}


def test_what_waits_and_who_works_is_counted(client) -> None:
    now = datetime.now(UTC)
    hour = now - timedelta(hours=1)
    for at in (hour, now):
        jobs.ask(kind="program.test", items=[Item(1)], by=COMMAND_LINE, at=at)
    done = jobs.ask(kind="program.test", items=[Item(1)], by=COMMAND_LINE, at=hour - timedelta(days=1))
    Job.objects.filter(pk=done.pk).update(ended_at=now)
    lost = jobs.ask(kind="program.test", items=[Item(1)], by=COMMAND_LINE, at=hour - timedelta(days=1))
    Job.objects.filter(pk=lost.pk).update(ended_at=now, fault="It was given up.")
    message(hour)
    message(now + timedelta(hours=1))
    message(hour, state=State.FAILED.value, ended_at=now, reason="no")
    message(hour, state=State.SENT.value, ended_at=now)
    workers.seen(name="wagtail-1", at=now)
    workers.seen(name="lost", at=hour)
    found = numbers(client)
    assert found["conferral_jobs_waiting"] == 2
    assert found["conferral_jobs_given_up"] == 1
    assert 3600 <= found["conferral_job_oldest_seconds"] < 3700
    assert found["conferral_messages_waiting"] == 2
    assert 3600 <= found["conferral_messages_overdue_seconds"] < 3700
    assert found["conferral_messages_failed"] == 1
    assert found["conferral_workers"] == 1
    assert found["conferral_worker_seen_seconds"] < 60


def test_what_of_the_log_is_not_sealed_yet_is_counted_and_how_long(client) -> None:
    hour = datetime.now(UTC) - timedelta(hours=1)
    make.program()
    first = numbers(client)["conferral_log_unsealed"]
    assert first == Event.objects.count() > 0
    sealing.seal(at=hour)
    assert numbers(client)["conferral_log_unsealed"] == 0
    programs.define(code="NEW", policies=programs.Policies(), by=COMMAND_LINE, at=hour)
    found = numbers(client)
    assert found["conferral_log_unsealed"] == 1
    assert 3600 <= found["conferral_log_unsealed_seconds"] < 3700


def test_requests_are_counted_by_status(client) -> None:
    before = numbers(client)
    client.get("/nowhere/")
    after = numbers(client)
    assert (
        after['conferral_requests_total{status="404"}'] - before.get('conferral_requests_total{status="404"}', 0) == 1
    )
    assert after['conferral_requests_total{status="200"}'] > before.get('conferral_requests_total{status="200"}', 0)
    assert after["conferral_requests_seconds_total"] > before["conferral_requests_seconds_total"]


def test_it_takes_the_same_few_queries_and_names_nobody(client) -> None:
    message(datetime.now(UTC))
    workers.seen(name="wagtail-1", at=datetime.now(UTC))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert len(asked) == QUERIES
    assert "wagtail" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN])
def test_without_the_token_there_is_nothing(client, given) -> None:
    headers = {} if given is None else {"Authorization": given}
    assert client.get("/metrics", headers=headers).status_code == 404


def test_where_no_token_is_set_there_is_nothing_for_anybody(client, settings) -> None:
    settings.METRICS_TOKEN = ""
    for given in ("Bearer ", "Bearer", f"Bearer {TOKEN}"):
        assert client.get("/metrics", headers={"Authorization": given}).status_code == 404
