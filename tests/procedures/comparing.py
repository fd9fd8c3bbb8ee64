"""Does the register hold what the cards say? Every question asked of both, and nothing may differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from conferral.documents.verification import disagreements
from conferral.documents.verification_of_log import faults_of_log
from conferral.documents.verification_of_records import faults_of_records
from conferral.models import Completion, Contact, Designation, Enrollment, Program
from conferral.models.histories import attempts_of
from conferral.models.tally import tallies
from conferral.rules.attempts import state_of
from conferral.rules.definition import Definition
from conferral.rules.progress import progress
from conferral.rules.standing import standing
from tests.procedures.courses import tenths
from tests.procedures.reference_cards import Card, Course
from tests.procedures.reference_desk import Desk

ASKED_ABOUT = [timedelta(days=offset) for offset in (-60, -9, 0, 9, 45)]
SEEN: Counter[str] = Counter()
"""Which statuses, labels and states came up: procedures in which nothing ever happens would agree too."""


def enrollments_agree(desk: Desk, today: date) -> dict[int, Enrollment]:
    """Compare the dates, the derived days and the standing on many days of every enrollment."""
    found = Enrollment.objects.select_related("contact").in_bulk()
    assert sorted(found) == sorted(card.key for card in desk.cards)
    for card in desk.cards:
        row = found[card.key]
        assert {
            "dates": (row.enrolled_on, row.grace_begins_on, row.expires_on),
            "decided": (row.cancelled_on, row.approved_on),
            "line": (row.begins_on, row.replaced_on),
            "milestones": (row.started_on, row.requirements_met_on, row.earned_on),
        } == {
            "dates": (card.enrolled, card.grace, card.expires),
            "decided": (card.cancelled, card.approved),
            "line": (card.begins, desk.replaced(card)),
            "milestones": (card.started, card.met, card.earned),
        }, f"{card.course.code} of {card.contact}"
        for day in {today + offset for offset in ASKED_ABOUT} | {card.expires, card.expires + timedelta(days=1)}:
            now = standing(row.facts(), day)
            assert (now and now.status.label) == card.status(day), f"{card.course.code} of {card.contact} on {day}"
        SEEN[f"{card.status(today)}"] += 1
    return found


def attempts_agree(desk: Desk, definitions: Mapping[str, Definition]) -> None:
    """Compare what became of every attempt, whether it is live, and what it waits for."""
    rows = Completion.objects.in_bulk()
    assert sorted(rows) == sorted(attempt.key for _card, attempt in desk.attempts())
    for card, attempt in desk.attempts():
        row, code = rows[attempt.key], attempt.asked.code
        became = state_of(definitions[card.course.code].requirement(code), row.as_attempt(code)).label
        assert (became, row.is_live, row.awaits, row.completed_on, row.grade) == (
            attempt.state,
            attempt.is_live,
            attempt.awaits,
            attempt.on,
            attempt.grade,
        ), f"{code} of {card.contact} of {attempt.on}"
        SEEN[f"attempt {attempt.state}"] += 1


def progress_agrees(desk: Desk, definitions: Mapping[str, Definition], today: date) -> None:
    """Compare the status of every requirement, what is open, the units and what is missing, today and before."""
    attempts = attempts_of([card.key for card in desk.cards])
    for card in desk.cards:
        definition = definitions[card.course.code]
        for day in (today - timedelta(days=9), today):
            far = progress(definition, attempts[card.key], day)
            for asked in card.course.asked:
                item = far.of(asked.code)
                assert (item.status.label, not far.blocking(item.requirement)) == (
                    card.label(asked, day),
                    card.is_open(asked, day),
                ), f"{asked.code} of {card.contact} on {day}"
                SEEN[f"requirement {item.status.label}"] += 1
            assert (far.units, far.is_met) == (tenths(card.counts(day)), card.suffices(day))
            assert bool(far.missing()) != far.is_met
            assert {one.category.code: one.gathered for one in far.categories} == {
                kind.code: tenths(card.gathered(kind.code, day)) for kind in card.course.kinds
            }


def trackers_agree(desk: Desk, courses: Sequence[Course], programs: Sequence[Program], today: date) -> None:
    """Compare the four progress trackers of each program."""
    for course, tally in zip(courses, tallies(programs, on=today), strict=True):
        mine = [card for card in desk.cards if card.course is course]
        current = Counter(card.status(today) for card in mine if desk.is_current(card, today))
        assert (tally.earned, tally.enrolled, tally.awaiting_approval, tally.grace, tally.expired) == (
            current["Earned"],
            current["Enrolled"] + current["Awaiting approval"],
            current["Awaiting approval"],
            current["Grace period"],
            current["Expired"],
        ), course.code


def designations_agree(desk: Desk, contacts: Mapping[str, Contact]) -> None:
    """Compare what everybody may put behind the name, and since when."""
    numbers = {contact.pk: name for name, contact in contacts.items()}
    held = {
        (numbers[contact], name): on
        for contact, name, on in Designation.objects.values_list("contact", "name", "conferred_on")
    }
    assert held == {(who, name): on for who in contacts for name, on in desk.designations(who).items()}


def the_register_verifies() -> None:
    """Ask what `verify` asks: every derived fact follows from the records."""
    assert [str(one) for one in disagreements()] == []


def the_log_verifies() -> None:
    """Ask what `verify` asks of a log that was sealed step by step: nothing was changed, and the records agree with it."""
    assert [str(one) for one in (*faults_of_log(), *faults_of_records())] == []


def open_cards(desk: Desk, today: date) -> list[Card]:
    """Return the cards on which something can still be done."""
    return [
        card
        for card in desk.cards
        if desk.is_current(card, today) and card.status(today) in {"Enrolled", "Grace period", "Awaiting approval"}
    ]
