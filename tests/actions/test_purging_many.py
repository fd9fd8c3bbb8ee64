"""Does a purge of very many remove exactly those?

A thousand here; PURGED in the environment says how many otherwise. `make bench` tells how long it takes.
"""

from __future__ import annotations

import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import purging
from conferral.actions.opened import Looked
from conferral.models import Attachment, Completion, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE
from tests.actions.crowded import EACH, expired_many
from tests.actions.moved import agreed
from tests.actions.purged import AT, held, without
from tests.actions.queue import codes
from tests.actions.register import contents
from tests.uploaded import kept

PURGED = int(os.environ.get("PURGED", "1000"))
FILES = PURGED // 10
OTHERS = PURGED // 10

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_purge_of_very_many_removes_exactly_those_and_a_fixed_number_of_queries_a_chunk_does_it() -> None:
    program, _others = expired_many(PURGED, FILES), expired_many(OTHERS, 1)
    files = kept()
    keys = list(Enrollment.objects.filter(program=program).order_by("pk").values_list("pk", flat=True))
    before = contents() if PURGED <= 1000 else {}
    with CaptureQueriesContext(connection) as counted:
        outcomes = purging.purge_many(enrollments=[Looked(key, 1) for key in keys], by=COMMAND_LINE, at=AT)
    assert codes(outcomes) == ["done"] * PURGED
    assert len(counted) <= 30 * (PURGED // purging.CHUNK + 1)
    if before:
        assert held() == without(before, enrollments=keys)
    assert Enrollment.objects.count() == OTHERS
    assert Completion.objects.count() == OTHERS * EACH
    assert len(files - kept()) == FILES
    assert {Attachment.objects.get().path} <= kept()
    agreed()
    tombstones = Event.objects.filter(kind="enrollment.purged")
    assert set(tombstones.values_list("enrollment_id", flat=True)) == set(keys)
    assert {str(entry.before) + entry.reason for entry in tombstones} == {"{}"}
    assert {tuple(sorted(entry.after)) for entry in tombstones} == {("completions", "files")}
    assert not Event.objects.filter(enrollment_id__in=keys, erased_at=None).exclude(kind="enrollment.purged").exists()
