"""Are components, offerings, unit types and grade scales changed, retired and removed only as they may be, and logged?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from conferral.actions import completions, components, grade_scales, offerings, programs, unit_types
from conferral.models import Component, Event, GradeScale, Offering, Program, UnitType
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.components import Details
from conferral.rules.offerings import Details as Offered
from conferral.rules.offerings import Kind
from conferral.rules.recording import Recorded
from tests import make
from tests.actions.register import logged, refused, untouched

pytestmark = pytest.mark.django_db

AT = make.noon(date(2026, 3, 2))
BY = {"by": COMMAND_LINE, "at": AT}
ETHICS = Details(code="ETHICS", title="Ethics", description="A pledge.")
HOME = Offered(kind=Kind.RESOURCE, title="At home")
ABC = grades.letters(("A", "B", "C"), "B")


def component() -> Component:
    return components.add(details=ETHICS, **BY)


def offering() -> Offering:
    return offerings.add(component=component().pk, details=HOME, **BY)


@dataclass(frozen=True)
class Part:
    """One kind of part: how a test makes and changes one, and who may."""

    name: str
    actions: ModuleType
    needs: Role
    made: object
    changed: dict
    was: dict

    def act(self, verb: str, row: Model, **said):
        return getattr(self.actions, verb)(**{self.name: row.pk, **BY, **said})

    def change(self, row: Model, **said):
        more = {"component": row.component_id} if self.name == "offering" else {}
        return self.act("change", row, **{**more, **self.changed, **said})


PARTS = [
    Part("component", components, Role.STAFF, component, {"details": replace(ETHICS, title="Pledge")}, {"title": "Ethics"}),
    Part("offering", offerings, Role.STAFF, offering, {"details": replace(HOME, title="Pledge")}, {"title": "At home"}),
    Part("unit_type", unit_types, Role.MANAGER, lambda: unit_types.add(name="CE hours", **BY), {"name": "Pledge"}, {"name": "CE hours"}),
    Part(
        "grade_scale", grade_scales, Role.MANAGER, lambda: grade_scales.add(scale=ABC, **BY),
        {"scale": ABC, "name": "Pledge"}, {"name": ""},
    ),
]  # fmt: skip
every_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)


# All four


@every_part
def test_what_is_done_to_a_part_is_logged_by_its_key_with_before_and_after(part):
    with logged() as entries:
        row = part.made()
        part.change(row)
        part.act("retire", row)
        part.act("bring_back", row)
        part.act("remove", row)
    own = [entry for entry in entries if entry.kind.startswith(f"{part.name}.")]
    verbs = ("added", "changed", "retired", "brought_back", "removed")
    assert [entry.kind for entry in own] == [f"{part.name}.{verb}" for verb in verbs]
    assert {(entry.subject, entry.actor, entry.at) for entry in own} == {(row.key, "command-line", AT)}
    called = next(iter(part.was))
    assert (own[1].before, own[1].after) == (part.was, {called: "Pledge"})
    assert (own[2].before, own[2].after) == ({"is_retired": False}, {"is_retired": True})
    assert (own[3].before, own[3].after) == ({"is_retired": True}, {"is_retired": False})
    assert own[4].before[called] == "Pledge"
    assert type(row).objects.count() == 0


@every_part
@pytest.mark.parametrize("verb", ["change", "retire", "bring_back", "remove"])
def test_who_has_not_the_role_may_not(part, verb):
    row = part.made()
    by = make.actor(Role(part.needs - 1), make.contact())
    with refused("role_needed"):
        part.change(row, by=by) if verb == "change" else part.act(verb, row, by=by)
    allowed = make.actor(part.needs)
    part.change(row, by=allowed) if verb == "change" else part.act(verb, row, by=allowed)


@every_part
@pytest.mark.parametrize("verb", ["change", "retire", "bring_back", "remove"])
def test_what_was_changed_meanwhile_is_told_and_nothing_is_done(part, verb):
    row = part.made()
    part.change(row, by=make.actor(Role.SYSADMIN))
    with refused("stale") as caught:
        part.change(row, revision=1) if verb == "change" else part.act(verb, row, revision=1)
    assert "“Pledge”" in str(caught.value)
    assert "by sysadmin-" in str(caught.value)
    part.change(row, revision=2) if verb == "change" else part.act(verb, row, revision=2)


@every_part
@pytest.mark.parametrize("verb", ["change", "retire", "bring_back", "remove"])
def test_what_was_deleted_meanwhile_is_said_to_be(part, verb):
    row = part.made()
    part.act("remove", row)
    row.pk = row.pk or 987_654
    with refused("removed") as caught:
        part.change(row) if verb == "change" else part.act(verb, row)
    assert "was deleted meanwhile" in str(caught.value)


@every_part
def test_what_is_so_already_is_not_done_again(part):
    row = part.change(part.made())
    with untouched():
        part.change(row)
        part.act("bring_back", row)
    part.act("retire", row)
    with untouched():
        assert part.act("retire", row).revision == 3


# What is in use


def _in_use() -> None:
    """Publish a program that uses one of each, and let somebody complete its exam in an offering."""
    asked = make.definition(make.requirement("EXAM", scale=ABC, units=Decimal(1)), unit_type="CE hours")
    row = make.enrollment(None, make.program("EMT", asked), date(2026, 1, 5))
    home = offerings.add(component=Component.objects.get().pk, details=HOME, **BY)
    completions.record(
        enrollment=row.pk, requirement="EXAM", offering=home.pk, recorded=Recorded(completed_on=date(2026, 2, 1), grade="A"), **BY
    )  # fmt: skip


@every_part
def test_what_is_in_use_cannot_be_removed_and_the_sentence_says_by_what(part):
    _in_use()
    row = part.actions.PART.model.objects.get()
    with refused("in_use") as caught:
        part.act("remove", row)
    assert {
        "component": "used by version 1 of EMT, 1 offering and 1 completion,",
        "offering": "used by 1 completion,",
        "unit_type": "used by version 1 of EMT,",
        "grade_scale": "used by version 1 of EMT and 1 completion,",
    }[part.name] in str(caught.value)
    part.act("retire", row)
    assert part.actions.PART.model.objects.get().is_retired


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (PARTS[0], {"details": replace(ETHICS, code="OTHER")}),
        (PARTS[2], {"name": "Other"}),
        (PARTS[3], {"scale": make.POINTS}),
    ],
    ids=["component", "unit_type", "grade_scale"],
)
def test_what_a_published_version_says_stays_by_the_action_and_by_the_database(part, said):
    _in_use()
    row = part.actions.PART.model.objects.get()
    with refused("fixed_by_version") as caught:
        part.change(row, **said)
    assert "stands in version 1 of EMT" in str(caught.value)
    column = {"component": "code", "unit_type": "name", "grade_scale": "signature"}[part.name]
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**{column: "Other"})


def test_the_rest_of_what_is_published_changes_and_the_version_says_what_it_said():
    _in_use()
    version = Program.objects.get().current_version()
    before = version.definition()
    component, scale = Component.objects.get(), GradeScale.objects.get()
    components.change(component=component.pk, details=Details(code="EXAM", title="New", description="New."), **BY)
    grade_scales.change(grade_scale=scale.pk, scale=ABC, name="Oral", **BY)
    assert Program.objects.get().current_version().definition() == before
    assert (Component.objects.get().title, GradeScale.objects.get().name) == ("New", "Oral")


def test_what_only_a_draft_says_changes_and_the_draft_says_it_then():
    made = programs.define(code="EMT", policies=programs.Policies(), **BY)
    asked = make.definition(make.requirement("EXAM", scale=ABC), unit_type="CE hours")
    draft = programs.save_draft(program=made, definition=asked, **BY)
    components.change(component=Component.objects.get().pk, details=Details(code="NEW", title="New"), **BY)
    unit_types.change(unit_type=UnitType.objects.get().pk, name="PDUs", **BY)
    grade_scales.change(grade_scale=GradeScale.objects.get().pk, scale=make.POINTS, name="", **BY)
    draft.refresh_from_db()
    now = type(draft).objects.get(pk=draft.pk).definition()
    assert (now.unit_type, now.requirements[0].component, now.requirements[0].scale) == ("PDUs", "NEW", make.POINTS)
    for module, row in ((components, Component), (unit_types, UnitType), (grade_scales, GradeScale)):
        with refused("in_use") as caught:
            module.remove(**{module.PART.kind: row.objects.get().pk}, **BY)
        assert "the draft of EMT" in str(caught.value)


# What is taken


@pytest.mark.parametrize("verb", ["add", "change"])
def test_two_parts_are_never_called_or_spelled_alike(verb):
    component(), unit_types.add(name="CE hours", **BY), grade_scales.add(scale=ABC, name="Letters", **BY)
    other = components.add(details=Details(code="B", title="B"), **BY)
    units, scale = unit_types.add(name="PDUs", **BY), grade_scales.add(scale=make.POINTS, **BY)
    is_add = verb == "add"
    with refused("code_taken"):
        getattr(components, verb)(details=ETHICS, **({} if is_add else {"component": other.pk}), **BY)
    with refused("name_taken"):
        getattr(unit_types, verb)(name="CE hours", **({} if is_add else {"unit_type": units.pk}), **BY)
    with refused("scale_taken") as caught:
        getattr(grade_scales, verb)(scale=ABC, name="X", **({} if is_add else {"grade_scale": scale.pk}), **BY)
    assert "says the same already: Letters. Use that one." in str(caught.value)


def test_a_scale_nobody_could_use_is_not_kept():
    for scale, code in (
        (grades.letters(("A", "B"), "D"), "scale_pass_mark"),
        (grades.letters(("A\nB", "C"), "C"), "letters_control_character"),
        (grades.points(Decimal(0), Decimal(0)), "scale_maximum"),
    ):
        with refused(code):
            grade_scales.add(scale=scale, **BY)


# Retired


def _draft_with(component_code: str, **said):
    return make.definition(make.requirement("EXAM"), make.requirement(component_code), **said)


def test_what_is_retired_is_taken_into_no_draft_and_stays_in_those_it_is_in():
    row, units = component(), unit_types.add(name="PDUs", **BY)
    scale = grade_scales.add(scale=ABC, name="Letters", **BY)
    taken = make.definition(
        make.requirement("EXAM"), make.requirement("ETHICS", scale=ABC, units=Decimal(1)), unit_type="PDUs"
    )
    has, new = make.program("HAS", taken), make.program("NEW")
    components.retire(component=row.pk, **BY)
    unit_types.retire(unit_type=units.pk, **BY)
    grade_scales.retire(grade_scale=scale.pk, **BY)
    kept = programs.save_draft(program=has, definition=replace(taken, name="Renamed"), **BY)
    assert kept.definition().requirements == taken.requirements
    programs.publish(program=has, **BY)
    for definition, code, named in (
        (_draft_with("ETHICS"), "component_retired", "Ethics (ETHICS) is retired"),
        (_draft_with("ORAL", unit_type="PDUs"), "unit_type_retired", "PDUs is retired"),
        (
            make.definition(make.requirement("EXAM", scale=ABC)),
            "grade_scale_retired",
            "The grade scale Letters is retired",
        ),
    ):
        with refused(code) as caught:
            programs.save_draft(program=new, definition=definition, **BY)
        assert named in str(caught.value)
    components.bring_back(component=row.pk, **BY)
    programs.save_draft(program=new, definition=_draft_with("ETHICS"), **BY)


def test_a_retired_offering_takes_no_new_completion_and_keeps_those_it_has():
    _in_use()
    home = Offering.objects.get()
    offerings.retire(offering=home.pk, **BY)
    assert home.completions.count() == 1
    other, key = make.enrollment(None, Program.objects.get(), date(2026, 1, 5)), uuid.uuid4()

    def record():
        said = Recorded(completed_on=date(2026, 2, 1), grade="B")
        return completions.record(
            enrollment=other.pk, requirement="EXAM", offering=home.pk, recorded=said, key=key, **BY
        )

    with refused("offering_retired"):
        record()
    offerings.bring_back(offering=home.pk, **BY)
    first = record()
    offerings.retire(offering=home.pk, **BY)
    assert record() == first  # a double click
    assert home.completions.count() == 2


# Offerings


def test_a_completed_offering_stays_with_its_component_and_begins_no_later():
    enrolled = make.enrollment(None, make.program("EMT"), date(2026, 1, 5))
    held = {"starts_at": datetime(2026, 2, 1, 9, tzinfo=UTC), "ends_at": datetime(2026, 2, 3, 9, tzinfo=UTC)}
    details = Offered(kind=Kind.EVENT, title="Class", **held)
    exam, other = Component.objects.get(code="EXAM"), component()
    row = offerings.add(component=exam.pk, details=details, **BY)
    completions.record(
        enrollment=enrolled.pk, requirement="EXAM", offering=row.pk, recorded=Recorded(completed_on=date(2026, 2, 2)), **BY
    )  # fmt: skip

    def change(of=exam, **said):
        return offerings.change(offering=row.pk, component=of.pk, details=replace(details, **said), **BY)

    with refused("offering_completed"):
        change(other)
    with refused("completed_before_start"):
        change(starts_at=datetime(2026, 2, 3, tzinfo=UTC))
    assert change(starts_at=datetime(2026, 2, 2, 23, tzinfo=UTC)).starts_at.day == 2
    assert change(place="Oslo", starts_at=datetime(2026, 1, 2, tzinfo=UTC)).place == "Oslo"


def test_an_offering_nobody_completed_moves_to_another_component_unless_that_is_retired():
    row, other = offering(), components.add(details=Details(code="B", title="B"), **BY)
    moved = offerings.change(offering=row.pk, component=other.pk, details=HOME, **BY)
    assert moved.component == other
    entry = Event.objects.get(kind="offering.changed")
    assert (entry.before, entry.after) == ({"component": "ETHICS"}, {"component": "B"})
    components.retire(component=Component.objects.get(code="ETHICS").pk, **BY)
    with refused("component_retired"):
        offerings.change(offering=row.pk, component=Component.objects.get(code="ETHICS").pk, details=HOME, **BY)
    components.retire(component=other.pk, **BY)
    stays = offerings.change(offering=row.pk, component=other.pk, details=replace(HOME, title="Stays"), **BY)
    assert stays.title == "Stays"


def test_an_instructor_is_a_contact_and_may_be_taken_away():
    row, teacher = offering(), make.contact()
    with refused("instructor_unknown"):
        offerings.change(offering=row.pk, component=row.component_id, details=replace(HOME, instructor=987_654), **BY)
    offerings.change(offering=row.pk, component=row.component_id, details=replace(HOME, instructor=teacher.pk), **BY)
    offerings.change(offering=row.pk, component=row.component_id, details=HOME, **BY)
    row.refresh_from_db()
    assert (row.instructor, row.revision) == (None, 3)
