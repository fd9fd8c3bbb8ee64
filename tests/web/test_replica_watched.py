"""When is a replica close enough to be read from, and who decides from which database a row is read?"""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLResolver

from conferral.models import Contact, Session
from conferral.web import replica
from conferral.web.replica_watched import AGAIN_SECONDS, BEHIND_SECONDS, LOOK_SECONDS, REPLICA, Watch
from conferral.web.urls import urlpatterns

LISTS = {
    *(
        "home",
        "programs",
        "program",
        "enrollees",
        "contacts",
        "inactive",
        "requirement-completions",
        "program-completions",
    ),
    *("certifications", "components", "offerings", "jobs", "log", "notices", "users", "search", "search-suggestions"),
    *("certification-preview", "transcript", "transcript-file"),
}
FILES = {
    *(
        "program-export",
        "contacts-export",
        "inactive-file",
        "completions-file",
        "programs-file",
        "log-file",
        "job-file",
    ),
    *("notices-file", "users-export", "roster-file", "certification-preview-file"),
}


def test_what_may_lag_is_a_list_a_report_a_file_taken_along_or_public_and_nothing_else() -> None:
    lagging = {name for name, view in _views(urlpatterns, "") if getattr(view, "lags", False)}
    assert lagging == {
        *(f"staff:{name}" for name in LISTS | FILES),
        "member:programs",
        "public:programs",
        "public:program",
    }


def _views(patterns, before):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else before)
        else:
            yield f"{before}{pattern.name}", pattern.callback


class Databases:
    """A primary and a replica that are where the test says, at the time it says, and how often they were asked."""

    def __init__(self) -> None:
        self.at, self.asked = 0.0, 0
        self.positions: dict[str, str | None] = {DEFAULT_DB_ALIAS: "0/100", REPLICA: "0/100"}

    def position(self, of: str) -> str | None:
        self.asked += 1
        return self.positions[of]


@pytest.fixture
def databases() -> Databases:
    return Databases()


@pytest.fixture
def watch(databases) -> Watch:
    return Watch(now=lambda: databases.at, position=databases.position)


def test_one_that_has_all_is_read_from_and_not_asked_again_for_a_while(watch, databases) -> None:
    assert watch.allows(None)
    before = databases.asked
    databases.at += LOOK_SECONDS - 0.1
    assert watch.allows(None)
    assert databases.asked == before


def test_who_did_something_reads_from_it_once_it_has_that(watch, databases) -> None:
    assert watch.allows(None)
    assert not watch.allows("0/101")
    databases.positions[REPLICA] = "0/101"
    assert watch.allows("0/101")
    assert watch.allows("0/FF")
    assert not watch.allows("1/0"), "the first half counts more"
    assert not watch.allows(replica.UNKNOWN)


def test_one_that_falls_behind_is_read_from_no_longer_and_again_once_it_has_come_up(watch, databases) -> None:
    assert watch.allows(None)
    databases.positions[DEFAULT_DB_ALIAS] = "0/200"
    databases.at += LOOK_SECONDS
    assert watch.allows(None), "it has come to where the primary was"
    databases.at += LOOK_SECONDS
    assert watch.allows(None), "it may still come in time"
    databases.at += BEHIND_SECONDS
    assert not watch.allows(None)
    databases.positions[REPLICA] = "0/200"
    assert not watch.allows(None), "nobody has looked yet"
    databases.at += AGAIN_SECONDS
    assert watch.allows(None)


def test_one_that_has_not_come_to_where_the_primary_was_when_we_began_is_not_read_from(watch, databases) -> None:
    databases.positions[REPLICA] = "0/99"
    assert not watch.allows(None)
    databases.at += AGAIN_SECONDS
    databases.positions |= {REPLICA: "0/100", DEFAULT_DB_ALIAS: "0/300"}
    assert watch.allows(None)


def test_one_that_is_no_replica_any_more_is_not_read_from(watch, databases) -> None:
    assert watch.allows(None)
    databases.positions[REPLICA] = None
    databases.at += LOOK_SECONDS
    assert not watch.allows(None)


@pytest.fixture
def _with_a_replica(monkeypatch) -> None:
    monkeypatch.setitem(settings.DATABASES, REPLICA, {})


def answered(status: int) -> str | None:
    """Return the position that goes with an answer to something that was sent; a query would fail here."""
    answer = replica.OwnWritesSeen(lambda _: HttpResponse(status=status))(RequestFactory().post("/"))
    again = RequestFactory().get("/")
    again.COOKIES[replica.COOKIE] = answer.cookies[replica.COOKIE].value
    return again.get_signed_cookie(replica.COOKIE)


@pytest.mark.usefixtures("_with_a_replica")
@pytest.mark.parametrize("status", [500, 503])
def test_who_was_told_that_it_failed_reads_from_the_primary_and_nobody_asks_where_that_is(status) -> None:
    assert answered(status) == replica.UNKNOWN


@pytest.mark.usefixtures("_with_a_replica")
@pytest.mark.postgres_only
@pytest.mark.django_db
def test_who_was_told_that_it_is_done_gets_the_position() -> None:
    assert re.fullmatch(r"[0-9A-F]+/[0-9A-F]+", answered(200))
    assert answered(200) != replica.UNKNOWN


@pytest.mark.usefixtures("_with_a_replica")
def test_who_only_looks_gets_none() -> None:
    answer = replica.OwnWritesSeen(lambda _: HttpResponse())(RequestFactory().get("/"))
    assert replica.COOKIE not in answer.cookies


@pytest.fixture
def _reading():
    with replica._from_the_replica():
        yield


@pytest.mark.usefixtures("_reading")
@pytest.mark.django_db(transaction=True)
def test_rows_are_read_from_the_replica_but_within_a_transaction_and_never_sessions() -> None:
    router = replica.Router()
    assert router.db_for_read(Contact) == REPLICA
    assert router.db_for_read(Session) == DEFAULT_DB_ALIAS
    assert router.db_for_read(caches["default"].cache_model_class) == DEFAULT_DB_ALIAS
    assert router.db_for_write(Contact) == DEFAULT_DB_ALIAS
    with transaction.atomic():
        assert router.db_for_read(Contact) == DEFAULT_DB_ALIAS


def test_nothing_is_read_from_it_where_no_view_says_so_and_nothing_is_migrated_there() -> None:
    router = replica.Router()
    assert router.db_for_read(Contact) == DEFAULT_DB_ALIAS
    assert router.allow_migrate(DEFAULT_DB_ALIAS, "conferral")
    assert not router.allow_migrate(REPLICA, "conferral")
