"""Which programs and people do the random procedures play with, and how does the register get to know them?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from conferral.actions import offerings
from conferral.models import Component, Contact, Program
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.definition import Category, Definition
from conferral.rules.offerings import Details
from conferral.rules.offerings import Kind as OfferingKind
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.procedures.reference_cards import Asked, Course, Grading, Kind, Person

POINTS = Grading("points", ("50", "72.5", "100"), ("49.999", "0"))
PASS_FAIL = Grading("pass/fail", ("pass",), ("fail",))
LETTERS = Grading("letters", ("A", "B"), ("C", "D"))
SCALES = {
    POINTS: grades.points(Decimal(100), Decimal(50)),
    PASS_FAIL: grades.pass_fail(),
    LETTERS: grades.letters(("A", "B", "C", "D"), "B"),
}

SAM = Person("Sam", level=1)
TESS = Person("Tess, who teaches", level=1, contact="Tess")
MAX = Person("Max, Manager and enrollee", level=2, contact="Max")
ANN = Person("Ann", level=3)
CLEO = Person("Cleo, Staff and enrollee", level=1, contact="Cleo")
ADA = Person("Ada, enrollee", contact="Ada")
PEOPLE = (SAM, TESS, MAX, ANN, CLEO, ADA)
ENROLLEES = ("Ada", "Cleo", "Max")

COURSES = (
    Course(
        "ORDER",
        months=1,
        grace_days=10,
        asked=(
            Asked("THEORY", stage=1, grading=POINTS),
            Asked("TALK", stage=1, is_required=False, enrollees_record=True),
            Asked("PRACTICE", stage=2, needs_approval=True, enrollees_record=True, taught_by="Tess"),
            Asked("EXAM", stage=3, grading=LETTERS, needs_approval=True),
        ),
        in_order=True,
        needs_approval=True,
        designation="EMT",
    ),
    Course(
        "LADDER",
        months=2,
        asked=(
            Asked("FIRST", stage=1, enrollees_record=True),
            Asked("ASIDE", stage=2, is_required=False, grading=PASS_FAIL),
            Asked("LAST", stage=4, needs_approval=True),
        ),
        in_order=True,
        needs_approval=True,
        is_maintenance=True,
        enrollees_may_cancel=True,
        designation="EMT",
    ),
    Course(
        "HOURS",
        months=2,
        asked=(
            Asked("NATIONAL", units=5, kind="N", is_repeatable=True, enrollees_record=True),
            Asked("LOCAL", units=1, kind="L", is_repeatable=True, is_required=False, needs_approval=True),
            Asked("LECTURE", units=12, kind="L", is_required=False, grading=PASS_FAIL),
            Asked("ESSAY", units=3, is_required=False, grading=POINTS, needs_approval=True),
        ),
        kinds=(Kind("L", least=1, most=10, within="N"), Kind("N", least=15, most=25)),
        units=28,
        is_public=True,
        is_maintenance=True,
        enrollees_may_cancel=True,
        designation="CE",
    ),
    Course(
        "DUTIES",
        months=1,
        grace_days=20,
        asked=(
            Asked("CASE", needs_approval=True, taught_by="Tess"),
            Asked("PLEDGE", needs_approval=True, enrollees_record=True),
        ),
        needs_approval=True,
        separates_duties=True,
    ),
    Course(
        "SEMINARS",
        months=1,
        grace_days=5,
        asked=(
            Asked("SEMINAR", units=20, is_repeatable=True, grading=LETTERS, needs_approval=True),
            Asked("TEST", grading=PASS_FAIL),
        ),
        is_public=True,
        separates_duties=True,
    ),
)


def tenths(units: int | None) -> Decimal | None:
    """Return the units that the cards write as so many tenths."""
    return None if units is None else Decimal(units) / 10


def defined(course: Course) -> Definition:
    """Return the definition that says what the course says."""
    return make.definition(
        *(
            make.requirement(
                asked.code,
                stage=asked.stage,
                is_required=asked.is_required,
                units=tenths(asked.units),
                scale=SCALES[asked.grading] if asked.grading else None,
                requires_approval=asked.needs_approval,
                enrollees_may_record=asked.enrollees_record,
                category=asked.kind,
                is_repeatable=asked.is_repeatable,
                component=f"{course.code}-{asked.code}",
            )
            for asked in course.asked
        ),
        categories=tuple(
            Category(kind.code, f"Units {kind.code}", tenths(kind.least), tenths(kind.most), kind.within)
            for kind in course.kinds
        ),
        terms=Terms(
            Period(course.months, Unit.MONTHS), Period(course.grace_days, Unit.DAYS) if course.grace_days else None
        ),
        units_required=tenths(course.units),
        unit_type="hours" if course.is_public else "",
        in_order=course.in_order,
        requires_approval=course.needs_approval,
        designation=course.designation,
    )


def contacts_of(people: tuple[Person, ...]) -> dict[str, Contact]:
    """Add the contacts that some of the people are."""
    return {person.contact: make.contact(f"R-{person.contact}") for person in people if person.contact}


def actors_of(people: tuple[Person, ...], contacts: dict[str, Contact]) -> dict[Person, Actor]:
    """Let each of the people sign in."""
    return {person: make.actor(Role(person.level), contacts.get(person.contact)) for person in people}


def program_of(course: Course) -> Program:
    """Define and publish the course, with its live policies as they are now."""
    return make.program(course.code, defined(course), **policies_of(course))


def policies_of(course: Course) -> dict[str, bool]:
    return {
        "is_maintenance": course.is_maintenance,
        "enrollees_may_cancel": course.enrollees_may_cancel,
        "separates_duties": course.separates_duties,
    }


def offerings_of(course: Course, contacts: dict[str, Contact]) -> dict[str, int]:
    """Add the offering of each requirement that somebody teaches; by the requirement's code."""
    return {
        asked.code: offerings.add(
            component=Component.objects.get(code=f"{course.code}-{asked.code}").pk,
            details=Details(kind=OfferingKind.RESOURCE, title="A class", instructor=contacts[asked.taught_by].pk),
            by=COMMAND_LINE,
            at=make.noon(date(2020, 1, 1)),
        ).pk
        for asked in course.asked
        if asked.taught_by
    }
