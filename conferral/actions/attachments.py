"""How is a file uploaded, attached to what it proves, and removed?

Contents are written before the row that tells of them is committed, and leave only after the row
has gone for good: a row without contents is never left behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from conferral.actions.asked_requirement import Asked, asked_requirement
from conferral.actions.contents import contents_kept
from conferral.actions.locks import locked_enrollment
from conferral.actions.log import Log, day_of
from conferral.actions.opened import opened
from conferral.documents.file_type import found_in
from conferral.documents.stray_files import FILES
from conferral.models import Attachment, Completion, Enrollment
from conferral.models.histories import attempts_of
from conferral.rules import files
from conferral.rules.actors import Actor
from conferral.rules.files import Taken
from conferral.rules.progress import progress
from conferral.rules.recording import may_offer
from conferral.rules.refusals import Refusal, Refused

FOLDER = FILES
AT_ONCE = 500

_Change = tuple[Sequence[Attachment], Sequence[Attachment]]


def upload(
    *, form: UUID, enrollment: int, requirement: str, name: str, contents: bytes, by: Actor, at: datetime
) -> Attachment:
    """Keep a file for the completion that a form will record under the key `form`.

    The same contents under the same name a second time (a double click) are kept once. Raises
    Refused: `requirement_unknown`, `form_saved`, those of `may_offer` and of `rules.files`.
    """
    taken, digest = _looked_at(name, contents)
    with _contents_kept(contents) as path, transaction.atomic(durable=True):
        row = locked_enrollment(enrollment)
        asked = asked_requirement(row, requirement)
        if Completion.objects.filter(key=form).exists():
            raise Refused(
                Refusal(
                    "form_saved",
                    "File: this form has been saved already; open the completion and attach the file there.",
                )
            )
        if refusal := _may_offer(by, row, asked, at):
            raise Refused(refusal)
        held = list(Attachment.objects.of_form(form).filter(enrollment=row, added_by=by.account))
        return _same(held, taken, digest) or _added(
            path,
            held,
            form=form,
            enrollment=row,
            requirement=asked.row,
            name=taken.name,
            media_type=taken.media_type,
            size=len(contents),
            sha256=digest,
            added_at=at,
            added_by_id=by.account,
        )


def add(*, completion: int, name: str, contents: bytes, by: Actor, at: datetime) -> Attachment:
    """Add a file to a completion that still waits for a grade or an approval.

    Whoever has looked at the completion before is told of it when they decide. The same contents
    under the same name are kept once. Raises Refused: those of `may_attach` and of `rules.files`.
    """
    taken, digest = _looked_at(name, contents)
    with _contents_kept(contents) as path, transaction.atomic(durable=True):
        row, enrollment = _waiting(completion, by, at)
        held = list(Attachment.objects.filter(completion=row).order_by("pk"))
        if same := _same(held, taken, digest):
            return same
        added = _added(
            path,
            held,
            form=row.key,
            enrollment=enrollment,
            requirement=row.requirement,
            completion=row,
            name=taken.name,
            media_type=taken.media_type,
            size=len(contents),
            sha256=digest,
            added_at=at,
            added_by_id=by.account,
        )
        _tell("completion.file_added", row, enrollment, (held, [*held, added]), Log(by, at))
        return added


@transaction.atomic
def remove(*, file: int, by: Actor, at: datetime) -> None:
    """Remove a file of a form that is not saved, or of a completion that still waits; one that is gone stays gone.

    The contents leave once that is committed. Raises Refused: `not_your_file`, those of `may_attach`.
    """
    enrollment = Attachment.objects.filter(pk=file).values_list("enrollment", flat=True).first()
    if enrollment is None:
        return
    locked_enrollment(enrollment)
    row = Attachment.objects.select_for_update(of=("self",)).filter(pk=file).first()
    if row is None:
        return
    if refusal := files.may_remove(by, added_by=row.added_by_id, is_saved=row.completion_id is not None):
        raise Refused(refusal)
    if row.completion_id is not None:
        completion, of = _waiting(row.completion_id, by, at)
        held = list(Attachment.objects.filter(completion=completion).order_by("pk"))
        left = [one for one in held if one.pk != row.pk]
        _tell("completion.file_removed", completion, of, (held, left), Log(by, at))
    forget([row])


def attach(completion: Completion, *, shown: Collection[UUID] | None, by: Actor) -> list[dict[str, str]]:
    """Attach what was uploaded for a form to the completion it recorded, and return it as the log keeps it.

    Called within the action that records it. `shown` names the files that whoever saved the form
    saw in it: one that is not kept any more is refused (`file_gone`) rather than left out.
    """
    uploaded = Attachment.objects.select_for_update(of=("self",)).of_form(completion.key)
    held = list(
        uploaded.filter(
            enrollment=completion.enrollment_id, requirement=completion.requirement_id, added_by=by.account
        ).order_by("pk")
    )
    if set(shown or ()) - {file.key for file in held}:
        raise Refused(
            Refusal(
                "file_gone",
                "File: one that was listed here is not kept any more, because the form was open for more than a day; "
                "attach it again.",
            )
        )
    Attachment.objects.filter(pk__in=[file.pk for file in held]).update(completion=completion)
    return as_logged(held)


def forget_unsaved(*, before: datetime) -> int:
    """Forget what was uploaded before an instant for forms that were never saved; return how many files that was.

    Runs in pieces, each its own transaction. A form that is being saved meanwhile keeps its files.
    """
    forgotten = 0
    while True:
        with transaction.atomic():
            unsaved = Attachment.objects.select_for_update(skip_locked=True, of=("self",))
            rows = list(unsaved.filter(completion=None, added_at__lt=before).order_by("pk")[:AT_ONCE])
            forget(rows)
        forgotten += len(rows)
        if len(rows) < AT_ONCE:
            return forgotten


def as_logged(held: Sequence[Attachment]) -> list[dict[str, str]]:
    """Return files as the log keeps them: by name and by the hash of their contents."""
    return [{"name": file.name, "sha256": file.sha256} for file in held]


def _looked_at(name: str, contents: bytes) -> tuple[Taken, str]:
    """Return how a file is taken, and the hash of its contents; raises Refused."""
    if refusal := files.check_size(name, len(contents)):
        raise Refused(refusal)
    taken = files.judged(name, found_in(contents))
    if isinstance(taken, Refusal):
        raise Refused(taken)
    return taken, hashlib.sha256(contents).hexdigest()


def _contents_kept(contents: bytes) -> AbstractContextManager[str]:
    return contents_kept(contents, FOLDER, lambda path: Attachment.objects.filter(path=path).exists())


def _may_offer(by: Actor, enrollment: Enrollment, asked: Asked, at: datetime) -> Refusal | None:
    on = day_of(at)
    return may_offer(
        by,
        contact=enrollment.contact_id,
        facts=enrollment.facts(),
        requirement=asked.rule,
        progress=progress(asked.definition, attempts_of([enrollment.pk])[enrollment.pk], on),
        today=on,
    )


def _waiting(completion: int, by: Actor, at: datetime) -> tuple[Completion, Enrollment]:
    """Return a completion whose files this person may change, and its enrollment, locked; raises Refused."""
    one = opened(completion)
    case = one.case
    refusal = files.may_attach(
        by,
        contact=case.contact,
        facts=case.facts,
        requirement=case.requirement,
        attempt=case.attempt,
        on=day_of(at),
    )
    if refusal:
        raise Refused(refusal)
    return one.completion, one.enrollment


def _same(held: Sequence[Attachment], taken: Taken, digest: str) -> Attachment | None:
    return next((file for file in held if (file.name, file.sha256) == (taken.name, digest)), None)


def _added(path: str, held: Sequence[Attachment], **said: object) -> Attachment:
    if refusal := files.check_count(len(held)):
        raise Refused(refusal)
    return Attachment.objects.create(path=path, **said)


def _tell(kind: str, completion: Completion, enrollment: Enrollment, files_of: _Change, log: Log) -> None:
    """Log how the files of a completion changed, and count it as a change of the completion."""
    completion.revision += 1
    completion.save(update_fields=["revision"])
    before, after = ({"files": as_logged(some)} for some in files_of)
    log.add_of(enrollment, kind, before, after, completion=completion.pk)
    log.write()


def forget(rows: Sequence[Attachment]) -> None:
    """Delete rows, and their contents once that is committed."""
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        transaction.on_commit(partial(default_storage.delete, row.path), robust=True)
