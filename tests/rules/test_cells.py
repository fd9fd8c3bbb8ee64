"""Are the cells of an imported row read into days and keys as they should be?"""

from __future__ import annotations

from datetime import date

from conferral.rules import cells
from conferral.rules.refusals import Refusal

ROW = {"number": "M-1", "on": "2025-03-01", "until": "", "bad": "31/06/2012"}


def test_the_first_blank_column_is_refused_by_name() -> None:
    assert cells.first_blank(ROW, ("number", "on")) is None
    assert cells.first_blank(ROW, ()) is None
    assert cells.first_blank({"a": "", "b": ""}, ("b", "a")) == Refusal(
        "b_missing", "b: it is blank; every row needs one."
    )


def test_days_are_read_and_blank_is_none() -> None:
    assert cells.days_in(ROW, ("on", "until")) == {"on": date(2025, 3, 1), "until": None}


def test_the_first_day_that_is_none_is_refused_by_name() -> None:
    found = cells.days_in({**ROW, "worse": "never"}, ("on", "bad", "worse"))

    assert isinstance(found, Refusal)
    assert (found.code, found.message.split(" is ")[0]) == ("date_not_iso", "bad: “31/06/2012”")


def test_a_key_is_its_cells_unless_one_is_blank_or_a_day_that_is_none() -> None:
    assert cells.key_of(ROW, ("on", "number"), ("on",)) == ("2025-03-01", "M-1")
    assert cells.key_of(ROW, ("number", "until"), ()) is None
    assert cells.key_of(ROW, ("number", "bad"), ("bad",)) is None
    assert cells.key_of(ROW, ("number", "bad"), ()) == ("M-1", "31/06/2012")


def test_a_rules_sentence_gets_the_name_of_the_column() -> None:
    assert cells.in_column("expires_on", Refusal("late", "It is late.")) == Refusal("late", "expires_on: It is late.")


def test_what_is_unknown_is_named_and_never_a_page_long() -> None:
    assert cells.contact_unknown("M-9").code == "contact_unknown"
    assert cells.contact_unknown("M-9").message.startswith("member_number: there is no contact with the number “M-9”;")
    assert cells.program_unknown("NONE").code == "program_unknown"
    assert cells.program_unknown("NONE").message.startswith("program: there is no program with the code “NONE”;")
    assert len(cells.contact_unknown("M" * 60_000).message) < 200
