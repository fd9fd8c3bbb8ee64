"""Does the database keep the rules across tables that no foreign key can? Its triggers, tried directly on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from conferral.models import Category, Completion, Enrollment, Offering, Program, Requirement, Version
from tests.models import rows
from tests.models.rows import new, saved

pytestmark = pytest.mark.django_db


Fields = dict[str, object]


@dataclass(frozen=True)
class Tried:
    """What a trigger takes and refuses: each gives the fields of a lawful row of `model`, the broken also a change."""

    model: type[Model]
    lawful: tuple[Callable[[], Fields], ...]
    broken: tuple[Callable[[], tuple[Fields, Fields]], ...]


def own_version() -> Fields:
    version = saved(Version)
    return {"version": version, "program": version.program}


def own_requirement() -> Fields:
    requirement = saved(Requirement)
    return {"requirement": requirement, "enrollment": saved(Enrollment, version=requirement.version)}


def own_offering() -> Fields:
    requirement = saved(Requirement)
    return {"requirement": requirement, "offering": saved(Offering, component=requirement.component)}


def own_category() -> Fields:
    category = saved(Category)
    return {"version": category.version, "category": category}


def repeatable() -> Fields:
    return {"requirement": saved(Requirement, is_repeatable=True, units=20), "units": 1}


def once_only() -> Fields:
    return {"requirement": saved(Requirement, is_repeatable=False, units=20), "units": None}


def second_of(version: Version) -> Version:
    return saved(Version, program=version.program, number=2)


def on_the_draft() -> tuple[Fields, Fields]:
    fields = own_version()
    return fields, {"version": saved(Version, program=fields["program"], number=None, published_at=None)}


def of_a_requirement_of_another_version() -> tuple[Fields, Fields]:
    fields = own_requirement()
    return fields, {"requirement": saved(Requirement, version=second_of(fields["requirement"].version))}


def of_an_enrollment_on_another_version() -> tuple[Fields, Fields]:
    fields = own_requirement()
    return fields, {"enrollment": saved(Enrollment, version=second_of(fields["requirement"].version))}


def in_a_category_of_another_version() -> tuple[Fields, Fields]:
    fields = own_category()
    return fields, {"category": saved(Category, version=second_of(fields["version"]))}


def moved_away_from_its_category() -> tuple[Fields, Fields]:
    fields = own_category()
    return fields, {"version": second_of(fields["version"])}


TRIED = {
    "completion_at_own_offering": Tried(
        Completion, (own_offering, own_requirement), (lambda: (own_offering(), {"offering": saved(Offering)}),)
    ),
    "completion_of_own_version": Tried(
        Completion,
        (own_requirement,),
        (of_a_requirement_of_another_version, of_an_enrollment_on_another_version),
    ),
    "completion_units_where_repeatable": Tried(
        Completion,
        (repeatable, once_only),
        (lambda: (repeatable(), {"units": None}), lambda: (once_only(), {"units": 1})),
    ),
    "enrollment_on_published_version": Tried(
        Enrollment,
        (own_version,),
        (
            on_the_draft,
            lambda: (own_version(), {"version": saved(Version)}),
            lambda: (own_version(), {"program": saved(Program)}),
        ),
    ),
    "requirement_category_of_own_version": Tried(
        Requirement,
        (own_category, dict),
        (in_a_category_of_another_version, moved_away_from_its_category),
    ),
}


# What keeps versions frozen is tried in tests/models/test_frozen.py; those of the search keep no rule but an index in
# step: tests/models/test_contact_search.py.
ELSEWHERE = ("frozen_", "category_within_own_version_", "conferral_contact_search", "sort_name_")


def triggers() -> set[str]:
    """Return the triggers the database has, each once though SQLite needs two of each."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            return {name for (name,) in cursor.fetchall() if not name.startswith(ELSEWHERE)}
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        found = [name for (name,) in cursor.fetchall() if not name.startswith(ELSEWHERE)]
    once = {name.removesuffix("_insert").removesuffix("_update") for name in found}
    assert sorted(found) == sorted(f"{name}_{verb}" for name in once for verb in ("insert", "update"))
    return once


def refusal_of(breaking) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        breaking()
    return str(refused.value).splitlines()[0].removeprefix("CHECK constraint failed: ")


def test_every_trigger_of_the_database_has_a_line_here() -> None:
    assert sorted(TRIED) == sorted(triggers())


@pytest.mark.parametrize("name", TRIED)
def test_the_database_takes_what_is_just_lawful(name: str) -> None:
    for fields in TRIED[name].lawful:
        saved(TRIED[name].model, **fields())


@pytest.mark.parametrize("name", TRIED)
def test_the_database_refuses_to_insert_what_breaks(name: str) -> None:
    for broken in TRIED[name].broken:
        fields, change = broken()
        row = new(TRIED[name].model, **{**fields, **change})
        assert refusal_of(lambda row=row: row.save(force_insert=True)) == name


@pytest.mark.parametrize("name", TRIED)
def test_the_database_refuses_to_change_a_row_into_what_breaks(name: str) -> None:
    model = TRIED[name].model
    for broken in TRIED[name].broken:
        fields, change = broken()
        row = saved(model, **fields)
        assert refusal_of(lambda row=row, change=change: model.objects.filter(pk=row.pk).update(**change)) == name


def test_a_change_of_other_columns_is_nobodys_business() -> None:
    row = saved(Completion, **own_offering())
    Completion.objects.filter(pk=row.pk).update(notes="Passed with ease.", completed_on=rows.EXPIRES)
    row.refresh_from_db()
    assert row.notes == "Passed with ease."
