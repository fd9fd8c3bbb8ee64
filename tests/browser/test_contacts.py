"""Can staff keep the contacts: find and change one, merge two that are one person, erase who somebody was?"""

from __future__ import annotations

from datetime import date

from conferral.models import Contact
from conferral.rules.actors import Role
from tests import make
from tests.browser.hands import in_every_way, staff


@in_every_way
def test_a_contact_is_found_changed_merged_with_its_double_and_erased(page, signed_in, way):
    """S6, S47, S55: contacts are there by themselves; what certifies them survives merging and erasing."""
    program = make.program("EMT")
    ada = make.contact("M-1", email="ada@example.org")
    double = make.contact("M-2", "Augusta", "King", email="ADA@example.org", organization="Engines")
    make.enrollment(ada, program, date(2024, 3, 1))
    make.enrollment(double, program, date(2025, 6, 1))
    hands = staff(page, signed_in, way, role=Role.MANAGER)
    hands.goto("/staff/")
    hands.menu("Contacts")
    hands.arrives("Contacts")
    hands.write(hands.field("Contact search"), "king")
    hands.press(hands.button("Find"))
    hands.reads("1 contact found")
    hands.press(hands.link("Augusta King"))
    hands.press(hands.link("Edit"))
    hands.write(hands.field("Last name (optional)"), "Lovelace")
    hands.press(hands.button("Save"))
    hands.arrives("Augusta Lovelace")
    hands.reads("Saved.")

    hands.press(hands.page.locator(".crumb").get_by_role("link", name="Contacts"))
    hands.press(hands.link("Find duplicates"))
    hands.arrives("Find duplicates")
    hands.reads("1 group found")
    hands.press(hands.link("Keep M-1 and merge the other into it"))
    hands.arrives("Merge M-2 into M-1")
    hands.reads("keep “Engines”", "moves")
    hands.tick(hands.field("keep “Augusta”"))
    hands.write(hands.field("Reason"), "One person, by telephone.")
    hands.press(hands.button("Merge"))
    hands.arrives("Augusta Lovelace")
    hands.reads("M-2 is merged into Augusta Lovelace, M-1.", "Former member numbers", "Engines")
    assert [row.enrollments.count() for row in Contact.objects.all()] == [2]

    hands.press(hands.link("Erase"))
    hands.reads("This cannot be undone.", "2 enrollments with their dates and statuses")
    hands.write(hands.field("Reason"), "Asked by letter.")
    hands.press(hands.button("Erase"))
    hands.arrives("Erased contact")
    hands.reads("This contact was erased on")


FILE = (
    "number;First name;Surname;E-mail;Shoe size\n"
    "M-1;Ada;Lovelace;;38\n"
    "M-2;Grace;Hopper;grace@example.org;40\n"
    "M-3;Bob;Bad;nobody;44\n"
)


@in_every_way
def test_a_file_of_contacts_is_looked_at_imported_and_its_refused_rows_mended(page, signed_in, axe, way, tmp_path):
    """Step 5: nothing is written before the dry run, and what was refused comes back to be mended."""
    make.contact("M-1", "Ada", "Byron", email="ada@example.org")
    hands = staff(page, signed_in, way)

    def looked_at() -> None:
        if way.javascript:
            axe(hands.page)

    def chosen(contents: str) -> None:
        file = tmp_path / "people.csv"
        file.write_text(contents, encoding="utf-8-sig")
        hands.field("File").set_input_files(file)
        hands.press(hands.button("Upload"))

    hands.goto("/staff/contacts/")
    hands.press(hands.link("Import"))
    hands.arrives("Import contacts")
    looked_at()
    chosen("")
    hands.reads("holds no column names", "One field needs another look")
    looked_at()
    chosen(FILE)
    hands.arrives("Import contacts: columns")
    hands.reads("3 rows", "Shoe size")
    hands.press(hands.button("Dry run"))
    hands.reads("No column is taken for the member number")
    looked_at()
    hands.choose(hands.field("Column 1: number"), "Member number")
    hands.press(hands.button("Dry run"))
    hands.arrives("Import contacts: dry run")
    hands.reads("Nothing has been written.", "Last name: Byron → Lovelace", "“nobody” is not an email address")
    looked_at()
    assert Contact.objects.count() == 1
    hands.press(hands.button("Import"))
    hands.arrives("Import contacts")
    hands.reads("3 of 3", "1 refused", "Grace Hopper")
    looked_at()
    assert sorted(Contact.objects.values_list("last_name", flat=True)) == ["Hopper", "Lovelace"]

    with hands.page.expect_download() as download:
        hands.press(hands.link("Download the refused rows"))
    mended = download.value.path().read_text(encoding="utf-8-sig").replace("nobody", "bob@example.org")
    hands.press(hands.link("Import another file"))
    chosen(mended)
    hands.choose(hands.field("Column 1: number"), "Member number")
    hands.press(hands.button("Dry run"))
    hands.press(hands.button("Import"))
    hands.reads("1 of 1", "Bob Bad")
    assert Contact.objects.get(member_number="M-3").email == "bob@example.org"
