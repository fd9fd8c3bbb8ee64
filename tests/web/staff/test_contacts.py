"""Can staff find, read, change and merge contacts, hand out what is held about them, and erase who they were?"""

from __future__ import annotations

import io
import json
from datetime import date
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import contacts, merging
from conferral.documents import contact_list, duplicates
from conferral.documents.duplicates import Same
from conferral.models import Contact, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.contacts import Details
from tests import make
from tests.conftest import NOW
from tests.uploaded import PDF, added
from tests.web.signed_in import button, link, links, said, signed_in

pytestmark = pytest.mark.django_db

LIST, PAGE = "/staff/contacts/", "/staff/contacts/by-number/"


@pytest.fixture
def ada():
    return make.contact("M-1", email="ada@example.org", organization="Engines")


@pytest.fixture
def manager():
    return signed_in(Role.MANAGER)


@zeal_ignore()
def merge(survivor: Contact, duplicate: Contact) -> None:
    merging.merge(survivor=survivor.pk, duplicate=duplicate.pk, reason="One person.", by=COMMAND_LINE, at=NOW)


# The list and the page


def test_the_list_finds_sorts_and_counts(staff, ada):
    make.contact("M-2", "Grace", "Hopper")
    make.enrollment(ada, make.program())
    answer = staff.get(LIST)
    assert "2 contacts found" in said(answer)
    assert [words for words, address in links(answer) if address.startswith(PAGE)] == ["Grace Hopper", "Ada Lovelace"]
    turned = staff.get(LIST, {"sort": "number", "down": "1"})
    assert [words for words, address in links(turned) if address.startswith(PAGE)] == ["Grace Hopper", "Ada Lovelace"]
    assert "1 contact found" in said(staff.get(LIST, {"q": "hop grace"}))
    assert "Nobody matches" in said(staff.get(LIST, {"q": "nobody"}))
    assert 'aria-current="page"' in answer.content.decode().partition("Contacts</a>")[0][-40:]


def test_the_list_pages_by_place_and_takes_as_many_queries_for_many(ada):
    with CaptureQueriesContext(
        connection,
    ) as few:
        contact_list.contacts()
    with zeal_ignore():
        for number in range(60):
            make.contact(f"N-{number:02}", "Nora", f"Nth {number:02}")
    with CaptureQueriesContext(connection) as many:
        first = contact_list.contacts()
    assert len(many) == len(few) == 3
    second = contact_list.contacts(after=first.next)
    assert [len(first.rows), len(second.rows), first.found] == [50, 11, 61]
    assert contact_list.contacts(before=second.previous).rows == first.rows


def test_the_page_shows_details_account_enrollments_and_former_numbers(staff, ada):
    make.actor(Role.NONE, ada)
    merge(ada, make.contact("M-2"))
    enrolled = make.enrollment(ada, make.program("EMT"))
    answer = staff.get(f"{PAGE}M-1/")
    text = said(answer)
    assert all(words in text for words in ("Ada Lovelace", "ada@example.org", "Engines", "M-2 merged 2 Mar 2026"))
    assert "Signs in as none-" in text
    assert link(answer, "View progress").endswith(f"/{enrolled.key}/")
    assert not {"Merge", "Erase"} & {words for words, _ in links(answer)}


def test_a_former_number_leads_to_the_survivor_everywhere_and_says_so(staff, ada):
    merge(ada, make.contact("M/2"))
    for address in (f"{PAGE}M~s2/", f"{PAGE}M~s2/details/", "/staff/certification/enrollments/contacts/M~s2/"):
        answer = staff.get(address, follow=True)
        assert answer.redirect_chain == [(address.replace("M~s2", "M-1"), 302)]
        assert "M/2 was merged into Ada Lovelace, M-1." in said(answer)
    assert "M/2 was merged into Ada Lovelace (M-1)." in said(staff.get(LIST, {"q": "M/2"}))
    assert staff.get(f"{PAGE}M-3/").status_code == 404


