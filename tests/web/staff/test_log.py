"""What does **Log** find, tell and keep from whom?"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import (
    completions,
    components,
    enrollments,
    grade_scales,
    jobs,
    merging,
    offerings,
    organization,
    sealing,
    unit_types,
)
from conferral.actions.erasing import erase_contents
from conferral.models import Account, Event, Program, Seal
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.components import Details
from conferral.rules.jobs import Item
from conferral.rules.offerings import Details as OfferingDetails
from conferral.rules.offerings import Kind
from conferral.rules.terms import Dates
from conferral.web.staff.log_words import kind_groups
from tests import make
from tests.conftest import NOW
from tests.emptying import log_thawed
from tests.web.at_the_entrance import Browser, account
from tests.web.signed_in import button, link, links, said
from tests.web.signed_in import signed_in as signed_in_as

ENTRY = re.compile(r"/staff/log/[0-9a-f-]{36}/")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def program() -> Program:
    return make.program(
        "EMT-R", make.definition(make.requirement("EXAM", title="Written exam", requires_approval=True))
    )


@pytest.fixture
@zeal_ignore()
def ada(program):
    """Ada, enrolled, her dates changed by Mary the manager, with an exam that Sam approved."""
    ada = make.contact("M-1", "Ada", "Lovelace", email="ada@example.org")
    mary, sam = (
        make.actor(role, make.contact(number, name, "Works"))
        for role, number, name in ((Role.MANAGER, "M-8", "Mary"), (Role.STAFF, "M-9", "Sam"))
    )
    enrolled = make.enrollment(ada, program, date(2026, 1, 5))
    enrollments.change_dates(
        enrollment=enrolled.pk,
        to=Dates(enrolled.enrolled_on, enrolled.grace_begins_on, date(2027, 12, 31)),
        reason="A letter of 1 March.",
        by=mary,
        at=NOW,
    )
    exam = make.completion(enrolled, "EXAM", date(2026, 2, 1))
    completions.approve(completion=exam.pk, by=sam, at=NOW)
    return enrolled


@zeal_ignore()
def signed_in(role: Role = Role.STAFF) -> Browser:
    return signed_in_as(role, name=f"looker-{Account.objects.count()}")


def asked(client=None, **search):
    return (client or signed_in()).get(reverse("staff:log"), search)


def kinds(answer) -> list[str]:
    """The kinds listed, by the links to their entries."""
    return [words for words, address in links(answer) if ENTRY.match(address)]


# What is said


def test_each_entry_says_what_was_done_to_whom_by_whom_when_and_why(ada):
    answer = asked(person="M-1", kind="enrollment.dates_changed")
    words = said(answer)
    assert "Dates changed Ada Lovelace EMT-R" in words
    assert "Expiration date: " in words
    assert " became 31 December 2027" in words
    assert "Reason: A letter of 1 March." in words
    assert "Mary Works" in words
    assert "2 Mar 2026" in words
    assert link(answer, "Ada Lovelace") == "/staff/certification/enrollments/contacts/M-1/"
    assert link(answer, "EMT-R") == f"/staff/certification/enrollments/{ada.key}/"


def test_the_newest_entries_stand_first(ada):
    assert kinds(asked(program="EMT-R"))[0] in {"Earned", "Completion approved"}
    assert kinds(asked(program="EMT-R"))[-1] == "Program defined"


def test_an_entry_has_a_page_with_what_was_before_beside_what_was_after(ada):
    client = signed_in()
    page = client.get(link(asked(client, kind="enrollment.dates_changed"), "Dates changed"))
    words = said(page)
    assert "What Before After Expiration date" in words
    assert words.index("2027") < words.index("31 Dec 2027")
    assert "A letter of 1 March." in words
    assert ">31 Dec 2027</time>" in page.content.decode()
    assert "Sealed not yet" in words
    sealing.seal(at=NOW)
    number = Seal.objects.get(event_id=Event.objects.get(kind="enrollment.dates_changed").pk).number
    assert f"Sealed as no. {number}" in said(client.get(page.wsgi_request.path))


def test_an_entry_of_a_part_leads_to_it_and_one_of_a_part_that_is_gone_still_names_it():
    made = components.add(details=Details(code="PLEDGE", title="Pledge of ethics"), by=COMMAND_LINE, at=NOW)
    assert link(asked(kind="component.added"), "Pledge of ethics") == "/staff/certification/components/PLEDGE/"
    components.remove(component=made.pk, by=COMMAND_LINE, at=NOW)
    assert "Component deleted: Pledge of ethics." in said(asked(kind="component"))


@pytest.mark.parametrize("kind", ["waitlist.joined", "registration.made", "offering.added"])
def test_whatever_is_about_an_offering_leads_to_it(kind):
    component = components.add(details=Details(code="PLEDGE", title="Pledge"), by=COMMAND_LINE, at=NOW)
    at_home = OfferingDetails(kind=Kind.RESOURCE, title="At home")
    home = offerings.add(component=component.pk, details=at_home, by=COMMAND_LINE, at=NOW)
    Event.objects.create(at=NOW, actor="command-line", kind=kind, subject=home.key)
    assert ("At home", reverse("staff:offering", args=[home.key])) in links(asked(kind=kind))


@pytest.mark.parametrize("area", [group.area for group in kind_groups()])
def test_whatever_an_entry_is_about_the_log_can_be_read(area):
    """Of every area, about a part of every sort: as where somebody joins the waitlist of an offering just added."""
    at_home = OfferingDetails(kind=Kind.RESOURCE, title="At home")
    component = components.add(details=Details(code="PLEDGE", title="Pledge"), by=COMMAND_LINE, at=NOW)
    home = offerings.add(component=component.pk, details=at_home, by=COMMAND_LINE, at=NOW)
    hours = unit_types.add(name="CE hours", by=COMMAND_LINE, at=NOW)
    scale = grade_scales.add(scale=grades.pass_fail(), by=COMMAND_LINE, at=NOW)
    staff = Account.objects.get(pk=make.actor().account)
    kind = next(kind for group in kind_groups() if group.area == area for kind, _label in group.kinds)
    for part in (component, home, hours, scale, staff):
        Event.objects.create(at=NOW, actor="command-line", kind=kind, subject=part.key)
    assert asked(signed_in(Role.SYSADMIN)).status_code == 200


def test_what_was_erased_is_told_as_erased_and_by_nothing_else(ada):
    erase_contents(Event.objects.filter(kind="enrollment.dates_changed"), at=NOW)
    answer = asked(kind="enrollment.dates_changed")
    assert "What was before and after, and the reason, are erased." in said(answer)
    assert "A letter" not in said(answer)
    assert "was erased on 2 Mar 2026" in said(signed_in().get(link(answer, "Dates changed")))


def test_entries_written_at_once_are_found_together_with_the_job_they_are_of(ada):
    asked_for = jobs.ask(kind="program.test", items=[Item(ada.pk)], program=ada.program_id, by=COMMAND_LINE, at=NOW)
    with log_thawed():
        Event.objects.filter(kind="enrollment.dates_changed").update(batch=asked_for.key)
    client = signed_in()
    page = client.get(link(asked(client, kind="enrollment.dates_changed"), "Dates changed"))
    assert link(page, "a job for many") == f"/staff/jobs/{asked_for.key}/"
    assert kinds(client.get(link(page, "all entries written at once"))) == ["Dates changed"]


# What is found


@pytest.mark.parametrize("wanted", ["M-1", "lovel", "ada@example.org", "Ada Lovelace"])
def test_a_person_is_found_by_number_or_any_part_of_the_name_and_email(ada, wanted):
    assert "Contact added" in kinds(asked(person=wanted))
    assert "Program defined" not in kinds(asked(person=wanted))
    assert "Mary Works" not in said(asked(person=wanted, kind="contact"))


@pytest.mark.parametrize("wanted", ["M-1", "M-2", "lovel"])
def test_of_who_was_merged_both_histories_are_found_and_lead_to_the_survivor(ada, wanted):
    twin = make.contact("M-2", "Augusta", "King")
    other = make.enrollment(twin, make.program("EMT-I"), date(2026, 1, 6))
    merging.merge(survivor=ada.contact_id, duplicate=twin.pk, reason="She told us.", by=COMMAND_LINE, at=NOW)
    answer = asked(person=wanted)
    assert kinds(answer).count("Contact added") == kinds(answer).count("Enrolled") == 2
    assert kinds(answer).count("Contacts merged") == 1
    assert "who is there no more" not in said(answer)
    (added,) = Event.objects.filter(kind="contact.added", contact_id=twin.pk)
    page = signed_in().get(reverse("staff:log-entry", args=[added.key]))
    assert link(page, "Ada Lovelace") == "/staff/certification/enrollments/contacts/M-1/"
    assert f"/staff/certification/enrollments/{other.key}/" in answer.content.decode()


def test_a_program_is_found_by_its_code_whatever_the_capitals(ada):
    make.program("OTHER")
    assert set(kinds(asked(program="emt-r", kind="program"))) == {"Program defined"}
    assert len(kinds(asked(kind="program"))) == 2


@pytest.mark.parametrize("wanted", ["mary works", "manager-"])
def test_whoever_did_it_is_found_by_name_or_user_name(ada, wanted):
    assert kinds(asked(by=wanted)) == ["Dates changed"]


def test_the_command_line_is_found_too(ada):
    assert "Dates changed" not in kinds(asked(by="command-line"))
    assert "Enrolled" in kinds(asked(by="command-line"))


def test_kinds_are_chosen_one_by_one_or_by_what_they_are_about(ada):
    assert kinds(asked(kind="completion.approved")) == ["Completion approved"]
    assert set(kinds(asked(kind="completion"))) == {"Completion recorded", "Completion approved"}


def test_days_are_both_counted_in(ada):
    assert set(kinds(asked(since="2026-01-05", until="2026-01-05"))) == {"Enrolled"}
    assert kinds(asked(since="2026-01-06", until="2026-01-31")) == []
    assert "Dates changed" in kinds(asked(since="2026-03-02"))


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        ({"person": "nobody at all"}, "Person: nobody with nobody at all in their name"),
        ({"program": "NONE"}, "Program: there is none with the code NONE"),
        ({"by": "nobody at all"}, "Done by: no account of nobody at all is known"),
        ({"kind": "enrollment.sung"}, "What: there is no “enrollment.sung”; it is left out."),
        ({"since": "5 Jan"}, "From: “5 Jan” is not a date written as YYYY-MM-DD"),
        ({"person": "\0", "by": "\0", "program": "\0"}, "entries"),
    ],
)
def test_what_a_search_cannot_mean_is_said_in_a_sentence(ada, search, sentence):
    answer = asked(**search)
    assert answer.status_code == 200
    assert sentence in said(answer)


def test_a_search_that_fits_very_many_people_asks_for_more_of_the_name(monkeypatch, ada):
    monkeypatch.setattr("conferral.documents.log_search.MOST_PEOPLE", 1)
    assert "Person: more than 1 people fit; write more of the name" in said(asked(person="works"))
    assert "Done by: more than 1 people fit" in said(asked(by="works"))


# Who sees what


@pytest.mark.parametrize(("role", "sees"), [(Role.STAFF, False), (Role.MANAGER, False), (Role.ADMIN, True)])
def test_what_is_about_accounts_and_the_organization_is_there_for_those_alone_who_manage_them(role, sees):
    account("secretive", "s@example.org")
    organization.change(name="Society of Secrets", by=COMMAND_LINE, at=NOW)
    client = signed_in(role)
    answer = asked(client)
    assert ("secretive" in said(answer)) is sees
    assert ("Society of Secrets" in said(answer)) is sees
    assert ("Accounts: all" in said(answer)) is sees
    assert ("Account added" in kinds(asked(client, kind="account"))) is sees
    added = Event.objects.get(kind="account.added")
    assert client.get(reverse("staff:log-entry", args=[added.key])).status_code == (200 if sees else 404)
    taken = b"".join(client.post(reverse("staff:log-file"))).decode()
    assert ("secretive" in taken) is sees


def test_an_entry_that_is_not_there_is_not_found(ada):
    assert signed_in().get("/staff/log/00000000-0000-4000-8000-000000000000/").status_code == 404


# Page by page, and as a file


def test_a_long_log_is_read_page_by_page_without_losing_or_repeating_an_entry(program):
    rows = [Event(at=NOW + timedelta(minutes=number // 3), actor="x", kind="contact.added") for number in range(120)]
    Event.objects.bulk_create(rows)
    client, found, address = signed_in(), [], f"{reverse('staff:log')}?kind=contact"
    while address:
        answer = client.get(address)
        found += [address for _words, address in links(answer) if ENTRY.match(address)]
        address = dict(links(answer)).get("Next →", "")
    assert len(found) == len(set(found)) == Event.objects.filter(kind="contact.added").count()
    assert found == [
        reverse("staff:log-entry", args=[key])
        for key in Event.objects.filter(kind="contact.added").order_by("-at", "-id").values_list("key", flat=True)
    ]


def test_very_many_entries_are_not_counted_to_the_last(monkeypatch, ada):
    monkeypatch.setattr("conferral.documents.log.MOST_COUNTED", 3)
    assert "more than 3 entries" in said(asked())
    assert "1 entry" in said(asked(kind="enrollment.dates_changed"))


def test_a_page_takes_as_many_queries_for_fifty_entries_as_for_one(ada, django_assert_max_num_queries, program):
    client = signed_in()
    with django_assert_max_num_queries(16):
        asked(client, kind="enrollment.dates_changed")
    for number in range(60):
        make.enrollment(make.contact(f"C-{number}"), program, date(2026, 2, 1))
    with django_assert_max_num_queries(16):
        assert len(kinds(asked(client, kind="enrollment"))) == 50


def test_the_log_is_taken_away_as_a_file_of_what_the_search_leaves(ada):
    client = signed_in()
    answer = client.post(button(asked(client, person="M-1", kind="enrollment.dates_changed"), "Export CSV"))
    assert answer["Content-Disposition"] == 'attachment; filename="log 2026-03-02.csv"'
    assert answer.streaming
    (line,) = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    assert (line["kind"], line["member_number"], line["program"]) == ("enrollment.dates_changed", "M-1", "EMT-R")
    assert (line["done_by"], line["reason"]) == ("Mary Works", "A letter of 1 March.")
    assert '"expires_on": "2027-12-31"' in line["after"]
    assert datetime.fromisoformat(line["at"]) == NOW


def test_who_takes_the_log_along_is_in_the_log_from_then_on_and_not_in_the_file(ada):
    client, before = signed_in(), Event.objects.count()
    taken = b"".join(client.post(reverse("staff:log-file"))).decode("utf-8-sig")
    kinds_taken = [line["kind"] for line in csv.DictReader(io.StringIO(taken))]
    entry = Event.objects.get(kind="list.exported")
    assert (len(kinds_taken), "list.exported" in kinds_taken) == (entry.after["count"], False)
    assert Event.objects.count() == before + 1
    assert "Exported as CSV: the log," in said(asked(client, kind="list"))


def test_no_cell_of_the_file_begins_a_formula(ada):
    with log_thawed():
        Event.objects.filter(kind="enrollment.dates_changed").update(reason="=HYPERLINK(1)")
    taken = b"".join(signed_in().post(reverse("staff:log-file"))).decode("utf-8-sig")
    (line,) = [line for line in csv.DictReader(io.StringIO(taken)) if line["kind"] == "enrollment.dates_changed"]
    assert line["reason"] == "'=HYPERLINK(1)"


def test_what_entries_are_about_has_a_name_for_every_kind() -> None:
    assert [group.area for group in kind_groups() if group.label == group.area] == []
