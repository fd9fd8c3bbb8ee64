"""Is a change said in the words of the page?"""

from __future__ import annotations

import pytest

from conferral.rules.changed import in_words


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"completed_on": "2025-06-01"}, {"completed_on": "2025-05-01"}, "Date: 1 June 2025 became 1 May 2025"),
        ({"notes": ""}, {"notes": "Signed"}, "Notes: blank became “Signed”"),
        ({"units": "1.5"}, {"units": "2"}, "Units: “1.5” became “2”"),
        ({"files": []}, {"files": [{"name": "a.pdf", "sha256": "1"}]}, "Files: added “a.pdf”"),
        ({"is_active": True}, {"is_active": False}, "Active: on became off"),
        (
            {"rejection": ""},
            {"rejection": "notify", "note": "No."},
            "Rejected: blank became Notify contact; Note: blank became “No.”",
        ),
        ({"voided_on": None}, {"voided_on": "2026-03-02"}, "Voided: blank became 2 March 2026"),
        ({"somebody_on": "x"}, {"somebody_on": "2026-13-01"}, "somebody_on: “x” became “2026-13-01”"),
        ({}, {}, ""),
        ({"approved_on": None}, {"approved_on": None}, ""),
        ({}, {"notes": "", "grade": "90"}, "Grade: blank became “90”"),
        ({"notes": "Signed", "units": "1"}, {"notes": "Signed", "units": "2"}, "Units: “1” became “2”"),
    ],
)
def test_every_kind_of_value(before, after, said) -> None:
    assert in_words(before, after) == said
