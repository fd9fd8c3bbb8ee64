"""What becomes of each contact when several are enrolled at once, and who may enroll whom?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import enrollments
from conferral.actions.ledger import recount
from conferral.models import Contact, Enrollment, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.actions.register import logged, refused, untouched

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
NOBODY = 987_654_321


def people(many: int) -> list[int]:
    made = [Contact(member_number=f"B-{number}", last_name=f"Bulk {number}") for number in range(many)]
    return [contact.pk for contact in Contact.objects.bulk_create(made)]


def enroll(contacts, program, on, at, by=COMMAND_LINE) -> list[enrollments.Outcome]:
    return enrollments.enroll_many(contacts=contacts, program=program, enrolled_on=on, by=by, at=at)


def said(outcomes) -> list[tuple[int, str]]:
    return [(one.contact, one.refusal.code if one.refusal else "enrolled") for one in outcomes]


def test_the_dates_follow_from_the_periods_of_the_version(now) -> None:
    program = make.program()
    (outcome,) = enroll([make.contact().pk], program, date(2025, 3, 1), now)
    row = Enrollment.objects.get(pk=outcome.enrollment.pk)
    assert (row.enrolled_on, row.grace_begins_on, row.expires_on) == (
        date(2025, 3, 1),
        date(2026, 3, 2),
        date(2026, 3, 31),
    )
    assert (row.registered_on, row.registered_at, row.begins_on) == (date(2026, 3, 2), now, date(2025, 3, 1))
    assert (row.version, row.revision) == (program.current_version(), 1)
    assert (row.replaced_on, row.cancelled_on, row.started_on, row.requirements_met_on, row.earned_on) == (None,) * 5


def test_without_a_grace_period_it_expires_with_the_deadline(now) -> None:
    program = make.program(None, make.definition(terms=Terms(Period(1, Unit.MONTHS))))
    row = enroll([make.contact().pk], program, date(2026, 1, 31), now)[0].enrollment
    assert (row.grace_begins_on, row.expires_on) == (None, date(2026, 2, 28))


def test_one_outcome_each_in_the_order_asked_and_one_refusal_does_not_stop_the_others(today, now) -> None:
    program, anna = make.program(), make.contact(first_name="Anna", last_name="Albrecht")
    make.enrollment(anna, program, today - ONE_DAY)
    first, second = make.contact(), make.contact()
    asked = [second.pk, NOBODY, anna.pk, first.pk, second.pk]
    outcomes = enroll(asked, program, today, now)
    assert said(outcomes) == [
        (second.pk, "enrolled"),
        (NOBODY, "contact_unknown"),
        (anna.pk, "already_enrolled"),
        (first.pk, "enrolled"),
        (second.pk, "enrolled"),
    ]
    assert outcomes[0].enrollment == outcomes[4].enrollment
    assert "Anna Albrecht" in outcomes[2].refusal.message
    assert Enrollment.objects.filter(program=program).count() == 3


def test_asking_for_nobody_enrolls_nobody(today, now) -> None:
    program = make.program()
    with untouched():
        assert enroll([], program, today, now) == []


def test_when_everybody_is_refused_nothing_is_written(today, now) -> None:
    program, ada = make.program(), make.contact()
    make.enrollment(ada, program, today)
    with untouched():
        assert said(enroll([ada.pk, NOBODY], program, today, now)) == [
            (ada.pk, "already_enrolled"),
            (NOBODY, "contact_unknown"),
        ]


def test_enrolling_one_raises_its_refusal(today, now) -> None:
    program, ada = make.program(), make.contact()
    row = enrollments.enroll(contact=ada.pk, program=program, enrolled_on=today, by=COMMAND_LINE, at=now)
    assert row.contact == ada
    with refused("already_enrolled"):
        enrollments.enroll(contact=ada.pk, program=program, enrolled_on=today, by=COMMAND_LINE, at=now)


def test_a_version_published_after_one_looked_enrolls_nobody_and_the_one_looked_at_does(today, now) -> None:
    program, ada = make.program(), make.contact()
    make.publish(program, make.definition(name="Anew"))
    asked = {"contact": ada.pk, "program": program, "enrolled_on": today, "by": COMMAND_LINE, "at": now}
    with refused("version_changed"):
        enrollments.enroll(**asked, version=1)
    batch = uuid4()
    first, second = (enrollments.enroll(**asked, version=2, batch=batch) for _ in range(2))
    assert first.pk == second.pk


def test_every_enrollment_of_a_batch_is_logged_with_it(today, now) -> None:
    program, staff = make.program(), make.actor(Role.STAFF)
    two, three = people(2), [make.contact().pk for _ in range(3)]
    with logged() as entries:
        rows = [one.enrollment for one in enroll([*two, NOBODY], program, today, now, by=staff)[:2]]
    assert [(entry.kind, entry.contact_id, entry.enrollment_id, entry.program_id) for entry in entries] == [
        ("enrollment.enrolled", row.contact_id, row.pk, program.pk) for row in rows
    ]
    assert {(entry.actor, entry.account_id, entry.at) for entry in entries} == {(staff.name, staff.account, now)}
    assert entries[0].after == {
        "version": 1,
        "enrolled_on": "2026-03-02",
        "grace_begins_on": "2027-03-03",
        "expires_on": "2027-04-01",
    }
    assert entries[0].before == {}
    with logged() as later:
        enroll(three, program, today, now)
    batches = {entry.batch for entry in entries}, {entry.batch for entry in later}
    assert [len(batch) for batch in batches] == [1, 1]
    assert batches[0] != batches[1]
    assert None not in batches[0] | batches[1]


@pytest.mark.parametrize("requires", [False, True])
def test_two_hundred_take_as_many_queries_as_five(requires, today, now) -> None:
    first_aid = make.program("FIRST-AID", make.definition(designation="FA"))
    defined = make.definition(prerequisites=("FIRST-AID",) if requires else ())
    program = make.program(None, defined)
    everybody = people(205)
    if requires:
        earned_by(everybody, first_aid, today)
    counted = []
    for contacts in (everybody[:5], everybody[5:]):
        with CaptureQueriesContext(connection) as queries:
            outcomes = enroll(contacts, program, today, now)
        assert all(one.enrollment for one in outcomes)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 25


def test_two_hundred_who_earn_at_once_take_as_many_queries_as_five(today, now) -> None:
    vacuous = make.definition(make.requirement(is_required=False), designation="FA")
    program, everybody = make.program(None, vacuous), people(205)
    counted = []
    for contacts in (everybody[:5], everybody[5:]):
        with CaptureQueriesContext(connection) as queries:
            enroll(contacts, program, today, now)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 25


def earned_by(contacts, program, on) -> None:
    """Let people have earned a program, past the actions: it is only the ground this test stands on."""
    version = program.current_version()
    Enrollment.objects.bulk_create(
        Enrollment(
            contact_id=contact, program=program, version=version, registered_at=make.noon(on), registered_on=on,
            enrolled_on=on, expires_on=on, requirements_met_on=on, earned_on=on,
        )
        for contact in contacts
    )  # fmt: skip
    recount(program=program.pk)


def test_more_than_a_chunk_is_one_batch_with_every_outcome_in_order(today, now) -> None:
    program, everybody = make.program(), people(enrollments.CHUNK + 3)
    make.enrollment(Contact.objects.get(pk=everybody[-1]), program, today)
    outcomes = enroll(list(reversed(everybody)), program, today, now)
    assert [one.contact for one in outcomes] == list(reversed(everybody))
    assert said(outcomes)[0] == (everybody[-1], "already_enrolled")
    assert all(one.enrollment for one in outcomes[1:])
    batches = Event.objects.filter(kind="enrollment.enrolled").values_list("batch", flat=True)
    assert len(set(batches)) == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NONE])
def test_every_level_of_staff_enrolls_anybody_for_any_day(role, today, now) -> None:
    program, by = make.program(), make.actor(role)
    for on in (today - 400 * ONE_DAY, today, today + 400 * ONE_DAY):
        assert enroll([make.contact().pk], program, on, now, by=by)[0].enrollment.enrolled_on == on


def test_a_member_enrolls_only_themself_only_today_and_only_where_units_are_given(today, now) -> None:
    public = make.program(None, make.definition(unit_type="CE hours"))
    ada, grace = make.contact(), make.contact()
    herself = make.actor(Role.NONE, ada)
    assert said(enroll([grace.pk], public, today, now, by=herself)) == [(grace.pk, "not_yours")]
    assert said(enroll([ada.pk], make.program(), today, now, by=herself)) == [(ada.pk, "program_not_public")]
    for on in (today - ONE_DAY, today + ONE_DAY):
        assert said(enroll([ada.pk], public, on, now, by=herself)) == [(ada.pk, "only_today")]
    assert said(enroll([ada.pk], public, today, now, by=herself)) == [(ada.pk, "enrolled")]


def test_somebody_signed_in_without_a_contact_enrolls_nobody(today, now) -> None:
    public = make.program(None, make.definition(unit_type="CE hours"))
    assert said(enroll([make.contact().pk], public, today, now, by=make.actor(Role.NONE)))[0][1] == "not_yours"


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(1899, 12, 31), "date_out_of_range"),
        (date(1900, 1, 1), "enrolled"),
        (date(2198, 12, 1), "enrolled"),
        (date(2198, 12, 2), "date_out_of_range"),
        (date(2200, 1, 1), "date_out_of_range"),
    ],
)
def test_every_date_lies_in_the_calendar_the_computed_ones_too(on, code, now) -> None:
    (outcome,) = enroll([make.contact(first_name="Grace").pk], make.program(), on, now)
    assert said([outcome])[0][1] == code
    if outcome.refusal and on.year < 2200 and on.year > 1900:
        assert "Grace Lovelace" in outcome.refusal.message
