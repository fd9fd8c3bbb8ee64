"""What does the register hold about a person? All of it, as one JSON document and the files that belong to it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q

from conferral.models import (
    Account,
    ApiKey,
    Attachment,
    Completion,
    Contact,
    Enrollment,
    Event,
    Offering,
    Order,
    PendingEmail,
    Place,
    Registration,
    Session,
)
from conferral.models.former_number import accounts_of, keys_of
from conferral.rules.standing import standing

NAME = "personal-data.json"
CHUNK = 1 << 20
COMPLETION = (
    "completed_on", "reference", "notes", "grade", "units", "recorded_at", "graded_on", "approved_on", "rejected_on",
    "rejection", "rejection_note", "voided_on", "void_reason",
)  # fmt: skip
ENROLLMENT = (
    "enrolled_on", "grace_begins_on", "expires_on", "registered_at", "approved_on", "cancelled_on", "replaced_on",
    "started_on", "requirements_met_on", "earned_on",
)  # fmt: skip
KEY = ("label", "prefix", "created_at", "last_used_at", "revoked_at")

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much there is about a person, in numbers."""

    enrollments: int
    completions: int
    files: int
    entries: int


def holdings(contact: Contact) -> Holdings:
    """Count what the register holds about a contact, in five queries."""
    return Holdings(
        enrollments=Enrollment.objects.filter(contact=contact).count(),
        completions=Completion.objects.filter(enrollment__contact=contact).count(),
        files=Attachment.objects.filter(enrollment__contact=contact).count(),
        entries=Event.objects.filter(contact_id__in=keys_of(contact.pk)).count(),
    )


def write_archive(contact: Contact, into: IO[bytes], *, at: datetime, on: date) -> None:
    """Write a ZIP with the document and every file, byte for byte; one whose contents are gone is named."""
    files = _files(contact)
    with ZipFile(into, "w", ZIP_DEFLATED) as archive:
        missing = [str(file.key) for file in files if not _put(archive, file)]
        document = {**personal_data(contact, at=at, on=on), "files_without_contents": missing}
        archive.writestr(NAME, json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))


def personal_data(contact: Contact, *, at: datetime, on: date) -> Said:
    """Return everything the register holds about a contact, in a fixed number of queries; plain values for JSON.

    What the log tells of them is there as it stands: who did what, when and why, before and after.
    """
    former = contact.former_numbers.order_by("pk")
    return {
        "generated_at": at,
        "contact": {
            "member_number": contact.member_number,
            "first_name": contact.first_name,
            "last_name": contact.last_name,
            "email": contact.email,
            "organization": contact.organization,
            "is_member": contact.is_member,
            "erased_at": contact.erased_at,
            "former_member_numbers": [
                {"member_number": row.member_number, "merged_at": row.merged_at} for row in former
            ],
        },
        "accounts": _accounts(contact),
        "designations": list(contact.designations.order_by("name").values("name", "conferred_on")),
        "enrollments": _enrollments(contact, on),
        "offerings_taught": list(
            Offering.objects.filter(instructor=contact).order_by("pk").values("title", "starts_at", "ends_at", "place")
        ),
        "registrations": _registrations(contact),
        "waitlists": list(
            Place.objects.filter(contact=contact)
            .order_by("pk")
            .values("joined_at", "offered_until", "ended_at", event=F("offering__title"))
        ),
        "orders": _orders(contact),
        "log": _entries(contact),
    }


def _accounts(contact: Contact) -> list[Said]:
    rows = list(accounts_of(contact.pk).prefetch_related("groups").order_by("pk"))
    places: dict[int | None, list[Said]] = defaultdict(list)
    for place in Session.objects.filter(account__in=[row.pk for row in rows]).order_by("began_at", "expire_date"):
        places[place.account].append({"browser": place.browser, "began_at": place.began_at})
    asked: dict[int | None, list[Said]] = defaultdict(list)
    for pending in PendingEmail.objects.filter(account__in=rows).order_by("pk"):
        asked[pending.account_id].append({"email": pending.email, "asked_at": pending.asked_at})
    opened: dict[int | None, list[Said]] = defaultdict(list)
    for key in ApiKey.objects.filter(account__in=rows).order_by("pk"):
        opened[key.account_id].append({name: getattr(key, name) for name in KEY})
    return [
        {
            **_account(row),
            "sessions": places[row.pk],
            "emails_to_confirm": asked[row.pk],
            "api_keys": opened[row.pk],
        }
        for row in rows
    ]


