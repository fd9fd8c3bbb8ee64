"""Does keeping a file, asking for its import or settling its keys take more memory the more rows it has?

What is measured is what Python holds, without the bytes of the file. IMPORTED says of how many rows.
"""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Callable
from tracemalloc import get_traced_memory, start, stop

import pytest
import xlsxwriter
from zeal import zeal_ignore

from conferral.actions import import_jobs, import_looks, imports, jobs
from conferral.documents.uploaded_rows import Uploaded, uploaded
from conferral.models import ImportFile
from conferral.rules.actors import Actor
from conferral.rules.importing import ImportKind
from tests import make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ROWS = int(os.environ.get("IMPORTED", "4000"))
NAMES = ("member_number", "last_name", "email")
SLACK = 1_000_000
"""Bytes that a run may differ from another of the same kind: caches, and a slice that is not full."""


def cells(rows: int) -> list[tuple[str, ...]]:
    # One in three has the key of another.
    return [(f"N-{n - n % 3 // 2}", f"Last {n}", f"n{n}@example.org") for n in range(rows)]


def as_csv(rows: int) -> bytes:
    return "\n".join(map(",".join, (NAMES, *cells(rows)))).encode()


def as_workbook(rows: int) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate((NAMES, *cells(rows))):
            sheet.write_row(place, 0, row)
    return made.getvalue()


def peak(act: Callable[[], object]) -> int:
    """Return how many bytes more than before there were at most while something was done.

    Rubbish is collected often, so that what is measured is what is held; what was there before is left out of that,
    or the more there is the seldomer it would be.
    """
    often = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.collect()  # it counts on what was there the last time
    gc.set_threshold(often[0], 1, 1)
    start()
    before, _ = get_traced_memory()
    try:
        with zeal_ignore():
            act()
        return get_traced_memory()[1] - before
    finally:
        stop()
        gc.set_threshold(*often)
        gc.unfreeze()


def kept(by: Actor, contents: bytes) -> ImportFile:
    read = uploaded(ImportKind.CONTACTS, contents, "people")
    assert isinstance(read, Uploaded)
    return imports.keep(kind=ImportKind.CONTACTS, name="people", uploaded=read, by=by, at=NOW)


@pytest.mark.parametrize("form", [as_csv, as_workbook])
def test_of_keeping(form) -> None:
    by = make.actor()
    few, many = form(ROWS), form(2 * ROWS)
    kept(by, few)
    once, twice = (peak(lambda contents=contents: kept(by, contents)) - len(contents) for contents in (few, many))
    assert twice < once + SLACK


def test_of_asking_and_settling() -> None:
    by = make.actor()
    files = [kept(by, as_csv(rows)) for rows in (1000, ROWS, 2 * ROWS)]

    def asked(upload: ImportFile) -> None:
        job = imports.begin(upload=upload.key, taken_for=NAMES, by=by, at=NOW)
        import_jobs.prepare(job, by)

    _, once, twice = (peak(lambda upload=upload: asked(upload)) for upload in files)
    assert files[2].rows.filter(code="key_repeated").count() > ROWS // 2
    assert twice < once + SLACK


def test_of_looking() -> None:
    by = make.actor()
    files = [kept(by, as_csv(rows)) for rows in (1000, ROWS, 2 * ROWS)]

    def looked(upload: ImportFile) -> None:
        job = import_looks.ask(upload=upload.key, taken_for=NAMES, by=by, at=NOW)
        assert jobs.run_here(job.key, at=NOW).refused == 0

    _, once, twice = (peak(lambda upload=upload: looked(upload)) for upload in files)
    assert twice < once + SLACK
