"""How does a draft become a version, and what does publishing leave alone?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from conferral.actions import enrollments, programs
from conferral.models import Component, GradeScale, Program, Requirement, UnitType, Version
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.definition import Category, Definition
from conferral.rules.refusals import Refused
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.actions.register import logged, refused, untouched

pytestmark = pytest.mark.django_db

AT = make.noon(date(2026, 3, 2))
RICH = make.definition(
    make.requirement("EXAM", title="Exam", scale=make.POINTS, stage=2, units=Decimal("1.25"), category="NAT"),
    make.requirement("ETHICS", scale=grades.pass_fail(), enrollees_may_record=True, requires_approval=True),
    make.requirement("ESSAY", scale=grades.letters(("A", "B", "C"), "B"), is_required=False),
    make.requirement("HOURS", component="CE", is_repeatable=True, units=Decimal(20), category="LOC"),
    name="Emergency care, renewed",
    description="Two lines\nof text",
    designation="EMT-R",
    unit_type="CE hours",
    units_required=Decimal("20.5"),
    in_order=True,
    requires_approval=True,
    prerequisites=("FIRST-AID",),
    categories=(Category("NAT", "National"), Category("LOC", "Local", Decimal(1), Decimal(40))),
    stages=((1, "Theory"), (2, "Practice")),
    terms=Terms(Period(18, Unit.MONTHS), None),
)


def program(code="EMT-R") -> Program:
    return programs.define(code=code, policies=programs.Policies(), by=COMMAND_LINE, at=AT)


def save(made: Program, defined: Definition, by=COMMAND_LINE, **more) -> Version:
    return programs.save_draft(program=made, definition=defined, by=by, at=AT, **more)


def publish(made: Program, by=COMMAND_LINE, **more) -> Version:
    return programs.publish(program=made, by=by, at=AT, **more)


def read(version: Version) -> Definition:
    return Version.objects.whole().get(pk=version.pk).definition()


def test_a_draft_says_back_exactly_what_was_saved_and_so_does_its_publication() -> None:
    program("FIRST-AID")
    made = program()
    draft = save(made, RICH)
    assert read(draft) == RICH
    assert draft.number is None
    assert made.current_version() is None
    version = publish(made)
    assert (version.pk, version.number, version.published_at) == (draft.pk, 1, AT)
    assert read(version) == RICH
    assert made.current_version() == version


def test_there_is_one_draft_however_often_it_is_saved() -> None:
    made = program()
    first = save(made, make.definition())
    second = save(made, make.definition(make.requirement("ETHICS")))
    assert (second.pk, second.revision) == (first.pk, first.revision + 1)
    assert [item.code for item in read(second).requirements] == ["ETHICS"]
    with untouched():
        assert save(made, make.definition(make.requirement("ETHICS"))) == second


def test_a_draft_may_be_incomplete_and_is_then_not_published() -> None:
    made = program()
    save(made, replace(make.definition(), requirements=()))
    with refused("requirements_missing"):
        publish(made)


@pytest.mark.parametrize(
    ("defined", "code"),
    [
        (make.definition(make.requirement(units=Decimal(1)), units_required=Decimal(2)), "units_unreachable"),
        (make.definition(categories=(Category("NAT", "National", Decimal(1)),)), "category_unreachable"),
        (make.definition(prerequisites=("EMT-R",)), "prerequisite_itself"),
    ],
)
def test_what_cannot_be_satisfied_is_not_published(defined, code) -> None:
    made = program()
    with refused(code):
        programs.publish_definition(program=made, definition=defined, by=COMMAND_LINE, at=AT)
    save(made, defined)
    with refused(code):
        publish(made)


@pytest.mark.parametrize(
    "defined",
    [
        make.definition(name=""),
        make.definition(make.requirement("A"), make.requirement("A", component="B")),
        make.definition(make.requirement("")),
        make.definition(make.requirement(title="")),
        make.definition(make.requirement(component="")),
        make.definition(make.requirement(stage=0)),
        make.definition(make.requirement(stage=1000)),
        make.definition(make.requirement(units=Decimal(-1))),
        make.definition(make.requirement(units=Decimal(1_000_000))),
        make.definition(make.requirement(is_repeatable=True)),
        make.definition(make.requirement(category="NAT")),
        make.definition(make.requirement(scale=grades.points(Decimal(0), Decimal(0)))),
        make.definition(units_required=Decimal(-1)),
        make.definition(categories=(Category("NAT", "National"), Category("NAT", "Again"))),
        make.definition(categories=(Category("", "National"),)),
        make.definition(categories=(Category("NAT", "National", Decimal(2), Decimal(1)),)),
        make.definition(categories=(Category("NAT", "National", within="NAT"),)),
        make.definition(categories=(Category("NAT", "National", within="GONE"),)),
        make.definition(
            categories=(Category("A", "A"), Category("B", "B", within="A"), Category("C", "C", within="B"))
        ),
        make.definition(stages=((1, "Theory"), (1, "Practice"))),
        make.definition(stages=((0, "Theory"),)),
        make.definition(stages=((1, ""),)),
        make.definition(terms=Terms(Period(0, Unit.DAYS))),
        make.definition(terms=Terms(Period(1, Unit.DAYS), Period(0, Unit.DAYS))),
    ],
)
def test_what_could_not_even_be_stored_is_refused_with_a_sentence(defined) -> None:
    made = program()
    with refused("draft_incomplete"):
        save(made, defined)
    save(made, make.definition())
    with refused("draft_incomplete"):
        save(made, defined)


@pytest.mark.parametrize(
    ("defined", "code"),
    [
        (make.definition(name="x" * 301), "name_too_long"),
        (make.definition(name="Emergency\ncare"), "name_control_character"),
        (make.definition(designation="x" * 101), "designation_too_long"),
        (make.definition(unit_type="x" * 101), "unit_type_too_long"),
        (make.definition(make.requirement("x" * 65, component="A")), "requirement code_too_long"),
        (make.definition(description="a\0b"), "description_control_character"),
    ],
)
def test_a_text_that_does_not_fit_is_refused(defined, code) -> None:
    made = program()
    with refused(code):
        save(made, defined)
    with refused(code):
        programs.publish_definition(program=made, definition=defined, by=COMMAND_LINE, at=AT)


def test_a_prerequisite_has_to_be_a_program() -> None:
    made = program()
    with refused("prerequisite_unknown") as caught:
        save(made, make.definition(prerequisites=("FIRST-AID",)))
    assert "FIRST-AID" in str(caught.value)
    with refused("prerequisite_unknown"):
        programs.publish_definition(program=made, definition=RICH, by=COMMAND_LINE, at=AT)


def test_without_a_draft_there_is_nothing_to_publish() -> None:
    made = program()
    with refused("draft_missing"):
        publish(made)
    save(made, make.definition())
    publish(made)
    with refused("draft_missing"):
        publish(made)


def test_versions_are_numbered_as_they_are_published_and_the_last_is_current() -> None:
    made, other = program(), program("OTHER")
    for number in (1, 2):
        save(made, make.definition(name=f"Version {number}"))
        assert publish(made).number == number
    assert programs.publish_definition(program=made, definition=make.definition(), by=COMMAND_LINE, at=AT).number == 3
    save(other, make.definition())
    assert publish(other).number == 1
    assert made.current_version().number == 3
    assert list(Version.objects.current().order_by("program__code").values_list("program__code", "number")) == [
        ("EMT-R", 3),
        ("OTHER", 1),
    ]


def test_publishing_a_definition_leaves_a_draft_under_way_alone() -> None:
    made = program()
    draft = save(made, make.definition(name="Under way"))
    published = programs.publish_definition(program=made, definition=make.definition(), by=COMMAND_LINE, at=AT)
    assert (published.number, made.current_version()) == (1, published)
    draft.refresh_from_db()
    assert (draft.number, draft.revision, read(draft).name) == (None, 1, "Under way")
    assert publish(made).number == 2


def test_a_published_version_never_changes_and_its_enrollees_stay_on_it(today) -> None:
    made = make.program("EMT-R", make.definition(make.requirement("EXAM"), make.requirement("ETHICS")))
    first = made.current_version()
    anna = make.enrollment(into=made, enrolled_on=today)
    rows = list(Requirement.objects.filter(version=first).values())
    frozen = (Version.objects.filter(pk=first.pk).values().get(), rows, read(first))
    save(made, make.definition(make.requirement("EXAM", title="Harder"), name="Renewed"))
    publish(made)
    rows = list(Requirement.objects.filter(version=first).values())
    assert (Version.objects.filter(pk=first.pk).values().get(), rows, read(first)) == frozen
    anna.refresh_from_db()
    assert anna.version == first
    assert make.enrollment(into=made, enrolled_on=today).version.number == 2


def test_components_unit_types_and_scales_are_created_once() -> None:
    program("FIRST-AID")
    for code in ("A", "B"):
        save(program(code), RICH)
    assert sorted(Component.objects.values_list("code", flat=True)) == ["CE", "ESSAY", "ETHICS", "EXAM"]
    assert list(UnitType.objects.values_list("name", flat=True)) == ["CE hours"]
    assert GradeScale.objects.count() == 3
    save(program("C"), make.definition(make.requirement("FINAL", title="Final exam", component="EXAM")))
    assert Component.objects.get(code="EXAM").title == "Exam"


@pytest.mark.parametrize("role", Role)
def test_every_level_of_staff_and_no_member_drafts_and_publishes(role) -> None:
    made, by = program(), make.actor(role)
    if role is Role.NONE:
        save(made, make.definition())
        with refused("role_needed"):
            save(made, make.definition(name="Mine"), by=by)
        with refused("role_needed"):
            publish(made, by=by)
        with refused("role_needed"):
            programs.publish_definition(program=made, definition=make.definition(), by=by, at=AT)
        return
    save(made, make.definition(), by=by)
    assert publish(made, by=by).number == 1
    assert programs.publish_definition(program=made, definition=make.definition(), by=by, at=AT).number == 2


@pytest.mark.parametrize(
    "defined", [make.definition(unit_type="PDUs"), make.definition(make.requirement(scale=make.POINTS))]
)
def test_new_unit_types_and_grade_scales_are_a_managers(defined) -> None:
    made, staff, manager = program(), make.actor(Role.STAFF), make.actor(Role.MANAGER)
    with refused("role_needed"):
        save(made, defined, by=staff)
    with refused("role_needed"):
        programs.publish_definition(program=made, definition=defined, by=staff, at=AT)
    save(made, defined, by=manager)
    assert read(save(made, replace(defined, name="Staff may use it"), by=staff)).name == "Staff may use it"
    assert publish(made, by=staff).number == 1


def test_saving_and_publishing_are_logged() -> None:
    made, staff = program(), make.actor(Role.STAFF)
    with logged() as entries:
        save(made, make.definition(), by=staff)
        publish(made, by=staff)
    said = [(entry.kind, entry.program_id, entry.actor, entry.account_id, entry.after) for entry in entries]
    assert said == [
        (
            "version.draft_saved",
            made.pk,
            staff.name,
            staff.account,
            {"name": "Emergency care", "revision": 1, "changes": []},
        ),
        ("version.published", made.pk, staff.name, staff.account, {"version": 1, "name": "Emergency care"}),
    ]


def test_a_draft_looked_at_before_somebody_else_saved_it_is_stale() -> None:
    made = program()
    seen = save(made, make.definition()).revision
    save(made, make.definition(name="A colleague's"), revision=seen)
    with refused("stale"):
        save(made, make.definition(name="Mine"), revision=seen)
    with refused("stale"):
        publish(made, revision=seen)
    assert publish(made, revision=seen + 1).name == "A colleague's"


def test_whoever_comes_second_is_told_who_changed_what_and_when() -> None:
    made, staff = program(), make.actor(Role.STAFF)
    seen = save(made, make.definition()).revision
    save(made, make.definition(name="Renewed"), by=staff)
    save(made, make.definition(name="Renewed", designation="EMT"), by=staff)
    with pytest.raises(Refused) as no:
        save(made, make.definition(name="Mine"), revision=seen)
    assert no.value.refusal.message == (
        f"The draft was changed by {staff.name} at {AT:%Y-%m-%d %H:%M} since you opened it (Name: Emergency care "
        "becomes Renewed; Designation: none becomes EMT). Nothing of yours was saved yet."
    )
    assert read(save(made, make.definition(name="Mine"), revision=seen + 2)).name == "Mine"


def test_a_draft_published_meanwhile_or_begun_meanwhile_is_told_apart_from_a_new_one() -> None:
    made, staff = program(), make.actor(Role.STAFF)
    seen = save(made, make.definition(), by=staff).revision
    publish(made, by=staff)
    with pytest.raises(Refused, match=f"published by {staff.name}"):
        save(made, make.definition(name="Mine"), revision=seen)
    with pytest.raises(Refused, match=f"published by {staff.name}"):
        publish(made, revision=seen)
    second = save(made, make.definition(name="Second"), revision=0)
    assert second.revision > seen
    with pytest.raises(Refused, match="Emergency care becomes Second"):
        save(made, make.definition(name="Third"), revision=0)
    with refused("stale"):
        save(made, make.definition(name="Third"), revision=seen)


def test_enrolling_uses_the_version_that_is_current_on_that_day(today, now) -> None:
    made = make.program(None, make.definition(terms=Terms(Period(10, Unit.DAYS))))
    make.publish(made, make.definition(terms=Terms(Period(20, Unit.DAYS), Period(5, Unit.DAYS))))
    row = enrollments.enroll(contact=make.contact().pk, program=made, enrolled_on=today, by=COMMAND_LINE, at=now)
    assert (row.version.number, row.grace_begins_on, row.expires_on) == (2, date(2026, 3, 23), date(2026, 3, 27))


def test_no_draft_is_published_with_which_programs_would_need_one_another() -> None:
    for code, needed in (("BASIC", ()), ("MIDDLE", ("BASIC",)), ("HIGH", ("MIDDLE",))):
        save(program(code), make.definition(prerequisites=needed))
        publish(Program.objects.get(code=code))
    basic = Program.objects.get(code="BASIC")
    save(basic, make.definition(prerequisites=("HIGH",)))
    with untouched(), pytest.raises(Refused, match="BASIC, HIGH and MIDDLE would need one another"):
        publish(basic)
    save(Program.objects.get(code="MIDDLE"), make.definition())
    publish(Program.objects.get(code="MIDDLE"))
    assert publish(basic).number == 2
