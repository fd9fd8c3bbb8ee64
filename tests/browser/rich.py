"""What is in a register that has something of everything, and which address leads to each page of it?"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from conferral.actions import components, enrollments, grade_scales, jobs, moving, offerings, programs, unit_types
from conferral.actions.enrolling import How
from conferral.actions.enrolling_jobs import ENROLL, arguments_of
from conferral.documents.enrollees import Column
from conferral.models import Completion, Component, Enrollment, GradeScale, Job, Offering, Program, UnitType
from conferral.rules import components as component_rules
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.definition import Category, Definition
from conferral.rules.jobs import CHUNK, Item, fault_after
from conferral.rules.offerings import Details, Kind
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.browser.addressed import Address
from tests.browser.logged import of_the_log
from tests.browser.rich_contacts import OF_CONTACTS, furnish_contacts
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
        make.requirement("L", title="Local", units=Decimal(6), category="LOC", is_repeatable=True),
        make.requirement("A", title="Pledge", requires_approval=True, is_required=False),
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
    _jobs(program)
    furnish_contacts(LONG)
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
    moving.move_to_current(
        contacts=contacts[:1], program=program, keeps_dates=True, by=COMMAND_LINE, at=make.noon(TODAY), batch=BATCH
    )
    drafted = make.definition(make.requirement("KEPT"), make.requirement("NEW"))
    programs.save_draft(program=program, definition=drafted, by=COMMAND_LINE, at=make.noon(TODAY))


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


def of_staff(enrollment: Enrollment) -> list[Address]:
    """Return every page of the Staff site that can be looked at, in each of its shapes."""

    def of_name(first: str) -> uuid.UUID:
        return Enrollment.objects.get(contact__first_name=first).key

    key, chiara = enrollment.key, of_name("Chiara")
    expired = of_name("Esperanza")
    home = Offering.objects.get(title="National at home").key
    summer = Offering.objects.get(title="Summer sitting").key
    units = UnitType.objects.values_list("key", flat=True)
    scales = GradeScale.objects.values_list("key", flat=True)

    def at(name: str, *args: object, **more) -> Address:
        return Address(f"staff:{name}", args, **more)

    return [
        at("home"),
        at("programs"),
        at("programs", query="?inactive=1&sort=earned&down=1&on=2025-12-20"),
        at("program", "EMT-R"),
        at("program", "EMT-R", query="?tracker=grace&on=nonsense"),
        at("program", "EMT-R", query="?q=nobody&on=2025-12-20"),
        at("program", "EMT-R", query=f"?pick={chiara.hex}.1&sort=status"),
        at("program", "MOVES", query="?all=1&column=name&column=email&column=units"),
        at("program", "LONG", query=f"?{'&'.join(f'column={one.value}' for one in Column)}"),
        at("extension", "EMT-R", query=f"?pick={chiara.hex}.1"),
        at("extension", "EMT-R", query="?all=1&how=to&to=2026-05-31"),
        at("extension", "ALL", query="?all=1&how=by&count=0", status=422),
        at("cancellations", "EMT-R", query="?all=1"),
        at("program", "EMPTY"),
        at("program", "LONG"),
        at("program", "BARE"),
        at("program", "OLD"),
        at("definition", "ALL"),
        at("definition", "ALL", query="?version=1"),
        at("enroll", "EMT-R"),
        at("enroll", "EMT-R", query="?q=nobody-at-all"),
        at("enroll", "LONG", query="?q=nth&pick=EMT-1&pick=N-01&enrolled_on=nonsense", status=422),
        at("enroll", "LONG", query="?q=nth&all=1"),
        at("enroll-list", "LONG"),
        at("registered", "LONG", BATCH),
        at("registered", "LONG", BATCH, query="?outcome=refused"),
        at("moves", "MOVES"),
        at("moves", "MOVES", query="?all=1"),
        at("moves", "ALL"),
        at("moves", "EMPTY"),
        at("moves", "MOVES", query="?q=nobody-at-all&pick=N-11"),
        at("move-review", "MOVES", query="?pick=N-11&pick=N-12&pick=N-10&pick=M/1&dates=kept"),
        at("move-review", "ALL", query="?pick=M/1"),
        at("moved", "MOVES", BATCH),
        at("inactive"),
        at("inactive", query="?show=cancelled&all=1"),
        at("inactive", query="?q=nobody-at-all"),
        at("enrollees"),
        at("enrollees", query="?q=nobody-at-all"),
        at("enrollee", "M/1"),
        at("enrollee", "EMT-7"),
        at("enrollee", "N-01"),
        at("transcript", "M/1"),
        at("transcript", "N-01", query="?on=nonsense"),
        at("enrollment", key),
        at("enrollment", chiara),
        at("enrollment", expired, query="?on=2024-07-01"),
        at("enrollment", chiara, query="?on=2024-01-01", status=404),
        at("enrollment", of_name("Georg")),
        at("enrollment-definition", key),
        at("enrollment-definition", expired),
        at("enrollment-cancellation", chiara),
        at("enrollment-timeline", key),
        at("enrollment-timeline", chiara, query="?on=2024-01-01"),
        at("enrollment-dates", chiara),
        at("enrollment-dates", chiara, query="?recalculate=1"),
        at("requirement", key, "N"),
        at("requirement", key, "L"),
        at("requirement", key, "A"),
        at("requirement", key, "G"),
        at("record", key, "L"),
        at("record", key, "A"),
        at("completion-grade", key, "G", _done(enrollment, "G")),
        at("completion-rejection", key, "A", _done(enrollment, "A")),
        at("completion-correction", key, "A", _done(enrollment, "A")),
        at("completion-voiding", key, "N", _done(enrollment, "N")),
        at("record", chiara, "EXAM"),
        at("record-files", key, "L"),
        at("completion-files", Completion.objects.get(awaits="approval", enrollment__key=key).key),
        at("certification-requirements", "STAGES"),
        at("certification-requirements", "EMPTY", query="?at=EXAM&by=down"),
        at("certification-requirements", "BARE"),
        at("certification-requirement-new", "STAGES"),
        at("certification-requirement-new", "BARE", status=409),
        at("certification-requirement", "STAGES", f"R/1 {LONG[:30]}"),
        at("certification-requirement", "STAGES", "NOTHING", status=404),
        at("certification-requirement-removal", "STAGES", f"R/9 {LONG[:30]}"),
        at("certification-requirement-removal", "EMPTY", "EXAM"),
        at("certification-category-new", "STAGES"),
        at("certification-category", "STAGES", "WORK"),
        at("certification-category", "STAGES", "GIVE"),
        at("certification-category-removal", "STAGES", "WORK"),
        at("components"),
        at("components", query="?q=nothing-at-all&show=nonsense"),
        at("components", query="?show=all&sort=title&down=1"),
        at("component", "L"),
        at("component", "GONE"),
        at("component", "SPARE"),
        at("component-new"),
        at("component-details", "L"),
        at("component-details", "SPARE"),
        at("component-removal", "L"),
        at("component-removal", "SPARE"),
        at("offerings"),
        at("offerings", query="?q=nothing-at-all"),
        at("offerings", query="?show=retired&kind=event"),
        at("offering", home),
        at("offering", summer),
        at("offering-new"),
        at("offering-new", query="?component=L"),
        at("offering-details", home),
        at("offering-details", summer),
        at("offering-removal", home),
        at("offering-removal", summer),
        at("unit-types"),
        *(at(name, one) for name in ("unit-type", "unit-type-removal") for one in units),
        at("unit-type-new"),
        at("grade-scales"),
        *(at(name, one) for name in ("grade-scale", "grade-scale-removal") for one in scales),
        at("grade-scale-new"),
        *of_the_queues(),
        *of_the_log(),
        at("jobs"),
        *(at("job", key) for key in JOBS),
        at("job", JOBS[0], query="?outcome=missing"),
        *(at(name, *args, query=query) for name, args, query in OF_CONTACTS),
        at("contact-add"),
        at("contact-add", query="?program=EMPTY&pick=N-01"),
        at("certifications"),
        at("certifications", query="?inactive=1&sort=version&down=1"),
        at("certification-new"),
        *(
            at(f"certification-{part}", "ALL")
            for part in ("definition", "versions", "publication", "draft-removal", "copy")
        ),
        *(
            at(f"certification-{part}", "BARE")
            for part in ("definition", "versions", "publication", "draft-removal", "copy")
        ),
        at("certification-definition", "LONG"),
        at("certification-publication", "LONG"),
        at("certification-publication", "MOVES"),
        at("certification-preview", "MOVES"),
        at("certification-preview", "ALL", query="?dates=kept"),
        at("certification-preview", "BARE"),
        at("certification-preview", "EMPTY"),
        at("program", "NOWHERE", status=404),
        at("certification-examples", "OFFERED/1"),
        at("certification-examples", "OLD"),
        at("certification-examples", "EMPTY"),
        at("certification-example-new", "OFFERED/1"),
        at("certification-example", "OFFERED/1", 1),
    ]


def _done(enrollment: Enrollment, code: str) -> uuid.UUID:
    """Return the key of the first completion of a requirement."""
    return Completion.objects.filter(enrollment=enrollment, requirement__code=code).order_by("pk")[0].key


def of_the_queues() -> list[Address]:
    """Return the pages of what waits for staff, in each of their shapes."""
    waiting = Enrollment.objects.get(contact__first_name="Fatoumata").key
    earned = Enrollment.objects.get(contact__first_name="Amina").key
    return [
        Address("staff:requirement-completions"),
        Address("staff:requirement-completions", query="?program=ALL&requirement=G&needs=grade&sort=-contact"),
        Address("staff:requirement-completions", query="?q=nobody-at-all"),
        Address("staff:requirement-completions", query="?show=decided"),
        Address("staff:requirement-completions", query="?show=decided&q=nobody-at-all"),
        Address("staff:program-completions"),
        Address("staff:program-completions", query="?q=nobody-at-all&program=EMT-R"),
        Address("staff:sending-back", (waiting,)),
        Address("staff:sending-back", (earned,)),
    ]


def of_members(enrollment: Enrollment) -> list[Address]:
    """Return every page of the Member site, for whoever is behind this enrollment."""

    def at(name: str, *args: object, **more) -> Address:
        return Address(f"member:{name}", (enrollment.key, *args), **more)

    return [
        Address("member:home"),
        Address("member:transcript"),
        at("enrollment"),
        *(at("requirement", code) for code in "NLAG"),
        at("requirement", "NOTHING", status=404),
    ]


def of_public(_: Enrollment) -> list[Address]:
    """Return every page that is there for anybody."""
    return [
        Address("public:program", ("OFFERED/1",)),
        Address("public:program", ("CPR",)),
        Address("public:program", ("EMPTY",), status=404),
    ]
