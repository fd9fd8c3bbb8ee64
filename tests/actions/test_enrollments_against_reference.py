"""Do the actions do what a careful person with a card index would, whatever comes in whatever order?

The same random procedures run against the actions and against reference_model.py: the same
refusals, the same status on every day, the same milestones, successions and designations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conferral.actions import completions, enrollments, programs
from conferral.models import Completion, Contact, Enrollment
from conferral.models.tally import tallies
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refused
from conferral.rules.standing import standing
from conferral.rules.terms import Dates, Period, Terms, Unit
from tests import make
from tests.actions.reference_model import Asked, Attempt, Card, CardIndex, Course

FIRST_DAY = date(2026, 1, 20)
ASKED_ABOUT = [timedelta(days=offset) for offset in (-60, -1, 0, 1, 9, 45)]
COURSES = (
    Course(
        "ORDER",
        months=1,
        grace_days=10,
        asked=(
            Asked("THEORY", stage=1, pass_mark=50),
            Asked("PRACTICE", stage=2, needs_approval=True),
            Asked("TALK", stage=1, is_required=False),
        ),
        in_order=True,
        needs_approval=True,
        designation="EMT",
    ),
    Course(
        "UNITS",
        months=2,
        grace_days=0,
        asked=(
            Asked("HOURS", units=3, is_repeatable=True),
            Asked("ESSAY", units=1, is_required=False, pass_mark=50, needs_approval=True),
        ),
        units=4,
        designation="EMT",
        is_maintenance=True,
    ),
)
VERBS = (
    *["record"] * 6,
    *["decide"] * 6,
    *["days_pass"] * 2,
    *["enroll"] * 2,
    *["change_dates"] * 2,
    "approve_program",
    "cancel",
    "switch_maintenance",
)
NEAR = (0, 0, 0, 0, 0, -1, -1, -9, 8, 1, -20, -70)
COUNTED: Counter[str] = Counter()


def defined(course: Course) -> object:
    """Return the definition that says what the course of the card index says."""
    return make.definition(
        *(
            make.requirement(
                asked.code,
                stage=asked.stage,
                is_required=asked.is_required,
                units=Decimal(asked.units),
                scale=None if asked.pass_mark is None else grades.points(Decimal(100), Decimal(asked.pass_mark)),
                requires_approval=asked.needs_approval,
                is_repeatable=asked.is_repeatable,
            )
            for asked in course.asked
        ),
        terms=Terms(
            Period(course.months, Unit.MONTHS),
            Period(course.grace_days, Unit.DAYS) if course.grace_days else None,
        ),
        units_required=Decimal(course.units),
        in_order=course.in_order,
        requires_approval=course.needs_approval,
        designation=course.designation,
    )


class Procedures(RuleBasedStateMachine):
    """Staff at work: what the register does is what the card index does."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.today, self.step = FIRST_DAY, 0
        self.index = CardIndex()
        self.courses = [Course(**vars(course)) for course in COURSES]
        self.programs = [
            make.program(course.code, defined(course), is_maintenance=course.is_maintenance) for course in self.courses
        ]
        self.contacts = [make.contact(f"R-{number}") for number in range(2)]
        self.rows: list[int] = []
        self.attempts: list[tuple[Card, Attempt, int]] = []
        for program in (0, 1):
            self.enroll(program, 0, 0)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @property
    def at(self) -> datetime:
        """Every action has an instant of its own."""
        self.step += 1
        return datetime.combine(self.today, time(9), tzinfo=UTC) + timedelta(seconds=self.step)

    def agree(self, verb: str, expected: bool, act: Callable[[], object]) -> object:
        """Let the register act too: it refuses exactly when the card index does."""
        try:
            found, refusal = act(), None
        except Refused as refused:
            found, refusal = None, refused.refusal
        assert (refusal is None) == expected, (verb, refusal or "was done")
        COUNTED[verb if expected else f"{verb} refused"] += 1
        return found

    def card(self, which: int) -> tuple[Card, int]:
        """Choose a card, three times out of four one on which something can still be done."""
        cards, today = self.index.cards, self.today
        open_ones = [
            place
            for place, card in enumerate(cards)
            if self.index.is_current(card, today) and card.status(today) in {"enrolled", "grace", "awaiting_approval"}
        ]
        place = open_ones[which % len(open_ones)] if which % 4 and open_ones else which % len(cards)
        return cards[place], self.rows[place]

    @rule(seed=st.integers(0, 2**32))
    def procedure(self, seed: int) -> None:
        """Do one thing. The dice are thrown here: Hypothesis likes small numbers and leaves whole rules out."""
        dice = Random(f"{seed} {self.step}")  # noqa: S311 - dice, not keys
        which, other, spare = (dice.randrange(100) for _ in range(3))
        verb, on = dice.choice(VERBS), dice.choice(NEAR)
        note(f"{self.today}: {verb}({which}, {other}, {on}, {spare})")
        getattr(self, verb)(which, other, on, spare)

    def days_pass(self, which: int, *_: int) -> None:
        self.today += timedelta(days=(1, 1, 2, 3, 9, 45)[which % 6])

    def enroll(self, which: int, other: int, on: int, *_: int) -> None:
        who = other % 2
        course, program = (both[which % 2] for both in (self.courses, self.programs))
        day = self.today + timedelta(days=on)
        done = self.index.enroll(who, course, day, self.today)
        row = self.agree(
            "enroll",
            done,
            lambda: enrollments.enroll(
                contact=self.contacts[who].pk, program=program, enrolled_on=day, by=COMMAND_LINE, at=self.at
            ),
        )
        if row:
            self.rows.append(row.pk)

    def record(self, which: int, other: int, on: int, spare: int) -> None:
        grade, units = (50, 50, None, 50, 49)[spare % 5], spare % 3 + 1
        card, row = self.card(which)
        missing = [asked for asked in card.course.asked if not card.is_complete(asked, self.today)]
        asked = missing or card.course.asked
        wanted = asked[0] if other % 5 else card.course.asked[other % len(card.course.asked)]
        attempt = Attempt(
            wanted,
            self.today + timedelta(days=on),
            units if wanted.is_repeatable else None,
            grade if wanted.pass_mark is not None else None,
        )
        done = self.index.record(card, attempt, self.today)
        recorded = Recorded(
            completed_on=attempt.on,
            grade="" if attempt.grade is None else str(attempt.grade),
            units=None if attempt.units is None else Decimal(attempt.units),
        )
        found = self.agree(
            "record",
            done,
            lambda: completions.record(
                enrollment=row, requirement=wanted.code, recorded=recorded, by=COMMAND_LINE, at=self.at
            ),
        )
        if found:
            self.attempts.append((card, attempt, found.pk))

    def decide(self, which: int, other: int, _on: int, spare: int) -> None:
        if not self.attempts:
            return
        verb, grade = ("fitting", "fitting", "grade", "approve", "reject", "void")[other % 6], 49 + spare % 4
        waiting = [item for item in self.attempts if item[1].state().startswith("awaiting")]
        choice = waiting if verb == "fitting" and waiting else self.attempts
        card, attempt, pk = choice[which % len(choice)]
        if verb == "fitting":
            verb = "grade" if attempt.state() == "awaiting grade" else ("approve", "approve", "reject")[spare % 3]
        done = self.index.decide(card, attempt, verb, self.today, grade)
        said = {"completion": pk, "by": COMMAND_LINE, "at": self.at}
        acts = {
            "grade": lambda: completions.grade(grade=str(grade), **said),
            "approve": lambda: completions.approve(**said),
            "reject": lambda: completions.reject(form=Rejection.NOTIFY, note="Sign it.", **said),
            "void": lambda: completions.void(reason="Not hers.", **said),
        }
        self.agree(verb, done, acts[verb])

    def change_dates(self, which: int, other: int, on: int, spare: int) -> None:
        grace, expires = (None, 1, 5, 40)[other % 4], (90, 40, 5, -5)[spare % 4]
        card, row = self.card(which)
        first = card.enrolled + timedelta(days=on)
        dates = (first, grace and first + timedelta(days=grace), first + timedelta(days=expires))
        done = self.index.change_dates(card, dates, self.today)
        self.agree(
            "change dates",
            done,
            lambda: enrollments.change_dates(
                enrollment=row, to=Dates(*dates), reason="Asked for.", by=COMMAND_LINE, at=self.at
            ),
        )

    def cancel(self, which: int, *_: int) -> None:
        card, row = self.card(which)
        done = self.index.cancel(card, self.today)
        self.agree("cancel", done, lambda: enrollments.cancel(enrollment=row, by=COMMAND_LINE, at=self.at))

    def approve_program(self, which: int, *_: int) -> None:
        waiting = [place for place, card in enumerate(self.index.cards) if card.met and not card.earned]
        place = waiting[which % len(waiting)] if waiting else which % len(self.rows)
        card, row = self.index.cards[place], self.rows[place]
        done = self.index.approve(card, self.today)
        self.agree("approve program", done, lambda: enrollments.approve(enrollment=row, by=COMMAND_LINE, at=self.at))

    def switch_maintenance(self, which: int, other: int, *_: int) -> None:
        which, on = which % 2, bool(other % 2)
        self.courses[which].is_maintenance = on
        programs.set_policies(
            program=self.programs[which], policies=programs.Policies(is_maintenance=on), by=COMMAND_LINE, at=self.at
        )

    @invariant()
    def every_row_is_as_its_card(self) -> None:
        found = Enrollment.objects.in_bulk(self.rows)
        assert Enrollment.objects.count() == len(self.index.cards)
        for card, pk in zip(self.index.cards, self.rows, strict=True):
            row = found[pk]
            kept = (
                (row.enrolled_on, row.grace_begins_on, row.expires_on, row.cancelled_on, row.approved_on),
                (row.begins_on, row.replaced_on, row.started_on, row.requirements_met_on, row.earned_on),
            )
            assert kept == (
                (card.enrolled, card.grace, card.expires, card.cancelled, card.approved),
                (card.begins, self.index.replaced(card), card.started, card.met, card.earned),
            )
            for offset in ASKED_ABOUT:
                now = standing(row.facts(), self.today + offset)
                assert (now and now.status.value) == card.status(self.today + offset)

    @invariant()
    def the_trackers_and_designations_are_those_of_the_cards(self) -> None:
        for course, tally in zip(self.courses, tallies(self.programs, on=self.today), strict=True):
            mine = [card for card in self.index.cards if card.course is course]
            current = Counter(card.status(self.today) for card in mine if self.index.is_current(card, self.today))
            assert (tally.earned, tally.enrolled, tally.awaiting_approval, tally.grace, tally.expired) == (
                current["earned"],
                current["enrolled"] + current["awaiting_approval"],
                current["awaiting_approval"],
                current["grace"],
                current["expired"],
            )
        for number, contact in enumerate(self.contacts):
            held = dict(contact.designations.values_list("name", "conferred_on"))
            assert held == self.index.designations(number)

    @invariant()
    def the_live_attempts_are_those_that_count_or_wait(self) -> None:
        live = set(Completion.objects.filter(is_live=True).values_list("pk", flat=True))
        assert live == {pk for _card, attempt, pk in self.attempts if attempt.state() != "gone"}


@pytest.mark.django_db
def test_the_register_does_what_the_card_index_does() -> None:
    COUNTED.clear()
    run_state_machine_as_test(
        Procedures,
        settings=settings(
            max_examples=25,
            stateful_step_count=70,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # looking for a shorter example takes minutes and finds little in dice
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Procedures in which nothing ever happens would agree too: everything was done, and everything refused.
    verbs = ("enroll", "record", "grade", "approve", "reject", "void", "change dates", "cancel", "approve program")
    assert [name for verb in verbs for name in (verb, f"{verb} refused") if COUNTED[name] < 3] == [], COUNTED
    assert not Contact.objects.exists()
