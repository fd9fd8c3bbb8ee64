"""Does the database itself keep every rule it can? Each is tried directly, past actions and rules, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, UniqueConstraint

from conferral.models import Completion, Event, LogHead, Requirement, Seal
from tests.emptying import log_thawed
from tests.models import rows
from tests.models.breach import Breach, Fields
from tests.models.breaches import BREACHES

pytestmark = pytest.mark.django_db

MODELS = list(apps.get_app_config("conferral").get_models())
CONSTRAINTS = {constraint.name: constraint for model in MODELS for constraint in model._meta.constraints}


@pytest.fixture(autouse=True)
def _past_the_triggers(request: pytest.FixtureRequest, db: None) -> Iterator[None]:
    """Lift the triggers that keep the log (tests/models/test_frozen_log.py): constraints are what is asked for here."""
    named = getattr(request.node, "callspec", None)
    if named and BREACHES[named.params["name"]].model in (Event, LogHead, Seal):
        with log_thawed():
            yield
    else:
        yield


def refusal_of(breaking) -> IntegrityError:
    """Return how the database refuses; the test goes on in the same transaction."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        breaking()
    return refused.value


def names(error: IntegrityError, name: str) -> bool:
    """Whether the database names this constraint and no other; SQLite names a unique one by its columns."""
    if connection.vendor == "postgresql":
        return error.__cause__.diag.constraint_name == name
    constraint = CONSTRAINTS[name]
    if isinstance(constraint, UniqueConstraint) and constraint.fields:
        table = BREACHES[name].model._meta
        columns = ", ".join(f"{table.db_table}.{table.get_field(field).column}" for field in constraint.fields)
        return str(error) == f"UNIQUE constraint failed: {columns}"
    return re.fullmatch(f"(UNIQUE|CHECK) constraint failed: (index ')?{name}'?", str(error)) is not None


def beside(breach: Breach) -> Fields:
    """Save the row that is there already, if the constraint is about two, and return what the second shares with it."""
    if breach.model is Completion and any("units" in fields for fields in breach.lawful):
        return {"requirement": rows.saved(Requirement, is_repeatable=True, units=20)}
    if breach.beside is None:
        return {}
    first = rows.saved(breach.model, **breach.beside)
    return {field: getattr(first, field) for field in breach.same}


def called(fields: Fields) -> Fields:
    """Make what is asked for by a function: a row that has to be there."""
    return {field: value() if callable(value) else value for field, value in fields.items()}


def changed(row: Model, fields: Fields) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def test_every_constraint_of_every_model_has_a_line_here() -> None:
    assert sorted(BREACHES) == sorted(CONSTRAINTS)
    assert all(breach.lawful and breach.broken for breach in BREACHES.values())


def test_every_constraint_of_every_model_is_in_the_database() -> None:
    with connection.cursor() as cursor:
        there = {
            name for model in MODELS for name in connection.introspection.get_constraints(cursor, model._meta.db_table)
        }
    assert set(CONSTRAINTS) - there == set()


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_takes_what_is_just_lawful(name: str) -> None:
    breach = BREACHES[name]
    shared = beside(breach)
    for fields in map(called, breach.lawful):
        row = rows.saved(breach.model, **{**shared, **fields})
        row.refresh_from_db()
        assert {field: getattr(row, field) for field in fields} == fields
        row.delete()


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses_to_insert_what_breaks(name: str) -> None:
    breach = BREACHES[name]
    shared = beside(breach)
    before = breach.model.objects.count()
    for fields in map(called, breach.broken):
        row = rows.new(breach.model, **{**shared, **fields})
        error = refusal_of(lambda row=row: row.save(force_insert=True))
        assert names(error, name), (fields, error)
    assert breach.model.objects.count() == before


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses_to_change_a_row_into_what_breaks(name: str) -> None:
    breach = BREACHES[name]
    shared = beside(breach)
    lawful = called(breach.lawful[0])
    row = rows.saved(breach.model, **{**shared, **lawful})
    unsaid = rows.new(breach.model, **shared)
    for fields in map(called, breach.broken):
        change = {**{field: getattr(unsaid, field) for field in lawful}, **fields}
        error = refusal_of(lambda change=change: changed(row, change))
        assert names(error, name), (fields, error)
