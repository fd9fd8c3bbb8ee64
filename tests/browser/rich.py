"""What is in a register that has something of everything?"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from conferral.actions import (
    completions,
    components,
    enrollments,
    grade_scales,
    jobs,
    moving,
    moving_jobs,
    offerings,
    programs,
    unit_types,
)
from conferral.actions.enrolling import How
from conferral.actions.enrolling_jobs import ENROLL, arguments_of
from conferral.models import Component, Contact, Enrollment, Job, Program
from conferral.rules import components as component_rules
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.definition import Category, Definition
from conferral.rules.jobs import CHUNK, Item, fault_after
from conferral.rules.offerings import Details, Kind
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.browser.rich_contacts import furnish_contacts
from tests.browser.rich_events import furnish_events
from tests.conftest import TODAY
from tests.uploaded import added
from tests.web.staff.crowd import crowd
from tests.working import work_off

LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis-Honorificabilitudinitatibus"
HOSTILE_NAMES = (
    "<b onclick=alert(1)>.txt",
    '"><img src=x onerror=alert(1)>.txt',
    f"{LONG * 3}.txt",
    "\u202egnp.exe",
)
BATCH = uuid.UUID("6e3f0d3c-7f37-4e51-9c0b-3f5d0e8f4a11")
MOVE = uuid.UUID(int=9)
JOBS = [uuid.UUID(int=number) for number in range(1, 5)]


def furnish() -> Enrollment:
    """Furnish the register: every standing and status, units, offerings, long names; returns a member's enrollment."""
    crowd()
    programs.define(code="BARE", policies=programs.Policies(), by=COMMAND_LINE, at=make.noon(date(2026, 1, 1)))
    make.program("EMPTY")
    long = make.program("LONG", make.definition(name=LONG), is_maintenance=True)
    make.program("OLD")
    Program.objects.filter(code="OLD").update(is_active=False)
    asked = make.definition(
        make.requirement("N", title="National", units=Decimal(10), category="NAT"),
        make.requirement(
            "L", title="Local", units=Decimal(6), category="LOC", is_repeatable=True, enrollees_may_record=True
        ),
        make.requirement("A", title="Pledge", requires_approval=True, is_required=False, enrollees_may_record=True),
        make.requirement("G", title=LONG, scale=make.POINTS),
        make.requirement("Z", title="Oral", stage=2),
        categories=(Category("NAT", "National hours", Decimal(10)), Category("LOC", "Local hours", None, Decimal(8))),
        units_required=Decimal(16),
        unit_type="CE hours",
        in_order=True,
        description="Everything there is.",
        designation="AEMT",
    )
    program = make.program("ALL", asked, separates_duties=True)
    _in_stages()
    _offered(asked)
    member = make.contact("M/1", LONG[:45], LONG[46:], email=f"{LONG.lower()}@example.org", organization=LONG)
    first = make.enrollment(member, program, date(2026, 1, 5))
    make.publish(program, make.definition(name="Emergency care, new"))
    make.completion(first, "N", date(2026, 2, 1), notes=f"Two lines\n{LONG}")
    make.completion(first, "L", date(2026, 2, 1), units=Decimal("2.5"))
    pledge = make.completion(first, "A", date(2026, 2, 2))
    for name in HOSTILE_NAMES:
        added(pledge, name, b"Seen.")
    make.completion(first, "G", date(2026, 2, 3))
    make.enrollment(member, Program.objects.get(code="EMT-R"), date(2026, 3, 9), today=date(2026, 3, 2))
    for title, kind, more in (
        ("National at home", Kind.RESOURCE, {}),
        (LONG, Kind.EVENT, {"place": LONG, "seats": 20, **_held(2)}),
        ("National next month", Kind.EVENT, {"place": "Oslo", "seats": 1, **_held(4)}),
    ):
        offerings.add(
            component=Component.objects.get(code="L").pk,
            details=Details(kind=kind, title=title, **more),
            by=COMMAND_LINE,
            at=make.noon(date(2026, 1, 1)),
        )
    _draft(program)
    _vocabulary(member.pk)
    some = [make.contact(f"N-{number:02}", "Nora", f"Nth {number:02}").pk for number in range(60)]
    jobs.ask_and_begin(
        kind=ENROLL,
        items=[Item(contact) for contact in [*some[-2:], member.pk, member.pk + 10**6]],
        program=long.pk,
        by=COMMAND_LINE,
        at=make.noon(TODAY),
        arguments=arguments_of(How(TODAY)),
        key=BATCH,
    )
    _move_some(some[10:-2])
    _sent_back(member)
    _jobs(program)
    furnish_contacts(LONG)
    furnish_events(member)
    return first


def _jobs(program: Program) -> None:
    """Ask for jobs: one that has ended, one that runs, one that waits, one that was given up."""
    for number, count in enumerate((0, CHUNK + 1, 3, 4)):
        people = Enrollment.objects.filter(program=program).values_list("pk", flat=True)
        items = [*people, *range(10**6, 10**6 + count)]
        asked = jobs.ask(
            kind="program.test", items=[Item(one) for one in items], program=program.pk, by=COMMAND_LINE,
            at=make.noon(date(2026, 2, number + 1)), key=JOBS[number],
        )  # fmt: skip
        if number < 2:
            work_off(most=1)
        if number == 3:
            fault = fault_after(3, by_fault=True, done=0, total=asked.total)
            Job.objects.filter(pk=asked.pk).update(fault=fault, ended_at=asked.asked_at)


