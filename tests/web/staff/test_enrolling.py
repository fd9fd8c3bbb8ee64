"""Does **Enroll a Contact** -> **Enroll Selected** -> **Register** enroll exactly those ticked, and lose nothing?"""

from __future__ import annotations

import re
import uuid
from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from conferral.models import Enrollment, Event
from tests import make
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db
FIND = "/staff/certification/enrollments/programs/P/enrollees/"
REVIEW, REGISTER = f"{FIND}review/", f"{FIND}registration/"


@pytest.fixture
def program(db):
    return make.program("P")


@pytest.fixture
def three(db):
    return [
        make.contact("C-1", "Ada", "Byron", email="ada@example.org"),
        make.contact("C-2", "Grace", "Hopper"),
        make.contact("C-3", "Zoë", "Ångström"),
    ]


def boxes(answer) -> dict[str, str]:
    """Return what each check box is: "", "checked" or "disabled", by member number."""
    found = re.findall(
        r'<input type="checkbox" name="pick" value="([^"]*)"[^>]*?(checked|disabled)?(?: aria[^>]*)?>',
        answer.content.decode(),
    )
    return dict(found)


def hidden(answer, name: str) -> list[str]:
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', answer.content.decode())


def registration(answer) -> dict[str, list[str]]:
    return {name: hidden(answer, name) for name in ("batch", "version", "enrolled_on", "pick", "all", "q")}


def test_the_program_page_leads_to_enroll_a_contact(staff, program):
    assert link(staff.get(reverse("staff:program", args=["P"])), "Enroll a Contact") == FIND


def test_contacts_are_found_and_can_be_ticked(staff, program, three):
    assert boxes(staff.get(FIND, {"q": "angstrom"})) == {"C-3": ""}
    assert list(boxes(staff.get(FIND))) == ["C-3", "C-1", "C-2"]


def test_who_cannot_be_enrolled_is_shown_with_the_reason_and_cannot_be_ticked(staff, program, three):
    make.enrollment(three[0], program, date(2026, 1, 1))
    answer = staff.get(FIND)
    assert boxes(answer)["C-1"] == "disabled"
    assert "Ada Byron is already enrolled in P (Enrolled since 1 January 2026)." in said(answer)


def test_the_date_is_offered_as_of_today(staff, program, three):
    assert 'name="enrolled_on" value="2026-03-02"' in staff.get(FIND).content.decode()


def test_ticks_survive_another_search_and_a_date_too(staff, program, three):
    answer = staff.get(FIND, {"q": "hopper", "pick": ["C-1"], "enrolled_on": "2026-04-01"})
    assert boxes(answer) == {"C-2": ""}
    assert hidden(answer, "pick") == ["C-1"]
    assert "1 more is ticked on other pages." in said(answer)
    assert 'value="2026-04-01"' in answer.content.decode()
    assert boxes(staff.get(FIND, {"q": "", "pick": ["C-1"]}))["C-1"] == "checked"


def test_the_review_shows_names_and_dates_and_writes_nothing(staff, program, three):
    answer = staff.post(REVIEW, {"pick": ["C-1", "C-3"], "enrolled_on": "2026-03-02"})
    words = said(answer)
    assert "2 contacts will be enrolled" in words
    assert (
        "Enrollment date 2 Mar 2026 Completion deadline 2 Mar 2027 Grace period begins 3 Mar 2027 Expiration date 1 Apr 2027"
        in words
    )
    assert Enrollment.objects.count() == 0


def test_register_enrolls_those_ticked_and_nobody_else_and_shows_their_status(staff, program, three):
    review = staff.post(REVIEW, {"pick": ["C-1", "C-3"], "enrolled_on": "2026-02-01"})
    answer = staff.post(REGISTER, registration(review), follow=True)
    assert sorted(Enrollment.objects.values_list("contact__member_number", "enrolled_on")) == [
        ("C-1", date(2026, 2, 1)),
        ("C-3", date(2026, 2, 1)),
    ]
    assert "2 contacts are enrolled in P." in said(answer)
    assert "Ada Byron C-1 Enrolled 1 Feb 2026 1 Feb 2027" in said(answer)
    assert set(Event.objects.filter(kind="enrollment.enrolled").values_list("account_id", flat=True)) == {
        staff.account.pk
    }
    status = staff.get(link(answer, "Ada Byron"))
    assert "Enrolled since 1 February 2026" in said(status)


def test_one_refusal_does_not_stop_the_others_and_is_told(staff, program, three):
    make.enrollment(three[1], program, date(2026, 1, 1))
    review = staff.post(REVIEW, {"pick": ["C-1", "C-2"], "enrolled_on": "2026-03-02"})
    assert "1 contact will be enrolled" in said(review)
    assert "Grace Hopper is already enrolled in P" in said(review)
    given = registration(review)
    assert given["pick"] == ["C-1"]
    answer = staff.post(REGISTER, {**given, "pick": ["C-1", "C-2"]}, follow=True)
    assert "1 contact is enrolled in P." in said(answer)
    assert "1 contact was not enrolled Grace Hopper is already enrolled in P" in said(answer)


