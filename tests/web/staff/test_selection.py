"""Is done to what is ticked in a program's list exactly what its review said, person by person, and can it be undone?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.models import Enrollment, Job, Program
from conferral.rules.actors import Role
from tests import make
from tests.web.signed_in import link, said, signed_in
from tests.web.staff.crowd import crowd

pytestmark = pytest.mark.django_db
PAGE = "/staff/certification/enrollments/programs/EMT-R/"
EXTENSION, CANCELLATIONS = f"{PAGE}extension/", f"{PAGE}cancellations/"


@zeal_ignore()
def row(name: str) -> Enrollment:
    return Enrollment.objects.get(contact__first_name=name)


def tick(name: str) -> str:
    one = row(name)
    return f"{one.key.hex}.{one.revision}"


def handed_on(answer) -> dict[str, str]:
    """Return what the last form of a page hands on."""
    body = answer.content.decode()
    form = body[body.rfind('<form class="panel"') if '<form class="panel"' in body else body.rfind("<form") :]
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form))


def outcomes() -> dict[str, str]:
    job = Job.objects.latest("pk")
    names = dict(Enrollment.objects.values_list("pk", "contact__first_name"))
    return {names[item.subject]: item.code for item in job.items.order_by("place")}


def test_extending_shows_dates_and_status_of_each_before_and_after_and_does_that(staff):
    crowd()
    picks = [tick(name) for name in ("Chiara", "Esperanza", "Amina")]
    first = staff.get(EXTENSION, {"pick": picks})
    assert "3 enrollments are selected. Nothing is written yet." in said(first)
    shown = staff.post(EXTENSION, {"pick": picks, "how": "to", "to": "2026-09-30", "key": "x"})
    words = said(shown)
    assert "2 expiration dates will be extended" in words
    assert "1 becomes Grace period" in words
    assert "Esperanza Ruiz EMT-5 Expired 1 Jul 2025 30 Sep 2026 becomes Grace period" in words
    assert "Amina Okafor (EMT-1): It is Earned since 25 January 2026 and never expires." in words
    assert not Job.objects.exists()
    refused = staff.post(EXTENSION, {**handed_on(shown), "reason": " "})
    assert refused.status_code == 422
    assert not Job.objects.exists()
    done = staff.post(EXTENSION, {**handed_on(refused), "reason": "The exam was put off."})
    page = staff.get(done["Location"])
    assert "Extended 2" in said(page)
    assert "Refused 1" in said(page)
    assert outcomes() == {"Amina": "already_earned", "Chiara": "extended", "Esperanza": "extended"}
    assert row("Esperanza").expires_on == date(2026, 9, 30)
    undone = staff.post(reverse("staff:job-undo", args=[Job.objects.get().key]))
    assert "Undone 2" in said(staff.get(undone["Location"]))
    assert link(staff.get(undone["Location"]), "To the program") == PAGE
    assert row("Esperanza").expires_on == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"how": "to"}, "Enter a day"),
        ({"how": "to", "to": "tomorrow"}, "not a date written as YYYY-MM-DD"),
        ({"how": "by"}, "Enter a whole number"),
        ({"how": "by", "count": "0"}, "greater than or equal to 1"),
        ({"how": "away"}, "Select a valid choice"),
    ],
)
def test_an_extension_that_is_none_is_said_and_shows_whom_it_is_about(staff, given, sentence):
    crowd()
    answer = staff.post(EXTENSION, {"pick": tick("Bao"), **given})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "Bao Trần" in said(answer)


def test_by_a_period_each_is_extended_from_its_own_date(staff):
    crowd()
    shown = staff.post(EXTENSION, {"all": "1", "tracker": "enrolled", "how": "by", "count": "1", "unit": "years"})
    staff.post(EXTENSION, {**handed_on(shown), "reason": "Ill."})
    assert outcomes() == {"Dmitri": "extended", "Fatoumata": "extended", "Bao": "extended"}
    assert row("Bao").expires_on == date(2027, 10, 31)
    assert row("Chiara").revision == 1


def test_sent_twice_it_is_one_job(staff):
    crowd()
    shown = staff.post(EXTENSION, {"pick": tick("Bao"), "how": "by", "count": "1", "unit": "years"})
    sent = {**handed_on(shown), "reason": "Ill."}
    assert staff.post(EXTENSION, sent)["Location"] == staff.post(EXTENSION, sent)["Location"]
    assert Job.objects.count() == 1


def test_what_was_changed_since_the_review_is_refused_and_the_others_are_done(staff):
    crowd()
    shown = staff.post(EXTENSION, {"pick": [tick("Bao"), tick("Dmitri")], "how": "to", "to": "2027-01-31"})
    Enrollment.objects.filter(pk=row("Bao").pk).update(revision=7)
    staff.post(EXTENSION, {**handed_on(shown), "reason": "Ill."})
    assert outcomes() == {"Dmitri": "extended", "Bao": "stale"}


def test_cancelling_warns_and_ok_cancels_each_that_can_be(staff):
    crowd()
    manager = signed_in(Role.MANAGER)
    picks = [tick(name) for name in ("Bao", "Chiara", "Esperanza", "Amina")]
    warned = manager.get(CANCELLATIONS, {"pick": picks})
    words = said(warned)
    assert "2 enrollments will be cancelled" in words
    assert "2 are left out" in words
    assert "Esperanza Ruiz (EMT-5): An enrollment that is Expired since 2 July 2025 cannot be cancelled." in words
    done = manager.post(CANCELLATIONS, {**handed_on(warned), "reason": ""})
    assert "Cancelled 2" in said(manager.get(done["Location"]))
    assert row("Bao").cancelled_on == date(2026, 3, 2)
    undone = manager.post(reverse("staff:job-undo", args=[Job.objects.get().key]))
    assert "Undone 2" in said(manager.get(undone["Location"]))
    assert row("Bao").cancelled_on is None


def test_where_only_managers_cancel_staff_are_not_offered_it_and_refused_when_they_ask(staff):
    crowd()
    assert "Cancel enrollments" not in said(staff.get(PAGE))
    assert "Cancel enrollments" in said(signed_in(Role.MANAGER).get(PAGE))
    assert staff.get(CANCELLATIONS, {"pick": tick("Bao")}).status_code == 409
    staff.post(CANCELLATIONS, {"pick": tick("Bao"), "reason": ""})
    assert not Job.objects.exists()
    Program.objects.update(enrollees_may_cancel=True)
    assert "Cancel enrollments" in said(staff.get(PAGE))
    staff.post(CANCELLATIONS, {"pick": tick("Bao"), "reason": ""})
    assert row("Bao").cancelled_on == date(2026, 3, 2)


def test_nothing_ticked_leads_back_to_the_list_and_is_said(staff):
    crowd()
    for address in (EXTENSION, CANCELLATIONS, f"{PAGE}moves/selection/"):
        answer = signed_in(Role.MANAGER).get(address, {"q": "a"}, follow=True)
        assert answer.redirect_chain[0][0] == PAGE
        assert "Nothing is ticked." in answer.content.decode()


def test_all_found_of_another_day_are_acted_on_by_nobody(staff):
    crowd()
    answer = staff.get(EXTENSION, {"all": "1", "on": "2025-12-20"}, follow=True)
    assert "as they are today" in answer.content.decode()


def test_a_selection_is_moved_by_the_pages_that_move(staff):
    crowd()
    make.publish(Program.objects.get(), make.definition(name="Emergency care, new"))
    Program.objects.update(enrollees_may_cancel=True)
    answer = staff.get(f"{PAGE}moves/selection/", {"pick": [tick("Bao"), tick("Amina")]})
    assert answer["Location"] == f"{PAGE}moves/review/?q=&pick=EMT-1&pick=EMT-2"
    words = said(staff.get(answer["Location"]))
    assert "1 enrollee will be moved to version 2" in words
    assert "Bao Trần" in words


def test_ticks_are_kept_across_pages_searches_and_sorting(staff):
    program = crowd()
    for number in range(60):
        make.enrollment(make.contact(f"N-{number:02}", "Ada", f"Byron {number:02}"), program, date(2026, 1, 5))
    mine = tick("Bao")
    body = staff.get(PAGE, {"pick": mine, "q": "byron"}).content.decode()
    assert f'<input type="hidden" name="pick" value="{mine}" class="kept">' in body
    assert "1 more is ticked on other pages." in body
    assert f"pick={mine}" in body[body.index('id="sort-status"') :][:300]
    assert "Select all 60 found" in body
    whole = said(staff.get(PAGE, {"all": "1", "q": "byron"}))
    assert "All 60 found are selected." in whole
    posted = staff.post(f"{PAGE}?sort=status", {"pick": mine})
    assert posted["Location"] == f"{PAGE}?sort=status&pick={mine}"


def test_another_day_has_no_boxes_to_tick(staff):
    crowd()
    assert 'type="checkbox" name="pick"' in staff.get(PAGE).content.decode()
    assert 'type="checkbox" name="pick"' not in staff.get(PAGE, {"on": "2025-12-20"}).content.decode()


@pytest.mark.parametrize("name", ["extension", "cancellations"])
def test_a_review_takes_as_many_queries_for_many_as_for_few(name, django_assert_num_queries):
    program = crowd()
    manager = signed_in(Role.MANAGER)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"{PAGE}{name}/?all=1&how=by&count=1&unit=years"
    with CaptureQueriesContext(connection) as few:
        manager.get(address)
    for number in range(30):
        make.enrollment(make.contact(), program, date(2026, 1, 1 + number % 28))
    with django_assert_num_queries(len(few)):
        manager.get(address)


# Columns


def test_the_columns_chosen_are_shown_kept_and_taken_back(staff):
    crowd()
    chosen = staff.get(PAGE, {"q": "bao", "column": ["name", "email", "expires", "units"]})
    assert "Bao Trần bao@example.org 31 Oct 2026 0 of 20" in said(chosen)
    assert "column=email&amp;column=expires" in chosen.content.decode()
    assert "Completion deadline ↑" not in said(chosen)
    assert link(chosen, "The usual columns") == f"{PAGE}?q=bao"
    only = staff.get(PAGE, {"column": "name"})
    assert "EMT-2" not in said(only)
    assert "Bao Trần" in said(only)
