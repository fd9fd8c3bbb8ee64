"""Can staff write down what must come out, see whether it does, and mend it?"""

from __future__ import annotations

import json

from playwright.sync_api import expect

from conferral.actions import programs
from conferral.models import Program
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.browser.hands import in_every_way, staff

EXAMPLES = "/staff/certification/programs/EMT/examples/"
FAILS = {"name": "Passed", "enrolled_on": "2025-03-01", "on": "2026-03-02", "expect": {"status": "earned"}}
PASSED = {
    "name": "Passed",
    "enrolled_on": "2025-03-01",
    "completions": [{"requirement": "EXAM", "completed_on": "2025-06-01"}],
    "on": "2026-03-02",
    "expect": {"status": "earned"},
}


def stored() -> list[object]:
    return Program.objects.get(code="EMT").examples


@in_every_way
def test_examples_are_written_refused_mended_and_removed(page, signed_in, way):
    """To define programs: examples of who passes and who does not."""
    make.program("EMT", make.definition(name="Emergency care"))
    hands = staff(page, signed_in, way)
    hands.goto(EXAMPLES)
    hands.arrives("Emergency care")
    hands.reads("No example yet.")
    hands.press(hands.link("Add an example"))
    field = hands.field("Example")
    expect(field).to_have_value(json.dumps(json.loads(field.input_value()), indent=2))
    hands.write(field, json.dumps(FAILS))
    hands.press(hands.button("Save"))
    hands.reads("“Passed” does not come out as it says. Status: Earned is expected, Grace period comes out")
    expect(hands.field("Example")).to_have_value(json.dumps(FAILS))
    hands.write(hands.field("Example"), '{"name": "Passed", "on": "now"}')
    hands.press(hands.button("Save"))
    hands.reads("example.on: “now” is not a date written as YYYY-MM-DD", "example.expect: the key is missing")
    assert stored() == []
    hands.write(hands.field("Example"), json.dumps(PASSED))
    hands.press(hands.button("Save"))
    hands.reads("The example “Passed” is kept.", "Exam (EXAM) on 1 June 2025.", "Version 1 (in force) gives it.")
    assert stored() == [PASSED]
    hands.press(hands.link("Edit Passed"))
    hands.write(hands.field("Example"), json.dumps({**PASSED, "name": "Passed in June"}))
    hands.press(hands.button("Save"))
    hands.reads("The example “Passed in June” is kept.")
    hands.press(hands.button("Remove Passed in June"))
    hands.reads("The example “Passed in June” is removed.", "No example yet.")
    assert stored() == []


def test_what_a_draft_would_change_stands_beside_what_is_in_force(page, signed_in):
    made = make.program("EMT", make.definition(name="Emergency care"), examples=[PASSED])
    programs.save_draft(
        program=made,
        definition=make.definition(requires_approval=True),
        by=COMMAND_LINE,
        at=make.noon(make.date(2026, 1, 1)),
    )
    hands = staff(page, signed_in)
    hands.goto(EXAMPLES)
    hands.reads(
        "Version 1 (in force) gives it.",
        "The draft does not give it",
        "Earned is expected, Awaiting approval comes out",
    )


def test_a_program_is_taken_along_as_a_file(page, signed_in):
    make.program("EMT", make.definition(name="Emergency care"), examples=[PASSED])
    hands = staff(page, signed_in)
    hands.goto(EXAMPLES)
    with hands.page.expect_download() as taken:
        hands.press(hands.link("As a file"))
    assert taken.value.suggested_filename == "EMT.json"
    (written,) = json.loads(taken.value.path().read_text(encoding="utf-8"))["programs"]
    assert (written["code"], written["examples"]) == ("EMT", [PASSED])
