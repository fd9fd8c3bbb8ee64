"""What does every test share? A fixed day, and the databases a test is meant for.

Nothing here imports Django when it is loaded: tests/rules runs without Django.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

TESTS = Path(__file__).parent
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def pytest_configure() -> None:
    """Let signals mean what they mean: a run in the background is told to ignore some, and so are its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def today() -> date:
    """The day on which the tests take place: a Monday."""
    return TODAY


@pytest.fixture
def now() -> datetime:
    """The instant at which the tests take place."""
    return NOW


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the database of the tests, be able to empty it again, and to drop it whoever still looks at it."""
    from tests.emptying import end_other_sessions, lift_triggers_while_emptying

    lift_triggers_while_emptying()
    yield
    with django_db_blocker.unblock():
        end_other_sessions()


def on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


WITHOUT_DATABASE = {"rules", "house", "scripts"}
"""Folders of tests that ask no database of the suite's: once is enough."""

FIRST_WAY = {"way": "with the mouse", "width": 1280, "scheme": "light", "javascript": True}
"""How a procedure is gone through in a browser on both databases; the other ways tell nothing of a database."""


BROWSED_ON_BOTH = {
    "test_enrolling.py",
    "test_recording.py",
    "test_deciding_one.py",
    "test_cancelling.py",
    "test_registering.py",
}
"""The procedures that are gone through in a browser on both databases: those that write most."""


ASKED_ON_BOTH = {
    "test_errors.py",
    "test_every_export.py",
    "test_exports_meanwhile.py",
    "test_health.py",
    "test_hostile_requests.py",
    "test_matrix_deeds.py",
    "test_metrics.py",
    "test_routes_and_roles.py",
    "test_served.py",
    "test_setup.py",
}
"""What is asked of pages on both databases: every page as the SysAdmin, every form, odd input, what a server does, and
every list as the file of a job.

A page runs no query of its own: the documents and actions behind it are tested on both.
"""


def is_once(item: pytest.Item) -> bool:
    """Whether a test tells the same on either database (decision 0026)."""
    if item.path.parent.name in WITHOUT_DATABASE:
        return True
    if "web" in item.path.relative_to(TESTS).parts:
        return item.path.name not in ASKED_ON_BOTH and not item.get_closest_marker("postgres_only")
    if item.path.parent.name != "browser":
        return False
    if item.path.name not in BROWSED_ON_BOTH:
        return True
    asked = getattr(item, "callspec", None)
    if asked is None or "way" not in asked.params:
        return True  # how a page looks and behaves, and no procedure
    return any(
        getattr(asked.params[name], "name", asked.params[name]) != first
        for name, first in FIRST_WAY.items()
        if name in asked.params
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect (never skip) what is about the other database."""
    others = ("sqlite_only", "once") if on_postgresql() else ("postgres_only",)
    meant, deselected = [], []
    for item in items:
        if is_once(item):
            item.add_marker("once")
        (deselected if any(item.get_closest_marker(other) for other in others) else meant).append(item)
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = meant


def rooms_of(request: pytest.FixtureRequest) -> set[str]:
    """Name the folders of a test below this one: what the folders above are called says nothing."""
    return set(request.path.relative_to(Path(__file__).parent).parts)


READING_ROOMS = {"web", "documents", "api"}


@pytest.fixture(autouse=True)
def _no_query_per_row(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where pages and documents are tested, a query per row fails the test (django-zeal)."""
    if not READING_ROOMS & rooms_of(request):
        yield
        return
    from zeal import zeal_context

    with zeal_context():
        yield


WRITING_ROOMS = {"actions", "api", "management", "web", "documents", "procedures", "browser"}


@pytest.fixture(autouse=True)
def _ledger_held(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where enrollments are written, the ledger has to agree with them after every test, on 200 days.

    Only a test that says that it writes past the actions (`past_the_actions`) is let off.
    """
    if not WRITING_ROOMS & rooms_of(request) or request.node.get_closest_marker("past_the_actions"):
        yield
        return
    request.getfixturevalue("_django_db_helper")  # so that the rows are still there afterwards
    yield
    if {"db", "transactional_db", "live_server"} & set(request.fixturenames) or request.node.get_closest_marker(
        "django_db"
    ):
        from tests.ledger_held import faults

        found = faults()
        assert not found, "The ledger and the enrollments disagree:\n" + "\n".join(found[:10])


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL' if on_postgresql() else 'SQLite'}"
