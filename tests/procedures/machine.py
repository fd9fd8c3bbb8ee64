"""How do random procedures run against the register and the cards at once, step by step?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from conferral.actions import completions, correcting, enrollments, program_approvals, programs, sealing
from conferral.actions.opened import Looked
from conferral.models import Event
from conferral.models.definitions import definitions_of
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.correcting import Corrected
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refused
from conferral.rules.terms import Dates
from tests.procedures import comparing
from tests.procedures import courses as played
from tests.procedures.courses import ADA, ANN, CLEO, COURSES, ENROLLEES, MAX, PEOPLE, SAM, TESS, tenths
from tests.procedures.reference_cards import Asked, Attempt, Card, Course, Person
from tests.procedures.reference_desk import Desk

FIRST_DAY = date(2026, 3, 2)
VERBS = (
    *["record"] * 8,
    *["decide"] * 9,
    *["days_pass"] * 2,
    *["enroll"] * 2,
    *["change_dates"] * 2,
    *["approve_program"] * 2,
    *["correct"] * 2,
    "send_back",
    "cancel",
    "switch_policies",
)
WHO = (*[SAM] * 5, *[TESS] * 3, *[MAX] * 4, *[ANN] * 3, CLEO, CLEO, ADA, ADA)
NEAR = (0, 0, 0, 0, 0, 0, -1, -1, -3, -9, -20, -70, 1, 8)
VERDICTS = ("grade", "approve", "notify", "rejected", "void")
LIKELY = {
    "Awaiting Grade": (*["grade"] * 9, "notify", "rejected"),
    "Awaiting Approval": (*["approve"] * 9, "notify", "rejected"),
    "Complete": ("void",),
}
COUNTED: Counter[str] = Counter()
VOID = "It was somebody else's."


class Procedures(RuleBasedStateMachine):
    """Everybody at work in two programs: what the register does is what is written on the cards."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.today, self.step, self.desk = FIRST_DAY, 0, Desk()
        self.something_happened = True
        self.contacts = played.contacts_of(PEOPLE)
        self.actors = played.actors_of(PEOPLE, self.contacts)
        self.courses: list[Course] = []

    def teardown(self) -> None:
        try:
            if self.courses:
                comparing.the_log_verifies()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @initialize(seed=st.integers(0, 2**32))
    def two_programs_and_two_enrollees(self, seed: int) -> None:
        dice = Random(seed)  # noqa: S311 - dice, not keys
        self.courses = [Course(**vars(course)) for course in self.two_courses(dice)]
        self.programs = [played.program_of(course) for course in self.courses]
        self.offerings = [played.offerings_of(course, self.contacts) for course in self.courses]
        read = definitions_of([program.versions.get().pk for program in self.programs])
        found = [read[program.versions.get().pk] for program in self.programs]
        self.definitions = {course.code: one for course, one in zip(self.courses, found, strict=True)}
        for which, who in enumerate(dice.sample(ENROLLEES, 2)):
            note(f"{who} in {self.courses[which].code}")
            self.enrolled(SAM, who, which, self.today)

    def two_courses(self, dice: Random) -> list[Course]:
        """Choose one that asks for an approval in the end, and another."""
        first = dice.choice([course for course in COURSES if course.needs_approval])
        return [first, dice.choice([course for course in COURSES if course is not first])]

    @property
    def at(self) -> datetime:
        """Every action has an instant of its own."""
        return datetime.combine(self.today, time(9), tzinfo=UTC) + timedelta(seconds=self.step)

    @rule(seed=st.integers(0, 2**32))
    def procedure(self, seed: int) -> None:
        """Do one thing. The dice are thrown here: Hypothesis likes small numbers and leaves whole rules out."""
        self.step += 1
        self.something_happened = False
        dice = Random(f"{seed} {self.step}")  # noqa: S311 - dice, not keys
        ready = any(self.desk.is_to_be_approved(card, self.today) for card in self.desk.cards)
        verb = dice.choice(
            ("approve_program", "approve_program", "send_back") if ready and not dice.randrange(3) else VERBS
        )
        getattr(self, verb)(dice.choice(WHO), dice)

    def agree(
        self, by: Person, kind: str, expected: bool, act: Callable[[dict[str, Any]], object], about: str = ""
    ) -> Any:
        """Let the register act too: it refuses exactly when a careful person does, and then nothing is written."""
        verb = f"{kind} {about}".strip()
        note(f"{self.today}: {by.name}: {verb}, to be {'done' if expected else 'refused'}")
        COUNTED[kind if expected else f"{kind} refused"] += 1
        entries = Event.objects.count()
        found, refusal = None, None
        try:
            found = act({"by": self.actors[by], "at": self.at})
        except Refused as refused:
            refusal = refused.refusal
        assert (refusal is None) == expected, f"{verb} by {by.name}: {refusal or 'was done'}"
        assert refusal is None or Event.objects.count() == entries
        self.something_happened = expected
        return found

    def card(self, dice: Random) -> Card:
        """Choose a card, five times out of six one on which something can still be done."""
        cards = comparing.open_cards(self.desk, self.today)
        return dice.choice(cards if cards and dice.randrange(6) else self.desk.cards)

    def fitting(self, card: Card, level: int, by: Person, dice: Random) -> Person:
        """Return, four times out of five, somebody who may decide about the card; otherwise whoever it was."""
        fit = [who for who in WHO if who.level >= level and who.contact != card.contact]
        return by if by in fit or not dice.randrange(5) else dice.choice(fit)

    def days_pass(self, _by: Person, dice: Random) -> None:
        self.something_happened = True
        self.today += timedelta(days=dice.choice((1, 1, 2, 3, 9, 30)))

    def enroll(self, by: Person, dice: Random) -> None:
        self.enrolled(by, dice.choice(ENROLLEES), dice.randrange(2), self.today + timedelta(days=dice.choice(NEAR)))

    def enrolled(self, by: Person, who: str, which: int, on: date) -> None:
        card = self.desk.enroll(by, who, self.courses[which], on, self.today)
        wanted = {"contact": self.contacts[who].pk, "program": self.programs[which], "enrolled_on": on}
        row = self.agree(by, "enroll", card is not None, lambda said: enrollments.enroll(**wanted, **said))
        if card:
            card.key = row.pk

    def record(self, by: Person, dice: Random) -> None:
        card = self.card(dice)
        missing = [
            asked
            for asked in card.course.asked
            if card.is_open(asked, self.today) and card.label(asked, self.today) in {"No Status", "Rejected"}
        ]
        asked = dice.choice(missing if missing and dice.randrange(4) else card.course.asked)
        by = self.fitting(card, 1, by, dice)
        attempt = Attempt(asked, self.today + timedelta(days=dice.choice(NEAR)), by)
        if asked.is_repeatable is bool(dice.randrange(25)):
            attempt.units = dice.choice((1, 4, 7, 10, 16))
        attempt.grade = graded(asked, dice)
        offering = self.offerings[self.courses.index(card.course)].get(asked.code) if dice.randrange(20) else None
        done = self.desk.record(card, attempt, self.today, names_offering=offering is not None)
        recorded = Recorded(completed_on=attempt.on, grade=attempt.grade, units=tenths(attempt.units))
        row = self.agree(
            by,
            "record",
            done,
            lambda said: completions.record(
                enrollment=card.key, requirement=asked.code, recorded=recorded, offering=offering, **said
            ),
            f"{asked.code} as of {attempt.on}",
        )
        if done:
            attempt.key = row.pk

    def decide(self, by: Person, dice: Random) -> None:
        everything = self.desk.attempts()
        if not everything:
            self.record(by, dice)
            return
        waiting = [item for item in everything if item[1].awaits]
        card, attempt = dice.choice(waiting if waiting and dice.randrange(6) else everything)
        verb = dice.choice(LIKELY.get(attempt.state, VERDICTS) if dice.randrange(6) else VERDICTS)
        grade = graded(attempt.asked, dice) or graded(attempt.asked, dice) or "Z"
        by = self.fitting(card, 2 if verb == "void" else 1, by, dice)
        done = self.desk.decide(by, card, attempt, verb, self.today, grade)
        key = attempt.key
        acts: dict[str, Callable[[dict[str, Any]], object]] = {
            "grade": lambda said: completions.grade(completion=key, grade=grade, **said),
            "approve": lambda said: completions.approve(completion=key, **said),
            "notify": lambda said: completions.reject(completion=key, form=Rejection.NOTIFY, note="Sign it.", **said),
            "rejected": lambda said: completions.reject(completion=key, form=Rejection.REJECTED, note="No.", **said),
            "void": lambda said: completions.void(completion=key, reason=VOID, **said),
        }
        self.agree(by, verb, done, acts[verb], f"{attempt.asked.code} of {attempt.on}")

    def correct(self, by: Person, dice: Random) -> None:
        everything = self.desk.attempts()
        waiting = [item for item in everything if item[1].awaits]
        if not everything or (not waiting and dice.randrange(3)):
            self.record(by, dice)
            return
        card, attempt = dice.choice(waiting if waiting and dice.randrange(6) else everything)
        by = attempt.by if dice.randrange(3) else by
        on = self.today + timedelta(days=dice.choice(NEAR))
        units = dice.choice((1, 6, 12)) if attempt.asked.is_repeatable is bool(dice.randrange(25)) else None
        done = self.desk.correct(by, card, attempt, on, units, self.today)
        to = Corrected(completed_on=on, units=tenths(units), notes=f"Corrected at step {self.step}.")
        self.agree(
            by,
            "correct",
            done,
            lambda said: correcting.correct(completion=attempt.key, to=to, **said),
            f"{attempt.asked.code} to {on}",
        )

    def send_back(self, by: Person, dice: Random) -> None:
        waiting = [card for card in self.desk.cards if self.desk.is_to_be_approved(card, self.today)]
        card = dice.choice(waiting or self.desk.cards)
        tried = [one for one in card.attempts if one.state == "Complete" or not dice.randrange(20)]
        named, form = dice.sample(tried, min(len(tried), dice.choice((1, 1, 2)))), dice.choice(list(Rejection))
        by = self.fitting(card, 1, by, dice)
        done = self.desk.send_back(by, card, named, form.value, self.today)
        what = {"enrollment": card.key, "completions": [Looked(one.key) for one in named], "form": form}
        self.agree(
            by, "send back", done, lambda said: program_approvals.send_back(**what, note="See the comments.", **said)
        )

    def change_dates(self, by: Person, dice: Random) -> None:
        card = self.card(dice)
        first = card.enrolled + timedelta(days=dice.choice(NEAR))
        grace, expires = dice.choice((None, 1, 5, 40)), dice.choice((120, 90, 40, 5, -5))
        dates = (first, grace and first + timedelta(days=grace), first + timedelta(days=expires))
        done = self.desk.change_dates(by, card, dates, self.today)
        self.agree(
            by,
            "change dates",
            done,
            lambda said: enrollments.change_dates(enrollment=card.key, to=Dates(*dates), reason="Illness.", **said),
        )

    def cancel(self, by: Person, dice: Random) -> None:
        card = self.card(dice)
        done = self.desk.cancel(by, card, self.today)
        self.agree(by, "cancel", done, lambda said: enrollments.cancel(enrollment=card.key, **said))

    def approve_program(self, by: Person, dice: Random) -> None:
        waiting = [card for card in self.desk.cards if card.met and not card.earned and not card.cancelled]
        if not waiting and dice.randrange(3):
            self.record(by, dice)
            return
        card = dice.choice(waiting or self.desk.cards)
        apart = [who for who in WHO if not any(self.desk.had_a_part(who, one) for one in card.attempts)]
        by = self.fitting(card, 1, dice.choice(apart) if apart and dice.randrange(3) else by, dice)
        done = self.desk.approve(by, card, self.today)
        self.agree(by, "approve program", done, lambda said: enrollments.approve(enrollment=card.key, **said))

    def switch_policies(self, _by: Person, dice: Random) -> None:
        which = dice.randrange(2)
        course = self.courses[which]
        self.something_happened = True
        for policy in played.policies_of(course):
            setattr(course, policy, dice.random() < 0.5)
        note(f"{course.code}: {played.policies_of(course)}")
        policies = programs.Policies(**played.policies_of(course))
        programs.set_policies(program=self.programs[which], policies=policies, by=COMMAND_LINE, at=self.at)

    @invariant()
    def nothing_differs(self) -> None:
        if not self.courses:
            return
        comparing.enrollments_agree(self.desk, self.today)
        comparing.attempts_agree(self.desk, self.definitions)
        if not self.something_happened:
            return
        comparing.progress_agrees(self.desk, self.definitions, self.today)
        comparing.trackers_agree(self.desk, self.courses, self.programs, self.today)
        comparing.designations_agree(self.desk, self.contacts)
        comparing.the_register_verifies()
        if self.step % 5 == 0:  # so that some of what is purged was sealed before, and some was not
            sealing.seal(at=self.at)


def graded(asked: Asked, dice: Random) -> str:
    """Throw a grade: mostly one that passes, where one is asked."""
    if asked.grading is None:
        return "" if dice.randrange(30) else "50"
    return dice.choice((*asked.grading.passing * 2, *asked.grading.failing, *[""] * 5))
