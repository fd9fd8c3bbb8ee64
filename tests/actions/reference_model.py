"""What would a careful person with a card index do? Domain.md sections 2 to 6 told again, in plain Python.

It imports nothing from conferral and stores nothing that can be worked out: every question is
answered by walking over the cards. Everybody who asks here is allowed to; who may what is another
test's business. Each verb returns whether it was done; a verb that was not has changed nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """A requirement: `pass_mark` where it is graded, `units` it gives or, repeatable, has to reach."""

    code: str
    stage: int = 1
    is_required: bool = True
    units: int = 0
    pass_mark: int | None = None
    needs_approval: bool = False
    is_repeatable: bool = False


@dataclass
class Course:
    """A program with one version."""

    code: str
    months: int
    grace_days: int
    asked: tuple[Asked, ...]
    units: int = 0
    in_order: bool = False
    needs_approval: bool = False
    designation: str = ""
    is_maintenance: bool = False


@dataclass
class Attempt:
    """One attempt at one requirement."""

    asked: Asked
    on: date
    units: int | None = None
    grade: int | None = None
    is_approved: bool = False
    is_rejected: bool = False
    is_voided: bool = False

    def state(self) -> str:
        if self.is_voided or self.is_rejected:
            return "gone"
        if self.asked.pass_mark is not None:
            if self.grade is None:
                return "awaiting grade"
            if self.grade < self.asked.pass_mark:
                return "gone"
        return "awaiting approval" if self.asked.needs_approval and not self.is_approved else "complete"


@dataclass
class Card:
    """One enrollment; `number` is the order of registration."""

    number: int
    contact: int
    course: Course
    registered: date
    enrolled: date
    grace: date | None
    expires: date
    cancelled: date | None = None
    approved: date | None = None
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def begins(self) -> date:
        return min(self.enrolled, self.registered)

    @property
    def place(self) -> date:
        return min(self.enrolled, self.cancelled or self.enrolled)

    def complete(self, asked: Asked, on: date) -> list[Attempt]:
        return [one for one in self.attempts if one.asked == asked and one.on <= on and one.state() == "complete"]

    def is_complete(self, asked: Asked, on: date) -> bool:
        done = self.complete(asked, on)
        return sum(one.units for one in done) >= asked.units if asked.is_repeatable else bool(done)

    def gathered(self, on: date) -> int:
        single = sum(one.units for one in self.course.asked if not one.is_repeatable and self.is_complete(one, on))
        claimed = [
            done.units for asked in self.course.asked if asked.is_repeatable for done in self.complete(asked, on)
        ]
        return single + sum(claimed)

    def suffices(self, on: date) -> bool:
        required = [asked for asked in self.course.asked if asked.is_required]
        return all(self.is_complete(asked, on) for asked in required) and self.gathered(on) >= self.course.units

    def days(self) -> list[date]:
        return sorted({attempt.on for attempt in self.attempts})

    @property
    def started(self) -> date | None:
        found = [on for on in self.days() if any(self.is_complete(asked, on) for asked in self.course.asked)]
        return found[0] if found else None

    @property
    def met(self) -> date | None:
        found = [on for on in sorted({self.enrolled, *self.days()}) if on >= self.enrolled and self.suffices(on)]
        return found[0] if found else None

    @property
    def earned(self) -> date | None:
        if self.met is None or (self.course.needs_approval and self.approved is None):
            return None
        found = max(self.met, self.approved) if self.course.needs_approval else self.met
        return None if self.cancelled and found > self.cancelled else found

    def status(self, on: date) -> str | None:
        if on < self.begins:
            return None
        if self.cancelled and self.cancelled <= on:
            return "cancelled"
        if self.earned and self.earned <= on:
            return "earned"
        if self.met and self.met <= on:
            return "awaiting_approval"
        if on > self.expires:
            return "expired"
        return "grace" if self.grace and self.grace <= on else "enrolled"


@dataclass
class CardIndex:
    """All cards, in the order of registration."""

    cards: list[Card] = field(default_factory=list)

    def line(self, contact: int, course: Course) -> list[Card]:
        mine = [card for card in self.cards if card.contact == contact and card.course is course]
        return sorted(mine, key=lambda card: (card.place, card.number))

    def replaced(self, card: Card) -> date | None:
        line = self.line(card.contact, card.course)
        place = line.index(card)
        return line[place + 1].begins if place + 1 < len(line) else None

    def is_current(self, card: Card, on: date) -> bool:
        replaced = self.replaced(card)
        return card.begins <= on and not (replaced and replaced <= on) and not (card.cancelled and card.cancelled <= on)

    def designations(self, contact: int) -> dict[str, date]:
        found: dict[str, date] = {}
        for card in self.cards:
            name = card.course.designation
            if card.contact == contact and card.earned and name:
                found[name] = min(card.earned, found.get(name, card.earned))
        return found

    def enroll(self, contact: int, course: Course, on: date, today: date) -> bool:
        line = self.line(contact, course)
        standing = [card for card in line if not (card.cancelled and card.cancelled <= today)]
        if standing:
            status = standing[-1].status(today)
            if status != "expired" and not (status == "earned" and course.is_maintenance):
                return False
            if on <= standing[-1].enrolled:
                return False
        if any(on < card.place for card in line):
            return False
        deadline = on + relativedelta(months=course.months)
        grace = deadline + ONE_DAY if course.grace_days else None
        expires = deadline + timedelta(days=course.grace_days)
        self.cards.append(Card(len(self.cards), contact, course, today, on, grace, expires))
        return True

    def record(self, card: Card, attempt: Attempt, today: date) -> bool:
        asked, replaced = attempt.asked, self.replaced(card)
        if card.status(today) in {None, "cancelled", "expired", "earned"} or (replaced and replaced <= today):
            return False
        earlier = [one for one in card.course.asked if one.is_required and one.stage < asked.stage]
        if card.course.in_order and not all(card.is_complete(one, today) for one in earlier):
            return False
        live = [one for one in card.attempts if one.asked == asked and one.state() != "gone"]
        if live and not asked.is_repeatable:
            return False
        if attempt.on > min(today, card.expires) or (attempt.units is not None) != asked.is_repeatable:
            return False
        if attempt.grade is not None and asked.pass_mark is None:
            return False
        card.attempts.append(attempt)
        return True

    def decide(self, card: Card, attempt: Attempt, verb: str, today: date, grade: int = 0) -> bool:
        waits_for = {"grade": "awaiting grade", "void": "complete"}.get(verb, "awaiting approval")
        out_of_the_queue = card.cancelled and card.cancelled <= today and verb != "void"
        if out_of_the_queue or attempt.state() != waits_for:
            return False
        if verb == "grade":
            attempt.grade = grade
        attempt.is_approved |= verb == "approve"
        attempt.is_rejected |= verb == "reject"
        attempt.is_voided |= verb == "void"
        return True

    def change_dates(self, card: Card, dates: tuple[date, date | None, date], today: date) -> bool:
        enrolled, grace, expires = dates
        if card.cancelled and card.cancelled <= today:
            return False
        if enrolled > expires or (grace and not enrolled < grace <= expires):
            return False
        if self.replaced(card) and expires > card.expires:
            return False
        others = [one for one in self.line(card.contact, card.course) if one is not card and not one.cancelled]
        if any(one.enrolled == enrolled for one in others):
            return False
        card.enrolled, card.grace, card.expires = enrolled, grace, expires
        return True

    def cancel(self, card: Card, today: date) -> bool:
        replaced = self.replaced(card)
        if card.cancelled or (replaced and replaced <= today):
            return False
        if card.status(today) not in {"enrolled", "grace", "awaiting_approval"}:
            return False
        card.cancelled = today
        return True

    def approve(self, card: Card, today: date) -> bool:
        if not card.course.needs_approval or card.approved or card.status(today) != "awaiting_approval":
            return False
        card.approved = today
        return True
