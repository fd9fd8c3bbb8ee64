"""What may still be done to the enrollment of an erased contact? Nothing is added to it; what waits is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from conferral.rules import correcting, deciding, deciding_programs, enrolling, extending, files, moving, permits, terms
from conferral.rules.actors import Actor
from conferral.rules.attempts import Attempt
from conferral.rules.correcting import Corrected
from conferral.rules.deciding import Case
from conferral.rules.deciding_programs import ProgramCase
from conferral.rules.definition import Definition, Requirement
from conferral.rules.enrolling import Candidate, Offered
from conferral.rules.extending import Extension
from conferral.rules.grades import pass_fail
from conferral.rules.moving import Mover
from conferral.rules.outlook import outlook
from conferral.rules.progress import progress
from conferral.rules.recording import Recorded, is_link, may_record
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status, life
from tests.rules import made
from tests.rules.cast import ANNA, EVERYBODY, STANDING_TODAY, TODAY, YESTERDAY, code

PLEDGE = Requirement(code="P", title="Pledge", component="C", enrollees_may_record=True)
APPROVED, GRADED = replace(PLEDGE, requires_approval=True), replace(PLEDGE, scale=pass_fail())
EMT = Offered(code="EMT", is_active=True, is_maintenance=True, has_version=True, unit_type="hours")
SO_FAR = progress(Definition(name="EMT", terms=made.TERMS, requirements=(PLEDGE,)), [], TODAY)
Ask = Callable[[Actor, Facts], Refusal | None]


def case(facts: Facts, requirement: Requirement = APPROVED) -> Case:
    attempt = Attempt(requirement="P", completed_on=min(YESTERDAY, facts.expires_on))
    return Case(contact=ANNA, facts=facts, requirement=requirement, attempt=attempt)


def whole(facts: Facts) -> ProgramCase:
    return ProgramCase(contact=ANNA, facts=facts, approved_on=None, requires_approval=True)


def candidate(*line: Facts) -> Candidate:
    is_erased = any(facts.is_erased for facts in line)
    return Candidate(key=ANNA, name="Anna", is_erased=is_erased, line=line)


def record(by: Actor, facts: Facts) -> Refusal | None:
    asked = {"contact": ANNA, "facts": facts, "requirement": PLEDGE, "progress": SO_FAR, "today": TODAY}
    return may_record(by, recorded=Recorded(completed_on=TODAY), **asked)


def attach(by: Actor, facts: Facts) -> Refusal | None:
    about = case(facts)
    asked = {"facts": facts, "requirement": APPROVED, "attempt": about.attempt}
    assert not (facts.is_erased and files.takes_files(on=TODAY, **asked))
    return files.may_attach(by, contact=ANNA, on=TODAY, **asked)


def correct(by: Actor, facts: Facts) -> Refusal | None:
    about = case(facts)
    asked = {"is_carried": False, "offering_begins_on": None, "on": TODAY}
    return correcting.may_correct(by, case=about, to=Corrected(completed_on=about.attempt.completed_on), **asked)


def redate(by: Actor, facts: Facts) -> Refusal | None:
    dates = terms.Dates(facts.enrolled_on, facts.grace_begins_on, facts.expires_on)
    return permits.may_change_dates(by, facts=facts, to=dates, reason="A letter.", on=TODAY)


def extend(by: Actor, facts: Facts) -> Refusal | None:
    extension = Extension(by=terms.Period(1, terms.Unit.MONTHS))
    found = extending.may_extend(by, facts=facts, extension=extension, on=TODAY)
    return found if isinstance(found, Refusal) else None


def enroll(by: Actor, facts: Facts) -> Refusal | None:
    return enrolling.may_enroll(by, candidate=candidate(facts), program=EMT, enrolled_on=TODAY, today=TODAY)


def move(by: Actor, facts: Facts) -> Refusal | None:
    mover = Mover(candidate=candidate(facts), current=moving.current_place([facts], TODAY))
    return moving.may_move(by, mover=mover, program=EMT, enrollees_may_cancel=True, enrolled_on=TODAY, today=TODAY)


REFUSED: dict[str, Ask] = {
    "record": record,
    "attach": attach,
    "correct": correct,
    "change the dates": redate,
    "extend": extend,
    "enroll": enroll,
    "move": move,
}
POSSIBLE: dict[str, Ask] = {
    "grade": lambda by, facts: deciding.may_grade(by, case=case(facts, GRADED), grade="pass", on=TODAY),
    "approve": lambda by, facts: deciding.may_approve(by, case=case(facts), on=TODAY),
    "reject": lambda by, facts: deciding.may_reject(by, case=case(facts), note="Unsigned.", on=TODAY),
    "void": lambda by, facts: deciding.may_void(by, case=case(facts, PLEDGE), reason="Forged."),
    "approve the program": lambda by, facts: deciding_programs.may_approve_program(by, case=whole(facts), on=TODAY),
    "send back": lambda by, facts: deciding_programs.may_send_back_at_all(by, case=whole(facts), on=TODAY),
    "cancel": lambda by, facts: permits.may_cancel(by, contact=ANNA, facts=facts, enrollees_may_cancel=True, on=TODAY),
}


def answers(ask: Ask) -> list[tuple[str, str]]:
    """Return for everybody and every status what is said of a contact, and of the same once it was erased."""
    return [
        (code(ask(by, facts)), code(ask(by, replace(facts, is_erased=True))))
        for by, facts in product(EVERYBODY, STANDING_TODAY.values())
    ]


@pytest.mark.parametrize("deed", REFUSED)
def test_what_adds_to_it_or_changes_what_it_says_is_refused_to_everybody(deed) -> None:
    said = answers(REFUSED[deed])
    assert ("allowed", "contact_erased") in said
    assert all(erased in {"contact_erased", before} - {"allowed"} for before, erased in said)


@pytest.mark.parametrize("deed", POSSIBLE)
def test_what_waits_is_decided_and_what_was_wrong_taken_back_as_for_anybody(deed) -> None:
    said = answers(POSSIBLE[deed])
    assert ("allowed", "allowed") in said
    assert all(before == erased for before, erased in said)


@pytest.mark.parametrize("status", Status)
def test_where_it_stands_is_the_same_and_nothing_is_offered_to_be_done(status) -> None:
    erased = replace(STANDING_TODAY[status], is_erased=True)
    assert life(erased) == life(STANDING_TODAY[status])
    assert not is_link(PLEDGE, SO_FAR, erased, TODAY)
    assert outlook(SO_FAR, erased, occasions={}, on=TODAY) is None
