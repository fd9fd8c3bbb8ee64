"""Was a draft changed since the person looked at it, and from what does a new one begin?

The revisions of a program's drafts go up from one draft to the next, so a revision names one state of one draft.
"""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone

from conferral.models import Event, Program, Version
from conferral.rules.definition import Definition
from conferral.rules.refusals import Refusal, Refused

SAVED, DISCARDED, PUBLISHED = "version.draft_saved", "version.draft_discarded", "version.published"
ENDS = {DISCARDED: "discarded", PUBLISHED: "published"}
MOST_SAID = 10


def begins_from(program: Program) -> Definition | None:
    """Return what a draft that is not there yet begins from: the current version; None before the first."""
    current = Version.objects.whole().current().filter(program=program).first()
    return current.definition() if current else None


def first_revision(program: Program) -> int:
    """Return the revision with which a new draft begins: after those of every draft before it, discarded ones too."""
    newest = Version.objects.filter(program=program).aggregate(newest=Max("revision"))["newest"]
    last = (
        Event.objects.filter(program_id=program.pk, enrollment_id=None, kind=DISCARDED)
        .order_by("-pk")
        .values_list("before", flat=True)
        .first()
    )
    return max(newest or 0, last["revision"] if last else 0) + 1


def check(program: Program, draft: Version | None, expected: int | None) -> None:
    """Raise Refused(`stale`) when the locked draft is not the one looked at; the sentence says what became of it.

    `expected` is its revision then or, when there was none, 0 or the number of the version that was in force
    instead, below zero: only that tells a draft that was begun and published meanwhile. None when nobody looked.
    """
    if expected is None or (draft is not None and draft.revision == expected):
        return
    if draft is None and expected in (0, -_number_in_force(program)):
        return
    since = _since(program, expected)
    if not since:
        raise Refused(Refusal("stale", "The draft was changed since you opened it; look at it again."))
    last = since[-1]
    said = [line for entry in since for line in entry.after.get("changes", [])]
    more = f"; and {len(said) - MOST_SAID} more" if len(said) > MOST_SAID else ""
    what = f" ({'; '.join(said[:MOST_SAID])}{more})" if said else ""
    raise Refused(
        Refusal(
            "stale",
            f"The draft was {ENDS.get(last.kind, 'changed')} by {last.actor} at "
            f"{timezone.localtime(last.at):%Y-%m-%d %H:%M} since you opened it{what}. Nothing of yours was saved yet.",
        )
    )


def _number_in_force(program: Program) -> int:
    return Version.objects.filter(program=program).aggregate(newest=Max("number"))["newest"] or 0


def _since(program: Program, revision: int) -> list[Event]:
    """Return what was done to drafts after one stood at a revision (see `check`), the earliest first."""
    entries = Event.objects.filter(program_id=program.pk, enrollment_id=None, kind__in=(SAVED, *ENDS)).order_by("-pk")
    since: list[Event] = []
    for entry in entries.iterator():
        if entry.kind == SAVED and entry.after.get("revision", 0) <= revision:
            break
        if revision == 0 and entry.kind in ENDS:
            break
        if entry.kind == PUBLISHED and entry.after.get("version") == -revision:
            break
        since.insert(0, entry)
    return since
