"""Does the page of an enrollee show what they are in, what they could enter, and why not the rest?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import enrollments
from conferral.models import Contact, Enrollment, Version
from conferral.models.candidates import Asked, refusals, refusals_of_programs
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.enrolling import Named
from tests import make
from tests.conftest import NOW, TODAY
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db

HERS = "/staff/certification/enrollments/contacts/C-1/"
REVIEW = "/staff/certification/enrollments/programs/{}/enrollees/review/?pick=C-1&enrolled_on=2026-03-02"


def named(name: str, **said_of):
    return make.definition(name=name, **said_of)


@pytest.fixture
def ada(db) -> Contact:
    """Ada, who is enrolled in one program and has earned, let expire and cancelled others."""
    with zeal_ignore():
        ada = make.contact("C-1", "Ada", "Byron")
        make.enrollment(ada, make.program("NOW", named("Being in")), date(2026, 1, 5))
        for code, name, maintenance in (("ONCE", "Earned once", False), ("AGAIN", "Earned again", True)):
            row = make.enrollment(
                ada, make.program(code, named(name, designation=code), is_maintenance=maintenance), date(2025, 3, 1)
            )
            make.completion(row, "EXAM", date(2025, 6, 1))
        make.enrollment(ada, make.program("GONE", named("Let expire")), date(2024, 1, 1))
        row = make.enrollment(ada, make.program("LEFT", named("Cancelled")), date(2026, 1, 5))
        enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=NOW)
        make.program("NEW", named("Never entered"))
        make.program("AFTER", named("After the first", prerequisites=("ONCE",)))
        make.program("LOCKED", named("Locked", prerequisites=("NEW",)))
        make.program("SHUT", named("Not offered any more"), is_active=False)
    return ada


def test_programs_available_are_enrolled_in_and_the_others_say_why_not(staff, ada):
    answer = staff.get(HERS)
    enroll = [where for text, where in links(answer) if text == "Enroll"]
    assert enroll == [REVIEW.format(code) for code in ("AFTER", "LEFT", "AGAIN", "GONE", "NEW")]
    words = said(answer)
    assert "3 programs not open to Ada Byron now, and why" in words
    assert "Ada Byron is already enrolled in NOW (Enrolled since 5 January 2026)." in words
    assert "it is not a Maintenance program, so it is not enrolled in again." in words
    assert "it requires NEW to be earned by then." in words
    assert "Not offered any more" not in words
    assert "Earned again AGAIN · version 1 · Maintenance program AGAIN Enroll" in words


def test_the_name_of_a_program_opens_it(staff, ada):
    answer = staff.get(HERS)
    for name, code in (("Being in", "NOW"), ("Never entered", "NEW"), ("Locked", "LOCKED")):
        assert link(answer, name) == f"/staff/certification/enrollments/programs/{code}/"
        assert staff.get(link(answer, name)).status_code == 200


@pytest.mark.parametrize("code", ["NEW", "LEFT", "AGAIN", "GONE"])
def test_enroll_leads_to_the_review_with_the_contact_ticked_and_register_enrolls(staff, ada, code):
    review = staff.get(REVIEW.format(code))
    assert "Ada Byron" in said(review)
    body = review.content.decode()
    batch, version = (body.split(f'name="{name}" value="')[1].split('"')[0] for name in ("batch", "version"))
    sent = {"pick": "C-1", "enrolled_on": "2026-03-02", "batch": batch, "version": version}
    assert staff.post(reverse("staff:enroll-register", args=[code]), sent, follow=True).status_code == 200
    latest = Enrollment.objects.filter(contact=ada, program__code=code).order_by("-pk")[0]
    assert (latest.enrolled_on, latest.replaced_on) == (TODAY, None)


def test_an_enrollment_that_has_ended_leads_to_the_next_one(staff, ada):
    for code, may in (("LEFT", True), ("GONE", True), ("AGAIN", True), ("ONCE", False), ("NOW", False)):
        with zeal_ignore():
            row = Enrollment.objects.select_related("version").get(contact=ada, program__code=code)
        answer = staff.get(reverse("staff:enrollment", args=[row.key]))
        found = [where for text, where in links(answer) if text == f"Enroll again in {row.version.name}"]
        assert found == ([REVIEW.format(code)] if may else []), code


def test_what_is_available_is_asked_of_today_alone(staff, ada):
    assert "Programs available" in said(staff.get(HERS))
    assert "Programs available" not in said(staff.get(HERS, {"on": "2026-03-01"}))


def test_where_no_program_is_there_or_none_is_open_it_says_so(staff):
    with zeal_ignore():
        make.contact("C-1", "Ada", "Byron")
    assert "No program is active and published yet." in said(staff.get(HERS))
    with zeal_ignore():
        make.enrollment(Contact.objects.get(), make.program("NOW"), date(2026, 1, 5))
    answer = staff.get(HERS)
    assert "None that Ada Byron could be enrolled in today; the reasons stand below." in said(answer)
    assert '<details class="older" open>' in answer.content.decode()


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER, Role.ADMIN, Role.SYSADMIN])
def test_many_programs_are_answered_as_the_rule_answers_one(ada, role):
    by = make.actor(role)
    asked = Asked(by=by, enrolled_on=TODAY, today=TODAY)
    with zeal_ignore():
        versions = list(
            Version.objects.current().select_related("program", "unit_type").prefetch_related("prerequisites")
        )
        rows = list(Enrollment.objects.filter(contact=ada).select_related("program"))
        together = refusals_of_programs(ada, versions, asked, rows=rows)
        alone = {
            one.program_id: refusals({ada.pk: Named(ada.full_name)}, one.program, asked)[ada.pk] for one in versions
        }
    assert together == alone
    assert sum(1 for refusal in together.values() if refusal) == 4


def test_however_many_programs_there_are_the_page_takes_as_many_queries(staff, ada):
    counts = []
    for codes in ("AB", "CDEFGHIJ"):
        with zeal_ignore():
            for code in codes:
                make.program(code, named(code, prerequisites=("ONCE",)))
        with CaptureQueriesContext(connection) as asked:
            staff.get(HERS)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_no_member_sees_it(ada):
    assert signed_in(Role.NONE, ada).get(HERS).status_code == 404
