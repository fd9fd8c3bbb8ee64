"""How are the constraints of files, imports, exports, keys, jobs, workers, unconfirmed emails and the ledger broken?"""

from __future__ import annotations

from conferral.models import (
    ApiKey,
    Attachment,
    Export,
    ExportPart,
    GivenAnswer,
    ImportFile,
    ImportRow,
    Job,
    JobItem,
    LedgerChange,
    PendingEmail,
    Slot,
    Worker,
)
from tests.models.breach import Breach, dates, not_blank
from tests.models.rows import AT

ENDED = {"ended_at": AT}

BREACHES = {
    "api_key_label_not_blank": not_blank(ApiKey, "label"),
    "api_key_prefix_not_blank": not_blank(ApiKey, "prefix"),
    "attachment_media_type_not_blank": not_blank(Attachment, "media_type"),
    "attachment_name_not_blank": not_blank(Attachment, "name"),
    "attachment_path_once": Breach(Attachment, ({"path": "b"},), ({"path": "a"},), beside={"path": "a"}),
    "attachment_sha256_not_blank": not_blank(Attachment, "sha256"),
    "attachment_size_above_zero": Breach(Attachment, ({"size": 1},), ({"size": 0},)),
    "import_file_kind_known": Breach(
        ImportFile, ({"kind": "enrollments"}, {"kind": "completions"}), ({"kind": "programs"}, {"kind": ""})
    ),
    "import_row_line_once": Breach(ImportRow, ({"line": 2},), ({"line": 1},), beside={}, same=("upload",)),
    "import_row_told_by_code": Breach(
        ImportRow, ({"code": "repeated"}, {"code": "bad", "message": "Bad."}, {}), ({"message": "Bad."},)
    ),
    "export_forgotten_has_no_file": Breach(
        Export, ({"path": "exports/a"}, {"forgotten_at": AT}, {}), ({"path": "exports/a", "forgotten_at": AT},)
    ),
    "export_part_once": Breach(ExportPart, ({"place": 500},), ({"place": 0},), beside={}, same=("export",)),
    "given_answer_erased_is_empty": Breach(
        GivenAnswer, ({"is_erased": True}, {"body": "{}"}), ({"is_erased": True, "body": "{}"},)
    ),
    "given_answer_idempotency_key_not_blank": not_blank(GivenAnswer, "idempotency_key"),
    "given_answer_once": Breach(
        GivenAnswer,
        ({"idempotency_key": "b"},),
        ({"idempotency_key": "a"},),
        beside={"idempotency_key": "a"},
        same=("account",),
    ),
    "job_done_of_total": Breach(Job, ({"total": 2, "done": 2}, {"total": 0}), ({"total": 2, "done": 3},)),
    "job_given_up_has_ended": Breach(Job, ({**ENDED, "fault": "It broke."}, ENDED, {}), ({"fault": "It broke."},)),
    "job_kind_not_blank": not_blank(Job, "kind"),
    "job_refused_of_done": Breach(
        Job, ({"total": 2, "done": 1, "refused": 1},), ({"total": 2, "done": 1, "refused": 2},)
    ),
    "job_item_place_once": Breach(
        JobItem, ({"place": 2, "subject": 2},), ({"place": 1, "subject": 2},), beside={}, same=("job",)
    ),
    "job_item_refused_is_done": Breach(
        JobItem, ({"is_done": True, "is_refused": True}, {"is_done": True}, {}), ({"is_refused": True},)
    ),
    "job_item_subject_once": Breach(
        JobItem, ({"place": 2, "subject": 2},), ({"place": 2, "subject": 1},), beside={}, same=("job",)
    ),
    "ledger_changes_something": Breach(
        LedgerChange,
        tuple(
            {"earned": 0, name: by}
            for name in ("earned", "enrolled", "not_started", "awaiting_approval", "grace", "expired")
            for by in (-1, 1)
        ),
        ({"earned": 0},),
    ),
    "ledger_dates_in_calendar": dates(LedgerChange, "changes_on"),
    "pending_email_email_not_blank": not_blank(PendingEmail, "email"),
    "pending_email_of_sign_up_or_account": Breach(
        PendingEmail,
        ({"password": "hashed"},),
        ({"password": ""},),
    ),
    "slot_taken_once": Breach(
        Slot,
        ({"name": "digest", "slot": "2026-03-03"}, {"name": "prune", "slot": "2026-03-02"}),
        ({"name": "digest", "slot": "2026-03-02"},),
        beside={"name": "digest", "slot": "2026-03-02"},
    ),
    "worker_name_not_blank": not_blank(Worker, "name"),
}
