"""What might somebody do to a register who may do everything to its database? And what does `verify` say of it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tests.emptying import log_thawed

CHANGED = (
    "log, no. {number}, entry {key}: "
    "when, what and about what it was, its seal, or its place among the entries was changed"
)
CONTENTS = "log, no. {number}, entry {key}: what was before or after, or the reason, was changed"
SEAL_GONE = "the seals from no. {number} to no. {number} were removed"

TAMPERED = {
    "what an entry says": (["UPDATE conferral_event SET reason = 'Forged.' WHERE id = {first}"], CONTENTS),
    "its salt": (["UPDATE conferral_event SET salt = actor_salt WHERE id = {first}"], CONTENTS),
    "what kind it is": (["UPDATE conferral_event SET kind = 'program.forged' WHERE id = {first}"], CHANGED),
    "when it was": (["UPDATE conferral_event SET at = '2020-01-01 00:00' WHERE id = {first}"], CHANGED),
    "whom it is about": (["UPDATE conferral_event SET contact_id = 0 WHERE id = {first}"], CHANGED),
    "who did it": (
        ["UPDATE conferral_event SET actor = 'zoe' WHERE id = {first}"],
        "log, no. {number}, entry {key}: the name of whoever did it was changed",
    ),
    "an entry gone": (
        ["DELETE FROM conferral_event WHERE id = {first}"],
        "log, no. {number}, entry {key}: the entry was removed",
    ),
    "two entries in each other's place": (
        [
            "UPDATE conferral_event SET id = -1 WHERE id = {first}",
            "UPDATE conferral_event SET id = {first} WHERE id = {second}",
            "UPDATE conferral_event SET id = {second} WHERE id = -1",
        ],
        "log, no. {number}, entry {key}: entry {second_key} was put in its place",
    ),
    "two seals in each other's place": (
        [
            "UPDATE conferral_seal SET number = 99999 WHERE number = {number}",
            "UPDATE conferral_seal SET number = {number} WHERE number = {number} + 1",
            "UPDATE conferral_seal SET number = {number} + 1 WHERE number = 99999",
        ],
        "its seal, or its place among the entries was changed",
    ),
    "a seal gone": (["DELETE FROM conferral_seal WHERE number = {number}"], SEAL_GONE),
    "a seal gone with its entry": (
        ["DELETE FROM conferral_seal WHERE number = {number}", "DELETE FROM conferral_event WHERE id = {first}"],
        SEAL_GONE,
    ),
    "the end cut off": (
        [
            "DELETE FROM conferral_event WHERE id IN (SELECT event_id FROM conferral_seal WHERE number > {last} - 2)",
            "DELETE FROM conferral_seal WHERE number > {last} - 2",
        ],
        "log: it was cut off: it was sealed up to no. {last}, and ends with no. {before_last}",
    ),
    "the head gone": (
        ["DELETE FROM conferral_loghead"],
        "log: the head was removed, though the log is sealed up to no. {last}",
    ),
    "the head set back": (
        ["UPDATE conferral_loghead SET number = 2"],
        "log: the head was set back to no. 2, though the log is sealed up to no. {last}",
    ),
    "an entry emptied without a purge": (
        [
            """UPDATE conferral_event SET before = '{{}}', after = '{{}}', reason = '', salt = NULL,
            erased_at = '2026-03-02 00:00' WHERE id = {first}"""
        ],
        "log, no. {number}, entry {key}: it is erased, and no entry says that what it tells of was",
    ),
    "an entry emptied on another day than the purge": (
        [
            """UPDATE conferral_event SET erased_at = '2020-01-01 00:00'
            WHERE enrollment_id = {bob} AND kind = 'enrollment.enrolled'"""
        ],
        "it is erased, and no entry says that what it tells of was",
    ),
    "a name taken away": (
        ["UPDATE conferral_event SET actor = 'erased account', actor_salt = NULL WHERE id = {by_staff}"],
        "the name of whoever did it is erased, and they are not",
    ),
    "a fact of an enrollment": (
        ["UPDATE conferral_enrollment SET started_on = '2025-03-04' WHERE id = {ada}"],
        "enrollment {ada_key}: started_on is 2025-03-04, should be 2025-06-01",
    ),
    "a completion that counts no more": (
        ["UPDATE conferral_completion SET is_live = FALSE WHERE enrollment_id = {cleo}"],
        "is_live is False, should be True",
    ),
    "a designation": (
        ["UPDATE conferral_designation SET name = 'MD'"],
        "designation MD is ",
    ),
    "what a contact is sorted by": (
        ["UPDATE conferral_contact SET sort_name = 'zzz' WHERE id = {ada_contact}"],
        "sort_name is zzz, should be",
    ),
    "the ledger": (["DELETE FROM conferral_ledgerchange"], "ledger of EMT on 2025-03-01: "),
    "the total of an order": (
        ["UPDATE conferral_order SET total = 5, currency = 'EUR', payment = 'invoice'"],
        "total is 5, should be 0",
    ),
    "what a scale says of itself": (
        ["UPDATE conferral_gradescale SET signature = 'other' WHERE id = {scale}"],
        "signature is other, should be",
    ),
    "a completion gone": (
        ["DELETE FROM conferral_completion WHERE enrollment_id = {cleo}"],
        "of enrollment no. {cleo}: it was removed, though entry",
    ),
    "an enrollment gone": (
        [
            "DELETE FROM conferral_completion WHERE enrollment_id = {cleo}",
            "DELETE FROM conferral_message WHERE enrollment_id = {cleo}",
            "DELETE FROM conferral_enrollment WHERE id = {cleo}",
        ],
        "enrollment no. {cleo}: it was removed, and no entry says that it was purged; entry",
    ),
    "a contact gone": (
        ["DELETE FROM conferral_message WHERE contact_id = {new}", "DELETE FROM conferral_contact WHERE id = {new}"],
        "contact no. {new}: it was removed, though entry",
    ),
    "an enrollment said to be purged": (
        ["UPDATE conferral_event SET enrollment_id = {cleo} WHERE kind = 'enrollment.purged'"],
        "enrollment no. {cleo}: it is there, though entry",
    ),
}
"""What is tampered with: how, and part of a line that tells of it. The names are those of `test_verification_whole`."""


@contextmanager
def planted(*statements: str, **names: object) -> Iterator[None]:
    """Have done what nobody may, and undo it."""
    with transaction.atomic():
        do(*statements, **names)
        yield
        transaction.set_rollback(True)


def do(*statements: str, **names: object) -> None:
    """Do it past the triggers that keep the log."""
    with log_thawed(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**names))