def test_what_is_found_is_exported_with_the_columns_of_contacts_csv_and_no_formula(staff, ada):
    make.contact("M-2", "=Grace", "Hopper")
    answer = staff.post(button(staff.get(LIST, {"q": "hopper"}), "Export CSV"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines() == ["member_number,first_name,last_name,email,organization", "M-2,'=Grace,Hopper,,"]
    assert 'filename="Contacts 2026-03-02.csv"' in answer["Content-Disposition"]
    entry = Event.objects.get(kind="list.exported")
    assert (entry.account_id, entry.contact_id) == (staff.account.pk, None)
    assert entry.after == {"list": "contacts", "count": 1, "columns": text.splitlines()[0].split(","), "form": "csv"}
    whole = staff.post(button(staff.get(LIST), "Export XLSX"))
    assert b"".join(whole.streaming_content).startswith(b"PK")
    assert Event.objects.filter(kind="list.exported", after__count=2, after__form="xlsx").exists()


# Changing


def typed(row: Contact, **changed: str) -> dict[str, str]:
    held = {name: getattr(row, name) for name in ("member_number", "first_name", "last_name", "email", "organization")}
    held |= {"is_member": "on"} if row.is_member else {}
    return {
        **held, "revision": str(row.revision), **{f"initial-{name}": value for name, value in held.items()}, **changed,
    }  # fmt: skip


def test_details_are_changed_and_what_is_wrong_is_said_beside_its_field(staff, ada):
    assert staff.post(f"{PAGE}M-1/details/", typed(ada, member_number="M-7", email="")).url == f"{PAGE}M-7/"
    ada.refresh_from_db()
    assert (ada.member_number, ada.email, ada.organization) == ("M-7", "", "Engines")
    wrong = staff.post(f"{PAGE}M-7/details/", typed(ada, email="nowhere"))
    assert (wrong.status_code, "is not an email address" in said(wrong)) == (422, True)
    merge(ada, make.contact("M-2"))
    ada.refresh_from_db()
    former = staff.post(f"{PAGE}M-7/details/", typed(ada, member_number="M-2"))
    assert (former.status_code, "M-2 was merged into Ada Lovelace, M-7" in said(former)) == (422, True)


def test_who_is_no_member_is_said_on_the_page_of_the_contact(staff, ada):
    assert "Member yes" in said(staff.get(f"{PAGE}M-1/"))
    seen = typed(ada)
    del seen["is_member"]
    staff.post(f"{PAGE}M-1/details/", seen)
    assert "Member no" in said(staff.get(f"{PAGE}M-1/"))
    entry = Event.objects.get(kind="contact.changed")
    assert (entry.before, entry.after) == ({"is_member": True}, {"is_member": False})


def test_what_somebody_else_changed_meanwhile_is_kept_and_saving_again_adds_ones_own(staff, ada):
    seen = typed(ada, organization="Babbage & Co")
    details = Details(
        member_number="M-1", first_name="Augusta", last_name="Lovelace", email="ada@example.org", organization="Engines"
    )
    contacts.change(contact=ada.pk, details=details, by=COMMAND_LINE, at=NOW)
    answer = staff.post(f"{PAGE}M-1/details/", seen)
    assert answer.status_code == 422
    assert "First name: “Ada” became “Augusta”" in said(answer)
    form = answer.content.decode()
    assert 'name="first_name" value="Augusta"' in form
    assert 'name="organization" value="Babbage &amp; Co"' in form
    staff.post(f"{PAGE}M-1/details/", {**seen, "first_name": "Augusta", "revision": "2"})
    ada.refresh_from_db()
    assert (ada.first_name, ada.organization) == ("Augusta", "Babbage & Co")


# Merging


def test_duplicates_are_grouped_by_email_and_by_name(staff, manager, ada):
    make.contact("M-2", "Augusta", "King", email="ADA@example.org")
    make.contact("M-3", "ADA", "Lovelace", email="other@example.org")
    make.contact("M-4", "Grace", "Hopper")
    by_email, by_name = staff.get(f"{LIST}duplicates/"), staff.get(f"{LIST}duplicates/", {"same": "name"})
    assert "1 group found" in said(by_email)
    assert "ada@example.org 2 contacts" in said(by_email)
    assert [words for words, address in links(by_name) if address.startswith(PAGE)] == ["Ada Lovelace", "ADA Lovelace"]
    kept = {address for words, address in links(manager.get(f"{LIST}duplicates/")) if words == "Keep this one"}
    assert kept == {f"{PAGE}M-1/merging/?with=M-2", f"{PAGE}M-2/merging/?with=M-1"}


@zeal_ignore()
def _pairs(count: int) -> None:
    for number in range(count):
        for side in "ab":
            make.contact(f"P-{number:02}{side}", "Pia", f"Pair {number:02}", email=f"pair{number:02}@example.org")


def test_groups_are_read_in_as_many_queries_for_many_and_page_by_page(db):
    _pairs(2)
    with CaptureQueriesContext(connection) as few:
        duplicates.duplicates(Same.EMAIL)
    Contact.objects.all().delete()
    _pairs(25)
    with CaptureQueriesContext(connection) as many:
        first = duplicates.duplicates(Same.EMAIL)
    assert len(few) == len(many) == 4
    second = duplicates.duplicates(Same.EMAIL, after=first.next)
    assert (len(first.rows), len(second.rows), first.found, second.next) == (20, 5, 25, "")


def test_merging_is_looked_at_and_then_done(manager, ada):
    program = make.program("EMT")
    other = make.contact("M-2", "Ada", "Lovelace", email="king@example.org")
    make.enrollment(ada, program, date(2024, 3, 1))
    make.enrollment(other, program, date(2025, 3, 10))
    chosen = manager.get(f"{PAGE}M-1/merging/")
    looked = manager.get(dict(links(chosen))["Ada Lovelace"])
    text = said(looked)
    assert "Merge M-2 into M-1" in text
    assert "keep “king@example.org”" in text
    assert "M-2 moves Enrolled current Enrolled current" in text
    assert "M-1 Expired current Expired history" in text
    sent = {"revision": "1", "other_revision": "1", "take": ["email"], "reason": "One person."}
    done = manager.post(f"{PAGE}M-1/merging/?with=M-2", sent, follow=True)
    assert "M-2 is merged into Ada Lovelace, M-1." in said(done)
    assert Contact.objects.get().email == "king@example.org"
    assert Enrollment.objects.filter(contact=ada).count() == 2


def test_what_stands_in_the_way_of_merging_is_said_before_and_when_asked_for_anyway(manager, staff, ada):
    program = make.program("EMT")
    for one in (ada, make.contact("M-2")):
        make.enrollment(one, program, date(2025, 3, 1))
    address = f"{PAGE}M-1/merging/?with=M-2"
    looked = manager.get(address)
    assert "Both are enrolled in EMT as of 1 March 2025" in said(looked)
    assert "Back without merging" not in said(looked)
    sent = {"revision": "1", "other_revision": "1", "reason": "One person."}
    assert manager.post(address, sent).status_code == 422
    assert staff.post(address, sent).status_code == 302
    assert Contact.objects.count() == 2


def test_merging_needs_a_reason(manager, ada):
    make.contact("M-2")
    blank = manager.post(f"{PAGE}M-1/merging/?with=M-2", {"revision": "1", "other_revision": "1", "reason": " "})
    assert (blank.status_code, Contact.objects.count()) == (422, 2)
    assert "Say how it is known that both are one person." in said(blank)


def test_whoever_was_changed_since_is_looked_at_again(manager, ada):
    make.contact("M-2")
    sent = {"revision": "0", "other_revision": "1", "reason": "One person."}
    answer = manager.post(f"{PAGE}M-1/merging/?with=M-2", sent)
    assert (answer.status_code, Contact.objects.count()) == (422, 2)
    assert 'name="revision" value="1"' in answer.content.decode()


# Personal data and erasing


def test_personal_data_is_handed_out_whole_and_the_log_keeps_that_it_was(staff, ada):
    double = make.contact("M-2", "Augusta", "King")
    with zeal_ignore():
        hers, closed = make.actor(Role.NONE, ada), make.actor(Role.NONE, double)
    merge(ada, double)
    enrolled = make.enrollment(
        ada, make.program("EMT", make.definition(make.requirement("EXAM", requires_approval=True)))
    )
    file = added(make.completion(enrolled, notes="By heart."), "../Proof <1>.pdf")
    assert "1 file" in said(staff.get(f"{PAGE}M-1/personal-data/"))
    answer = staff.post(f"{PAGE}M-1/personal-data/", {"reason": "Asked by letter."})
    assert 'attachment; filename="personal-data.zip"' in answer["Content-Disposition"]
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        document = json.loads(archive.read("personal-data.json"))
        (place,) = [name for name in archive.namelist() if name.startswith("files/")]
        assert archive.read(place) == PDF
    assert place.startswith(f"files/{file.key}/")
    assert ".." not in place
    assert document["contact"]["email"] == "ada@example.org"
    assert document["contact"]["former_member_numbers"][0]["member_number"] == "M-2"
    assert [(account["username"], account["is_active"]) for account in document["accounts"]] == [
        (hers.name, True), (closed.name, False),
    ]  # fmt: skip
    (completion,) = document["enrollments"][0]["completions"]
    assert (completion["notes"], completion["files"][0]["in_archive"]) == ("By heart.", place)
    assert {entry["kind"] for entry in document["log"]} >= {"contact.added", "contact.merged", "completion.recorded"}
    assert "Augusta" in json.dumps(document["log"])
    last = Event.objects.latest("pk")
    assert (last.kind, last.contact_id, last.reason) == ("contact.data_handed_out", ada.pk, "Asked by letter.")
    assert staff.post(f"{PAGE}M-1/personal-data/", {}).status_code == 422


def test_erasing_says_what_goes_and_what_stays_and_then_does_it(manager, staff, ada):
    program = make.program("EMT")
    enrolled = make.enrollment(ada, program, date(2026, 1, 5))
    looked = said(manager.get(f"{PAGE}M-1/erasure/"))
    assert "This cannot be undone" in looked
    assert "1 enrollment with its dates and status" in looked
    assert staff.get(f"{PAGE}M-1/erasure/").status_code == 409
    assert manager.post(f"{PAGE}M-1/erasure/", {"revision": "1", "reason": ""}).status_code == 422
    done = manager.post(f"{PAGE}M-1/erasure/", {"revision": "1", "reason": "Asked by letter."}, follow=True)
    text = said(done)
    assert "Erased contact" in text
    assert "This contact was erased on 2 Mar 2026" in text
    assert not {"Edit", "Merge", "Erase"} & {words for words, _ in links(done)}
    assert "Lovelace" not in text
    listed = said(staff.get("/staff/certification/enrollments/programs/EMT/"))
    assert "Erased contact" in listed
    assert "Lovelace" not in listed
    assert "Erased contact" not in said(staff.get(LIST)) + said(staff.get("/staff/certification/enrollments/contacts/"))
    assert "Erased contact" not in said(staff.get("/staff/certification/enrollments/programs/EMT/enrollees/"))
    assert staff.get(f"/staff/certification/enrollments/{enrolled.key}/").status_code == 200
    again = manager.post(f"{PAGE}M-1/erasure/", {"revision": "2", "reason": "Again."})
    assert (again.status_code, "was erased already" in said(again)) == (422, True)


def test_of_an_erased_contact_nothing_is_offered_that_would_be_refused(manager, staff, ada):
    asked = make.definition(make.requirement("EXAM", requires_approval=True), make.requirement("TALK"))
    enrolled = make.enrollment(ada, make.program("EMT", asked), date(2026, 1, 5))
    make.completion(enrolled, "EXAM", date(2026, 2, 1))
    page = f"/staff/certification/enrollments/{enrolled.key}/"
    pages = [
        page,
        f"{page}requirements/EXAM/",
        f"{page}requirements/TALK/",
        "/staff/certification/enrollments/contacts/M-1/",
    ]
    offers = ["Edit the dates", "What would it take", "Attach file", "Correct", "Record Completion", "Enroll Other"]
    make.program("OTHER", make.definition(name="Other"))

    def offered() -> set[str]:
        return {offer for one in pages for offer in offers if offer in said(staff.get(one))}

    assert offered() == set(offers) - {"Enroll Other"}
    manager.post(f"{PAGE}M-1/erasure/", {"revision": "1", "reason": "Asked by letter."})
    assert offered() == set()
    assert "This contact was erased" in said(staff.get(pages[2]))
    assert {"Approve", "Reject"} <= set(said(staff.get(pages[1])).split())
    answer = staff.get(f"{page}dates/", follow=True)
    assert "This contact was erased" in said(answer)