def _draft(program: Program) -> None:
    """Begin a draft that changes much, needs a program with a long name, and cannot be published."""
    drafted = make.definition(
        make.requirement("NEW", title=LONG), name=LONG, units_required=Decimal(60), prerequisites=("LONG",),
        description=f"Two lines\n{LONG}",
    )  # fmt: skip
    programs.save_draft(program=program, definition=drafted, by=COMMAND_LINE, at=make.noon(TODAY))


def _in_stages() -> None:
    """Draft a program with many requirements, categories within one another, and something in the way of publishing."""
    many = [
        make.requirement(
            f"R/{number} {LONG[:30]}", title=LONG if number % 9 == 0 else f"Course {number}", stage=number // 5 + 1,
            units=Decimal("2.5"), category="WORK", component=f"C-{number}", is_repeatable=number % 4 == 1,
            is_required=number % 3 > 0, scale=make.POINTS if number % 5 == 0 else None, requires_approval=True,
        )
        for number in range(12)
    ]  # fmt: skip
    work = Category("WORK", LONG, Decimal(2), Decimal(8), "GIVE")
    defined = make.definition(
        *many, name="In stages", categories=(work, Category("GIVE", "Giving back", None, Decimal(25))),
        stages=((1, LONG), (9, "Last")), unit_type="CE hours", units_required=Decimal(20),
    )  # fmt: skip
    made = make.program("STAGES", make.definition(*many[:1], categories=defined.categories, unit_type="CE hours"))
    programs.save_draft(program=made, definition=defined, by=COMMAND_LINE, at=make.noon(TODAY))
    Component.objects.filter(code="C-1").update(is_retired=True)


def _vocabulary(instructor: int) -> None:
    """Add parts of programs beside those that programs use: unused, retired, with every field, with long names."""
    by = {"by": COMMAND_LINE, "at": make.noon(date(2026, 1, 1))}
    components.add(details=component_rules.Details(code="SPARE", title="Spare", description="Two lines\nof it."), **by)
    gone = components.add(details=component_rules.Details(code="GONE", title=LONG, description=LONG), **by)
    full = {"place": "Oslo", "seats": 12, "price": 4500, "currency": "EUR", "instructor": instructor, **_held(6)}
    offered = offerings.add(component=gone.pk, details=Details(kind=Kind.EVENT, title="Summer sitting", **full), **by)
    offerings.retire(offering=offered.pk, **by)
    components.retire(component=gone.pk, **by)
    unit_types.retire(unit_type=unit_types.add(name=LONG, **by).pk, **by)
    grade_scales.add(scale=grades.letters(("Outstanding", "Good", "Sufficient", LONG[:20]), "Good"), name=LONG, **by)


def _move_some(contacts: list[int]) -> None:
    """Make a program of which somebody was moved to the second version, and others could be."""
    asked = (make.requirement("KEPT", title=LONG), make.requirement("LOST"), make.requirement("LEFT"))
    program = make.program("MOVES", make.definition(*asked), enrollees_may_cancel=True)
    enrollments.enroll_many(
        contacts=contacts,
        program=program,
        enrolled_on=date(2026, 1, 5),
        by=COMMAND_LINE,
        at=make.noon(date(2026, 1, 5)),
    )
    for row in Enrollment.objects.filter(program=program).order_by("pk")[:3]:
        make.completion(row, "KEPT", date(2026, 2, 1))
        make.completion(row, "LOST", date(2026, 2, 1))
    make.completion(row, "LEFT", date(2026, 2, 1))
    make.publish(program, make.definition(make.requirement("KEPT", requires_approval=True), name=LONG))
    jobs.ask_and_begin(
        kind=moving_jobs.MOVE,
        items=[Item(contact) for contact in [contacts[0], make.contact("N-99", "Not", "Enrolled").pk, 10**6]],
        program=program.pk,
        by=COMMAND_LINE,
        at=make.noon(TODAY),
        arguments=moving_jobs.arguments_of(moving.How(keeps_dates=True)),
        key=MOVE,
    )
    drafted = make.definition(make.requirement("KEPT"), make.requirement("NEW"))
    programs.save_draft(program=program, definition=drafted, by=COMMAND_LINE, at=make.noon(TODAY))


def _sent_back(member: Contact) -> None:
    """Enroll somebody where enrollees may cancel, and send what they did back with a long note."""
    back = make.enrollment(member, Program.objects.get(code="MOVES"), TODAY)
    done = make.completion(back, "KEPT", TODAY)
    completions.reject(
        completion=done.pk, form=Rejection.REJECTED, note=f"Two lines\n{LONG}", by=COMMAND_LINE, at=make.noon(TODAY)
    )


def _offered(asked: Definition) -> None:
    """Offer a program to the public, with an example that the draft does not give and one nobody can read any more."""
    asked = replace(
        asked, name=f"Emergency care for {LONG}", stages=((1, LONG), (2, "Proof")), prerequisites=("CPR", "LONG")
    )
    make.program("CPR", make.definition(name="First aid", unit_type="CE hours"))
    enrolled = {"name": f"Nothing done, {LONG}", "enrolled_on": "2025-03-01", "on": "2026-03-02"}
    program = make.program("OFFERED/1", asked, examples=[{**enrolled, "expect": {"status": "grace", "missing": 6}}])
    changed = replace(asked, terms=Terms(Period(2, Unit.YEARS)))
    programs.save_draft(program=program, definition=changed, by=COMMAND_LINE, at=make.noon(date(2026, 1, 1)))
    Program.objects.filter(code="OLD").update(examples=[{"note": LONG}])


def _held(month: int) -> dict[str, datetime]:
    return {"starts_at": datetime(2026, month, 10, 9, tzinfo=UTC), "ends_at": datetime(2026, month, 10, 12, tzinfo=UTC)}
