"""Is what is written many rows at a time what was given, in its order, and refused where the database refuses it?"""

from __future__ import annotations

import uuid

import pytest
from django.db import DataError, transaction

from conferral.actions.set_based import insert_rows, update_rows
from conferral.models import UnitType

pytestmark = pytest.mark.django_db

FIELDS = ("key", "name", "is_retired", "revision")
TOO_LONG = "x" * 10_000


def test_rows_come_back_in_the_order_given_with_what_all_share_and_what_differs():
    keys = insert_rows(UnitType, FIELDS, [(uuid.uuid4(), f"Unit {n}", False, 3) for n in range(50)])
    written = UnitType.objects.in_bulk(keys)
    assert [(written[key].name, written[key].revision) for key in keys] == [(f"Unit {n}", 3) for n in range(50)]


def test_one_row_alone_is_a_row_too():
    (key,) = insert_rows(UnitType, FIELDS, [(uuid.uuid4(), "Only", False, 1)])
    assert UnitType.objects.get(pk=key).name == "Only"


@pytest.mark.postgres_only
def test_text_that_is_too_long_is_refused_not_cut_off():
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(UnitType, FIELDS, [(uuid.uuid4(), TOO_LONG, False, 1), (uuid.uuid4(), "b", False, 1)])


@pytest.mark.postgres_only
def test_nor_is_it_cut_off_when_a_row_is_changed():
    (key,) = insert_rows(UnitType, FIELDS, [(uuid.uuid4(), "Only", False, 1)])
    with pytest.raises(DataError), transaction.atomic():
        update_rows(UnitType, ["name"], [(key, TOO_LONG)])
