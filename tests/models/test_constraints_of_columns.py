"""Does the database keep what each column promises: never empty, never twice, never below zero, never pointing nowhere?

Every column of every model is found by itself, so a new one is tried from the day it is written.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import (
    Field,
    ForeignKey,
    GeneratedField,
    Model,
    PositiveBigIntegerField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
)

from conferral.models import (
    Account,
    Category,
    Completion,
    Enrollment,
    Event,
    LogHead,
    Offering,
    Program,
    Requirement,
    Seal,
    Version,
)
from tests.emptying import log_thawed
from tests.models import rows

pytestmark = pytest.mark.django_db

NOWHERE = 987_654_321
COUNTS = (PositiveBigIntegerField, PositiveIntegerField, PositiveSmallIntegerField)
COLUMNS = [
    (model, field)
    for model in apps.get_app_config("conferral").get_models()
    for field in model._meta.concrete_fields
    if not field.primary_key and not isinstance(field, GeneratedField)
]
FILLED = {Enrollment._meta.get_field("sort_name")}
"""What PostgreSQL's trigger writes again before the row is kept, whatever somebody wrote."""
LINKS = {
    "account_groups": (Account.groups.through, "account", "group"),
    "account_user_permissions": (Account.user_permissions.through, "account", "permission"),
    "version_prerequisites": (Version.prerequisites.through, "version", "program"),
}


def those(wanted) -> list:
    return [
        pytest.param(model, field, id=f"{model.__name__}.{field.name}") for model, field in COLUMNS if wanted(field)
    ]


@pytest.fixture(autouse=True)
def _past_the_triggers(request: pytest.FixtureRequest, db: None) -> Iterator[None]:
    """Lift the triggers that keep the log (tests/models/test_frozen_log.py): columns are what is asked for here."""
    named = getattr(request.node, "callspec", None)
    if named and named.params.get("model") in (Event, LogHead, Seal):
        with log_thawed():
            yield
    else:
        yield


def set_raw(row: Model, field: Field, value: object) -> None:
    """Write one column of one row past everything of ours."""
    quote = connection.ops.quote_name
    table = quote(row._meta.db_table)
    with connection.cursor() as cursor:
        named = quote(row._meta.pk.column)
        cursor.execute(f"UPDATE {table} SET {quote(field.column)} = %s WHERE {named} = %s", [value, row.pk])  # noqa: S608
    connection.check_constraints()


def refused(breaking) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        breaking()


@pytest.mark.parametrize(("model", "field"), those(lambda field: not field.null))
def test_a_column_that_is_always_known_cannot_be_emptied(model: type[Model], field: Field) -> None:
    row = rows.saved(model)
    if field in FILLED and connection.vendor == "postgresql":
        set_raw(row, field, None)
        row.refresh_from_db()
        assert getattr(row, field.attname) is not None
    else:
        refused(lambda: set_raw(row, field, None))


@pytest.mark.parametrize(("model", "field"), those(lambda field: field.unique))
def test_what_is_told_apart_by_a_column_is_there_once(model: type[Model], field: Field) -> None:
    said = {field.name: rows.saved(field.related_model)} if isinstance(field, ForeignKey) else {}
    first, second = rows.saved(model, **said), rows.saved(model)
    value = field.get_db_prep_save(getattr(first, field.attname), connection)
    set_raw(first, field, value)
    refused(lambda: set_raw(second, field, value))


@pytest.mark.parametrize(("model", "field"), those(lambda field: isinstance(field, COUNTS)))
def test_what_is_counted_is_never_below_zero(model: type[Model], field: Field) -> None:
    row = rows.saved(model)
    refused(lambda: set_raw(row, field, -1))


@pytest.mark.parametrize(("model", "field"), those(lambda field: isinstance(field, ForeignKey)))
def test_nothing_points_to_a_row_that_is_not_there(model: type[Model], field: Field) -> None:
    row = rows.saved(model)
    refused(lambda: set_raw(row, field, NOWHERE))


@pytest.mark.parametrize("link", LINKS)
def test_two_things_are_linked_once(link: str) -> None:
    through, left, right = LINKS[link]
    first = rows.saved(through._meta.get_field(left).related_model)
    other = through._meta.get_field(right).related_model
    second = rows.saved(Program) if other is Program else other.objects.first()
    through.objects.create(**{left: first, right: second})
    refused(lambda: through.objects.create(**{left: first, right: second}))


def test_every_link_between_two_things_is_tried() -> None:
    found = {
        field.remote_field.through
        for model in apps.get_app_config("conferral").get_models()
        for field in model._meta.many_to_many
    }
    assert found == {through for through, _left, _right in LINKS.values()}


@pytest.mark.parametrize(
    ("model", "parent"),
    [
        (Enrollment, "contact"),
        (Enrollment, "program"),
        (Enrollment, "version"),
        (Completion, "enrollment"),
        (Completion, "requirement"),
        (Requirement, "component"),
        (Requirement, "version"),
        (Category, "version"),
        (Offering, "component"),
        (Version, "program"),
    ],
)
def test_a_row_that_something_stands_on_cannot_be_taken_away(model: type[Model], parent: str) -> None:
    row = getattr(rows.saved(model), parent)

    def take_away() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(row._meta.db_table)} WHERE id = %s", [row.pk])  # noqa: S608
        connection.check_constraints()

    refused(take_away)


def test_the_day_an_enrollment_begins_is_kept_by_the_database_alone() -> None:
    row = rows.saved(Enrollment, registered_on=rows.DAY, enrolled_on=rows.EXPIRES)
    row.refresh_from_db()
    assert row.begins_on == rows.DAY
    Enrollment.objects.filter(pk=row.pk).update(registered_on=rows.EXPIRES, enrolled_on=rows.DAY)
    row.refresh_from_db()
    assert row.begins_on == rows.DAY
    Enrollment.objects.filter(pk=row.pk).update(enrolled_on=rows.EXPIRES)
    row.refresh_from_db()
    assert row.begins_on == rows.EXPIRES
