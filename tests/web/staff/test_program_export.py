"""Is what is exported exactly what the list shows, with its columns, and is it known who took it along?"""

from __future__ import annotations

import csv
import io
from datetime import date
from tracemalloc import get_traced_memory, reset_peak, start, stop

import pytest
from python_calamine import CalamineWorkbook

from benchmarks.filled import filled
from conferral.models import Enrollment, Event
from conferral.rules.exporting import AT_ONCE
from tests import make
from tests.conftest import TODAY
from tests.web.staff.crowd import crowd

pytestmark = pytest.mark.django_db
PAGE = "/staff/certification/enrollments/programs/EMT-R/"
EXPORT = f"{PAGE}export/"


def table(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"), newline="")))


def test_the_list_as_filtered_is_handed_out_by_name_with_the_usual_columns(staff):
    crowd()
    answer = staff.post(EXPORT, {"tracker": "enrolled", "format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="EMT-R enrollees 2026-03-02.csv"'
    assert table(answer) == [
        ["First name", "Last name", "Member number", "Status", "Enrollment date", "Completion deadline",
         "Requirements complete", "Requirements in all", "Units", "Units required", "Version"],
        ["Dmitri", "Ångström", "EMT-4", "Enrolled", "2025-11-01", "2026-11-01", "1", "2", "20", "20", "1"],
        ["Fatoumata", "Keïta", "EMT-6", "Awaiting approval", "2025-12-01", "2026-12-01", "2", "2", "20", "20", "1"],
        ["Bao", "Trần", "EMT-2", "Enrolled", "2025-10-01", "2026-10-01", "0", "2", "0", "20", "1"],
    ]  # fmt: skip


def test_a_search_a_day_and_the_columns_chosen_hold_for_the_file_too(staff):
    crowd()
    asked = {"q": "bao", "on": "2025-12-20", "column": ["name", "email", "grace_begins", "expires"]}
    answer = staff.post(EXPORT, asked)
    assert "2025-12-20.csv" in answer["Content-Disposition"]
    assert table(answer) == [
        ["First name", "Last name", "Email", "Grace period begins", "Expiration date"],
        ["Bao", "Trần", "bao@example.org", "2026-10-02", "2026-10-31"],
    ]


def test_what_is_ticked_alone_is_handed_out(staff):
    crowd()
    one = Enrollment.objects.get(contact__first_name="Esperanza")
    rows = table(staff.post(EXPORT, {"pick": f"{one.key.hex}.1", "q": "bao", "column": ["name", "deadline"]}))
    assert rows[1:] == [["Esperanza", "Ruiz", "2025-07-01"]]
    rows = table(staff.post(EXPORT, {"pick": f"{one.key.hex}.1", "all": "1", "q": "bao", "column": "name"}))
    assert rows[1:] == [["Bao", "Trần"]]


def test_as_xlsx_it_has_days_as_days(staff):
    crowd()
    answer = staff.post(EXPORT, {"q": "bao", "format": "xlsx", "column": ["name", "status", "expires"]})
    assert answer["Content-Disposition"].endswith('.xlsx"')
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))
    assert book.get_sheet_by_index(0).to_python()[1] == ["Bao", "Trần", "Enrolled", date(2026, 10, 31)]


def test_a_name_that_is_a_formula_is_a_name(staff):
    program = crowd()
    make.enrollment(make.contact("F-1", '=HYPERLINK("http://x.example","a")', "+1"), program, date(2026, 1, 5))
    rows = table(staff.post(EXPORT, {"q": "F-1", "column": "name"}))
    assert rows[1] == ['\'=HYPERLINK("http://x.example","a")', "'+1"]


def test_the_log_says_who_took_how_many_along_and_nothing_of_what_was_searched_for(staff):
    crowd()
    table(staff.post(EXPORT, {"q": "bao", "column": ["name", "email"]}))
    assert (staff.get(EXPORT).status_code, staff.head(EXPORT).status_code) == (405, 405)
    entry = Event.objects.get(kind="list.exported")
    assert entry.account_id == staff.account.pk
    columns = ["First name", "Last name", "Email"]
    assert entry.after == {"list": "enrollees", "count": 1, "columns": columns, "form": "csv"}


def test_five_thousand_rows_are_streamed_in_constant_memory_and_few_queries(staff, django_assert_max_num_queries):
    filled(enrollees=AT_ONCE, code="BIG", on=TODAY)
    start()
    try:
        with django_assert_max_num_queries(12):
            answer = staff.post(
                "/staff/certification/enrollments/programs/BIG/export/",
                {"column": ["name", "email", "status", "expires"]},
            )
            reset_peak()
            before = get_traced_memory()[0]
            lines = sum(part.count(b"\r\n") for part in answer)
            assert get_traced_memory()[1] - before < 4 * 2**20
    finally:
        stop()
    assert (
        lines
        == AT_ONCE
        + 1
        - Enrollment.objects.filter(program__code="BIG")
        .exclude(pk__in=Enrollment.objects.filter(program__code="BIG").current(on=TODAY))
        .count()
    )
