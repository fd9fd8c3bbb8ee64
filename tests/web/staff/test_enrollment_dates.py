"""How do staff edit the three dates, and what are they shown before they save?"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import enrollments
from conferral.models import Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.terms import Dates
from tests import make
from tests.conftest import NOW
from tests.web.signed_in import link, links, said, signed_in

pytestmark = pytest.mark.django_db

LEVELS = (Role.STAFF, Role.MANAGER, Role.ADMIN, Role.SYSADMIN)
ENROLLED, GRACE, EXPIRES = date(2025, 3, 1), date(2026, 3, 2), date(2026, 3, 31)
LATER = date(2026, 6, 30)


@pytest.fixture
def row(db) -> Enrollment:
    return make.enrollment(make.contact("C-1", "Ada", "Byron"), make.program("P"), ENROLLED)


def at(row: Enrollment, name: str = "enrollment-dates") -> str:
    return reverse(f"staff:{name}", args=[row.key])


def sent(row: Enrollment, do: str, **more) -> dict[str, str]:
    """Return what the form sends: as it was opened, but for what is said."""
    held = {"enrolled_on": row.enrolled_on, "grace_begins_on": row.grace_begins_on, "expires_on": row.expires_on}
    held = {name: str(day or "") for name, day in held.items()}
    given = {name: str(value or "") for name, value in more.items()}
    typed = {**held, **given}
    seen = "/".join(typed[name] for name in held)
    opened = {f"initial-{name}": day for name, day in held.items()}
    return {"revision": str(row.revision), "seen": seen, "do": do, "reason": "", **opened, **typed}


def saved(client, row: Enrollment, **more):
    return client.post(at(row), sent(row, "save", **{"reason": "A long illness.", **more}), follow=True)


def dates_of(row: Enrollment) -> Dates:
    row.refresh_from_db()
    return row.dates()


def test_the_dates_are_edited_on_the_page_of_the_enrollment(staff, row):
    page = staff.get(at(row, "enrollment"))
    words = said(page)
    assert "Edit the dates Enrollment date Grace period begins (optional) Blank: no grace period." in words
    assert "Preview Recalculate from program" in words
    assert "Save" not in words
    assert f'action="{at(row)}"' in page.content.decode()
    assert "Edit the dates" not in said(staff.get(at(row, "enrollment"), {"on": "2026-03-01"}))
    assert "Dates of the enrollment" in said(staff.get(at(row)))


def test_the_preview_says_what_would_follow_and_writes_nothing(staff, row):
    answer = staff.post(at(row), sent(row, "preview", expires_on=LATER))
    words = said(answer)
    assert (
        "It stays Grace period. The Completion deadline shown becomes 30 June 2026 instead of 31 March 2026." in words
    )
    assert "Enrollment date 1 Mar 2025 the same" in words
    assert "Expiration date 31 Mar 2026 30 Jun 2026" in words
    assert "What comes next Expired on 1 April 2026 Expired on 1 July 2026" in words
    assert words.count("Save") == 1
    assert dates_of(row) == Dates(ENROLLED, GRACE, EXPIRES)


@pytest.mark.parametrize("role", LEVELS)
def test_every_level_of_staff_saves_what_it_has_seen(role, row):
    answer = saved(signed_in(role), row, expires_on=LATER)
    assert "The dates are changed." in said(answer)
    assert "Expiration date 30 Jun 2026 Completion deadline 30 Jun 2026" in said(answer)
    assert dates_of(row) == Dates(ENROLLED, GRACE, LATER)
    assert Event.objects.get(kind="enrollment.dates_changed").reason == "A long illness."


def test_dates_that_were_not_previewed_are_shown_first(staff, row):
    asked = sent(row, "save", expires_on=LATER, reason="Ill")
    answer = staff.post(at(row), {**asked, "expires_on": "2026-07-31"})
    assert answer.status_code == 422
    assert "These dates were not previewed yet. Look at what they would do, and save then." in said(answer)
    assert "becomes 31 July 2026" in said(answer)
    assert dates_of(row).expires_on == EXPIRES
    assert "2025-03-01/2026-03-02/2026-07-31" in answer.content.decode()


def test_a_reason_is_asked_for_when_saving_and_the_preview_stays(staff, row):
    answer = saved(staff, row, expires_on=LATER, reason=" ")
    assert answer.status_code == 422
    assert "Say why the dates change; it is kept in the log." in said(answer)
    assert "becomes 30 June 2026" in said(answer)
    assert "(optional)" not in said(answer).split("Reason")[1][:20]
    assert dates_of(row).expires_on == EXPIRES


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"expires_on": date(2025, 2, 1), "grace_begins_on": None}, "expires_on", "is before the enrollment date"),
        ({"grace_begins_on": ENROLLED}, "grace_begins_on", "has to be later than the enrollment date"),
        ({"grace_begins_on": LATER}, "grace_begins_on", "is after the expiration date"),
        ({"expires_on": "31.12.2026"}, "expires_on", "is not a date written as YYYY-MM-DD"),
        ({"enrolled_on": None}, "enrolled_on", "Enter a date, for example"),
    ],
)
@pytest.mark.parametrize("do", ["preview", "save"])
def test_a_refusal_stands_at_its_field(staff, row, do, typed, field, sentence):
    answer = staff.post(at(row), sent(row, do, reason="Ill", **typed))
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert f'href="#id_{field}"' in answer.content.decode()
    assert "Save" not in said(answer)
    assert dates_of(row) == Dates(ENROLLED, GRACE, EXPIRES)


def test_a_taken_enrollment_date_is_refused_at_its_field(staff, row):
    with zeal_ignore():
        second = make.enrollment(row.contact, row.program, date(2026, 4, 5), today=date(2026, 4, 5))
    answer = staff.post(at(second), sent(second, "preview", enrolled_on=ENROLLED))
    assert answer.status_code == 422
    assert (
        "The contact has another enrollment in this program as of 1 March 2025; choose another day, or change "
        "the date of that one first." in said(answer)
    )


def test_recalculate_from_program_fills_in_what_the_periods_give(staff, row):
    with zeal_ignore():
        enrollments.change_dates(
            enrollment=row.pk, to=Dates(ENROLLED, None, LATER), reason="Ill", by=COMMAND_LINE, at=NOW
        )
    row.refresh_from_db()
    answer = staff.get(at(row), {"recalculate": "1"})
    words = said(answer)
    assert "Grace period begins – 2 Mar 2026 Expiration date 30 Jun 2026 31 Mar 2026" in words
    assert (
        "It becomes Grace period. The Completion deadline shown becomes 31 March 2026 instead of 30 June 2026." in words
    )
    answer = staff.post(at(row), sent(row, "recalculate", enrolled_on=date(2025, 6, 1)))
    assert "Enrollment date 1 Mar 2025 1 Jun 2025 Grace period begins – 2 Jun 2026" in said(answer)
    assert dates_of(row) == Dates(ENROLLED, None, LATER)
    assert "The dates are changed." in said(saved(staff, row, grace_begins_on=GRACE, expires_on=EXPIRES))
    assert dates_of(row) == Dates(ENROLLED, GRACE, EXPIRES)


def test_dates_that_lie_beyond_the_calendar_are_not_recalculated(staff, row):
    answer = staff.post(at(row), sent(row, "recalculate", enrolled_on=date(2199, 12, 1)))
    assert answer.status_code == 422
    assert "lies after 2199-12-31" in said(answer)


def test_what_somebody_else_changed_meanwhile_is_told_and_kept_and_saving_again_does_both(staff, row):
    asked = sent(row, "save", enrolled_on=date(2025, 4, 1), reason="Ill")
    with zeal_ignore():
        enrollments.change_dates(
            enrollment=row.pk, to=Dates(ENROLLED, GRACE, LATER), reason="Extended", by=COMMAND_LINE, at=NOW
        )
    answer = staff.post(at(row), asked)
    assert answer.status_code == 422
    words = said(answer)
    assert "since you opened it (Expiration date: 31 March 2026 became 30 June 2026)" in words
    assert "What you typed stands below on top of it" in words
    assert (
        "Enrollment date 1 Mar 2025 1 Apr 2025 Grace period begins 2 Mar 2026 the same Expiration date 30 Jun 2026 the same"
        in words
    )
    assert dates_of(row) == Dates(ENROLLED, GRACE, LATER)
    assert "The dates are changed." in said(saved(staff, row, enrolled_on=date(2025, 4, 1)))
    assert dates_of(row) == Dates(date(2025, 4, 1), GRACE, LATER)


def test_where_both_changed_the_same_date_the_field_says_so(staff, row):
    asked = sent(row, "save", expires_on=date(2026, 5, 31), reason="Ill")
    with zeal_ignore():
        enrollments.change_dates(
            enrollment=row.pk, to=Dates(ENROLLED, GRACE, LATER), reason="Extended", by=COMMAND_LINE, at=NOW
        )
    words = said(staff.post(at(row), asked))
    assert "Changed meanwhile: it is “2026-06-30” now. Saving again puts yours in its place." in words
    assert "Expiration date 30 Jun 2026 31 May 2026" in words


def test_saving_what_they_are_already_changes_nothing(staff, row):
    answer = staff.post(at(row), sent(row, "preview"))
    assert "Nothing: these are the dates as they are." in said(answer)
    assert "Save" not in said(answer)
    assert "Nothing was changed." in said(saved(staff, row))
    assert not Event.objects.filter(kind="enrollment.dates_changed").exists()


def test_a_cancelled_enrollment_keeps_its_dates(staff, row):
    with zeal_ignore():
        enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=NOW)
    for answer in (staff.get(at(row), follow=True), saved(staff, row, expires_on=LATER)):
        assert "This enrollment was cancelled on 2 March 2026, so its dates stay; enroll the contact again." in said(
            answer
        )
    assert "Edit the dates" not in said(staff.get(at(row, "enrollment")))
    assert dates_of(row).expires_on == EXPIRES


def test_htmx_gets_the_form_alone_also_where_something_is_wrong(staff, row):
    asked = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "dating"}
    for typed in (LATER, date(2025, 1, 1)):
        answer = staff.post(at(row), sent(row, "preview", expires_on=typed), **asked)
        assert answer.status_code == 200
        assert "<html" not in answer.content.decode()


def test_an_enrollee_reads_the_dates_and_edits_none(row):
    member = signed_in(Role.NONE, row.contact)
    page = member.get(reverse("member:enrollment", args=[row.key]))
    assert "Expiration date 31 Mar 2026" in said(page)
    assert "Edit the dates" not in said(page)
    assert "dates" not in "".join(address for _, address in links(page))
    assert saved(member, row, expires_on=LATER).status_code == 404
    assert dates_of(row).expires_on == EXPIRES


def test_the_page_and_its_preview_take_few_queries(staff, row, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        staff.post(at(row), sent(row, "preview", expires_on=LATER))
    assert link(staff.get(at(row)), "Back to the enrollment") == at(row, "enrollment")
