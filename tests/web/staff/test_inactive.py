"""Does the list hold what is inactive and nothing else, and does Purge Selected ask and do exactly what it says?"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import enrollments, ledger, programs
from conferral.models import Completion, Contact, Enrollment, Event, Job, Program
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.terms import Dates
from tests import make
from tests.actions.purged import AT, cancelled, expired, program
from tests.web.signed_in import button, said, signed_in
from tests.web.staff.crowd import crowd
from tests.web.staff.test_pending import form_of, pick, rows_of

pytestmark = pytest.mark.django_db

LIST = "/staff/certification/enrollments/inactive/"


@pytest.fixture
def manager(db):
    """A Certification Manager, signed in."""
    return signed_in(role=Role.MANAGER)


@pytest.fixture
def held(db) -> Program:
    """A program that keeps inactive enrollments for two years: one cancelled in January, one four years ago."""
    made = zeal_ignore()(program)()
    with zeal_ignore():
        programs.set_policies(program=made, policies=programs.Policies(retention_years=2), by=COMMAND_LINE, at=AT)
        cancelled(made, "H-1")
        row = cancelled(made, "H-2")
        Enrollment.objects.filter(pk=row.pk).update(
            registered_on=date(2021, 1, 1), enrolled_on=date(2021, 1, 1), cancelled_on=date(2022, 1, 1)
        )
        ledger.recount(program=made.pk)
        expired(program(), "H-3")
    return made


def review(browser, *rows: Enrollment, **fields: str):
    return browser.post(f"{LIST}review/", {**form_of(browser.get(LIST)), "pick": [pick(row) for row in rows], **fields})


def confirmed(browser, answer):
    """Press the button of a review as it was shown."""
    hidden = dict(
        re.findall(r'<input type="hidden" name="(key|position|pick)" value="([^"]*)"', answer.content.decode())
    )
    return browser.post(f"{LIST}purge/", hidden, follow=True)


def test_the_list_holds_what_is_inactive_with_the_reason_and_since_when(staff) -> None:
    crowd()
    shut = crowd_of_one()
    answer = staff.get(LIST)
    assert [re.sub(r" \d+ (days|months?|years?).*", "", row) for row in rows_of(answer)] == [
        "Dmitri Byron S-1 Emergency care SHUT Program Inactive 2 Mar 2026 today not kept",
        "Georg Müller EMT-7 Emergency care EMT-R Cancelled 30 Jan 2026",
        "Esperanza Ruiz EMT-5 Emergency care EMT-R Expired 2 Jul 2025",
    ]
    assert "3 inactive enrollments" in said(answer)
    assert shut.code in said(answer)


@zeal_ignore()
def crowd_of_one() -> Program:
    made = make.program("SHUT")
    make.enrollment(make.contact("S-1", "Dmitri", "Byron"), made, date(2026, 1, 5))
    programs.set_policies(program=made, policies=programs.Policies(is_active=False), by=COMMAND_LINE, at=AT)
    return made


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"q": ""}, ["S-1", "EMT-7", "EMT-5"]),
        ({"q": "müller"}, ["EMT-7"]),
        ({"q": "esperanza@"}, ["EMT-5"]),
        ({"q": "S-1"}, ["S-1"]),
        ({"q": "okafor"}, []),
        ({"program": "EMT-R"}, ["EMT-7", "EMT-5"]),
        ({"show": "cancelled"}, ["EMT-7"]),
        ({"show": "expired"}, ["EMT-5"]),
        ({"show": "program_inactive"}, ["S-1"]),
        ({"show": "nonsense", "program": "EMT-R", "q": "r"}, ["EMT-7", "EMT-5"]),
        ({"sort": "-contact"}, ["EMT-5", "EMT-7", "S-1"]),
        ({"sort": "since"}, ["EMT-5", "EMT-7", "S-1"]),
        ({"sort": "-since"}, ["S-1", "EMT-7", "EMT-5"]),
        ({"sort": "program"}, ["EMT-5", "EMT-7", "S-1"]),
    ],
)
def test_find_leaves_what_was_asked_for_in_the_order_asked_for(staff, asked, numbers) -> None:
    crowd()
    crowd_of_one()
    answer = staff.get(LIST, asked)
    found = [re.search(r"\b(S-1|EMT-\d)\b", row).group() for row in rows_of(answer)] if numbers else []
    assert found == numbers
    if not numbers:
        assert "No inactive enrollment matches." in said(answer)
    led = staff.post(LIST, {**asked, "all": ""})
    assert led.status_code == 302
    assert urlencode({name: value for name, value in asked.items() if value}) in led["Location"]


def test_pages_follow_each_other_and_ticks_are_kept(manager) -> None:
    into = zeal_ignore()(program)()
    with zeal_ignore():
        rows = [cancelled(into, f"P-{number:02}") for number in range(60)]
    first = manager.get(LIST, {"pick": pick(rows[0])})
    cursor = re.search(r'name="after" value="([^"]+)"', first.content.decode()).group(1).replace("&#34;", '"')
    second = manager.get(LIST, {"after": cursor, "pick": pick(rows[0])})
    assert (len(rows_of(first)), len(rows_of(second))) == (50, 10)
    assert {row.split()[2] for row in rows_of(first) + rows_of(second)} == {f"P-{number:02}" for number in range(60)}
    assert "1 more is ticked on other pages." in said(second)
    assert f'value="{pick(rows[0])}" class="kept"' in second.content.decode()
    everything = manager.get(LIST, {"all": "1"})
    assert "All 60 found that are not kept are selected." in said(everything)


def test_what_is_kept_says_until_when_and_why_and_cannot_be_ticked(manager, held) -> None:
    answer = manager.get(LIST, {"program": held.code})
    young, old = rows_of(answer)
    assert young.endswith("29 Jan 2028 2 years after the last activity on 30 Jan 2026")
    assert old.endswith("not kept")
    body = answer.content.decode()
    boxes = re.findall(r'<input type="checkbox" name="pick"[^>]*>', body)
    assert ["disabled" in box for box in boxes] == [True, False]
    assert "2 inactive enrollments, 1 of them still kept" in said(answer)


def test_staff_see_the_list_and_no_way_to_purge(staff, held) -> None:
    answer = staff.get(LIST)
    body = answer.content.decode()
    assert len(rows_of(answer)) == 3
    assert "Purge Selected" not in body
    assert 'name="pick"' not in body
    assert "Only a Certification Manager or a higher level may purge enrollments." in said(answer)


@pytest.mark.parametrize("step", ["review", "purge"])
def test_staff_are_refused_when_they_ask_anyway(staff, held, step) -> None:
    row = Enrollment.objects.get(contact__member_number="H-3")
    answer = staff.post(f"{LIST}{step}/", {"pick": pick(row)}, follow=True)
    assert "Only a Certification Manager or a higher level may purge enrollments." in said(answer)
    assert (Enrollment.objects.count(), Job.objects.count()) == (3, 0)


def test_the_review_counts_what_will_go_and_leaves_out_what_cannot(manager, held) -> None:
    answer = review(manager, *Enrollment.objects.order_by("pk"))
    words = said(answer)
    assert "2 enrollments of 2 contacts will be deleted, with 2 completions and 1 file." in words
    assert "This cannot be undone" in words
    assert "This enrollment is kept until 29 January 2028" in words
    assert Enrollment.objects.count() == 3
    done = confirmed(manager, answer)
    assert (Enrollment.objects.count(), Completion.objects.count(), Contact.objects.count()) == (1, 0, 3)
    assert Enrollment.objects.get().contact.member_number == "H-1"
    assert re.findall(r"H-\d Purged", " ".join(rows_of(done))) == ["H-2 Purged", "H-3 Purged"]
    again = confirmed(manager, answer)
    assert "Nothing is ticked" in said(again)


def test_all_that_was_found_is_all_that_is_not_kept(manager, held) -> None:
    answer = review(manager, all="1", q="", program="")
    assert "2 enrollments of 2 contacts" in said(answer)
    one = review(manager, all="1", program=held.code)
    assert "1 enrollment of 1 contact" in said(one)


def test_what_changed_after_the_review_is_told_row_by_row(manager, held) -> None:
    answer = review(manager, *Enrollment.objects.exclude(contact__member_number="H-1"))
    row = Enrollment.objects.get(contact__member_number="H-3")
    to = Dates(row.enrolled_on, None, date(2026, 6, 30))
    enrollments.change_dates(enrollment=row.pk, to=to, reason="Ill.", by=COMMAND_LINE, at=AT)
    done = confirmed(manager, answer)
    words = " ".join(rows_of(done))
    assert "H-2 Purged" in words
    assert "This enrollment is Enrolled since 2 January 2024 and its program is Active" in words
    assert set(Enrollment.objects.values_list("contact__member_number", flat=True)) == {"H-1", "H-3"}


def test_nothing_ticked_is_told_and_leads_back(manager, held) -> None:
    answer = manager.post(f"{LIST}review/", {**form_of(manager.get(LIST)), "q": "h-", "show": "cancelled"}, follow=True)
    assert answer.redirect_chain[0][0] == f"{LIST}?q=h-&show=cancelled&sort=contact"
    assert "Nothing is ticked." in said(answer)


def test_nothing_that_can_be_purged_leaves_no_button(manager, held) -> None:
    answer = review(manager, Enrollment.objects.get(contact__member_number="H-1"))
    assert "Nothing of what is ticked can be purged." in said(answer)
    assert "Purge 1 enrollment" not in answer.content.decode()


def test_the_list_is_handed_out_as_a_file(staff, held) -> None:
    answer = staff.post(button(staff.get(LIST, {"program": held.code}), "Export CSV"))
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "Full Name,Member number,Program,Program name,Reason,Inactive since,Last activity,Kept until"
    assert lines[1] == f"Ada Lovelace,H-1,{held.code},Emergency care,Cancelled,2026-01-30,2026-01-30,2028-01-29"
    assert lines[2].endswith("2022-01-01,2022-01-01,")
    entry = Event.objects.get(kind="list.exported")
    assert entry.after == {"list": "inactive", "count": 2, "columns": lines[0].split(","), "form": "csv"}
    assert "Inactive%20enrollments%202026-03-02.csv" in answer["Content-Disposition"].replace(" ", "%20")


def test_a_double_click_purges_once(manager, held) -> None:
    answer = review(manager, Enrollment.objects.get(contact__member_number="H-2"))
    confirmed(manager, answer)
    confirmed(manager, answer)
    assert Job.objects.count() == 1
    assert Event.objects.filter(kind="enrollment.purged").count() == 1


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_takes_the_same_number_of_queries_however_many_there_are(manager, held, count) -> None:
    with zeal_ignore():
        for _ in range(count):
            cancelled(held)
    manager.get(LIST)
    with CaptureQueriesContext(connection) as counted:
        manager.get(LIST)
    assert len(counted) == 11


def test_an_empty_list_says_what_would_stand_there(staff) -> None:
    answer = staff.get(reverse("staff:inactive"))
    assert "No enrollment is inactive." in said(answer)
