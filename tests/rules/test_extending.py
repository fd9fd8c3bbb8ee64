"""May an expiration date be extended, to which day, and where does the enrollment stand then?"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.rules.extending import Extension, extension_of, may_extend
from conferral.rules.permits import may_change_dates
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status, standing
from conferral.rules.terms import Dates, Period, Unit
from tests.rules.cast import EVERYBODY, STAFF, STANDING_TODAY, TODAY, TOMORROW, code, day, enrollment

MONTH = Extension(by=Period(1, Unit.MONTHS))


def extended(facts: Facts, extension: Extension) -> str:
    """Return the expiration date after it, or the code of the refusal."""
    found = may_extend(STAFF, facts=facts, extension=extension, on=TODAY)
    return code(found) if isinstance(found, Refusal) else found.expires_on.isoformat()


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        (Extension(to=day("2026-06-30")), "2026-06-30"),
        (Extension(to=day("2026-04-01")), "2026-04-01"),
        (Extension(to=day("2026-03-31")), "not_later"),
        (Extension(to=day("2025-12-31")), "not_later"),
        (Extension(to=date(2200, 1, 1)), "date_out_of_range"),
        (MONTH, "2026-04-30"),
        (Extension(by=Period(2, Unit.WEEKS)), "2026-04-14"),
        (Extension(by=Period(173, Unit.YEARS)), "2199-03-31"),
        (Extension(by=Period(174, Unit.YEARS)), "date_out_of_range"),
        (Extension(), "not_later"),
    ],
)
def test_it_is_extended_to_a_day_or_by_a_period_that_counts_from_its_own_date(extension, expected) -> None:
    assert extended(enrollment(), extension) == expected


def test_only_the_expiration_date_moves() -> None:
    found = may_extend(STAFF, facts=enrollment(), extension=MONTH, on=TODAY)
    assert found == Dates(day("2025-03-01"), day("2026-03-02"), day("2026-04-30"))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.ENROLLED, "2026-04-30"),
        (Status.GRACE, "2025-07-30"),
        (Status.EXPIRED, "2025-06-30"),
        (Status.AWAITING_APPROVAL, "2026-04-30"),
        (Status.EARNED, "already_earned"),
        (Status.CANCELLED, "enrollment_cancelled"),
    ],
)
def test_what_is_over_for_good_is_not_extended(status, expected) -> None:
    assert extended(STANDING_TODAY[status], MONTH) == expected


def test_a_replaced_enrollment_cannot_be_extended_whatever_its_status() -> None:
    for on in (TODAY, TOMORROW):
        assert extended(enrollment(replaced_on=on), MONTH) == "enrollment_replaced"


def test_what_will_be_earned_or_cancelled_later_can_be_extended_today() -> None:
    assert extended(enrollment(requirements_met_on=TOMORROW, earned_on=TOMORROW), MONTH) == "2026-04-30"
    assert extended(enrollment(cancelled_on=TOMORROW), MONTH) == "2026-04-30"


def test_an_expired_one_becomes_grace_period_again_once_its_grace_began() -> None:
    facts = enrollment(grace_begins_on=day("2025-05-01"), expires_on=day("2025-06-10"))
    found = may_extend(STAFF, facts=facts, extension=MONTH, on=TODAY)
    assert isinstance(found, Dates)
    after = enrollment(grace_begins_on=found.grace_begins_on, expires_on=found.expires_on)
    assert [standing(one, TODAY).status for one in (facts, after)] == [Status.EXPIRED, Status.GRACE]


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.name)
def test_whoever_may_change_the_date_alone_may_extend_it(actor) -> None:
    to = Dates(day("2025-03-01"), day("2026-03-02"), day("2026-04-30"))
    alone = may_change_dates(actor, facts=enrollment(), to=to, reason="Ill.", on=TODAY)
    found = may_extend(actor, facts=enrollment(), extension=MONTH, on=TODAY)
    assert found == (to if alone is None else alone)


@pytest.mark.parametrize("extension", [MONTH, Extension(to=day("2026-06-30"))])
def test_an_extension_is_kept_as_plain_values(extension) -> None:
    assert extension_of(extension.named()) == extension
