"""What does a careful person read off the card of an enrollment? The rules of progress and standing told again.

Plain Python that imports nothing from conferral and stores nothing that can be worked out: every question is answered
by walking over what is written on the card. Units are whole tenths.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Person:
    """Somebody who acts: `level` 0 is a member, 1 Staff, 2 Manager, 3 Admin; `contact` who they are, if anyone."""

    name: str
    level: int = 0
    contact: str = ""


@dataclass(frozen=True)
class Grading:
    """A grade scale: its kind, the grades that pass and those that do not."""

    kind: str
    passing: tuple[str, ...]
    failing: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A requirement; `units` it gives or, repeatable, has to reach; `taught_by` the contact who holds its offering."""

    code: str
    stage: int = 1
    is_required: bool = True
    units: int = 0
    kind: str = ""
    grading: Grading | None = None
    needs_approval: bool = False
    is_repeatable: bool = False
    enrollees_record: bool = False
    taught_by: str = ""


@dataclass(frozen=True)
class Kind:
    """A category of units with the least and the most that counts, perhaps within another."""

    code: str
    least: int | None = None
    most: int | None = None
    within: str = ""


@dataclass
class Course:
    """A program with one version; the last five are its live policies."""

    code: str
    months: int
    asked: tuple[Asked, ...]
    grace_days: int = 0
    kinds: tuple[Kind, ...] = ()
    units: int = 0
    in_order: bool = False
    needs_approval: bool = False
    designation: str = ""
    is_public: bool = False
    is_maintenance: bool = False
    enrollees_may_cancel: bool = False
    separates_duties: bool = False


@dataclass(eq=False)
class Attempt:
    """One attempt at one requirement; `key` is what the register calls it."""

    asked: Asked
    on: date
    by: Person
    units: int | None = None
    grade: str = ""
    is_approved: bool = False
    rejection: str = ""
    is_voided: bool = False
    key: int = 0

    @property
    def state(self) -> str:
        if self.is_voided:
            return "Voided"
        if self.rejection:
            return "Returned" if self.rejection == "notify" else "Rejected"
        if self.asked.grading and self.grade not in self.asked.grading.passing:
            return "Not passed" if self.grade else "Awaiting Grade"
        return "Awaiting Approval" if self.asked.needs_approval and not self.is_approved else "Complete"

    @property
    def is_live(self) -> bool:
        return self.state in {"Awaiting Grade", "Awaiting Approval", "Complete"}

    @property
    def awaits(self) -> str:
        return {"Awaiting Grade": "grade", "Awaiting Approval": "approval"}.get(self.state, "")


@dataclass(eq=False)
class Card:
    """One enrollment; `number` is the order of registration, `key` what the register calls it."""

    number: int
    contact: str
    course: Course
    registered: date
    enrolled: date
    grace: date | None
    expires: date
    cancelled: date | None = None
    approved: date | None = None
    attempts: list[Attempt] = field(default_factory=list)
    key: int = 0

    def tried(self, asked: Asked, on: date) -> list[Attempt]:
        """Return the attempts at a requirement dated by the day, in the order they were recorded."""
        return [one for one in self.attempts if one.asked == asked and one.on <= on]

    def complete(self, asked: Asked, on: date) -> list[Attempt]:
        return [one for one in self.tried(asked, on) if one.state == "Complete"]

    def is_complete(self, asked: Asked, on: date) -> bool:
        done = self.complete(asked, on)
        return sum(one.units for one in done) >= asked.units if asked.is_repeatable else bool(done)

    def label(self, asked: Asked, on: date) -> str:
        """Return the status of a requirement on a day."""
        if self.is_complete(asked, on):
            return "Complete"
        states = [one.state for one in self.tried(asked, on)]
        for waiting in ("Awaiting Grade", "Awaiting Approval"):
            if waiting in states:
                return waiting
        standing = [state for state in states if state != "Voided"]
        return "Rejected" if standing and standing[-1] == "Rejected" else "No Status"

    def gives(self, asked: Asked, on: date) -> int:
        if asked.is_repeatable:
            return sum(one.units for one in self.complete(asked, on))
        return asked.units if self.is_complete(asked, on) else 0

    def gathered(self, kind: str, on: date) -> int:
        """Return the units of a category: of its requirements, and what the categories within it let through."""
        own = sum(self.gives(asked, on) for asked in self.course.asked if asked.kind == kind)
        return own + sum(self.let_through(one, on) for one in self.course.kinds if one.within == kind)

    def let_through(self, kind: Kind, on: date) -> int:
        gathered = self.gathered(kind.code, on)
        return gathered if kind.most is None else min(gathered, kind.most)

    def counts(self, on: date) -> int:
        """Return the units that count in all: "" stands for no category, and every outermost one is within it."""
        return self.gathered("", on)

    def suffices(self, on: date) -> bool:
        required = all(self.is_complete(asked, on) for asked in self.course.asked if asked.is_required)
        enough = all(self.gathered(kind.code, on) >= (kind.least or 0) for kind in self.course.kinds)
        return required and enough and self.counts(on) >= self.course.units

    def is_open(self, asked: Asked, on: date) -> bool:
        """Whether every required requirement of every earlier stage is Complete, where there is an order."""
        earlier = [one for one in self.course.asked if one.is_required and one.stage < asked.stage]
        return not self.course.in_order or all(self.is_complete(one, on) for one in earlier)

    def days(self) -> list[date]:
        return sorted({attempt.on for attempt in self.attempts})

    @property
    def started(self) -> date | None:
        return next((on for on in self.days() if any(self.is_complete(one, on) for one in self.course.asked)), None)

    @property
    def met(self) -> date | None:
        days = sorted({self.enrolled, *self.days()})
        return next((on for on in days if on >= self.enrolled and self.suffices(on)), None)

    @property
    def earned(self) -> date | None:
        if self.met is None or (self.course.needs_approval and self.approved is None):
            return None
        found = max(self.met, self.approved) if self.course.needs_approval else self.met
        return None if self.cancelled and found > self.cancelled else found

    @property
    def begins(self) -> date:
        return min(self.enrolled, self.registered)

    @property
    def place(self) -> date:
        return min(self.enrolled, self.cancelled or self.enrolled)

    def is_cancelled(self, on: date) -> bool:
        return self.cancelled is not None and self.cancelled <= on

    def status(self, on: date) -> str | None:
        """Return where the enrollment stands on a day; None before it begins."""
        if on < self.begins:
            return None
        if self.is_cancelled(on):
            return "Cancelled"
        if self.earned and self.earned <= on:
            return "Earned"
        if self.met and self.met <= on:
            return "Awaiting approval"
        if on > self.expires:
            return "Expired"
        return "Grace period" if self.grace and self.grace <= on else "Enrolled"
