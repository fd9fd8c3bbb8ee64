"""Does the log stay as it was written, whoever writes past the actions? Only emptying is let through."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from conferral.models import Event, LogHead, Seal
from conferral.rules.erasing import ACTOR
from tests.models.rows import AT, saved

pytestmark = pytest.mark.django_db

EMPTIED = {"before": {}, "after": {}, "reason": "", "erased_at": AT, "salt": None}
NAMELESS = {"actor": ACTOR, "actor_salt": None}
OTHER = {
    "key": uuid4(), "at": AT + timedelta(microseconds=1), "account_id": 9, "kind": "contact.changed", "batch": uuid4(),
    "program_id": 9, "contact_id": 9, "enrollment_id": 9, "completion_id": 9, "subject": uuid4(), "before": {"a": 2},
    "after": {"a": 2}, "reason": "Other.", "erased_at": AT, "salt": uuid4(), "actor": "Zoe", "actor_salt": uuid4(),
}  # fmt: skip


def written() -> Event:
    """Return an entry that says something."""
    return saved(Event, before={"a": 1}, after={"a": 3}, reason="Because.", contact_id=1)


def is_let_through(change) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return False
    return True


def update(row, **fields: object) -> bool:
    return is_let_through(lambda: type(row).objects.filter(pk=row.pk).update(**fields))


def test_every_column_has_a_change_to_try():
    assert {field.attname for field in Event._meta.fields} == {"id", *OTHER}


@pytest.mark.parametrize("name", OTHER)
def test_no_column_of_an_entry_can_be_changed_alone_or_together_with_emptying_it(name: str):
    row = written()
    before = Event.objects.filter(pk=row.pk).values().get()
    assert not update(row, **{name: OTHER[name]})
    if name not in EMPTIED and name not in NAMELESS:
        assert not update(row, **EMPTIED, **{name: OTHER[name]})
        assert not update(row, **NAMELESS, **{name: OTHER[name]})
    assert Event.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("name", EMPTIED)
def test_an_entry_is_emptied_whole_or_not_at_all(name: str):
    assert not update(written(), **{key: value for key, value in EMPTIED.items() if key != name})


def test_erasing_is_let_through_once_and_nothing_comes_back():
    row = written()
    assert update(row, **EMPTIED)
    assert update(row, **NAMELESS)
    assert update(row, **NAMELESS), "saying it again changes nothing"
    assert not update(row, erased_at=AT + timedelta(days=1))
    for name in ("before", "after", "reason", "actor"):
        assert not update(row, **{name: OTHER[name]})
    assert not update(row, before={"a": 1}, salt=uuid4(), erased_at=None)
    assert not update(row, actor="Anna", actor_salt=uuid4())


def test_no_entry_and_no_seal_can_be_removed_and_no_seal_changed():
    event, seal = written(), saved(Seal)
    for row in (event, seal):
        assert not is_let_through(lambda row=row: type(row).objects.filter(pk=row.pk).delete())
    for name, value in {
        "number": 99,
        "event_id": 99,
        "key": uuid4(),
        "contents": b"x",
        "actor": b"x",
        "hash": b"x",
    }.items():
        assert not update(seal, **{name: value})


def test_a_head_goes_forward_only():
    head = saved(LogHead, number=5, hash=bytes(32))
    assert update(head, settled=3, seen=4, seen_at=AT)
    assert not update(head, hash=b"x" * 32)
    assert not update(head, number=4)
    assert not is_let_through(head.delete)
    assert update(head, number=6, hash=b"x" * 32)


def test_each_entry_gets_salts_of_its_own_from_the_database():
    salts = [one for _ in range(20) for one in Event.objects.values_list("salt", "actor_salt").get(pk=written().pk)]
    assert len(set(salts)) == 40
    assert all(salts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT salt, actor_salt FROM conferral_event")
        assert len({str(one) for row in cursor.fetchall() for one in row}) == 40