def _account(account: Account) -> Said:
    return {
        "username": account.username,
        "email": account.email,
        "roles": sorted(group.name for group in account.groups.all()),
        "level_ends_on": account.level_ends_on,
        "is_active": account.is_active,
        "email_confirmed_at": account.email_confirmed_at,
        "joined_at": account.date_joined,
        "last_signed_in_at": account.last_login,
    }


def _enrollments(contact: Contact, on: date) -> list[Said]:
    rows = list(
        Enrollment.objects.filter(contact=contact)
        .select_related("contact", "program", "version")
        .order_by("enrolled_on", "pk")
    )
    done = _completions([row.pk for row in rows])
    return [
        {
            "program": row.program.code,
            "name": row.version.name,
            "version": row.version.number,
            "status": now.status.value if (now := standing(row.facts(), on)) else None,
            **{name: getattr(row, name) for name in ENROLLMENT},
            "completions": done[row.pk],
        }
        for row in rows
    ]


def _registrations(contact: Contact) -> list[Said]:
    rows = Registration.objects.filter(contact=contact).select_related("offering", "order").order_by("pk")
    return [
        {
            "event": row.offering.title,
            "starts_at": row.offering.starts_at,
            "order": row.order.number,
            "price": row.price,
            "currency": row.order.currency,
            "registered_at": row.order.placed_at,
            "cancelled_at": row.cancelled_at,
            "attendance": row.attendance,
        }
        for row in rows
    ]


def _orders(contact: Contact) -> list[Said]:
    rows = Order.objects.filter(billed_to=contact).order_by("pk")
    return [
        {"number": row.number, **{name: getattr(row, name) for name in ("placed_at", "total", "currency", "payment")}}
        for row in rows
    ]


def _completions(enrollments: Collection[int]) -> dict[int, list[Said]]:
    """Return the completions of each enrollment, each with its files, in two queries."""
    rows = (
        Completion.objects.filter(enrollment__in=enrollments)
        .select_related("requirement", "offering")
        .order_by("completed_on", "pk")
    )
    proofs: dict[int, list[Said]] = defaultdict(list)
    for file in Attachment.objects.filter(enrollment__in=enrollments, completion__isnull=False).order_by("pk"):
        proofs[file.completion_id or 0].append(
            {
                "name": file.name,
                "in_archive": _place(file),
                "size": file.size,
                "sha256": file.sha256,
                "added_at": file.added_at,
            }
        )
    found: dict[int, list[Said]] = defaultdict(list)
    for row in rows:
        found[row.enrollment_id].append(
            {
                "requirement": row.requirement.code,
                "title": row.requirement.title,
                "offering": row.offering.title if row.offering else None,
                **{name: getattr(row, name) for name in COMPLETION},
                "files": proofs[row.pk],
            }
        )
    return found


def _entries(contact: Contact) -> list[Said]:
    about = Q(contact_id__in=keys_of(contact.pk))
    shown = Event.objects.filter(about).order_by("pk").values("at", "actor", "kind", "before", "after", "reason")
    return [dict(entry) for entry in shown]


def _files(contact: Contact) -> list[Attachment]:
    return list(Attachment.objects.filter(enrollment__contact=contact).order_by("pk"))


def _place(file: Attachment) -> str:
    """Return where a file lies in the archive: its name may be anything, so nothing in it may lead elsewhere."""
    name = "".join(letter if letter.isalnum() or letter in " .-_" else "_" for letter in file.name).strip(". ")
    return f"files/{file.key}/{name or 'file'}"


def _put(archive: ZipFile, file: Attachment) -> bool:
    """Copy the contents of one file piece by piece; False where they are gone."""
    try:
        opened = default_storage.open(file.path)
    except OSError:
        return False
    with opened, archive.open(_place(file), "w") as target:
        for piece in opened.chunks(CHUNK):
            target.write(piece)
    return True
