"""Does the tab Examples show what must come out and what does, and keep what is written there?"""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from zeal import zeal_ignore

from conferral.actions import programs
from conferral.models import Event, Program
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.sample_programs import example
from tests.web.signed_in import link, said

pytestmark = pytest.mark.django_db

AT = make.noon(date(2026, 1, 5))
PAGE = "/staff/certification/programs/P/examples/"
IN_TIME = example(
    name="In time",
    completions=[{"requirement": "EXAM", "completed_on": "2025-06-01"}],
    on="2026-03-02",
    expect={"status": "earned", "complete": 1, "missing": 0},
)
LATE = example(name="Nothing done", on="2026-03-02", expect={"status": "grace"})


@zeal_ignore()
def keep(*examples: object) -> Program:
    program = Program.objects.get(code="P")
    policies = replace(programs.policies_of(program), examples=list(examples))
    return programs.set_policies(program=program, policies=policies, by=COMMAND_LINE, at=AT)


@pytest.fixture
def program(db) -> Program:
    make.program("P", make.definition(make.requirement(title="Final exam")))
    return keep(IN_TIME, LATE)


@zeal_ignore()
def draft(program: Program) -> None:
    changed = make.definition(make.requirement(title="Final exam"), requires_approval=True)
    programs.save_draft(program=program, definition=changed, by=COMMAND_LINE, at=AT)


def form(text: object, revision: int, was: str = "") -> dict[str, object]:
    return {"example": text if isinstance(text, str) else json.dumps(text), "revision": revision, "was": was}


def typed(answer) -> str:
    """Return what stands in the one big field."""
    (found,) = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.content.decode(), re.DOTALL)
    return html.unescape(found)


def stored() -> list[object]:
    return Program.objects.get(code="P").examples


# What is shown


def test_each_example_stands_there_in_words_with_what_the_version_in_force_makes_of_it(staff, program):
    words = said(staff.get(PAGE))

    assert "In time" in words
    assert "Enrolled on 1 March 2025. Final exam (EXAM) on 1 June 2025." in words
    assert "Must come out on 2 Mar 2026 Earned 1 requirement complete nothing missing" in words
    assert words.count("Version 1 (in force) gives it.") == 2
    assert "does not give it" not in words


def test_what_the_draft_does_not_give_is_said_with_what_it_gives(staff, program):
    draft(program)

    words = said(staff.get(PAGE))

    assert words.count("Version 1 (in force) gives it.") == 2
    assert words.count("The draft gives it.") == 1
    assert (
        "The draft does not give it: Status: Earned is expected, Awaiting approval comes out (Awaiting approval"
        in words
    )


def test_without_a_version_there_is_nothing_to_judge_by(staff):
    programs.define(code="P", policies=programs.Policies(examples=[LATE]), by=COMMAND_LINE, at=AT)
    assert "There is no version yet to judge them by." in said(staff.get(PAGE))
    assert staff.get(f"{PAGE}new/").status_code == 200


def test_without_an_example_the_page_says_what_one_is_good_for(staff):
    make.program("P")
    answer = staff.get(PAGE)
    assert "No example yet." in said(answer)
    assert link(answer, "Add an example") == f"{PAGE}new/"


def test_what_was_stored_before_examples_had_a_shape_is_shown_and_can_be_written_anew_or_removed(staff, program):
    Program.objects.filter(code="P").update(examples=[{"a": 1}, LATE])
    words = said(staff.get(PAGE))
    assert "cannot be judged" in words
    assert "example.a: the key “a” is unknown here" in words
    opened = staff.get(f"{PAGE}1/")
    assert json.loads(typed(opened)) == {"a": 1}
    was = json.dumps({"a": 1})
    assert staff.post(f"{PAGE}1/", form(IN_TIME, program.revision, was)).status_code == 302
    assert stored() == [IN_TIME, LATE]


@pytest.mark.parametrize("count", [2, 20])
def test_the_number_of_queries_does_not_grow_with_the_examples(staff, program, count, django_assert_num_queries):
    keep(*(replace_name(LATE, f"No {number}") for number in range(count)))
    draft(program)
    staff.get(PAGE)
    with django_assert_num_queries(16):
        staff.get(PAGE)


