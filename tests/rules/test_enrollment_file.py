"""Is a row of an enrollments file read as docs/files.md says, and does it make what it should?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from conferral.rules import enrollment_file
from conferral.rules.enrollment_file import Content, Given, content, key_of, meant, read
from conferral.rules.refusals import Refusal
from conferral.rules.succession import Row
from conferral.rules.terms import Dates, Period, Terms, Unit
from tests.rules.cast import TODAY, TOMORROW, day

YEAR_AND_30_DAYS = Terms(Period(1, Unit.YEARS), Period(30, Unit.DAYS))
YEAR = Terms(Period(1, Unit.YEARS))
COLUMNS = (*enrollment_file.KEY, *enrollment_file.OPTIONAL)
COMPUTED = Dates(day("2025-03-01"), day("2026-03-02"), day("2026-03-31"))
ENROLLED = Content(COMPUTED, None, None)


def cells(**given: str) -> dict[str, str]:
    return {
        **dict.fromkeys(COLUMNS, ""),
        "member_number": "M-1",
        "program": "EMT-R",
        "enrolled_on": "2025-03-01",
        **given,
    }


def refusal(result: object) -> Refusal:
    assert isinstance(result, Refusal), result
    return result


def result(held: Content | None = None, *, periods=YEAR_AND_30_DAYS, registered=TODAY, **given):
    row = read(cells(**given))
    assert isinstance(row, Given), row
    return content(row, held=held, periods=periods, registered_on=registered, today=TODAY)


def test_every_cell_is_read() -> None:
    assert read(
        cells(
            version="2",
            grace_begins_on="2026-01-01",
            expires_on="2026-02-01",
            approved_on="2025-05-01",
            cancelled_on="2025-06-01",
        )
    ) == Given(
        member_number="M-1",
        program="EMT-R",
        enrolled_on=day("2025-03-01"),
        version=2,
        grace_begins_on=day("2026-01-01"),
        expires_on=day("2026-02-01"),
        approved_on=day("2025-05-01"),
        cancelled_on=day("2025-06-01"),
    )


def test_blank_cells_say_nothing() -> None:
    assert read(cells()) == Given(member_number="M-1", program="EMT-R", enrolled_on=day("2025-03-01"))


@pytest.mark.parametrize("column", enrollment_file.KEY)
def test_a_row_needs_its_key(column: str) -> None:
    assert refusal(read(cells(**{column: ""}))).code == f"{column}_missing"
    assert refusal(read(cells(**{column: ""}))).message == f"{column}: it is blank; every row needs one."
    assert key_of(cells(**{column: ""})) is None


def test_the_key_is_contact_program_and_enrollment_date() -> None:
    assert key_of(cells(version="2")) == ("M-1", "EMT-R", "2025-03-01")
    assert key_of(cells(enrolled_on="01.03.2025")) is None


@pytest.mark.parametrize("column", enrollment_file.DATES)
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/06/2012", "date_not_iso"),
        ("2025-3-1", "date_not_iso"),
        ("2025-03-01T00:00", "date_not_iso"),
        ("tomorrow", "date_not_iso"),
        ("2025-02-29", "date_impossible"),
        ("2012-06-31", "date_impossible"),
        ("0001-01-01", "date_out_of_range"),
        ("9999-12-31", "date_out_of_range"),
        ("1899-12-31", "date_out_of_range"),
        ("2200-01-01", "date_out_of_range"),
    ],
)
def test_a_date_that_is_none_is_refused_by_the_name_of_its_column(column: str, written: str, code: str) -> None:
    found = refusal(read(cells(**{column: written})))

    assert found.code == code
    assert found.message.startswith(f"{column}: ")
    assert written in found.message


@pytest.mark.parametrize("written", ["0", "-1", "1.0", "two", "01", "1 2", "²", "1234567890"])
def test_a_version_is_a_whole_number(written: str) -> None:
    found = refusal(read(cells(version=written)))

    assert found.code == "version_not_a_number"
    assert found.message.startswith(f"version: “{written}” is not the number of a version")


@pytest.mark.parametrize("written", ["1", "2", "9", "10", "123456789", "999999999"])
def test_a_version_has_up_to_nine_digits(written: str) -> None:
    row = read(cells(version=written))

    assert isinstance(row, Given), row
    assert row.version == int(written)


def test_grace_alone_is_refused_whether_the_row_is_new_or_known() -> None:
    found = refusal(read(cells(grace_begins_on="2026-03-02")))

    assert found.code == "grace_without_expiration"
    assert found.message.startswith("grace_begins_on: 2026-03-02 stands without expires_on; fill in both")


def test_absent_dates_follow_from_the_versions_periods() -> None:
    assert result() == ENROLLED
    assert result(periods=YEAR) == Content(Dates(day("2025-03-01"), None, day("2026-03-01")), None, None)


def test_an_expiration_date_alone_means_no_grace() -> None:
    assert result(expires_on="2025-09-01") == Content(Dates(day("2025-03-01"), None, day("2025-09-01")), None, None)


def test_both_dates_are_taken_as_given() -> None:
    given = result(grace_begins_on="2025-08-01", expires_on="2025-09-01")

    assert given == Content(Dates(day("2025-03-01"), day("2025-08-01"), day("2025-09-01")), None, None)


def test_dates_that_cannot_be_computed_are_refused() -> None:
    found = refusal(result(enrolled_on="2199-03-01"))

    assert found == Refusal("date_out_of_range", "enrolled_on: 2199-03-01 + 1 year lies after 2199-12-31.")


@pytest.mark.parametrize(
    ("given", "code", "column"),
    [
        ({"expires_on": "2025-02-28"}, "expires_before_enrolled", "expires_on"),
        ({"grace_begins_on": "2025-03-01", "expires_on": "2025-09-01"}, "grace_not_after_enrolled", "grace_begins_on"),
        ({"grace_begins_on": "2025-09-02", "expires_on": "2025-09-01"}, "grace_after_expires", "grace_begins_on"),
    ],
)
@pytest.mark.parametrize("held", [None, ENROLLED])
def test_dates_out_of_order_are_refused(given: dict[str, str], code: str, column: str, held: Content | None) -> None:
    found = refusal(result(held, **given))

    assert found.code == code
    assert found.message.startswith(f"{column}: ")


def test_the_very_edges_of_the_dates_are_accepted() -> None:
    assert isinstance(result(expires_on="2025-03-01"), Content)
    assert isinstance(result(grace_begins_on="2025-03-02", expires_on="2025-03-02"), Content)


def test_blank_cells_never_overwrite_and_filled_ones_do() -> None:
    held = Content(COMPUTED, day("2025-05-01"), day("2025-06-01"))

    assert result(held) == held
    assert result(held, expires_on="2026-06-30") == Content(
        Dates(day("2025-03-01"), day("2026-03-02"), day("2026-06-30")), day("2025-05-01"), day("2025-06-01")
    )
    assert result(held, grace_begins_on="2026-02-01", expires_on="2026-03-31") == Content(
        Dates(day("2025-03-01"), day("2026-02-01"), day("2026-03-31")), day("2025-05-01"), day("2025-06-01")
    )
    assert result(held, approved_on="2025-05-02") == Content(COMPUTED, day("2025-05-02"), day("2025-06-01"))
    assert result(held, cancelled_on="2025-06-02") == Content(COMPUTED, day("2025-05-01"), day("2025-06-02"))


def test_what_is_held_already_is_not_asked_again() -> None:
    far = Content(COMPUTED, TOMORROW, None)

    assert result(far, approved_on=TOMORROW.isoformat()) == far


def test_an_approval_is_kept_whether_the_version_asks_for_one_or_not() -> None:
    kept = result(approved_on="2025-05-01")

    assert isinstance(kept, Content)
    assert kept.approved_on == day("2025-05-01")


def test_an_approval_is_not_in_the_future_and_today_is_not() -> None:
    assert refusal(result(approved_on=TOMORROW.isoformat())) == Refusal(
        "approved_in_future", "approved_on: 2025-06-16 lies in the future; it has to be 2025-06-15 or earlier."
    )
    assert result(approved_on=TODAY.isoformat()) == Content(COMPUTED, TODAY, None)


def test_an_approval_may_be_older_than_the_enrollment_and_later_than_its_cancellation() -> None:
    assert result(approved_on="2025-01-01") == Content(COMPUTED, day("2025-01-01"), None)
    for approved_on in ("2025-06-01", "2025-06-02"):
        assert result(approved_on=approved_on, cancelled_on="2025-06-01") == Content(
            COMPUTED, day(approved_on), day("2025-06-01")
        )


def test_an_expiration_before_the_grace_period_that_is_kept_asks_for_both_dates() -> None:
    assert COMPUTED.grace_begins_on is not None
    before = COMPUTED.grace_begins_on.replace(day=1).isoformat()
    found = refusal(result(ENROLLED, expires_on=before))
    assert found == Refusal(
        "grace_after_expires",
        f"expires_on: {before} is before {COMPUTED.grace_begins_on}, when the grace period of this enrollment begins; "
        "give grace_begins_on too.",
    )


def test_a_cancellation_is_not_before_the_enrollment_begins() -> None:
    assert result(cancelled_on="2025-03-01") == Content(COMPUTED, None, day("2025-03-01"))
    found = refusal(result(cancelled_on="2025-02-28"))
    assert found.code == "cancelled_before_begin"
    assert found.message.startswith("cancelled_on 2025-02-28 is before the enrollment begins (2025-03-01)")


def test_an_enrollment_of_a_future_date_begins_when_it_was_registered() -> None:
    future = {"enrolled_on": "2025-12-01"}

    assert isinstance(result(**future, cancelled_on=TODAY.isoformat()), Content)
    assert refusal(result(**future, cancelled_on="2025-06-14")).code == "cancelled_before_begin"
    assert isinstance(result(**future, cancelled_on="2025-06-10", registered=day("2025-06-10")), Content)


def test_a_cancellation_may_take_effect_in_the_future() -> None:
    assert result(cancelled_on="2025-12-31") == Content(COMPUTED, None, day("2025-12-31"))


def stored(key: int, cancelled_on: date | None, registered: int = 1) -> Row:
    at = datetime(2025, 1, registered, tzinfo=UTC)
    return Row(key, day("2025-03-01"), cancelled_on, at.date(), at, key)


def test_which_stored_enrollment_of_that_date_a_row_means() -> None:
    first, last = day("2025-04-01"), day("2025-05-01")
    for rows in permutations([stored(1, first), stored(2, last, 2), stored(3, None)]):
        assert meant(rows, first).key == 1
        assert meant(rows, last).key == 2
        assert meant(rows, day("2025-06-01")).key == 3
        assert meant(rows).key == 3
    for rows in permutations([stored(1, first), stored(2, last, 2), stored(3, last)]):
        assert meant(rows).key == 2
        assert meant(rows, day("2025-06-01")).key == 2
        assert meant(rows, last).key == 2
    for rows in permutations([stored(1, first, 2), stored(2, last, 2)]):
        assert meant(rows).key == 2
    assert meant([]) is None


def test_the_log_writes_the_five_days_under_the_names_of_their_columns() -> None:
    assert Content(COMPUTED, day("2025-05-01"), day("2025-06-01")).as_dict() == {
        "enrolled_on": day("2025-03-01"),
        "grace_begins_on": day("2026-03-02"),
        "expires_on": day("2026-03-31"),
        "approved_on": day("2025-05-01"),
        "cancelled_on": day("2025-06-01"),
    }
