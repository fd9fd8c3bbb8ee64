"""What does the register hold, and did a refused action leave it alone?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps

from conferral.models import Enrollment, Event
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_of
from conferral.rules.progress import progress
from conferral.rules.refusals import Refused


def contents() -> dict[str, list[dict[str, object]]]:
    """Return every row of every table of ours, the log included."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("conferral").get_models()
    }


def status(row: Enrollment, code: str = "EXAM", on: date = date(2026, 3, 2)) -> str:
    """Return the label of a requirement's status, read back from the database."""
    definition = definitions_of([row.version_id])[row.version_id]
    return progress(definition, attempts_of([row.pk])[row.pk], on).of(code).status.label


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Expect a refusal with this code and a whole sentence, and nothing written."""
    before = contents()
    with pytest.raises(Refused) as caught:
        yield caught
    assert caught.value.refusal.code == code, caught.value.refusal
    assert str(caught.value).endswith((".", ")"))
    assert contents() == before


@contextmanager
def untouched() -> Iterator[None]:
    """Expect that nothing is written at all."""
    before = contents()
    yield
    assert contents() == before


@contextmanager
def logged() -> Iterator[list[Event]]:
    """Collect the entries that are written meanwhile, in order."""
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    entries: list[Event] = []
    yield entries
    entries += Event.objects.filter(pk__gt=newest).order_by("pk")
