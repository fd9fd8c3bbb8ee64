"""Does a published version stay as it was published? Asked of the model and, past it, of the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from conferral.models import Category, Component, GradeScale, Program, Requirement, Stage, UnitType, Version
from conferral.models.frozen import FrozenError
from tests.models.rows import AT, saved

pytestmark = pytest.mark.django_db
PARTS = (Stage, Category, Requirement)


def published(*, is_published: bool = True) -> Version:
    """Return a version with one of each part, and what it calls them by."""
    version = saved(Version, unit_type=saved(UnitType))
    needed = saved(Program)
    version.prerequisites.add(needed)
    saved(Stage, version=version)
    outer = saved(Category, version=version, code="OUT")
    saved(Category, version=version, code="IN", position=2, within=outer)
    saved(Requirement, version=version, grade_scale=saved(GradeScale))
    if is_published:
        version.published_at = AT
        version.save()
    return version


def state() -> list[list[dict[str, object]]]:
    through = Version.prerequisites.through
    return [
        list(model.objects.order_by("pk").values())
        for model in (Version, *PARTS, through, Component, GradeScale, UnitType)
    ]


def tried(change: Callable[[], object], error: type[Exception]) -> None:
    before = state()
    with pytest.raises(error), transaction.atomic():
        change()
    assert state() == before


@pytest.mark.parametrize("model", [Version, *PARTS])
def test_the_model_refuses_to_write_what_is_published(model):
    published(is_published=False)
    published()
    row = model.objects.order_by("pk").last()
    for change in (row.save, row.delete, model.objects.filter(pk=row.pk).delete):
        tried(change, FrozenError)
    tried(lambda: model.objects.filter(pk=row.pk).update(pk=row.pk), FrozenError)


SQL = [
    *(f"{verb} {table} {rest}" for table in ("conferral_version",) for verb, rest in (("UPDATE", "SET name = 'x'"), ("DELETE FROM", ""))),
    "UPDATE conferral_version SET revision = 9",
    "UPDATE conferral_version SET published_at = NULL",
    "UPDATE conferral_stage SET name = 'x'",
    "UPDATE conferral_category SET maximum = 1",
    "UPDATE conferral_category SET within_id = NULL WHERE within_id IS NOT NULL",
    "UPDATE conferral_requirement SET units = 1",
    "UPDATE conferral_requirement SET version_id = {other} WHERE version_id = {published}",
    "UPDATE conferral_requirement SET version_id = {published} WHERE version_id = {other}",
    "UPDATE conferral_version_prerequisites SET program_id = {program}",
    "DELETE FROM conferral_stage WHERE version_id = {published}",
    "DELETE FROM conferral_category WHERE version_id = {published} AND within_id IS NOT NULL",
    "DELETE FROM conferral_requirement WHERE version_id = {published}",
    "DELETE FROM conferral_version_prerequisites WHERE version_id = {published}",
    "INSERT INTO conferral_stage (version_id, number, name) VALUES ({published}, 9, 'x')",
    "INSERT INTO conferral_version_prerequisites (version_id, program_id) VALUES ({published}, {program})",
    "UPDATE conferral_component SET code = 'x-' || code",
    "UPDATE conferral_gradescale SET signature = 'x-' || signature",
    "UPDATE conferral_unittype SET name = 'x-' || name",
    "UPDATE conferral_program SET code = 'x-' || code WHERE id IN (SELECT program_id FROM conferral_version)",
]  # fmt: skip


def places() -> dict[str, int]:
    return {"published": published().pk, "other": saved(Version).pk, "program": saved(Program).pk}


@pytest.mark.parametrize("statement", SQL)
def test_the_database_refuses_whoever_writes_past_the_model(statement):
    known = places()
    if known["other"]:
        saved(Requirement, version=Version.objects.get(pk=known["other"]), code="OTHER", position=7)

    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(**known))

    tried(change, IntegrityError)


@pytest.mark.parametrize("model", PARTS)
def test_the_database_refuses_a_part_added_to_what_is_published(model):
    version = published()
    tried(
        lambda: saved(model, version=version, **({"number": 5} if model is Stage else {"position": 5})), IntegrityError
    )


def test_a_draft_and_what_no_version_fixes_can_be_changed():
    version = published(is_published=False)
    Stage.objects.update(name="x")
    Category.objects.update(name="x")
    Requirement.objects.update(title="x")
    Component.objects.update(code="x")
    GradeScale.objects.update(signature="x")
    UnitType.objects.update(name="x")
    version.delete()
    assert not Requirement.objects.exists()


def test_what_a_published_version_does_not_fix_can_be_changed():
    published()
    Component.objects.update(title="Renamed", is_retired=True)
    GradeScale.objects.update(name="Points", is_retired=True)
    UnitType.objects.update(is_retired=True)
    Program.objects.update(is_active=False)


def test_a_category_lies_within_one_of_its_own_version():
    other = saved(Category)
    with pytest.raises(IntegrityError), transaction.atomic():
        saved(Category, within=other)


@pytest.mark.django_db(transaction=True)
def test_what_empties_the_database_between_tests_leaves_the_rule_in_place():
    published()
    call_command("flush", interactive=False, verbosity=0)
    assert not Version.objects.exists()
    published()
    tried(lambda: UnitType.objects.update(name="x"), IntegrityError)
