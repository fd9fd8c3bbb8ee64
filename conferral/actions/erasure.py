"""How is taken away who a contact was, while what certifies something stays?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Count, F, Q

from conferral.actions import given_answers, revisions
from conferral.actions.attachments import forget
from conferral.actions.erasing import erase_actor, erase_contents, erase_outcomes, outcomes_of
from conferral.actions.exports import forget_all
from conferral.actions.imports import erase_rows
from conferral.actions.locks import locked_accounts, locked_contact
from conferral.actions.log import Log, day_of
from conferral.actions.messages import erase_messages
from conferral.actions.registrations import free_seats
from conferral.actions.waitlists import end_places_of
from conferral.models import (
    Attachment,
    Completion,
    Contact,
    Enrollment,
    Event,
    FormerNumber,
    Job,
    PendingEmail,
    Session,
)
from conferral.models.former_number import accounts_of, keys_of
from conferral.rules.actors import Actor, Role
from conferral.rules.erasing import NOTE, left, may_erase
from conferral.rules.levels import are_last
from conferral.rules.names import derived
from conferral.rules.refusals import Refused

ERASED = "contact.erased"
WRITTEN = ("note", "reason")
"""What whoever asked for a job may have written to it."""


@transaction.atomic
def erase(
    *, contact: int, reason: str, replaces_number: bool = False, by: Actor, at: datetime, revision: int | None = None
) -> Contact:
    """Erase who a contact was; it cannot be undone.

    Gone are name, email, organization, the accounts, notes, the texts of rejections and voidings, files, what lies in
    carts for them, their seats in events to come, what notices said and where they went, and what the log, the jobs
    and the files of imports and exports told of them.
    Left are the enrollments with their dates and completions, grades, units and decisions, the designations, the
    orders, and the member number, unless it is to be replaced by one that says nothing.
    Raises Refused: `contact_gone`, `stale` and those of `rules.erasing.may_erase`.
    """
    row = locked_contact(contact)
    going = list(accounts_of(row.pk).values_list("pk", flat=True))
    locked = locked_accounts(going)
    refusal = may_erase(
        by,
        contact=row.pk,
        name=row.full_name,
        is_erased=row.erased_at is not None,
        role=max((locked[key].role(day_of(at)) for key in going if key in locked), default=Role.NONE),
        is_last_sysadmin=are_last(going, (one.held() for one in locked.values())),
        reason=reason,
    )
    if refusal:
        raise Refused(refusal)
    revisions.check(row, revision)
    enrollments = list(
        Enrollment.objects.select_for_update(of=("self",))
        .filter(contact=row)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    completions = list(Completion.objects.filter(enrollment__in=enrollments).values_list("pk", flat=True))
    files = list(Attachment.objects.filter(enrollment__in=enrollments).order_by("pk"))
    _erase_texts(completions)
    forget(files)
    keys = keys_of(row.pk)
    free_seats(row, Log(by, at))
    end_places_of(row, at)
    _erase_accounts(row, keys)
    _erase_log(keys, enrollments, at)
    _erase_jobs(keys, enrollments)
    _erase_imported(row, keys)
    erase_messages(row.pk, at)
    forget_all(at=at)
    _erase_details(row, at, replaces_number=replaces_number)
    log = Log(by, at, reason=reason)
    said = {"enrollments": len(enrollments), "files": len(files), "number_replaced": replaces_number}
    log.add(ERASED, contact=row.pk, after=said)
    log.write()
    return row


def _erase_texts(completions: Collection[int]) -> None:
    """Empty what was written about completions; a rejection and a voiding have to say something."""
    rows = Completion.objects.filter(pk__in=completions)
    rows.exclude(notes="").update(notes="", revision=F("revision") + 1)
    rows.exclude(rejection_note="").update(rejection_note=NOTE)
    rows.exclude(void_reason="").update(void_reason=NOTE)


def _erase_accounts(row: Contact, keys: Collection[int]) -> None:
    """Delete the account and those closed by merging, and take their names from the entries of what they did.

    Gone is also where they are signed in, and what waits for the link of a mail to them to be followed. What a founder
    did before there was an account stands there under the name alone.
    """
    for account in accounts_of(row.pk):
        founding = Q(contact_id__in=keys, account_id=None, actor=account.username)
        erase_actor(Event.objects.filter(Q(account_id=account.pk) | founding))
        PendingEmail.objects.of_address(account.email).delete()
        Session.objects.filter(account=account.pk).delete()
        account.delete()
    PendingEmail.objects.of_address(row.email).delete()


def _erase_log(contacts: Collection[int], enrollments: Collection[int], at: datetime) -> None:
    erase_contents(Event.objects.filter(contact_id__in=contacts), at=at)
    erase_contents(Event.objects.filter(enrollment_id__in=enrollments), at=at)


def _erase_jobs(contacts: Collection[int], enrollments: Collection[int]) -> None:
    """Erase what jobs told of them, and the note and the reason of a job that was about nobody else."""
    counts = outcomes_of(enrollments, contacts=contacts).order_by().values_list("job").annotate(count=Count("pk"))
    alone = [job for job, count in counts if Job.objects.filter(pk=job, total=count).exists()]
    for job in Job.objects.filter(pk__in=alone):
        job.arguments |= {name: NOTE for name in WRITTEN if job.arguments.get(name)}
        job.save(update_fields=["arguments"])
    erase_outcomes(enrollments, contacts=contacts)


def _erase_imported(row: Contact, keys: Collection[int]) -> None:
    """Erase the rows of uploaded files and the answers to programs that name them by a number, or by their email."""
    formers = FormerNumber.objects.filter(contact=row).values_list("member_number", flat=True)
    named = [row.member_number, row.email, *formers]
    erase_rows(keys, named)
    given_answers.erase([*named, row.full_name])


def _erase_details(row: Contact, at: datetime, *, replaces_number: bool) -> None:
    number = row.member_number
    if replaces_number:
        number = f"erased-{uuid4().hex[:12]}"
        FormerNumber.objects.filter(contact=row).delete()
    details = left(number)
    row.member_number, row.first_name, row.last_name = details.member_number, details.first_name, details.last_name
    row.email = row.organization = ""
    row.sort_name, row.search_text = derived(details)["sort_name"], ""
    row.erased_at = at
    row.revision += 1
    row.save()
    _tidy_search()


def _tidy_search() -> None:
    """Put the parts of SQLite's search index together: till then it keeps the letters of what it only ceased to find.

    It takes a second with 100,000 contacts. PostgreSQL's index is vacuumed with its table.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO conferral_contact_search(conferral_contact_search) VALUES ('optimize')")
