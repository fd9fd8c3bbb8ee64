"""Is what is shown before dates are saved what happens when they are?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from zeal import zeal_ignore

from conferral.actions import completions, enrollments
from conferral.documents.dates_preview import DatesPreview, dates_preview
from conferral.documents.verification import disagreements
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import Rejection
from conferral.rules.standing import standing
from conferral.rules.terms import Dates
from tests import make
from tests.actions.register import refused
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

ENROLLED, GRACE, EXPIRES = date(2025, 3, 1), date(2026, 3, 2), date(2026, 3, 31)
AS_IT_IS = Dates(ENROLLED, GRACE, EXPIRES)


@zeal_ignore()
def earned() -> Enrollment:
    row = make.enrollment(into=make.program())
    make.completion(row, "EXAM", date(2025, 6, 1))
    return row


@zeal_ignore()
def half_done() -> Enrollment:
    asked = make.definition(
        make.requirement("EXAM"),
        make.requirement("HOURS", units=Decimal(10), is_repeatable=True),
        units_required=Decimal(4),
    )
    row = make.enrollment(into=make.program(None, asked))
    make.completion(row, "HOURS", date(2025, 6, 1), units=Decimal(4))
    make.completion(row, "HOURS", date(2026, 3, 1), units=Decimal(4))
    return row


@zeal_ignore()
def approved() -> Enrollment:
    row = make.enrollment(into=make.program(None, make.definition(requires_approval=True)))
    make.completion(row, "EXAM", date(2025, 6, 1))
    enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(date(2025, 7, 1)))
    return row


@zeal_ignore()
def the_last_of_two() -> Enrollment:
    who, program = make.contact(), make.program()
    make.enrollment(who, program, date(2023, 1, 1))
    return make.enrollment(who, program, ENROLLED)


@zeal_ignore()
def the_first_of_two() -> Enrollment:
    row = make.enrollment(enrolled_on=ENROLLED)
    make.enrollment(row.contact, row.program, date(2026, 4, 10), today=date(2026, 4, 10))
    return row


SETTINGS = {
    "a blank one": make.enrollment,
    "an earned one": earned,
    "one half done": half_done,
    "one approved": approved,
    "the last of two": the_last_of_two,
    "the first of two": the_first_of_two,
}
CHANGES = {
    "extended": Dates(ENROLLED, GRACE, date(2026, 6, 30)),
    "shortened": Dates(ENROLLED, None, date(2025, 4, 1)),
    "grace later": Dates(ENROLLED, date(2026, 3, 10), EXPIRES),
    "no grace": Dates(ENROLLED, None, EXPIRES),
    "later": Dates(date(2025, 9, 1), GRACE, EXPIRES),
    "earlier": Dates(date(2022, 1, 1), GRACE, EXPIRES),
    "all three": Dates(date(2026, 5, 1), date(2027, 5, 2), date(2027, 5, 31)),
    "taken": Dates(date(2023, 1, 1), GRACE, EXPIRES),
    "out of order": Dates(ENROLLED, date(2026, 4, 30), EXPIRES),
    "as it is": AS_IT_IS,
}


@zeal_ignore()
def seen(row: Enrollment, to: Dates, role: Role = Role.STAFF, on: date = TODAY) -> DatesPreview:
    row = Enrollment.objects.select_related("contact", "program", "version").get(pk=row.pk)
    return dates_preview(row, to, by=make.actor(role), on=on)


@pytest.mark.parametrize("to", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("made", SETTINGS.values(), ids=SETTINGS)
@zeal_ignore()
def test_what_is_shown_is_what_happens(made, to) -> None:
    row = made()
    shown = seen(row, to)
    others = {one.pk: one.facts() for one in Enrollment.objects.exclude(pk=row.pk)}
    asked = {"enrollment": row.pk, "to": to, "reason": "Why", "by": COMMAND_LINE, "at": make.noon(TODAY)}
    if shown.refusal is not None:
        with refused(shown.refusal.code):
            enrollments.change_dates(**asked)
        return
    changed = enrollments.change_dates(**asked)
    assert shown.is_same == (to == AS_IT_IS)
    if shown.is_same:
        assert changed.dates() == AS_IT_IS
        return
    assert shown.facts == changed.facts()
    moved = [one for one in Enrollment.objects.exclude(pk=row.pk) if others[one.pk] != one.facts()]
    assert len(shown.others) == len(moved)
    told = {one.label: one.after for one in shown.effect.compared}
    assert told["Enrollment Status"] == standing(changed.facts(), TODAY).status.label


def test_an_extension_says_what_becomes_of_status_deadline_and_what_comes_next() -> None:
    row = make.enrollment()
    shown = seen(row, Dates(ENROLLED, GRACE, date(2026, 6, 30)), on=date(2026, 4, 10))
    assert shown.effect.said == (
        "It becomes Grace period. The Completion deadline shown becomes 30 June 2026 instead of 31 March 2026."
    )
    assert [(one.label, one.before, one.after) for one in shown.effect.compared] == [
        ("Enrollment date", ENROLLED, ENROLLED),
        ("Grace period begins", GRACE, GRACE),
        ("Expiration date", EXPIRES, date(2026, 6, 30)),
        ("Enrollment Status", "Expired", "Grace period"),
        ("Completion deadline", EXPIRES, date(2026, 6, 30)),
        ("Progress tracker", "Expired", "Grace period"),
        ("What comes next", "nothing", "Expired on 1 July 2026"),
    ]


def test_an_enrollment_date_after_what_was_done_moves_the_day_it_was_earned() -> None:
    shown = seen(earned(), Dates(date(2025, 9, 1), GRACE, EXPIRES))
    assert shown.effect.said == "It stays Earned."
    told = {one.label: (one.before, one.after) for one in shown.effect.compared if one.is_changed}
    assert told == {
        "Enrollment date": (ENROLLED, date(2025, 9, 1)),
        "Requirements met": (date(2025, 6, 1), date(2025, 9, 1)),
        "Earned": (date(2025, 6, 1), date(2025, 9, 1)),
    }
    assert shown.cautions == (
        (
            "1 completion would be dated before the new enrollment date 1 September 2025: Exam of 1 June 2025; "
            "what was recorded keeps counting."
        ),
    )


def test_a_shorter_time_says_what_lies_after_it_and_keeps_counting() -> None:
    shown = seen(half_done(), Dates(ENROLLED, None, date(2025, 4, 1)))
    assert shown.cautions == (
        (
            "2 completions would be dated after the new expiration date 1 April 2025: Hours of 1 June 2025, Hours of 1 March "
            "2026; what was recorded keeps counting."
        ),
    )
    assert shown.effect.said == (
        "It becomes Expired. The Completion deadline shown becomes 1 April 2025 instead of 31 March 2026."
    )


@zeal_ignore()
def test_of_many_that_lie_after_it_the_first_are_named_and_none_that_was_rejected_or_voided() -> None:
    asked = make.definition(make.requirement("HOURS", units=Decimal(90), is_repeatable=True, requires_approval=True))
    row = make.enrollment(into=make.program(None, asked))
    said = {"by": COMMAND_LINE, "at": make.noon(TODAY)}
    found = [make.completion(row, "HOURS", date(2025, month, 1), units=Decimal(1)) for month in range(4, 11)]
    completions.reject(completion=found[0].pk, form=Rejection.REJECTED, note="Unsigned.", **said)
    completions.approve(completion=found[1].pk, **said)
    completions.void(completion=found[1].pk, reason="Forged.", **said)
    assert seen(row, Dates(ENROLLED, None, date(2025, 3, 15))).cautions == (
        (
            "5 completions would be dated after the new expiration date 15 March 2025: Hours of 1 June 2025, "
            "Hours of 1 July 2025, Hours of 1 August 2025 and 2 more; what was recorded keeps counting."
        ),
    )


def test_what_was_recorded_before_the_time_was_shortened_is_decided_and_earned_all_the_same() -> None:
    row = make.enrollment(into=make.program(None, make.definition(make.requirement(requires_approval=True))))
    waiting = make.completion(row, "EXAM", date(2025, 6, 1))
    said = {"by": COMMAND_LINE, "at": make.noon(TODAY)}
    enrollments.change_dates(
        enrollment=row.pk, to=Dates(ENROLLED, None, date(2025, 4, 1)), reason="Typed wrong.", **said
    )
    completions.approve(completion=waiting.pk, **said)
    row.refresh_from_db()
    assert (row.expires_on, row.earned_on) == (date(2025, 4, 1), date(2025, 6, 1))
    assert list(disagreements()) == []


def test_the_enrollment_that_comes_before_or_after_is_told_of() -> None:
    shown = seen(the_last_of_two(), Dates(date(2022, 1, 1), GRACE, EXPIRES))
    assert shown.others == (
        "The contact’s enrollment of 1 January 2023 in this program would not be replaced any more.",
    )
    shown = seen(the_last_of_two(), Dates(date(2024, 9, 1), GRACE, EXPIRES))
    assert shown.others == (
        "The contact’s enrollment of 1 January 2023 in this program would be replaced from 1 September 2024 on.",
    )


def test_a_member_is_refused_and_a_preview_takes_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:
    row = half_done()
    assert seen(row, CHANGES["extended"], Role.NONE).refusal.code == "role_needed"
    row = Enrollment.objects.select_related("contact", "program", "version").get(pk=row.pk)
    by = make.actor()
    with django_assert_max_num_queries(6):
        dates_preview(row, CHANGES["later"], by=by, on=TODAY)