def test_a_double_click_enrolls_once_and_says_the_same_twice(staff, program, three):
    given = registration(staff.post(REVIEW, {"pick": ["C-1", "C-2"], "enrolled_on": "2026-03-02"}))
    first, second = (staff.post(REGISTER, given, follow=True) for _ in range(2))
    assert said(first) == said(second)
    assert Enrollment.objects.count() == 2


def test_the_same_review_sent_for_another_day_is_not_taken_for_the_first(staff, program, three):
    given = registration(staff.post(REVIEW, {"pick": ["C-1"], "enrolled_on": "2026-03-02"}))
    staff.post(REGISTER, given)
    answer = staff.post(REGISTER, {**given, "enrolled_on": "2026-05-01"}, follow=True)
    assert "Ada Byron is already enrolled in P" in said(answer)
    assert Enrollment.objects.get().enrolled_on == date(2026, 3, 2)


def test_somebody_elses_batch_is_not_ones_own(staff, program, three):
    given = registration(staff.post(REVIEW, {"pick": ["C-1"], "enrolled_on": "2026-03-02"}))
    staff.post(REGISTER, given)
    other = signed_in(name="another")
    assert "is already enrolled" in said(other.post(REGISTER, given, follow=True))


def test_without_a_tick_nothing_goes_on_and_the_date_is_ignored(staff, program, three):
    answer = staff.post(REVIEW, {"enrolled_on": "nonsense", "q": "ada"})
    assert answer.status_code == 422
    assert "Nobody is ticked yet." in said(answer)
    assert "nonsense" not in answer.content.decode()
    assert boxes(answer) == {"C-1": ""}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a date"),
        ("2026-02-30", "is not a day of the calendar"),
        ("1.3.2026", "is not a date written as YYYY-MM-DD"),
        ("0001-01-01", "lies outside 1900-01-01 to 2199-12-31"),
    ],
)
def test_a_date_that_is_none_keeps_the_ticks_and_what_was_typed(staff, program, three, typed, sentence):
    answer = staff.post(REVIEW, {"pick": ["C-1"], "enrolled_on": typed})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert boxes(answer)["C-1"] == "checked"
    assert f'name="enrolled_on" value="{typed}"' in answer.content.decode() or not typed


def test_a_date_too_late_for_the_calendar_is_refused_by_name(staff, program, three):
    answer = staff.post(REVIEW, {"pick": ["C-1"], "enrolled_on": "2199-12-31"})
    assert "1 contact will not be enrolled" in said(answer)
    assert "2199-12-31" in said(answer)
    assert "Register" not in [text for text, _ in links(answer)]
    assert ">Register<" not in answer.content.decode()


def test_everybody_whom_a_search_finds_can_be_selected(staff, program):
    for number in range(70):
        make.contact(f"N-{number:02}", "Nora", f"Nth {number:02}")
    make.contact("X-1", "Somebody", "Else")
    assert "Select all 70 found" in said(staff.get(FIND, {"q": "nth"}))
    everyone = staff.get(FIND, {"q": "nth", "all": "1"})
    assert "All 70 found are selected" in said(everyone)
    review = staff.post(REVIEW, {"all": "1", "q": "nth", "enrolled_on": "2026-03-02"})
    assert "70 contacts will be enrolled" in said(review)
    staff.post(REGISTER, registration(review))
    assert Enrollment.objects.count() == 70


def test_another_search_is_not_of_everybody_any_more(staff, program, three):
    answer = staff.get(f"{FIND}?all=1&q=ada&all=")
    assert boxes(answer) == {"C-1": ""}


def test_who_came_into_the_register_since_the_review_is_not_enrolled_unseen(staff, program, three):
    review = staff.post(REVIEW, {"all": "1", "q": "", "enrolled_on": "2026-03-02"})
    make.contact("C-4", "Somebody", "New")
    staff.post(REGISTER, registration(review))
    assert not Enrollment.objects.filter(contact__member_number="C-4").exists()
    assert Enrollment.objects.count() >= 3


def test_many_ticks_go_by_post_and_are_all_kept(staff, program, three):
    many = [f"LONG-{number:04}" for number in range(400)]
    answer = staff.post(FIND, {"q": "ada", "pick": [*many, "C-1"], "enrolled_on": "2026-04-01"})
    assert answer.status_code == 200
    assert '<form class="enrolling" method="post"' in answer.content.decode()
    assert len(hidden(answer, "pick")) == 400
    assert boxes(answer) == {"C-1": "checked"}
    assert 'value="2026-04-01"' in answer.content.decode()


def test_more_than_are_enrolled_at_once_is_said(staff, program, three):
    answer = staff.post(REVIEW, {"pick": [f"N-{number}" for number in range(20_001)], "enrolled_on": "2026-03-02"})
    assert answer.status_code == 422
    assert "20,001 contacts are selected; at most 20,000 are enrolled at once." in said(answer)


