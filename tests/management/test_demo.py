"""Does the demo show everything there is to see, in a register that holds together?

The register is filled once for all these tests, as of the fixed day.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from conferral.actions import sealing
from conferral.documents.attachments import contents_of
from conferral.documents.home import home
from conferral.documents.standing import standings_of
from conferral.documents.verification import disagreements
from conferral.documents.verification_of_log import entries_waiting, faults_of_log
from conferral.documents.verification_of_records import faults_of_records
from conferral.management.demo.association import LOGINS, MEMBER, NAME, PASSWORD, SYSADMIN
from conferral.management.demo.people import people
from conferral.models import (
    Account,
    Attachment,
    Completion,
    Contact,
    Enrollment,
    Event,
    Offering,
    Organization,
    Place,
    Program,
    Registration,
    Version,
)
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_of
from conferral.models.tally import tallies
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import AttemptState, state_of
from conferral.rules.differences import differences
from conferral.rules.program_file_examples import failing
from conferral.rules.progress import progress
from conferral.rules.recording import Recorded, may_record
from conferral.rules.refusals import Refused
from conferral.rules.requirement_status import RequirementStatus
from conferral.rules.standing import Status
from tests import register
from tests.conftest import NOW, TODAY
from tests.imports import Said, command
from tests.management.demo_walked import pages

pytestmark = [pytest.mark.sqlite_only, pytest.mark.django_db]


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """The register filled twice, the first time taken back: what the command said, and what both held."""
    around = transaction.atomic()
    around._from_testcase = True  # as Django's own test cases: a file is added in a transaction that is the outermost
    with django_db_blocker.unblock(), around:
        point = transaction.savepoint()
        command("demo", "--on", TODAY)
        before = register.by_natural_keys()
        transaction.savepoint_rollback(point)
        said = command("demo", "--on", TODAY)
        yield said, before
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def said(filled) -> Said:
    return filled[0]


def statuses(program: str) -> Counter[Status]:
    """Count the standings of a program's enrollments, history included."""
    rows = Enrollment.objects.filter(program__code=program).with_standing(on=TODAY).begun(on=TODAY)
    return Counter(Status(row.status) for row in rows)


def test_the_command_says_what_it_made_and_how_to_sign_in(said):
    assert (said.status, said.err) == (0, "")
    first, *lines = said.out.splitlines()
    assert first.startswith(f"{NAME}: 3 programs, ")
    assert f"{Contact.objects.count()} contacts, {Enrollment.objects.count()} enrollments" in first
    assert f"Sign in with the password {PASSWORD} as:" in lines
    for name in ("sysadmin", "admin", "manager", "staff", "member"):
        assert any(line.split()[0] == f"{name}@demo.example" for line in lines if line.startswith("  "))


def test_every_login_signs_in_as_a_contact_of_their_own_on_their_level():
    for login in LOGINS:
        account = authenticate(request=None, username=login.username, password="conferral-demo")
        assert account is not None
        assert (account.role(TODAY), account.email) == (login.role, login.email)
        assert account.contact.full_name == f"{login.first_name} {login.last_name}"
    assert Account.objects.count() == len(LOGINS)
    assert Organization.objects.get().name == NAME


def test_two_people_are_in_the_register_twice():
    shared = Contact.objects.exclude(email="").values("email", "first_name", "last_name").annotate(count=Count("pk"))
    assert [row["count"] for row in shared.filter(count__gt=1)] == [2, 2]


def test_every_standing_occurs_in_every_program():
    for program in Program.objects.all():
        assert set(statuses(program.code)) == set(Status), program.code


def test_each_program_has_some_who_start_in_the_future_and_some_who_have_not_started():
    for tally in tallies(Program.objects.all(), on=TODAY):
        assert tally.not_started
        assert Enrollment.objects.filter(program__code=tally.program, enrolled_on__gt=TODAY, begins_on__lte=TODAY)


def test_home_has_something_in_each_of_its_parts():
    found = home(by=COMMAND_LINE, on=TODAY)
    assert all((found.completions, found.programs, found.grace, found.expiring, found.events, found.failed))
    assert all(found.coming.values())


def test_the_trackers_add_up_to_the_current_enrollments():
    for tally in tallies(Program.objects.all(), on=TODAY):
        current = Enrollment.objects.filter(program__code=tally.program).current(on=TODAY)
        assert tally.earned + tally.enrolled + tally.grace + tally.expired == tally.total == current.count()
        assert tally.total > 50
    assert len(tallies(Program.objects.all(), on=TODAY)) == 3


