"""How is a program created, copied and its draft thrown away, and does editing leave every enrollee alone?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from zeal import zeal_ignore

from conferral.actions import enrollments, programs
from conferral.actions.programs import Policies
from conferral.models import Completion, Contact, Designation, Enrollment, Event, Program, Version
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.definition import Category
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.register import logged, refused, untouched
from tests.sample_programs import example

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
GUARDED = Policies(is_maintenance=True, separates_duties=True, retention_years=7, examples=[example()])
ENROLLEES = 1000


def create(code="EMT-R", defined=None, policies=None, by=COMMAND_LINE) -> Program:
    return programs.begin(
        code=code, policies=policies or Policies(), definition=defined or make.definition(), by=by, at=AT
    )


def save(made: Program, defined, by=COMMAND_LINE, **more) -> Version:
    return programs.save_draft(program=made, definition=defined, by=by, at=AT, **more)


def publish(made: Program, **more) -> Version:
    return programs.publish(program=made, by=COMMAND_LINE, at=AT, **more)


def discard(made: Program, by=COMMAND_LINE, **more) -> None:
    programs.discard_draft(program=made, by=by, at=AT, **more)


def draft(made: Program):
    return Version.objects.whole().get(program=made, number=None).definition()


# Creating


def test_a_program_is_created_with_its_draft_and_both_are_logged() -> None:
    staff = make.actor(Role.STAFF)
    with logged() as entries:
        made = create(policies=Policies(is_maintenance=True), by=staff)
    assert programs.policies_of(made) == Policies(is_maintenance=True)
    assert draft(made) == make.definition()
    assert made.current_version() is None
    assert [(entry.kind, entry.account_id) for entry in entries] == [
        ("program.defined", staff.account),
        ("version.draft_saved", staff.account),
    ]


@pytest.mark.parametrize(
    ("defined", "policies", "code", "refusal"),
    [
        (make.definition(), Policies(), "TAKEN", "code_taken"),
        (make.definition(), Policies(retention_years=201), "EMT-R", "retention_out_of_range"),
        (make.definition(name="x" * 301), Policies(), "EMT-R", "name_too_long"),
        (make.definition(name=""), Policies(), "EMT-R", "draft_incomplete"),
        (make.definition(prerequisites=("NOWHERE",)), Policies(), "EMT-R", "prerequisite_unknown"),
    ],
)
def test_a_program_whose_draft_is_refused_is_not_created_either(defined, policies, code, refusal) -> None:
    make.program("TAKEN")
    with refused(refusal):
        create(code, defined, policies)


def test_a_member_creates_copies_and_discards_nothing() -> None:
    made, member = create(), make.actor(Role.NONE, make.contact())
    with refused("role_needed"):
        create("B", by=member)
    with refused("role_needed"):
        programs.copy(program=made, code="B", name="B", by=member, at=AT)
    with refused("role_needed"):
        discard(made, by=member)


# Copying


def test_a_copy_of_a_program_takes_its_version_in_force_and_all_its_policies_whoever_copies() -> None:
    source = make.program("EMT-R", make.definition(name="Old"))
    make.publish(source, make.definition(make.requirement("NEW")))
    save(source, make.definition(name="Under way"))
    programs.set_policies(program=source, policies=GUARDED, by=COMMAND_LINE, at=AT)
    make.enrollment(into=source)
    staff = make.actor(Role.STAFF)
    with logged() as entries:
        made = programs.copy(program=source, code="EMT-S", name="South", by=staff, at=AT)
    assert draft(made) == make.definition(make.requirement("NEW"), name="South")
    made.refresh_from_db()
    assert programs.policies_of(made) == GUARDED
    assert not Enrollment.objects.filter(program=made).exists()
    assert [(entry.kind, entry.program_id, entry.account_id) for entry in entries] == [
        ("program.defined", made.pk, staff.account),
        ("version.draft_saved", made.pk, staff.account),
    ]
    assert entries[0].after["copied_from"] == "EMT-R"


def test_a_copy_of_a_program_without_a_version_takes_its_draft_and_without_that_there_is_nothing_to_copy() -> None:
    made = programs.copy(program=create("A"), code="B", name="B", by=COMMAND_LINE, at=AT)
    assert draft(made) == make.definition(name="B")
    bare = programs.define(code="BARE", policies=Policies(), by=COMMAND_LINE, at=AT)
    with refused("nothing_to_copy"):
        programs.copy(program=bare, code="C", name="C", by=COMMAND_LINE, at=AT)


@pytest.mark.parametrize(
    ("code", "name", "refusal"),
    [
        ("EMT-R", "A", "code_taken"),
        ("", "A", "code_missing"),
        (" B", "A", "code_has_blanks"),
        ("B", "", "draft_incomplete"),
    ],
)
def test_a_copy_needs_a_code_and_a_name(code, name, refusal) -> None:
    made = make.program("EMT-R")
    with refused(refusal):
        programs.copy(program=made, code=code, name=name, by=COMMAND_LINE, at=AT)


# Discarding


def test_a_discarded_draft_is_gone_the_version_in_force_stays_and_the_log_says_what_was_lost() -> None:
    made, staff = make.program("EMT-R", make.definition(make.requirement(), name="In force")), make.actor(Role.STAFF)
    lost = make.definition(
        make.requirement("B", category="N"), name="Lost", stages=((1, "One"),), categories=(Category("N", "National"),)
    )
    save(made, lost)
    with logged() as entries:
        discard(made, by=staff)
    assert list(Version.objects.filter(program=made).values_list("number", flat=True)) == [1]
    assert made.current_version().name == "In force"
    (entry,) = entries
    assert (entry.kind, entry.program_id, entry.account_id) == ("version.draft_discarded", made.pk, staff.account)
    assert entry.before["name"] == "Lost"
    assert "Name: In force becomes Lost" in entry.before["changes"]
    assert "Requirement EXAM: Exam is taken out" in entry.before["changes"]


def test_without_a_draft_there_is_nothing_to_discard() -> None:
    made = make.program()
    with refused("draft_missing"):
        discard(made)
    with refused("stale"):
        discard(made, revision=3)


def test_a_draft_changed_meanwhile_is_not_discarded() -> None:
    made, staff = create(), make.actor(Role.STAFF)
    seen = Version.objects.get(program=made).revision
    save(made, make.definition(name="Renewed"), by=staff)
    with pytest.raises(Refused, match=f"changed by {staff.name} .*Emergency care becomes Renewed"):
        discard(made, revision=seen)
    discard(made, revision=seen + 1)


def test_a_draft_begun_after_one_was_discarded_is_never_taken_for_it() -> None:
    made = create()
    seen = save(made, make.definition(name="Second")).revision
    discard(made)
    with pytest.raises(Refused, match="discarded by command-line"):
        save(made, make.definition(name="Mine"), revision=seen)
    begun = save(made, make.definition(name="Third"), revision=0)
    assert begun.revision > seen
    for stale in (seen, seen - 1):
        with refused("stale"):
            save(made, make.definition(name="Mine"), revision=stale)
        with refused("stale"):
            publish(made, revision=stale)
    discard(made, revision=begun.revision)
    assert save(made, make.definition(), revision=0).revision > begun.revision


# Nobody is enrolled in a draft, and nobody enrolled is touched


@pytest.mark.parametrize("defined", [make.definition(), replace(make.definition(), requirements=())])
def test_nobody_can_be_enrolled_into_a_draft_however_far_it_is(defined) -> None:
    made, who = create(defined=defined), make.contact()
    with refused("program_not_published"):
        enrollments.enroll(contact=who.pk, program=made, enrolled_on=TODAY, by=COMMAND_LINE, at=AT)


def test_while_a_draft_is_half_edited_people_are_enrolled_in_the_version_in_force() -> None:
    made = make.program("EMT-R", make.definition(name="In force"))
    save(made, replace(make.definition(name="Half"), requirements=()))
    row = enrollments.enroll(contact=make.contact().pk, program=made, enrolled_on=TODAY, by=COMMAND_LINE, at=AT)
    assert (row.version.number, row.version.name) == (1, "In force")


def of_enrollees() -> list[list[tuple[object, ...]]]:
    """Return every row of what belongs to enrollees, whole."""
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Enrollment, Completion, Contact, Designation)
    ]


@zeal_ignore()
def peopled() -> Program:
    made = make.program("EMT-R", make.definition(make.requirement("EXAM"), designation="EMT"))
    everybody = Contact.objects.bulk_create(
        [
            Contact(member_number=f"M-{number}", first_name="Ada", last_name=f"No. {number}")
            for number in range(ENROLLEES)
        ]
    )
    enrollments.enroll_many(
        contacts=[who.pk for who in everybody], program=made, enrolled_on=date(2026, 1, 5), by=COMMAND_LINE,
        at=make.noon(date(2026, 1, 5)),
    )  # fmt: skip
    for row in Enrollment.objects.order_by("pk")[:20]:
        make.completion(row, "EXAM", date(2026, 2, 1))
    return made


def test_editing_drafting_and_publishing_changes_not_one_row_of_a_thousand_enrollees() -> None:
    made = peopled()
    before = of_enrollees()
    assert [len(rows) for rows in before] == [ENROLLEES, 20, ENROLLEES, 20]
    harder = make.definition(
        make.requirement("ESSAY", stage=2), designation="EMT-R", in_order=True, requires_approval=True
    )
    save(made, harder)
    save(made, replace(harder, name="Renewed"))
    discard(made)
    save(made, harder)
    publish(made)
    save(made, replace(harder, name="Renewed"))
    publish(made)
    programs.copy(program=made, code="COPY", name="Copy", by=COMMAND_LINE, at=AT)
    for policies in (GUARDED, Policies(is_active=False, enrollees_may_cancel=True), Policies()):
        programs.set_policies(program=made, policies=policies, by=COMMAND_LINE, at=AT)
    assert of_enrollees() == before
    assert Version.objects.filter(program=made).count() == 3


# Maintenance


def outcome(made: Program, who: Contact) -> str:
    """Say what enrolling this contact again today would become; nothing is written."""
    found = enrollments.enroll_many(contacts=[who.pk], program=made, enrolled_on=TODAY, by=COMMAND_LINE, at=AT)[0]
    return found.refusal.code if found.refusal else "enrolled"


@zeal_ignore()
def in_every_standing() -> tuple[Program, dict[str, Contact]]:
    """Enroll on version 1, publish version 2, and return who stands where on it today."""
    made = make.program("EMT-R")
    days = {
        "earned": date(2025, 9, 1),
        "enrolled": date(2025, 10, 1),
        "grace": date(2025, 2, 20),
        "expired": date(2024, 1, 1),
    }
    people = {how: make.contact(last_name=how.title()) for how in (*days, "renewed, then cancelled")}
    for how, on in days.items():
        row = make.enrollment(people[how], made, on)
        if how == "earned":
            make.completion(row, "EXAM", date(2025, 12, 1))
    make.completion(
        make.enrollment(people["renewed, then cancelled"], made, date(2025, 9, 1)), "EXAM", date(2025, 12, 1)
    )
    programs.set_policies(program=made, policies=Policies(is_maintenance=True), by=COMMAND_LINE, at=AT)
    again = make.enrollment(people["renewed, then cancelled"], made, date(2026, 1, 5))
    enrollments.cancel(enrollment=again.pk, by=COMMAND_LINE, at=make.noon(date(2026, 1, 6)))
    programs.set_policies(program=made, policies=Policies(), by=COMMAND_LINE, at=AT)
    make.publish(made, make.definition(make.requirement("ESSAY"), name="Version 2"))
    return made, people


@pytest.mark.parametrize(
    ("is_on", "became"),
    [
        (
            False,
            {
                "earned": "already_earned",
                "enrolled": "already_enrolled",
                "grace": "already_enrolled",
                "expired": "enrolled",
                "renewed, then cancelled": "already_earned",
            },
        ),
        (
            True,
            {
                "earned": "enrolled",
                "enrolled": "already_enrolled",
                "grace": "already_enrolled",
                "expired": "enrolled",
                "renewed, then cancelled": "enrolled",
            },
        ),
    ],
)
def test_maintenance_opens_and_shuts_a_further_enrollment_exactly_for_those_who_have_earned_it(is_on, became) -> None:
    """S96, S97: for those on an older version too; nobody else notices."""
    made, people = in_every_standing()
    before = of_enrollees()
    programs.set_policies(program=made, policies=Policies(is_maintenance=is_on), by=COMMAND_LINE, at=AT)
    assert of_enrollees() == before
    assert {how: outcome(made, who) for how, who in people.items()} == became


def test_whoever_is_enrolled_may_enroll_again_once_they_complete_when_maintenance_was_turned_on_meanwhile() -> None:
    """S96: additional enrollment is available when current enrollees complete the program."""
    made, who = make.program("EMT-R"), make.contact()
    row = make.enrollment(who, made, date(2025, 10, 1))
    make.publish(made, make.definition(make.requirement("ESSAY"), name="Version 2"))
    programs.set_policies(program=made, policies=Policies(is_maintenance=True), by=COMMAND_LINE, at=AT)
    assert outcome(made, who) == "already_enrolled"
    make.completion(row, "EXAM", date(2026, 3, 1))
    assert outcome(made, who) == "enrolled"
    assert Enrollment.objects.get(contact=who, replaced_on=None).version.number == 2


def test_switching_a_policy_one_saw_otherwise_is_stale_and_said_in_words() -> None:
    made, staff = make.program("EMT-R"), make.actor(Role.STAFF)
    programs.set_policies(program=made, policies=Policies(enrollees_may_cancel=True), by=staff, at=AT, revision=1)
    with refused("stale") as caught:
        programs.set_policies(program=made, policies=Policies(is_maintenance=True), by=COMMAND_LINE, at=AT, revision=1)
    assert "Allow enrollees to cancel enrollment: off became on" in str(caught.value)
    with untouched():
        for seen in (1, 2):  # a double click comes with what was seen before the first
            programs.set_policies(
                program=made, policies=Policies(enrollees_may_cancel=True), by=staff, at=AT, revision=seen
            )
    assert Event.objects.filter(kind="program.policies_changed").count() == 1
