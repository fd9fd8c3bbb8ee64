"""What does **Notices** show of the mails that went and did not, and how each looks?"""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import erasure, messages
from conferral.documents.notice_samples import SAMPLES
from conferral.documents.notices import LETTERS
from conferral.models import Enrollment, Event, Message
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.notices import Notice
from tests import make
from tests.actions.posted import post
from tests.conftest import NOW
from tests.web.signed_in import button, link, links, said

NOTICE = re.compile(r"/staff/notices/[0-9a-f]{8}-[0-9a-f-]{27}/$")
LIST = "/staff/notices/"
pytestmark = pytest.mark.django_db


@pytest.fixture
@zeal_ignore()
def ada() -> Enrollment:
    return make.enrollment(make.contact("M-1", email="ada@example.org"), make.program("EMT-R"), NOW.date())


@zeal_ignore()
def some(count: int) -> None:
    program = make.program()
    for number in range(count):
        make.enrollment(
            make.contact(f"N-{number}", f"Nora {number}", email=f"n{number}@example.org"), program, NOW.date()
        )


@zeal_ignore()
def failed(row: Enrollment) -> Message:
    Message.objects.filter(enrollment_id=row.pk).update(
        state="failed", ended_at=NOW, reason="The mail server refused it (550)."
    )
    return Message.objects.get(enrollment_id=row.pk)


def listed(answer) -> list[str]:
    return [address for _words, address in links(answer) if NOTICE.search(address)]


def test_the_menu_leads_to_the_notices_and_they_say_for_whom_and_what_became_of_them(staff, ada):
    answer = staff.get(LIST)
    assert f'<a href="{LIST}" aria-current="page">' in answer.content.decode()
    assert "Enrolled Ada Lovelace M-1 Waiting 2 Mar 2026" in said(answer)
    assert "1 notice" in said(answer)
    failed(ada)
    assert "Failed The mail server refused it (550)." in said(staff.get(LIST))


def test_one_that_waits_shows_what_it_would_say_and_one_that_went_what_it_said(staff, ada):
    (address,) = listed(staff.get(LIST))
    assert "This is what it would say now. You are enrolled in Emergency care Dear Ada Lovelace," in said(
        staff.get(address)
    )
    post(at=NOW + timedelta(hours=4))
    ada.contact.first_name = "Augusta"
    ada.contact.save()
    words = said(staff.get(address))
    assert "This is what it said. You are enrolled in Emergency care Dear Ada Lovelace," in words
    assert "Sent to ada@example.org" in words
    assert mail.outbox[0].body.split("\n", maxsplit=1)[0] in words


def test_one_that_would_not_go_any_more_says_why_and_one_erased_says_nothing(staff, ada):
    (address,) = listed(staff.get(LIST))
    Enrollment.objects.filter(pk=ada.pk).update(replaced_on=NOW.date())
    assert "It would not be sent now: It was not so any more when it was to go." in said(staff.get(address))
    Enrollment.objects.filter(pk=ada.pk).update(replaced_on=None)
    erasure.erase(contact=ada.contact_id, reason="Asked to be", by=COMMAND_LINE, at=NOW)
    words = said(staff.get(address))
    assert "The contact was erased." in words
    assert "Lovelace" not in words


def test_one_that_failed_is_sent_again_by_a_button_and_one_that_did_not_has_none(staff, ada):
    message = failed(ada)
    address = reverse("staff:notice", args=[message.key])
    assert f'action="{address}retry/"' in staff.get(address).content.decode()
    assert staff.post(f"{address}retry/")["Location"] == address
    assert "Send again" not in said(staff.get(address))
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 0)
    assert staff.post(reverse("staff:notice-retry", args=[message.key]), follow=True).status_code == 200
    post(at=NOW + timedelta(hours=4))
    assert [one.to for one in mail.outbox] == [["ada@example.org"]]


