"""What is left of an entry of the log whose contents were erased?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from conferral.actions.erasing import erase_contents
from conferral.actions.log import Log
from conferral.models import Event
from conferral.rules.actors import Actor, Role
from tests.actions.register import untouched

pytestmark = pytest.mark.django_db

ANNA = Actor(name="anna", role=Role.STAFF, account=7)


def _written(now) -> None:
    log = Log(ANNA, now, reason="Ada Lovelace asked for it.")
    for enrollment in (3, 4):
        log.add("a.kind", contact=2, enrollment=enrollment, before={"name": "Ada"}, after={"name": "Ada Lovelace"})
    log.write()


def _as_rows() -> list[dict[str, object]]:
    return list(Event.objects.order_by("pk").values())


def test_contents_are_gone_and_who_did_what_when_and_to_what_stays(now) -> None:
    _written(now)
    erased, other = _as_rows()
    later = now + timedelta(days=1)
    assert erase_contents(Event.objects.filter(enrollment_id=3), at=later) == 1
    assert _as_rows() == [{**erased, "before": {}, "after": {}, "reason": "", "erased_at": later, "salt": None}, other]


def test_what_was_erased_before_keeps_the_instant_at_which_it_was(now) -> None:
    _written(now)
    erase_contents(Event.objects.all(), at=now)
    with untouched():
        assert erase_contents(Event.objects.all(), at=now + timedelta(days=1)) == 0


def test_erasing_is_one_query(now, django_assert_num_queries) -> None:
    _written(now)
    with django_assert_num_queries(1):
        erase_contents(Event.objects.filter(contact_id=2), at=now)
