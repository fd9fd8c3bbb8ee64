"""Can staff attach files to what they record, look at them afterwards, and add proof to what still waits?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conferral.actions import completions
from conferral.models import Attachment, Completion, Enrollment
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.files import MOST_BYTES
from tests import make
from tests.browser.hands import MOUSE, PLAIN, in_every_way, member, staff, with_and_without_javascript
from tests.uploaded import PDF, added

PROOF = {"name": "Certificate of Ada.pdf", "mimeType": "application/pdf", "buffer": PDF}
NOTES = {"name": "notes.txt", "mimeType": "text/plain", "buffer": "Seen, naïve and whole.".encode()}
PAGE = {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"<!doctype html><script>alert(1)</script>"}


@pytest.fixture
def ada(site) -> Enrollment:
    """Somebody in a program whose exam asks for a grade and whose pledge asks for an approval."""
    asked = make.definition(
        make.requirement("EXAM", title="Exam", scale=make.POINTS),
        make.requirement("PLEDGE", title="Pledge", requires_approval=True),
    )
    return make.enrollment(make.contact("R-1", "Ada", "Byron"), make.program("R", asked), date(2026, 1, 5))


def _recording(hands, enrollment, title) -> None:
    hands.goto(f"/staff/certification/enrollments/{enrollment.key}/")
    hands.press(hands.link(title))
    hands.press(hands.link("Record Completion"))
    hands.arrives("Record Completion")


def _choose(hands, *files) -> None:
    hands.field("Files").set_input_files(list(files))


def _attach(hands, *files) -> None:
    """Go through **Attach file** and **File Upload**: a window over the form, or a page without JavaScript."""
    hands.press(hands.button("Attach file"))
    expect(hands.page.get_by_role("heading", name="File Upload")).to_be_visible()
    _choose(hands, *files)
    hands.press(hands.button("Upload"))


@in_every_way
def test_attach_file_opens_file_upload_and_save_stores_the_completion_with_its_files(page, signed_in, axe, ada, way):
    hands = staff(page, signed_in, way)
    _recording(hands, ada, "Exam")
    hands.write_day(hands.field("Date"), date(2026, 2, 1))
    hands.write(hands.field("Notes (optional)"), "All there.")
    hands.write(hands.field("Grade"), "85")
    _attach(hands, PROOF, NOTES)
    expect(hands.link("Certificate of Ada.pdf")).to_be_visible()
    expect(hands.link("notes.txt")).to_be_visible()
    hands.arrives("Record Completion")
    if way.javascript:
        axe(hands.page)
    expect(hands.field("Date")).to_have_value("2026-02-01")
    expect(hands.field("Notes (optional)")).to_have_value("All there.")
    expect(hands.field("Grade")).to_have_value("85")
    hands.press(hands.button("Remove notes.txt"))
    expect(hands.link("notes.txt")).to_have_count(0)
    expect(hands.field("Notes (optional)")).to_have_value("All there.")
    hands.press(hands.button("Save"))
    hands.arrives("Exam")
    completion = Completion.objects.get()
    assert (completion.grade, completion.notes) == ("85", "All there.")
    assert [file.name for file in completion.attachments.all()] == ["Certificate of Ada.pdf"]
    assert Attachment.objects.count() == 1


@in_every_way
def test_clicking_an_attached_files_name_opens_the_file(page, signed_in, ada, way):
    completion = make.completion(ada, "PLEDGE", date(2026, 2, 1))
    added(completion)
    completions.approve(completion=completion.pk, by=COMMAND_LINE, at=make.noon(date(2026, 2, 2)))
    hands = staff(page, signed_in, way)
    hands.goto(f"/staff/certification/enrollments/{ada.key}/requirements/PLEDGE/")
    hands.arrives("Pledge")
    hands.reads("Complete")
    expect(hands.link("Attach file")).to_have_count(0)
    with hands.page.expect_download() as handed:
        hands.press(hands.link("Certificate.pdf"))
    assert handed.value.suggested_filename == "Certificate.pdf"
    assert Path(handed.value.path()).read_bytes() == PDF
    hands.arrives("Pledge")


def test_whoever_is_enrolled_opens_the_files_of_their_own_completions(page, signed_in, ada):
    added(make.completion(ada, "PLEDGE", date(2026, 2, 1)))
    hands = member(page, signed_in, ada.contact)
    hands.goto(f"/my/certifications/{ada.key}/requirements/PLEDGE/")
    expect(hands.link("Attach file")).to_have_count(0)
    with hands.page.expect_download() as handed:
        hands.press(hands.link("Certificate.pdf"))
    assert Path(handed.value.path()).read_bytes() == PDF


@in_every_way
def test_proof_is_added_to_what_still_waits(page, signed_in, axe, ada, way):
    make.completion(ada, "PLEDGE", date(2026, 2, 1))
    hands = staff(page, signed_in, way)
    hands.goto(f"/staff/certification/enrollments/{ada.key}/requirements/PLEDGE/")
    hands.press(hands.link("Attach file"))
    hands.arrives("File Upload")
    _choose(hands, PROOF)
    hands.press(hands.button("Upload"))
    expect(hands.link("Certificate of Ada.pdf")).to_be_visible()
    if way.javascript:
        axe(hands.page)
        hands.press(hands.button("Remove Certificate of Ada.pdf"))
        hands.reads("is removed.")
        hands.press(hands.link("Back to the requirement"))
    hands.arrives("Pledge")
    assert Attachment.objects.count() == (0 if way.javascript else 1)


@with_and_without_javascript
def test_one_file_refused_does_not_stop_the_others(page, signed_in, axe, ada, way):
    hands = staff(page, signed_in, way)
    _recording(hands, ada, "Pledge")
    _attach(hands, PAGE, PROOF)
    said = hands.page.locator(".uploads" if way is MOUSE else "#attached")
    expect(said).to_contain_text("page.pdf holds")
    if way.javascript:
        axe(hands.page)
        hands.press(hands.button("Close"))
    expect(hands.link("Certificate of Ada.pdf")).to_be_visible()
    hands.press(hands.button("Save"))
    hands.arrives("Pledge")
    assert [file.name for file in Completion.objects.get().attachments.all()] == ["Certificate of Ada.pdf"]


@with_and_without_javascript
def test_a_file_of_more_than_ten_megabytes_is_refused_with_a_sentence(page, signed_in, ada, tmp_path, way):
    large = tmp_path / "Large.txt"
    large.write_bytes(b"x" * (MOST_BYTES + 1))
    hands = staff(page, signed_in, way)
    _recording(hands, ada, "Pledge")
    _attach(hands, large)
    said = hands.page.locator(".uploads" if way is MOUSE else "#attached")
    expect(said).to_contain_text("Large.txt is larger than 10 MB")
    assert not Attachment.objects.exists()


def test_a_damaged_file_is_said_to_be_damaged(page, signed_in, ada):
    file = added(make.completion(ada, "PLEDGE", date(2026, 2, 1)))
    Attachment.objects.filter(pk=file.pk).update(sha256="0" * 64)
    hands = staff(page, signed_in)
    hands.goto(f"/staff/certification/enrollments/{ada.key}/requirements/PLEDGE/")
    hands.press(hands.link("Certificate.pdf"))
    expect(hands.page.get_by_role("main")).to_contain_text("Certificate.pdf cannot be opened")


@pytest.mark.parametrize("way", [MOUSE, PLAIN], ids=["with-javascript", "without"])
def test_enter_within_a_field_saves(page, signed_in, ada, way):
    hands = staff(page, signed_in, way)
    _recording(hands, ada, "Exam")
    hands.field("Grade").press("Enter")
    hands.arrives("Exam")
    assert Completion.objects.count() == 1
