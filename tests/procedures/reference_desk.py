"""What would a careful person at the desk do, and what would they refuse, whoever asks?

Domain.md sections 4 to 7 told again over the cards of reference_cards.py, importing nothing from conferral. Each verb
returns whether it was done; a verb that was not has changed nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from tests.procedures.reference_cards import Attempt, Card, Course, Person

ONE_DAY = timedelta(days=1)
STAFF, MANAGER = 1, 2

WAITS = {
    "grade": {"Awaiting Grade"},
    "approve": {"Awaiting Approval"},
    "notify": {"Awaiting Approval", "Awaiting Grade"},
    "rejected": {"Awaiting Approval", "Awaiting Grade"},
    "void": {"Complete"},
}
"""The states in which an attempt can be decided; `notify` and `rejected` are the two forms of rejecting."""


@dataclass
class Desk:
    """All cards, in the order of registration, and whoever knows what may be done with them."""

    cards: list[Card] = field(default_factory=list)

    def line(self, contact: str, course: Course) -> list[Card]:
        """Return the cards of a contact in a program as they follow each other."""
        mine = [card for card in self.cards if card.contact == contact and card.course is course]
        return sorted(mine, key=lambda card: (card.place, card.number))

    def replaced(self, card: Card) -> date | None:
        line = self.line(card.contact, card.course)
        place = line.index(card)
        return line[place + 1].begins if place + 1 < len(line) else None

    def is_replaced(self, card: Card, on: date) -> bool:
        replaced = self.replaced(card)
        return replaced is not None and replaced <= on

    def is_current(self, card: Card, on: date) -> bool:
        return card.begins <= on and not self.is_replaced(card, on) and not card.is_cancelled(on)

    def attempts(self) -> list[tuple[Card, Attempt]]:
        return [(card, attempt) for card in self.cards for attempt in card.attempts]

    def designations(self, contact: str) -> dict[str, date]:
        """Return what the contact may put behind the name, with the first day each was earned."""
        found: dict[str, date] = {}
        for card in self.cards:
            name = card.course.designation
            if card.contact == contact and card.earned and name:
                found[name] = min(card.earned, found.get(name, card.earned))
        return found

    def enroll(self, by: Person, contact: str, course: Course, on: date, today: date) -> Card | None:
        """Enroll: staff anyone for any day; members themselves, today, where the program is shown to the public."""
        if by.level < STAFF and not (by.contact == contact and course.is_public and on == today):
            return None
        line = self.line(contact, course)
        standing = [card for card in line if not card.is_cancelled(today)]
        if standing:
            status = standing[-1].status(today)
            if status != "Expired" and not (status == "Earned" and course.is_maintenance):
                return None
            if on <= standing[-1].enrolled:
                return None
        if any(on < card.place for card in line):
            return None
        deadline = on + relativedelta(months=course.months)
        grace = deadline + ONE_DAY if course.grace_days else None
        expires = deadline + timedelta(days=course.grace_days)
        self.cards.append(Card(len(self.cards), contact, course, today, on, grace, expires))
        return self.cards[-1]

    def record(self, card: Card, attempt: Attempt, today: date, *, names_offering: bool) -> bool:  # noqa: PLR0911
        asked, by = attempt.asked, attempt.by
        is_own = by.contact == card.contact
        if by.level < STAFF and not (is_own and asked.enrollees_record):
            return False
        if card.status(today) in {None, "Cancelled", "Expired", "Earned"} or self.is_replaced(card, today):
            return False
        if not card.is_open(asked, today):
            return False
        if not asked.is_repeatable and any(one.is_live for one in card.tried(asked, today)):
            return False
        if attempt.on > min(today, card.expires) or (by.level < STAFF and attempt.on < card.enrolled):
            return False
        if (attempt.units is not None) != asked.is_repeatable or names_offering != bool(asked.taught_by):
            return False
        if attempt.grade and (by.level < STAFF or is_own or not self.knows(attempt, attempt.grade)):
            return False
        card.attempts.append(attempt)
        return True

    def knows(self, attempt: Attempt, grade: str) -> bool:
        """Whether the grade is one of the requirement's scale."""
        grading = attempt.asked.grading
        return grading is not None and grade in grading.passing + grading.failing

    def decide(self, by: Person, card: Card, attempt: Attempt, verb: str, today: date, grade: str = "") -> bool:
        """Grade, approve, reject in either form, or void: never one's own."""
        if by.level < (MANAGER if verb == "void" else STAFF) or by.contact == card.contact:
            return False
        if verb != "void" and card.is_cancelled(today):
            return False
        if attempt.state not in WAITS[verb] or (verb == "grade" and not self.knows(attempt, grade)):
            return False
        if verb == "approve" and card.course.separates_duties and self.had_a_part(by, attempt):
            return False
        if verb == "grade":
            attempt.grade = grade
        elif verb in {"notify", "rejected"}:
            attempt.rejection = verb
        attempt.is_approved |= verb == "approve"
        attempt.is_voided |= verb == "void"
        return True

    def had_a_part(self, by: Person, attempt: Attempt) -> bool:
        """Whether somebody recorded or taught it: where duties are separated, they may not approve."""
        return by is attempt.by or (by.contact != "" and by.contact == attempt.asked.taught_by)

    def correct(self, by: Person, card: Card, attempt: Attempt, on: date, units: int | None, today: date) -> bool:
        """Correct what still waits; where duties are separated, only who may not approve it anyway."""
        if by.level < STAFF or card.is_cancelled(today) or not attempt.awaits:
            return False
        if card.course.separates_duties and not self.had_a_part(by, attempt):
            return False
        if on > min(today, card.expires) or (units is not None) != attempt.asked.is_repeatable:
            return False
        attempt.on, attempt.units = on, units
        return True

    def send_back(self, by: Person, card: Card, named: list[Attempt], form: str, today: date) -> bool:
        """Send a program completion back: reject some of what is Complete."""
        if by.level < STAFF or by.contact == card.contact or not self.is_to_be_approved(card, today):
            return False
        if not named or any(attempt.state != "Complete" for attempt in named):
            return False
        for attempt in named:
            attempt.rejection, attempt.is_approved = form, False
        return True

    def is_to_be_approved(self, card: Card, today: date) -> bool:
        return card.course.needs_approval and not card.approved and card.status(today) == "Awaiting approval"

    def change_dates(self, by: Person, card: Card, dates: tuple[date, date | None, date], today: date) -> bool:
        enrolled, grace, expires = dates
        if by.level < STAFF or card.is_cancelled(today):
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

    def cancel(self, by: Person, card: Card, today: date) -> bool:
        """Cancel: with the option on the enrollee and any staff, with it off a Manager and the levels above."""
        if by.level < STAFF and by.contact != card.contact:
            return False
        if by.level < MANAGER and not card.course.enrollees_may_cancel:
            return False
        if card.cancelled or self.is_replaced(card, today):
            return False
        if card.status(today) not in {"Enrolled", "Grace period", "Awaiting approval"}:
            return False
        card.cancelled = today
        return True

    def approve(self, by: Person, card: Card, today: date) -> bool:
        """Approve the program completion: staff, never one's own; with duties separated none they had a part in."""
        if by.level < STAFF or by.contact == card.contact or not self.is_to_be_approved(card, today):
            return False
        counting = [attempt for attempt in card.attempts if attempt.state == "Complete"]
        if card.course.separates_duties and any(self.had_a_part(by, attempt) for attempt in counting):
            return False
        card.approved = today
        return True
