"""May this contact be enrolled in this program for that day, and if not, why not?

Keeps the rules of enrolling. The page asks the same function to decide whether to offer the check box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from conferral.rules import days, permits
from conferral.rules.actors import Actor
from conferral.rules.days import in_words
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Standing, Status, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What of a program decides who may enroll: its live policies and its current version."""

    code: str
    is_active: bool
    is_maintenance: bool
    has_version: bool
    unit_type: str = ""
    prerequisites: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether it is shown to the public: one that is Inactive, not published or without a unit type is not."""
        return self.is_active and self.has_version and bool(self.unit_type)


class Named(NamedTuple):
    """Whom a refusal names, and whether they were erased."""

    name: str
    is_erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A contact to be enrolled.

    `line` holds the facts of the contact's enrollments in the program, in the order in which they
    follow each other; `earned` the first day each other program was earned, by program code.
    """

    key: int
    name: str
    is_erased: bool = False
    line: Sequence[Facts] = ()
    earned: Mapping[str, date] | None = None


def may_enroll(
    actor: Actor, *, candidate: Candidate, program: Offered, enrolled_on: date, today: date
) -> Refusal | None:
    """Refuse, by name of the contact, unless nothing stands in the way of a new enrollment.

    Codes: `contact_erased`, `program_inactive`, `program_not_published`, `not_yours`, `program_not_public`,
    `only_today`, `date_out_of_range`, `already_enrolled`, `already_earned`,
    `enrollment_not_later`, `prerequisite_missing`.
    """
    return (
        _not_for(actor, candidate, program, enrolled_on, today)
        or (permits.ERASED if candidate.is_erased else None)
        or _closed(candidate, program)
        or days.out_of_range("Enrollment date", enrolled_on)
        or _in_the_way(candidate, program, today)
        or _not_later(candidate, program, enrolled_on, today)
        or _prerequisites(candidate, program, enrolled_on)
    )


def _closed(candidate: Candidate, program: Offered) -> Refusal | None:
    if not program.is_active:
        return Refusal(
            "program_inactive", f"{candidate.name} cannot be enrolled: {program.code} has the status Inactive."
        )
    if not program.has_version:
        return Refusal(
            "program_not_published",
            f"{candidate.name} cannot be enrolled: {program.code} has no published version yet.",
        )
    return None


def _not_for(actor: Actor, candidate: Candidate, program: Offered, enrolled_on: date, today: date) -> Refusal | None:
    """Members enroll only themselves, only today, and only in programs shown to the public."""
    if actor.is_staff:
        return None
    if not actor.is_contact(candidate.key):
        return Refusal("not_yours", "You can enroll only yourself.")
    if not program.unit_type:
        return Refusal("program_not_public", f"{program.code} is not open for enrolling yourself; ask the staff.")
    if enrolled_on != today:
        return Refusal("only_today", f"You can enroll yourself as of today, {in_words(today)}, only.")
    return None


def _in_the_way(candidate: Candidate, program: Offered, today: date) -> Refusal | None:
    """Judge the latest enrollment that is not cancelled, replaced or not.

    So cancelling a renewal never opens a door that Maintenance closed.
    """
    latest = _latest(candidate, today)
    if latest is None:
        return None
    now = standing(latest, today)
    if now is not None and now.status is Status.EXPIRED:
        return None
    if now is not None and now.status is Status.EARNED:
        return None if program.is_maintenance else _already_earned(candidate, program, now)
    how = f"{now.status.label} since {in_words(now.since)}" if now else f"from {in_words(latest.begins_on)}"
    return Refusal("already_enrolled", f"{candidate.name} is already enrolled in {program.code} ({how}).")


def _already_earned(candidate: Candidate, program: Offered, now: Standing) -> Refusal:
    return Refusal(
        "already_earned",
        f"{candidate.name} has earned {program.code} on {in_words(now.since)}; "
        "it is not a Maintenance program, so it is not enrolled in again.",
    )


def _not_later(candidate: Candidate, program: Offered, enrolled_on: date, today: date) -> Refusal | None:
    """The new date has to be later than the latest enrollment's, and no cancelled one comes after."""
    latest = _latest(candidate, today)
    if latest is not None and enrolled_on <= latest.enrolled_on:
        return Refusal(
            "enrollment_not_later",
            f"{candidate.name}: the enrollment date has to be later than {in_words(latest.enrolled_on)}, "
            f"the date of the last enrollment in {program.code}.",
        )
    last_place = max((permits.place_of(facts) for facts in candidate.line), default=None)
    if last_place is not None and enrolled_on < last_place:
        return Refusal(
            "enrollment_not_later",
            f"{candidate.name}: the enrollment date cannot be before {in_words(last_place)}, "
            f"where a cancelled enrollment in {program.code} stands.",
        )
    return None


def _prerequisites(candidate: Candidate, program: Offered, enrolled_on: date) -> Refusal | None:
    earned = candidate.earned or {}
    missing = [code for code in program.prerequisites if code not in earned or earned[code] > enrolled_on]
    if not missing:
        return None
    return Refusal(
        "prerequisite_missing",
        f"{candidate.name} cannot be enrolled in {program.code} as of {in_words(enrolled_on)}: "
        f"it requires {', '.join(missing)} to be earned by then.",
    )


def _latest(candidate: Candidate, today: date) -> Facts | None:
    uncancelled = [facts for facts in candidate.line if facts.cancelled_on is None or facts.cancelled_on > today]
    return uncancelled[-1] if uncancelled else None