def replace_name(one: dict, name: str) -> dict:
    return {**one, "name": name}


# What is written


def test_a_new_example_begins_with_one_that_the_program_gives(staff, program):
    opened = staff.get(f"{PAGE}new/")
    begun = json.loads(typed(opened))
    assert begun["completions"] == [{"requirement": "EXAM", "completed_on": "2025-03-01"}]
    assert staff.post(f"{PAGE}new/", form(begun, program.revision)).status_code == 302
    assert "EXAM (Final exam)" in said(opened)


def test_an_example_is_added_at_the_end_and_logged(staff, program):
    third = example(name="Third")
    answer = staff.post(f"{PAGE}new/", form(third, program.revision))
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert stored() == [IN_TIME, LATE, third]
    entry = Event.objects.latest("pk")
    assert (entry.kind, entry.after["examples"][2]["name"]) == ("program.policies_changed", "Third")
    assert entry.account_id == staff.account.pk
    assert "The example “Third” is kept." in said(staff.get(PAGE))


def test_an_example_is_changed_where_it_stands(staff, program):
    opened = staff.get(f"{PAGE}1/")
    assert json.loads(typed(opened)) == IN_TIME
    was = json.dumps(IN_TIME, sort_keys=True, ensure_ascii=False)
    changed = {**IN_TIME, "name": "In good time"}
    assert staff.post(f"{PAGE}1/", form(changed, program.revision, was)).status_code == 302
    assert [one["name"] for one in stored()] == ["In good time", "Nothing done"]


def test_an_example_is_removed(staff, program):
    answer = staff.post(f"{PAGE}1/removal/", {"revision": program.revision})
    assert answer["Location"] == PAGE
    assert stored() == [LATE]
    assert "The example “In time” is removed." in said(staff.get(PAGE))


