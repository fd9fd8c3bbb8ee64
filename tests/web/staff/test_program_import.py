"""Do the programs of a file come in from the screen as was said, and only once?"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from zeal import zeal_ignore

from conferral.models import Event, Program, Version
from conferral.rules.actors import Role
from tests.web.signed_in import said, signed_in

pytestmark = pytest.mark.django_db
IMPORT, RUN = "/staff/imports/programs/", "/staff/imports/programs/run/"
FILE = (Path(__file__).parents[3] / "docs" / "example" / "programs.json").read_text(encoding="utf-8")
PROGRAMS = json.loads(FILE)["programs"]


@pytest.fixture(autouse=True)
def each_by_itself():
    """Each program is a transaction of its own, and asks for itself."""
    with zeal_ignore():
        yield


@pytest.fixture
def manager(db):
    """Somebody who may add the unit types and grade scales that the file names."""
    return signed_in(Role.MANAGER)


def looked(staff, contents: str | bytes):
    contents = contents if isinstance(contents, bytes) else contents.encode()
    return staff.post(IMPORT, {"file": SimpleUploadedFile("programs.json", contents)})


def carried(answer) -> str:
    """Return what the form of the look ahead sends on."""
    found = re.search(r'name="contents" value="([^"]*)"', answer.content.decode())
    assert found, said(answer)
    return html.unescape(found[1])


def counts(answer) -> list[int]:
    return [int(count) for count in re.findall(r"<dt>\w+</dt><dd>(\d+)</dd>", answer.content.decode())]


def test_the_look_ahead_says_what_would_become_of_each_and_writes_nothing(manager) -> None:
    entries = Event.objects.count()
    answer = looked(manager, "\ufeff" + FILE)
    assert counts(answer) == [len(PROGRAMS), 0, 0, 0]
    assert f"{PROGRAMS[0]['code']} Created" in said(answer)
    assert not Program.objects.exists()
    assert Event.objects.count() == entries


def test_what_was_looked_at_comes_in_and_a_second_time_changes_nothing(manager) -> None:
    contents = carried(looked(manager, FILE))
    assert counts(manager.post(RUN, {"contents": contents})) == [len(PROGRAMS), 0, 0, 0]
    assert set(Program.objects.values_list("code", flat=True)) == {one["code"] for one in PROGRAMS}
    versions, entries = Version.objects.count(), Event.objects.count()
    assert counts(manager.post(RUN, {"contents": contents})) == [0, 0, len(PROGRAMS), 0]
    answer = looked(manager, FILE)
    assert counts(answer) == [0, 0, len(PROGRAMS), 0]
    assert "No program would change, so there is nothing to import." in said(answer)
    assert ">Import</button>" not in answer.content.decode()
    assert (Version.objects.count(), Event.objects.count()) == (versions, entries)


def test_a_program_that_is_wrong_is_told_with_its_path_and_stops_no_other(manager) -> None:
    wrong = {**PROGRAMS[0], "code": "WRONG", "versions": [{**PROGRAMS[0]["versions"][0], "grace_period": "soon"}]}
    answer = looked(manager, json.dumps({"programs": [wrong, *PROGRAMS]}))
    assert counts(answer) == [len(PROGRAMS), 0, 0, 1]
    assert "WRONG Refused versions[0].grace_period" in said(answer)
    ended = manager.post(RUN, {"contents": carried(answer)})
    assert counts(ended) == [len(PROGRAMS), 0, 0, 1]
    assert not Program.objects.filter(code="WRONG").exists()
    assert Program.objects.count() == len(PROGRAMS)


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (b"", "line 1, column 1: the file is empty"),
        (b'{"programs": [}', "programs.json, line 1, column 15"),
        (b'{"programs": []}', "names no program"),
        (b'{"program": []}', "the key “program” is unknown here"),
        (b'{"programs": ["\xff"]}', "the byte 0xFF is not UTF-8"),
        (b"[" * 100_000, "nested too deep"),
        (b" " * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_its_field(staff, contents, sentence) -> None:
    answer = looked(staff, contents)
    assert answer.status_code == 422
    assert sentence in said(answer)


@pytest.mark.parametrize("sent", [{}, {"contents": ""}, {"contents": "{"}, {"contents": '{"programs": [1'}])
def test_what_comes_back_in_no_readable_form_is_asked_for_once_more(staff, sent) -> None:
    answer = staff.post(RUN, sent)
    assert answer.status_code == 422
    assert "One field needs another look" in said(answer)
    assert not Program.objects.exists()


def test_what_only_a_manager_may_add_is_refused_to_others_by_program(staff) -> None:
    answer = looked(staff, FILE)
    assert counts(answer) == [0, 0, 0, len(PROGRAMS)]
    assert "Only a Certification Manager or a higher level may change unit types" in said(answer)
    staff.post(RUN, {"contents": FILE})
    assert not Program.objects.exists()
