"""Does a big table get an index, and lose it again, the same way on either database?"""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import NotSupportedError, connection, models
from django.db.migrations.state import ProjectState

from conferral.models import Contact

AddIndexWithoutLocking = import_module("conferral.migrations._without_locking").AddIndexWithoutLocking
NAME = "contact_planted"


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, Contact._meta.db_table))


def states() -> tuple[AddIndexWithoutLocking, ProjectState, ProjectState]:
    adds = AddIndexWithoutLocking("contact", models.Index(fields=["last_name"], name=NAME))
    before = ProjectState.from_apps(apps)
    after = before.clone()
    adds.state_forwards("conferral", after)
    return adds, before, after


@pytest.mark.django_db(transaction=True)
def test_it_is_added_and_removed_outside_of_a_transaction() -> None:
    adds, before, after = states()
    with connection.schema_editor(atomic=False) as editor:
        adds.database_forwards("conferral", editor, before, after)
        assert NAME in indexes()
        adds.database_backwards("conferral", editor, after, before)
    assert NAME not in indexes()


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_is_refused() -> None:
    adds, before, after = states()
    with (
        pytest.raises(NotSupportedError, match="cannot be executed inside a transaction"),
        connection.schema_editor() as editor,
    ):
        adds.database_forwards("conferral", editor, before, after)