@pytest.mark.parametrize("revision", ["", "0", "-1", "x", "9" * 500, "1"])
def test_a_removal_of_what_was_not_looked_at_is_refused(staff, program, revision):
    answer = staff.post(f"{PAGE}1/removal/", {"revision": revision}, HTTP_REFERER=f"http://testserver{PAGE}")
    assert answer.status_code == 302
    assert stored() == [IN_TIME, LATE]
    assert "changed" in said(staff.get(PAGE))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", ["This field is required."]),
        ("{", ["Line 1, column 2: this is not JSON"]),
        ('{"name": "A",}', ["comma too many"]),
        ("[" * 100_000, ["Its brackets are nested too deep."]),
        ("[]", ["example: an object like {...} is expected here, not a list."]),
        ({"name": "A"}, ["example.enrolled_on: the key is missing", "example.on: ", "example.expect: "]),
        (example(expect={"state": "earned"}), ["example.expect.state: the key “state” is unknown here. Did you mean “status”?"]),
        (example(on="2025-02-29"), ["example.on: 2025-02-29 is not a day of the calendar."]),
        (example(name="In time"), ["examples[2].name: examples[0] has that name too."]),
        (
            example(expect={"complete": 1}),
            [
                "examples[2]: the example “Not begun” does not come out as it says. Requirements complete: 1 is expected, 0 comes out."
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_no_example_comes_back_as_it_was_typed_with_what_is_wrong(staff, program, text, sentences):
    answer = staff.post(f"{PAGE}new/", form(text, program.revision))
    assert answer.status_code == 422
    words = said(answer)
    assert [sentence for sentence in sentences if sentence not in words] == []
    assert typed(answer) == (json.dumps(text) if isinstance(text, dict) else text)
    assert stored() == [IN_TIME, LATE]


def test_who_comes_second_loses_nothing_and_neither_does_who_was_first(staff, program):
    theirs, mine = example(name="Theirs"), example(name="Mine")
    keep(IN_TIME, LATE, theirs)

    answer = staff.post(f"{PAGE}new/", form(mine, program.revision))

    assert answer.status_code == 422
    assert "changed by command-line" in said(answer)
    assert json.loads(typed(answer)) == mine
    newest = Program.objects.get(code="P").revision
    assert f'name="revision" value="{newest}"' in answer.content.decode()
    assert staff.post(f"{PAGE}new/", form(mine, newest)).status_code == 302
    assert stored() == [IN_TIME, LATE, theirs, mine]


def test_one_that_somebody_took_away_meanwhile_is_added_again_when_it_is_saved_all_the_same(staff, program):
    was = json.dumps(IN_TIME, sort_keys=True, ensure_ascii=False)
    keep(LATE)
    newest = Program.objects.get(code="P").revision
    assert staff.post(f"{PAGE}1/", form(IN_TIME, newest, was)).status_code == 302
    assert stored() == [LATE, IN_TIME]


@pytest.mark.parametrize("address", ["0/", "3/", f"{10**30}/", "3/removal/", "x/"])
def test_an_example_that_is_not_there_is_not_there(staff, program, address):
    ask = staff.post if "removal" in address else staff.get
    assert ask(f"{PAGE}{address}", {"revision": 1}).status_code == 404


def test_a_program_that_is_not_there_has_no_examples(staff):
    for address in ("", "new/", "1/"):
        assert staff.get(f"{PAGE}{address}").status_code == 404


ODD = [
    "null", "0", "1e999999999", "NaN", "[" * 5000, '{"a": ' * 5000, '"\\ud800"', '{"name": "\\u0000"}', "9" * 5000, "{}",
    '{"name": "A", "enrolled_on": "2025-03-01", "on": "2025-03-01", "expect": {"units": 1e400}}',
    '{"name": "A", "enrolled_on": "2025-03-01", "on": "2025-03-01", "expect": {"requirements": {"\\ud800": "complete"}}}',
    '{"name": "A", "enrolled_on": "2199-12-31", "on": "2199-12-31", "expect": {"status": "expired"}}',
    '{"name": "A", "enrolled_on": "1900-01-01", "on": "1900-01-01", "expect": {"status": "expired"}}',
    "\0", "\u202e", "{" + "x" * 199_000, "x" * 200_001,
]  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("revision", ["right", "9" * 400])
def test_whatever_is_written_there_is_refused_and_nothing_breaks(staff, program, text, revision):
    sent = form(text, program.revision if revision == "right" else revision)  # type: ignore[arg-type]
    for address in ("new/", "1/", "7/"):
        assert staff.post(f"{PAGE}{address}", {**sent, "was": text}).status_code == 422
    assert stored() == [IN_TIME, LATE]


# As a file


def test_a_program_is_handed_out_as_the_file_that_an_import_reads(staff, program):
    draft(program)
    answer = staff.get("/staff/certification/programs/P/file/")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="P.json"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    (written,) = json.loads(answer.content)["programs"]
    assert (written["code"], len(written["versions"]), written["examples"]) == ("P", 1, [IN_TIME, LATE])


@pytest.mark.parametrize(
    ("code", "address", "name"),
    [("A/b c", "A~sb c", 'filename="A-b-c.json"'), ("..", "~d.", 'filename="program.json"'), ('Ü"1', 'Ü"1', "filename*=utf-8''%C3%9C-1.json")],
)  # fmt: skip
def test_a_file_is_called_by_the_code_of_the_program(staff, code, address, name):
    make.program(code)
    answer = staff.get(f"/staff/certification/programs/{address}/file/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f"attachment; {name}"


def test_a_program_that_is_not_there_is_no_file(staff):
    assert staff.get("/staff/certification/programs/X/file/").status_code == 404


def test_the_editor_leads_to_the_file_and_to_the_public_page_where_there_is_one(staff, program):
    answer = staff.get(PAGE)
    assert link(answer, "As a file") == "/staff/certification/programs/P/file/"
    assert "Public page" not in said(answer)
    make.publish(program, make.definition(make.requirement(title="Final exam"), unit_type="CE hours"))
    assert link(staff.get(PAGE), "Public page") == "/programs/P/"
