"""May a completion be recorded here, for that day, by this person?

Keeps the rules of progress and completions ("Record Completion", "Date rules", "In order").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from conferral.rules import days, grades, permits, quantities
from conferral.rules.actors import Actor
from conferral.rules.attempts import live_attempts
from conferral.rules.days import in_words
from conferral.rules.definition import Requirement
from conferral.rules.progress import Progress
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status, standing

CLOSED = (Status.CANCELLED, Status.EXPIRED, Status.EARNED)
LONGEST_NOTES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What somebody wants to record: the fields of **Record Completion**.

    `units` is what a completion of a repeatable requirement claims; `names_offering` whether an
    offering was chosen, `has_offerings` whether the requirement has any; `offering_begins_on` the
    day an event begins; `is_offering_retired` whether it is offered no more.
    """

    completed_on: date
    grade: str = ""
    units: Decimal | None = None
    notes: str = ""
    names_offering: bool = False
    has_offerings: bool = False
    offering_begins_on: date | None = None
    is_offering_retired: bool = False


def has_begun(begins_on: date | None, on: date) -> bool:
    """Whether an offering can have been completed on a day: a resource always, an event once it has begun."""
    return begins_on is None or begins_on <= on


def may_open(requirement: Requirement, progress: Progress) -> Refusal | None:
    """Refuse a requirement whose turn has not come: earlier required ones are not Complete."""
    blocking = progress.blocking(requirement)
    if not blocking:
        return None
    titles = ", ".join(item.title for item in blocking)
    return Refusal("requirement_blocked", f"{requirement.title} opens when these are Complete: {titles}.")


def is_link(requirement: Requirement, progress: Progress, facts: Facts, today: date) -> bool:
    """Whether the requirement is a link: it can be completed now or has any attempt.

    "Only requirements which can be completed at this time or have been previously completed are
    links."
    """
    return bool(progress.of(requirement.code).attempts) or may_work_on(requirement, progress, facts, today) is None


def may_work_on(requirement: Requirement, progress: Progress, facts: Facts, today: date) -> Refusal | None:
    """Refuse a requirement that nobody can complete now: the enrollment is closed or its turn has not come."""
    return _closed(facts, today) or may_open(requirement, progress)


def may_act(actor: Actor, contact: int, requirement: Requirement) -> Refusal | None:
    """Refuse a requirement that is not this person's to record: staff may any, an enrollee some of their own."""
    if actor.is_staff:
        return None
    if not actor.is_contact(contact):
        return Refusal("not_yours", "You can record only your own completions.")
    if not requirement.enrollees_may_record:
        return Refusal("recorded_by_staff", f"{requirement.title} is recorded by staff.")
    return None


def may_offer(
    actor: Actor, *, contact: int, facts: Facts, requirement: Requirement, progress: Progress, today: date
) -> Refusal | None:
    """Refuse **Record Completion** before anything is entered: the page asks this to offer it or say why not."""
    return (
        may_act(actor, contact, requirement)
        or may_work_on(requirement, progress, facts, today)
        or check_live(requirement, progress)
    )


def may_record(
    actor: Actor,
    *,
    contact: int,
    facts: Facts,
    requirement: Requirement,
    progress: Progress,
    recorded: Recorded,
    today: date,
) -> Refusal | None:
    """Refuse what the date rules, the order, the live attempt or the person's part forbid.

    `progress` is the progress as of today. Grades are staff's; enrollees record only where the
    requirement says so, only their own, and only for days from the enrollment date on.
    """
    return (
        may_offer(actor, contact=contact, facts=facts, requirement=requirement, progress=progress, today=today)
        or check_date(actor, facts, recorded.completed_on, today)
        or check_units(requirement, recorded.units)
        or _grade(actor, contact, requirement, recorded.grade)
        or _offering(requirement, recorded)
        or check_notes(recorded.notes)
    )


def caution(facts: Facts, completed_on: date) -> str:
    """Return the warning staff see when a completion is dated before the enrollment, or nothing."""
    if completed_on >= facts.enrolled_on:
        return ""
    return (
        f"{in_words(completed_on)} is before the enrollment date {in_words(facts.enrolled_on)}; it counts all the same."
    )


def check_units(requirement: Requirement, units: Decimal | None) -> Refusal | None:
    """Only completions of a repeatable requirement claim units, and each of them has to."""
    if not requirement.is_repeatable:
        if units is None:
            return None
        return Refusal(
            "units_not_asked",
            f"Units: {requirement.title} is not repeatable, so it gives its own "
            f"{quantities.written(requirement.units)} units; leave them blank.",
        )
    if units is None:
        return Refusal("units_missing", f"Units: say how many units this completion of {requirement.title} gives.")
    if units <= 0 or not quantities.fits(units):
        return Refusal(
            "units_out_of_range",
            f"Units: the number has to be above 0, at most {quantities.LARGEST}, with at most three decimals.",
        )
    return None


