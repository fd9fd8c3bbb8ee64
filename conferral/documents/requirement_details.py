"""What is asked by a requirement, what meets it, and what was done about it so far?

"The Requirement details display along with any associated Offerings, such as classes."
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.db.models import F

from conferral.documents.attachments import FileShown, files_of
from conferral.documents.standing import EnrollmentStanding
from conferral.models import Account, Completion, Enrollment, Event, Offering
from conferral.rules import changed
from conferral.rules.actors import Actor
from conferral.rules.attempts import AttemptState, Rejection, state_of
from conferral.rules.deciding_offered import NOTHING, Offered, offered
from conferral.rules.files import takes_files
from conferral.rules.progress import RequirementProgress

MOST_OFFERINGS = 100
LONG_AGO = timedelta(days=60)
CORRECTED = "completion.corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One thing that was done about an attempt: recorded, corrected, graded, approved, returned, rejected, voided."""

    what: str
    who: str
    when: date | datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptShown:
    """One attempt with what has become of it, everybody who had a part in it, and the files that prove it.

    `takes_files` says that files can still be added, `offered` what else the reader may do about it.
    """

    completion: Completion
    state: AttemptState
    is_live: bool
    history: tuple[Done, ...]
    files: tuple[FileShown, ...] = ()
    takes_files: bool = False
    offered: Offered = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementDetails:
    """One requirement of one enrollment: how it stands, its attempts (newest first), its offerings."""

    item: RequirementProgress
    category: str
    description: str
    attempts: tuple[AttemptShown, ...]
    offerings: tuple[Offering, ...]

    def offerings_around(self, on: date) -> list[Offering]:
        """Return those at any time, then those to come, the next one first, then those begun not long ago."""
        around = [item for item in self.offerings if not _is_old(item, on)]
        coming = [item for item in around if (begins_on := item.begins_on()) is not None and begins_on >= on]
        at_any_time = [item for item in around if item.starts_at is None]
        begun = [item for item in around if item.starts_at is not None and item not in coming]
        return [*at_any_time, *sorted(coming, key=attrgetter("starts_at")), *begun]

    def offerings_before(self, on: date) -> list[Offering]:
        """Return those that lie further back."""
        return [item for item in self.offerings if _is_old(item, on)]


def _is_old(offering: Offering, on: date) -> bool:
    begins_on = offering.begins_on()
    return begins_on is not None and begins_on < on - LONG_AGO


def requirement_details(
    of: EnrollmentStanding, code: str, *, on: date, by: Actor | None = None, for_enrollee: bool = False
) -> RequirementDetails | None:
    """Return the details of the requirement of that code as of a day; None when the version has none.

    An enrollee reads who of the staff had a part in it only as "staff", and no reason for voiding. Of each
    attempt it is said what `by` may do about it on that day; nothing where nobody is named.

    Attempts dated after the day have not happened yet. Four queries, and one where anything was done to an attempt.
    """
    wanted = of.enrollment.version.requirements.select_related("component", "grade_scale", "category").filter(code=code)
    row = wanted.first()
    if row is None:
        return None
    completions = (
        Completion.objects.filter(enrollment=of.enrollment, requirement=row, completed_on__lte=on)
        .select_related(
            "offering",
            "recorded_by__contact",
            "graded_by__contact",
            "approved_by__contact",
            "rejected_by__contact",
            "voided_by__contact",
        )
        .order_by("-completed_on", "-id")
    )
    rule = row.as_rule()
    reader = of.enrollment.contact_id if for_enrollee else None
    found = list(completions)
    corrections = _corrections(found, reader)
    for completion in found:
        completion.requirement = row
    files = files_of(found)
    return RequirementDetails(
        item=of.progress.of(code),
        category=of.progress.definition.name_of_category(rule.category),
        description=row.component.description,
        attempts=tuple(
            AttemptShown(
                completion=completion,
                state=state_of(rule, completion.as_attempt(code)),
                is_live=completion.is_live,
                history=tuple(_history(completion, corrections[completion.pk], reader)),
                files=files.get(completion.pk, ()),
                takes_files=(rule.enrollees_may_record or not for_enrollee)
                and takes_files(rule, completion.as_attempt(code), of.enrollment.facts(), on),
                offered=_offered(by, completion, of.enrollment, on) if by else NOTHING,
            )
            for completion in found
        ),
        offerings=tuple(
            Offering.objects.filter(component=row.component_id, is_retired=False).order_by(
                F("starts_at").desc(nulls_first=True), "title", "id"
            )[:MOST_OFFERINGS]
        ),
    )


def _offered(by: Actor, completion: Completion, enrollment: Enrollment, on: date) -> Offered:
    return offered(
        by,
        case=completion.as_case(enrollment),
        is_carried=completion.carried_from_id is not None,
        is_live=completion.is_live,
        on=on,
    )


def _corrections(completions: Sequence[Completion], reader: int | None) -> dict[int, list[Done]]:
    """Return what the log says of corrections, by completion; no query where nothing was touched."""
    found: dict[int, list[Done]] = defaultdict(list)
    touched = [completion.pk for completion in completions if completion.revision > 1]
    entries = list(Event.objects.filter(completion_id__in=touched, kind=CORRECTED).order_by("pk")) if touched else []
    accounts = Account.objects.select_related("contact").in_bulk({entry.account_id for entry in entries} - {None})
    for entry in entries:
        account = accounts.get(entry.account_id or 0)
        done = Done(
            what="corrected",
            who=_name(account, reader) if account else "staff" if reader else entry.actor,
            when=entry.at,
            note=changed.in_words(entry.before, entry.after),
        )
        found[entry.completion_id or 0].append(done)
    return found


def _history(completion: Completion, corrections: Sequence[Done], reader: int | None) -> Iterator[Done]:
    """Say what was done about an attempt, in the order in which it can happen, to staff or to the enrollee."""

    def by(account: Account | None) -> str:
        return _name(account, reader)

    yield Done(what="recorded", who=by(completion.recorded_by), when=completion.recorded_at)
    yield from corrections
    if completion.grade:
        yield Done(what="graded", who=by(completion.graded_by), when=completion.graded_on)
    if completion.approved_on:
        yield Done(what="approved", who=by(completion.approved_by), when=completion.approved_on)
    if completion.rejected_on:
        yield Done(
            what="rejected" if completion.rejection == Rejection.REJECTED else "returned",
            who=by(completion.rejected_by),
            when=completion.rejected_on,
            note=completion.rejection_note,
        )
    if completion.voided_on:
        yield Done(
            what="voided",
            who=by(completion.voided_by),
            when=completion.voided_on,
            note=completion.void_reason if reader is None else "",
        )


def _name(account: Account | None, reader: int | None) -> str:
    if account is None:
        return ""
    if reader is None or account.contact_id == reader:
        return account.full_name()
    return "staff"