def test_people_are_enrolled_again_after_earning_expiring_and_cancelling():
    replaced = Enrollment.objects.filter(replaced_on__isnull=False)
    assert replaced.filter(program__code="EMT-R", earned_on__isnull=False).exists()
    assert replaced.filter(cancelled_on__isnull=False).exists()
    assert replaced.filter(cancelled_on=None, earned_on=None).exists()


def test_every_status_of_a_requirement_and_every_state_of_an_attempt_occurs():
    rows = list(Enrollment.objects.all())
    definitions = definitions_of({row.version_id for row in rows})
    attempts = attempts_of([row.pk for row in rows])
    shown, states = set(), set()
    for row in rows:
        definition = definitions[row.version_id]
        items = progress(definition, attempts[row.pk], TODAY).requirements
        shown |= {item.status for item in items}
        states |= {state_of(definition.requirement(item.requirement), item) for item in attempts[row.pk]}
    assert shown == set(RequirementStatus)
    assert states == set(AttemptState)


def test_some_are_on_version_1_of_2_of_a_program_that_now_has_a_prerequisite():
    versions = Version.objects.filter(program__code="ECI-R").order_by("number")
    assert [version.number for version in versions] == [1, 2]
    for version in versions:
        assert version.enrollments.current(on=TODAY).filter(earned_on=None, expires_on__gte=TODAY).exists()
    assert [program.code for program in versions[1].prerequisites.all()] == ["ECI"]


def test_the_programs_differ_as_certifications_do():
    instructor, renewal, emt = Program.objects.order_by("code")
    assert (emt.is_maintenance, emt.enrollees_may_cancel, renewal.is_maintenance) == (True, True, False)
    first = instructor.current_version()
    assert (first.in_order, first.requires_approval, first.stages.count(), first.designation) == (True, True, 3, "ECI")
    for program in (renewal, emt):
        version = program.current_version()
        assert version.categories.exclude(minimum=None).exists()
        assert version.categories.exclude(maximum=None).exists()
        assert version.requirements.filter(is_repeatable=True, enrollees_may_record=True).exists()
        assert version.requirements.filter(is_required=False).exists()
        assert version.grace_count


def test_offerings_took_place_and_are_to_come_and_some_are_always_there():
    events = Offering.objects.filter(kind="event")
    assert events.filter(ends_at__date__lt=TODAY).count() > 50
    assert events.filter(starts_at__date__gt=TODAY).count() > 10
    assert events.exclude(place="").exclude(seats=None).exclude(price=0).exclude(instructor=None).exists()
    assert Offering.objects.filter(kind="resource").count() == 6
    assert Offering.objects.values("component").distinct().count() == 6
    assert Completion.objects.filter(offering__kind="event").exists()


def test_people_are_registered_for_what_is_next_and_wait_where_it_is_full():
    seats = Counter(Registration.objects.standing().values_list("offering", flat=True))
    events = Offering.objects.in_bulk(seats)
    assert len({event.component_id for event in events.values()}) == 6
    assert all(event.starts_at.date() >= TODAY for event in events.values())
    full = [key for key, event in events.items() if seats[key] == event.seats]
    assert [event.component.code for event in Offering.objects.filter(pk__in=full)] == ["TEACHING-WORKSHOP"]
    assert Place.objects.waiting().filter(offering__in=full, offered_until=None).count() == 2


def test_verify_finds_nothing():
    sealing.seal(at=NOW)
    assert [*disagreements(), *faults_of_log(), *faults_of_records()] == []
    assert entries_waiting().count == 0
    assert register.disagreements() == []


@pytest.mark.parametrize(("login", "kinds"), [(SYSADMIN, 60), (MEMBER, 12)])
def test_whatever_links_lead_to_is_there(login, kinds):
    with time_machine.travel(NOW, tick=False):
        found = list(pages(login.username))
    assert [(address, status) for _kind, address, status in found if status != 200] == []
    assert len({kind for kind, _address, _status in found}) > kinds


def test_the_names_are_of_several_scripts_and_every_address_is_nobodys():
    invented = Contact.objects.filter(member_number__startswith="M-1")
    assert invented.count() == 400
    scripts = {
        unicodedata.name(letter).split()[0]
        for contact in Contact.objects.all()
        for letter in contact.full_name
        if letter.isalpha()
    }
    assert {"LATIN", "CJK", "CYRILLIC", "GREEK", "HANGUL", "ARABIC", "DEVANAGARI"} <= scripts
    assert any(unicodedata.normalize("NFD", contact.last_name) != contact.last_name for contact in invented)
    domains = {contact.email.rpartition("@")[2] for contact in Contact.objects.all()}
    assert domains == {"", "example.org", "example.com", "example.net", "demo.example"}


