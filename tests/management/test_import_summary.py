"""Are the counts of an import, and the sentences about its rows, said as promised?"""

from __future__ import annotations

import json

import pytest

from conferral.management.summary import Notes, Summary
from conferral.rules.outcomes import Kind, Outcome, refused
from conferral.rules.refusals import Refusal


def counted() -> Summary:
    summary = Summary()
    for kind in (Kind.CREATED, Kind.CREATED, Kind.UPDATED, Kind.UNCHANGED, Kind.REFUSED):
        summary.count(kind)
    return summary


def test_the_json_summary_has_the_five_promised_figures() -> None:
    assert json.loads(counted().as_json()) == {"rows": 5, "created": 2, "updated": 1, "unchanged": 1, "refused": 1}


def test_the_summary_for_people_is_one_line() -> None:
    assert str(counted()) == "5 rows: 2 created, 1 updated, 1 unchanged, 1 refused"


def test_undone_nothing_is_created_or_updated_and_the_refused_stay_refused() -> None:
    assert counted().undone().as_dict() == {"rows": 5, "created": 0, "updated": 0, "unchanged": 4, "refused": 1}


def test_the_exit_status_is_1_only_when_rows_were_refused() -> None:
    assert counted().exit_status == 1
    assert Summary(created=3, unchanged=1).exit_status == 0


def test_twenty_sentences_are_shown_and_the_rest_counted() -> None:
    notes = Notes()
    for line in range(2, 27):
        notes.add(f"line {line}", "the email is shared.")

    shown = list(notes)
    assert len(notes) == 25
    assert shown[0] == "line 2: the email is shared."
    assert shown[19] == "line 21: the email is shared."
    assert shown[20:] == ["and 5 more"]


def test_a_refused_outcome_has_a_reason_and_no_other_has() -> None:
    why = Refusal("cell_missing", "It is blank.")

    assert refused(why, "look here") == Outcome(Kind.REFUSED, why, ("look here",))
    with pytest.raises(ValueError, match="contradicts"):
        Outcome(Kind.REFUSED)
    with pytest.raises(ValueError, match="contradicts"):
        Outcome(Kind.CREATED, why)
