"""Who may change many at once and take that back, and who may take away or hand out what is held of people?

Ada, whom it is about, is the enrollee, as in who_may.py. Whoever takes a bulk back did not ask for it, or did.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

from conferral.actions import (
    cancelling,
    enrollments,
    erasure,
    exporting,
    exports,
    extending,
    import_looks,
    imported_completions,
    imported_enrollments,
    imports,
    jobs,
    merging,
    moving_jobs,
    purging,
    undoing_enrolment,
)
from conferral.actions.bulk import Bulk
from conferral.actions.job_kinds import WORK
from conferral.actions.log import Log
from conferral.actions.moving import How
from conferral.actions.opened import Outcome
from conferral.documents.table import GivenRow
from conferral.documents.uploaded_rows import Uploaded
from conferral.models import Enrollment, ImportFile, Program
from conferral.models.import_file import written
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.exporting import Listed
from conferral.rules.extending import Extension
from conferral.rules.importing import OF, ImportKind
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refusal
from tests import make
from tests.actions.who_may_cast import Cast
from tests.actions.who_may_row import DONE, Row, looked
from tests.conftest import NOW, TODAY
from tests.imports import COMPLETIONS, ENROLLMENTS, as_rows

WHY = "A letter."
UPLOADED = Uploaded(("member_number", "first_name"), (GivenRow(2, ("NEW", "Nora")),), is_workbook=False)
LATER = Extension(to=date(2027, 6, 30))


def made(*, is_author: bool, by: Actor) -> Bulk:
    """Name a bulk of today that whoever takes it back asked for; otherwise the command line did."""
    return Bulk(uuid4(), by.account if is_author else None, NOW)


def chunk(kind: str, item: Item, by: Actor, arguments: dict[str, object], program: int | None = None) -> list[Outcome]:
    """Do the one chunk of a job of a kind over one item."""
    job = jobs.ask(kind=kind, items=[item], by=by, at=NOW, program=program, arguments=arguments, waits=True)
    (done,) = WORK[kind](job, list(job.items.all()), by, NOW)
    return [Outcome(item.subject, Refusal(done.code, done.message) if done.is_refused else None)]


def extended(cast: Cast, by: Actor) -> object:
    (one,) = looked(cast.enrolled)
    said: dict[str, object] = {"extension": LATER.named(), "reason": WHY}
    return chunk(extending.KIND, Item(one.subject, one.revision), by, said)


def moved(*, option: bool) -> Callable[[Cast, Actor], object]:
    def ask(cast: Cast, by: Actor) -> object:
        Program.objects.update(enrollees_may_cancel=option)
        said = moving_jobs.arguments_of(How(keeps_dates=True))
        return chunk(moving_jobs.MOVE, Item(cast.old.contact_id), by, said, program=cast.old.program_id)

    return ask


def undoing_extension(*, is_author: bool) -> Callable[[Cast, Actor], object]:
    def ask(cast: Cast, by: Actor) -> object:
        bulk = made(is_author=is_author, by=by)
        extending.extend_chunk(looked(cast.enrolled), LATER, Log(COMMAND_LINE, NOW, reason=WHY, batch=bulk.key))
        return extending.undo_chunk(enrollments=[cast.enrolled.pk], bulk=bulk, by=by, at=NOW, batch=uuid4())

    return ask


def undoing_cancellation(*, is_author: bool) -> Callable[[Cast, Actor], object]:
    def ask(cast: Cast, by: Actor) -> object:
        bulk = made(is_author=is_author, by=by)
        cancelling.cancel_chunk(looked(cast.enrolled), Log(COMMAND_LINE, NOW, batch=bulk.key))
        return cancelling.undo_chunk(enrollments=[cast.enrolled.pk], bulk=bulk, by=by, at=NOW, batch=uuid4())

    return ask


def undoing_enrolling(*, is_author: bool) -> Callable[[Cast, Actor], object]:
    def ask(cast: Cast, by: Actor) -> object:
        bulk, ada = made(is_author=is_author, by=by), cast.enrolled.contact_id
        enrollments.enroll_many(
            contacts=[ada], program=make.program(), enrolled_on=TODAY, by=COMMAND_LINE, at=NOW, batch=bulk.key
        )
        found = undoing_enrolment.undo_enrolment(contacts=[ada], bulk=bulk, by=by, at=NOW, batch=uuid4())
        return [Outcome(contact, refusal) for contact, refusal in found.items()]

    return ask


def kept(by: Actor, kind: ImportKind) -> UUID:
    columns = OF[kind].all[: len(OF[kind].needed) + 1]
    upload = ImportFile.objects.create(
        kind=kind, uploaded_by_id=by.account, uploaded_at=NOW, columns=columns, is_workbook=False
    )
    upload.rows.create(line=2, given=written(["NEW", *["Nora"] * (len(columns) - 1)]))
    return upload.key


def cancelled(cast: Cast) -> Enrollment:
    return enrollments.cancel(enrollment=cast.old.pk, by=COMMAND_LINE, at=NOW)


def named(cast: Cast) -> dict[str, object]:
    """Name the enrollment as the row of a file does."""
    of = cast.enrolled
    return {"member_number": of.contact.member_number, "program": of.program.code, "enrolled_on": of.enrolled_on}


MANAGER = Role.MANAGER
MAY_IMPORT = {
    ImportKind.CONTACTS: Role.STAFF,
    ImportKind.ENROLLMENTS: Role.SYSADMIN,
    ImportKind.COMPLETIONS: Role.SYSADMIN,
}

BULK_ROWS: dict[str, Row] = {
    "cancelling.undo_chunk": Row(undoing_cancellation(is_author=False), MANAGER, below="undo_not_yours"),
    "cancelling.undo_chunk, its author": Row(undoing_cancellation(is_author=True)),
    **{
        f"imports.keep, {kind}": Row(
            lambda _c, by, kind=kind: imports.keep(kind=kind, name="a.csv", uploaded=UPLOADED, by=by, at=NOW), lowest
        )
        for kind, lowest in MAY_IMPORT.items()
    },
    **{
        f"imports.begin, {kind}": Row(
            lambda _c, by, kind=kind: imports.begin(
                upload=kept(by, kind), taken_for=OF[kind].all[: len(OF[kind].needed) + 1], by=by, at=NOW
            ),
            lowest,
        )
        for kind, lowest in MAY_IMPORT.items()
    },
    **{
        f"import_looks.ask, {kind}": Row(
            lambda _c, by, kind=kind: import_looks.ask(
                upload=kept(by, kind), taken_for=OF[kind].all[: len(OF[kind].needed) + 1], by=by, at=NOW
            ),
            lowest,
        )
        for kind, lowest in MAY_IMPORT.items()
    },
    "imported_enrollments.accept": Row(
        lambda c, by: imported_enrollments.accept(
            as_rows(ENROLLMENTS, [{**named(c), "enrolled_on": "2021-03-01"}]), by=by, at=NOW
        ),
        Role.SYSADMIN,
    ),
    "imported_completions.accept": Row(
        lambda c, by: imported_completions.accept(
            as_rows(COMPLETIONS, [{**named(c), "requirement": "ESSAY", "completed_on": TODAY, "reference": "B"}]),
            by=by,
            at=NOW,
        ),
        Role.SYSADMIN,
    ),
    "erasure.erase": Row(
        lambda c, by: erasure.erase(contact=c.enrolled.contact_id, reason=WHY, by=by, at=NOW),
        MANAGER,
        not_own="own_contact",
    ),
    "exporting.export": Row(
        lambda _c, by: exporting.export(what=Listed.LOG, count=1, columns=["at"], form="csv", by=by, at=NOW)
    ),
    "exporting.hand_out": Row(
        lambda c, by: exporting.hand_out(contact=c.enrolled.contact_id, reason=WHY, by=by, at=NOW),
        own=DONE,
    ),
    "exports.ask": Row(
        lambda _c, by: exports.ask(
            what=Listed.CONTACTS,
            sheet=exports.Sheet("Contacts", ["email"], "csv"),
            on=NOW.date(),
            keys=[1],
            chosen={},
            by=by,
            at=NOW,
        )
    ),
    "extending.extend": Row(extended),
    "extending.undo_chunk": Row(undoing_extension(is_author=False), MANAGER, below="undo_not_yours"),
    "extending.undo_chunk, its author": Row(undoing_extension(is_author=True)),
    "merging.merge": Row(
        lambda c, by: merging.merge(
            survivor=c.enrolled.contact_id, duplicate=make.contact().pk, reason=WHY, by=by, at=NOW
        ),
        MANAGER,
        not_own="own_contact",
    ),
    "merging.merge, the other way about": Row(
        lambda c, by: merging.merge(
            survivor=make.contact().pk, duplicate=c.enrolled.contact_id, reason=WHY, by=by, at=NOW
        ),
        MANAGER,
        not_own="own_contact",
    ),
    "moving_jobs.move, option on": Row(moved(option=True)),
    "moving_jobs.move, option off": Row(moved(option=False), MANAGER, below="cancelling_needs_manager"),
    "purging.purge_many": Row(
        lambda c, by: purging.purge_many(enrollments=looked(cancelled(c)), by=by, at=NOW), MANAGER
    ),
    "undoing_enrolment.undo_enrolment": Row(undoing_enrolling(is_author=False), MANAGER, below="undo_not_yours"),
    "undoing_enrolment.undo_enrolment, its author": Row(undoing_enrolling(is_author=True)),
}

BULK_WITHIN = {
    "cancelling.cancel": "a chunk of a job; each item is asked anew, as cancelling one is",
    "cancelling.undo": "a chunk of a job; undo_chunk asks",
    "import_jobs.bring_in": "a chunk of a job; asks as begin does",
    "import_jobs.prepare": "before the first chunk of a job; asks as begin does, and refuses nothing",
    "import_look_jobs.look": "a chunk of a job; asks as asking for it does",
    "import_look_jobs.prepare": "before the first chunk of a job; asks as asking for it does, and refuses nothing",
    "exporting_jobs.prepare": "what a chunk of a job holds; of what the asker may not take it reads nothing",
    "exporting_jobs.listed": "says which list it is, and for whom; prepare and enter ask",
    "exporting_jobs.enter": "a chunk of a job; asks as exports.ask does, of the users and of the log too",
    "imported_completions.accept_chunk": "accept and import_jobs.bring_in ask",
    "imported_contacts.accept_chunk": "accept and import_jobs.bring_in ask",
    "imported_enrollments.accept_chunk": "accept and import_jobs.bring_in ask",
    "enrolling_jobs.enroll": "a chunk of a job; each contact is asked anew, as enrolling one is",
    "enrolling_jobs.undo": "a chunk of a job; undoing_enrolment asks",
    "extending.undo": "a chunk of a job; undo_chunk asks",
    "purging.purge": "a chunk of a job; asks as purge_many does",
}