def test_everything_was_done_by_people_on_its_day_before_today():
    assert not Event.objects.filter(account_id=None).exclude(kind__in=("contact.added", "account.added")).exists()
    assert Event.objects.filter(account_id=None).count() == 2
    assert not Event.objects.filter(at__date__gte=TODAY).exists()
    assert Event.objects.filter(kind="enrollment.enrolled", at__date__lt=TODAY - timedelta(days=365)).exists()
    for completion in Completion.objects.select_related("enrollment__contact__account"):
        assert completion.completed_on <= completion.recorded_at.date()
    own = Completion.objects.filter(recorded_by__contact__enrollments__completions__isnull=False)
    assert own.exists()


def test_nobody_decided_about_their_own():
    for decided in ("graded_by", "approved_by", "rejected_by", "voided_by"):
        rows = Completion.objects.filter(**{f"{decided}__isnull": False}).select_related("enrollment", decided)
        assert rows
        assert not [row for row in rows if getattr(row, decided).contact_id == row.enrollment.contact_id]


def test_the_member_has_earned_one_is_in_grace_in_one_and_may_record_in_the_third():
    account = Account.objects.get(username=MEMBER.username)
    now = {item.program: item for item in standings_of(account.contact, on=TODAY) if item.standing.is_current}
    assert {code: item.standing.status for code, item in now.items()} == {
        "ECI": Status.EARNED,
        "ECI-R": Status.GRACE,
        "EMT-R": Status.ENROLLED,
    }
    left = now["ECI-R"].enrollment.expires_on - TODAY
    assert timedelta(days=1) <= left <= timedelta(days=10)
    under_way = now["EMT-R"]
    assert under_way.progress.complete == 1
    for item in under_way.progress.requirements:
        refusal = may_record(
            account.as_actor(TODAY),
            contact=account.contact_id,
            facts=under_way.enrollment.facts(),
            requirement=item.requirement,
            progress=under_way.progress,
            recorded=Recorded(
                completed_on=TODAY,
                units=Decimal(1) if item.requirement.is_repeatable else None,
                names_offering=True,
                has_offerings=True,
            ),
            today=TODAY,
        )
        assert (refusal is None) == (item.requirement.code in {"LOCAL", "INDIVIDUAL"})


def test_there_is_a_draft_to_preview_and_to_publish():
    version = Version.objects.whole().get(number=None)
    assert version.program.code == "EMT-R"
    said = [str(one) for one in differences(version.program.current_version().definition(), version.definition())]
    assert "Required units: 20 becomes 24" in said
    entry = Event.objects.get(kind="version.draft_saved")
    assert timezone.localdate(entry.at) == TODAY - timedelta(days=1)
    assert len(version.program.examples) == 2
    assert not failing(version.definition(), version.program.examples)


def test_two_runs_of_one_day_give_the_same_register(filled):
    assert register.by_natural_keys() == filled[1]
    assert len(filled[1]["enrollment"]) > 250


def test_a_register_that_is_not_empty_is_refused_in_a_sentence_and_stays_as_it_is():
    before = register.everything()
    again = command("demo", "--on", TODAY)
    assert (again.status, again.out) == (2, "")
    assert again.err.startswith("The demo fills an empty register only")
    assert register.everything() == before


def test_without_faker_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "faker", None)
    with pytest.raises(Refused, match="pip install faker"):
        list(people(1, 1))


def test_a_day_that_is_none_is_refused():
    assert command("demo", "--on", "today").status == 2


def test_most_of_what_waits_is_proved_by_a_file_that_opens():
    """Approving begins with looking at the proof; some have none, as happens."""
    waiting = Completion.objects.exclude(awaits="")
    proved = Attachment.objects.filter(completion__in=waiting)
    assert 0 < proved.count() < waiting.count()
    assert Attachment.objects.count() == proved.count()
    for file in proved:
        contents = contents_of(file)
        assert isinstance(contents, bytes)
        assert contents.startswith(b"%PDF-1.4")
        assert contents.endswith(b"%%EOF\n")
        assert (len(contents), file.media_type, file.added_by) == (
            file.size,
            "application/pdf",
            file.completion.recorded_by,
        )