def check_grade(requirement: Requirement, grade: str) -> Refusal | None:
    """Refuse a grade where none is asked, or one its scale does not know; blank is accepted."""
    if not grade:
        return None
    if requirement.scale is None:
        return Refusal("grade_not_asked", f"Grade: {requirement.title} asks for no grade; leave it blank.")
    known = grades.normalised(requirement.scale, grade)
    return known if isinstance(known, Refusal) else None


def check_notes(notes: str) -> Refusal | None:
    """Refuse notes longer than a page, or with a NUL, which no database keeps."""
    if "\0" in notes:
        return Refusal("notes_with_nul", "Notes: there is a NUL character in them; take it out.")
    if len(notes) <= LONGEST_NOTES:
        return None
    return Refusal("notes_too_long", f"Notes: at most {LONGEST_NOTES} characters, not {len(notes)}.")


def _closed(facts: Facts, today: date) -> Refusal | None:
    if refusal := permits.takes_no_more(facts):
        return refusal
    now = standing(facts, today)
    if now is None:
        return Refusal("not_begun", f"This enrollment begins on {in_words(facts.begins_on)}.")
    if facts.replaced_on is not None and facts.replaced_on <= today:
        return Refusal(
            "enrollment_replaced",
            "A later enrollment in this program has replaced this one; record the completion there.",
        )
    if now.status not in CLOSED:
        return None
    advice = " Extend the expiration date first." if now.status is Status.EXPIRED else ""
    return Refusal(
        "enrollment_closed",
        f"Nothing can be recorded on an enrollment that is {now.status.label} since {in_words(now.since)}.{advice}",
    )


def check_live(requirement: Requirement, progress: Progress) -> Refusal | None:
    """Refuse a second completion that counts or waits, unless the requirement is repeatable; `already_recorded`."""
    item = progress.of(requirement.code)
    live = live_attempts(requirement, item.attempts)
    if requirement.is_repeatable or not live:
        return None
    return Refusal(
        "already_recorded",
        f"{requirement.title} is {item.status.label} with the completion of {in_words(live[0].completed_on)}.",
    )


def check_date(actor: Actor, facts: Facts, completed_on: date, today: date) -> Refusal | None:
    """Refuse a day to come, one after the expiration date, and to enrollees one before the enrollment date."""
    if outside := days.out_of_range("Date", completed_on):
        return outside
    if completed_on > today:
        return Refusal(
            "date_in_future",
            f"Date: {in_words(completed_on)} lies in the future; it has to be {in_words(today)} or earlier.",
        )
    if completed_on > facts.expires_on:
        return Refusal(
            "date_after_expiration",
            f"Date: {in_words(completed_on)} is after the expiration date {in_words(facts.expires_on)}; it has to be "
            "that day or earlier.",
        )
    if completed_on < facts.enrolled_on and not actor.is_staff:
        return Refusal(
            "date_before_enrollment",
            f"Date: {in_words(completed_on)} is before the enrollment date {in_words(facts.enrolled_on)}; it has to be "
            "that day or later.",
        )
    return None


def _grade(actor: Actor, contact: int, requirement: Requirement, grade: str) -> Refusal | None:
    if grade and not actor.is_staff:
        return Refusal("graded_by_staff", "Grade: grades are given by staff.")
    if grade and actor.is_contact(contact):
        return Refusal("own_completion", "Grade: nobody may grade their own completion; ask a colleague.")
    return check_grade(requirement, grade)


def _offering(requirement: Requirement, recorded: Recorded) -> Refusal | None:
    if recorded.has_offerings and not recorded.names_offering:
        return Refusal("offering_missing", f"Offering: say which offering of {requirement.title} was completed.")
    if recorded.is_offering_retired:
        return Refusal(
            "offering_retired",
            "Offering: this one is retired and takes no new completions; choose another, or bring it back first.",
        )
    return check_begun(recorded.offering_begins_on, recorded.completed_on)


def check_begun(begins_on: date | None, completed_on: date) -> Refusal | None:
    """Refuse a day before the offering begins."""
    if begins_on is not None and not has_begun(begins_on, completed_on):
        return Refusal(
            "date_before_offering",
            f"Date: the offering begins on {in_words(begins_on)}, so it was not completed on {in_words(completed_on)}.",
        )
    return None
