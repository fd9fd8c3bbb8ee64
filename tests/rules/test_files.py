"""Are files judged by what they hold, named so that a name does no harm, and left alone once decided upon?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules import files
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Attempt, AttemptState, Rejection
from conferral.rules.definition import Requirement
from conferral.rules.files import ENDINGS, LONGEST_NAME, LONGEST_SAID, MOST_BYTES, MOST_FILES, TYPES, Found, Taken
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Status
from tests.rules.cast import (
    ANNA,
    ANNA_HERSELF,
    BEN_THE_MEMBER,
    MANAGER,
    NOBODY,
    SETTLED,
    STAFF,
    STANDING_TODAY,
    TODAY,
    YESTERDAY,
    code,
)

PDF = "application/pdf"
EXAM = Requirement(code="EXAM", title="Exam", component="EX", requires_approval=True, enrollees_may_record=True)
ENROLLED = STANDING_TODAY[Status.ENROLLED]
S = AttemptState
ATTEMPTS = {
    S.AWAITING_APPROVAL: Attempt(requirement="EXAM", completed_on=YESTERDAY),
    S.COMPLETE: Attempt(requirement="EXAM", completed_on=YESTERDAY, is_approved=True),
    S.RETURNED: Attempt(requirement="EXAM", completed_on=YESTERDAY, rejection=Rejection.NOTIFY),
    S.REJECTED: Attempt(requirement="EXAM", completed_on=YESTERDAY, rejection=Rejection.REJECTED),
    S.VOIDED: Attempt(requirement="EXAM", completed_on=YESTERDAY, is_voided=True),
}
names = st.text(st.characters() | st.sampled_from("./\\\u202e\u200d\0\r\n \"';%CONcon"), max_size=400)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Certificate.pdf", "Certificate.pdf"),
        ("CERTIFICATE.PDF", "CERTIFICATE.PDF"),
        ("Certificate", "Certificate.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ada\\Certificate.pdf", "Certificate.pdf"),
        ("a\0b\x1b[31m.pdf", "ab[31m.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ("tabs\tand\u2028lines.pdf", "tabs and lines.pdf"),
        ("page.html", "page.html.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        (
            "\u0646\u0645\u0648\u0646\u0647\u200c\u0647\u0627.pdf",
            "\u0646\u0645\u0648\u0646\u0647\u200c\u0647\u0627.pdf",
        ),
        ("👩\u200d🎓.pdf", "👩\u200d🎓.pdf"),
        ("nul.pdf", "_nul.pdf"),
        ("COM1", "_COM1.pdf"),
        ("Console.pdf", "Console.pdf"),
        (".pdf", "File.pdf"),
        ("..", "File.pdf"),
        ("", "File.pdf"),
        ("\u200c\u200d", "File.pdf"),
        ("x" * 300 + ".pdf", "x" * 250 + "….pdf"),
    ],
)
def test_a_name_is_kept_for_people_alone(name, kept):
    assert files.shown_name(name, PDF) == kept


@SETTLED
@given(name=names, media_type=st.sampled_from([one.media_type for one in TYPES]))
def test_whatever_it_is_called_its_name_is_one_line_that_ends_as_its_type_does(name, media_type):
    kept = files.shown_name(name, media_type)
    assert 0 < len(kept) <= LONGEST_NAME
    assert not re.search(r"[\r\n\0/\\\u202a-\u202e\u2066-\u2069]", kept)
    assert all(unicodedata.category(sign) not in {"Cc", "Cs", "Zl", "Zp"} for sign in kept)
    assert kept.rpartition(".")[0].strip()
    assert f".{kept.rpartition('.')[2].lower()}" in ENDINGS
    assert files.shown_name(kept, media_type) == kept
    assert len(files.said(name)) <= LONGEST_SAID


def test_text_is_csv_where_its_name_says_so():
    assert files.judged("hours.CSV", Found("text/plain")) == Taken("hours.CSV", "text/csv")
    assert files.judged("hours.csv.txt", Found("text/plain")) == Taken("hours.csv.txt", "text/plain")
    assert files.judged("hours", Found("text/plain")) == Taken("hours.txt", "text/plain")
    assert files.judged("photo.jpg", Found("image/webp")) == Taken("photo.jpg.webp", "image/webp")


def test_a_refusal_names_the_field_the_file_and_what_is_wrong():
    refusal = files.judged("page.pdf", Found(fault="holds a web page; print it into a PDF."))
    assert refusal == Refusal("file_not_taken", "File: page.pdf holds a web page; print it into a PDF.")
    assert str(files.judged("\u202e" * 9, Found(fault="holds nothing."))) == "File: the file holds nothing."


@pytest.mark.parametrize(
    ("size", "refused"),
    [(0, "file_empty"), (1, "allowed"), (MOST_BYTES, "allowed"), (MOST_BYTES + 1, "file_too_large")],
)
def test_a_file_holds_something_and_at_most_ten_megabytes(size, refused):
    assert code(files.check_size("Certificate.pdf", size)) == refused


def test_a_completion_has_at_most_ten_files():
    assert files.check_count(MOST_FILES - 1) is None
    assert code(files.check_count(MOST_FILES)) == "too_many_files"


@pytest.mark.parametrize("state", ATTEMPTS)
@pytest.mark.parametrize("actor", [STAFF, MANAGER, ANNA_HERSELF, COMMAND_LINE])
def test_files_change_while_a_completion_waits_and_never_after(state, actor):
    refusal = files.may_attach(actor, contact=ANNA, facts=ENROLLED, requirement=EXAM, attempt=ATTEMPTS[state], on=TODAY)
    assert code(refusal) == ("allowed" if state is S.AWAITING_APPROVAL else "already_decided")


@pytest.mark.parametrize("status", STANDING_TODAY)
def test_on_a_cancelled_enrollment_nothing_changes(status):
    refusal = files.may_attach(
        STAFF,
        contact=ANNA,
        facts=STANDING_TODAY[status],
        requirement=EXAM,
        attempt=ATTEMPTS[S.AWAITING_APPROVAL],
        on=TODAY,
    )
    assert code(refusal) == ("enrollment_cancelled" if status is Status.CANCELLED else "allowed")


def test_on_the_day_it_was_cancelled_nothing_changes_any_more():
    asked = {"contact": ANNA, "requirement": EXAM, "attempt": ATTEMPTS[S.AWAITING_APPROVAL], "on": TODAY}
    today = replace(ENROLLED, cancelled_on=TODAY)
    assert code(files.may_attach(STAFF, facts=today, **asked)) == "enrollment_cancelled"


def test_a_name_of_one_letter_too_many_is_shortened_to_as_long_as_may_be():
    assert len(files.shown_name("x" * 251 + ".pdf", "application/pdf")) == 255
    assert files.shown_name("x" * 252 + ".pdf", "application/pdf") == "x" * 250 + "….pdf"


def test_an_enrollee_adds_files_where_they_may_record_and_nobody_to_anothers():
    asked = {"contact": ANNA, "facts": ENROLLED, "attempt": ATTEMPTS[S.AWAITING_APPROVAL], "on": TODAY}
    by_staff = replace(EXAM, enrollees_may_record=False)
    assert code(files.may_attach(ANNA_HERSELF, requirement=by_staff, **asked)) == "recorded_by_staff"
    for stranger in (BEN_THE_MEMBER, NOBODY):
        assert code(files.may_attach(stranger, requirement=EXAM, **asked)) == "not_yours"


@pytest.mark.parametrize("is_saved", [True, False])
def test_whoever_added_a_file_may_remove_it_and_staff_what_is_saved(is_saved):
    for actor in (ANNA_HERSELF, STAFF):
        assert files.may_remove(actor, added_by=actor.account, is_saved=is_saved) is None
    assert code(files.may_remove(ANNA_HERSELF, added_by=STAFF.account, is_saved=is_saved)) == "not_your_file"
    assert code(files.may_remove(NOBODY, added_by=None, is_saved=is_saved)) == "not_your_file"
    assert code(files.may_remove(STAFF, added_by=11, is_saved=is_saved)) == ("allowed" if is_saved else "not_your_file")
    assert files.may_remove(COMMAND_LINE, added_by=11, is_saved=is_saved) is None


def test_what_changed_among_files_is_said_by_name():
    one, other = {"name": "A.pdf", "sha256": "1"}, {"name": "A.pdf", "sha256": "2"}
    assert files.changes([], [one]) == "Files: added “A.pdf”"
    assert files.changes([one], None) == "Files: removed “A.pdf”"
    assert files.changes([one], [other]) == "Files: added “A.pdf”, removed “A.pdf”"
    assert files.changes([one], [one]) == "Files: as they were"
