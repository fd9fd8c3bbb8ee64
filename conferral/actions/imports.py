"""How is a file kept while it is looked at, how is its import asked for, and how is it forgotten?

What stands in it is there no longer than it must: the cells of a row go with the chunk that brings it in, those of
the refused rows a week after the job has ended, and a file that nobody imports after a day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from conferral.actions import jobs
from conferral.actions.import_jobs import KINDS
from conferral.actions.set_based import insert_rows
from conferral.actions.settling_keys import told
from conferral.documents.header import clean
from conferral.documents.table import RefusedRow
from conferral.documents.uploaded_rows import Uploaded
from conferral.models import ImportFile, ImportRow, Job, JobItem
from conferral.models.import_file import NOTHING, written
from conferral.models.slices import batches
from conferral.rules.actors import Actor
from conferral.rules.importing import ImportKind, check_columns, may_import
from conferral.rules.refusals import Refusal, Refused

GONE = Refusal("file_gone", "This file is not kept any more; upload it once more.")
ACCOUNT_NEEDED = Refusal("account_needed", "A file is kept for whoever is signed in; the commands read one at once.")
ROW = ("upload", "line", "given", "code", "message", "contact", "email_mark")


@transaction.atomic
def keep(*, kind: ImportKind, name: str, uploaded: Uploaded, by: Actor, at: datetime) -> ImportFile:
    """Keep a file that was uploaded, for whoever did, slice by slice as it is read; all of it or nothing.

    Raises Refused: `role_needed`, `account_needed`, and NotRead where reading it on finds that it cannot be taken.
    """
    if refusal := may_import(by, kind):
        raise Refused(refusal)
    if by.account is None:
        raise Refused(ACCOUNT_NEEDED)
    upload = ImportFile(kind=kind, uploaded_by_id=by.account, uploaded_at=at, name=name[-255:])
    upload.columns = list(uploaded.names)
    upload.is_workbook = uploaded.is_workbook
    upload.save(force_insert=True)
    for some in batches(uploaded.rows):
        insert_rows(ImportRow, ROW, [
            (upload.pk, row.line, written(row.given), *told(row.refusal if isinstance(row, RefusedRow) else None),
                None, None)
            for row in some
        ])  # fmt: skip
    return upload


def begin(*, upload: UUID, taken_for: Sequence[str], by: Actor, at: datetime) -> Job:
    """Ask for the job that brings a file in, each column as what it is taken for; asked twice it is one.

    No row is read here. One of few rows is done at once. Raises Refused: `role_needed`, `file_gone`, those of
    `check_columns`.
    """
    return jobs.begin(_asked(upload, taken_for, by, at), at=at)


@transaction.atomic
def _asked(key: UUID, taken_for: Sequence[str], by: Actor, at: datetime) -> Job:
    upload = ImportFile.objects.select_for_update(of=("self",)).filter(key=key, uploaded_by=by.account).first()
    if upload is None:
        raise Refused(GONE)
    kind = ImportKind(upload.kind)
    if refusal := may_import(by, kind):
        raise Refused(refusal)
    if held := Job.objects.filter(key=key).first():
        return held
    if len(taken_for) != len(upload.columns):
        raise Refused(GONE)
    if misplaced := check_columns(kind, taken_for):
        raise Refused(misplaced.refusal)
    if upload.look is not None:
        # A look that is under way ends here: from now on the rows are settled as they come in.
        upload.look = None
        upload.save(update_fields=["look"])
    arguments = {"taken_for": list(taken_for), "is_workbook": upload.is_workbook}
    rows = upload.rows.annotate(subject=F("pk"), place=Window(RowNumber(), order_by="line"))
    return jobs.ask(kind=f"{kind}.import", items=rows, by=by, at=at, arguments=arguments, key=key, waits=True)


def forget(*, unused_before: datetime, ended_before: datetime) -> int:
    """Forget files that nobody imported and what was left of those imported; return how many rows lost their cells.

    Of an import stays what became of each line, and whom it was about.
    """
    with transaction.atomic():
        unused = ImportFile.objects.never_asked_for(before=unused_before).select_for_update(of=("self",))
        # Asked again once they are locked: one of them may have been asked for meanwhile.
        locked = [upload.pk for upload in unused]
        gone = ImportFile.objects.never_asked_for(before=unused_before).filter(pk__in=locked)
        rows = ImportRow.objects.filter(upload__in=gone)
        count = rows.count()
        rows.delete()
        gone.delete()
    with transaction.atomic():
        left = ImportRow.objects.kept().filter(upload__in=ImportFile.objects.ended(before=ended_before))
        return count + _forget_cells(list(left.values_list("pk", flat=True)))


def erase_rows(contacts: Collection[int], words: Collection[str]) -> None:
    """Erase what files hold of somebody: rows that were about them, and those with their number or email in a cell.

    Called within the action that erases them.
    """
    found = ImportRow.objects.about(contacts, [word for word in words if word])
    wanted = {word.casefold() for word in words if word}
    _forget_cells([row.pk for row in found if row.contact in contacts or wanted & _said(row)])


def _said(row: ImportRow) -> set[str]:
    return {clean(cell).casefold() for cell in row.cells}


def _forget_cells(rows: Collection[int]) -> int:
    """Empty the cells of rows (by primary key), and what was told of them; return how many these were."""
    ImportRow.objects.filter(pk__in=rows).update(given=NOTHING, message="", email_mark=None)
    told = JobItem.objects.filter(job__kind__in=KINDS, subject__in=rows)
    told.exclude(message="").update(message="")
    return len(rows)
