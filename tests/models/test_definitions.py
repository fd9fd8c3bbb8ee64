"""Is a definition read in two queries what the version itself says, and is only a lasting one kept?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction

from conferral.models import Version
from conferral.models.definitions import KEPT, MOST, Kept, definitions_of, kept_definitions
from conferral.rules.definition import Category, Definition
from tests import make
from tests.models.rows import saved

pytestmark = pytest.mark.django_db


def _rich(number: int = 1) -> Definition:
    return make.definition(
        make.requirement("COURSE", units=Decimal("1.25"), category="NAT", enrollees_may_record=True),
        make.requirement("EXAM", scale=make.POINTS, stage=2, requires_approval=True),
        make.requirement("HOURS", units=Decimal(20), is_repeatable=True, category="LOC", is_required=False),
        name=f"Emergency care {number}",
        unit_type="CE hours",
        units_required=Decimal("10.5"),
        in_order=True,
        prerequisites=("BETA", "ALPHA"),
        categories=(
            Category("NAT", "National", Decimal("0.5"), Decimal(30), "LOC"),
            Category("LOC", "Local", None, None),
        ),
        stages=((1, "Theory"), (2, "Practice")),
        designation="EMT",
        description="All of it",
    )


@pytest.fixture
def versions() -> list[Version]:
    for code in ("ALPHA", "BETA"):
        make.program(code)
    rich = make.program("RICH", _rich())
    make.publish(rich, _rich(2))
    return list(Version.objects.order_by("pk"))


def test_a_definition_read_in_two_queries_is_what_the_version_says(versions, django_assert_num_queries):
    with django_assert_num_queries(2):
        read = definitions_of([version.pk for version in versions])
    assert read == {version.pk: version.definition() for version in Version.objects.whole()}
    assert read[versions[-1].pk].categories[0].maximum == 30
    assert [category.within for category in read[versions[-1].pk].categories] == ["LOC", ""]
    assert read[versions[-1].pk].prerequisites == ("ALPHA", "BETA")


def test_a_draft_that_asks_for_nothing_is_read_too():
    draft = saved(Version, number=None, published_at=None)
    assert definitions_of([draft.pk]) == {draft.pk: Version.objects.get().definition()}
    assert definitions_of([]) == {}


def test_what_a_transaction_may_take_back_is_not_kept(versions):
    rich = versions[-1]
    published = (rich.program.key, rich.pk, rich.published_at)
    assert kept_definitions([published])[rich.pk] == rich.definition()
    assert KEPT.get(published) is None


@pytest.mark.django_db(transaction=True)
def test_what_lasts_is_read_once(django_assert_num_queries):
    program = make.program("RICH", make.definition(stages=((1, "Theory"),)))
    version = program.versions.get()
    published = (program.key, version.pk, version.published_at)
    with transaction.atomic():
        kept_definitions([published])
        transaction.set_rollback(True)
    assert KEPT.get(published) is None
    with django_assert_num_queries(4), transaction.atomic():  # BEGIN, COMMIT
        first = kept_definitions([published])
        assert KEPT.get(published) is None
    with django_assert_num_queries(0):
        assert kept_definitions([published]) == first
    assert first == {version.pk: version.definition()}


@pytest.mark.django_db(transaction=True)
def test_only_so_many_are_kept_and_those_asked_for_stay():
    kept, program = Kept(), make.program()
    version = program.versions.get()
    defined = version.definition()
    keys = [(program.key, number, version.published_at) for number in range(MOST + 1)]
    for key in keys[:MOST]:
        kept.keep(key, defined)
    assert kept.get(keys[0]) is defined
    kept.keep(keys[MOST], defined)
    assert kept.get(keys[0]) is defined
    assert kept.get(keys[1]) is None