def test_a_review_asked_for_by_address_is_the_same_and_without_anybody_begins_with_the_contacts(staff, program, three):
    given = {"pick": ["C-1", "C-3"], "enrolled_on": "2026-02-01"}
    assert registration(staff.get(REVIEW, given))["pick"] == registration(staff.post(REVIEW, given))["pick"]
    assert staff.get(REVIEW, {"enrolled_on": "2026-02-01"}).status_code == 422
    assert staff.get(REVIEW)["Location"] == FIND


def test_a_missing_contact_is_added_on_the_way_and_comes_back_ticked(staff, program, three):
    finder = staff.get(FIND, {"q": "katherine", "pick": ["C-1"]})
    add = re.search(r'<button class="quiet" name="program" value="P" formaction="([^"]*)"', finder.content.decode())[1]
    so_far = {"q": "katherine", "pick": hidden(finder, "pick"), "enrolled_on": "2026-04-01", "program": "P"}
    answer = staff.post(
        f"{add}?{urlencode(so_far, doseq=True)}",
        {"member_number": "C-9", "first_name": "Katherine", "last_name": "Johnson", "email": "k@example.org"},
        follow=True,
    )
    assert "Katherine Johnson is in the register now." in said(answer)
    assert boxes(answer) == {"C-9": "checked"}
    assert hidden(answer, "pick") == ["C-1"]
    assert 'value="2026-04-01"' in answer.content.decode()


def test_a_contact_added_on_the_way_loses_nothing_of_a_long_selection(staff, program, three):
    many = [make.contact(f"LONG-{number:04}", "Nora", f"Nth {number:04}").member_number for number in range(320)]
    kept = {"program": "P", "q": "ada", "pick": many, "enrolled_on": "2026-04-01"}
    form = staff.post("/staff/contacts/new/", kept)
    assert form.status_code == 200
    assert hidden(form, "pick") == many
    refused = staff.post("/staff/contacts/new/", {**kept, "member_number": "C-1", "last_name": "Twin"})
    assert hidden(refused, "pick") == many
    answer = staff.post("/staff/contacts/new/", {**kept, "member_number": "C-9", "last_name": "Johnson"}, follow=True)
    assert answer.redirect_chain[-1][1] == 307
    assert boxes(answer) == {"C-9": "checked"}
    assert hidden(answer, "pick") == many
    assert 'value="2026-04-01"' in answer.content.decode()


def test_a_contact_added_while_everybody_found_is_selected_joins_them(staff, program, three):
    form = staff.get("/staff/contacts/new/", {"program": "P", "all": "1", "q": "byron", "enrolled_on": "2026-04-01"})
    kept = {name: hidden(form, name) for name in ("program", "all", "q", "enrolled_on")}
    answer = staff.post("/staff/contacts/new/", {**kept, "member_number": "C-9", "last_name": "Johnson"}, follow=True)
    assert boxes(answer) == {"C-9": "checked"}
    assert hidden(answer, "pick") == ["C-1"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"member_number": "C-1", "last_name": "Twin"}, "Member number C-1 belongs to another contact."),
        ({"member_number": "C-9"}, "needs at least one of them"),
        ({"member_number": "C-9", "last_name": "Mail", "email": "no address"}, "is not an email address"),
        ({"member_number": "", "last_name": "None"}, "This field is required."),
    ],
)
def test_a_contact_that_is_refused_keeps_what_was_typed(staff, three, typed, sentence):
    answer = staff.post("/staff/contacts/new/", typed)
    assert answer.status_code == 422
    assert sentence in said(answer)
    for value in typed.values():
        assert not value or f'value="{value}"' in answer.content.decode()


def test_a_number_that_is_nobodys_is_left_out(staff, program, three):
    review = staff.post(REVIEW, {"pick": ["C-1", "GHOST", "\0"], "enrolled_on": "2026-03-02"})
    assert registration(review)["pick"] == ["C-1"]


def test_a_batch_that_never_was_is_not_there(staff, program):
    assert staff.get(reverse("staff:registered", args=["P", uuid.uuid4()])).status_code == 404


def test_finding_takes_as_many_queries_for_many_as_for_few(staff, program, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make.contact()
    with CaptureQueriesContext(connection) as few:
        staff.get(FIND)
    for _ in range(30):
        make.contact()
    with django_assert_num_queries(len(few)):
        staff.get(FIND)


def test_while_everybody_is_selected_no_single_tick_can_be_taken_away_in_vain(staff, program):
    for number in range(60):
        make.contact(f"N-{number:02}", "Nora", f"Nth {number:02}")
    rows = re.findall(r'<input type="checkbox" name="pick"[^>]*>', staff.get(FIND, {"all": "1"}).content.decode())
    assert len(rows) == 50
    assert all(row.endswith(" checked disabled>") for row in rows)
