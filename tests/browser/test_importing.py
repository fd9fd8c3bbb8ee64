"""Can a SysAdmin bring in what somebody was enrolled in and completed elsewhere, and mend what was refused?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from conferral.models import Completion, Contact, Enrollment, Program
from conferral.rules.actors import Role
from conferral.rules.importing import LOOKED_AT_ONCE
from conferral.rules.jobs import AT_ONCE, CHUNK
from tests import make
from tests.browser.hands import in_every_way, staff
from tests.working import work_off

MANY = CHUNK + 20
PROGRAMS = Path(__file__).parents[2] / "docs" / "example" / "programs.json"
assert MANY > AT_ONCE


def chosen(hands, folder, contents: str) -> None:
    """Choose a file of these contents and upload it."""
    file = folder / "history.csv"
    file.write_text(contents, encoding="utf-8-sig")
    hands.field("File").set_input_files(file)
    hands.press(hands.button("Upload"))


@in_every_way
def test_a_long_history_is_brought_in_by_a_job_that_can_be_left(page, signed_in, axe, way, tmp_path):
    make.program("P")
    make.contact("M-1", "Ada", "Byron")
    hands = staff(page, signed_in, way, role=Role.SYSADMIN)
    look = axe if way.javascript else lambda _page: None
    hands.goto("/staff/")
    hands.menu("Imports")
    hands.arrives("Imports")
    look(hands.page)
    hands.press(hands.link("Import enrollments"))
    hands.arrives("Import enrollments")
    look(hands.page)
    ghosts = "".join(f"X-{n};P;2025-03-01\n" for n in range(MANY - 1))
    chosen(hands, tmp_path, f"Member ID;Program;Since\nM-1;P;2025-03-01\n{ghosts}")
    hands.arrives("Import enrollments: columns")
    hands.press(hands.button("Dry run"))
    hands.reads("No column is taken for enrolled_on, which every row needs.")
    look(hands.page)
    hands.choose(hands.field("Column 3: Since"), "Enrollment date")
    hands.press(hands.button("Dry run"))
    hands.arrives("Import enrollments: dry run")
    hands.reads("Nothing has been written.", "There is no contact with the number “X-0”", "Ada Byron")
    look(hands.page)
    assert not Enrollment.objects.exists()
    hands.press(hands.button("Import"))
    hands.arrives("Import enrollments")
    hands.reads("Waiting", f"0 of {MANY}", "You can leave this page")
    work_off()
    hands.menu("Jobs")
    hands.press(hands.link("Import enrollments"))
    hands.reads("Done", f"{MANY} of {MANY}", f"{MANY - 1} refused")
    look(hands.page)
    assert Enrollment.objects.get().enrolled_on == date(2025, 3, 1)


@in_every_way
def test_a_file_of_thousands_is_looked_at_by_a_job_that_can_be_left(page, signed_in, axe, way, tmp_path):
    make.contact("M-1", "Ada", "Byron", email="ada@example.org")
    hands = staff(page, signed_in, way, role=Role.STAFF)
    look = axe if way.javascript else lambda _page: None
    hands.goto("/staff/imports/")
    hands.press(hands.link("Import contacts"))
    hands.arrives("Import contacts")
    rows = "".join(f"N-{n},Name {n}\n" for n in range(LOOKED_AT_ONCE))
    chosen(hands, tmp_path, f"member_number,last_name\nM-1,Lovelace\n{rows}")
    hands.arrives("Import contacts: columns")
    hands.reads("Of so many rows it is a job")
    look(hands.page)
    hands.press(hands.button("Dry run"))
    hands.arrives("Import contacts: dry run")
    hands.reads("Waiting", "0 of 6", "Each step is a thousand rows", "You can leave this page")
    look(hands.page)
    work_off()
    hands.menu("Jobs")
    hands.press(hands.link("Import contacts: dry run"))
    hands.reads("Done", "6 of 6")
    look(hands.page)
    hands.press(hands.link("See what would become of each row"))
    hands.arrives("Import contacts: dry run")
    hands.reads("Nothing has been written.", "Ada Lovelace", "Byron → Lovelace", "The first 100 of 5,000")
    look(hands.page)
    assert Contact.objects.count() == 1
    hands.press(hands.button("Import"))
    hands.arrives("Import contacts")
    hands.reads("Waiting", f"0 of {LOOKED_AT_ONCE + 1:,}")


@in_every_way
def test_completions_that_were_refused_are_mended_and_uploaded_again(page, signed_in, axe, way, tmp_path):
    make.enrollment(make.contact("M-1", "Ada", "Byron"), make.program("P"), date(2025, 3, 1))
    hands = staff(page, signed_in, way, role=Role.SYSADMIN)
    hands.goto("/staff/imports/")
    hands.press(hands.link("Import completions"))
    hands.arrives("Import completions")
    chosen(
        hands,
        tmp_path,
        "member_number,program,enrolled_on,requirement,completed_on\nM-1,P,2025-03-01,NOPE,2025-04-01\n",
    )
    hands.press(hands.button("Dry run"))
    hands.reads("“NOPE” is no requirement")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.button("Import"))
    with hands.page.expect_download() as download:
        hands.press(hands.link("Download the refused rows"))
    assert download.value.suggested_filename == "Refused completions 2026-03-02.csv"
    mended = download.value.path().read_text(encoding="utf-8-sig").replace("NOPE", "EXAM", 1)
    hands.press(hands.link("Import another file"))
    chosen(hands, tmp_path, mended)
    hands.press(hands.button("Dry run"))
    hands.press(hands.button("Import"))
    hands.reads("1 of 1", "Created 1", "Ada Byron")
    assert Completion.objects.get().requirement.code == "EXAM"


@in_every_way
def test_programs_of_a_file_are_looked_at_and_brought_in(page, signed_in, axe, way):
    hands = staff(page, signed_in, way, role=Role.MANAGER)
    look = axe if way.javascript else lambda _page: None
    hands.goto("/staff/certification/programs/")
    hands.press(hands.link("Import"))
    hands.arrives("Import programs")
    look(hands.page)
    hands.field("File").set_input_files(PROGRAMS)
    hands.press(hands.button("Upload"))
    hands.arrives("Import programs: dry run")
    hands.reads("Nothing has been written.", "EMT-R")
    look(hands.page)
    assert not Program.objects.exists()
    hands.press(hands.button("Import"))
    hands.arrives("Import programs: done")
    hands.reads("2 programs", "INSTR")
    look(hands.page)
    assert sorted(Program.objects.values_list("code", flat=True)) == ["EMT-R", "INSTR"]
