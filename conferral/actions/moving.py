"""How do enrollees come under the current version? Cancelled and enrolled again in one, with what carries over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from conferral.actions.carried_copies import Carry, as_logged, copy_completions
from conferral.actions.enrolling import ENROLLED, Outcome, inserted
from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.set_based import update_rows
from conferral.actions.succession import settle_lines
from conferral.models import Contact, Enrollment, Program, Version
from conferral.models.candidates import version_in_force
from conferral.models.definitions import definitions_of
from conferral.models.movable import Asked, Movable, completions_of, movables
from conferral.rules.carrying import Carrying
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Dates

MOVED = "enrollment.moved"


@dataclass(frozen=True, slots=True)
class How:
    """How enrollees are moved: whether the three dates are kept, and the number of the version that was looked at.

    `version` is None where nobody looked: after another was published meanwhile nobody is moved (`version_changed`).
    """

    keeps_dates: bool
    version: int | None = None


@transaction.atomic
def move_chunk(contacts: Sequence[int], program: int, how: How, log: Log) -> dict[int, Outcome]:
    """Move contacts in one transaction: lock contacts and enrollments, ask the rule, change, record.

    "To bring an enrollee under the new version: cancel and re-enroll, offered as one staff action".
    What each is enrolled in today is cancelled today and stays as history; the new enrollment has
    new dates from today, or keeps the three, and begins with linked copies of what carries over
    (rules/carrying.py). One refusal does not stop the others. As many statements however many contacts
    there are (rows go in by the thousand). Codes: `contact_unknown`, `version_changed` and those of `may_move`.
    """
    names = {
        contact.pk: contact.full_name
        for contact in Contact.objects.select_for_update(no_key=True).filter(pk__in=contacts).order_by("pk")
    }
    offered = Program.objects.get(pk=program)
    version = version_in_force(offered)
    asked = Asked(by=log.by, keeps_dates=how.keeps_dates, today=day_of(log.at))
    found = movables(names, offered, version, asked)
    if version is not None and how.version is not None and version.number != how.version:
        found = {key: _changed(names[key], movable, version) for key, movable in found.items()}
    outcomes = {key: Outcome(key, refusal=movable.refusal) for key, movable in found.items()}
    accepted = {key: movable for key, movable in found.items() if movable.refusal is None}
    if accepted and version is not None:
        with kept_ledger(contacts=accepted, program=program):
            moved = _moved(accepted, version, log, keeps_dates=how.keeps_dates)
        outcomes |= {row.contact_id: Outcome(row.contact_id, enrollment=row) for row in moved}
        log.write()
    unknown = Refusal("contact_unknown", "There is no such contact.")
    return {key: outcomes.get(key) or Outcome(key, refusal=unknown) for key in contacts}


def _changed(name: str, movable: Movable, version: Version) -> Movable:
    """Refuse what was looked at under another version; what is refused anyway keeps its own reason."""
    refusal = movable.refusal or Refusal(
        "version_changed",
        f"{name} was not moved: version {version.number} was published meanwhile. Look at the review again.",
    )
    return Movable(enrollment=movable.enrollment, dates=None, refusal=refusal)


def _moved(accepted: Mapping[int, Movable], version: Version, log: Log, *, keeps_dates: bool) -> list[Enrollment]:
    pairs = [
        (one.enrollment, one.dates) for one in accepted.values() if one.enrollment is not None and one.dates is not None
    ]
    olds = [row for row, _ in pairs]
    locked = Enrollment.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in olds])
    list(locked.order_by("pk").values_list("pk"))
    definitions = definitions_of({version.pk, *(row.version_id for row in olds)})
    numbers = dict(Version.objects.filter(pk__in={row.version_id for row in olds}).values_list("pk", "number"))
    ways = {number: Carrying(definitions[number], definitions[version.pk]) for number in numbers}
    originals, attempts = completions_of([row.pk for row in olds])
    today = day_of(log.at)
    _cancel(pairs, log)
    news = inserted([(row.contact_id, dates) for row, dates in pairs], version, log)
    carries = []
    for (old, dates), new in zip(pairs, news, strict=True):
        carried = ways[old.version_id].of(attempts[old.pk])
        carries.append(Carry(new, carried))
        log.add_of(old, "enrollment.cancelled", {"cancelled_on": None}, {"cancelled_on": today})
        after = {"version": version.number, **dates.named()}
        log.add(ENROLLED, program=old.program_id, contact=old.contact_id, enrollment=new, after=after)
        before = {"enrollment": old.pk, "version": numbers[old.version_id], **old.dates().named()}
        after = {**after, "keeps_dates": keeps_dates, **as_logged(carried)}
        log.add(MOVED, program=old.program_id, contact=old.contact_id, enrollment=new, before=before, after=after)
    copy_completions(carries, originals, version.pk)
    settle_lines([(row.contact_id, row.program_id) for row in olds])
    # Cancelling takes away only what would have been earned later.
    ahead = [row.pk for row in olds if row.requirements_met_on is not None]
    settle_milestones([*ahead, *news], log, known=definitions)
    found = Enrollment.objects.in_bulk(news)
    return [found[new] for new in news]


def _cancel(pairs: Sequence[tuple[Enrollment, Dates]], log: Log) -> None:
    """Cancel as of today; replaced at once, because at most one row of a contact and program is the last."""
    today = day_of(log.at)
    update_rows(
        Enrollment,
        ["cancelled_on", "replaced_on", "revision"],
        [(row.pk, today, min(dates.enrolled_on, today), row.revision + 1) for row, dates in pairs],
    )