def test_notices_are_found_by_contact_kind_state_and_day(staff, ada):
    some(2)
    make.completion(ada, completed_on=NOW.date())
    failed(Enrollment.objects.get(contact__member_number="N-1"))

    def found(**asked) -> str:
        return said(staff.get(LIST, asked))

    assert "3 notices" in found(q="lovelace m-1")
    assert "1 notice" in found(kind="received")
    assert "Nora 1" in found(state="failed")
    assert "Nora 0" not in found(state="failed")
    assert "5 notices" in found(since="2026-03-02", until="2026-03-02")
    assert "0 notices" in found(since="2026-03-03")
    assert "No notice matches." in found(q="nobody")
    assert "kind cannot be “sung”; it is left out." in said(staff.get(LIST, {"kind": "sung", "since": "yesterday"}))


@pytest.mark.parametrize("order", [{}, {"sort": "written"}, {"sort": "kind", "down": "1"}])
def test_a_long_list_is_read_page_by_page_in_either_order(staff, order):
    some(60)
    found, answer = [], staff.get(LIST, order)
    while True:
        found += listed(answer)
        following = dict(links(answer)).get("Next →", "")
        if not following:
            break
        answer = staff.get(following)
    assert len(found) == len(set(found)) == 60
    newest = reverse("staff:notice", args=[Message.objects.order_by("-pk")[0].key])
    assert (found[0] == newest) is (order != {"sort": "written"})


def test_the_list_takes_as_many_queries_for_fifty_as_for_one(staff, ada, django_assert_num_queries):
    with django_assert_num_queries(5):
        staff.get(LIST)
    some(55)
    with django_assert_num_queries(5):
        assert len(listed(staff.get(LIST))) == 50


def test_a_notice_takes_a_fixed_number_of_queries(staff, ada, django_assert_max_num_queries):
    (address,) = listed(staff.get(LIST))
    with django_assert_max_num_queries(14):
        staff.get(address)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_the_search_leaves_is_taken_along_and_the_log_says_so(staff, ada, form):
    some(1)
    page = staff.get(LIST, {"q": "M-1"})
    answer = staff.post(button(page, f"Export {form.upper()}"))
    body = b"".join(answer)
    assert answer["Content-Disposition"] == f'attachment; filename="notices 2026-03-02.{form}"'
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
        assert (row["Notice"], row["Full Name"], row["State"]) == ("Enrolled", "Ada Lovelace", "Waiting")
    assert Event.objects.get(kind="list.exported").after["count"] == 1


@pytest.mark.parametrize("kind", list(Notice))
def test_each_kind_can_be_seen_with_somebody_made_up(staff, kind):
    address = link(staff.get(f"{LIST}kinds/"), kind.label)
    words = said(staff.get(address))
    assert "Dear Ada Lovelace," in words
    assert "nothing is sent" in words
    assert (mail.outbox, Message.objects.count()) == ([], 0)


def test_there_is_no_kind_without_a_letter_and_a_sample():
    assert set(LETTERS) == set(SAMPLES) == set(Notice)


def test_what_is_no_kind_or_no_notice_is_not_there(staff):
    assert staff.get(f"{LIST}kinds/sung/").status_code == 404
    assert staff.get(f"{LIST}00000000-0000-4000-8000-000000000000/").status_code == 404


def test_what_a_rejection_quotes_is_no_markup(staff, ada):
    Enrollment.objects.filter(pk=ada.pk).update(started_on=None)
    Message.objects.update(said={**_letter(ada), "quoted": "<b>No</b>\nsignature"}, state="sent", ended_at=NOW)
    (address,) = listed(staff.get(LIST))
    assert "&lt;b&gt;No&lt;/b&gt;" in staff.get(address).content.decode()
    assert messages.are_due(at=NOW + timedelta(days=1)) is False


@zeal_ignore()
def _letter(row: Enrollment) -> dict[str, object]:
    letter = SAMPLES[Notice.REJECTED](Notice.REJECTED, NOW.date())
    return letter.kept()
