"""Do the health pages tell a balancer the truth?"""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def test_a_live_process_says_so_without_asking_the_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.django_db
def test_a_migrated_database_makes_it_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_makes_it_unready(client):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"migrations" in answer.content


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_makes_it_unready(client, monkeypatch, tmp_path):
    connection.close()
    nowhere = {"NAME": "no/such/place", "HOST": str(tmp_path), "OPTIONS": {}}
    with monkeypatch.context() as for_now:
        for name, value in nowhere.items():
            for_now.setitem(connection.settings_dict, name, value)
        answer = client.get("/readyz")
        connection.close()
    assert answer.status_code == 503
    assert b"database" in answer.content


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_pages_change_nothing_and_are_never_cached(client, address):
    assert client.post(address).status_code == 405


def test_the_answer_is_not_kept_by_caches(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]
